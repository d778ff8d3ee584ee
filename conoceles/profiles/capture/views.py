"""Capture: a candidacy's own pages. Each takes a seat, looks at the window, acts, and shows what stands."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Role
from conoceles.lib.access import FORM, POST, signed_in
from conoceles.lib.forms import whole_number, words_of
from conoceles.lib.rewriting import BadFile
from conoceles.profiles import consents, practice, workflow
from conoceles.profiles.capture.fields import Field, clock, fields
from conoceles.profiles.capture.progress import Stage, label_of, open_observations, stages, uncorrected
from conoceles.profiles.capture.seat import Desk, Seat, seated, take
from conoceles.profiles.capture.uploads import keep
from conoceles.profiles.commitments import offered
from conoceles.profiles.mailbox import tell
from conoceles.profiles.models import Consent, HelpRequest, LegalText, Message, Reopening, State, Step
from conoceles.profiles.questionnaire import FILES
from conoceles.profiles.review.deciding import ask_to_reopen
from conoceles.profiles.saving import Conflict, save
from conoceles.profiles.submitting import destinies, submit_all
from conoceles.profiles.values import TooLong, from_form, problems

LOCKED = 423


@signed_in()
def start(request: HttpRequest) -> HttpResponse:
    """Lead each account to where its work is."""
    mine = grants(request)
    if mine.staff:
        return redirect("elections")
    return redirect("capture_mine")


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


@signed_in(*POST)
def practise(request: HttpRequest) -> HttpResponse:
    """Open the account's own throw-away candidacy, for whoever captures."""
    held = grants(request)
    grant = next((one for one in held.rows if one.election and not one.election.practice), None)
    if grant is None or grant.election is None:
        raise Http404
    candidacy = practice.open_practice(User.objects.get(pk=request.user.pk or 0), grant.election)
    return redirect("capture", candidacy.key)


@seated()
def overview(request: HttpRequest, key: str) -> HttpResponse:
    seat = take(request, key)
    gate = _gate(seat)
    if gate is not None:
        return gate
    found = stages(seat)
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
        "consents": Consent.objects.latest_of(seat.profile) if seat.sees_identity else None,
        "invitation": seat.profile.help.standing(seat.at).first(),
        "replies": _replies(seat),
        "submits": seat.hand.role != Role.HELP_DESK,
        "commitments": offered(seat.candidacy, seat.at) if seat.hand.role == Role.CANDIDATE else [],
        "observed": [stage for stage in found if stage.observations],
        "public": any(stage.public_since for stage in found),
        "unread": seat.candidacy.messages.filter(read_at__isnull=True).count()
        if seat.hand.role == Role.CANDIDATE
        else 0,
        "validates": seat.hand.role == Role.PARTY and any(stage.state == State.PARTY for stage in found),
    }
    return _page(request, seat, "capture/overview.html", context)


@seated(*FORM)
def section(request: HttpRequest, key: str, part: str) -> HttpResponse:
    seat = take(request, key)
    gate = _gate(seat)
    if gate is not None:
        return gate
    desk = seat.desk(part)
    if desk.confidential and not seat.treated:
        messages.info(
            request, "El cuestionario de identidad se responde solo con su consentimiento al tratamiento de los datos."
        )
        return redirect("capture_notice", key)
    if request.method != "POST":
        return _section(request, seat, desk)
    if not seat.may_write(desk.part.key):
        return _section(request, seat, desk, refused=seat.closed(desk.part.key), status=LOCKED)
    return _save_all(request, seat, desk)


def _save_all(request: HttpRequest, seat: Seat, desk: Desk) -> HttpResponse:
    """Save a whole section as a page without a script sends it; nothing that cannot be saved is lost."""
    conflicts: dict[str, Conflict] = {}
    late: dict[str, str] = {}
    refused = ""
    for question in desk.questions:
        if f"v-{question.key}" not in request.POST:
            continue
        try:
            if question.type in FILES:
                keep(seat, desk, question, request, whole_number(request.POST.get(f"v-{question.key}")))
                continue
            value = from_form(question, request.POST)
            save(
                seat.profile, question, value, version=whole_number(request.POST.get(f"v-{question.key}")), asked=desk.asked,
                candidacy=seat.candidacy, hand=seat.hand, confidential=desk.confidential, at=seat.at,
            )  # fmt: skip
        except Conflict as conflict:
            conflicts[question.key] = conflict
        except (TooLong, BadFile) as error:
            late[question.key] = str(error)
        except workflow.NotAllowed as error:
            refused = str(error)
            break
    if refused or conflicts or late:
        status = LOCKED if refused else (409 if conflicts else 422)
        return _section(request, seat, desk, conflicts=conflicts, late=late, refused=refused, status=status)
    if request.POST.get("stay"):
        return redirect("capture_section", seat.candidacy.key, desk.part.slug)
    after = _following(seat, desk)
    return redirect("capture_section", seat.candidacy.key, after) if after else redirect("capture", seat.candidacy.key)


