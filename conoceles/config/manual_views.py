"""The pages of help: what each role does, read on the screens that it explains."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from conoceles.config.manual_paper import as_pdf, as_slides
from conoceles.config.manuals import PICTURES, ROLES, manuals, pictures
from conoceles.elections.access import grants
from conoceles.lib.access import public

CACHED = "public, max-age=3600"


@public()
@never_cache
def help_pages(request: HttpRequest) -> HttpResponse:
    """Every page of help, those of whoever asks first."""
    mine = {grant.role for grant in grants(request).rows}
    found = list(manuals().values())
    context = {
        "mine": [page for page in found if page.role in mine],
        "others": [page for page in found if page.role not in mine and page.name in ROLES],
        "everybody": [page for page in found if not page.role],
    }
    return render(request, "config/manuals.html", context)


@public()
@never_cache
def help_page(request: HttpRequest, name: str) -> HttpResponse:
    """One page of help."""
    page = manuals().get(name)
    if page is None:
        raise Http404
    return render(request, "config/manual.html", {"manual": page})


@public()
def help_paper(request: HttpRequest, name: str, form: str = "") -> HttpResponse:
    """A page of help as a PDF: to print and hand over, or as slides to train with."""
    if name not in manuals() or form not in ("", "diapositivas"):
        raise Http404
    content = as_slides(name) if form == "diapositivas" else as_pdf(name)
    file = f"conoceles-{name}{'-diapositivas' if form else ''}.pdf"
    headers = {"Cache-Control": CACHED, "Content-Disposition": f'inline; filename="{file}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@public()
def help_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture that some page of help shows."""
    if name not in pictures():
        raise Http404
    return FileResponse((PICTURES / name).open("rb"), content_type="image/png", headers={"Cache-Control": CACHED})
