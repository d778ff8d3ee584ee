"""A profile read and decided. Whatever changes anything is a POST."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.lib.access import FORM, POST
from conoceles.lib.blobs import NAME
from conoceles.lib.dates import clock
from conoceles.lib.forms import plain, whole_number
from conoceles.lib.private_file import private_file as file_shown
from conoceles.profiles.flags import sum_up
from conoceles.profiles.models import (
    Consent,
    Flag,
    Ground,
    ProfileSection,
    Reopening,
    Review,
    State,
    Submission,
)
from conoceles.profiles.public.identity import treated
from conoceles.profiles.workflow import Hand, NotAllowed
from conoceles.review import deciding, drafts, parking, queue, rubric
from conoceles.review.models import Draft
from conoceles.review.queue import Taken
from conoceles.review.queue_views import TOP, hand_of, name_of_page, open_next, wanted_of
from conoceles.review.reading import Item, Sheet, sheets
from conoceles.review.replies import replies_of
from conoceles.review.works import IDENTITY_REVIEW, REVIEW

# The longest term to correct that a reviewer may give.
MOST_DAYS = 30
REPLY = 2000
# Who waits after the one that is read, as many as are named.
FOLLOWING = 5
PERSONAL_KINDS = ("phone", "email", "address", "curp", "rfc", "voter_key")
PERSONAL = (
    "La máquina señaló datos personales que nadie observó ni descartó: mírelos otra vez y márquelo, u obsérvelos. No "
    "se decidió nada."
)


@REVIEW.view(*FORM)
def review(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Read what a candidacy submitted, and approve or observe it."""
    return _review(request, slug, key, confidential=False)


