"""Staff of an election, extensions of capture, and the register of acts."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from conoceles.accounts.adapters import at_workshop, unknown_address
from conoceles.accounts.models import User
from conoceles.audit.acts import ACTS, in_words, record
from conoceles.audit.models import Record
from conoceles.elections import staff_acts
from conoceles.elections.access import STAFF, grants, named_election
from conoceles.elections.job_views import before
from conoceles.elections.letters import issue_letters, letters_pdf
from conoceles.elections.models import Candidacy, Election, Extension, Grant, Party, Role
from conoceles.elections.picking import CandidacyField, name_of
from conoceles.elections.prepared_views import WAITS, answered, prepared_of
from conoceles.elections.two_people import Done
from conoceles.elections.works import AUDIT, EXTENSIONS, PEOPLE
from conoceles.lib.access import FORM
from conoceles.lib.csv_file import lines
from conoceles.lib.dates import moment_in_words
from conoceles.lib.forms import AddressField, DateInput, MomentField, sent, whole_number
from conoceles.lib.outbox import leaves
from conoceles.lib.text import so_many

PAGE = 50


NO_SERVER = "Aquí no hay servidor de correo: después de darle la función, imprima su código."


class StaffForm(forms.Form):
    name = forms.CharField(label="Nombre", max_length=160)
    email = AddressField(label="Correo institucional")
    role = forms.ChoiceField(
        label="Función", choices=[("", "Elija"), *((role.value, role.label.capitalize()) for role in STAFF)]
    )

    until = forms.DateField(
        label="Hasta", required=False, widget=DateInput(), help_text="Ese día es el último; vacío: sin fecha."
    )

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError("Esa fecha ya pasó.")
        return until

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "Ahí recibirá su código de un solo uso." if leaves() else NO_SERVER


@PEOPLE.view(*FORM)
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Staff of an election: who has which role; give one, end one, send again the code of who has not entered."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    mine = Grant.objects.open().staff().filter(election=election).select_related("user", "election")
    everywhere = Grant.objects.open().staff().filter(election__isnull=True).select_related("user", "election")
    # Who coordinates the whole installation also ends what is good for all of it.
    whole = Role.COORDINATION in grants(request).everywhere
    ends = mine | everywhere if whole else mine
    form, by = StaffForm(sent(request)), User.objects.get(pk=request.user.pk or 0)
    if request.method == "POST" and request.POST.get("end"):
        grant = get_object_or_404(ends, pk=whole_number(request.POST["end"]))
        try:
            return answered(request, staff_acts.end_role(grant, by), slug, "people")
        except ValueError as error:
            messages.error(request, str(error))
            return redirect("people", slug)
    if request.GET.get("retirar"):
        return _before_end(request, get_object_or_404(ends, pk=whole_number(request.GET["retirar"])), by, slug)
    if request.method == "POST" and request.POST.get("again"):
        _send_again(request, get_object_or_404(mine, pk=whole_number(request.POST["again"])))
        return redirect("people", slug)
    if request.method == "POST" and request.POST.get("paper"):
        return _on_paper(request, get_object_or_404(mine, pk=whole_number(request.POST["paper"])))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            done = staff_acts.give_role(
                values["email"], values["name"], values["role"], election, by, until=values["until"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return answered(request, done, slug, "people")
    rows = [
        (grant, not grant.user.has_usable_password()) for grant in (mine | everywhere).order_by("role", "user__name")
    ]
    context = {"election": election, "rows": rows, "form": form, "waiting": prepared_of(election), "whole": whole}
    context |= {"nowhere": unknown_address(), "mails": leaves()}
    return render(request, "elections/people.html", context, status=422 if form.is_bound else 200)


def _before_end(request: HttpRequest, grant: Grant, by: User, slug: str) -> HttpResponse:
    """Say what a role that ends takes from whoever has it, before it ends."""
    others = Grant.objects.open().filter(user=grant.user).exclude(pk=grant.pk).count()
    left = (
        f"Le quedan {so_many(others, 'función', 'funciones')}: con ellas sigue entrando."
        if others
        else "Es su única función: su cuenta ya no abrirá nada."
    )
    page = reverse("people", args=[slug])
    where = "" if grant.election else " de toda la instalación"
    context = {
        "election": named_election(request),
        "title": f"Retirar a {grant.user.name}",
        "above": "Personal",
        "back": page,
        "action": page,
        "says": f"Deja de ser {grant.get_role_display()}{where} en este momento, también en las sesiones que tenga "
        f"abiertas. {left} Lo que hizo queda a su nombre, y la función puede dársele otra vez.",
        "warns": [
            *(["Es su propia función: al retirarla, usted deja de entrar aquí."] if grant.user_id == by.pk else []),
            *([WAITS] if staff_acts.needs_two(grant, by) else []),
        ],
        "hidden": [("end", grant.pk)],
        "button": "Retirar la función",
    }
    return before(request, context)


def _send_again(request: HttpRequest, grant: Grant) -> None:
    if grant.user.has_usable_password():
        messages.error(
            request, f"{grant.user.name} ya activó su cuenta: si olvidó la contraseña, la recupera con su correo."
        )
        return
    try:
        messages.success(request, staff_acts.send_code(grant, request.user.get_username()).strip())
    except OSError:
        messages.error(request, staff_acts.NO_MAIL)


def _on_paper(request: HttpRequest, grant: Grant) -> HttpResponse:
    """Return the letter that opens an account of the staff, for where no mail goes."""
    if grant.election is None or grant.user.has_usable_password():
        messages.error(request, f"{grant.user.name} ya activó su cuenta.")
        return redirect("people", grant.election.slug if grant.election else "")
    others = Grant.objects.open().filter(user=grant.user).exclude(election=grant.election)
    if others.exists() or Grant.objects.open().filter(user=grant.user, role__in=staff_acts.DELICATE).exists():
        messages.error(
            request,
            f"La función de {grant.user.name}, u otra que tiene, abre datos personales o libera actos: por seguridad "
            "su código solo llega a su correo. Donde no hay servidor de correo, sistemas se lo entrega.",
        )
        return redirect("people", grant.election.slug)
    with transaction.atomic():
        letters = issue_letters([grant], by=request.user.get_username(), used=True)
        content = letters_pdf(letters, grant.election, at_workshop("activate"))
    done = Done(f"Código de {grant.user.name}, en papel.", content, f"codigo-{grant.user.username}.pdf")
    return answered(request, done, grant.election.slug, "people")


class ExtensionForm(forms.ModelForm):  # type: ignore[type-arg]
    candidacy = CandidacyField(
        label="Solo para la candidatura",
        required=False,
        help_text="Parte de su nombre, su folio, su partido o su lugar; vacío si es para más de una.",
    )

    class Meta:
        model = Extension
        fields = ["candidacy", "party", "until", "reason"]
        field_classes = {"until": MomentField}

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.election = election
        self.fields["candidacy"].election = election  # type: ignore[attr-defined]
        field = self.fields["party"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = election.parties.all()
            field.empty_label = "Todas las candidaturas"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("until") and values["until"] <= timezone.now():
            self.add_error("until", "Esa fecha ya pasó: ponga una por venir.")
        elif values.get("until") and (ends := self.instance.election.capture_closes) and values["until"] <= ends:
            closes = moment_in_words(ends)
            self.add_error("until", f"La captura ya está abierta hasta el {closes}: ponga una fecha posterior.")
        elif values.get("until") and values["until"] > self.instance.election.silence_starts:
            silence = moment_in_words(self.instance.election.silence_starts)
            self.add_error("until", f"Ninguna prórroga pasa del inicio de la veda, el {silence}.")
        if values.get("party") and values.get("candidacy"):
            self.add_error("party", "Es para un partido o para una candidatura: deje vacío uno de los dos.")
        return values


@EXTENSIONS.view(*FORM)
def extensions(request: HttpRequest, slug: str) -> HttpResponse:
    """More time for a candidacy, a party or all, with its reason."""
    election = get_object_or_404(Election, slug=slug)
    initial = {"candidacy": name_of(election, request.GET.get("de"))}
    form = ExtensionForm(sent(request), election=election, initial=initial)
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


@AUDIT.view()
def audit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The register of acts of an election; `?exportar=1` gives it as CSV."""
    election = get_object_or_404(Election, slug=slug)
    form = AuditForm(request.GET)
    # What an account does of itself (entering, its second factor) belongs to no election: shown where it has a role.
    accounts = User.objects.filter(grants__election=election).values("username")
    rows = Record.objects.filter(Q(election=slug) | Q(election="", by__in=accounts))
    if form.is_valid():
        values = form.cleaned_data
        rows = rows.filter(**({"act": values["act"]} if values["act"] else {}))
        rows = rows.filter(**({"thing__icontains": values["thing"]} if values["thing"] else {}))
        rows = rows.filter(**({"at__date__gte": values["day"]} if values["day"] else {}))
    if request.GET.get("exportar") == "1":
        record("audit-exported", by=request.user.get_username(), election=slug)
        response = StreamingHttpResponse(_audit_csv(rows, election.zone), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="auditoria-{slug}.csv"'
        return response
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    said = [(row, *words) for row, words in zip(page, _said(list(page)), strict=True)]
    query = "".join(f"&{name}={request.GET[name]}" for name in ("act", "thing", "day") if request.GET.get(name))
    return render(
        request,
        "elections/audit.html",
        {"election": election, "form": form, "page": page, "lines": said, "query": query},
    )


def _audit_csv(rows: Any, where: ZoneInfo) -> Iterator[str]:
    """Return the acts as CSV, in the hours of a zone: it is sent when the request is over."""
    roles = dict(Role.choices)
    return lines(
        ["momento", "cuenta", "como", "acto", "cosa", "detalle"],
        (
            [
                timezone.localtime(row.at, where).isoformat(),
                row.by,
                str(roles.get(row.role, row.role)),
                ACTS.get(row.act, row.act),
                row.thing,
                in_words(row.detail, row.election),
            ]
            for row in rows.iterator(chunk_size=2000)
        ),
    )


def _said(rows: list[Record]) -> list[tuple[str, str, str, str, str]]:
    """Return (who, as what, act, about whom, details) of each act, in words. Names are looked up, never kept in the
    register."""
    names = dict(User.objects.filter(username__in={row.by for row in rows if row.by}).values_list("username", "name"))
    keys = [row.thing.partition(" ")[2] for row in rows]
    people = dict(Candidacy.objects.filter(key__in=keys).values_list("key", "person__name"))
    people |= dict(Party.objects.filter(key__in=keys).values_list("key", "name"))
    people |= dict(User.objects.filter(username__in=keys).values_list("username", "name"))
    roles = dict(Role.choices)
    return [
        (
            names.get(row.by, row.by or "sistema"),
            str(roles.get(row.role, "")),
            ACTS.get(row.act, row.act),
            people.get(key, row.thing),
            in_words(row.detail, row.election),
        )
        for row, key in zip(rows, keys, strict=True)
    ]
