"""Capture: a candidacy's own pages. Each takes a author, looks at the window, acts, and shows what stands."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from conoceles.capture.access import author_of, authors
from conoceles.capture.fields import Field, appears, fields
from conoceles.capture.models import HelpRequest
from conoceles.capture.party.listing import among
from conoceles.capture.reading import portrait_of, read_of
from conoceles.capture.reopening_views import may_ask
from conoceles.capture.uploads import keep
from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Role
from conoceles.lib.access import FORM, POST, signed_in
from conoceles.lib.dates import clock
from conoceles.lib.forms import whole_number
from conoceles.lib.limited import BadFile
from conoceles.mail.models import Message
from conoceles.profiles import consents, groups, workflow
from conoceles.profiles.author import AskedSection, Author
from conoceles.profiles.commitments import offered
from conoceles.profiles.handing_over import Destiny
from conoceles.profiles.mailbox import Kind, tell
from conoceles.profiles.models import HANDED_OVER, Consent, GroupNotice, LegalText, Reopening, State, Step
from conoceles.profiles.observations import open_observations, uncorrected
from conoceles.profiles.progress import label_of, stages
from conoceles.profiles.rules import Action
from conoceles.profiles.saving import Conflict, save
from conoceles.questionnaires.questionnaire import FILES
from conoceles.questionnaires.values import TooLong, from_form, problems

LOCKED = 423
PUBLIC = Destiny.PUBLIC


@signed_in()
def mine(request: HttpRequest) -> HttpResponse:
    held = grants(request)
    own = [grant for grant in held.of_role(Role.CANDIDATE) if grant.election and not grant.election.practice]
    keys = [grant.candidacy_id for grant in own if grant.candidacy_id]
    candidacies = list(Candidacy.objects.filter(pk__in=keys).with_register().select_related("election"))
    parties = [grant.party for grant in held.of_role(Role.PARTY)]
    if len(candidacies) == 1 and not parties:
        return redirect("capture", candidacies[0].key)
    if len(parties) == 1 and parties[0] is not None and not candidacies:
        return redirect("party", parties[0].key)
    return render(request, "capture/mine.html", {"candidacies": candidacies, "parties": parties})


@authors()
def overview(request: HttpRequest, key: str) -> HttpResponse:
    author = author_of(request, key)
    gate = gate_of(author)
    if gate is not None:
        return gate
    found = stages(author)
    ready = [stage for stage in found if stage.ready and stage.state != State.EMPTY]
    waiting = [stage for stage in found if stage.missing and not stage.done]
    # What was observed has a term, and goes first.
    following = next((stage for stage in sorted(waiting, key=lambda one: not one.observations) if stage.writable), None)
    context = {
        "stages": found,
        "ready": ready,
        "next": following,
        "todo": sum(len(stage.missing) for stage in found if not stage.done),
        "whole": all(stage.done for stage in found if stage.missing or stage.state != State.EMPTY),
        "consents": Consent.objects.latest_of(author.profile) if author.sees_identity else None,
        "invitation": author.profile.help.standing(author.at).first(),
        "replies": _replies(author),
        "submits": author.hand.role != Role.HELP_DESK,
        "commitments": offered(author.candidacy, author.at) if author.hand.role == Role.CANDIDATE else [],
        "observed": [stage for stage in found if stage.observations],
        "corrected": all(not stage.missing for stage in found if stage.observations),
        "handed": author.hand.role != Role.HELP_DESK and any(stage.state in HANDED_OVER for stage in found),
        "public": any(stage.public_since for stage in found),
        "untold": groups.untold(author.candidacy) if author.sees_identity else [],
        "unread": Message.objects.in_boxes([author.candidacy.key]).unread().count()
        if author.hand.role == Role.CANDIDATE
        else 0,
        "among": among(author.candidacy, request.GET) if author.hand.role == Role.PARTY else None,
        "validates": author.hand.role == Role.PARTY and any(stage.state == State.PARTY for stage in found),
    }
    return page_of(request, author, "capture/overview.html", context)


@authors(*FORM)
def section(request: HttpRequest, key: str, part: str) -> HttpResponse:
    author = author_of(request, key)
    gate = gate_of(author)
    if gate is not None:
        return gate
    asked_section = author.section(part)
    if asked_section.confidential and not author.treated:
        messages.info(
            request, "El cuestionario de identidad se responde solo con su consentimiento al tratamiento de los datos."
        )
        return redirect("capture_notice", key)
    if request.method != "POST":
        return _section(request, author, asked_section)
    sentence = author.refusal(asked_section)
    if sentence:
        return _section(request, author, asked_section, refused=sentence, status=LOCKED)
    return _save_all(request, author, asked_section)


def _save_all(request: HttpRequest, author: Author, asked_section: AskedSection) -> HttpResponse:
    """Save a whole section as a page without a script sends it; nothing that cannot be saved is lost."""
    conflicts: dict[str, Conflict] = {}
    late: dict[str, str] = {}
    refused = ""
    for question in asked_section.questions:
        if f"v-{question.key}" not in request.POST:
            continue
        try:
            if question.type in FILES:
                keep(author, asked_section, question, request, whole_number(request.POST.get(f"v-{question.key}")))
                continue
            value = from_form(question, request.POST)
            save(
                author.profile,
                question,
                value,
                version=whole_number(request.POST.get(f"v-{question.key}")),
                asked=asked_section.asked,
                candidacy=author.candidacy,
                hand=author.hand,
                confidential=asked_section.confidential,
                at=author.at,
            )
        except Conflict as conflict:
            conflicts[question.key] = conflict
        except (TooLong, BadFile) as error:
            late[question.key] = str(error)
        except workflow.NotAllowed as error:
            refused = str(error)
            break
    if refused or conflicts or late:
        status = LOCKED if refused else (409 if conflicts else 422)
        return _section(request, author, asked_section, conflicts=conflicts, late=late, refused=refused, status=status)
    if request.POST.get("stay"):
        return redirect("capture_section", author.candidacy.key, asked_section.part.slug)
    if request.POST.get("leave"):
        messages.success(
            request, f"Las respuestas de «{asked_section.part.title}» quedaron como estaban cuando abrió la página."
        )
        return redirect("capture", author.candidacy.key)
    if _corrected(author, asked_section):
        messages.success(request, "Corregido. Falta entregarlo: revíselo y pulse «Entregar».")
        return redirect("capture_submit", author.candidacy.key)
    after = _following(author, asked_section)
    return (
        redirect("capture_section", author.candidacy.key, after) if after else redirect("capture", author.candidacy.key)
    )


def _corrected(author: Author, asked_section: AskedSection) -> bool:
    """Return whether a section that was observed now says something else where it was, and misses nothing."""
    fresh = Author(author.candidacy, author.hand, author.at)
    here = next(stage for stage in stages(fresh) if stage.key == asked_section.part.key)
    return here.state == State.OBSERVED and bool(here.observations) and not here.missing


def _following(author: Author, asked_section: AskedSection) -> str:
    slugs = [part.slug for part in asked_section.asked.parts.values()]
    place = slugs.index(asked_section.part.slug) + 1
    if place < len(slugs):
        return slugs[place]
    if not asked_section.confidential and author.sees_identity and author.treated:
        return next(iter(author.identity.parts.values())).slug
    return ""


@authors(*POST)
def autosave(request: HttpRequest, key: str, part: str) -> JsonResponse:
    """Save one answer and say in JSON what stands: the page keeps its copy until this says that it is safe."""
    author = author_of(request, key)
    asked_section = author.section(part)
    question, _section_asked = author.question(request.POST.get("question", ""))
    if question.section != asked_section.part.key or question.type in FILES:
        return JsonResponse({"error": "Esa pregunta no está en esta página: recárguela."}, status=404)
    sentence = author.refusal(asked_section, cheap=True)
    if sentence:
        return JsonResponse({"error": sentence}, status=LOCKED)
    try:
        value = from_form(question, request.POST)
        saved = save(
            author.profile,
            question,
            value,
            version=whole_number(request.POST.get("version")),
            asked=asked_section.asked,
            candidacy=author.candidacy,
            hand=author.hand,
            confidential=asked_section.confidential,
            at=author.at,
        )
    except TooLong as error:
        return JsonResponse({"error": str(error)}, status=422)
    except workflow.NotAllowed as error:
        return JsonResponse({"error": str(error)}, status=LOCKED)
    except Conflict as conflict:
        other = Field(question, value, conflict.version, True, conflict=conflict)
        return JsonResponse(
            {"conflict": other.other, "version": conflict.version, "at": clock(conflict.at), "mine": conflict.mine},
            status=409,
        )
    return JsonResponse(
        {
            "version": saved.version,
            "at": clock(timezone.now()),
            "problems": problems(question, value),
            "appears": appears(question, value),
            "missing": {one: label_of(asked_section.asked, asked_section.part.key, one) for one in saved.missing}
            | _still(author, asked_section, saved.state),
        }
    )


def _still(author: Author, asked_section: AskedSection, state: str) -> dict[str, str]:
    """Return what was observed in a section and still says the same."""
    if state != State.OBSERVED:
        return {}
    section = author.rows[asked_section.part.key]
    return uncorrected(
        author.profile,
        open_observations([section]).get(section.pk, []),
        asked_section.asked,
        asked_section.confidential,
    )


@authors(*FORM)
def notice(request: HttpRequest, key: str) -> HttpResponse:
    """The privacy notice and the three statements; each is answered yes or no, by the person alone."""
    author = author_of(request, key)
    try:
        texts = consents.current_texts(author.candidacy.election)
    except consents.NoNotice as error:
        return page_of(request, author, "capture/closed.html", {"sentence": str(error)})
    wrong, status = "", 200
    told, groups_read = " ".join(author.candidacy.affirmative_actions), request.POST.get("groups", "")
    if request.method == "POST":
        answers = {texts[kind]: request.POST.get(kind) for kind in Consent.STATEMENTS}
        if not author.sees_identity:
            wrong, status = "Los consentimientos los responde solo la persona candidata.", 403
        elif any(whole_number(request.POST.get(f"v-{text.kind}")) != text.pk for text in answers):
            wrong, status = "Un texto cambió mientras lo leía: léalo de nuevo y responda.", 409
        else:
            if groups_read != told:
                wrong, status = "Su registro por acción afirmativa cambió: léalo de nuevo y responda.", 409
            elif all(value in ("yes", "no") for value in answers.values()):
                groups.tell([author.candidacy], GroupNotice.How.SCREEN, author.hand, author.at)
                said = {text: value == "yes" for text, value in answers.items()}
                consents.answer(author.profile, said, author.hand)
                proof = consents.proof(said)
                tell(author.candidacy, Kind.RECEIVED, "Acuse: sus consentimientos", proof, to_party=False)
                closed = request.POST.get("treatment") == "no"
                rest = " Sus respuestas de identidad ya no se muestran a nadie ni se publican." if closed else ""
                messages.success(request, f"Sus respuestas quedaron registradas. Puede cambiarlas cuando quiera.{rest}")
                return redirect("capture", key)
            else:
                wrong, status = (
                    "Responda sí o no a los tres enunciados; ninguna respuesta le impide participar.",
                    422,
                )
    given = Consent.objects.latest_of(author.profile)
    statements = [
        {
            "text": texts[kind],
            "given": request.POST.get(kind) or ({True: "yes", False: "no"}[given[kind].given] if kind in given else ""),
            "last": given.get(kind),
            "wrong": status == 422 and request.POST.get(kind) not in ("yes", "no"),
        }
        for kind in Consent.STATEMENTS
    ]
    context = {
        "short": texts[LegalText.Kind.NOTICE_SHORT],
        "full": texts[LegalText.Kind.NOTICE_FULL],
        "statements": statements,
        "groups": told,
        "group_caveat": groups.sentence(author.candidacy, author.candidacy.affirmative_actions) if told else "",
        "wrong": wrong,
    }
    return page_of(request, author, "capture/notice.html", context, status=status)


def _replies(author: Author) -> list[HelpRequest]:
    """Return the guidance that was answered about questions that this author still has."""
    rows = HelpRequest.objects.filter(
        candidacy=author.candidacy, asked_by=author.hand.by, channel=HelpRequest.Channel.SCREEN
    ).exclude(reply="")
    asked = {one.key for one in author.curricular.asked}
    if author.sees_identity and author.treated:
        asked |= {one.key for one in author.identity.asked}
    return [row for row in rows if row.question in asked]


def gate_of(author: Author) -> HttpResponse | None:
    """Return where a person goes before the first question: to the notice, while a statement has no answer."""
    return redirect("capture_notice", author.candidacy.key) if author.owes_consents else None


def _section(
    request: HttpRequest,
    author: Author,
    asked_section: AskedSection,
    *,
    refused: str = "",
    status: int = 200,
    conflicts: Any = None,
    late: Any = None,
) -> HttpResponse:
    found = stages(author)
    here = next(stage for stage in found if stage.key == asked_section.part.key)
    sent = request.POST if request.method == "POST" else None
    shown = fields(author, asked_section, sent, conflicts, late, refused=bool(refused))
    for one in shown:
        one.observations = [note for note in here.observations if note.question == one.question.key]
        one.unchanged = bool(one.observations) and one.question.key in here.missing
    section_open = here.writable and (not here.done or (here.state == State.PARTY and author.hand.role == Role.PARTY))
    returned = (
        Step.objects.filter(section__profile=author.profile, section__key=asked_section.part.key)
        .order_by("-id")
        .first()
    )
    context = {
        "returned": returned.note if returned and returned.action == Action.RETURN else "",
        "asked_section": asked_section,
        "here": here,
        "stages": found,
        "fields": shown,
        "wrong": [field for field in shown if field.conflict or field.late],
        "open": section_open,
        "reopens": may_ask(author, here),
        "asked": Reopening.objects.filter(
            section__profile=author.profile, section__key=asked_section.part.key, answered_at__isnull=True
        ).first(),
        "last": not _following(author, asked_section),
        "portrait": portrait_of(author),
        "read": read_of(author, asked_section) if not section_open and request.method != "POST" else None,
        "refused": refused
        or (
            ""
            if section_open
            else workflow.REFUSALS.get(State(here.state), "") or author.closed(asked_section.part.key)
        ),
    }
    return page_of(request, author, "capture/section.html", context, status=status)


def page_of(
    request: HttpRequest, author: Author, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    values = {
        "author": author,
        "candidacy": author.candidacy,
        "window": author.window,
        "institute": author.candidacy.election.institute,
        "own": author.hand.role == Role.CANDIDATE,
        **context,
    }
    return render(request, template, values, status=status)
