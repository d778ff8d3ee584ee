"""What is typed or pasted comes in as it is kept: without what cannot be seen."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from conoceles.lib.text import cleaned


class CleanedForms:
    """Middleware: every text of a form is read as `lib.text.cleaned` leaves it, whatever reads it. A password is what
    was typed, and nothing else."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and request.POST:
            form = request.POST.copy()
            for name, texts in form.lists():
                # A NUL is refused, and not taken out (look/no_nul.py).
                if "password" not in name and not any("\x00" in text for text in texts):
                    form.setlist(name, [cleaned(text) for text in texts])
            form._mutable = False
            request.POST = form  # type: ignore[assignment]
        return self.respond(request)
