"""The questionnaire and the method, arranged on screen: options, order, sections, conditions, TOML in and out."""

import tomllib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conoceles.mail.models import Message
from conoceles.profiles.models import Answer, ProfileSection
from conoceles.profiles.saving import profile_of
from conoceles.questionnaires.draft import preview_of
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.review import rubric
from conoceles.review.models import Method, RubricMark
from tests.capture.test_pages import finish

HOME = "/registro/prueba-2027/cuestionario/curricular/"
METHOD = "/registro/prueba-2027/metodo-cualitativo/"


def draft():
    return preview_of(ElectionQuestionnaire.objects.get(published_at__isnull=True))


def add(client, label, kind="choice", **more):
    sent = {"section": "studies", "label": label, "type": kind, "options": "Uno\nDos\nTres", **more}
    done = client.post(f"{HOME}nueva/", sent)
    assert done.status_code == 302, done.context["form"].errors
    return next(key for key, one in draft().questions.items() if one.label == label)


def saved(client, key, **more):
    form = client.get(f"{HOME}{key}/").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, [])}
    return client.post(f"{HOME}{key}/", {**sent, **more})


def options(*rows):
    return {
        "option-key": [key for key, _words, _order in rows],
        "option": [words for _key, words, _order in rows],
        "option-order": [str(order) for _key, _words, order in rows],
    }


def test_the_options_of_a_choice_are_reworded_ordered_added_and_taken_out(town, coordination):
    key = add(coordination, "¿Cuál?")
    said = options(("o1", "Primero", 3), ("o2", "Dos", 1), ("o3", "", 2), ("", "Otra más", 2))
    assert saved(coordination, key, **said).status_code == 302
    assert draft().questions[key].options == {"o2": "Dos", "o4": "Otra más", "o1": "Primero"}, "keys stay"
    wrong = saved(coordination, key, **options(("o1", "Solo", 1)))
    assert wrong.status_code == 422 and "al menos dos" in wrong.text and "Solo" in wrong.text


def test_an_option_that_somebody_chose_is_not_taken_out(capture, coordination):
    key = add(coordination, "¿Cuál?")
    Answer.objects.create(profile=profile_of(capture.ana), question=key, value="o1", by="ana")
    wrong = saved(coordination, key, **options(("o1", "", 1), ("o2", "Dos", 2), ("o3", "Tres", 3)))
    assert wrong.status_code == 422 and "«Uno» ya tiene 1 respuesta" in wrong.text
    assert saved(coordination, key, **options(("o1", "Uno", 1), ("o2", "", 2), ("o3", "Tres", 3))).status_code == 302


def test_a_question_hangs_on_answers_of_one_before_it(town, coordination):
    first = add(coordination, "¿Estudia?", "yes_no")
    second = add(coordination, "¿Qué estudia?", "text")
    assert saved(coordination, second, condition=[f"{first}=yes"]).status_code == 302
    condition = draft().questions[second].condition
    assert (condition.question, condition.answers) == (first, ("yes",))
    shown = coordination.get(f"{HOME}{second}/").context["form"]
    assert shown["condition"].value() == [f"{first}=yes"]
    coordination.post(f"{HOME}orden/", {"question": second, "way": "up"})
    order = list(draft().questions)
    assert order.index(first) < order.index(second), "it does not come before what it hangs on"
    said = options(("yes", "x", 1))
    assert saved(coordination, first, **said).status_code == 422 or draft().questions[second].condition
    degree = next(one for one in draft().questions.values() if one.type == "choice" and one.key != first)
    pairs = [f"{first}=yes", f"{degree.key}={next(iter(degree.options))}"]
    wrong = saved(coordination, second, condition=pairs)
    assert wrong.status_code == 422 and "una sola pregunta" in wrong.text
    assert saved(coordination, second, condition=[]).status_code == 302
    assert draft().questions[second].condition is None
    third = add(coordination, "¿Dónde estudia?", "text", condition=[f"{first}=no"])
    assert draft().questions[third].condition.answers == ("no",), "also one that is new"
    early = {"section": next(iter(draft().parts)), "label": "¿Antes?", "type": "text", "condition": [f"{first}=no"]}
    wrong = coordination.post(f"{HOME}nueva/", early)
    assert wrong.status_code == 422 and "no va antes" in wrong.text and "¿Antes?" in wrong.text
    assert "¿Antes?" not in {one.label for one in draft().questions.values()}, "nothing of it is kept"


