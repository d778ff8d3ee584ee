"""Built files served by our own server."""

import pytest

from conoceles.site.build.serving import BuiltSite
from conoceles.site.kept import packed


@pytest.fixture
def ask(tmp_path):
    (tmp_path / "e").mkdir()
    (tmp_path / "medios").mkdir()
    (tmp_path / "e" / "index.html.gz").write_bytes(packed(b"hola"))
    (tmp_path / "e" / "cartel.pdf").write_bytes(b"%PDF")
    (tmp_path / "medios" / "a.jpg").write_bytes(b"0123456789")
    (tmp_path.parent / "secreto.html").write_text("secreto")

    def behind(environ, start_response):
        start_response("404 Not Found", [])
        return [b"django"]

    site = BuiltSite(behind, tmp_path)

    def request(path, method="GET", **headers):
        answer = {}

        def start(status, fields):
            answer.update(status=status, headers=dict(fields))

        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        body = site(environ, start)
        answer["body"] = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        return answer

    return request


def test_a_page_is_served_as_the_browser_accepts_it(ask):
    assert ask("/e/")["body"] == b"hola"
    for accepted in ("gzip, deflate, br", "gzip", "br;q=1, gzip;q=0.5"):
        small = ask("/e/", accept_encoding=accepted)
        assert (small["body"], small["headers"]["Content-Encoding"]) == (packed(b"hola"), "gzip")
    for refused in ("", "br", "gzip;q=0"):
        opened = ask("/e/", accept_encoding=refused)
        assert opened["body"] == b"hola" and "Content-Encoding" not in opened["headers"]
        assert opened["headers"]["ETag"] == f"W/{small['headers']['ETag']}"
    assert ask("/e/", method="HEAD")["body"] == b""
    assert ask("/e/cartel.pdf", accept_encoding="gzip")["body"] == b"%PDF"


def test_every_page_carries_a_strict_policy_and_lives_a_minute(ask):
    headers = ask("/e/")["headers"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "public, max-age=60"


def test_what_has_not_changed_is_not_sent_again(ask):
    tag = ask("/e/")["headers"]["ETag"]
    again = ask("/e/", if_none_match=tag)
    assert (again["status"][:3], again["body"]) == ("304", b"")


def test_what_was_handed_in_is_kept_a_day_at_most_and_knows_ranges(ask):
    assert ask("/medios/a.jpg")["headers"]["Cache-Control"] == "public, max-age=86400"
    part = ask("/medios/a.jpg", range="bytes=2-4")
    assert (part["status"][:3], part["body"]) == ("206", b"234")


def test_an_address_without_its_slash_is_redirected(ask):
    assert ask("/e")["headers"]["Location"] == "/e/"


@pytest.mark.parametrize(
    "path",
    [
        "/../secreto.html",
        "/e/../../secreto.html",
        "/e/.index.html",
        "//secreto.html",
        "/e/\x00",
        "/e/index.html.gz",
        "/nada/",
        "/..%2fsecreto.html",
        "/medios/../e/index.html",
    ],
)
def test_nothing_outside_the_site_is_served(ask, path):
    answer = ask(path)
    assert answer["body"] == b"django"


def test_what_is_not_a_question_goes_to_the_application(ask):
    assert ask("/e/", method="POST")["body"] == b"django"
