"""Lines of the log: when, how grave, which process; no address that was asked for, nothing that was typed."""

import errno
import json
import logging
import re
import sys

import pytest
from django.db import OperationalError
from django.test import Client

from conoceles.lib.log_lines import Json, Text, process

SECRET = "Proponga-lo-que-escribió"


def record(name="conoceles.site", message="Hecho: %s", args=("3",), error=None):
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.WARNING, "x.py", 1, message, args, info)


def raised(error):
    try:
        raise error
    except type(error) as found:
        return found


def test_a_line_says_when_how_grave_which_process_and_what():
    line = Text().format(record())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z WARNING \S+\[\d+\] conoceles\.site: Hecho: 3", line)
    found = json.loads(Json().format(record()))
    assert (found["level"], found["logger"], found["message"]) == ("WARNING", "conoceles.site", "Hecho: 3")


@pytest.mark.parametrize(
    "error",
    [ValueError(SECRET), OperationalError(f"database or disk is full: {SECRET}"), OSError(errno.ENOSPC, "x", SECRET)],
)
def test_what_an_error_quotes_is_not_written_but_its_kind_and_place(error):
    for line in (Text().format(record(error=raised(error))), Json().format(record(error=raised(error)))):
        assert SECRET not in line and type(error).__name__ in line and "raised" in line
    assert "No space left" in Text().format(record(error=raised(OSError(errno.ENOSPC, "x", SECRET))))


def test_what_an_error_came_from_is_told_too():
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as cause:
            raise ValueError(SECRET) from cause
    except ValueError as error:
        line = Text().format(record(error=error))
    assert "builtins.ValueError" in line and "builtins.KeyError" in line and SECRET not in line


@pytest.mark.django_db
def test_a_view_that_fails_is_named_and_not_its_address(capture, candidate, monkeypatch, capsys):
    def full(*given, **more):
        raise OperationalError(f"database or disk is full {SECRET}")

    monkeypatch.setattr("conoceles.capture.views.save", full)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Text())
    log = logging.getLogger("django.request")
    log.addHandler(handler)
    candidate.raise_request_exception = False
    key = capture.ana.key
    url = f"/captura/{key}/seccion/propuestas/"
    try:
        answer = candidate.post(url, {"v-proposal_1": "0", "q-proposal_1": SECRET}, HTTP_SEC_FETCH_SITE="same-origin")
        Client(raise_request_exception=False).get(f"/candidaturas/?q={SECRET}", HTTP_HOST=f"{SECRET}.example")
    finally:
        log.removeHandler(handler)
    said = capsys.readouterr().out
    assert answer.status_code == 503 and "Service Unavailable, in capture_section." in said
    assert SECRET not in said and key not in said and url not in said


def test_django_is_never_quoted_where_it_names_an_address():
    line = Text().format(record("django.security.DisallowedHost", f"Invalid HTTP_HOST header: '{SECRET}'", ()))
    assert SECRET not in line
    assert SECRET not in Text().format(record("django.server", f"GET /{SECRET}", ()))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["manage.py", "serve", "--port", "1"], "web"),
        (["manage.py", "build_site", "--watch"], "builder"),
        (["manage.py", "build_site", "--background"], "drawing"),
        (["manage.py", "tick", "--watch"], "tick"),
        (["granian"], "web"),
    ],
)
def test_a_process_is_called_by_what_it_does(monkeypatch, words, name):
    monkeypatch.setattr(sys, "argv", words)
    assert process() == name
