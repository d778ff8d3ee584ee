"""Kinds of document and their schemas: one JSON Schema for each kind and version, beside this file."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema

FOLDER = Path(__file__).parent


class BadDocument(ValueError):
    """A document that its kind's schema refuses."""


def kinds() -> list[str]:
    """Return the names of the kinds that have a schema, sorted."""
    return sorted({path.stem.rsplit("-", 1)[0] for path in FOLDER.glob("*-*.json")})


def check(kind: str, document: dict[str, Any]) -> None:
    """Return None when the document obeys the schema of its kind and version.

    Raises BadDocument, naming the kind and the field, when it does not or when there is no such kind or version.
    """
    try:
        _validator(kind, document.get("version", 0))(document)
    except fastjsonschema.JsonSchemaValueException as error:
        raise BadDocument(f"{kind}: {error.message}") from error


@cache
def _validator(kind: str, version: int) -> Callable[[Any], Any]:
    path = FOLDER / f"{kind}-{version}.json"
    if not path.is_file():
        raise BadDocument(f"There is no kind {kind!r} in version {version!r}.")
    return fastjsonschema.compile(json.loads(path.read_text()))
