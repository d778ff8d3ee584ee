"""What an answer is for each type of question, and what is wrong with it."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as some

from conoceles.lib.text import length_without_blanks
from conoceles.questionnaires.questionnaire import CURRENT, BadQuestionnaire, Question, parse, questionnaire
from conoceles.questionnaires.values import (
    NONE,
    TooLong,
    applies,
    from_form,
    from_text,
    missing,
    problems,
    shown,
    to_text,
)

ASKED = questionnaire(CURRENT["curricular"])
LONG = "palabra " * 50


def ask(**values):
    return Question(**{"key": "q", "section": "s", "label": "Pregunta", "type": "text", **values})


@pytest.mark.parametrize(
    ("type_", "value", "fine"),
    [
        ("url", "https://ejemplo.mx/ana", True),
        ("url", "ejemplo.mx", False),
        ("url", "javascript:alert(1)", False),
        ("phone", "871 123 4567", True),
        ("phone", "(871) 123-4567", True),
        ("phone", "123", False),
        ("phone", "871123456a", False),
        ("email", "ana@ejemplo.mx", True),
        ("email", "ana@", False),
        ("date", "2027-06-06", True),
        ("date", "6/6/27", False),
        ("number", "12", True),
        ("number", "doce", False),
        ("number", "٣", False),
        ("yes_no", "yes", True),
        ("yes_no", "tal vez", False),
    ],
)
def test_each_type_says_what_is_wrong(type_, value, fine):
    assert (problems(ask(type=type_, max=100), value) == []) is fine


def test_limits_are_counted_without_blanks_and_say_how_much_is_lacking():
    question = ask(type="long", min=10, max=12)
    assert problems(question, "a b c d e") == ["Lleva 5 de 10: le faltan 5."]
    assert problems(question, "a b c d e f g h i j") == []
    assert problems(question, "abcdefghijklm") == ["Lleva 13 de 12: le sobran 1."]
    assert problems(question, "") == []


def test_an_accent_counts_with_its_letter_however_it_was_typed():
    assert length_without_blanks("Peña\u00a0ñ\n\t") == length_without_blanks("Pen\u0303a n\u0303") == 5


@given(some.text(max_size=200))
def test_a_text_is_kept_as_it_reads_and_saving_it_again_changes_nothing(text):
    question = ask(type="long")
    sent = QueryDict(mutable=True)
    sent["q-q"] = text
    value = from_form(question, sent)
    sent["q-q"] = value
    assert from_form(question, sent) == value
    assert "\x00" not in value and "\r" not in value


def test_structured_answers_come_back_from_what_is_kept():
    social, group = ASKED.questions["social"], ASKED.questions["emails"]
    sent = QueryDict(
        "q-social-facebook=https://facebook.com/ana&q-social-x-none=1&q-emails-0-email=a@b.mx&q-emails-2-email=c@d.mx"
    )
    assert from_form(social, sent) == {"facebook": "https://facebook.com/ana", "x": NONE}
    assert from_form(group, sent) == [{"email": "a@b.mx"}, {"email": "c@d.mx"}]
    for question in (social, group):
        value = from_form(question, sent)
        assert from_text(question, to_text(question, value)) == value
    assert shown(social, from_form(social, sent)) == "https://facebook.com/ana"
    assert shown(group, from_form(group, sent)) == "a@b.mx\nc@d.mx"


def test_what_a_list_brought_as_plain_words_is_read_as_far_as_it_goes():
    listed = from_text(ASKED.questions["social"], "https://www.facebook.com/ana, @ana, https://x.com/ana")
    assert listed == {"facebook": "https://www.facebook.com/ana", "other": "@ana", "x": "https://x.com/ana"}
    assert from_text(ASKED.questions["training"], "Curso uno\nCurso dos") == [
        {"course": "Curso uno"},
        {"course": "Curso dos"},
    ]
    assert shown(ASKED.questions["degree"], "LICENCIATURA") == "LICENCIATURA"


def test_a_condition_decides_whether_a_question_is_asked():
    status = ASKED.questions["degree_status"]
    assert applies(status, {"degree": "master"}) and not applies(status, {"degree": "none"}) and not applies(status, {})
    assert applies(ASKED.questions["video_text"], {"video": {"link": "https://v.mx"}})
    studies = ASKED.of_part("studies")
    assert missing(studies, {}) == ["degree"]
    assert missing(studies, {"degree": "none"}) == []
    assert missing(studies, {"degree": "master"}) == ["degree_status"]


def test_one_means_of_contact_is_enough_and_none_is_named_once():
    part = ASKED.parts["portrait"]
    photo = {"photo": {"files": {}}}
    assert missing(ASKED.of_part("portrait"), photo, part.one_of) == ["social"]
    assert missing(ASKED.of_part("portrait"), {**photo, "social": {"x": NONE}}, part.one_of) == ["social"]
    assert missing(ASKED.of_part("portrait"), {**photo, "phones": [{"phone": "8711234567"}]}, part.one_of) == []


def test_more_than_anybody_can_mean_is_refused():
    sent = QueryDict(mutable=True)
    sent["q-proposal_1"] = "a" * 20_001
    with pytest.raises(TooLong, match="Primera propuesta"):
        from_form(ASKED.questions["proposal_1"], sent)


SECTION = {"key": "s", "title": "Sección"}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"key": "a", "section": "x", "label": "A", "type": "text"}], "sección que no existe"),
        ([{"key": "a", "section": "s", "label": "A", "type": "mapa"}], "clase que no existe"),
        ([{"key": "a", "section": "s", "label": "A", "type": "choice"}], "no tiene opciones"),
        ([{"key": "a", "section": "s", "label": "A", "type": "group"}], "no dice qué campos"),
        (
            [{"key": "a", "section": "s", "label": "A", "type": "text", "color": "azul"}],
            "atributo que no existe: color",
        ),
        ([{"key": "a", "section": "s", "label": "A", "type": "text"}] * 2, "está dos veces"),
        (
            [
                {
                    "key": "a",
                    "section": "s",
                    "label": "A",
                    "type": "text",
                    "condition": {"question": "b", "answers": ["x"]},
                }
            ],
            "no va antes",
        ),
        (
            [{"key": "a", "section": "s", "label": "A", "type": "long", "transcript_of": "v"}],
            "un video que no va antes",
        ),
        (
            [
                {"key": "v", "section": "s", "label": "V", "type": "video"},
                {"key": "a", "section": "s", "label": "A", "type": "long", "transcript_of": "v"},
                {"key": "b", "section": "s", "label": "B", "type": "long", "transcript_of": "v"},
            ],
            "ya hay otra pregunta",
        ),
    ],
)
def test_a_questionnaire_that_cannot_be_asked_is_refused_with_a_sentence(rows, says):
    with pytest.raises(BadQuestionnaire, match=says):
        parse("prueba", {"title": "Prueba", "sections": [SECTION], "questions": rows})


def test_the_questionnaires_ask_what_the_domain_lists():
    keys = set(ASKED.questions)
    assert keys >= {
        "photo",
        "social",
        "web",
        "emails",
        "phones",
        "houses",
        "degree",
        "degree_status",
        "training",
        "work",
        "politics",
        "reason",
        "proposal_1",
        "proposal_2",
        "proposal_gender",
        "message",
        "video",
        "work_plan",
        "declaration",
    }
    limits = {key: (ASKED.questions[key].min, ASKED.questions[key].max) for key in ("work", "proposal_1", "message")}
    assert limits == {"work": (280, 5000), "proposal_1": (280, 1600), "message": (0, 1000)}
    assert len(ASKED.questions["degree"].options) == 10
    identity = questionnaire(CURRENT["identity"])
    leading = {key for key, question in identity.questions.items() if question.type == "yes_no"}
    assert leading == {"indigenous", "disability", "afromexican", "diversity", "migrant", "young", "older"}
    assert len(identity.questions["income"].options) == 8 and len(identity.questions["birth_state"].options) == 34


@pytest.mark.parametrize("words", ["Sí", "SI", "si", "yes"])
def test_a_choice_is_named_without_accents_or_case(words):
    from conoceles.capture.party.sheet import parse as cell

    asked = questionnaire("identity-1")
    question = next(one for one in asked.questions.values() if one.type == "yes_no")
    assert from_text(question, words) == "yes"
    assert cell(question, words) == "yes"
    assert cell(question, "quizá") == "quizá", "what names none stays as it was written, to be refused"


def test_several_choices_are_named_without_accents_or_case():
    from conoceles.capture.party.sheet import parse as cell

    questions = [one for name in ("curricular-1", "identity-1") for one in questionnaire(name).questions.values()]
    question = next(one for one in questions if one.type == "several")
    first, second = list(question.options)[:2]
    text = f"{question.options[second].upper()}\n{question.options[first].lower()}"
    assert from_text(question, text) == [first, second]
    assert cell(question, text) == [first, second]
