"""Documents on screen: what can be issued, a look at it before, what was issued, the institute's own template."""

from base64 import b64encode
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.access import OF_THE_INSTITUTE, grants, may_change_institute
from conoceles.elections.models import Election, Role
from conoceles.lib import blobs
from conoceles.lib.access import FORM
from conoceles.lib.dates import local_date
from conoceles.lib.doing import doing
from conoceles.lib.forms import DateInput, sent, whole_number
from conoceles.lib.limited import BadFile
from conoceles.lib.papers import refuse_large
from conoceles.lib.rewriting import letterhead
from conoceles.lib.text import slugify
from conoceles.lib.uploads import kept_for_a_moment
from conoceles.reports.documents import issuing, setting
from conoceles.reports.documents.content import Period
from conoceles.reports.documents.kinds import KINDS, Kind
from conoceles.reports.models import DocumentTemplate, Issued
from conoceles.reports.works import DOCUMENTS

FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


FIRST_YEAR, LAST_YEAR = 2000, 2100


class DocumentForm(forms.Form):
    """What is asked before a document is made."""

    starts = forms.DateField(label="Desde", widget=DateInput())
    ends = forms.DateField(label="Hasta", widget=DateInput())
    by_plan = forms.ChoiceField(
        label="Cómo se ordenan las actividades",
        choices=[("", "por fecha, como los informes de Coahuila"), ("1", "por parte del plan, como los de Durango")],
        required=False,
    )
    number = forms.CharField(label="Número de oficio", max_length=60, required=False)
    addressee = forms.CharField(label="A quién se dirige", max_length=200, required=False)
    intro = forms.CharField(
        label="Presentación", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    why = forms.CharField(label="Qué se corrige", max_length=300)

    def __init__(self, *args: Any, kind: Kind, corrects: Issued | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kind.period:
            for name in ("starts", "ends", "by_plan"):
                del self.fields[name]
        elif kind.key not in ("mensual", "final"):
            del self.fields["by_plan"]
        if corrects is None:
            del self.fields["why"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        starts, ends = values.get("starts"), values.get("ends")
        for name, day in (("starts", starts), ("ends", ends)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, f"Escriba un año entre {FIRST_YEAR} y {LAST_YEAR}.")
        if starts and ends and ends < starts:
            self.add_error("ends", "El periodo termina antes de empezar: revise las fechas.")
        return values

    def asked(self, today: date) -> issuing.Asked:
        """Return what was chosen."""
        values = self.cleaned_data
        period = Period(values.get("starts") or today, values.get("ends") or today)
        said = {name: values[name] for name in ("number", "addressee", "intro")}
        return issuing.Asked(period, bool(values.get("by_plan")), **said)


@DOCUMENTS.view()
def documents(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that can be issued, and what was."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    context = {
        "election": election,
        "kinds": KINDS.values(),
        "issued": Issued.objects.of_election(election).select_related("replaces", "replaced_by").defer("content"),
        "template": DocumentTemplate.objects.filter(institute=election.institute).first(),
        "may_write": _may_issue(request, slug),
    }
    return render(request, "reports/documents.html", context)


@DOCUMENTS.view(*FORM, only=(Role.LIAISON,))
def document(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Choose, look at it, and issue it."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    if kind not in KINDS:
        raise Http404
    chosen, now = KINDS[kind], timezone.now()
    corrects = _corrected(request, election, kind)
    form = DocumentForm(sent(request), kind=chosen, corrects=corrects, initial=_initial(corrects, election, now))
    pages: list[str] = []
    warnings: list[str] = []
    if request.method == "POST" and form.is_valid():
        asked = form.asked(local_date(now, election.zone))
        if request.POST.get("act") == "issue":
            if done := _issued(request, chosen, election, form, asked, corrects):
                messages.success(request, f"Emitido: {done}. Está abajo en DOCX, PDF y XLSX.")
                return redirect("documents", slug)
        else:
            with doing(request) as told:
                pictures, warnings = issuing.looked_at(chosen, election, asked, now, told)
            pages = [f"data:image/png;base64,{b64encode(one).decode()}" for one in pictures]
    context = {
        "election": election,
        "kind": chosen,
        "form": form,
        "corrects": corrects,
        "pages": pages,
        "warnings": warnings,
        "looked": bool(pages),
    }
    return render(request, "reports/document.html", context, status=422 if form.errors else 200)


def _corrected(request: HttpRequest, election: Election, kind: str) -> Issued | None:
    pk = whole_number(request.POST.get("corrige") or request.GET.get("corrige"))
    if not pk:
        return None
    return get_object_or_404(Issued.objects.of_election(election).standing(), pk=pk, kind=kind)


def _initial(corrects: Issued | None, election: Election, now: Any) -> dict[str, Any]:
    """Return the last whole month; or what the document that is corrected said."""
    if corrects:
        said = {name: corrects.content.get(name, "") for name in ("number", "addressee", "intro")}
        return {"starts": corrects.starts, "ends": corrects.ends, **said}
    ends = local_date(now, election.zone).replace(day=1) - timedelta(days=1)
    return {"starts": ends.replace(day=1), "ends": ends.replace(day=monthrange(ends.year, ends.month)[1])}


def _issued(
    request: HttpRequest, kind: Kind, election: Election, form: DocumentForm, asked: issuing.Asked, corrects: Any
) -> Issued | None:
    """Issue it and return it; None, with the reason on the form, when the institute's template cannot be filled."""
    try:
        with doing(request) as told:
            return issuing.issue(
                kind,
                election,
                asked,
                timezone.now(),
                by=request.user.get_username(),
                replaces=corrects,
                why=form.cleaned_data.get("why", ""),
                doing=told,
            )
    except BadFile as error:
        form.add_error(None, str(error))
        return None


@DOCUMENTS.view()
def document_file(request: HttpRequest, slug: str, pk: int, form: str) -> HttpResponse:
    """An issued document in one of its forms."""
    issued = get_object_or_404(Issued, pk=pk, election__slug=slug)
    name = getattr(issued, form, "") if form in FORMS else ""
    path = blobs.where(name, blobs.PRIVATE) if name else None
    if path is None or not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type=FORMS[form])
    called = f"{slugify(issued.title, 60)}-v{issued.version}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{called}"'
    return answer


class TemplateForm(forms.Form):
    template = forms.FileField(label="Su plantilla, en Word (.docx)")


@DOCUMENTS.view(*FORM, only=(Role.LIAISON,))
def document_template(request: HttpRequest, slug: str) -> HttpResponse:
    """The institute's own template: what it may ask for, and sending another."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    form = TemplateForm(sent(request), request.FILES or None)
    if request.method == "POST" and not may_change_institute(request, election):
        form.add_error(None, OF_THE_INSTITUTE)
    elif request.method == "POST" and form.is_valid():
        by = request.user.get_username()
        try:
            asked = _keep_template(form.cleaned_data["template"], election, by)
        except BadFile as error:
            form.add_error("template", str(error))
        else:
            messages.success(request, f"La plantilla se usará desde ahora. Pide: {', '.join(asked)}.")
            return redirect("documents", slug)
    context = {
        "election": election,
        "form": form,
        "placeholders": letterhead.PLACEHOLDERS.items(),
        "template": DocumentTemplate.objects.filter(institute=election.institute).first(),
    }
    return render(request, "reports/document_template.html", context, status=422 if form.errors else 200)


def _keep_template(upload: Any, election: Election, by: str) -> list[str]:
    refuse_large(upload)
    with kept_for_a_moment(upload) as source:
        asked = setting.check_template(source)
        name = blobs.put(source.read_bytes(), "docx", blobs.PRIVATE)
    DocumentTemplate.objects.create(institute=election.institute, file=name, by=by)
    record("template-changed", by=by, election=election.slug)
    return asked


@DOCUMENTS.view(only=(Role.LIAISON,))
def document_template_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The template in force, or the one that the program brings, to be edited."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    own = DocumentTemplate.objects.filter(institute=election.institute).first()
    content = blobs.where(own.file, blobs.PRIVATE).read_bytes() if own else letterhead.default()
    answer = HttpResponse(content, content_type=FORMS["docx"])
    answer["Content-Disposition"] = 'attachment; filename="plantilla.docx"'
    return answer


def _may_issue(request: HttpRequest, slug: str) -> bool:
    return bool({Role.LIAISON, Role.COORDINATION} & grants(request).roles(slug))
