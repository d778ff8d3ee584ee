"""Private blobs that are kept sealed: `<SHA-256 of what was received>.seal`, so that the name is proof of it."""

from hashlib import sha256

from conoceles.lib import blobs
from conoceles.lib.sealing import seal_bytes, unseal_bytes

EXTENSION = "seal"


def keep(content: bytes) -> str:
    """Keep the bytes sealed and return their name."""
    name = f"{sha256(content).hexdigest()}.{EXTENSION}"
    blobs.replace(name, seal_bytes(content, name), blobs.PRIVATE)
    return name


def opened(name: str) -> bytes:
    """Return what was kept; raise FileNotFoundError when it is gone and sealing.CannotUnseal when no key opens it."""
    return unseal_bytes(blobs.where(name, blobs.PRIVATE).read_bytes(), name)


def seal_again(name: str) -> None:
    """Seal with the first key what another may have sealed."""
    blobs.replace(name, seal_bytes(opened(name), name), blobs.PRIVATE)
