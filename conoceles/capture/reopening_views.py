"""A candidacy or its party asks the institute to reopen a section that it has."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from conoceles.capture.access import author_of, authors
from conoceles.elections.models import Role
from conoceles.lib.access import POST
from conoceles.lib.forms import words_of
from conoceles.profiles.author import Author
from conoceles.profiles.models import State
from conoceles.profiles.observations import ask_to_reopen
from conoceles.profiles.progress import Stage, stages


def may_ask(author: Author, here: Stage) -> bool:
    """Return whether whoever sits here may ask the institute to reopen a section that it has."""
    asks = here.state in (State.SUBMITTED, State.APPROVED, State.PUBLISHED)
    return asks and author.hand.role in (Role.CANDIDATE, Role.PARTY) and not author.candidacy.election.practice


@authors(*POST)
def reopening(request: HttpRequest, key: str, part: str) -> HttpResponse:
    """Ask the institute to reopen a section that was submitted."""
    author = author_of(request, key)
    asked_section = author.section(part)
    here = next(stage for stage in stages(author) if stage.key == asked_section.part.key)
    reason = words_of(request.POST.get("reason"), 500)
    if not may_ask(author, here):
        raise Http404
    if not reason:
        messages.error(request, "Escriba qué necesita corregir y por qué.")
    else:
        try:
            ask_to_reopen(author.rows[asked_section.part.key], reason, author.hand.by, author.hand.role)
            messages.success(request, "El Instituto recibió su petición. La respuesta llega a su buzón.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("capture_section", key, part)
