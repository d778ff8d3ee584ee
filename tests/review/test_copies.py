"""Texts that repeat: in one group, read once, decided on all or on those that are chosen."""

import re

import pytest

from conoceles.audit.models import Record
from conoceles.mail.models import Message
from conoceles.profiles.models import Flag, Observation, Review
from tests.factories import own_words
from tests.markup import flat
from tests.review.test_deciding import states
from tests.review.test_queue import decide, of

COMMENT = "Escríbalo con sus palabras."


@pytest.fixture
def url(capture):
    capture.publish()
    people = [capture.ana, capture.eva, capture.stand("Rita Luna", place="Cuatro Ciénegas", folio="7")]
    capture.text = own_words(capture.ana, "una promesa que se repite")
    for number, one in enumerate(people):
        capture.submit(one, proposal_1=f"{capture.text} Además{' mucho' * number}.")
    capture.rita = people[2]
    return f"/revision/{capture.election.slug}/copias/"


def names_of(page):
    return re.findall(r'name="copy"\s+value="([^"]+)"', page.text)


def test_near_copies_are_one_group_with_what_differs(url, reviewer, capture):
    page = reviewer.get(url)
    assert "Un texto se repite" in page.text
    assert "Ana Peña y otras 2: " in flat(page.text)
    assert len(names_of(page)) == 3
    assert page.text.count(capture.text[:40]) == 3, "once whole, twice what differs"
    for one in ("Ana Peña", "Rita Luna", "Partido Roble"):
        assert one in page.text


def test_the_chosen_are_observed_in_one_act_and_only_in_that_section(url, reviewer, capture):
    names = names_of(reviewer.get(url))
    sent = {"copy": names, "act": "observe", "ground": "copy", "comment": COMMENT, "days": "3"}
    page = reviewer.post(url, sent, follow=True)
    assert "Observadas: 3." in flat(page.text)
    for one in (capture.ana, capture.eva, capture.rita):
        kept = states(one)
        assert kept["proposals"] == "observed"
        assert "submitted" in kept.values(), "the rest goes on waiting"
        assert Review.objects.waiting().filter(profile=one.profile, claimed_by="").exists()
        assert Message.objects.filter(box=one.key, kind="observed").count() == 1
    assert set(Observation.objects.values_list("ground", "comment")) == {("copy", COMMENT)}
    assert "Ningún texto se repite" in reviewer.get(url).text
    again = reviewer.post(url, sent)
    assert again.status_code == 422, "pressed twice it acts once"
    assert Observation.objects.count() == 3


def test_who_is_left_out_is_untouched_and_may_be_decided_after(url, reviewer, capture):
    names = names_of(reviewer.get(url))
    sent = {"copy": names[1:], "act": "observe", "ground": "copy", "comment": COMMENT, "days": "3"}
    reviewer.post(url, sent)
    assert states(capture.ana)["proposals"] == "submitted"
    decide(of(capture.ana))
    assert states(capture.ana)["proposals"] in ("approved", "published")


def test_what_another_reads_or_was_submitted_again_is_said_and_not_done(url, reviewer, coordination, capture):
    names = names_of(reviewer.get(url))
    coordination.post(f"{url.removesuffix('copias/')}candidatura/{capture.ana.key}/", {"act": "take"})
    page = reviewer.get(url)
    assert "No se decide aquí" in page.text
    sent = {"copy": names, "act": "observe", "ground": "copy", "comment": COMMENT, "days": "3"}
    said = reviewer.post(url, sent, follow=True).text
    assert "Ana Peña (la revisa otra persona)" in said and "ya no espera revisión" not in said
    assert states(capture.ana)["proposals"] == "submitted"
    assert states(capture.eva)["proposals"] == "observed"


def test_a_flag_is_dismissed_in_all_and_each_is_recorded(url, reviewer):
    before = Record.objects.filter(act="flag-dismissed").count()
    page = reviewer.post(url, {"copy": names_of(reviewer.get(url)), "act": "dismiss"}, follow=True)
    assert "Avisos descartados:" in page.text
    assert "Ningún texto se repite" in page.text
    assert not Flag.objects.standing().filter(kind="copy").exists()
    assert Record.objects.filter(act="flag-dismissed").count() > before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"copy": []}, "Elija por lo menos una"),
        ({"ground": "own_data"}, "Elija el motivo"),
        ({"comment": ""}, "Escriba qué hay que corregir"),
        ({"comment": "a" * 2001}, "acórtelo"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(url, reviewer, wrong, said):
    names = names_of(reviewer.get(url))
    sent = {"copy": names[:2], "act": "observe", "ground": "copy", "comment": "Con sus palabras", "days": "5"}
    page = reviewer.post(url, {**sent, "group": names[0], **wrong})
    assert page.status_code == 422
    assert said in page.text
    assert wrong.get("comment", "Con sus palabras") in page.text
    assert not Observation.objects.exists()


def test_only_who_reviews_enters(url, candidate, party_operator, equality, help_desk):
    for client in (candidate, party_operator, equality, help_desk):
        assert client.get(url).status_code == 403
