"""«No ha respondido» is said only of who was asked, with that day; lists count as answers; what is in review is no
silence."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from conoceles.accounts import invitations
from conoceles.accounts.models import Invitation
from conoceles.capture.party.dashboard import lines
from conoceles.elections import due, jobs, register
from conoceles.elections.asking import note_asked
from conoceles.elections.models import Candidacy, Grant
from conoceles.ledger.reading import current
from conoceles.reports import notices
from tests.built import built_site
from tests.factories import build

pytestmark = pytest.mark.once

SAYS = "No ha respondido"


@pytest.fixture
def unasked(capture):
    """An election whose candidacies nobody has asked yet, while they may capture."""
    capture.election.asked_on = None
    register.save(capture.election)
    capture.publish()
    return capture


def page(settings, candidacy):
    path = built_site() / candidacy.election.slug / "candidaturas" / candidacy.slug / "index.html"
    return " ".join(path.read_text().split())


def in_lists(settings, candidacy):
    path = built_site() / candidacy.election.slug / "contiendas" / candidacy.ticket.contest.slug
    return " ".join((path / "index.html").read_text().split())


def close(election):
    election.capture_closes = timezone.now() - timedelta(days=1)
    election.capture_opens = timezone.now() - timedelta(days=5)
    register.save(election)


def test_nobody_is_called_silent_before_being_asked(unasked, settings):
    build()
    html = page(settings, unasked.ana)
    assert SAYS not in html and "Todavía puede responder, hasta el" in html
    assert SAYS not in in_lists(settings, unasked.ana) and "Todavía puede responder" in in_lists(settings, unasked.ana)
    close(unasked.election)
    build()
    assert SAYS not in page(settings, unasked.ana) and "Todavía no se le pide responder" in page(settings, unasked.ana)


def test_before_capture_opens_nobody_may_answer_yet(unasked, settings):
    unasked.election.capture_opens = timezone.now() + timedelta(days=1)
    register.save(unasked.election)
    unasked.publish()
    build()
    html = page(settings, unasked.ana)
    assert "Podrá responder desde el" in html and "Todavía puede responder" not in html
    assert "Todavía no se le pide responder" in in_lists(settings, unasked.ana)


def test_a_letter_that_was_received_asks_from_that_day(unasked, settings, candidate):
    grant = Grant.objects.get(candidacy=unasked.ana)
    invitation, _code = invitations.issue(grant.user, Invitation.Channel.LETTER, by="c-coord")
    assert due.every_minute(timezone.now()) == [], "a letter on its way asks nobody"
    day = timezone.now() - timedelta(days=2)
    invitation.delivered_at, invitation.received_by = day, "Ana"
    invitation.save()
    assert due.every_minute(timezone.now()) == ["Se anotó que a 1 candidaturas se les pidió responder."]
    assert due.every_minute(timezone.now()) == []
    build()
    html = page(settings, unasked.ana)
    assert f'<h2 id="sin">{SAYS}</h2>' in html and "Se le pidió responder el" in html
    assert SAYS in in_lists(settings, unasked.ana) and SAYS not in page(settings, unasked.eva)
    local = day.astimezone(unasked.election.zone).date()
    assert current(unasked.election.slug, "candidacy")[("candidacy", unasked.ana.key)]["asked"] == local.isoformat()


def test_the_day_of_a_notice_reaches_the_page_and_the_first_day_stays(unasked, settings):
    one = Candidacy.objects.with_register().select_related("election__institute").get(pk=unasked.eva.pk)
    said = {"term": date(2027, 5, 1), "remind_on": None, "number": "", "press": "", "repeat": False, "how": "person"}
    by = unasked.account("liaison", "Vinculación").user
    jobs.run(notices.ask(lines([one], one.election), one.election, by, **said).pk)
    asked = Candidacy.objects.get(pk=one.pk).asked_on
    assert asked == timezone.localdate(timezone=one.election.zone)
    assert note_asked([one], date(2030, 1, 1)) == 0 and Candidacy.objects.get(pk=one.pk).asked_on == asked
    build()
    assert SAYS in page(settings, one) and "Se le pidió responder el" in page(settings, one)


def test_what_was_handed_in_is_in_review_and_no_silence(unasked, settings, client):
    note_asked([unasked.ana, unasked.eva], date(2027, 4, 30))
    unasked.submit(unasked.ana)
    build()
    assert SAYS not in page(settings, unasked.ana) and "En revisión" in page(settings, unasked.ana)
    assert SAYS in page(settings, unasked.eva)
    listed = in_lists(settings, unasked.ana)
    assert "En revisión" in listed and listed.count(SAYS) < len(unasked.election.candidacies.all())


def test_list_answers_count_and_nobody_is_notified_of_what_a_list_answered(unasked, town_of_a_list):
    waiting = {line.candidacy.pk for line in notices.pending(unasked.election)}
    assert town_of_a_list.pk not in waiting and unasked.eva.pk in waiting


@pytest.fixture
def town_of_a_list(unasked):
    from conoceles.profiles.models import Answer
    from conoceles.profiles.saving import profile_of

    profile = profile_of(unasked.luz)
    Answer.objects.create(profile=profile, question="proposal_1", value="Agua.", listed="x" * 64)
    return unasked.luz


def test_the_day_of_a_list_is_not_the_day_of_asking(unasked, settings):
    election = unasked.election
    election.source, election.cutoff = "Lista del Instituto", date(2027, 4, 12)
    close(election)
    build()
    html = page(settings, unasked.ana)
    assert "Sin respuestas en la lista" in html and "Corte de la lista: 12 de abril de 2027" in html
    assert SAYS not in html and "Se le pidió" not in html
    election.asked_on = date(2027, 4, 2)
    register.save(election)
    build()
    html = page(settings, unasked.ana)
    assert SAYS in html and "Se le pidió responder el 2 de abril de 2027" in html
    assert "Corte de la lista: 12 de abril de 2027" in html
