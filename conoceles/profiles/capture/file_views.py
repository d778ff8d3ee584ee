"""Files of a questionnaire: one sent by itself, and what is kept shown to those who may see it. And the preview."""

import re
from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse

from conoceles.lib import blobs
from conoceles.lib.access import POST
from conoceles.lib.forms import whole_number
from conoceles.lib.rewriting import BadFile
from conoceles.profiles import workflow
from conoceles.profiles.capture.preview import draft_files, preview_page
from conoceles.profiles.capture.seat import seated, take
from conoceles.profiles.capture.uploads import keep
from conoceles.profiles.models import Consent
from conoceles.profiles.questionnaire import FILES
from conoceles.profiles.saving import Conflict

KINDS = {"jpg": "image/jpeg", "pdf": "application/pdf", "mp4": "video/mp4", "webm": "video/webm"}


@seated(*POST)
def upload(request: HttpRequest, key: str, question: str) -> HttpResponse:
    """Take one file and answer in JSON; the page then shows what was kept."""
    seat = take(request, key)
    asked, desk = seat.question(question)
    if asked.type not in FILES:
        raise Http404
    if not seat.may_write(desk.part.key):
        return JsonResponse({"error": seat.closed(desk.part.key)}, status=423)
    version = whole_number(request.POST.get("version"))
    try:
        saved = keep(seat, desk, asked, request, version)
    except BadFile as error:
        return JsonResponse({"error": str(error)}, status=422)
    except workflow.NotAllowed as error:
        return JsonResponse({"error": str(error)}, status=423)
    except Conflict:
        return JsonResponse({"error": "El archivo cambió en otro lugar: recargue la página para verlo."}, status=409)
    return JsonResponse({"version": saved.version if saved else version})


@seated()
def media(request: HttpRequest, key: str, name: str) -> FileResponse:
    """Show a private file that an answer of this very candidacy names."""
    seat = take(request, key)
    if name not in draft_files(seat):
        raise Http404
    return shown(name, request.headers.get("Range", ""))


@seated()
def signed_paper(request: HttpRequest, key: str, name: str) -> FileResponse:
    """Show the person the paper that she signed."""
    seat = take(request, key)
    if not seat.sees_identity or not Consent.objects.filter(profile=seat.profile, scan=name).exists():
        raise Http404
    return shown(name)


def shown(name: str, wanted: str = "") -> FileResponse:
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


@seated()
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The public page of the candidacy as its draft would make it."""
    seat = take(request, key)
    response = HttpResponse(preview_page(seat))
    response["X-Robots-Tag"] = "noindex"
    return response
