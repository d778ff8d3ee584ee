"""The file of a candidacy: every section with its state and history, and what may be done with each. Templates;
publication."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Role
from conoceles.lib.access import FORM
from conoceles.lib.forms import plain, whole_number
from conoceles.profiles import workflow
from conoceles.profiles.models import Ground, Observation, ProfileSection, Reopening, Review, State, Step
from conoceles.profiles.public import redaction
from conoceles.profiles.public.identity import treated
from conoceles.profiles.rules import Action
from conoceles.profiles.workflow import Hand, NotAllowed
from conoceles.questionnaires.asked import asked_in, version_named
from conoceles.questionnaires.questionnaire import CURRICULAR, IDENTITY
from conoceles.review import case_acts, deciding, replies, rubric
from conoceles.review.queue_views import wanted_of
from conoceles.review.reading import Sheet, sheets
from conoceles.review.views import _notes
from conoceles.review.works import IDENTITY_REVIEW, REVIEW

# Who acts on a file, the one with most to do first: the role by which an action is done is the first that may do it.
ROLES = (Role.REVIEWER, Role.COORDINATION)
OFFERED = (
    Action.OBSERVE,
    Action.LIFT,
    Action.EXTEND,
    Action.REOPEN,
    Action.PAUSE,
    Action.RESUME,
    Action.HIDE,
)
DOING = {
    Action.PAUSE: case_acts.pause,
    Action.RESUME: case_acts.resume,
    Action.LIFT: case_acts.lift,
    Action.EXTEND: case_acts.extend,
}
NAMES = {action: str(label) for action, label in Action.choices}


@dataclass
class Chapter:
    """One section in the file: what it said last, what happened to it, what may be done."""

    section: ProfileSection
    title: str
    sheet: Sheet | None
    steps: list[Step]
    observations: list[tuple[str, Observation]]
    asked: Reopening | None
    actions: list[str]

    @property
    def others(self) -> list[str]:
        """Return what is done with a reason and no observation."""
        return [action for action in self.actions if action != Action.OBSERVE]


@REVIEW.view(*FORM)
def review_file(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The curricular file of a candidacy: history, and what the institute may do with what was submitted."""
    return _file(request, slug, key, confidential=False)