def _following(seat: Seat, desk: Desk) -> str:
    slugs = [part.slug for part in desk.asked.parts.values()]
    place = slugs.index(desk.part.slug) + 1
    if place < len(slugs):
        return slugs[place]
    if not desk.confidential and seat.sees_identity and seat.treated:
        return next(iter(seat.identity.parts.values())).slug
    return ""


@seated(*POST)
def autosave(request: HttpRequest, key: str, part: str) -> JsonResponse:
    """Save one answer and say in JSON what stands: the page keeps its copy until this says that it is safe."""
    seat = take(request, key)
    desk = seat.desk(part)
    question, _desk = seat.question(request.POST.get("question", ""))
    if question.section != desk.part.key or question.type in FILES:
        return JsonResponse({"error": "Esa pregunta no está en esta página: recárguela."}, status=404)
    if not seat.may_write(desk.part.key):
        return JsonResponse({"error": seat.closed(desk.part.key)}, status=LOCKED)
    if _gate(seat) is not None:
        return JsonResponse({"error": "Antes responda los tres consentimientos: recargue la página."}, status=LOCKED)
    if desk.confidential and not seat.treated:
        return JsonResponse({"error": "Falta su consentimiento para guardar respuestas de identidad."}, status=LOCKED)
    try:
        value = from_form(question, request.POST)
        saved = save(
            seat.profile, question, value, version=whole_number(request.POST.get("version")), asked=desk.asked,
            candidacy=seat.candidacy, hand=seat.hand, confidential=desk.confidential, at=seat.at,
        )  # fmt: skip
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
            "missing": {one: label_of(desk.asked, desk.part.key, one) for one in saved.missing}
            | _still(seat, desk, saved.state),
        }
    )


def _still(seat: Seat, desk: Desk, state: str) -> dict[str, str]:
    """Return what was observed in a section and still says the same."""
    if state != State.OBSERVED:
        return {}
    section = seat.rows[desk.part.key]
    return uncorrected(seat.profile, open_observations([section]).get(section.pk, []), desk.asked, desk.confidential)


@seated(*FORM)
def notice(request: HttpRequest, key: str) -> HttpResponse:
    """The privacy notice and the three statements; each is answered yes or no, by the person alone."""
    seat = take(request, key)
    try:
        texts = consents.current_texts(seat.candidacy.election)
    except consents.NoNotice as error:
        return _page(request, seat, "capture/closed.html", {"sentence": str(error)})
    wrong, status = "", 200
    if request.method == "POST":
        answers = {texts[kind]: request.POST.get(kind) for kind in Consent.STATEMENTS}
        if not seat.sees_identity:
            wrong, status = "Los consentimientos los responde solo la persona candidata.", 403
        elif any(whole_number(request.POST.get(f"v-{text.kind}")) != text.pk for text in answers):
            wrong, status = "Un texto cambió mientras lo leía: léalo de nuevo y responda.", 409
        else:
            if all(value in ("yes", "no") for value in answers.values()):
                consents.answer(seat.profile, {text: value == "yes" for text, value in answers.items()}, seat.hand)
                closed = request.POST.get("treatment") == "no"
                rest = " Sus respuestas de identidad ya no se muestran a nadie ni se publican." if closed else ""
                messages.success(request, f"Sus respuestas quedaron registradas. Puede cambiarlas cuando quiera.{rest}")
                return redirect("capture", key)
            wrong, status = "Responda sí o no a los tres enunciados; ninguna respuesta le impide participar.", 422
    given = Consent.objects.latest_of(seat.profile)
    statements = [
        {
            "text": texts[kind],
            "given": request.POST.get(kind) or ({True: "yes", False: "no"}[given[kind].given] if kind in given else ""),
            "last": given.get(kind),
        }
        for kind in Consent.STATEMENTS
    ]
    context = {
        "short": texts[LegalText.Kind.NOTICE_SHORT],
        "full": texts[LegalText.Kind.NOTICE_FULL],
        "statements": statements,
        "wrong": wrong,
    }
    return _page(request, seat, "capture/notice.html", context, status=status)


@seated(*FORM)
def submit(request: HttpRequest, key: str) -> HttpResponse:
    """What will be public, what only counted, what nobody sees; and the button that submits it."""
    seat = take(request, key)
    gate = _gate(seat)
    if gate is not None:
        return gate
    if seat.hand.role == Role.HELP_DESK:
        raise PermissionDenied
    refused = ""
    if request.method == "POST":
        done = submit_all(seat)
        if done:
            said = _submitted(seat, done)
            messages.success(request, said)
            tell(seat.candidacy, Message.Kind.RECEIVED, "Acuse: lo que entregó", said, to_party=False)
            return redirect("capture", key)
        writable = seat.open or any(stage.writable for stage in stages(seat))
        refused = "No hay ninguna sección completa por entregar." if writable else seat.window.sentence
    found = stages(seat)
    context = {
        "ready": [stage for stage in found if stage.ready and stage.state != State.EMPTY],
        "waiting": [stage for stage in found if stage.missing and not stage.done],
        "destinies": [(destiny, items) for destiny, items in destinies(seat).items() if items],
        "refused": refused,
    }
    return _page(request, seat, "capture/submit.html", context, status=LOCKED if refused else 200)


