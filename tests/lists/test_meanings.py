"""What a question means stands in its definition: two questions that staff add on screen are what they are said to be
everywhere."""

import subprocess
from copy import deepcopy

import pytest

from conoceles.elections import register
from conoceles.elections.models import Area, Candidacy, Office
from conoceles.ledger.reading import current
from conoceles.lists.matching import plan_register
from conoceles.lists.plan import Listed
from conoceles.lists.writing import prepare, write
from conoceles.profiles.public.reviewed import publish_approved
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.draft import _of_file
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.questionnaires.questionnaire import BadQuestionnaire, parse
from conoceles.site.build.builder import Builder
from conoceles.site.state import older
from tests.built import built_site
from tests.factories import build
from tests.reports.test_screens import add
from tests.review.test_queue import decide, of

pytestmark = pytest.mark.once

SLUG = "prueba-2027"
SAFE = (
    "Patrullas de barrio con vecinas, alumbrado en cada esquina y botones de auxilio en los parques del municipio. " * 6
)
SECURITY, WHATSAPP = "propuesta_de_seguridad", "whatsapp_de_campana"


@pytest.fixture
def asked(capture, coordination):
    """Two questions of the institute's own, answered, approved and public."""
    home = f"/registro/{capture.election.slug}/"
    proposal = {"label": "Propuesta de seguridad", "proposal": "on", "printed": "on", "lead": "on", "max": "1600"}
    assert add(coordination, home, **proposal).status_code == 302
    contact = {
        "label": "WhatsApp de campaña",
        "section": "portrait",
        "type": "text",
        "contact": "on",
        "min": "",
        "max": "",
    }
    assert add(coordination, home, **contact).status_code == 302
    coordination.post(f"{home}cuestionario/curricular/", {"act": "publish"})
    capture.publish()
    numbers = ("618 555 0101", "618 555 0202", "618 555 0303")
    for one, number in zip((capture.ana, capture.eva, capture.luz), numbers, strict=True):
        capture.submit(one, **{SECURITY: f"{SAFE} {one.key}", WHATSAPP: number})
        decide(of(one))
    publish_approved(capture.election, Hand("", "coordination"))
    build()
    return capture


def compared(client, asked, **more):
    return client.get(f"/{SLUG}/comparar/", {"c": [asked.ana.key, asked.eva.key], **more}).text


def test_the_proposal_is_read_among_proposals_and_the_contact_is_covered_when_names_are(asked, client):
    only = compared(client, asked, ver="propuestas")
    assert "Propuesta de seguridad" in only and "Patrullas de barrio" in only and "WhatsApp" not in only
    whole = compared(client, asked)
    assert "WhatsApp de campaña" in whole and "618 555 0101" in whole
    blind = compared(client, asked, ciego="1")
    assert "Patrullas de barrio" in blind and "618 555" not in blind and "WhatsApp" not in blind


def test_the_proposal_is_printed_and_counted(asked):
    builder = Builder()
    builder.build_background()
    builder.close()
    paper = built_site() / SLUG / "folletos" / "contienda-ayuntamiento-de-penon-blanco.pdf"
    done = subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, text=True, check=True)
    assert "Propuesta de seguridad" in done.stdout and "618 555" not in done.stdout
    words = (built_site() / SLUG / "cifras" / "palabras.csv").read_text(encoding="utf-8")
    assert "patrullas" in words, "the words of proposals are counted in it too"


def test_what_it_means_travels_in_the_published_document(asked):
    document = current(SLUG, "profile", [asked.ana.key])[("profile", asked.ana.key)]
    means = {answer["key"]: answer.get("means", {}) for answer in document["answers"]}
    assert document["version"] == 4
    assert means[SECURITY] == {"proposal": True, "lead": 50, "printed": 50}
    assert means[WHATSAPP] == {"contact": True}
    assert means["proposal_1"] == {"proposal": True, "lead": 2, "printed": 2, "ine": "PROPUESTA_1"}
    assert means["social"] == {"contact": True, "ine": "REDES"} and means["degree"] == {
        "scale": True,
        "ine": "ESCOLARIDAD",
    }


