"""What is answered on request is made one at a time; what may wait for a database keeps nobody waiting."""

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


def both(path: str, query: str = "") -> list[bytes]:
    application = InTurn(Together())
    environ = {"PATH_INFO": path, "QUERY_STRING": query}
    with ThreadPoolExecutor(2) as threads:
        answers = [threads.submit(application, environ, print) for _one in range(2)]
        return [b"".join(one.result()) for one in answers]


@pytest.mark.parametrize("path", [f"/{ELECTION}/candidaturas/", f"/en/{ELECTION}/comparar/", "/api/v1/x/candidaturas"])
def test_two_answers_of_the_site_are_not_made_at_once(path):
    assert both(path) == [b"alone", b"alone"]


@pytest.mark.parametrize(
    ("path", "query"),
    [("/taller/", ""), ("/api/v1/x/candidaturas/abc", ""), (f"/{ELECTION}/comparar/", "c=a&c=b&ciego=1")],
)
def test_what_may_wait_for_the_database_is_made_beside_others(path, query):
    assert both(path, query) == [b"together", b"together"]


def test_a_failure_ends_its_turn():
    def failing(environ, start_response):
        raise ValueError

    application = InTurn(failing)
    for _twice in range(2):
        with pytest.raises(ValueError):
            application({"PATH_INFO": f"/{ELECTION}/candidaturas/"}, print)
    assert isinstance(application.turn, type(Lock())) and not application.turn.locked()


def test_every_page_answered_on_request_takes_its_turn_and_none_of_the_workshop():
    pages = [str(one.pattern).replace("<slug:election>", ELECTION) for one in urls.pages]
    taking = [path for path in pages if not path.startswith("incrustar") and "/folletos/" not in path]
    assert taking and all(ANSWERED.match(f"/{path}") for path in taking)
    workshop = [key for key in get_resolver("conoceles.config.urls_workshop").reverse_dict if isinstance(key, str)]
    paths = [
        path
        for key in workshop
        for ways in get_resolver("conoceles.config.urls_workshop").reverse_dict.getlist(key)
        for path, _args in ways[0]
    ]
    assert paths and not [path for path in paths if ANSWERED.match("/" + path)]
