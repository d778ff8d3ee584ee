"""The start page of the workshop."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from conoceles.elections.access import grants
from conoceles.lib.access import signed_in


@signed_in()
def start(request: HttpRequest) -> HttpResponse:
    """Lead each account to where its work is."""
    mine = grants(request)
    if mine.staff:
        return redirect("elections")
    return redirect("capture_mine")
