"""The identity questionnaire: reviewed by equality, public only as consented, and counted without small cells."""

import csv
from collections import Counter

import pytest
from django.utils import timezone

from conoceles.elections.models import Job
from conoceles.ledger.models import Body
from conoceles.ledger.reading import current
from conoceles.mail.models import Message
from conoceles.profiles import consents
from conoceles.profiles.author import Author
from conoceles.profiles.handing_over import submit_all
from conoceles.profiles.models import Profile, Review
from conoceles.profiles.public.identity import identity_document, reviewed
from conoceles.profiles.saving import save
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import asked_in
from conoceles.reports.identity_figures import TooSoon, as_csv, cut
from conoceles.reports.suppression import LEAST, suppressed, total
from conoceles.review import case_acts, deciding
from tests.factories import consent
from tests.markup import flat

EQUALITY = Hand("c-paridad", "equality")
ALL_NO = {
    "indigenous": "no",
    "disability": "no",
    "afromexican": "no",
    "diversity": "no",
    "migrant": "no",
    "young": "no",
    "older": "no",
    "income": "unsaid",
}

INVENTED = {"indigenous": "yes", "indigenous_people": "other", "indigenous_people_other": "pueblo-inventado"}


def answer_identity(candidacy, publication=True, statistics=True, **answers):
    """Consent, answer and submit the identity questionnaire; «indigenous: yes» with an invented people."""
    profile = consent(candidacy, publication=publication, statistics=statistics)
    asked = asked_in(candidacy.election, "identity")
    hand = Hand(f"c-{candidacy.key[:8]}", "candidate")
    given = {
        **ALL_NO,
        "indigenous": "yes",
        "indigenous_people": "other",
        "indigenous_people_other": "pueblo-inventado",
        **answers,
    }
    for key, question in asked.questions.items():
        if question.required and key not in given and (question.choices or not question.condition):
            given[key] = next(reversed(question.choices), "Respuesta inventada")
    for key, value in given.items():
        if key in asked.questions:
            save(
                profile,
                asked.questions[key],
                value,
                version=0,
                asked=asked,
                candidacy=candidacy,
                hand=hand,
                confidential=True,
            )
    submit_all(
        Author(
            type(candidacy).objects.select_related("election", "ticket", "person").get(pk=candidacy.pk),
            hand,
            timezone.now(),
        )
    )
    return profile


def approve(candidacy):
    review = Review.objects.get(profile__candidacy=candidacy, confidential=True)
    now = timezone.now()
    return deciding.decide(review, deciding.seen_now(review), [], EQUALITY, now, now)


def published(candidacy):
    return current(candidacy.election.slug, "identity", [candidacy.key]).get(("identity", candidacy.key))


def test_only_what_was_reviewed_and_consented_becomes_public(capture):
    capture.publish()
    answer_identity(capture.ana)
    assert identity_document(capture.ana, timezone.now()) is None and published(capture.ana) is None, (
        "nobody reviewed it yet"
    )
    assert approve(capture.ana).published
    assert [one["key"] for one in published(capture.ana)["answers"]] == [
        "indigenous",
        "indigenous_people",
        "indigenous_people_other",
    ]
    assert not Message.objects.filter(box=capture.parties["Partido Roble"].key).exists(), "no party is told"
    eva = answer_identity(capture.eva, publication=False)
    assert not approve(capture.eva).published and published(capture.eva) is None
    texts = consents.current_texts(capture.election)
    consents.answer(eva, {texts["publication"]: True}, Hand("c-eva", "candidate"))
    assert published(capture.eva) is not None, "she consents later: what was reviewed becomes public"


def test_reviewed_answers_are_those_submitted_not_those_typed_later(capture):
    profile = answer_identity(capture.ana)
    approve(capture.ana)
    assert reviewed(profile)["indigenous_people_other"] == "pueblo-inventado"


def cells(made, key):
    return next(dict(table["cells"]) for table in made.tables if table["key"] == key)


def test_a_cut_counts_who_was_reviewed_and_consented_and_hides_small_cells(capture):
    people = [capture.stand(f"Persona {letter}", folio=letter) for letter in "ABCDEFGHIJK"]
    for number, one in enumerate(people):
        answer_identity(one, indigenous="yes" if number < 3 else "no", statistics=number != 10)
        approve(one)
    answer_identity(capture.ana)
    made = cut(capture.election, by="c-paridad")
    assert made.people == 10, "one did not consent, another was not reviewed"
    table = cells(made, "indigenous")
    assert table["Sí"] is None and sum(count is None for count in table.values()) == 2, (
        "and another, so that it is not subtracted"
    )
    under = [one for one in made.tables if one["key"].startswith("indigenous_")]
    assert all(one["answered"] is None for one in under), "what is asked of those in a hidden cell is hidden too"
    text = as_csv(made).decode("utf-8-sig")
    assert "pueblo-inventado" not in text and "protegido" in text
    made.tables = [{"label": "¿Sí?", "cells": [["Sí", None], ["No", 7]], "answered": 9}]
    assert as_csv(made).decode("utf-8-sig").splitlines() == [
        "pregunta,respuesta,personas,respondieron",
        "¿Sí?,Sí,protegido,9",
        "¿Sí?,No,7,9",
    ]


