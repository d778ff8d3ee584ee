"""The response for a private file: whoever answers with it has looked first at who asks."""

import re
from typing import IO

from django.http import FileResponse, Http404

from conoceles.lib import blobs

KINDS = {"jpg": "image/jpeg", "pdf": "application/pdf", "mp4": "video/mp4", "webm": "video/webm"}


class _Part:
    """A part of a file, read as it is sent: a video of sixty megabytes is never in memory."""

    def __init__(self, file: IO[bytes], first: int, last: int) -> None:
        self.file, self.left = file, last - first + 1
        file.seek(first)

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes more, b"" at the end."""
        content = self.file.read(min(size, self.left))
        self.left -= len(content)
        return content

    def close(self) -> None:
        self.file.close()


def private_file(name: str, wanted: str = "") -> FileResponse:
    """Return a private file, or the range of it that is wanted, as a response in which nothing runs; raise Http404 when
    it is gone.

    Phones ask for a video in ranges, and play none without.
    """
    path = blobs.where(name, blobs.PRIVATE)
    if not path.is_file():
        raise Http404
    extension = name.rpartition(".")[2]
    size, file = path.stat().st_size, path.open("rb")
    part = re.fullmatch(r"bytes=([0-9]{1,12})-([0-9]{0,12})", wanted)
    first, last = (int(part[1]), min(int(part[2] or size - 1), size - 1)) if part else (0, size - 1)
    ranged = part is not None and first <= last
    response = FileResponse(
        _Part(file, first, last) if ranged else file,
        status=206 if ranged else 200,
        content_type=KINDS.get(extension, "application/octet-stream"),
    )
    response["Accept-Ranges"] = "bytes"
    if ranged:
        response["Content-Length"] = str(last - first + 1)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
