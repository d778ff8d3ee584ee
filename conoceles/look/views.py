"""Pages for what went wrong: one sentence, what to do, nothing about the person who asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "look/bad_request.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "look/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "look/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "look/server_error.html", status=500)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "look/expired.html", status=403)
