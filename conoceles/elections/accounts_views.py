"""Accounts of an election: opened and delivered in batches, by letter or mail; staff roles; extensions; the register of acts."""

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from conoceles.accounts import invitations
from conoceles.accounts.models import Invitation, User
from conoceles.audit.acts import ACTS, record
from conoceles.audit.models import Record
from conoceles.elections.access import STAFF, staff
from conoceles.elections.forms import DateInput, MomentInput
from conoceles.elections.grants import end, give, open_for_candidacy, open_for_party, without_account
from conoceles.elections.invitation_mail import send_invitations
from conoceles.elections.letters import BATCH, issue_letters, letters_pdf
from conoceles.elections.models import Candidacy, Election, Extension, Grant, Party, Role
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import sent
from conoceles.lib.tables import safe_cell

PAGE = 50


@staff(Role.LIAISON, Role.REGISTER)
def accounts(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has an account, whether its letter was delivered, and whether it was used."""
    election = get_object_or_404(Election, slug=slug)
    rows = Grant.objects.open().filter(election=election, role__in=(Role.CANDIDATE, Role.PARTY))
    rows = rows.select_related(
        "user",
        "party",
        "candidacy__person",
        "candidacy__office",
        "candidacy__ticket__contest__area",
        "candidacy__ticket__party",
    )
    rows = rows.prefetch_related(Prefetch("user__invitations", Invitation.objects.order_by("-issued_at")))
    words = request.GET.get("q", "").strip()[:100]
    for word in words.split()[:6]:
        rows = rows.filter(
            Q(candidacy__person__name__icontains=word)
            | Q(party__name__icontains=word)
            | Q(candidacy__ticket__party__name__icontains=word)
        )
    state = request.GET.get("estado", "")
    if state == "sin-usar":
        rows = rows.exclude(user__invitations__used_at__isnull=False)
    asked = Candidacy.objects.of_election(election).registered().filter(office__answers=True)
    without = without_account(asked)
    context = {
        "election": election,
        "page": Paginator(rows.order_by("party__order", "candidacy__ticket__party__order", "pk"), PAGE).get_page(
            request.GET.get("pagina")
        ),
        "words": words,
        "state": state,
        "without": without.count(),
        "asked": asked.count(),
        "parties": election.parties.filter(tickets__candidacies__office__answers=True).distinct(),
        "batch": BATCH,
    }
    return render(request, "elections/accounts.html", context)


@staff(Role.LIAISON, methods=POST)
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the accounts that are missing and give their letters as one PDF; whatever letter they had opens nothing any more.

    For one party (`party`: its own account and its candidacies', with a list to sign), for chosen accounts (`grant`), or for
    all who have none.
    """
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    by = request.user.get_username()
    rows, receipts = _wanted(request, election, by)
    if not rows:
        messages.error(request, "No hay ninguna cuenta por entregar: elija al menos una.")
        return redirect("accounts", slug)
    if request.POST.get("by") == "mail":
        sent_to, without = send_invitations(rows, election, request.build_absolute_uri(reverse("activate")), by=by)
        messages.success(
            request,
            f"Enviadas {sent_to} invitaciones por correo.{f' {without} cuentas no tienen correo: entrégueles carta.' if without else ''}",
        )
        return redirect("accounts", slug)
    content = letters_pdf(
        issue_letters(rows, by=by), election, request.build_absolute_uri(reverse("activate")),
        number=request.POST.get("number", "").strip()[:60], receipts=receipts,
    )  # fmt: skip
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="cartas-{slug}.pdf"'
    return response


def _wanted(request: HttpRequest, election: Election, by: str) -> tuple[list[Grant], str]:
    registered = Candidacy.objects.of_election(election).registered().filter(office__answers=True).with_register()
    if request.POST.getlist("grant"):
        chosen = [int(pk) for pk in request.POST.getlist("grant") if pk.isdigit()]
        return list(_with_everything(Grant.objects.open().filter(pk__in=chosen, election=election))), ""
    if request.POST.get("party"):
        party = (
            get_object_or_404(Party, pk=request.POST["party"], election=election)
            if request.POST["party"].isdigit()
            else None
        )
        if party is None:
            return [], ""
        grants = [open_for_party(party, by=by)]
        grants += [
            open_for_candidacy(one, by=by) for one in registered.filter(ticket__party=party).select_related("election")
        ]
        unused = [grant for grant in grants if not grant.user.invitations.filter(used_at__isnull=False).exists()]
        return list(_with_everything(Grant.objects.filter(pk__in=[grant.pk for grant in unused]))), party.name
    without = without_account(registered).select_related("election")[:BATCH]
    opened = [open_for_candidacy(one, by=by).pk for one in without]
    return list(
        _with_everything(Grant.objects.filter(pk__in=opened))
    ), "Todas las candidaturas sin cuenta" if opened else ""


def _with_everything(rows: Any) -> Any:
    return rows.select_related(
        "user",
        "election",
        "party",
        "candidacy__person",
        "candidacy__office",
        "candidacy__ticket__party",
        "candidacy__ticket__contest__area",
    ).order_by("-role", "candidacy__ticket__contest__name", "pk")


class DeliveryForm(forms.Form):
    received_by = forms.CharField(label="Quién la recibió, con su cargo", max_length=160)
    day = forms.DateTimeField(label="Cuándo", widget=MomentInput(), required=False, help_text="Vacío: ahora.")


@staff(Role.LIAISON, methods=FORM)
def delivery(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Record that a letter was handed over, and to whom."""
    election = get_object_or_404(Election, slug=slug)
    grant = get_object_or_404(Grant.objects.select_related("user"), pk=pk, election=election)
    letter = get_object_or_404(grant.user.invitations.filter(closed_at__isnull=True).order_by("-issued_at")[:1])
    form = DeliveryForm(sent(request), initial={"received_by": letter.received_by})
    if request.method == "POST" and form.is_valid():
        invitations.deliver(
            letter,
            received_by=form.cleaned_data["received_by"],
            at=form.cleaned_data["day"],
            by=request.user.get_username(),
            election=slug,
        )
        messages.success(request, f"Registrada la entrega a {form.cleaned_data['received_by']}.")
        return redirect("accounts", slug)
    return _form(
        request,
        election,
        form,
        "Cuentas",
        f"Entrega de la carta de {grant.user.name}",
        back=reverse("accounts", args=[slug]),
    )


class StaffForm(forms.Form):
    name = forms.CharField(label="Nombre", max_length=160)
    email = forms.EmailField(label="Correo institucional", help_text="Ahí recibirá su código de un solo uso.")
    role = forms.ChoiceField(label="Función", choices=[(role.value, role.label.capitalize()) for role in STAFF])


@staff(methods=FORM)
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Staff of an election: who has which role; give one, end one."""
    election = get_object_or_404(Election, slug=slug)
    form = StaffForm(sent(request))
    by = request.user.get_username()
    if request.method == "POST" and request.POST.get("end"):
        grant = get_object_or_404(Grant.objects.open().staff(), pk=request.POST["end"], election=election)
        end(grant, by=by)
        messages.success(request, f"{grant.user.name} ya no tiene la función de {grant.get_role_display()}.")
        return redirect("people", slug)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        user = User.objects.filter(email=values["email"].lower()).first() or User.objects.open(
            values["name"], values["email"]
        )
        try:
            grant = give(user, values["role"], election, by=by)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if not user.has_usable_password():
                send_invitations([grant], election, request.build_absolute_uri(reverse("activate")), by=by)
            messages.success(request, f"{user.name} tiene la función de {grant.get_role_display()}.")
            return redirect("people", slug)
    rows = (
        Grant.objects.open()
        .staff()
        .filter(Q(election=election) | Q(election__isnull=True))
        .select_related("user", "election")
    )
    context = {"election": election, "rows": rows.order_by("role", "user__name"), "form": form}
    return render(request, "elections/people.html", context, status=422 if form.is_bound else 200)


class ExtensionForm(forms.ModelForm):  # type: ignore[type-arg]
    folio = forms.CharField(
        label="Solo para la candidatura",
        required=False,
        max_length=160,
        help_text="Su nombre completo o su clave; vacío si es para más de una.",
    )

    class Meta:
        model = Extension
        fields = ["party", "until", "reason"]
        widgets = {"until": MomentInput()}

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.election = election
        field = self.fields["party"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = election.parties.all()
            field.empty_label = "Todas las candidaturas"

    def clean_folio(self) -> str:
        text: str = self.cleaned_data["folio"].strip()
        if text:
            found = Candidacy.objects.of_election(self.instance.election).filter(
                Q(key=text) | Q(person__name__iexact=text)
            )
            if found.count() != 1:
                raise ValidationError(
                    "No hay una sola candidatura con ese nombre o clave: cópielos como están en el registro."
                )
            self.instance.candidacy = found.get()
        return text


@staff(methods=FORM)
def extensions(request: HttpRequest, slug: str) -> HttpResponse:
    """More time for a candidacy, a party or all, with its reason."""
    election = get_object_or_404(Election, slug=slug)
    form = ExtensionForm(sent(request), election=election)
    if request.method == "POST" and form.is_valid():
        extension = form.save(commit=False)
        extension.given_by = User.objects.get(pk=request.user.pk or 0)
        extension.save()
        thing = (
            f"candidacy {extension.candidacy.key}"
            if extension.candidacy
            else (f"party {extension.party.key}" if extension.party else "")
        )
        record(
            "exception-given",
            by=request.user.get_username(),
            election=slug,
            thing=thing,
            until=extension.until.isoformat(),
            reason=extension.reason,
        )
        messages.success(request, f"Prórroga {extension}.")
        return redirect("extensions", slug)
    rows = election.extensions.select_related("party", "candidacy__person", "given_by")
    context = {"election": election, "form": form, "rows": rows}
    return render(request, "elections/extensions.html", context, status=422 if form.is_bound else 200)


class AuditForm(forms.Form):
    act = forms.ChoiceField(
        label="Acto", required=False, choices=[("", "Todos"), *sorted(ACTS.items(), key=lambda item: item[1])]
    )
    thing = forms.CharField(label="Sobre qué (clave)", required=False, max_length=80)
    day = forms.DateField(label="Desde", required=False, widget=DateInput())


@staff(Role.COMMISSION)
def audit(request: HttpRequest, slug: str) -> HttpResponse:
    """The register of acts of an election; `?exportar=1` gives it as CSV."""
    election = get_object_or_404(Election, slug=slug)
    form = AuditForm(request.GET)
    rows = Record.objects.of_election(slug)
    if form.is_valid():
        values = form.cleaned_data
        rows = rows.filter(**({"act": values["act"]} if values["act"] else {}))
        rows = rows.filter(**({"thing__icontains": values["thing"]} if values["thing"] else {}))
        rows = rows.filter(**({"at__date__gte": values["day"]} if values["day"] else {}))
    if request.GET.get("exportar") == "1":
        record("audit-exported", by=request.user.get_username(), election=slug)
        response = StreamingHttpResponse(_audit_csv(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="auditoria-{slug}.csv"'
        return response  # type: ignore[return-value]
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    names = dict(User.objects.filter(username__in={row.by for row in page if row.by}).values_list("username", "name"))
    lines = [(row, names.get(row.by, row.by or "sistema"), ACTS.get(row.act, row.act)) for row in page]
    query = "".join(f"&{name}={request.GET[name]}" for name in ("act", "thing", "day") if request.GET.get(name))
    return render(
        request,
        "elections/audit.html",
        {"election": election, "form": form, "page": page, "lines": lines, "query": query},
    )


class _Echo:
    def write(self, value: str) -> str:
        return value


def _audit_csv(rows: Any) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + str(writer.writerow(["momento", "cuenta", "como", "acto", "cosa", "detalle"]))
    for row in rows.iterator(chunk_size=2000):
        detail = "; ".join(f"{key}={value}" for key, value in row.detail.items())
        yield str(writer.writerow([row.at.isoformat(), row.by, row.role, row.act, row.thing, safe_cell(detail)]))


def _form(
    request: HttpRequest, election: Election, form: forms.Form, above: str, title: str, back: str
) -> HttpResponse:
    context = {"form": form, "above": above, "title": title, "election": election, "back": back}
    return render(request, "elections/form.html", context, status=422 if form.is_bound else 200)