def test_a_question_of_the_file_may_stop_or_begin_to_mean_something(capture, coordination):
    url = f"/registro/{capture.election.slug}/cuestionario/curricular/"
    page = coordination.get(f"{url}proposal_1/").text
    assert 'name="proposal" ' in page and page.count("checked") == 4, "required, proposal, printed and lead are ticked"
    sent = {"label": "Primera propuesta", "required": "on", "min": "280", "max": "1600", "proposal": "on"}
    assert coordination.post(f"{url}proposal_1/", sent).status_code == 302
    [row] = [one for one in ElectionQuestionnaire.objects.get().document["questions"] if one["key"] == "proposal_1"]
    assert row["proposal"] and "printed" not in row and "lead" not in row
    sent = {"label": "Otra formación", "printed": "on"}
    answer = coordination.post(f"{url}training/", sent)
    assert answer.status_code == 422 and "«Otra formación» no es un texto" in answer.text


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("photo", {"proposal": True}, "«Fotografía» no es un texto: no puede ser una propuesta."),
        ("work", {"scale": True}, "no es de opciones"),
        ("degree_status", {"scale": True}, "no pueden ser las dos la escala"),
        ("work", {"ine": "PROPUESTA_1"}, "no pueden ser las dos la misma columna del INE"),
        ("work", {"ine": "OTRA"}, "dice una columna que el INE no tiene: OTRA"),
        ("message", {"contact": True}, "es un dato de contacto: no puede ser además"),
        ("work", {"meaning": "x"}, "trae un atributo que no existe: meaning"),
    ],
)
def test_a_meaning_that_cannot_be_is_refused_with_its_question(key, values, sentence):
    data = deepcopy(_of_file("curricular"))
    next(row for row in data["questions"] if row["key"] == key).update(values)
    with pytest.raises(BadQuestionnaire) as refused:
        parse("x", data)
    assert sentence in str(refused.value)


def test_documents_of_earlier_versions_are_read_as_if_they_had_said_it():
    data = _of_file("curricular")
    questions = parse("x", data).questions
    assert set(questions) >= older.MEANT
    for key in older.MEANT:
        assert older.meaning({"key": key}) == questions[key].means, key
    assert older.meaning({"key": "asked_later"}) == {}
    old = {"version": 1, "offices": [{"kind": "mayor"}, {"kind": "deputy_rp"}, {"kind": "unheard-of"}]}
    mayor, deputy, unknown = older.calendar(old)["offices"]
    assert mayor["town_hall"] and "alcaldesa" in mayor["called"] and deputy["list"] and unknown["called"] == ""


def test_an_office_of_the_states_own_is_data(town, coordination, client):
    url = f"/registro/{town.election.slug}/lista/cargos/nueva/"
    sent = {
        "kind": "other",
        "name": "Delegación ejidal",
        "plural": "Delegaciones ejidales",
        "answers": "on",
        "order": "9",
    }
    refused = coordination.post(url, sent)
    assert refused.status_code == 422 and "Diga en qué clase de lugar se elige este cargo." in refused.text
    assert coordination.post(url, {**sent, "area_kind": "community", "called": "comisariada ejido"}).status_code == 302
    office = Office.objects.get(kind="other")
    register.save(Area(state="98", kind="community", name="La Loma", ine_code="77"))
    rows = [
        Listed(1, "delegacion ejidal", "LA LOMA", "Partido Roble", "Inés Paz"),
        Listed(2, "Alcaldía", "La Loma", "Partido Sol", "X Y"),
    ]
    plan = plan_register(town.election, rows)
    assert [(item.line, item.reason) for item in plan.items if item.fate == "refused"] == [
        (2, "Esta elección no tiene el cargo «Alcaldía».")
    ]
    prepare(plan)
    write(plan, "lista.csv")
    one = Candidacy.objects.get(person__name="Inés Paz")
    assert one.office == office and one.ticket.contest.name == "Delegación ejidal de La Loma"
    town.publish()
    build()
    assert "Inés Paz" in client.get(f"/{SLUG}/candidaturas/", {"q": "comisariada"}).text
    page = built_site() / SLUG / "contiendas" / "delegacion-ejidal-de-la-loma" / "index.html"
    assert "Inés Paz" in page.read_text(encoding="utf-8")
    assert "Delegación ejidal" in (built_site() / SLUG / "index.html").read_text(encoding="utf-8")
