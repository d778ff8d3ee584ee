"""What is answered on request is made one at a time; what may wait for a database keeps nobody waiting."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError, Lock

import pytest
from django.urls import get_resolver

from conoceles.site import urls
from conoceles.site.turns import ANSWERED, InTurn

ELECTION = "prueba-2027"


class Together:
    """An application that says whether two of its answers were ever being made at once."""

    def __init__(self) -> None:
        self.met = Barrier(2)

    def __call__(self, environ, start_response):
        try:
            self.met.wait(0.5)
        except BrokenBarrierError:
            return [b"alone"]
        return [b"together"]


def both(path: str, query: str = "", **more: str) -> list[bytes]:
    application = InTurn(Together())
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, **more}
    with ThreadPoolExecutor(2) as threads:
        answers = [threads.submit(application, environ, print) for _one in range(2)]
        return [b"".join(one.result()) for one in answers]


@pytest.mark.parametrize("path", [f"/{ELECTION}/candidaturas/", f"/en/{ELECTION}/comparar/", "/api/v1/x/candidaturas"])
def test_two_answers_of_the_site_are_not_made_at_once(path):
    assert both(path) == [b"alone", b"alone"]


@pytest.mark.parametrize(
    ("path", "query", "more"),
    [
        ("/taller/", "", {}),
        ("/api/v1/x/candidaturas/abc", "", {}),
        (f"/{ELECTION}/comparar/", "c=a&c=b&ciego=1", {}),
        (f"/{ELECTION}/comparar/", "c=a&c=b&%63iego=1", {}),
        (f"/{ELECTION}/candidaturas/", "", {"REQUEST_METHOD": "POST"}),
        (f"/{ELECTION}/candidaturas/", "q=ana", {"HTTP_COOKIE": "a=b; session=abcdefgh"}),
    ],
)
def test_what_may_wait_is_made_beside_others(path, query, more):
    assert both(path, query, **more) == [b"together", b"together"]


def test_a_failure_ends_its_turn():
    def failing(environ, start_response):
        raise ValueError

    application = InTurn(failing)
    for _twice in range(2):
        with pytest.raises(ValueError):
            application({"REQUEST_METHOD": "GET", "PATH_INFO": f"/{ELECTION}/candidaturas/"}, print)
    assert isinstance(application.turn, type(Lock())) and not application.turn.locked()


def test_every_page_answered_on_request_takes_its_turn_and_none_of_the_workshop():
    pages = [str(one.pattern).replace("<slug:election>", ELECTION) for one in urls.pages]
    taking = [path for path in pages if not path.startswith("incrustar") and "/folletos/" not in path]
    assert taking and all(ANSWERED.match(f"/{path}") for path in taking)
    named = get_resolver("conoceles.config.urls_workshop").reverse_dict
    ways = [way for key in named if isinstance(key, str) for found in named.getlist(key) for way in found[0]]
    # An address of the workshop with a word wherever it has a part of its own.
    paths = [re.sub(r"%\([^)]*\)s", ELECTION, path) for path, _parts in ways]
    assert len(paths) > 100 and not [path for path in paths if ANSWERED.match(f"/{path}")]
