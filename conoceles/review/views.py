"""The reviewer's pages: the queue, a profile read and decided, many approved together. Whatever changes anything is a
POST."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.lib.access import FORM, POST
from conoceles.lib.blobs import NAME
from conoceles.lib.forms import plain, whole_number, words_of
from conoceles.profiles.flags import sum_up
from conoceles.profiles.models import (
    Consent,
    Flag,
    FlagKind,
    Ground,
    ProfileSection,
    Reopening,
    Review,
    State,
    Submission,
)
from conoceles.profiles.private_file import private_file as file_shown
from conoceles.profiles.public.identity import treated
from conoceles.profiles.public.reviewed import approved
from conoceles.profiles.workflow import Hand, NotAllowed
from conoceles.review import deciding, queue, rubric
from conoceles.review.queue import Taken, Wanted
from conoceles.review.reading import Sheet, sheets
from conoceles.review.replies import replies_of
from conoceles.review.works import IDENTITY_REVIEW, REVIEW

PAGE = 50
TOGETHER, FOUND = 50, 30
# The longest term to correct that a reviewer may give.
MOST_DAYS = 30
REPLY = 2000
# A browser keeps the place of the page before when it is redirected: the next opens at its beginning.
TOP = "#contenido"


def wanted_of(request: HttpRequest) -> Wanted:
    """Return what of the queue an address asks for."""
    names = ("contienda", "partido", "aviso", "espera", "de")
    return Wanted(*(plain(request.GET.get(name), 16) for name in names))


def hand_of(request: HttpRequest, slug: str, confidential: bool = False) -> Hand:
    """Return whoever reviews, in the role by which the review is hers."""
    roles = grants(request).roles(slug)
    role = Role.EQUALITY if confidential else (Role.REVIEWER if Role.REVIEWER in roles else Role.COORDINATION)
    return Hand(request.user.get_username(), role)


@REVIEW.view()
def review_queue(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for review, by contest, party, age, flag, or mine."""
    return _queue(request, slug, confidential=False)


@IDENTITY_REVIEW.view()
def identity_queue(request: HttpRequest, slug: str) -> HttpResponse:
    """The identity questionnaires that wait for equality."""
    return _queue(request, slug, confidential=True)


