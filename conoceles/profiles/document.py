"""The public document of a profile: only answered public questions, each with the words in which it was asked."""

from collections.abc import Mapping

from conoceles.elections.models import Candidacy
from conoceles.lib.canonical import Document
from conoceles.profiles.models import Profile
from conoceles.profiles.questionnaire import Question, Questionnaire
from conoceles.profiles.values import Value, all_values, applies, shown
from conoceles.profiles.versions import version_of

# How the site shows each type of question; what is not here is a line of text.
SHOWN_AS = {"long": "long", "group": "long", "social": "links", "url": "links", "pdf": "file", "video": "video"}


def profile_document(profile: Profile) -> Document:
    """Return the document of kind `profile`, version 2: answers in the order of the public page, photograph, files."""
    asked = version_of(profile)
    texts = {answer.question: answer.value for answer in profile.answers.all() if answer.value}
    return make(asked, profile.candidacy, all_values(asked, texts), dict(profile.photo), profile.source)


def make(
    asked: Questionnaire, candidacy: Candidacy, values: Mapping[str, Value], photo: Mapping[str, str], source: str = ""
) -> Document:
    """Return the document of some answers, whoever keeps them; `photo` is {width: blob}."""
    document: Document = {
        "version": 2,
        "complete": asked.complete({key for key, value in values.items() if value}),
        "source": source,
        "answers": [
            _answer(question, values[question.key], asked.parts[question.section].title)
            for question in asked.for_the_page
            if values.get(question.key) and question.type != "photo" and applies(question, values)
        ],
    }
    if photo:
        document["photo"] = {"alt": f"Fotografía de {candidacy.person.name}", "files": dict(photo)}
    return document


def _answer(question: Question, value: Value, section: str) -> Document:
    answer: Document = {
        "key": question.key,
        "label": question.label,
        "section": section,
        "type": SHOWN_AS.get(question.type, "text"),
        "value": shown(question, value),
    }
    if question.type in ("pdf", "video"):
        if value.get("link"):
            return answer | {"type": "links", "value": value["link"]}
        answer["file"] = {"name": value["public"], "bytes": value["bytes"]}
    return answer
