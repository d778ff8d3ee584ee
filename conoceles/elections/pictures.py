"""Emblems and logos as the workshop shows them, also before they are public."""

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from conoceles.elections.models import Election
from conoceles.elections.works import ELECTION
from conoceles.lib import blobs

SALT = "picture"
DAY = 24 * 3600


def token(name: str) -> str:
    """Return what lets a picture that was just read be shown and put, for a day."""
    return signing.dumps(name, salt=SALT)


def named(signed: str) -> str:
    """Return the picture of a token, '' for one that is none or is old."""
    try:
        return str(signing.loads(signed, salt=SALT, max_age=DAY))
    except signing.BadSignature:
        return ""


@ELECTION.view()
def picture(request: HttpRequest, slug: str, name: str) -> FileResponse:
    """An emblem or the logo of an election, or a picture that whoever asks just sent (`t`)."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    mine = {election.institute.logo, *election.parties.values_list("emblem", flat=True)} - {""}
    path = blobs.where(name, blobs.PUBLIC) if name in mine or named(request.GET.get("t", "")) == name else None
    if path is None or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")