def _queue(request: HttpRequest, slug: str, confidential: bool) -> HttpResponse:
    election = get_object_or_404(Election, slug=slug)
    wanted, at, by = wanted_of(request), timezone.now(), request.user.get_username()
    rows = queue.waiting(election, wanted, by, at, confidential=confidential).select_related(
        "profile__candidacy__person",
        "profile__candidacy__office",
        "profile__candidacy__ticket__party",
        "profile__candidacy__ticket__contest__area",
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    words = words_of(request.GET.get("q"), 80)
    waiting = Review.objects.waiting().filter(election=election, confidential=confidential).order_by()
    asked = Reopening.objects.filter(
        section__profile__candidacy__election=election, section__confidential=confidential, answered_at__isnull=True
    )
    coordinates = Role.COORDINATION in grants(request).roles(slug)
    context = {
        "election": election,
        "page": page,
        "wanted": wanted,
        "query": f"{wanted.query}&" if wanted.query else "",
        "words": words,
        "found": _search(election, words) if words else [],
        "counts": queue.counts(election, by, at, confidential=confidential),
        "confidential": confidential,
        "me": by,
        "now": at,
        "kinds": [("none", "Sin avisos"), *FlagKind.choices],
        "contests": _options(waiting, "contest"),
        "parties": _options(waiting, "party"),
        "asked": asked.select_related("section__profile__candidacy__person")[:20],
        "approved": 0
        if confidential or not coordinates
        else approved(election).order_by().values("profile").distinct().count(),
        "campaign": election.published_at is not None and election.in_campaign(at),
    }
    return render(request, "review/queue.html", context)


def _search(election: Election, words: str) -> list[Candidacy]:
    """Return the candidacies with something written whose name has every word, at most FOUND: their file opens from
    here."""
    rows = Candidacy.objects.of_election(election).filter(profile__sections__isnull=False)
    for word in words.split()[:5]:
        rows = rows.filter(person__name__icontains=word)
    return list(rows.with_register().distinct().order_by("person__name")[:FOUND])


def _options(waiting: Any, what: str) -> list[tuple[str, str, int]]:
    """Return (key, name, how many wait) of each contest or party that has any."""
    base = f"profile__candidacy__ticket__{what}"
    rows = waiting.values_list(f"{base}__key", f"{base}__name").annotate(total=Count("pk")).order_by(f"{base}__name")
    return list(rows)


@REVIEW.view(*POST)
def review_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the next that waits and open it."""
    return _open_next(request, get_object_or_404(Election, slug=slug), confidential=False)


@IDENTITY_REVIEW.view(*POST)
def identity_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the next identity questionnaire that waits and open it."""
    return _open_next(request, get_object_or_404(Election, slug=slug), confidential=True)


def _open_next(request: HttpRequest, election: Election, confidential: bool, after: int = 0) -> HttpResponse:
    wanted = wanted_of(request)
    review = queue.take_next(
        election, wanted, request.user.get_username(), timezone.now(), confidential=confidential, after=after
    )
    query = f"?{wanted.query}" if wanted.query else ""
    if review is None:
        messages.success(request, "No queda nada por revisar" + (" con ese filtro." if query else "."))
        return redirect(reverse(_name("queue", confidential), args=[election.slug]))
    key = Candidacy.objects.values_list("key", flat=True).get(profile=review.profile_id)
    return redirect(reverse(_name("review", confidential), args=[election.slug, key]) + query + TOP)


def _name(page: str, confidential: bool) -> str:
    return f"identity_{page}" if confidential else {"queue": "review_queue", "review": "review"}[page]


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
        return redirect(reverse(_name("queue", confidential), args=[slug]))
    candidacy, review = found
    at, hand = timezone.now(), hand_of(request, slug, confidential)
    waiting = ProfileSection.objects.filter(
        profile=review.profile_id, confidential=confidential, state=State.SUBMITTED
    ).select_related("public")
    read = sheets(candidacy, waiting, confidential=confidential)
    refused, status = "", 200
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "take":
            return _take(request, candidacy, review, hand)
        if act == "free" and Role.COORDINATION in grants(request).roles(slug):
            # Whoever has it went home.
            queue.release(review, review.claimed_by)
            return _take(request, candidacy, review, hand)
        if act == "release":
            queue.release(review, hand.by)
            return redirect(reverse(_name("queue", confidential), args=[slug]))
        answer, refused, status = _decide(request, candidacy, review, read, hand)
        if answer is not None:
            return answer
    if confidential:
        record("identity-read", by=hand.by, role=hand.role, election=slug, thing=f"candidacy {key}")
    held = review.held_by(hand.by, at)
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
        "query": wanted_of(request).query,
        "chosen": whole_number(request.POST.get("days")) or candidacy.election.correction_days,
        "left": Review.objects.waiting().filter(election=candidacy.election, confidential=confidential).count(),
        "rubric": [] if confidential else rubric.blank(candidacy.profile, request.POST),
        "consents": Consent.objects.latest_of(candidacy.profile).values() if confidential else [],
        "holder": _name_of(review.claimed_by) if review.claimed_by and not held else "",
        "frees": Role.COORDINATION in grants(request).roles(slug),
        "reopening": Reopening.objects.filter(
            section__profile=candidacy.profile, section__confidential=confidential, answered_at__isnull=True
        ).exists(),
        "flags": sum(len(item.standing) for sheet in read for item in sheet.items),
    }
    return render(request, "review/review.html", context, status=status)


def _name_of(username: str) -> str:
    return User.objects.filter(username=username).values_list("name", flat=True).first() or "Otra persona"


def _found(slug: str, key: str, confidential: bool) -> tuple[Candidacy, Review] | None:
    rows = Candidacy.objects.with_register().select_related("election__institute", "profile")
    candidacy = get_object_or_404(rows, key=key, election__slug=slug, profile__isnull=False)
    review = Review.objects.waiting().filter(profile=candidacy.profile.pk, confidential=confidential).first()
    if confidential and not treated(candidacy.profile):
        return None
    return (candidacy, review) if review is not None else None


def _take(request: HttpRequest, candidacy: Candidacy, review: Review, hand: Hand) -> HttpResponse:
    try:
        queue.claim(review, hand.by, timezone.now())
    except Taken as error:
        messages.error(request, str(error))
    query = f"?{wanted.query}" if (wanted := wanted_of(request)).query else ""
    return redirect(
        reverse(_name("review", review.confidential), args=[candidacy.election.slug, candidacy.key]) + query + TOP
    )


