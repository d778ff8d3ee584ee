"""The last look before handing over, handing over, and the receipt of what was."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from conoceles.capture.access import author_of, authors
from conoceles.capture.reading import portrait_of
from conoceles.capture.views import LOCKED, PUBLIC, gate_of, page_of
from conoceles.elections.models import Role
from conoceles.lib.access import FORM
from conoceles.lib.text import so_many
from conoceles.profiles import foreseeing, groups, receipt
from conoceles.profiles.author import Author
from conoceles.profiles.handing_over import destinies, submit_all
from conoceles.profiles.mailbox import Kind, tell
from conoceles.profiles.models import State
from conoceles.profiles.progress import answered, stages
from conoceles.questionnaires.questionnaire import Question


@authors(*FORM)
def submit(request: HttpRequest, key: str) -> HttpResponse:
    """What will be public, what only counted, what nobody sees; and the button that submits it."""
    author = author_of(request, key)
    gate = gate_of(author)
    if gate is not None:
        return gate
    if author.hand.role == Role.HELP_DESK:
        raise PermissionDenied
    refused = ""
    if request.method == "POST":
        done = submit_all(author)
        if done:
            said = submitted(author, done)
            messages.success(request, said)
            tell(author.candidacy, Kind.RECEIVED, "Acuse: lo que entregó", said, to_party=False)
            return redirect("capture", key)
        writable = author.open or any(stage.writable for stage in stages(author))
        refused = "No hay ninguna sección completa por entregar." if writable else author.window.sentence
    found = stages(author)
    ready = [stage for stage in found if stage.ready and stage.state != State.EMPTY]
    # Where nothing is complete, what is written so far is shown, with who would see it.
    goes = {stage.key for stage in ready} or None
    context = {
        "ready": ready,
        "waiting": [stage for stage in found if stage.missing and not stage.done],
        "slugs": {stage.key: stage.slug for stage in found},
        "destinies": [
            (destiny, items) for destiny, items in destinies(author, goes).items() if items or destiny is PUBLIC
        ],
        "noticed": _noticed(author, goes),
        "portrait": portrait_of(author),
        "public": PUBLIC,
        "groups": groups.coming_groups(author.candidacy) if author.sees_identity else [],
        "refused": refused,
    }
    return page_of(request, author, "capture/submit.html", context, status=LOCKED if refused else 200)


def _noticed(author: Author, goes: set[str] | None) -> list[tuple[Question, list[str]]]:
    """Return what the machine would notice in what is handed over, as (question, what it is called): told to whoever
    can mend it."""
    asked = author.curricular
    values = {
        key: value
        for key, value in answered(author, asked, confidential=False).items()
        if goes is None or asked.questions[key].section in goes
    }
    return foreseeing.of_one(author.candidacy, asked, values)


@authors()
def proof(request: HttpRequest, key: str) -> HttpResponse:
    """The receipt of what was handed over, as a PDF: its folio, what it has, and the hash of each section."""
    author = author_of(request, key)
    if author.hand.role == Role.HELP_DESK:
        raise PermissionDenied
    content = receipt.pdf(author)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="acuse-{author.candidacy.slug}.pdf"'
    return response


def submitted(author: Author, done: list[str]) -> str:
    validates = author.hand.role == Role.CANDIDATE and author.candidacy.party_validates
    to_party = sum(key in author.curricular.parts for key in done) if validates else 0
    parts = []
    if to_party:
        parts.append(f"{sections_of(to_party)} a su partido, que la{'s' if to_party > 1 else ''} validará")
    if len(done) > to_party:
        parts.append(f"{sections_of(len(done) - to_party)} al Instituto")
    return f"Entregó {' y '.join(parts)}. Le avisaremos si hay algo que corregir."


def sections_of(count: int) -> str:
    return "una sección" if count == 1 else so_many(count, "sección", "secciones")