def test_questions_and_sections_are_moved(town, coordination):
    one, two = add(coordination, "Primera", "text"), add(coordination, "Segunda", "text")
    coordination.post(f"{HOME}orden/", {"question": two, "way": "up"})
    keys = [row.key for row in draft().of_part("studies")]
    assert keys.index(two) == keys.index(one) - 1
    before = list(draft().parts)
    coordination.post(f"{HOME}orden/", {"section": before[1], "way": "up"})
    assert list(draft().parts)[:2] == [before[1], before[0]]
    assert next(iter(draft().questions.values())).section == before[1], "its questions go with it"
    done = coordination.post(f"{HOME}orden/", {"question": "no-hay", "way": "up"}, follow=True)
    assert "no está en este cuestionario" in done.text


def test_sections_are_added_reworded_and_taken_out_when_empty(town, coordination):
    assert (
        coordination.post(f"{HOME}secciones/nueva/", {"title": "Mi localidad", "help": "Su pueblo."}).status_code == 302
    )
    part = draft().parts["mi_localidad"]
    assert (part.title, part.help) == ("Mi localidad", "Su pueblo.")
    wrong = coordination.post(f"{HOME}secciones/nueva/", {"title": "Mi localidad"})
    assert wrong.status_code == 422 and "Ya hay una sección con ese título" in wrong.text
    coordination.post(f"{HOME}secciones/mi_localidad/", {"title": "Mi pueblo"})
    assert draft().parts["mi_localidad"].title == "Mi pueblo"
    coordination.post(f"{HOME}secciones/mi_localidad/", {"title": "x", "act": "remove"})
    assert "mi_localidad" not in draft().parts
    full = coordination.post(f"{HOME}secciones/studies/", {"title": "x", "act": "remove"})
    assert full.status_code == 422 and "tiene preguntas" in full.text


def test_a_document_is_asked_for_on_screen_with_its_size(town, coordination):
    key = add(coordination, "Declaración", "pdf")
    assert (draft().questions[key].type, draft().questions[key].mib) == ("pdf", 10)


def test_what_is_new_says_whom_it_reaches(capture, candidate, coordination):
    capture.submit(capture.luz)
    add(coordination, "¿Cuál?", required="on")
    flat = " ".join(coordination.get(HOME).text.split())
    assert "y la verán: 2 de las candidaturas" in flat and "sin ella no podrán entregarla" in flat
    assert "Ya la entregaron y se quedan como están: 1" in flat


def test_what_becomes_required_says_whom_it_reopens_and_they_are_told(capture, candidate, coordination):
    finish(candidate, capture.ana, "formacion", {"degree": {"q-degree": "master"}})
    section = ProfileSection.objects.get(profile__candidacy=capture.ana, key="studies")
    assert "training" not in section.missing
    saved(coordination, "training", required="on")
    flat = " ".join(coordination.get(HOME).text.split())
    assert "Otra formación: no han entregado esa sección, y la verán: 3" in flat and "no podrán entregarla" in flat
    coordination.post(HOME, {"act": "publish"})
    section.refresh_from_db()
    assert "training" in section.missing
    told = Message.objects.get(box=capture.ana.key, subject="Cambió lo que se le pregunta")
    assert "Otra formación" in told.text
    assert not Message.objects.filter(box=capture.luz.key).exists(), "who had begun nothing has nothing to be told"


def test_the_questionnaire_goes_out_as_toml_and_comes_back(town, coordination):
    key = add(coordination, "¿Cuál?")
    file = coordination.get(f"{HOME}cuestionario.toml").content
    assert any(row["key"] == key for row in tomllib.loads(file.decode())["questions"])
    before = draft().questions
    changed = file.replace("¿Cuál?".encode(), "¿Cuál de estas?".encode())
    coordination.post(f"{HOME}traer/", {"file": SimpleUploadedFile("q.toml", changed)})
    assert draft().questions[key].label == "¿Cuál de estas?" and draft().questions.keys() == before.keys()
    without = tomllib.loads(file.decode())
    kept = file.decode().split("[[questions]]")
    gone = "[[questions]]".join(part for part in kept if f'key = "{key}"' not in part)
    coordination.post(f"{HOME}traer/", {"file": SimpleUploadedFile("q.toml", gone.encode())})
    assert draft().questions[key].retired, "what was asked stays readable"
    assert len(without["questions"]) == len(draft().questions)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"title =", "no está bien escrito como TOML"),
        (b'title = "x"', "le falta o le sobra algo"),
        (b"\xff\xfe", "no es texto en UTF-8"),
        (
            b'title = "x"\n[[sections]]\nkey = "a"\ntitle = "A"\n[[questions]]\nkey = "q"\nsection = "b"\nlabel = "L"\n'
            b'type = "text"',
            "pertenece a una sección que no existe",
        ),
    ],
)
def test_a_file_that_is_no_questionnaire_changes_nothing(town, coordination, content, sentence):
    done = coordination.post(f"{HOME}traer/", {"file": SimpleUploadedFile("q.toml", content)}, follow=True)
    assert sentence in done.text
    assert not ElectionQuestionnaire.objects.exists()