def _decide(
    request: HttpRequest, candidacy: Candidacy, review: Review, read: list[Sheet], hand: Hand
) -> tuple[HttpResponse | None, str, int]:
    """Do what was pressed; return where to go, or why not and with which status."""
    notes, wrong = _notes(request, read)
    if wrong:
        return None, wrong, 422
    seen = {sheet.section.pk: whole_number(request.POST.get(f"seen-{sheet.section.pk}")) for sheet in read}
    at = timezone.now()
    try:
        act = request.POST.get("act")
        if act not in ("decide", "aside") or (act == "aside" and review.confidential):
            return None, "Eso no se hace aquí: recargue la página.", 422
        if act == "aside":
            if notes:
                return None, "Escribió una observación: decida, o bórrela para apartar.", 422
            if review.flags:
                return None, "Tiene avisos sin descartar: descártelos, o decida.", 422
            if {sheet.section.pk: sheet.submission.pk for sheet in read} != seen:
                raise deciding.Stale("Lo que leyó cambió mientras lo revisaba: se muestra lo que está ahora.")
            queue.set_aside(review, list(seen.values()), hand.by, at)
            messages.success(request, f"Apartado: {candidacy.person.name}. Apruébelos juntos cuando termine.")
        else:
            until = deciding.term(candidacy, at, min(whole_number(request.POST.get("days")), MOST_DAYS) or None)
            done = deciding.decide(review, seen, notes, hand, until, at)
            if not review.confidential:
                rubric.mark(candidacy.profile, request.POST, hand)
            messages.success(request, _said(candidacy, done))
    except (Taken, deciding.Stale, NotAllowed) as error:
        return None, str(error), 409
    except ValidationError as error:
        return None, " ".join(error.messages), 422
    return _open_next(request, candidacy.election, review.confidential, after=review.pk), "", 302


def _said(candidacy: Candidacy, done: deciding.Decided) -> str:
    name = candidacy.person.name
    if done.observed:
        return f"Observado: {name}. Se le avisó."
    return f"Validado: {name}." + (" Ya es público." if done.published else "")


def _notes(request: HttpRequest, read: list[Sheet]) -> tuple[list[deciding.Note], str]:
    """Return the observations that were written, and what is wrong with them; what was typed stays in the items."""
    notes, wrong = [], ""
    for item in (item for sheet in read for item in sheet.items):
        key = item.question.key
        item.ground = request.POST.get(f"ground-{key}", "")
        # One more than fits, so that a comment that is too long is told so and not cut.
        item.comment = plain(request.POST.get(f"comment-{key}"), 4 * REPLY)
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
    return redirect(reverse("review", args=[slug, key]) + f"#pregunta-{flag.question}")


@REVIEW.view()
def media(request: HttpRequest, slug: str, key: str, name: str) -> FileResponse:
    """Show a private file that a submission of this very candidacy names; never one of the identity questionnaire."""
    rows = Submission.objects.filter(
        section__profile__candidacy__key=key, section__profile__candidacy__election__slug=slug, sealed=False
    )
    if not NAME.fullmatch(name) or not rows.filter(content__contains=f'"{name}"').exists():
        raise Http404
    return file_shown(name, request.headers.get("Range", ""))


@REVIEW.view(*FORM)
def together(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Approve in one act what was shown one by one and set aside."""
    election = get_object_or_404(Election, slug=slug)
    hand, at = hand_of(request, slug), timezone.now()
    rows = queue.waiting(election, Wanted(whose="aside"), hand.by, at)
    rows = rows.select_related("profile__candidacy__person", "profile__candidacy__ticket__contest")[:TOGETHER]
    if request.method == "POST":
        keys = set(request.POST.getlist("candidacy"))
        done, left = 0, []
        for review in [row for row in rows if row.profile.candidacy.key in keys]:
            seen = dict(Submission.objects.filter(pk__in=review.aside).values_list("section", "pk"))
            try:
                deciding.decide(review, seen, [], hand, at, at)
                done += 1
            except (Taken, deciding.Stale, NotAllowed):
                queue.release(review, hand.by)
                left.append(review.profile.candidacy.person.name)
        if done:
            messages.success(request, f"Validadas juntas: {done}.")
        if left:
            messages.error(request, f"Cambiaron después de apartarlas, y vuelven a la cola: {', '.join(left)}.")
        return redirect("review_together", slug)
    return render(request, "review/together.html", {"election": election, "rows": rows})
