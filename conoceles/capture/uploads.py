"""What a form changes of a file: another one, another crop, a link, or nothing any more."""

from django.http import HttpRequest

from conoceles.audit.acts import record
from conoceles.profiles import files
from conoceles.profiles.author import AskedSection, Author
from conoceles.profiles.models import Answer
from conoceles.profiles.saving import Saved, save
from conoceles.questionnaires.questionnaire import Question
from conoceles.questionnaires.values import Value, from_text, name_of

SLIDERS = ("zoom", "x", "y")


def changed(question: Question, kept: Value, request: HttpRequest) -> Value | None:
    """Return the value that a form asks for, or None when it changes nothing. Raises files.BadFile."""
    name = name_of(question)
    upload = request.FILES.get(name)
    if upload is not None:
        return files.receive(question, upload)
    if request.POST.get(f"{name}-remove"):
        return {} if kept else None
    if question.type == "photo" and kept and f"{name}-zoom" in request.POST:
        crop = tuple(_percent(request.POST.get(f"{name}-{slider}", ""), slider) for slider in SLIDERS)
        return files.cropped(kept, (crop[0], crop[1], crop[2])) if list(crop) != kept.get("crop") else None
    if question.type == "video" and f"{name}-link" in request.POST:
        address, before = request.POST[f"{name}-link"].strip(), (kept or {}).get("link", "")
        if address != before:
            return files.link(question, address) if address else {}
    return None


def keep(
    author: Author, asked_section: AskedSection, question: Question, request: HttpRequest, version: int
) -> Saved | None:
    """Take what a form changes of a file over the version that was seen, and save it; return None when it changes
    nothing.

    Raises files.BadFile, saving.Conflict or workflow.NotAllowed; the answer is then as it was.
    """
    row = Answer.objects.filter(profile=author.profile, question=question.key).first()
    value = changed(question, from_text(question, row.value) if row else {}, request)
    if value is None:
        return None
    saved = save(
        author.profile,
        question,
        value,
        version=version,
        asked=asked_section.asked,
        candidacy=author.candidacy,
        hand=author.hand,
        at=author.at,
    )
    record(
        "file-received" if value else "file-removed",
        by=author.hand.by,
        role=author.hand.role,
        election=author.candidacy.election.slug,
        thing=f"candidacy {author.candidacy.key}",
        question=question.key,
    )
    return saved


def _percent(text: str, slider: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 4:
        return int(text)
    return 100 if slider == "zoom" else 50
