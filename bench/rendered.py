"""What the built site is compared with: Django saying hello, and Django rendering the same page from the same data on each request."""

import os
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
from conoceles.ledger.reading import since
from conoceles.site.build import release
from conoceles.site.plan import plan_election
from conoceles.site.state import State
from conoceles.site.view import ElectionView


def say_hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


PAGES = {}


def render_page(request: HttpRequest, slug: str) -> HttpResponse:
    if not PAGES:
        state = State()
        state.follow(since(0))
        view = ElectionView(state, state.elections[SLUG], timezone.now())
        PAGES.update((page.path, page) for page in plan_election(view, release()) if "/candidaturas/" in page.path)
    page = PAGES[f"{SLUG}/candidaturas/{slug}/index.html"]
    return HttpResponse(get_template(page.template).render(page.context()))


PATTERNS = {
    "hello": path("", say_hello),
    "page": path(f"{SLUG}/candidaturas/<slug:slug>/", render_page),
}


def only(pattern: object) -> WSGIHandler:
    """Return Django with one address and no middleware: the kindest comparison."""
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": [pattern]})
    return WSGIHandler()


def hello(environ, start_response):
    return handler("hello")(environ, start_response)


def page(environ, start_response):
    return handler("page")(environ, start_response)


@cache
def handler(name: str) -> WSGIHandler:
    return only(PATTERNS[name])
