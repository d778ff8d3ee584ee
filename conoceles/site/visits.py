"""How many visits each kind of page had on each day, from server logs that hold no address of anybody.

A line is «time method status path»: nothing of who asked, nor of what was searched for.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable

from conoceles.site.language import languages

LINE = re.compile(r"^\[?(\d{4}-\d{2}-\d{2})[T ][^\s\]]+[^\s]*\s+(?:[+-]\d{4}\]?\s+)?(GET)\s+(200|304)\s+(/\S*)$")
# The last part of an address that tells its kind, in the order in which they are tried.
KINDS = (
    # An election carries its year; the workshop's addresses carry none.
    ("portada", re.compile(r"^/[^/]*\d[^/]*/$|^/$")),
    ("candidatura", re.compile(r"^/[^/]+/candidaturas/[^/]+/$")),
    ("versiones", re.compile(r"^/[^/]+/candidaturas/[^/]+/versiones/$")),
    ("búsqueda", re.compile(r"^/[^/]+/candidaturas/$")),
    ("contienda", re.compile(r"^/[^/]+/contiendas/")),
    ("comparación", re.compile(r"^/[^/]+/comparar/$")),
    ("boleta", re.compile(r"^/[^/]+/(seccion|votar)/")),
    ("municipio", re.compile(r"^/[^/]+/municipios/[^.]*$")),
    ("partido", re.compile(r"^/[^/]+/partidos/")),
    ("mi lista", re.compile(r"^/[^/]+/mi-lista/$")),
    ("cifras", re.compile(r"^/[^/]+/cifras/[^.]*$|^/comparar/$")),
    ("datos abiertos", re.compile(r"^(/[^/]+)?/datos/|^/api/|^/([^/]+/cifras|comparar)/.*\.csv$|\.(xml|ics)$")),
    ("folleto", re.compile(r"^/[^/]+/folletos/")),
    ("incrustada", re.compile(r"^/incrustar/")),
    ("texto", re.compile(r"^/[^/]+/(texto|mapa-del-sitio)/")),
)
LANGUAGE = re.compile(r"^/[a-z]{2,3}(?=/)")


def kind_of(path: str, tongues: Iterable[str]) -> str:
    """Return the kind of page at a path, '' for what is no page: a picture, a style sheet, the workshop."""
    found = LANGUAGE.match(path)
    if found and found[0][1:] in tongues:
        path = path[found.end() :]
    return next((name for name, pattern in KINDS if pattern.search(path)), "")


class PagesOnly(logging.Filter):
    """Lets through the lines of pages alone: no address of the workshop, which may hold a key or name a candidacy, is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        path = record.getMessage().rsplit(" ", 1)[-1]
        return bool(kind_of(path.split("?", 1)[0], languages()[1:]))


def counted(lines: Iterable[str], tongues: Iterable[str] = ()) -> Counter[tuple[str, str]]:
    """Return {(day, kind): visits} of the pages that were found."""
    found: Counter[tuple[str, str]] = Counter()
    for line in lines:
        match = LINE.match(line.strip())
        kind = kind_of(match[4].split("?", 1)[0], tongues) if match else ""
        if match and kind:
            found[match[1], kind] += 1
    return found
