"""The queue of review: what waits, the next of it, and what was set aside, approved together."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.lib.access import FORM, POST
from conoceles.lib.finding import with_words
from conoceles.lib.forms import plain, whole_number, words_of
from conoceles.profiles.models import (
    FlagKind,
    Reopening,
    Submission,
)
from conoceles.profiles.public.reviewed import approved
from conoceles.profiles.workflow import Hand, NotAllowed
from conoceles.review import deciding, parking, queue
from conoceles.review.models import Parked
from conoceles.review.pace import pace
from conoceles.review.queue import Taken, Wanted
from conoceles.review.works import IDENTITY_REVIEW, REVIEW

PAGE = 50
TOGETHER, FOUND = 50, 30
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
    waiting = queue.undecided(election, confidential).order_by()
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
        "pace": None if confidential else pace(election, waiting.count(), at),
        "me": by,
        "now": at,
        "kinds": [("none", "Sin avisos"), *FlagKind.choices],
        "contests": _options(waiting, "contest"),
        "parties": _options(waiting, "party"),
        "asked": asked.select_related("section__profile__candidacy__person")[:20],
        "approved": 0
        if confidential or not coordinates
        else approved(election).order_by().values("profile").distinct().count(),
        "parked": parking.told_to(election, by, confidential=confidential),
        "campaign": election.published_at is not None and election.in_campaign(at),
    }
    return render(request, "review/queue.html", context)


def _search(election: Election, words: str) -> list[Candidacy]:
    """Return the candidacies with something written whose name has every word, at most FOUND: their file opens from
    here."""
    rows = Candidacy.objects.of_election(election).filter(profile__sections__isnull=False)
    rows = with_words(rows, ["person__name"], words)
    return list(rows.with_register().distinct().order_by("person__name")[:FOUND])


def _options(waiting: Any, what: str) -> list[tuple[str, str, int]]:
    """Return (key, name, how many wait) of each contest or party that has any."""
    base = f"profile__candidacy__ticket__{what}"
    rows = waiting.values_list(f"{base}__key", f"{base}__name").annotate(total=Count("pk")).order_by(f"{base}__name")
    return list(rows)


@REVIEW.view(*POST)
def review_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the next that waits and open it."""
    return open_next(request, get_object_or_404(Election, slug=slug), confidential=False)


@IDENTITY_REVIEW.view(*POST)
def identity_next(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the next identity questionnaire that waits and open it."""
    return open_next(request, get_object_or_404(Election, slug=slug), confidential=True)


def open_next(request: HttpRequest, election: Election, confidential: bool, after: int = 0) -> HttpResponse:
    parking.settle()
    wanted = wanted_of(request)
    review = queue.take_next(
        election, wanted, request.user.get_username(), timezone.now(), confidential=confidential, after=after
    )
    if review is None:
        messages.success(request, "No queda nada por revisar" + (" con ese filtro." if wanted.asks else "."))
        return redirect(reverse(name_of_page("queue", confidential), args=[election.slug]))
    key = Candidacy.objects.values_list("key", flat=True).get(profile=review.profile_id)
    return redirect(reverse(name_of_page("review", confidential), args=[election.slug, key]) + wanted.asks + TOP)


def name_of_page(page: str, confidential: bool) -> str:
    return f"identity_{page}" if confidential else {"queue": "review_queue", "review": "review"}[page]


@REVIEW.view(*POST)
def settle(request: HttpRequest, slug: str) -> HttpResponse:
    """Do the decisions that cannot be undone any more: the page says it when the seconds are over."""
    return settle_all(request)


def settle_all(request: HttpRequest) -> HttpResponse:
    """Do what is due, and answer what became of the decision that is asked for; '' while it waits."""
    parking.settle()
    left = Parked.objects.filter(pk=whole_number(request.POST.get("decision")), by=request.user.get_username()).first()
    said = "Hecho." if left is None else f"No se hizo: {left.refused}" if left.refused else ""
    return JsonResponse({"said": said})


@IDENTITY_REVIEW.view(*POST)
def identity_settle(request: HttpRequest, slug: str) -> HttpResponse:
    """Do the decisions that cannot be undone any more, for whoever reviews identity."""
    return settle_all(request)


@REVIEW.view(*POST)
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back the decision that was just made."""
    return undone(request, slug, confidential=False)


@IDENTITY_REVIEW.view(*POST)
def identity_undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back the decision on an identity questionnaire that was just made."""
    return undone(request, slug, confidential=True)


def undone(request: HttpRequest, slug: str, confidential: bool) -> HttpResponse:
    election, by = get_object_or_404(Election, slug=slug), request.user.get_username()
    review = parking.undo(whole_number(request.POST.get("decision")), election, by, confidential=confidential)
    if review is None:
        messages.error(request, "Ya se hizo: ahora se cambia desde el expediente.")
        return redirect(reverse(name_of_page("queue", confidential), args=[slug]))
    key = Candidacy.objects.values_list("key", flat=True).get(profile=review.profile_id)
    messages.success(request, "Deshecho: no se decidió nada. Lo que escribió sigue aquí.")
    return redirect(reverse(name_of_page("review", confidential), args=[slug, key]) + TOP)


@REVIEW.view(*FORM)
def together(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Approve in one act what was shown one by one and set aside."""
    election = get_object_or_404(Election, slug=slug)
    hand, at, asks = hand_of(request, slug), timezone.now(), wanted_of(request).asks
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
        return redirect(reverse("review_together", args=[slug]) + asks)
    return render(request, "review/together.html", {"election": election, "rows": rows, "asks": asks})
