"""When a candidacy may capture: to the last moment of its window and not one after, and never in the silence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conoceles.elections.models import Candidacy, Extension, Grant
from conoceles.elections.windows import capture_window, is_open, strange_dates
from conoceles.profiles import workflow
from conoceles.profiles.saving import profile_of
from conoceles.review import deciding
from tests.factories import make_agreement
from tests.scenery import scenery

MOMENT = timedelta(microseconds=1)


@scenery
def ana(capture):
    return Candidacy.objects.with_register().get(pk=capture.ana.pk)


@pytest.fixture
def extended(capture, staff_user):
    def make(until, **whom):
        Extension.objects.create(election=capture.election, until=until, reason="Se cayó la red.", given_by=staff_user)

    return make


def both(candidacy, at):
    """Return what the two ways of asking say, which is the same."""
    assert capture_window(candidacy, at).open is is_open(candidacy, at)
    return is_open(candidacy, at)


def test_capture_opens_at_its_moment_and_is_shut_at_the_other(ana):
    opens, closes = ana.election.capture_opens, ana.election.capture_closes
    assert not both(ana, opens - MOMENT) and both(ana, opens)
    assert both(ana, closes - MOMENT) and not both(ana, closes)
    assert capture_window(ana, closes).closes == closes


@pytest.mark.parametrize("missing", ["capture_opens", "capture_closes"])
def test_without_both_dates_nobody_captures(ana, missing):
    setattr(ana.election, missing, None)
    assert not both(ana, timezone.now()) and "todavía no tiene fecha" in capture_window(ana).sentence


def test_dates_that_are_allowed_and_rarely_meant_are_told(ana):
    election = ana.election
    election.capture_opens = election.publication_starts - timedelta(days=20)
    election.capture_closes = election.capture_opens + timedelta(days=15)
    election.silence_starts = election.publication_starts + timedelta(days=40)
    assert strange_dates(election) == []
    election.publication_starts = election.capture_opens - timedelta(days=90)
    assert "90 días antes de que abra la captura" in " ".join(strange_dates(election))
    election.publication_starts = election.silence_starts - timedelta(hours=3)
    election.capture_closes = election.capture_opens + timedelta(days=1)
    assert strange_dates(election) == ["La captura dura 1 día.", "Entre la publicación y la veda hay menos de un día."]


def test_who_left_captures_no_more(ana):
    ana.status = Candidacy.Status.WITHDRAWN
    assert not both(ana, timezone.now()) and "ya no está registrada" in capture_window(ana).sentence


def test_an_extension_lasts_until_its_own_end(ana, extended):
    until = ana.election.capture_closes + timedelta(days=2)
    extended(until)
    assert both(ana, until - MOMENT) and not both(ana, until)


@pytest.mark.parametrize("days", [0, 5])
def test_no_extension_reaches_into_the_silence(ana, extended, days):
    silence = ana.election.silence_starts
    extended(silence + timedelta(days=days))
    assert both(ana, silence - MOMENT) and not both(ana, silence)
    assert capture_window(ana, silence - MOMENT).closes == silence


def test_an_extension_beyond_the_silence_is_refused_with_its_day(capture, coordination):
    url = f"/registro/{capture.election.slug}/prorrogas/"
    late = capture.election.silence_starts.astimezone(capture.election.zone) + timedelta(days=1)
    page = coordination.post(url, {"until": f"{late:%Y-%m-%dT%H:%M}", "reason": "Se cayó la red."})
    assert page.status_code == 422 and "Ninguna prórroga pasa del inicio de la veda" in page.text
    assert "Se cayó la red." in page.text and not Extension.objects.exists()


def test_a_term_to_correct_ends_where_the_silence_begins(ana):
    silence = ana.election.silence_starts
    section = workflow.open_section(profile_of(ana).pk, "reasons", False)
    section.until = silence + timedelta(days=1)
    late = silence - timedelta(hours=1)
    assert not both(ana, late)
    assert workflow.may_capture(section, ana, late) and not workflow.may_capture(section, ana, silence)
    assert deciding.term(ana, silence - timedelta(days=1)) == silence
    assert deciding.term(ana, silence) == silence


def test_a_term_lasts_whole_days_and_its_last_minute(ana):
    at = ana.election.capture_closes
    until = deciding.term(ana, at, days=2).astimezone(ana.election.zone)
    assert until.date() == at.astimezone(ana.election.zone).date() + timedelta(days=2)
    assert (until.hour, until.minute, until.second) == (23, 59, 59)
    own = deciding.term(ana, at).astimezone(ana.election.zone).date()
    assert own == at.astimezone(ana.election.zone).date() + timedelta(days=ana.election.correction_days)


def test_a_substitute_has_no_days_in_the_silence(capture):
    silence = capture.election.silence_starts
    fresh = capture.stand("Nueva Persona", place="Cuatro Ciénegas")
    gone = capture.stand("Rosa Vieja", place="Cuatro Ciénegas", party="Partido Sol")
    gone.ticket, gone.status, gone.status_date = fresh.ticket, "substituted", timezone.localdate()
    gone.status_agreement = make_agreement(capture.election, "IEP/CG/02/2027")
    gone.save()
    capture.account("candidate", "Nueva Persona", candidacy=fresh)
    Grant.objects.filter(candidacy=fresh).update(since=silence - timedelta(days=1))
    fresh = Candidacy.objects.with_register().get(pk=fresh.pk)
    assert both(fresh, silence - MOMENT) and not both(fresh, silence)
