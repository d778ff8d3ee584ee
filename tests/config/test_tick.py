"""What time causes: the publication that was scheduled, on its day and not before."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.config.tick import every_minute
from conoceles.elections.models import Institute
from conoceles.ledger.models import Edition
from tests.review.test_deciding import document
from tests.review.test_queue import decide, of


def test_an_election_becomes_public_by_itself_on_its_day_with_what_is_approved(capture, coordination):
    election = capture.election
    election.publication_starts = timezone.now() + timedelta(days=2)
    election.save()
    capture.submit(capture.ana)
    capture.submit(capture.eva)
    decide(of(capture.ana))
    assert every_minute(timezone.now()) == []
    coordination.post(f"/revision/{election.slug}/programar/", {"on": "1"})
    assert Record.objects.filter(act="publication-scheduled").exists()
    assert "Se publicará sola el" in coordination.get(f"/registro/{election.slug}/").text
    assert every_minute(timezone.now()) == [] and not Edition.objects.exists(), "its day has not come"
    election.refresh_from_db()
    election.publication_starts = timezone.now() - timedelta(minutes=1)
    election.save()
    [said] = every_minute(timezone.now())
    assert said.endswith("1 perfiles.") and document(capture.ana)["complete"] and document(capture.eva) is None
    assert every_minute(timezone.now()) == [], "again does nothing"
    decide(of(capture.eva))
    assert document(capture.eva)["complete"]


def test_nothing_is_scheduled_without_the_address_of_the_site(capture, coordination):
    Institute.objects.update(site="")
    page = coordination.post(f"/revision/{capture.election.slug}/programar/", {"on": "1"}, follow=True)
    assert "Falta la dirección pública del sitio" in page.text
    capture.election.refresh_from_db()
    assert not capture.election.publishes_itself


def test_one_that_nobody_scheduled_stays_in_the_workshop(capture, capsys):
    capture.submit(capture.ana)
    decide(of(capture.ana))
    call_command("tick")
    assert not Edition.objects.exists() and "Prácticas tiradas: 0" in capsys.readouterr().out