def _may_ask(seat: Seat, here: Stage) -> bool:
    """Return whether whoever sits here may ask the institute to reopen a section that it has."""
    asks = here.state in (State.SUBMITTED, State.APPROVED, State.PUBLISHED)
    return asks and seat.hand.role in (Role.CANDIDATE, Role.PARTY) and not seat.candidacy.election.practice


@seated(*POST)
def reopening(request: HttpRequest, key: str, part: str) -> HttpResponse:
    """Ask the institute to reopen a section that was submitted."""
    seat = take(request, key)
    desk = seat.desk(part)
    here = next(stage for stage in stages(seat) if stage.key == desk.part.key)
    reason = words_of(request.POST.get("reason"), 500)
    if not _may_ask(seat, here):
        raise Http404
    if not reason:
        messages.error(request, "Escriba qué necesita corregir y por qué.")
    else:
        try:
            ask_to_reopen(seat.rows[desk.part.key], reason, seat.hand.by, seat.hand.role)
            messages.success(request, "El Instituto recibió su petición. La respuesta llega a su buzón.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("capture_section", key, part)


def _replies(seat: Seat) -> list[HelpRequest]:
    """Return the guidance that was answered about questions that this seat still has."""
    rows = HelpRequest.objects.filter(
        candidacy=seat.candidacy, asked_by=seat.hand.by, channel=HelpRequest.Channel.SCREEN
    ).exclude(reply="")
    asked = {one.key for one in seat.curricular.asked}
    if seat.sees_identity and seat.treated:
        asked |= {one.key for one in seat.identity.asked}
    return [row for row in rows if row.question in asked]


def _submitted(seat: Seat, done: list[str]) -> str:
    validates = seat.hand.role == Role.CANDIDATE and seat.candidacy.party_validates
    to_party = sum(key in seat.curricular.parts for key in done) if validates else 0
    parts = []
    if to_party:
        parts.append(f"{_sections(to_party)} a su partido, que la{'s' if to_party > 1 else ''} validará")
    if len(done) > to_party:
        parts.append(f"{_sections(len(done) - to_party)} al Instituto")
    return f"Entregó {' y '.join(parts)}. Le avisaremos si hay algo que corregir."


def _sections(count: int) -> str:
    return "una sección" if count == 1 else f"{count} secciones"


def _gate(seat: Seat) -> HttpResponse | None:
    """Return where a person goes before the first question: to the notice, while a statement has no answer."""
    if seat.hand.role != Role.CANDIDATE or seat.candidacy.election.practice:
        return None
    try:
        waiting = consents.unanswered(seat.profile)
    except consents.NoNotice:
        return redirect("capture_notice", seat.candidacy.key)
    return redirect("capture_notice", seat.candidacy.key) if waiting else None


def _section(
    request: HttpRequest,
    seat: Seat,
    desk: Desk,
    *,
    refused: str = "",
    status: int = 200,
    conflicts: Any = None,
    late: Any = None,
) -> HttpResponse:
    found = stages(seat)
    here = next(stage for stage in found if stage.key == desk.part.key)
    sent = request.POST if request.method == "POST" else None
    shown = fields(seat, desk, sent, conflicts, late, refused=bool(refused))
    for one in shown:
        one.observations = [note for note in here.observations if note.question == one.question.key]
        one.unchanged = bool(one.observations) and one.question.key in here.missing
    section_open = here.writable and (not here.done or (here.state == State.PARTY and seat.hand.role == Role.PARTY))
    returned = Step.objects.filter(section__profile=seat.profile, section__key=desk.part.key).order_by("-id").first()
    context = {
        "returned": returned.note if returned and returned.action == workflow.Action.RETURN else "",
        "desk": desk,
        "here": here,
        "stages": found,
        "fields": shown,
        "wrong": [field for field in shown if field.conflict or field.late],
        "open": section_open,
        "reopens": _may_ask(seat, here),
        "asked": Reopening.objects.filter(
            section__profile=seat.profile, section__key=desk.part.key, answered_at__isnull=True
        ).first(),
        "last": not _following(seat, desk),
        "refused": refused
        or ("" if section_open else workflow.REFUSALS.get(State(here.state), "") or seat.closed(desk.part.key)),
    }
    return _page(request, seat, "capture/section.html", context, status=status)


def _page(request: HttpRequest, seat: Seat, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    values = {
        "seat": seat,
        "candidacy": seat.candidacy,
        "window": seat.window,
        "institute": seat.candidacy.election.institute,
        "own": seat.hand.role == Role.CANDIDATE,
        **context,
    }
    return render(request, template, values, status=status)
