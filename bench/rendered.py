"""What the built site is compared with: Django saying hello, and Django rendering the same page from the same data on
each request."""

import os
from collections.abc import Iterator
from functools import cache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conoceles.config.settings")

import django

django.setup()

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import path
from django.utils import timezone

from bench.scenery import SLUG
from conoceles.elections.document import (
    _area,
    calendar_document,
    candidacies_with_everything,
    candidacy_document,
    contest_document,
    institute_document,
    party_document,
)
from conoceles.elections.models import Candidacy
from conoceles.elections.topics import topics_document
from conoceles.ledger.models import Edition
from conoceles.ledger.reading import Read, since
from conoceles.profiles.models import Profile
from conoceles.profiles.public.document import listed_document
from conoceles.site.build.plan import plan_election
from conoceles.site.build.release import release
from conoceles.site.listing import frame
from conoceles.site.pages.candidacy import candidacy
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import State

PAGES = {}


def say_hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def from_database(request: HttpRequest, slug: str) -> HttpResponse:
    """As a Django site usually does: ask the database for what the page shows, then render."""
    one = Candidacy.objects.select_related("election__institute", "ticket__party", "ticket__contest__area").get(
        slug=slug
    )
    state = State()
    state.follow(_documents(one))
    view = ElectionView(state, state.elections[SLUG], timezone.now())
    shown = state.elections[SLUG].candidacies[one.key]
    number = max(Edition.objects.filter(election=SLUG, key=one.key).values_list("number", flat=True))
    context = frame(view, number, "candidacies", f"{SLUG}/candidaturas/{slug}/") | candidacy(view, shown)
    return HttpResponse(get_template("site/candidacy.html").render(context))


def _documents(one: Candidacy) -> Iterator[Read]:
    election, ticket, now = one.election, one.ticket, timezone.now()

    def read(kind: str, key: str, document: dict[str, object]) -> Read:
        return Read(1, "" if kind == "institute" else SLUG, kind, key, "publish", "", now, document)

    yield read("institute", election.institute.key, institute_document(election.institute))
    yield read("calendar", election.slug, calendar_document(election))
    yield read("topic", election.slug, topics_document(election.institute))
    yield read("areas", "areas", {"areas": [_area(ticket.contest.area)], "sections": []})
    yield read("party", ticket.party.key, party_document(ticket.party))
    yield read("contest", ticket.contest.key, contest_document(ticket.contest))
    for mate in candidacies_with_everything(list(ticket.candidacies.values_list("pk", flat=True)), election):
        yield read("candidacy", mate.key, candidacy_document(mate))
    profile = (
        Profile.objects.filter(candidacy=one).select_related("candidacy__person").prefetch_related("answers").first()
    )
    if profile is not None:
        edition = Edition.objects.filter(election=SLUG, kind="profile", key=one.key).latest("number")
        yield Read(edition.number, SLUG, "profile", one.key, "publish", "", edition.at, listed_document(profile))


def from_memory(request: HttpRequest, slug: str) -> HttpResponse:
    """The kindest comparison: the whole election already in memory, one query for the answers."""
    if not PAGES:
        state = State()
        state.follow(since(0))
        view = ElectionView(state, state.elections[SLUG], timezone.now())
        PAGES.update((page.path, page) for page in plan_election(view, release()) if "/candidaturas/" in page.path)
    page = PAGES[f"{SLUG}/candidaturas/{slug}/index.html"]
    return HttpResponse(get_template(page.template).render(page.context()))


PATTERNS = {
    "hello": path("", say_hello),
    "database": path(f"{SLUG}/candidaturas/<slug:slug>/", from_database),
    "memory": path(f"{SLUG}/candidaturas/<slug:slug>/", from_memory),
}


@cache
def handler(name: str) -> WSGIHandler:
    """Return Django with one address and no middleware."""
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": [PATTERNS[name]]})
    return WSGIHandler()


def hello(environ, start_response):
    return handler("hello")(environ, start_response)


def database(environ, start_response):
    return handler("database")(environ, start_response)


def memory(environ, start_response):
    return handler("memory")(environ, start_response)
