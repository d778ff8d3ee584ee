"""The public document of a profile: only answered questions, each with the words in which it was asked."""

from conoceles.lib.canonical import Document
from conoceles.profiles.models import Profile
from conoceles.profiles.questionnaire import questionnaire


def profile_document(profile: Profile) -> Document:
    """Return the document of kind `profile`: answers in the order of the questionnaire, and the photograph's sizes."""
    asked = questionnaire(profile.questionnaire)
    given = {answer.question: answer.value for answer in profile.answers.all()}
    document: Document = {
        "version": 1,
        "complete": asked.complete(set(given)),
        "source": profile.source,
        "answers": [
            {
                "key": question.key,
                "label": question.label,
                "section": asked.sections[question.section],
                "type": question.type,
                "value": given[question.key],
            }
            for question in asked.questions.values()
            if question.key in given
        ],
    }
    if profile.photo:
        document["photo"] = {
            "alt": f"Fotografía de {profile.candidacy.person.name}",
            "files": dict(profile.photo),
        }
    return document