def test_two_cuts_never_differ_by_fewer_than_five_persons(capture):
    people = [capture.stand(f"Persona {letter}", folio=letter) for letter in "ABCDEFGHIJK"]
    for one in people[:5]:
        answer_identity(one, indigenous="no")
        approve(one)
    first = cut(capture.election, by="")
    with pytest.raises(TooSoon, match="nada cambió"):
        cut(capture.election, by="")
    for one in people[5:9]:
        answer_identity(one, indigenous="yes")
        approve(one)
        with pytest.raises(TooSoon, match="menos de cinco"):
            cut(capture.election, by="")
    answer_identity(people[9])
    approve(people[9])
    assert cut(capture.election, by="").people == 10 and first.people == 5


def test_the_screen_is_for_equality_and_the_commission_and_equality_makes_the_cut(
    capture, equality, reviewer, candidate
):
    url = f"/registro/{capture.election.slug}/identidad-estadistica/"
    commission = capture.account("commission", "Comisión")
    assert "Todavía no hay ningún corte" in commission.get(url).text and commission.post(url).status_code == 403
    before = equality.get(f"{url}?corte=nuevo").text
    assert "No cambia ni se borra" in flat(before)
    assert "Hacer el corte" in before
    assert "Hacer el corte" not in commission.get(f"{url}?corte=nuevo").text
    assert equality.post(url).status_code == 302 and "Corte del" in commission.get(url).text
    assert Job.objects.get().said.startswith("Corte de la estadística"), "the result stays"
    assert equality.post(url).status_code == 422, "nothing changed"
    assert commission.get(f"{url}?formato=csv").headers["Content-Type"].startswith("text/csv")
    assert reviewer.get(url).status_code == candidate.get(url).status_code == 403


def test_a_correction_or_an_observation_leaves_no_trace_in_the_ledger(capture):
    capture.publish()
    profile = answer_identity(capture.ana)
    approve(capture.ana)
    assert published(capture.ana) is not None
    section = profile.sections.filter(confidential=True).first()
    for one in profile.sections.filter(confidential=True):
        case_acts.reopen(one, capture.ana, EQUALITY, "")
    assert published(capture.ana) is not None, "what was approved stays while it is corrected"
    asked, hand = asked_in(capture.election, "identity"), Hand(f"c-{capture.ana.key[:8]}", "candidate")
    save(
        profile,
        asked.questions["indigenous"],
        "no",
        version=1,
        asked=asked,
        candidacy=capture.ana,
        hand=hand,
        confidential=True,
    )
    submit_all(
        Author(
            type(capture.ana).objects.select_related("election", "ticket", "person").get(pk=capture.ana.pk),
            hand,
            timezone.now(),
        )
    )
    approve(capture.ana)
    assert published(capture.ana) is None
    assert not Body.objects.filter(edition__kind="identity", edition__action="publish").exists()
    other = answer_identity(capture.eva)
    approve(capture.eva)
    section = next(one for one in other.sections.filter(confidential=True) if "indigenous" in one.public.values())
    note = deciding.Note("indigenous_people_other", "personal", "No es un pueblo.")
    case_acts.observe_public(section, [note], capture.eva, EQUALITY, timezone.now())
    assert published(capture.eva) is None
    assert not Body.objects.filter(edition__kind="identity", edition__action="publish").exists()


def test_without_consent_to_treatment_equality_reads_nothing_any_more(capture, equality):
    answer_identity(capture.ana)
    base = f"/revision/{capture.election.slug}/identidad/"
    assert "pueblo-inventado" in equality.get(f"{base}{capture.ana.key}/").text
    texts = consents.current_texts(capture.election)
    profile = Profile.objects.get(candidacy=capture.ana)
    consents.answer(profile, {texts["treatment"]: False}, Hand("c-ana", "candidate"))
    assert equality.get(f"{base}{capture.ana.key}/").status_code == 302
    assert equality.get(f"{base}{capture.ana.key}/expediente/").status_code == 302
    assert "Nada espera revisión" in equality.get(base).text
    consents.answer(profile, {texts["treatment"]: True}, Hand("c-ana", "candidate"))
    assert "Una candidatura espera revisión" in equality.get(base).text


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"sí": 3, "no": 40, "no dice": 9}, {"sí", "no dice"}),
        ({"sí": 30, "no": 40}, set()),
        ({"sí": 1, "no": 2, "no dice": 90}, {"sí", "no", "no dice"}),
        ({"sí": 2, "no": 4, "no dice": 90}, {"sí", "no"}),
        ({"sí": 4, "no": 0}, {"sí", "no"}),
        ({"sí": 0, "no": 0}, set()),
    ],
)
def test_small_cells_are_hidden_and_cannot_be_subtracted_back(counts, hidden):
    told = suppressed(counts)
    assert {key for key, count in told.items() if count is None} == hidden
    assert total({"a": 3}) is None and total({"a": 30}) == 30


@pytest.mark.real_data
def test_no_cell_of_the_real_answers_can_be_found_again(real_data):
    path = real_data / "candidacies" / "ine_identity_2022_anonymous.csv"
    with path.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 452
    hidden_once = 0
    for column in rows[0]:
        counts = Counter(row[column].strip() for row in rows)
        told = suppressed(counts)
        secret = [counts[key] for key, count in told.items() if count is None]
        assert all(count is None or count == 0 or count >= LEAST for count in told.values())
        assert not secret or (len(secret) >= 2 and sum(secret) >= LEAST) or len(secret) == len(counts)
        hidden_once += bool(secret)
    assert hidden_once > 3
