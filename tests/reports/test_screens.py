"""Staff's work: letters, roles, notices, the help desk's log, questionnaires and texts on screen, practice, audit."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.models import Record
from conoceles.capture import practice
from conoceles.capture.models import HelpRequest
from conoceles.elections import jobs
from conoceles.elections.models import Candidacy, Election, Grant, Job
from conoceles.mail.models import Delivery, Message
from conoceles.mail.sending import send_due
from conoceles.profiles.models import Answer, Consent, LegalText, ProfileSection
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.reports import notices
from conoceles.reports.models import Notice
from tests.capture.test_files import jpeg
from tests.capture.test_pages import LONG, PROPOSALS, at, finish, save
from tests.elections.test_accounts import text_of
from tests.factories import make_agreement


@pytest.fixture
def home(capture):
    return f"/registro/{capture.election.slug}/"


WHO = {
    "cuentas/": {"liaison", "register"},
    "avance/": {"reviewer", "equality", "help_desk", "commission", "liaison", "register"},
    "avisos/": {"liaison"},
    "ayuda/": {"help_desk"},
    "identidad/": {"equality"},
    "consentimientos/": {"equality", "liaison"},
    "cuestionario/curricular/": set(),
    "privacidad/": set(),
    "prorrogas/": set(),
    "personal/": set(),
    "auditoria/": {"commission"},
    "lista/candidaturas/": {"register"},
    "importar/": {"register"},
    "calendario/": set(),
}


@pytest.mark.parametrize("page", WHO)
def test_each_screen_is_open_to_its_roles_and_to_no_other(
    page, capture, home, coordination, candidate, party_operator, visitor
):
    # What is confidential is closed to coordination too.
    assert coordination.get(home + page).status_code == (403 if page == "identidad/" else 200)
    for stranger in (candidate, party_operator):
        assert stranger.get(home + page).status_code == 403
    assert visitor.get(home + page).status_code == 302
    for role in ("reviewer", "equality", "help_desk", "commission", "liaison", "register", "communication", "systems"):
        expected = 200 if role in WHO[page] or page == "avance/" else 403
        assert capture.account(role, role).get(home + page).status_code == expected, role


def told(home, client, **sent):
    """Return the page of the job of a batch of notices."""
    sent = {"term": (timezone.localdate() + timedelta(days=3)).isoformat(), "how": "person", **sent}
    return client.post(f"{home}avisos/avisar/", sent, follow=True)


def test_notices_go_by_mail_or_letter_and_say_what_is_missing(capture, home, coordination, candidate):
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    User.objects.filter(pk=candidate.user.pk).update(email="ana@ejemplo.mx")
    assert "3 sin entregar" in coordination.get(f"{home}avisos/").text
    chosen = {"candidacy": [capture.ana.key, capture.luz.key]}
    looked = coordination.get(f"{home}avisos/avisar/", chosen)
    assert dict(looked.context["counts"]) == {"Por correo": 1, "En papel": 1, "Partidos que se enteran": 1}
    assert not Notice.objects.exists()
    page = told(home, coordination, **chosen, remind_on=timezone.localdate().isoformat(), number="IEP/9")
    assert "2 candidaturas avisadas: 1 correo, 1 carta." in page.text
    job = Job.objects.get()
    letters = coordination.get(f"{home}avisos/{job.pk}/cartas.pdf")
    assert letters["Content-Type"] == "application/pdf" and text_of(letters.content)[0] == 2
    send_due()
    assert mail.outbox[0].to == ["ana@ejemplo.mx"] and "Grado máximo de estudios" in mail.outbox[0].body
    kinds = dict(Notice.objects.values_list("candidacy__person__name", "kind"))
    assert kinds == {"Ana Peña": "incomplete", "Luz Río": "missing"}
    assert "Toca recordar hoy a 2" in coordination.get(f"{home}avisos/").text
    sent = {"row": [Notice.objects.get(candidacy=capture.luz).pk], "day": timezone.localdate().isoformat()}
    coordination.post(f"{home}avisos/acuses/", {**sent, "received_by": "Luz Río"})
    notice = Notice.objects.get(candidacy=capture.luz)
    assert notice.received_at and notice.received_by == "Luz Río"
    wrong = coordination.post(f"{home}avisos/avisar/", {**chosen, "term": "", "number": "IEP/10"})
    assert wrong.status_code == 422 and "IEP/10" in wrong.text
    assert told(home, coordination, **chosen, term="2020-01-01").status_code == 422


def test_whom_a_running_term_was_told_is_told_again_only_when_it_is_meant(capture, home, coordination):
    everyone = {"all": "1"}
    told(home, coordination, **everyone)
    later = (timezone.localdate() + timedelta(days=9)).isoformat()
    refused = told(home, coordination, **everyone, term=later, number="IEP/2")
    assert refused.status_code == 422 and "ya fueron avisadas" in refused.text and "IEP/2" in refused.text
    assert Notice.objects.count() == 3
    page = told(home, coordination, **everyone, term=later, confirm="1")
    assert "3 candidaturas avisadas" in page.text and Notice.objects.count() == 6
    again = told(home, coordination, **everyone, term=later, confirm="1")
    assert "No se avisó a nadie" in again.text and "Ya se le avisó con ese plazo" in again.text
    assert Notice.objects.count() == 6


def test_a_party_gets_one_letter_with_its_list_and_its_notices_are_found_by_filters(capture, home, coordination):
    roble = capture.parties["Partido Roble"]
    url = f"{home}avisos/?partido={roble.pk}"
    assert {line.candidacy for line, _last in coordination.get(url).context["page"]} == {capture.ana, capture.luz}
    page = told(home, coordination, all="1", partido=roble.pk, how="party")
    assert "2 candidaturas avisadas: 1 oficio a su partido." in page.text
    job = Job.objects.get()
    assert text_of(coordination.get(f"{home}avisos/{job.pk}/cartas.pdf").content)[0] == 2
    untold = coordination.get(f"{home}avisos/?aviso=ninguno")
    assert {line.candidacy for line, _last in untold.context["page"]} == {capture.eva}
    assert coordination.get(f"{home}avisos/?aviso=sin-acuse").context["total"] == 2
    assert coordination.get(f"{home}avisos/?estado=observed").context["total"] == 0
    assert coordination.get(f"{home}avisos/?q=pena").context["total"] == 1
    assert Message.objects.filter(box=roble.key, kind="notice").count() == 1
    assert not Message.objects.filter(box=capture.parties["Partido Sol"].key, kind="notice").exists()


def test_all_are_reached_however_many_and_who_handed_over_meanwhile_is_left(capture, home, coordination, monkeypatch):
    monkeypatch.setitem(jobs.KINDS, notices.NOTIFY, replace(jobs.KINDS[notices.NOTIFY], most=1))
    capture.submit(capture.eva)
    left = [str(one.pk) for one in (capture.ana, capture.luz, capture.eva)]
    term = (timezone.localdate() + timedelta(days=3)).isoformat()
    values = {"term": term, "remind_on": "", "number": "", "how": "person", "repeat": False}
    job = jobs.begin(notices.NOTIFY, capture.election, coordination.user, "Avisos", left, values, "x")
    job = jobs.run(job.pk)
    assert job.done == 2 and job.failed == [["Eva Sol", notices.AFTER]]
    assert set(Notice.objects.values_list("candidacy", flat=True)) == {capture.ana.pk, capture.luz.pk}


def test_a_notice_whose_mail_came_back_is_found_and_told_on_paper(capture, home, coordination, candidate):
    User.objects.filter(pk=candidate.user.pk).update(email="ana@ejemplo.mx")
    told(home, coordination, candidacy=[capture.ana.key])
    assert Notice.objects.get().channel == "mail"
    assert coordination.get(f"{home}avisos/?aviso=devuelto").context["total"] == 0
    Delivery.objects.update(outcome="bounced")
    found = coordination.get(f"{home}avisos/?aviso=devuelto")
    assert [line.candidacy for line, _last in found.context["page"]] == [capture.ana]


def test_a_call_is_logged_with_what_was_answered(capture, home, help_desk, equality):
    sent = {"candidacy": "Ana Peña", "channel": "phone", "topic": "No le llegó la carta", "reply": "Se repuso."}
    assert help_desk.post(f"{home}ayuda/", sent).status_code == 302
    call = HelpRequest.objects.get()
    assert call.candidacy == capture.ana and call.answered_at and call.channel == "phone"
    assert help_desk.post(f"{home}ayuda/", {**sent, "candidacy": "Nadie"}).status_code == 422
    equality.post(f"{home}ayuda/", sent)
    assert HelpRequest.objects.count() == 1


def add(client, home, **values):
    sent = {
        "label": "¿Qué haría el primer día?",
        "section": "proposals",
        "type": "long",
        "min": "10",
        "max": "500",
        **values,
    }
    return client.post(f"{home}cuestionario/curricular/nueva/", sent)


def test_a_question_is_added_previewed_and_asked_once_published(capture, home, coordination, candidate):
    assert add(coordination, home).status_code == 302
    assert "Borrador de la versión 1" in coordination.get(f"{home}cuestionario/curricular/").text
    assert "¿Qué haría el primer día?" in coordination.get(f"{home}cuestionario/curricular/ver/propuestas/").text
    assert "¿Qué haría" not in candidate.get(at(capture.ana, "seccion/propuestas/")).text
    coordination.post(f"{home}cuestionario/curricular/", {"act": "publish"})
    assert "¿Qué haría" in candidate.get(at(capture.ana, "seccion/propuestas/")).text
    key = "que_haria_el_primer_dia"
    assert (
        save(candidate, capture.ana, "propuestas", key, **{f"q-{key}": "Escuchar a la gente"}).json()["problems"] == []
    )
    assert "Escuchar a la gente" in candidate.get(at(capture.ana, "vista-previa/")).text
    assert Record.objects.filter(act="questionnaire-published", detail__version=1).exists()


def test_answers_to_an_earlier_version_stay_readable(capture, home, coordination, candidate):
    save(candidate, capture.ana, "propuestas", "proposal_gender", **{"q-proposal_gender": LONG})
    coordination.post(f"{home}cuestionario/curricular/proposal_gender/", {"act": "retire"})
    coordination.post(
        f"{home}cuestionario/curricular/proposal_1/",
        {"label": "Su primera gran propuesta", "required": "on", "min": "5", "max": "900"},
    )
    coordination.post(f"{home}cuestionario/curricular/", {"act": "publish"})
    page = candidate.get(at(capture.ana, "seccion/propuestas/")).text
    assert "Su primera gran propuesta" in page and "materia de género" not in page
    assert "materia de género" in candidate.get(at(capture.ana, "vista-previa/")).text
    assert ProfileSection.objects.get(key="proposals").missing == ["proposal_1", "proposal_2"]
    coordination.post(f"{home}cuestionario/curricular/proposal_gender/", {"act": "restore"})
    assert ElectionQuestionnaire.objects.filter(published_at__isnull=True).get().number == 2
    coordination.post(f"{home}cuestionario/curricular/", {"act": "discard"})
    assert not ElectionQuestionnaire.objects.filter(published_at__isnull=True).exists()


def test_a_question_that_others_depend_on_is_not_retired_alone(capture, home, coordination):
    refused = coordination.post(f"{home}cuestionario/curricular/degree/", {"act": "retire"})
    assert refused.status_code == 422 and "Estatus del grado" in refused.text
    assert add(coordination, home, type="choice", options="una").status_code == 422
    assert add(coordination, home, min="900", max="10").status_code == 422


def test_a_question_in_the_file_is_asked_and_shown_with_nothing_else_touched(capture, candidate, tmp_path, monkeypatch):
    from conoceles.questionnaires import questionnaire as module

    source = (module.FOLDER / "curricular-1.toml").read_text() + (
        '\n[[questions]]\nkey = "hobby"\nsection = "reasons"\nlabel = "¿Qué hace los domingos?"\ntype = "several"\n'
        'options = { read = "Leer", run = "Correr" }\n'
    )
    (tmp_path / "curricular-1.toml").write_text(source)
    (tmp_path / "identity-1.toml").write_text((module.FOLDER / "identity-1.toml").read_text())
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    module.questionnaire.cache_clear()
    try:
        assert "¿Qué hace los domingos?" in candidate.get(at(capture.ana, "seccion/por-que-busca-el-cargo/")).text
        save(candidate, capture.ana, "por-que-busca-el-cargo", "hobby", **{"q-hobby": ["read", "run"]})
        assert "Leer, Correr" in candidate.get(at(capture.ana, "vista-previa/")).text
    finally:
        module.questionnaire.cache_clear()


def test_a_new_version_of_a_statement_is_asked_again(capture, home, coordination, candidate):
    agreement = make_agreement(capture.election, "IEP/CG/77/2027")
    sent = {"text": "Consiento, en otras palabras.", "agreement": agreement.pk}
    page = f"{home}privacidad/tratamiento/"
    assert coordination.post(page, {**sent, "agreement": ""}).status_code == 422
    before = coordination.post(page, sent)
    assert before.status_code == 422
    assert "Sé que se preguntará otra vez a 1 persona que ya respondió" in before.text
    assert "Consiento, en otras palabras." in before.text, "what was written is there"
    assert LegalText.objects.filter(kind="treatment").count() == 1, "said before, and nothing done"
    assert coordination.post(page, {**sent, "sure": "on"}).status_code == 302
    again = coordination.post(page, {**sent, "sure": "on"})
    assert again.status_code == 422 and "no se publica otra" in again.text
    assert LegalText.objects.filter(kind="treatment").count() == 2
    assert candidate.get(at(capture.ana)).headers["Location"] == at(capture.ana, "aviso/")
    assert "en otras palabras" in candidate.get(at(capture.ana, "aviso/")).text


def test_a_text_is_not_published_as_it_comes_by_accident(capture, home, coordination):
    LegalText.objects.filter(kind="notice_short").delete()
    page = f"{home}privacidad/aviso-simplificado/"
    agreement = make_agreement(capture.election, "IEP/CG/78/2027").pk
    text = coordination.get(page).context["form"]["text"].value()
    refused = coordination.post(page, {"text": text, "agreement": agreement})
    assert refused.status_code == 422 and "adáptelo a su Instituto, o marque aquí" in refused.text
    assert coordination.post(page, {"text": text, "agreement": agreement, "as_it_comes": "on"}).status_code == 302


def test_a_signed_paper_is_taken_in_by_staff_or_by_the_person(capture, home, equality, candidate):
    answers = {"treatment": "yes", "publication": "no", "statistics": "yes"}
    answers["signed_on"] = timezone.localdate().isoformat()
    sent = {"candidacy": capture.eva.key, **answers, "scan": jpeg()}
    assert equality.post(f"{home}consentimientos/", sent).status_code == 302
    assert list(Consent.objects.filter(how="scan").values_list("text__kind", "given")) == [
        ("treatment", True),
        ("publication", False),
        ("statistics", True),
    ]
    bad = {**sent, "scan": SimpleUploadedFile("x.pdf", b"%PDF-roto")}
    assert equality.post(f"{home}consentimientos/", bad).status_code == 422
    assert candidate.post(at(capture.ana, "aviso/firmado/"), {**answers, "scan": jpeg()}).status_code == 302
    assert Consent.objects.filter(profile__candidacy=capture.ana, how="scan").count() == 3


@pytest.mark.parametrize("blank", ["", "?vacio=1"])
def test_the_form_for_consents_is_a_tagged_pdf(blank, capture, candidate):
    content = candidate.get(at(capture.ana, f"aviso/formato.pdf{blank}")).content
    assert text_of(content)[1:] == (True, "es-MX")


def test_a_practice_is_thrown_away_and_never_reaches_the_ledger(capture, home, reviewer):
    from conoceles.elections.publication import CannotPublish
    from conoceles.profiles.public.election import publish_register

    where = reviewer.post(f"{home}practica/").headers["Location"]
    candidacy = Candidacy.objects.get(election__practice=True)
    assert where == at(candidacy)
    assert "nada de lo que escriba se publica" in reviewer.get(where).text
    assert save(reviewer, candidacy, "propuestas", "proposal_1", **{"q-proposal_1": LONG}).status_code == 200
    with pytest.raises(CannotPublish):
        publish_register(candidacy.election)
    assert candidacy.election.name not in reviewer.get("/registro/").text
    assert practice.throw_away_old() == 0
    Grant.objects.filter(candidacy=candidacy).update(since=timezone.now() - timedelta(days=8))
    assert practice.throw_away_old() == 1
    assert not Candidacy.objects.filter(election__practice=True).exists() and not Answer.objects.exists()
    assert Election.objects.filter(practice=True).count() == 1
    assert Candidacy.objects.filter(pk=capture.ana.pk).exists()


def test_a_real_candidacy_is_never_thrown_away(capture, candidate):
    practice.throw_away(capture.ana)
    assert Candidacy.objects.filter(pk=capture.ana.pk).exists()


def test_the_register_of_acts_is_filtered_and_exported(capture, home, candidate):
    commission = capture.account("commission", "Comisión")
    save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": LONG})
    candidate.post(at(capture.ana, "ayuda/"))
    page = commission.get(f"{home}auditoria/", {"act": "help-invited"}).text
    assert "invitó a la mesa de ayuda" in page and "Ana Peña" in page and "<td>dio un permiso</td>" not in page
    exported = b"".join(commission.get(f"{home}auditoria/", {"exportar": "1"}).streaming_content).decode()
    assert "invitó a la mesa de ayuda" in exported and LONG.strip() not in exported and "Ana Peña" not in exported
    assert Record.objects.filter(act="audit-exported").count() == 1


def test_progress_adds_up(capture, home, coordination, candidate):
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    page = coordination.get(f"{home}avance/").text
    assert "Faltan 3 de 3" in page and "Partido Roble" in page and "Ayuntamiento de Peñón Blanco" in page


def test_equalitys_questions_are_closed_to_coordination(capture, home, candidate, coordination):
    candidate.post(at(capture.ana, "orientacion/disability/"), {"text": "tengo una duda privada"})
    asked = HelpRequest.objects.get()
    assert "¿Vive con" not in coordination.get(f"{home}ayuda/").text
    assert coordination.get(f"{home}ayuda/{asked.pk}/").status_code == 404


def test_only_the_help_desk_uses_an_invitation_to_help(capture, home, candidate, coordination, help_desk):
    candidate.post(at(capture.ana, "ayuda/"))
    assert coordination.post(f"{home}ayuda/{capture.ana.key}/entrar/").status_code == 403
    assert help_desk.post(f"{home}ayuda/{capture.ana.key}/entrar/").headers["Location"] == at(capture.ana)


def test_a_published_version_is_never_edited(capture, home, coordination):
    from conoceles.lists.questionnaire_publishing import publish
    from conoceles.questionnaires import draft as editing

    add(coordination, home)
    stale = ElectionQuestionnaire.objects.get()
    publish(stale, by="")
    document = ElectionQuestionnaire.objects.get(pk=stale.pk).document
    with editing.hold(capture.election, "curricular") as draft:
        assert draft.pk != stale.pk
        editing.change(draft, "proposal_1", {"label": "Otra"})
    assert ElectionQuestionnaire.objects.get(pk=stale.pk).document == document


def test_entering_and_changing_a_password_are_seen_in_the_elections_acts(capture, home, candidate, coordination):
    candidate.user.set_password("tres palabras sueltas")
    candidate.user.save()
    client = Client()
    client.post("/ingresar/", {"login": candidate.user.username, "password": "tres palabras sueltas"})
    sent = {
        "oldpassword": "tres palabras sueltas",
        "password1": "cuatro palabras muy sueltas",
        "password2": "cuatro palabras muy sueltas",
    }
    assert client.post("/cuenta/contrasena/", sent).status_code == 302
    page = coordination.get(f"{home}auditoria/").text
    assert "<td>ingresó</td>" in page and "cambió su contraseña" in page


def test_what_time_causes_is_done_by_one_command(capture, candidate):
    from django.core.management import call_command

    from conoceles.config.sweep import sweep
    from conoceles.lib import blobs

    orphan = blobs.put(b"nadie me nombra", "pdf", blobs.PRIVATE)
    named = candidate.post(at(capture.ana, "archivo/photo/"), {"version": "0", "q-photo": jpeg()})
    assert named.status_code == 200
    assert sweep() == 0, "its answer may be on its way"
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        call_command("tick", verbosity=0)
    assert not blobs.where(orphan, blobs.PRIVATE).exists()
    assert len(list(blobs.folder(blobs.PRIVATE).rglob("*.jpg"))) == 3
