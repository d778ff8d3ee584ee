"""A whole contest postponed, annulled or repeated: said on its page, in ballots and on those of who stands in it."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from conoceles.audit.models import Record
from conoceles.ledger.reading import current
from conoceles.movements.basis import Basis, CannotMove
from conoceles.movements.contests import set_state
from conoceles.movements.models import ContestMovement
from tests.built import built_site
from tests.factories import build, make_agreement


@pytest.fixture
def basis(capture):
    capture.publish()
    return Basis(make_agreement(capture.election, "TEP-JE-4/2027"), date(2026, 11, 2), "c-registro")


def shown(settings, path):
    build()
    return " ".join((built_site() / path / "index.html").read_text().split())


def test_what_happened_is_said_wherever_the_contest_is_shown_and_is_told_to_the_ine(capture, basis, settings):
    contest, slug = capture.ana.ticket.contest, capture.election.slug
    moved = set_state(contest, "annulled", basis)
    assert moved.before == "ordinary"
    state = current(slug, "contest")[("contest", contest.key)]["state"]
    said = {"state": "annulled", "date": "2026-11-02", "agreement": "TEP-JE-4/2027", "voted_on": ""}
    assert state == said
    for path in (f"{slug}/contiendas/{contest.slug}", f"{slug}/candidaturas/{capture.ana.slug}"):
        assert "Esta elección fue anulada" in shown(settings, path) and "TEP-JE-4/2027" in shown(settings, path)
    other = capture.contest("Cuatro Ciénegas")
    assert "anulada" not in shown(settings, f"{slug}/contiendas/{other.slug}")
    assert Record.objects.get(act="contest-movement").thing == f"contest {contest.key}"


def test_a_repeated_one_has_a_day_of_its_own_and_an_ordinary_one_none(capture, basis, settings):
    contest, slug = capture.ana.ticket.contest, capture.election.slug
    with pytest.raises(CannotMove, match="nueva jornada"):
        set_state(contest, "annulled", basis, voted_on=date(2027, 12, 5))
    set_state(contest, "repeated", basis, voted_on=date(2027, 12, 5))
    assert "Día de la votación: 5 de diciembre de 2027" in shown(settings, f"{slug}/contiendas/{contest.slug}")
    with pytest.raises(CannotMove, match="ya está así"):
        set_state(contest, "repeated", basis, voted_on=date(2027, 12, 5))
    set_state(contest, "ordinary", basis)
    assert "Esta elección" not in shown(settings, f"{slug}/contiendas/{contest.slug}")
    assert [one.state for one in ContestMovement.objects.order_by("id")] == ["repeated", "ordinary"]


def test_no_state_without_its_agreement(capture, basis):
    contest = capture.ana.ticket.contest
    contest.state = "annulled"
    with pytest.raises(IntegrityError):
        contest.save()


def test_the_screens(capture, basis, coordination, reviewer):
    contest, slug = capture.ana.ticket.contest, capture.election.slug
    url = reverse("move_contest", args=[slug, contest.key])
    assert reviewer.get(url).status_code == 403 and coordination.get(url).status_code == 200
    sent = {"agreement": basis.agreement.pk, "day": "2026-11-02", "state": "postponed", "voted_on": "2027-07-04"}
    assert coordination.post(url, {**sent, "agreement": ""}).status_code == 422
    assert coordination.post(url, sent).status_code == 302
    assert coordination.post(url, sent).status_code == 422, "pressed twice it acts once"
    page = " ".join(coordination.get(reverse("movements", args=[slug])).text.split())
    assert contest.name in page and "pospuesta" in page
    assert ContestMovement.objects.count() == 1
