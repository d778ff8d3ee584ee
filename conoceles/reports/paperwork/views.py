"""The institute's paperwork on screen: a list and a form for each kind, and the papers that they keep."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from conoceles.elections.access import OF_THE_INSTITUTE, grants, may_change_institute
from conoceles.elections.models import Election, Role
from conoceles.elections.screens import Screen
from conoceles.elections.views import add_errors
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import sent, words_of
from conoceles.lib.private_file import private_file
from conoceles.reports.models import Activity, DeliverableRule
from conoceles.reports.paperwork import saving
from conoceles.reports.paperwork.screens import SCREENS
from conoceles.reports.works import LETTERS, PAPERS

PAGE = 50
WRITERS = (Role.LIAISON, Role.COMMUNICATION)


@PAPERS.view()
def papers(request: HttpRequest, slug: str, screen: str) -> HttpResponse:
    """One kind of papers, searched; what only waits for a nod comes first."""
    return _listing(request, slug, screen)


@LETTERS.view()
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """The letters that came and left."""
    return _listing(request, slug, "oficios")


def _listing(request: HttpRequest, slug: str, screen: str) -> HttpResponse:
    election, shown = get_object_or_404(Election, slug=slug), _screen(request, slug, screen)
    writes = may_write(request, slug, shown.roles or WRITERS)
    words = words_of(request.GET.get("q"))
    page = Paginator(shown.found(election, words), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "election": election,
        "screen": shown,
        "words": words,
        "page": page,
        "lines": [
            (reverse("paper", args=[slug, screen, row.pk]), [value(row) for _label, value in shown.columns])
            for row in page
        ],
        "add": reverse("paper_new", args=[slug, screen]),
        "others": [
            (other, reverse("papers", args=[slug, other.slug]))
            for other in SCREENS.values()
            if _may_enter(request, slug, other)
        ],
        "may_write": writes,
        "readonly": not writes,
        "proposed": Activity.objects.of_election(election).proposed() if screen == "actividades" else None,
    }
    return render(request, "reports/papers.html", context)


@PAPERS.view(*FORM, only=WRITERS)
def paper(request: HttpRequest, slug: str, screen: str, pk: int | None = None) -> HttpResponse:
    """Write one, or correct it."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    shown = _screen(request, slug, screen)
    row = get_object_or_404(_rows(shown, election), pk=pk) if pk else shown.blank(election)
    if shown.form is None:
        raise Http404
    form = shown.form(sent(request), request.FILES or None, instance=row, election=election)
    if request.method == "POST" and _saved(request, form, election):
        messages.success(request, f"Guardado: {row}.")
        return redirect("papers", slug, screen)
    context = {
        "election": election,
        "form": form,
        "above": shown.title,
        "back": reverse("papers", args=[slug, screen]),
        "title": str(shown.rows(election).get(pk=pk)) if pk else f"Agregar {shown.one}",
        "kept": _kept(slug, screen, row) if pk else [],
    }
    return render(request, "reports/paper.html", context, status=422 if form.is_bound else 200)


@PAPERS.view()
def paper_file(request: HttpRequest, slug: str, screen: str, pk: int, number: int) -> FileResponse:
    """One of the papers or photographs that a row keeps."""
    election, shown = get_object_or_404(Election, slug=slug), _screen(request, slug, screen)
    row = get_object_or_404(_rows(shown, election), pk=pk)
    names = kept_by(row)
    if number >= len(names):
        raise Http404
    return private_file(names[number])


@PAPERS.view(*POST, only=WRITERS)
def nod(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Confirm an activity that the system noticed, or leave it out of reports."""
    election = get_object_or_404(Election, slug=slug)
    row = get_object_or_404(Activity.objects.of_election(election).proposed(), pk=pk)
    confirmed = request.POST.get("act") == "confirm"
    row.nod = Activity.Nod.CONFIRMED if confirmed else Activity.Nod.LEFT_OUT
    row.save(update_fields=["nod"])
    messages.success(request, f"{'Confirmada' if confirmed else 'No se informará'}: {row}.")
    return redirect("papers", slug, "actividades")


def may_write(request: HttpRequest, slug: str, roles: tuple[str, ...] = WRITERS) -> bool:
    """Return whether whoever reads may write too: commission only reads."""
    return bool({*roles, Role.COORDINATION} & grants(request).roles(slug))


def _rows(shown: Screen, election: Election) -> Any:
    return shown.rows(election)


def _screen(request: HttpRequest, slug: str, screen: str) -> Screen:
    """Return a screen that whoever asks may enter. Raises Http404, and PermissionDenied for that of others."""
    if screen not in SCREENS:
        raise Http404
    if not _may_enter(request, slug, SCREENS[screen]):
        raise PermissionDenied
    return SCREENS[screen]


def _may_enter(request: HttpRequest, slug: str, shown: Screen) -> bool:
    """Return whether a screen is of whoever asks: the commission reads them all, and only reads."""
    reads = Role.COMMISSION.value in grants(request).roles(slug) and request.method != "POST"
    return reads or may_write(request, slug, shown.roles or WRITERS)


def kept_by(row: Any) -> list[str]:
    """Return the private blobs of a row: its paper, then its photographs."""
    papers = [getattr(row, name, "") for name in ("file", "minutes")]
    return [*filter(None, papers), *getattr(row, "photos", [])]


def _kept(slug: str, screen: str, row: Any) -> list[tuple[str, str]]:
    """Return (address, what it is) of everything that a row keeps."""
    found = []
    for number, name in enumerate(kept_by(row)):
        kind = "Fotografía" if name.endswith("jpg") else "Documento"
        found.append((reverse("paper_file", args=[slug, screen, row.pk, number]), f"{kind} {number + 1}"))
    return found


def _saved(request: HttpRequest, form: Any, election: Election) -> bool:
    """Save a valid form; return whether it was, with the reasons on the form when not."""
    if not form.is_valid():
        return False
    if isinstance(form.instance, DeliverableRule) and not may_change_institute(request, election):
        form.add_error(None, OF_THE_INSTITUTE)
        return False
    try:
        saving.save(form, election, by=request.user.get_username())
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True
