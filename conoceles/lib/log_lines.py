"""Lines of the log: when, how grave, which process, what. No address that was asked for, and nothing that was typed.

What an error says may quote what somebody wrote, and what Django says quotes the address: neither is written. Of an
error stand its kind and where it happened; of a request, the name of its view.
"""

import json
import logging
import os
import sys
import traceback
from datetime import UTC, datetime
from http.client import responses
from types import TracebackType

# Whose words quote what was asked.
QUOTING = ("django",)
# How many steps of an error, its last ones.
STEPS = 12


class Text(logging.Formatter):
    """One line: «2027-05-14T18:00:00.123Z WARNING web[812] conoceles.site: …», and the steps of an error after it."""

    def format(self, record: logging.LogRecord) -> str:
        at, words = _moment(record), _words(record)
        line = f"{at} {record.levelname} {process()}[{record.process}] {record.name}: {words}"
        return "\n  ".join([line, *_steps(record)])


class Json(logging.Formatter):
    """The same as one JSON document a line."""

    def format(self, record: logging.LogRecord) -> str:
        found = {
            "time": _moment(record),
            "level": record.levelname,
            "process": process(),
            "pid": record.process,
            "logger": record.name,
            "message": _words(record),
        }
        steps = _steps(record)
        return json.dumps(found | ({"error": steps} if steps else {}), ensure_ascii=False)


def process() -> str:
    """Return which of our processes this is: web, builder, drawing, tick, or the name of a command."""
    words = sys.argv[1:] if "manage.py" in sys.argv[0] else []
    name = words[0] if words else "web"
    if name == "build_site":
        return "drawing" if "--background" in words else "builder"
    return "web" if name == "serve" else name


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _words(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] not in QUOTING:
        return record.getMessage()
    if record.name.startswith("django.security"):
        return "A request was refused."
    view = getattr(getattr(getattr(record, "request", None), "resolver_match", None), "view_name", "")
    status = getattr(record, "status_code", 0)
    return f"{responses.get(status, 'Something failed')}, in {view or 'no view'}."


def _steps(record: logging.LogRecord) -> list[str]:
    """Return of the error of a record, and of those that it came from, the kind and the places; [] for none."""
    if not record.exc_info or record.exc_info[1] is None:
        return []
    found: list[str] = []
    error: BaseException | None = record.exc_info[1]
    while error is not None and len(found) < 4 * STEPS:
        found.append(_kind(error))
        found += _places(error.__traceback__)
        error = error.__cause__ or error.__context__
    return found


def _kind(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__name__}"
    if isinstance(error, OSError) and error.errno:
        return f"{name}: {os.strerror(error.errno)}"
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return f"{name}: {code}" if code else name


def _places(at: TracebackType | None) -> list[str]:
    steps = traceback.extract_tb(at)[-STEPS:]
    return [f"  {_short(step.filename)}:{step.lineno} {step.name}" for step in steps]


def _short(path: str) -> str:
    """Return a file's path from the room or the library on."""
    for part in ("/site-packages/", "/lib/python"):
        if part in path:
            return path.rpartition(part)[2]
    return "conoceles/" + path.rpartition("/conoceles/")[2] if "/conoceles/" in path else path.rpartition("/")[2]


def log_what_ends_us() -> None:
    """Write an error that ends a process as any other is written, and not with what it quotes; whoever works at a
    terminal sees it as Python shows it."""
    if sys.stderr is None or sys.stderr.isatty():
        return

    def said(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        logging.getLogger("conoceles").critical("Ended by an error.", exc_info=(kind, error, at))

    sys.excepthook = said
