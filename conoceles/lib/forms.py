"""What a form is bound to."""

from django.http import HttpRequest, QueryDict


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, or None for a form that is only being opened; an empty POST is still sent."""
    return request.POST if request.method == "POST" else None
