"""Languages of the site: Spanish at the root, each other under its own prefix, from standard message files in
`locale/`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import pgettext

SPANISH = "es"
FOLDER = Path(__file__).parent / "locale"


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages whose message file is compiled, Spanish first."""
    return (SPANISH, *sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/django.mo")))


def not_compiled() -> list[str]:
    """Return the codes of the languages that have a message file which nobody compiled: the site does not have them."""
    written = {path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/django.po")}
    return sorted(written - set(languages()))


def current() -> str:
    """Return the code of the language being written."""
    language = translation.get_language() or SPANISH
    return SPANISH if language.startswith(SPANISH) else language


def tongue() -> str:
    """Return the attribute of what is in Spanish, as HTML; '' on a Spanish page."""
    return "" if current() == SPANISH else ' lang="es"'


def prefix(language: str = "") -> str:
    """Return how addresses of a language begin, after the first slash: '' for Spanish, «en/»."""
    language = language or current()
    return "" if language == SPANISH else f"{language}/"


def in_every_language(path: str) -> list[str]:
    """Return where the page of a path may stand: under each language, or where it is when it names its own."""
    several = [prefix(language) for language in languages()]
    return [path] if any(one and path.startswith(one) for one in several) else [f"{one}{path}" for one in several]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write in a language."""
    with translation.override("es-mx" if language == SPANISH else language):
        yield


def own_name(language: str) -> str:
    """Return what a language calls itself."""
    with speaking(language):
        return pgettext("el nombre de esta lengua, en ella misma", "Español")


class LanguageByAddress:
    """Middleware: a dynamic page speaks the language that its address begins with."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        first = request.path.split("/", 2)[1]
        # A page of an election is in its own time, and the next request begins anew.
        with timezone.override(None), speaking(first if first in languages() else SPANISH):
            return self.respond(request)
