"""The public document of a profile: only answered public questions, each with the words in which it was asked."""

from collections.abc import Iterable, Mapping

from conoceles.elections.models import Candidacy
from conoceles.lib.canonical import Document
from conoceles.lib.captions import captions, spoken
from conoceles.lib.dates import local_date
from conoceles.profiles.models import Profile, Signature
from conoceles.questionnaires.asked import version_named
from conoceles.questionnaires.questionnaire import Question, Questionnaire
from conoceles.questionnaires.values import Value, all_values, applies, shown

# How the site shows each type of question; what is not here is a line of text.
SHOWN_AS = {"long": "long", "group": "long", "social": "links", "url": "links", "pdf": "file", "video": "video"}


def listed_document(profile: Profile) -> Document:
    """Return the document of kind `profile` of what an official list answered, which nobody reviews here."""
    asked = version_named(profile.questionnaire)
    texts = {answer.question: answer.value for answer in profile.answers.all() if answer.value}
    pictures = {question.section for question in asked.questions.values() if question.type == "photo"}
    photo = {} if pictures & set(profile.list_hidden) else profile.photo
    signed = profile.signatures.filter(ended_at__isnull=True).select_related("commitment")
    shown, values = set(asked.parts) - set(profile.list_hidden), all_values(asked, texts)
    return assemble([(asked, shown)], profile.candidacy, values, photo, profile.source, (), signed)


def make(
    asked: Questionnaire, candidacy: Candidacy, values: Mapping[str, Value], photo: Mapping[str, str], source: str = ""
) -> Document:
    """Return the document of some answers, whoever keeps them; `photo` is {width: blob}."""
    return assemble([(asked, set(asked.parts))], candidacy, values, photo, source)


def assemble(
    parts: Iterable[tuple[Questionnaire, set[str]]],
    candidacy: Candidacy,
    values: Mapping[str, Value],
    photo: Mapping[str, str],
    source: str = "",
    review: Iterable[str] = (),
    signatures: Iterable[Signature] = (),
) -> Document:
    """Return the document, version 4, of some sections, each as its version of the questionnaire asked it, in the order
    of the page.

    `review` are the titles of sections that were public and are being reviewed; `signatures` those of commitments that
    stand.
    """
    places = [
        (asked.parts[question.section].page or 99, asked, question)
        for asked, keys in parts
        for question in asked.for_the_page
        if question.section in keys
    ]
    transcripts = {
        question.transcript_of: values.get(question.key) or ""
        for _page, _asked, question in places
        if question.transcript_of
    }
    document: Document = {
        "version": 4,
        "complete": _complete([(asked, keys) for asked, keys in parts], values),
        "source": source,
        "answers": [
            _answer(question, values, asked.parts[question.section].title, transcripts.get(question.key, ""))
            for _page, asked, question in sorted(places, key=lambda place: place[0])
            if values.get(question.key) and question.type != "photo" and applies(question, values)
        ],
        "review": list(review),
        "commitments": [
            {
                "key": one.commitment.key,
                "title": one.commitment.title,
                "text": one.commitment.text,
                "signed": local_date(one.at, candidacy.election.zone).isoformat(),
            }
            for one in signatures
        ],
    }
    if photo:
        document["photo"] = {"alt": f"Fotografía de {candidacy.person.name}", "files": dict(photo)}
    return document


def _complete(parts: list[tuple[Questionnaire, set[str]]], values: Mapping[str, Value]) -> bool:
    """Return whether whatever the newest version always requires is answered."""
    newest = max((asked for asked, _keys in parts), key=lambda asked: len(asked.questions), default=None)
    return newest is not None and newest.complete({key for key, value in values.items() if value})


def _answer(question: Question, values: Mapping[str, Value], section: str, transcript: str) -> Document:
    value = values[question.key]
    words = shown(question, value)
    means = question.means
    answer: Document = {
        "key": question.key,
        "label": question.label,
        "section": section,
        "type": SHOWN_AS.get(question.type, "text"),
        "value": spoken(words) if question.transcript_of else words,
    }
    if means:
        answer["means"] = means
    if question.type in ("pdf", "video"):
        if value.get("link"):
            return answer | {"type": "links", "value": value["link"]}
        answer["file"] = {"name": value["public"], "bytes": value["bytes"]}
    if question.type == "video" and (cues := captions(transcript, value["seconds"])):
        answer["captions"] = cues
    return answer
