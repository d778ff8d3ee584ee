"""How a file of the built site is kept: text once, compressed as nearly every reader takes it.

Whoever serves it opens it for the others. A page in its three forms took seven times the bytes (decision 0027).
"""

import gzip
from pathlib import Path

from zlib_ng import zlib_ng

COMPRESSED = {".html", ".css", ".csv", ".jsonl", ".svg", ".txt", ".xml", ".json", ".ics", ".js"}
# The format of gzip, in the terms of zlib, and how hard it is tried.
GZIP, LEVEL = 31, 6
# What programs of others serve, which know no file that is only compressed.
ALSO_PLAIN = "activos/"


def forms(path: str) -> list[str]:
    """Return the names under which a file is kept: text compressed, anything else as it is."""
    if Path(path).suffix not in COMPRESSED:
        return [path]
    return [path, f"{path}.gz"] if path.startswith(ALSO_PLAIN) else [f"{path}.gz"]


def packed(content: bytes) -> bytes:
    """Return the content as a gzip file: the same bytes of the same content at any time, and on machines of any
    processor, which the faster zlib-ng does not promise."""
    return gzip.compress(content, LEVEL, mtime=0)


def is_kept(path: Path) -> bool:
    """Return whether a file of the site is there, in whatever form."""
    return path.is_file() or path.with_name(f"{path.name}.gz").is_file()


def opened(path: Path) -> bytes:
    """Return what a file of the site holds; raise FileNotFoundError where it is not there."""
    try:
        return gunzip(path.with_name(f"{path.name}.gz").read_bytes())
    except FileNotFoundError:
        return path.read_bytes()


def gunzip(content: bytes) -> bytes:
    """Return what a gzip file holds."""
    return bytes(zlib_ng.decompress(content, GZIP))
