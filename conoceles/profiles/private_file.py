"""The response for a private file: whoever answers with it has looked first at who asks."""

import re
from io import BytesIO

from django.http import FileResponse, Http404

from conoceles.lib import blobs

KINDS = {"jpg": "image/jpeg", "pdf": "application/pdf", "mp4": "video/mp4", "webm": "video/webm"}


def private_file(name: str, wanted: str = "") -> FileResponse:
    """Return a private file, or the range of it that is wanted, as a response in which nothing runs; raise Http404 when it is gone.

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
    if ranged:
        file.seek(first)
    body = BytesIO(file.read(last - first + 1)) if ranged else file
    response = FileResponse(
        body, status=206 if ranged else 200, content_type=KINDS.get(extension, "application/octet-stream")
    )
    response["Accept-Ranges"] = "bytes"
    if ranged:
        file.close()
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
