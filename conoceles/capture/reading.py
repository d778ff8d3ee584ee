"""What pages of capture show to be read, and not to be written: the photograph, a section that was handed over."""

from typing import Any

from conoceles.profiles.author import AskedSection, Author
from conoceles.profiles.models import Answer
from conoceles.profiles.progress import answered
from conoceles.questionnaires.questionnaire import Question
from conoceles.questionnaires.values import from_text


def portrait_of(author: Author) -> str:
    """Return the private file of the smallest size of the photograph that stands, '' for none."""
    question = next((one for one in author.curricular.asked if one.type == "photo"), None)
    if question is None or not author.profile.pk:
        return ""
    kept = Answer.objects.filter(profile=author.profile.pk, question=question.key).first()
    value = from_text(question, kept.value) if kept and kept.value else None
    files: dict[str, str] = value.get("files", {}) if isinstance(value, dict) else {}
    return min(files.items(), key=lambda one: int(one[0]))[1] if files else ""


def read_of(author: Author, asked_section: AskedSection) -> list[tuple[Question, Any]]:
    """Return what a section says, in the order in which it is asked."""
    said = answered(author, asked_section.asked, asked_section.confidential)
    return [(one, said[one.key]) for one in asked_section.questions if said.get(one.key)]
