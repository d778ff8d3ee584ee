"""Help around capture: guidance, an invited help desk, practice, a longer term."""

from datetime import timedelta

from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.elections.models import Extension
from tests.capture.test_pages import at, save


def test_guidance_goes_to_whom_it_belongs_and_shows_no_answer(capture, candidate, help_desk, equality):
    slug = capture.election.slug
    save(candidate, capture.ana, "identidad", "indigenous_people_other", **{"q-indigenous_people_other": "rarámuri"})
    candidate.post(at(capture.ana, "orientacion/proposal_1/"), {"text": "¿Puedo citar cifras?"})
    candidate.post(at(capture.ana, "orientacion/indigenous_people/"), {"text": "¿Qué pongo?"})
    desk, equal = help_desk.get(f"/registro/{slug}/ayuda/").text, equality.get(f"/registro/{slug}/orientacion/").text
    assert "Primera propuesta" in desk and "pueblo" not in desk
    assert "pueblo" in equal and "Primera propuesta" not in equal and "rarámuri" not in equal
    from conoceles.capture.models import HelpRequest

    asked = HelpRequest.objects.get(question="proposal_1")
    assert equality.get(f"/registro/{slug}/orientacion/{asked.pk}/").status_code == 404
    help_desk.post(f"/registro/{slug}/ayuda/{asked.pk}/", {"reply": "Sí, con su fuente."})
    assert "Sí, con su fuente." in candidate.get(at(capture.ana, "orientacion/proposal_1/")).text


def test_the_help_desk_enters_when_invited_and_only_then(capture, candidate, help_desk):
    slug, enter = capture.election.slug, f"/registro/{capture.election.slug}/ayuda/{capture.ana.key}/entrar/"
    assert help_desk.post(enter).headers["Location"] == f"/registro/{slug}/ayuda/"
    assert help_desk.get(at(capture.ana)).status_code == 404
    candidate.post(at(capture.ana, "ayuda/"))
    assert help_desk.get(at(capture.ana)).status_code == 404
    assert help_desk.post(enter).headers["Location"] == at(capture.ana)
    assert help_desk.get(at(capture.ana)).status_code == 200
    assert save(help_desk, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": "Con ayuda"}).status_code == 200
    assert help_desk.get(at(capture.ana, "seccion/identidad/")).status_code == 404
    assert help_desk.post(at(capture.ana, "entregar/")).status_code == 403
    colleague = capture.account("help_desk", "Colega")
    assert colleague.post(enter).headers["Location"] == f"/registro/{slug}/ayuda/"
    candidate.post(at(capture.ana, "ayuda/"), {"end": "1"})
    assert help_desk.get(at(capture.ana)).status_code == 404
    assert set(Record.objects.filter(act__startswith="help-").values_list("act", flat=True)) == {
        "help-invited",
        "help-entered",
        "help-ended",
    }


def test_a_logged_call_does_not_stand_in_the_way_of_helping(capture, candidate, help_desk):
    slug = capture.election.slug
    call = {"candidacy": "Ana Peña", "channel": "phone", "topic": "No entiende", "text": "", "reply": "Se le explicó."}
    assert help_desk.post(f"/registro/{slug}/ayuda/", call).status_code == 302
    candidate.post(at(capture.ana, "ayuda/"))
    help_desk.post(f"/registro/{slug}/ayuda/{capture.ana.key}/entrar/")
    assert help_desk.get(at(capture.ana)).status_code == 200


def test_an_account_that_is_closed_practises_no_more(capture, candidate):
    from conoceles.elections.grants import end
    from conoceles.elections.models import Grant

    candidate.post("/captura/practica/")
    own = Grant.objects.get(candidacy=capture.ana)
    practice = Grant.objects.get(user=candidate.user, election__practice=True)
    assert practice.ended_at is None
    end(own, by="c-coord")
    practice.refresh_from_db()
    candidate.user.refresh_from_db()
    assert practice.ended_at is not None and not candidate.user.is_active


def test_a_candidate_practises_and_keeps_her_own_page(capture, candidate):
    where = candidate.post("/captura/practica/").headers["Location"]
    assert where != at(capture.ana) and "Práctica" in candidate.get(where).text
    assert candidate.get("/captura/").headers["Location"] == at(capture.ana)


def test_an_extension_longer_than_the_calendar_is_the_deadline_that_is_said(capture, candidate):
    from conoceles.accounts.models import User

    until = timezone.now() + timedelta(days=15)
    giver = User.objects.open("Coordinación")
    Extension.objects.create(
        election=capture.election, candidacy=capture.ana, until=until, reason="Carta tardía", given_by=giver
    )
    assert f"{timezone.localtime(until).day} de" in candidate.get(at(capture.ana)).text
