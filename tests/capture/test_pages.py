"""Capture's pages: who sits before whose questionnaire, what is saved, what is refused and in which words."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.elections import register
from conoceles.elections.models import Extension, Grant
from conoceles.mail.models import Message
from conoceles.profiles.models import Answer, Consent, LegalText, ProfileSection, Submission
from tests.factories import consent, make_agreement
from tests.markup import flat

LONG = "Propongo una obra de agua por mes, empezando por las colonias que menos reciben. " * 6


def at(candidacy, path=""):
    return f"/captura/{candidacy.key}/{path}"


def save(client, candidacy, part, question, version=0, **values):
    sent = {"question": question, "version": version, **values}
    return client.post(at(candidacy, f"seccion/{part}/guardar/"), sent)


def say(client, candidacy, **answers):
    """Answer the statements on the page as it stands."""
    texts = {text.kind: text for text in LegalText.objects.filter(election=candidacy.election).order_by("number")}
    versions = {f"v-{kind}": texts[kind].pk for kind in ("treatment", "publication", "statistics")}
    return client.post(at(candidacy, "aviso/"), {**versions, **answers})


PAGES = [
    "",
    "aviso/",
    "aviso/formato.pdf",
    "entregar/",
    "vista-previa/",
    "seccion/propuestas/",
    "orientacion/proposal_1/",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_candidacy_is_open_to_itself_and_its_party_and_to_nobody_else(
    page,
    capture,
    candidate,
    other_candidate,
    party_operator,
    other_party,
    reviewer,
    equality,
    help_desk,
    coordination,
    visitor,
):
    url = at(capture.ana, page)
    assert candidate.get(url).status_code == 200
    assert party_operator.get(url).status_code == 200
    assert visitor.get(url).status_code == 302
    for stranger in (other_candidate, other_party, reviewer, equality, help_desk, coordination):
        assert stranger.get(url).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["seccion/propuestas/guardar/", "archivo/photo/", "ayuda/", "aviso/firmado/", "entregar/", "seccion/propuestas/"],
)
def test_nobody_writes_in_the_questionnaire_of_another(path, capture, candidate, other_candidate, other_party):
    for stranger in (other_candidate, other_party):
        assert stranger.post(at(capture.ana, path), {"question": "proposal_1", "q-proposal_1": "x"}).status_code == 404
    assert not Answer.objects.exists()


def test_the_confidential_sections_are_the_persons_alone(capture, candidate, party_operator):
    assert candidate.get(at(capture.ana, "seccion/identidad/")).status_code == 200
    assert party_operator.get(at(capture.ana, "seccion/identidad/")).status_code == 404
    assert save(party_operator, capture.ana, "identidad", "indigenous", **{"q-indigenous": "yes"}).status_code == 404
    assert party_operator.get(at(capture.ana, "orientacion/indigenous/")).status_code == 404
    assert "Identidad" not in party_operator.get(at(capture.ana)).text


def test_the_notice_and_three_answers_come_before_the_first_question(capture):
    client = capture.account("candidate", "Ana", candidacy=capture.ana)
    assert client.get(at(capture.ana)).headers["Location"] == at(capture.ana, "aviso/")
    assert client.get(at(capture.ana, "seccion/propuestas/")).headers["Location"] == at(capture.ana, "aviso/")
    page = client.get(at(capture.ana, "aviso/")).text
    assert "Aviso de privacidad simplificado" in page and "aviso integral" in page and "IEP/CG/01/2027" in page
    some = say(client, capture.ana, treatment="yes", publication="no")
    assert some.status_code == 422 and "sí o no a los tres" in some.text
    done = say(client, capture.ana, treatment="yes", publication="no", statistics="yes")
    assert done.headers["Location"] == at(capture.ana)
    assert client.get(at(capture.ana)).status_code == 200


def test_without_a_published_notice_nobody_begins(capture):
    capture.election.legal_texts.filter(kind="notice_full").delete()
    client = capture.account("candidate", "Ana", candidacy=capture.ana)
    assert "todavía no publica el aviso" in client.get(at(capture.ana), follow=True).text


def test_identity_is_asked_only_with_consent_to_treatment(capture):
    client = capture.account("candidate", "Ana", candidacy=capture.ana)
    consent(capture.ana, treatment=False)
    assert client.get(at(capture.ana, "seccion/identidad/")).headers["Location"] == at(capture.ana, "aviso/")
    assert save(client, capture.ana, "identidad", "indigenous", **{"q-indigenous": "yes"}).status_code == 423


def test_an_answer_is_saved_by_itself_and_says_what_stands(capture, candidate):
    said = save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": "Agua"}).json()
    assert said["version"] == 1 and said["problems"] == ["Lleva 4 de 280: le faltan 276."]
    assert said["missing"]["proposal_2"] == "Segunda propuesta"
    said = save(candidate, capture.ana, "propuestas", "proposal_1", 1, **{"q-proposal_1": LONG}).json()
    assert said["problems"] == [] and "proposal_1" not in said["missing"]
    assert LONG.strip() in candidate.get(at(capture.ana, "seccion/propuestas/")).text


def test_two_people_on_one_answer_never_overwrite_each_other(capture, candidate, party_operator):
    save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": "Lo de Ana"})
    other = save(party_operator, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": "Lo del partido"})
    assert other.status_code == 409
    assert other.json()["conflict"] == "Lo de Ana" and other.json()["version"] == 1 and other.json()["mine"] is False
    assert (
        save(party_operator, capture.ana, "propuestas", "proposal_1", 1, **{"q-proposal_1": "De acuerdo"}).status_code
        == 200
    )


def test_without_a_script_a_page_is_saved_whole_and_leads_to_the_next(capture, candidate):
    sent = {
        "v-degree": "0",
        "q-degree": "master",
        "v-degree_status": "0",
        "q-degree_status": "degree",
        "v-training": "0",
        "q-training-0-course": "Curso",
    }
    done = candidate.post(at(capture.ana, "seccion/formacion/"), sent)
    assert done.headers["Location"] == at(capture.ana, "seccion/propuestas/")
    assert ProfileSection.objects.get(key="studies").missing == []


def test_without_a_script_a_conflict_shows_both_and_loses_neither(capture, candidate, party_operator):
    save(party_operator, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": "Lo del partido"})
    sent = {"v-proposal_1": "0", "q-proposal_1": "Lo de Ana", "v-proposal_2": "0", "q-proposal_2": "La segunda"}
    page = candidate.post(at(capture.ana, "seccion/propuestas/"), sent)
    assert page.status_code == 409 and "Lo del partido" in page.text and "Lo de Ana" in page.text
    assert 'name="v-proposal_1" value="1"' in flat(page.text)
    assert Answer.objects.get(question="proposal_2").value == "La segunda"
    again = candidate.post(at(capture.ana, "seccion/propuestas/"), {**sent, "v-proposal_1": "1", "v-proposal_2": "1"})
    assert again.status_code == 302 and Answer.objects.get(question="proposal_1").value == "Lo de Ana"


def test_more_than_fits_is_refused_and_given_back(capture, candidate):
    long = "a" * 20_001
    said = save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": long})
    assert said.status_code == 422 and "acórtela" in said.json()["error"]
    page = candidate.post(at(capture.ana, "seccion/propuestas/"), {"v-proposal_1": "0", "q-proposal_1": long})
    assert page.status_code == 422 and long in page.text


@pytest.mark.parametrize(
    ("days", "says"), [((-3, 5), "abre el"), ((20, -2), "cerró el")]
)  # opened before today by, closes in
def test_a_closed_window_says_when_and_whom_to_ask(days, says, capture, candidate):
    capture.election.institute.phone = "800 555 0100"
    capture.election.institute.save()
    capture.open_capture(opened=days[0], closes=days[1])
    said = save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": "Agua"})
    assert said.status_code == 423 and says in said.json()["error"]
    page = candidate.post(at(capture.ana, "seccion/propuestas/"), {"v-proposal_1": "0", "q-proposal_1": "Agua"})
    assert page.status_code == 423 and says in page.text and "800 555 0100" in page.text
    assert not Answer.objects.exists()


def test_an_extension_opens_for_its_candidacy_alone(capture, candidate, coordination):
    capture.open_capture(opened=20, closes=-2)
    until = timezone.localtime() + timedelta(days=2)
    sent = {"candidacy": "Ana Peña", "until": until.strftime("%Y-%m-%dT%H:%M"), "reason": "Su carta llegó tarde"}
    assert coordination.post(f"/registro/{capture.election.slug}/prorrogas/", sent).status_code == 302
    assert Extension.objects.get().candidacy == capture.ana
    assert save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": "Agua"}).status_code == 200
    eva = capture.account("candidate", "Eva", candidacy=capture.eva)
    consent(capture.eva)
    assert save(eva, capture.eva, "propuestas", "proposal_1", **{"q-proposal_1": "Agua"}).status_code == 423
    assert Record.objects.filter(act="exception-given", detail__reason="Su carta llegó tarde").exists()


def test_a_substitute_has_days_of_its_own_after_the_closing(capture):
    capture.open_capture(opened=20, closes=-1)
    gone = capture.stand("Rosa Vieja", place="Cuatro Ciénegas")
    gone.status, gone.status_date = "substituted", timezone.localdate()
    gone.status_agreement = make_agreement(capture.election, "IEP/CG/02/2027")
    register.save_candidacy(gone, gone.person)
    fresh = capture.stand("Nueva Persona", place="Cuatro Ciénegas")
    client = capture.account("candidate", "Nueva Persona", candidacy=fresh)
    consent(fresh)
    assert save(client, fresh, "propuestas", "proposal_1", **{"q-proposal_1": "Agua"}).status_code == 200
    Grant.objects.filter(candidacy=fresh).update(since=timezone.now() - timedelta(days=6))
    assert save(client, fresh, "propuestas", "proposal_1", 1, **{"q-proposal_1": "Más"}).status_code == 423


def test_a_substituted_candidacy_loses_its_account_at_once(capture, candidate):
    capture.ana.status, capture.ana.status_date = "substituted", timezone.localdate()
    capture.ana.status_agreement = make_agreement(capture.election, "IEP/CG/02/2027")
    register.save_candidacy(capture.ana, capture.ana.person)
    assert candidate.get(at(capture.ana)).status_code == 302
    assert not candidate.user.__class__.objects.get(pk=candidate.user.pk).is_active


def finish(client, candidacy, part, answers):
    for key, values in answers.items():
        assert save(client, candidacy, part, key, **values).status_code == 200


PROPOSALS = {key: {f"q-{key}": LONG} for key in ("proposal_1", "proposal_2", "proposal_gender")}


def test_what_is_complete_is_submitted_kept_as_it_was_and_closed(capture, candidate):
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    save(candidate, capture.ana, "trayectoria", "work", **{"q-work": "corto"})
    page = candidate.get(at(capture.ana, "entregar/")).text
    assert "Se publicará" in page and "Trayectoria" in page
    assert candidate.post(at(capture.ana, "entregar/")).status_code == 302
    kept = Submission.objects.get()
    assert kept.section.key == "proposals" and kept.section.state == "submitted" and "proposal_1" in kept.content
    assert save(candidate, capture.ana, "propuestas", "proposal_1", 1, **{"q-proposal_1": "Otra"}).status_code == 423
    assert Record.objects.filter(act="section-submitted", thing=f"candidacy {capture.ana.key}").count() == 1
    assert candidate.post(at(capture.ana, "entregar/")).status_code == 423


def test_where_parties_validate_a_submission_waits_for_its_party(capture, candidate, party_operator):
    capture.open_capture(party_validates=True)
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    candidate.post(at(capture.ana, "entregar/"))
    assert ProfileSection.objects.get(key="proposals").state == "party"
    assert save(candidate, capture.ana, "propuestas", "proposal_1", 1, **{"q-proposal_1": "Otra"}).status_code == 423
    silent = party_operator.post(at(capture.ana, "validar/"), {"act": "return"})
    assert silent.status_code == 422 and "qué hay que corregir" in silent.text
    party_operator.post(at(capture.ana, "validar/"), {"act": "return", "note": "Falta la meta."})
    assert ProfileSection.objects.get(key="proposals").state == "draft"
    assert "Falta la meta." in candidate.get(at(capture.ana, "seccion/propuestas/")).text
    candidate.post(at(capture.ana, "entregar/"))
    party_operator.post(at(capture.ana, "validar/"), {"act": "validate"})
    assert ProfileSection.objects.get(key="proposals").state == "submitted"


def test_a_confidential_submission_is_kept_sealed_and_goes_past_the_party(capture, candidate):
    capture.open_capture(party_validates=True)
    answers = {key: {f"q-{key}": "no"} for key in ("indigenous", "disability", "afromexican", "diversity", "migrant")}
    finish(candidate, capture.ana, "identidad", answers)
    candidate.post(at(capture.ana, "entregar/"))
    kept = Submission.objects.get()
    assert kept.section.state == "submitted" and kept.sealed and "indigenous" not in kept.content


def test_the_summary_says_who_will_see_each_answer(capture, candidate):
    save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": LONG})
    save(candidate, capture.ana, "identidad", "indigenous", **{"q-indigenous": "yes"})
    assert candidate.get(at(capture.ana, "entregar/")).text.count("Se publicará") == 1
    consent(capture.ana, publication=False)
    page = candidate.get(at(capture.ana, "entregar/")).text
    assert "Solo se contará" in page
    consent(capture.ana, publication=False, statistics=False)
    assert "Nadie lo verá" in candidate.get(at(capture.ana, "entregar/")).text


def test_a_statement_without_an_answer_is_named_with_a_link_and_the_answers_have_a_receipt(capture, candidate):
    Consent.objects.all().delete()
    url = at(capture.ana, "aviso/")
    hidden = dict(re.findall(r'name="(v-[a-z]+|groups)" value="([^"]*)"', candidate.get(url).text))
    half = candidate.post(url, {**hidden, "treatment": "yes"})
    assert half.status_code == 422 and 'href="#c-publication"' in half.text and 'href="#c-treatment"' not in half.text
    assert "autofocus" in half.text and 'aria-describedby="e-publication"' in half.text
    assert re.search(r'name="treatment"\s+value="yes"[^>]*checked', half.text), "what was answered stays"
    candidate.post(url, {**hidden, "treatment": "yes", "publication": "no", "statistics": "yes"})
    proof = Message.objects.get(box=capture.ana.key, subject="Acuse: sus consentimientos")
    assert "Publicación de los datos de identidad: no (versión 1, acuerdo" in proof.text
    assert not Message.objects.filter(box=capture.ana.ticket.party.key, text=proof.text).exists()


def test_a_draft_is_never_published_with_the_register(capture, candidate):
    from conoceles.ledger.reading import current

    save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": LONG})
    capture.publish()
    assert ("profile", capture.ana.key) not in current(capture.election.slug)


def test_the_preview_is_the_public_page_marked_as_a_draft(capture, candidate):
    save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": LONG})
    page = candidate.get(at(capture.ana, "vista-previa/"))
    assert "<strong>Borrador.</strong>" in page.text and LONG.strip() in page.text and "<h1>Ana Peña</h1>" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_each_account_is_led_to_its_work(capture, candidate, party_operator, coordination, visitor):
    assert candidate.get("/taller/").headers["Location"] == "/captura/"
    assert candidate.get("/captura/").headers["Location"] == at(capture.ana)
    assert party_operator.get("/captura/").headers["Location"].startswith("/captura/partido/")
    assert coordination.get("/taller/").headers["Location"] == f"/taller/{capture.election.slug}/"
    nobody = Client()
    nobody.force_login(capture.account("reviewer", "Otra").user)
    assert visitor.get("/taller/").status_code == 302


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(method, capture, candidate):
    assert getattr(candidate, method)(at(capture.ana, "seccion/propuestas/")).status_code == 405
    assert candidate.get(at(capture.ana, "seccion/propuestas/guardar/")).status_code == 405


@pytest.mark.parametrize("question", ["", "nada", "photo", "degree"])
def test_a_question_that_is_not_on_the_page_is_not_saved(question, capture, candidate):
    assert save(candidate, capture.ana, "propuestas", question).status_code == 404


def test_what_was_typed_comes_back_when_a_page_is_refused(capture, candidate):
    capture.open_capture(opened=20, closes=-2)
    sent = {"v-social": "0", "q-social-x": "https://x.com/ana", "v-emails": "0", "q-emails-1-email": "ana@ejemplo.mx"}
    page = candidate.post(at(capture.ana, "seccion/fotografia-y-contacto/"), sent)
    assert page.status_code == 423 and "https://x.com/ana" in page.text and "ana@ejemplo.mx" in page.text


@pytest.mark.parametrize("address", ["https://[mal", "//[", "https://[::1"])
def test_an_address_that_is_none_is_a_sentence_and_breaks_no_screen(
    address, capture, candidate, coordination, party_operator
):
    said = save(candidate, capture.ana, "fotografia-y-contacto", "web", **{"q-web": address})
    assert said.status_code == 200 and said.json()["problems"]
    profile = Answer.objects.get().profile
    Answer.objects.create(profile=profile, question="social", value=f"{address}, otra")
    ProfileSection.objects.all().delete()
    party = capture.parties["Partido Roble"].key
    assert candidate.get(at(capture.ana)).status_code == 200
    assert party_operator.get(f"/captura/partido/{party}/").status_code == 200
    assert coordination.get(f"/registro/{capture.election.slug}/avance/").status_code == 200


def test_a_party_cannot_validate_what_lacks_something_and_what_it_validates_is_kept(capture, candidate, party_operator):
    capture.open_capture(party_validates=True)
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    candidate.post(at(capture.ana, "entregar/"))
    save(party_operator, capture.ana, "propuestas", "proposal_1", 1, **{"q-proposal_1": "CORTO"})
    refused = party_operator.post(at(capture.ana, "validar/"), {"act": "validate"})
    assert refused.status_code == 422 and "Primera propuesta" in refused.text
    save(party_operator, capture.ana, "propuestas", "proposal_1", 2, **{"q-proposal_1": LONG + " Corregida."})
    party_operator.post(at(capture.ana, "validar/"), {"act": "validate"})
    assert ProfileSection.objects.get(key="proposals").state == "submitted"
    assert "Corregida." in Submission.objects.order_by("-id").first().content


def test_what_a_list_brought_counts_beside_what_was_saved(capture, candidate):
    profile = capture.ana.profile
    for key in ("work", "politics"):
        Answer.objects.create(profile=profile, question=key, value=LONG)
    for key in ("portrait", "studies", "proposals", "reasons", "identity", "situation"):
        ProfileSection.objects.create(profile=profile, key=key)
    page = candidate.get(at(capture.ana)).text
    assert "Historia profesional" not in page
    candidate.post(at(capture.ana, "entregar/"))
    assert ProfileSection.objects.get(key="path").state == "submitted"


def test_one_key_more_costs_a_dozen_queries(capture, candidate):
    url = at(capture.ana, "seccion/propuestas/guardar/")

    def saved(version, text):
        sent = {"question": "proposal_1", "version": version, "q-proposal_1": text}
        return candidate.post(url, sent).json()["version"]

    version = saved(saved(0, "Agua"), "Agua para")
    with CaptureQueriesContext(connection) as found:
        assert saved(version, "Agua para todos") == version + 1
    assert len(found.captured_queries) <= 12, [one["sql"][:120] for one in found.captured_queries]
