"""How many visits each kind of page had on each day, from server logs that hold no address of anybody.

A line is «time method status path»: nothing of who asked, nor of what was searched for.
"""

import errno
import gzip
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from conoceles.site.language import languages

LINE = re.compile(r"^\[?(\d{4}-\d{2}-\d{2})[T ][^\s\]]+[^\s]*\s+(?:[+-]\d{4}\]?\s+)?(GET)\s+(200|304)\s+(/\S*)$")
LANGUAGE = re.compile(r"^/[a-z]{2,3}(?=/)")


@cache
def _kinds() -> list[tuple[re.Pattern[str], str]]:
    """Return (pattern of a path, kind) of every page whose visits are counted, what has no part of its own first."""
    # Logging is set up before there are any models.
    from conoceles.site.listing import visited

    found = []
    for path, kind, inside in sorted(visited(), key=lambda one: (one[0].count("{}"), one[0])):
        # An election carries its year; the workshop's addresses carry none.
        head = r"/[^/]*\d[^/]*/" if inside else ("" if path[:1] == "/" else "/")
        parts = re.split(r"\{(?:election)?\}", path)
        found.append((re.compile(f"^{head}{'[^/]+'.join(map(re.escape, parts))}$"), kind))
    return found


def kind_of(path: str, tongues: Iterable[str]) -> str:
    """Return the kind of page at a path, '' for what is no page: a picture, a style sheet, the workshop."""
    found = LANGUAGE.match(path)
    if found and found[0][1:] in tongues:
        path = path[found.end() :]
    return next((kind for pattern, kind in _kinds() if pattern.match(path)), "")


class PagesOnly(logging.Filter):
    """Lets through the lines of pages alone: no address of the workshop, which may hold a key or name a candidacy, is
    written."""

    def filter(self, record: logging.LogRecord) -> bool:
        path = record.getMessage().rsplit(" ", 1)[-1]
        return bool(kind_of(path.split("?", 1)[0], languages()[1:]))


def counted(lines: Iterable[str], tongues: Iterable[str] = ()) -> Counter[tuple[str, str, str]]:
    """Return {(day, election, kind): visits} of the pages that were found; '' for pages above all elections."""
    found: Counter[tuple[str, str, str]] = Counter()
    spoken = tuple(tongues)
    for line in lines:
        match = LINE.match(line.strip())
        path = match[4].split("?", 1)[0] if match else ""
        kind = kind_of(path, spoken)
        if match and kind:
            found[match[1], _election(path, spoken), kind] += 1
    return found


def _election(path: str, tongues: Iterable[str]) -> str:
    """Return the slug of the election that an address names: it carries its year."""
    parts = [part for part in path.split("/") if part and part not in tongues]
    return next((part for part in parts[:3] if any(letter.isdigit() for letter in part) and part != "v1"), "")


def logs(pattern: str, newer: float = 0.0) -> list[Path]:
    """Return the logs that a pattern names, rotated and compressed ones too, written since a moment; the oldest
    first."""
    found = [
        path
        for path in Path(pattern).parent.glob(Path(pattern).name)
        if path.is_file() and path.stat().st_mtime >= newer
    ]
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))


def lines_of(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the lines of some logs, compressed or not. Raises OSError."""
    for path in paths:
        opener = gzip.open if path.suffix == ".gz" else open
        try:
            with opener(path, "rt", encoding="utf-8", errors="replace") as file:
                yield from file
        except (EOFError, zlib.error) as error:
            raise OSError(errno.EIO, "está dañado", str(path)) from error