@IDENTITY_REVIEW.view(*FORM)
def identity_review(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Read what a person answered of her identity, and approve or observe it; opening it is recorded."""
    return _review(request, slug, key, confidential=True)


def _review(request: HttpRequest, slug: str, key: str, confidential: bool) -> HttpResponse:
    found = _found(slug, key, confidential)
    if found is None:
        messages.info(request, "Esa candidatura no espera revisión.")
        return redirect(reverse(name_of_page("queue", confidential), args=[slug]))
    candidacy, review = found
    at, hand = timezone.now(), hand_of(request, slug, confidential)
    waiting = ProfileSection.objects.filter(
        profile=review.profile_id, confidential=confidential, state=State.SUBMITTED
    ).select_related("public")
    read = sheets(candidacy, waiting, confidential=confidential)
    draft, refused, status = drafts.kept(review, hand.by), "", 200
    if request.method == "POST":
        answer, refused, status = _act(request, candidacy, review, read, hand)
        if answer is not None:
            return answer
        draft = None
    elif draft:
        _recover(draft, read)
    if confidential:
        record("identity-read", by=hand.by, role=hand.role, election=slug, thing=f"candidacy {key}")
    held = review.held_by(hand.by, at)
    typed = draft.fields if draft else request.POST
    context = {
        "election": candidacy.election,
        "candidacy": candidacy,
        "review": review,
        "sheets": read,
        "held": held,
        "others": bool(review.claimed_by) and not held and bool(review.claimed_until and review.claimed_until > at),
        "grounds": Ground.choices,
        "replies": replies_of(candidacy.election),
        "refused": refused,
        "confidential": confidential,
        "dismissable": not confidential,
        "days": range(1, candidacy.election.correction_days + 6),
        "asks": wanted_of(request).asks,
        "draft": draft,
        "chosen": whole_number(typed.get("days")) or candidacy.election.correction_days,
        "left": queue.undecided(candidacy.election, confidential).count(),
        "parked": parking.told_to(candidacy.election, hand.by, confidential=confidential),
        "rubric": [] if confidential else rubric.blank(candidacy.profile, typed),
        "consents": Consent.objects.latest_of(candidacy.profile).values() if confidential else [],
        "holder": _name_of(review.claimed_by) if review.claimed_by and not held else "",
        "frees": Role.COORDINATION in grants(request).roles(slug),
        "reopening": Reopening.objects.filter(
            section__profile=candidacy.profile, section__confidential=confidential, answered_at__isnull=True
        ).exists(),
        "brief": [item for sheet in read for item in sheet.changed if item.brief],
        "noticed": [(item, flag) for sheet in read for item in sheet.items for flag in item.standing],
        "personal": _personal(read, []),
        "following": _following(request, candidacy.election, review) if held else [],
        "flags": sum(len(item.standing) for sheet in read for item in sheet.items),
    }
    return render(request, "review/review.html", context, status=status)


def _name_of(username: str) -> str:
    return User.objects.filter(username=username).values_list("name", flat=True).first() or "Otra persona"


def _found(slug: str, key: str, confidential: bool) -> tuple[Candidacy, Review] | None:
    rows = Candidacy.objects.with_register().select_related("election__institute", "profile")
    candidacy = get_object_or_404(rows, key=key, election__slug=slug, profile__isnull=False)
    review = queue.undecided(candidacy.election, confidential).filter(profile=candidacy.profile.pk).first()
    if confidential and not treated(candidacy.profile):
        return None
    return (candidacy, review) if review is not None else None


def _act(
    request: HttpRequest, candidacy: Candidacy, review: Review, read: list[Sheet], hand: Hand
) -> tuple[HttpResponse | None, str, int]:
    """Do what was pressed; return the answer, or why nothing was done and with which status. What is written is kept
    until something is decided."""
    act, slug, at = request.POST.get("act", ""), candidacy.election.slug, timezone.now()
    if act == "take":
        return _take(request, candidacy, review, hand), "", 302
    if act == "free" and Role.COORDINATION in grants(request).roles(slug):
        # Whoever has it went home.
        queue.release(review, review.claimed_by)
        return _take(request, candidacy, review, hand), "", 302
    drafts.keep(review, request.POST, hand.by, at)
    if act == "keep":
        return JsonResponse({"at": clock(at)}), "", 200
    if act == "release":
        queue.release(review, hand.by)
        queue_page = reverse(name_of_page("queue", review.confidential), args=[slug])
        return redirect(queue_page + wanted_of(request).asks), "", 302
    return _decide(request, candidacy, review, read, hand)


def _take(request: HttpRequest, candidacy: Candidacy, review: Review, hand: Hand) -> HttpResponse:
    try:
        queue.claim(review, hand.by, timezone.now())
    except Taken as error:
        messages.error(request, str(error))
    page = reverse(name_of_page("review", review.confidential), args=[candidacy.election.slug, candidacy.key])
    return redirect(page + wanted_of(request).asks + TOP)


def _decide(
    request: HttpRequest, candidacy: Candidacy, review: Review, read: list[Sheet], hand: Hand
) -> tuple[HttpResponse | None, str, int]:
    """Do what was pressed; return where to go, or why not and with which status."""
    if lost := _no_longer_waits(request.POST, read):
        return None, lost, 409
    notes, wrong = _notes(request.POST, read)
    if wrong:
        return None, wrong, 422
    seen = {sheet.section.pk: whole_number(request.POST.get(f"seen-{sheet.section.pk}")) for sheet in read}
    at = timezone.now()
    if request.POST.get("act") == "decide" and _personal(read, notes) and request.POST.get("personal") != "1":
        return None, PERSONAL, 422
    try:
        act = request.POST.get("act")
        if act not in ("decide", "aside") or (act == "aside" and review.confidential):
            return None, "Eso no se hace aquí: recargue la página.", 422
        if act == "aside":
            if notes:
                return None, "Escribió una observación: decida, o bórrela para apartar.", 422
            if any(item.standing for sheet in read for item in sheet.items):
                return None, "Tiene avisos sin descartar: descártelos, o decida.", 422
            if {sheet.section.pk: sheet.submission.pk for sheet in read} != seen:
                raise deciding.Stale("Lo que leyó cambió mientras lo revisaba: se muestra lo que está ahora.")
            queue.set_aside(review, list(seen.values()), hand.by, at)
            drafts.forget(review)
            messages.success(request, f"Apartado: {candidacy.person.name}. Apruébelos juntos cuando termine.")
        else:
            until = deciding.term(candidacy, at, min(whole_number(request.POST.get("days")), MOST_DAYS) or None)
            parked = parking.park(review, seen, notes, request.POST, hand, until)
            if parked.pk in parking.settle():
                messages.success(request, parked.said(candidacy.person.name))
    except (Taken, deciding.Stale, NotAllowed) as error:
        return None, str(error), 409
    except ValidationError as error:
        return None, " ".join(error.messages), 422
    return open_next(request, candidacy.election, review.confidential, after=review.pk), "", 302


def _no_longer_waits(typed: Mapping[str, str], read: list[Sheet]) -> str:
    """Return what to say where a section that was read is not there to be decided any more, with what was written of
    it; '' where all are."""
    if {name for name in typed if name.startswith("seen-")} <= {f"seen-{sheet.section.pk}" for sheet in read}:
        return ""
    here = {f"comment-{item.question.key}" for sheet in read for item in sheet.items}
    lost = [plain(typed.get(name), REPLY) for name in typed if name.startswith("comment-") and name not in here]
    written = "".join(f" Lo que escribió de ella: «{text}»." for text in lost if text)
    return f"No se decidió nada: una sección que leyó ya no espera revisión, porque se reabrió o se retiró.{written}"


def _personal(read: list[Sheet], notes: list[deciding.Note]) -> list[Item]:
    """Return the answers in which the machine noticed personal data that nobody dismissed nor observes."""
    observed = {note.question for note in notes}
    return [
        item
        for sheet in read
        for item in sheet.items
        if item.question.key not in observed and any(flag.kind in PERSONAL_KINDS for flag in item.standing)
    ]


def _following(request: HttpRequest, election: Election, review: Review) -> list[Review]:
    """Return who waits after the one that is read, as the queue is filtered."""
    by = request.user.get_username()
    rows = queue.waiting(election, wanted_of(request), by, timezone.now(), confidential=review.confidential)
    return list(rows.exclude(pk=review.pk).select_related("profile__candidacy__person")[:FOLLOWING])


def _notes(typed: Mapping[str, str], read: list[Sheet]) -> tuple[list[deciding.Note], str]:
    """Return the observations that were written, and what is wrong with them; what was typed stays in the items."""
    notes, wrong = [], ""
    for item in (item for sheet in read for item in sheet.items):
        key = item.question.key
        item.ground = typed.get(f"ground-{key}", "")
        # One more than fits, so that a comment that is too long is told so and not cut.
        item.comment = plain(typed.get(f"comment-{key}"), 4 * REPLY)
        if not item.ground and not item.comment:
            continue
        if item.ground not in Ground.values:
            item.problem = "Elija el motivo."
        elif not item.comment:
            item.problem = "Escriba qué hay que corregir: la candidatura lo leerá."
        elif len(item.comment) > REPLY:
            item.problem = f"El comentario tiene más de {REPLY} caracteres: acórtelo."
        else:
            notes.append(deciding.Note(key, item.ground, item.comment))
            continue
        wrong = wrong or f"No se decidió nada: complete la observación de «{item.question.label}»."
    return notes, wrong


def _recover(draft: Draft, read: list[Sheet]) -> None:
    """Put what was being written into the items; what is half done is no mistake yet."""
    _notes(draft.fields, read)
    for item in (item for sheet in read for item in sheet.items):
        item.problem = ""


@REVIEW.view(*POST)
def dismiss(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Dismiss a flag, or take the dismissal back; remembered for the same words."""
    flag = get_object_or_404(
        Flag.objects.select_related("profile__candidacy"), pk=pk, profile__candidacy__election__slug=slug
    )
    back = request.POST.get("back") == "1"
    flag.dismissed_at = None if back else timezone.now()
    flag.dismissed_by = "" if back else request.user.get_username()
    flag.save(update_fields=["dismissed_at", "dismissed_by"])
    sum_up(flag.profile)
    key = flag.profile.candidacy.key
    if not back:
        record(
            "flag-dismissed",
            by=flag.dismissed_by,
            role=hand_of(request, slug).role,
            election=slug,
            thing=f"candidacy {key}",
            flag=flag.kind,
            question=flag.question,
        )
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"dismissed": not back})
    return redirect(reverse("review", args=[slug, key]) + f"{wanted_of(request).asks}#pregunta-{flag.question}")


@REVIEW.view()
def media(request: HttpRequest, slug: str, key: str, name: str) -> FileResponse:
    """Show a private file that a submission of this very candidacy names; never one of the identity questionnaire."""
    rows = Submission.objects.filter(
        section__profile__candidacy__key=key, section__profile__candidacy__election__slug=slug, sealed=False
    )
    if not NAME.fullmatch(name) or not rows.filter(content__contains=f'"{name}"').exists():
        raise Http404
    return file_shown(name, request.headers.get("Range", ""))
