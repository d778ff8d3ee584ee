"""nginx as the guide writes it and our own server answer alike, address by address."""

import gzip
import http.client
from urllib.parse import urlsplit

import pytest

from tests.built import built_site
from tests.front import nginx
from tests.waiting import LONG, until

pytestmark = pytest.mark.browser
FRAMED = "incrustar/demo-2027/candidatura/*/index.html"
# What each adds of its own.
OWN = {"server", "date", "connection", "accept-ranges", "content-length", "transfer-encoding", "x-request-id"}


@pytest.fixture(scope="module")
def front(served, tmp_path_factory):
    with nginx(tmp_path_factory.mktemp("nginx"), served.data, served.url) as address:
        yield address


def ask(address, path, **headers):
    """Return (status, headers, body) of one answer, as it travels."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=LONG)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        fields = {name.lower(): value for name, value in answer.getheaders() if name.lower() not in OWN}
        # nginx before 1.27 gives scripts their older name.
        fields["content-type"] = fields.get("content-type", "").replace("application/javascript", "text/javascript")
        return answer.status, fields, answer.read()
    finally:
        connection.close()


def addresses(served):
    """Yield one address of each kind that is a file."""
    site = built_site(served.data / "build")
    yield from ("/", "/demo-2027/", "/en/demo-2027/", "/demo-2027/cambios.xml", "/robots.txt")
    yield from ("/datos/candidaturas.csv", "/demo-2027/datos/candidaturas.xlsx", "/sw.js", "/raiz.json")
    yield from ("/api/v1/openapi.json", "/.well-known/security.txt", "/demo-2027/calendario.ics")
    for pattern in (
        "demo-2027/folletos/*.pdf",
        "demo-2027/tarjetas/*.jpg",
        "demo-2027/candidaturas/*/index.html",
        FRAMED,
    ):
        until(lambda pattern=pattern: any(site.glob(pattern)), pid=served.pid, log=served.data / "log", said=pattern)
        found = next(site.glob(pattern)).relative_to(site)
        yield f"/{found}".removesuffix("index.html")


def test_every_kind_of_file_is_answered_alike(served, front):
    for path in addresses(served):
        for accepted in ("gzip", "identity"):
            ours, theirs = (ask(one, path, accept_encoding=accepted) for one in (served.url, front))
            assert theirs[0] == ours[0] == 200, (path, accepted)
            assert theirs[2] == ours[2], (path, accepted)
            theirs[1].pop("vary", None), ours[1].pop("vary", None)
            assert theirs[1] == ours[1], (path, accepted)
            again = ask(front, path, accept_encoding=accepted, if_none_match=ours[1]["etag"])
            assert (again[0], again[2]) == (304, b""), path
            assert ask(served.url, path, accept_encoding=accepted, if_none_match=theirs[1]["etag"])[0] == 304, path


def test_text_travels_compressed_also_to_whoever_stands_between(front):
    for headers in ({}, {"via": "1.1 cdn"}):
        status, fields, body = ask(front, "/demo-2027/", accept_encoding="gzip, br", **headers)
        assert (status, fields["content-encoding"], fields["vary"]) == (200, "gzip", "Accept-Encoding")
        assert gzip.decompress(body).startswith(b"<!doctype html>")


def test_what_is_no_file_is_asked_of_the_program_as_it_was_written(front, served):
    asked = "/demo-2027/candidaturas/?q=Pe%C3%B1a&orden=nombre"
    assert ask(front, asked)[2] == ask(served.url, asked)[2]
    for path in (
        "/demo-2027/nada/",
        "/demo-2027/candidaturas/nadie/",
        "/nada.csv",
        "/demo%2D2027/x/",
    ):
        ours, theirs = ask(served.url, path), ask(front, path)
        assert ours[0] == theirs[0] == 404 and theirs[2] == ours[2], path
    assert ask(front, "/demo-2027")[1]["location"] == ask(served.url, "/demo-2027")[1]["location"] == "/demo-2027/"
