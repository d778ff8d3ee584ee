"""Finding rows by words as people type them: accents, capitals and kinds of apostrophe say nothing."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from conoceles.lib.text import fold

# Of what is found; whoever finds more says more words.
MOST = 5000
Rows = TypeVar("Rows", bound=models.QuerySet[Any])


def with_words(rows: Rows, fields: Iterable[str], words: str) -> Rows:
    """Return the rows that have each of some words in any of some fields, at most MOST; all of them for no word.

    Databases compare accents each in its own way, and lists of an election are short: they are compared here.
    """
    wanted = fold(words).split()[:8]
    if not wanted:
        return rows
    found = []
    for pk, *cells in rows.order_by().values_list("pk", *fields).distinct():
        text = " ".join(fold(str(cell)) for cell in cells if cell is not None)
        if all(word in text for word in wanted):
            found.append(pk)
    return rows.filter(pk__in=found[:MOST])


def named(rows: Rows, field: str, name: str) -> Rows:
    """Return the rows whose field is a name, however it is typed."""
    wanted = fold(name)
    found = [pk for pk, text in rows.order_by().values_list("pk", field) if fold(str(text)) == wanted]
    return rows.filter(pk__in=found)