@IDENTITY_REVIEW.view(*FORM)
def identity_file(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The identity file of a person, for equality alone; opening it is recorded."""
    return _file(request, slug, key, confidential=True)


def _file(request: HttpRequest, slug: str, key: str, confidential: bool) -> HttpResponse:
    rows = Candidacy.objects.with_register().select_related("election__institute", "profile")
    candidacy = get_object_or_404(rows, key=key, election__slug=slug, profile__isnull=False)
    roles, at = grants(request).roles(slug), timezone.now()
    mine = [Role.EQUALITY] if confidential else [role for role in ROLES if role in roles]
    if confidential and not treated(candidacy.profile):
        messages.info(request, "La persona retiró su consentimiento: sus respuestas de identidad ya no se leen.")
        return redirect("identity_queue", slug)
    chapters = _chapters(candidacy, confidential, list(mine), at)
    refused, status = "", 200
    if request.method == "POST":
        try:
            said = _act(request, candidacy, chapters, list(mine))
        except NotAllowed as error:
            refused, status = str(error), 422
        except ValidationError as error:
            refused, status = " ".join(error.messages), 422
        else:
            messages.success(request, said)
            return redirect(reverse("identity_file" if confidential else "review_file", args=[slug, key]))
    if confidential:
        by = request.user.get_username()
        record("identity-read", by=by, role=Role.EQUALITY, election=slug, thing=f"candidacy {key}")
    context = {
        "election": candidacy.election,
        "candidacy": candidacy,
        "chapters": chapters,
        "grounds": Ground.choices,
        "refused": refused,
        "confidential": confidential,
        "names": NAMES,
        "replies": replies.replies_of(candidacy.election),
        "rubric": [] if confidential else rubric.blank(candidacy.profile),
        "marks": [] if confidential else candidacy.profile.marks.order_by("-id")[:30],
        "listed": not confidential and _listed(candidacy),
        "asks": wanted_of(request).asks,
        "portrait": _portrait(chapters),
        "note": request.POST.get("note", ""),
        "waits": any(one.section.state == State.SUBMITTED for one in chapters),
        "chosen": whole_number(request.POST.get("section")),
    }
    return render(request, "review/file.html", context, status=status)


def _portrait(chapters: list[Chapter]) -> str:
    """Return the private file of the photograph that was handed over, '' for none."""
    items = [item for one in chapters if one.sheet for item in one.sheet.items if item.question.type == "photo"]
    return next((item.file for item in items if item.file), "")


def _chapters(candidacy: Candidacy, confidential: bool, roles: list[str], at: datetime) -> list[Chapter]:
    sections = list(
        ProfileSection.objects.filter(profile=candidacy.profile, confidential=confidential).select_related("public")
    )
    asked = asked_in(candidacy.election, IDENTITY if confidential else CURRICULAR)
    read = {sheet.section.pk: sheet for sheet in sheets(candidacy, sections, confidential=confidential)}
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(section__in=sections).order_by("id"):
        steps.setdefault(step.section_id, []).append(step)
    observations: dict[int, list[tuple[str, Observation]]] = {}
    for one in Observation.objects.filter(section__in=sections).order_by("id"):
        observations.setdefault(one.section_id, []).append((asked.label_of(one.question), one))
    waiting = {one.section_id: one for one in Reopening.objects.filter(section__in=sections, answered_at__isnull=True)}
    order = {key: number for number, key in enumerate(asked.parts)}
    found = []
    for section in sorted(sections, key=lambda one: order.get(one.key, 99)):
        part = asked.parts.get(section.key)
        actions = {action for role in roles for action in workflow.available(section, candidacy, role, at)}
        offered = [one for one in OFFERED if one in actions]
        if section.state == State.SUBMITTED:
            # What waits is observed where it is read, by whoever has it.
            offered = [one for one in offered if one != Action.OBSERVE]
        if section.until is None:
            offered = [one for one in offered if one != Action.EXTEND]
        if section.public_id is None:
            offered = [one for one in offered if one != Action.HIDE]
        found.append(
            Chapter(
                section,
                part.title if part else section.key,
                read.get(section.pk),
                steps.get(section.pk, []),
                observations.get(section.pk, []),
                waiting.get(section.pk),
                [str(one) for one in offered],
            )
        )
    return found


def _act(request: HttpRequest, candidacy: Candidacy, chapters: list[Chapter], roles: list[str]) -> str:
    """Do what was pressed and return what to say. Raises NotAllowed."""
    act, note = request.POST.get("act", ""), plain(request.POST.get("note"), 500)
    by, at = request.user.get_username(), timezone.now()
    if act == "rubric" and Role.EQUALITY not in roles:
        changed = rubric.mark(candidacy.profile, request.POST, Hand(by, roles[0]))
        return f"Evaluación guardada: {changed} cambios." if changed else "La evaluación ya decía eso."
    if act == "hide_list" and Role.EQUALITY not in roles:
        _reason(note)
        redaction.hide_list(candidacy.profile, Hand(by, roles[0]), note)
        return "Lo que trajo la lista salió del sitio y de todas sus versiones."
    pk = whole_number(request.POST.get("section"))
    chapter = next((one for one in chapters if one.section.pk == pk), None)
    if chapter is None:
        raise NotAllowed("Esa sección ya no está: recargue la página.")
    section = chapter.section
    if act == "refuse":
        _reason(note)
        case_acts.refuse_reopening(section, candidacy, Hand(by, roles[0]), note)
        return "Respondida: no se reabre."
    hand = _hand(chapter, candidacy, act, roles, by, at)
    if act == Action.OBSERVE:
        notes, wrong = _notes(request.POST, [chapter.sheet] if chapter.sheet else [])
        if wrong:
            raise NotAllowed(wrong)
        case_acts.observe_public(section, notes, candidacy, hand, deciding.term(candidacy, at), at)
        return f"«{chapter.title}» quedó observada." + (
            "" if _still(section) else " Salió del sitio, que dice «en revisión»."
        )
    if act == Action.REOPEN:
        case_acts.reopen(section, candidacy, hand, note, at)
        return f"«{chapter.title}» se reabrió. Lo publicado sigue hasta que se publique lo nuevo."
    _reason(note)
    if act == Action.HIDE:
        case_acts.hide(section, candidacy, hand, note, personal=request.POST.get("personal") == "1")
    else:
        DOING[Action(act)](section, candidacy, hand, note)
    return f"«{chapter.title}»: {NAMES[Action(act)]}. Se avisó a la candidatura."


def _still(section: ProfileSection) -> bool:
    """Return whether the site still shows a section, or never did."""
    now = ProfileSection.objects.get(pk=section.pk)
    return now.public_id is not None or now.public_since is None


def _reason(note: str) -> None:
    if not note:
        raise NotAllowed("Escriba el motivo: queda en la historia, y la candidatura lo lee.")


def _hand(chapter: Chapter, candidacy: Candidacy, act: str, roles: list[str], by: str, at: datetime) -> Hand:
    """Return whoever acts, in the first role that may do what is offered; raise NotAllowed when nobody here may."""
    section = chapter.section
    if act not in chapter.actions:
        raise NotAllowed(workflow.REFUSALS.get(State(section.state), "Eso no se hace aquí: recargue la página."))
    held = Review.objects.waiting().filter(
        profile=section.profile_id, confidential=section.confidential, claimed_until__gt=at
    )
    if held.exclude(claimed_by=by).exists():
        raise NotAllowed("Otra persona está revisando esta candidatura: espere a que decida.")
    role = next(role for role in roles if act in workflow.available(section, candidacy, role, at))
    return Hand(by, role)


def _listed(candidacy: Candidacy) -> bool:
    """Return whether anything that a list answered may be public of a candidacy."""
    profile = candidacy.profile
    brought = bool(profile.source or profile.answers.exclude(listed="").exists())
    return brought and not set(version_named(profile.questionnaire).parts) <= set(profile.list_hidden)
