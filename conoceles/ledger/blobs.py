"""The public files that documents name."""

from pathlib import Path

from conoceles.lib import blobs


def put(content: bytes, extension: str) -> str:
    """Keep the bytes in public and return their name; the same bytes are kept once."""
    return blobs.put(content, extension, blobs.PUBLIC)


def where(name: str) -> Path:
    """Return the path of a public blob, whether it exists or not."""
    return blobs.where(name, blobs.PUBLIC)
