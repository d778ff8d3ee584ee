"""Practice: an account opens a throw-away candidacy of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from conoceles.accounts.models import User
from conoceles.capture import practice
from conoceles.capture.works import PRACTICE
from conoceles.elections.access import grants
from conoceles.elections.models import Election
from conoceles.lib.access import POST, signed_in


@signed_in(*POST)
def practise(request: HttpRequest) -> HttpResponse:
    """Open the account's own throw-away candidacy, for whoever captures."""
    held = grants(request)
    grant = next((one for one in held.rows if one.election and not one.election.practice), None)
    if grant is None or grant.election is None:
        raise Http404
    candidacy = practice.open_practice(User.objects.get(pk=request.user.pk or 0), grant.election)
    return redirect("capture", candidacy.key)


@PRACTICE.view(*POST)
def practise_as_staff(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the account's own throw-away candidacy."""
    election = get_object_or_404(Election, slug=slug, practice=False)
    candidacy = practice.open_practice(User.objects.get(pk=request.user.pk or 0), election)
    return redirect("capture", candidacy.key)
