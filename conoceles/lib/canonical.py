"""Canonical JSON: the one byte form of a document, over which its commitment is computed."""

import json
from typing import Any

Document = dict[str, Any]


def canonical(document: Any) -> bytes:
    """Return the document as UTF-8 JSON with sorted keys and no blanks (RFC 8785 for the values we use).

    Raises ValueError for NaN, infinities and floats: their text form is not the same everywhere.
    """
    _refuse_floats(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError("A published document holds no floating-point number.")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
