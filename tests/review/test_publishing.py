"""Publishing what is approved: what it will do is said before, what it did stays, and pressed twice it is done once."""

from conoceles.elections.models import Job
from conoceles.ledger.models import Edition
from conoceles.profiles.models import ProfileSection
from tests.markup import flat
from tests.review.test_queue import decide, of


def test_what_it_will_do_is_said_and_what_it_did_stays(capture, coordination):
    capture.submit(capture.ana)
    decide(of(capture.ana))
    capture.publish()
    page = f"/revision/{capture.election.slug}/publicar/"
    waiting = ProfileSection.objects.filter(state="approved").count()
    assert waiting
    before = flat(coordination.get(page).text)
    assert "Publicar 1 candidatura" in before
    assert "No se despublica" in before
    assert ProfileSection.objects.filter(state="approved").count() == waiting, "nothing is done by looking"
    coordination.post(page)
    assert not ProfileSection.objects.filter(state="approved").exists()
    assert Job.objects.get().said == "Publicadas: 1. El sitio las muestra en unos segundos."
    editions = Edition.objects.count()
    again = coordination.get(page, follow=True)
    assert "Todo lo validado ya es público" in again.text
    coordination.post(page)
    assert Edition.objects.count() == editions, "pressed twice it is done once"


def test_out_of_campaign_it_says_why_and_offers_nothing(capture, coordination):
    answer = coordination.get(f"/revision/{capture.election.slug}/publicar/", follow=True)
    assert "Lo validado se publica desde la fecha de publicación" in answer.text
    assert "Publicar 1" not in answer.text
