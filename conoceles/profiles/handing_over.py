"""Submitting: what each answer is for, and the copy of a section that never changes."""

from enum import Enum

from django.db import transaction

from conoceles.lib.canonical import Document, canonical
from conoceles.lib.sealing import seal as sealed
from conoceles.profiles import flags, workflow
from conoceles.profiles.author import Author
from conoceles.profiles.models import LegalText, ProfileSection, State, Submission
from conoceles.profiles.observations import close_observations, open_observations, uncorrected
from conoceles.profiles.progress import answered, label_of, stages
from conoceles.profiles.public.document import make
from conoceles.profiles.public.identity import draft_document
from conoceles.profiles.public.reviewed import show
from conoceles.profiles.rules import Action
from conoceles.profiles.saving import refresh, texts
from conoceles.questionnaires.questionnaire import Question, Questionnaire
from conoceles.questionnaires.values import Value, all_values


class Destiny(Enum):
    """Who will see an answer."""

    PUBLIC = "Se publicará, cuando el Instituto lo revise"
    COUNTED = "Solo se contará en las estadísticas, sin su nombre"
    CONFIDENTIAL = "Nadie lo verá, salvo el área de paridad e inclusión del Instituto"


def as_published(author: Author) -> dict[str, Document]:
    """Return {kind: document} of what everything that is written would publish of the candidacy, once reviewed: the
    preview shows it, and the last look before submitting lists it."""
    values = all_values(author.curricular, texts(author.profile))
    photo = (values.get("photo") or {}).get("files", {})
    profile = make(author.curricular, author.candidacy, values, photo)
    found = {"profile": profile} if profile["answers"] or photo else {}
    identity = draft_document(author.profile) if author.sees_identity else None
    return found | ({"identity": identity} if identity else {})


def destinies(author: Author, only: set[str] | None = None) -> dict[Destiny, list[tuple[Question, Value]]]:
    """Return what an author's profile has answered, in all sections or in some, by who will see it: what becomes public
    is what the documents say."""
    found: dict[Destiny, list[tuple[Question, Value]]] = {one: [] for one in Destiny}
    documents = as_published(author)
    public = {one["key"] for document in documents.values() for one in document["answers"]}
    if documents.get("profile", {}).get("photo"):
        public.add("photo")
    statistics = author.consents.get(LegalText.Kind.STATISTICS)
    counted = statistics is not None and statistics.given
    for asked, confidential in _questionnaires(author):
        for key, value in answered(author, asked, confidential).items():
            if only is not None and asked.questions[key].section not in only:
                continue
            hidden = Destiny.COUNTED if confidential and counted else Destiny.CONFIDENTIAL
            found[Destiny.PUBLIC if key in public else hidden].append((asked.questions[key], value))
    return found


def submit_all(author: Author, only: set[str] | None = None, refused: list[str] | None = None) -> list[str]:
    """Submit every section that is complete and not submitted yet, and return their keys; why others could not be is
    put into `refused`.

    What was submitted is kept as it was then; a section that misses something stays a draft.
    """
    done: list[str] = []
    for stage in stages(author):
        if not stage.ready or stage.state == State.EMPTY or (only is not None and stage.key not in only):
            continue
        asked = author.identity if stage.confidential else author.curricular
        try:
            hand_over(author, stage.key, Action.SUBMIT, asked, stage.confidential)
        except workflow.NotAllowed as error:
            if refused is not None:
                refused.append(str(error))
            continue
        done.append(stage.key)
    if done:
        show_handed_over(author)
    return done


def show_handed_over(author: Author) -> None:
    """Let the site say that a candidacy's answers are in review: nobody is called silent who handed them in."""
    if author.candidacy.election.in_campaign(author.at):
        with transaction.atomic():
            show(author.profile.pk)


def hand_over(
    author: Author, key: str, action: str, asked: Questionnaire, confidential: bool = False
) -> ProfileSection:
    """Submit or validate a section: refuse it while anything is missing, and keep a copy of what it says now.

    The section is locked before its answers are read, so that nobody writes between the look and the step.
    Raises workflow.NotAllowed.
    """
    with transaction.atomic():
        workflow.open_section(author.profile.pk, key, confidential)
        section = ProfileSection.objects.select_for_update(of=("self",)).get(profile=author.profile, key=key)
        if section.state == State.EMPTY:
            # What a list brought is taken as written when it is submitted.
            section = workflow.advance(section, Action.SAVE, author.candidacy, author.hand, at=author.at)
        refresh(section, author.profile, asked, confidential)
        same = uncorrected(author.profile, open_observations([section]).get(section.pk, []), asked, confidential)
        if section.missing or same:
            names = "; ".join(
                [*(label_of(asked, key, one) for one in section.missing if one in asked.questions), *same.values()]
            )
            raise workflow.NotAllowed(f"A «{asked.parts[key].title}» le falta: {names}.")
        section = workflow.advance(section, action, author.candidacy, author.hand, at=author.at)
        values = {
            one: value
            for one, value in answered(author, asked, confidential).items()
            if asked.questions[one].section == key
        }
        content = canonical(values).decode()
        submission = Submission.objects.create(
            section=section,
            at=author.at,
            by=author.hand.by,
            questionnaire=asked.name,
            sealed=confidential,
            content=sealed(content, f"submission {section.pk}") if confidential else content,
        )
        if section.state == State.SUBMITTED:
            close_observations(section, author.at)
            if not confidential and not author.candidacy.election.practice:
                flags.refresh(author.profile, submission, asked, key)
    return section


def _questionnaires(author: Author) -> list[tuple[Questionnaire, bool]]:
    pairs = [(author.curricular, False)]
    return [*pairs, (author.identity, True)] if author.sees_identity and author.treated else pairs