def method_sent(client, **changes):
    rows = client.get(METHOD).context["rows"]
    sent = {name: [row[name] for row in rows] for name in ("key", "section", "label", "points", "needs")}
    return {"title": "Método del Instituto", **sent, **changes}


def test_the_method_is_changed_as_a_table_and_what_was_marked_stays(capture, coordination):
    profile = profile_of(capture.ana)
    first = next(iter(rubric.rubric(capture.election).variables))
    RubricMark.objects.create(profile=profile, variable=first, met=True, by="x", role="reviewer")
    sent = method_sent(coordination)
    sent["points"][0] = "9"
    place = next(number for number, label in enumerate(sent["label"]) if not label)
    nearest = sent["label"][place - 1]
    added = {"section": "Otra", "label": "Cita sus fuentes", "points": "3", "needs": nearest}
    for name, value in added.items():
        sent[name][place] = value
    assert "Perfiles ya calificados: 1" in coordination.get(METHOD).text
    assert coordination.post(METHOD, sent).status_code == 302
    method = rubric.rubric(capture.election)
    assert method.title == "Método del Instituto" and method.variables[first].points == 9
    added = method.variables["cita_sus_fuentes"]
    assert added.points == 3 and method.variables[added.needs].label == nearest
    assert rubric.totals(capture.election)[0][0][2] == 9
    assert rubric.rubric().variables[first].points != 9, "another election has what is shipped"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("points", "0", "los puntos son un número"),
        ("points", "muchos", "los puntos son un número"),
        ("needs", "Lo que no hay", "que no va antes"),
        ("section", "", "escriba la sección"),
    ],
)
def test_a_method_that_cannot_be_applied_is_refused_and_nothing_typed_is_lost(
    capture, coordination, name, value, sentence
):
    sent = method_sent(coordination)
    sent[name][0] = value
    sent["label"][1] = "Esto se escribió"
    done = coordination.post(METHOD, sent)
    assert done.status_code == 422 and sentence in done.text and "Esto se escribió" in done.text
    assert not Method.objects.exists()


def test_the_method_goes_out_and_comes_back_as_toml(capture, coordination):
    file = coordination.get(f"{METHOD}metodo.toml").content.replace(b"points = 4", b"points = 5", 1)
    page = coordination.post(METHOD, {"file": SimpleUploadedFile("m.toml", file)})
    assert "Leído, sin guardar" in page.text and not Method.objects.exists()
    rows = page.context["rows"]
    sent = {name: [row[name] for row in rows] for name in ("key", "section", "label", "points", "needs")}
    coordination.post(METHOD, {"title": page.context["title"], **sent})
    assert rubric.rubric(capture.election).most == rubric.rubric().most + 1
    wrong = coordination.post(METHOD, {"file": SimpleUploadedFile("m.toml", b"title = 3")})
    assert wrong.status_code == 422 and "falta o le sobra" in wrong.text


def test_a_variable_that_is_taken_out_no_longer_counts(capture, coordination):
    profile = profile_of(capture.ana)
    first, second = list(rubric.rubric(capture.election).variables)[:2]
    for variable in (first, second):
        RubricMark.objects.create(profile=profile, variable=variable, met=True, by="x", role="reviewer")
    before = rubric.totals(capture.election)[0][0][2]
    sent = method_sent(coordination)
    points = int(sent["points"][1])
    sent["label"][1] = ""
    assert coordination.post(METHOD, sent).status_code == 302
    assert rubric.totals(capture.election)[0][0][2] == before - points
    assert RubricMark.objects.count() == 2, "what was marked is kept"
