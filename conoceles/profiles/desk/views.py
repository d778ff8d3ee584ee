"""Staff screens around capture: progress, notices, the help desk, identity answers for equality, signed consents."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections.access import STAFF, grants, staff
from conoceles.elections.forms import DateInput
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import sent
from conoceles.lib.rewriting import BadFile
from conoceles.profiles import consents, helping, practice
from conoceles.profiles.capture.file_views import shown as file_shown
from conoceles.profiles.consent_form import receive_scan
from conoceles.profiles.desk import notices
from conoceles.profiles.identity import treated
from conoceles.profiles.models import Consent, HelpInvitation, HelpRequest, Notice, Profile, State
from conoceles.profiles.party.dashboard import Line, lines
from conoceles.profiles.saving import profile_of, texts
from conoceles.profiles.values import all_values, applies, shown
from conoceles.profiles.versions import asked_in
from conoceles.profiles.workflow import Hand

PAGE = 50


@staff(*STAFF)
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How far each party and each contest has come."""
    election = get_object_or_404(Election, slug=slug)
    rows = Candidacy.objects.of_election(election).registered().filter(office__answers=True).with_register()
    everyone = lines(list(rows.order_by("ticket__contest__name", "pk")), election)
    tables = [
        ("Por partido", _counted(everyone, lambda line: line.candidacy.ticket.party.name)),
        ("Por contienda", _counted(everyone, lambda line: line.candidacy.ticket.contest.name)),
    ]
    totals = Counter(line.state for line in everyone)
    context = {
        "election": election, "tables": tables, "states": list(State), "total": len(everyone),
        "totals": [(state, totals[state]) for state in State], "left": sum(not line.done for line in everyone),
    }  # fmt: skip
    return render(request, "desk/progress.html", context)


def _counted(everyone: list[Line], name: Callable[[Line], str]) -> list[tuple[str, list[int], int]]:
    """Return (name, how many are in each state, how many in all) of each group, in the order met."""
    counts: dict[str, Counter[str]] = {}
    for line in everyone:
        counts.setdefault(name(line), Counter())[line.state] += 1
    return [(key, [found[state] for state in State.values], sum(found.values())) for key, found in counts.items()]


class NoticeForm(forms.Form):
    term = forms.DateField(label="Plazo para responder", widget=DateInput())
    remind_on = forms.DateField(label="Recordar de nuevo el", widget=DateInput(), required=False)
    number = forms.CharField(label="Número de oficio", max_length=60, required=False)


@staff(Role.LIAISON, methods=FORM)
def notices_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has not submitted; notify the chosen ones, by mail or by letter."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    waiting = notices.pending(election)
    form = NoticeForm(sent(request), initial={"term": notices.default_term(election)})
    if request.method == "POST" and form.is_valid():
        keys = set(request.POST.getlist("candidacy"))
        chosen = waiting if request.POST.get("all") else [line for line in waiting if line.candidacy.key in keys]
        chosen = chosen[: notices.BATCH]
        if not chosen:
            form.add_error(None, "Elija al menos una candidatura.")
        else:
            done = notices.send(
                chosen,
                election,
                by=request.user.get_username(),
                address=request.build_absolute_uri(reverse("account_login")),
                **form.cleaned_data,
            )
            if done.pdf is not None:
                response = HttpResponse(done.pdf, content_type="application/pdf")
                response["Content-Disposition"] = f'attachment; filename="avisos-{slug}.pdf"'
                return response
            messages.success(request, f"Enviados {done.mailed} avisos por correo.")
            return redirect("notices", slug)
    last = {
        notice.candidacy_id: notice
        for notice in Notice.objects.filter(candidacy__election=election).order_by("sent_at")
    }
    page = Paginator(waiting, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "election": election, "form": form, "page": page, "rows": [(line, last.get(line.candidacy.pk)) for line in page],
        "total": len(waiting), "due": notices.due(election, timezone.localdate()), "batch": notices.BATCH,
    }  # fmt: skip
    return render(request, "desk/notices.html", context, status=422 if form.is_bound else 200)


@staff(Role.LIAISON, methods=POST)
def notice_received(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    notice = get_object_or_404(
        Notice.objects.select_related("candidacy__election"), pk=pk, candidacy__election__slug=slug
    )
    who = request.POST.get("received_by", "").strip()[:160]
    if not who:
        messages.error(request, "Escriba quién recibió el aviso.")
    else:
        notices.receive(notice, received_by=who, by=request.user.get_username())
        messages.success(request, f"Registrado el acuse de {who}.")
    return redirect("notices", slug)


class CallForm(forms.ModelForm):  # type: ignore[type-arg]
    who = forms.CharField(
        label="Candidatura",
        required=False,
        help_text="Su nombre como está registrado, o su clave; vacío si no es de una.",
    )

    class Meta:
        model = HelpRequest
        fields = ["channel", "topic", "text", "reply"]

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.election = election
        self.fields["channel"].choices = [one for one in HelpRequest.Channel.choices if one[0] != "screen"]  # type: ignore[attr-defined]

    def clean_who(self) -> str:
        text: str = self.cleaned_data["who"].strip()
        if text:
            rows = Candidacy.objects.of_election(self.instance.election)
            found = rows.filter(key=text) | rows.filter(person__name__iexact=text)
            if found.count() != 1:
                raise forms.ValidationError("No hay una sola candidatura con ese nombre o clave.")
            self.instance.candidacy = found.get()
        return text


@staff(Role.HELP_DESK, Role.EQUALITY, methods=FORM)
def helpdesk(request: HttpRequest, slug: str) -> HttpResponse:
    """What was asked and answered: calls are logged here, and guidance asked from the questions waits here for its audience."""
    election = get_object_or_404(Election, slug=slug)
    roles = grants(request).roles(slug)
    form = CallForm(sent(request), election=election)
    if request.method == "POST" and Role.HELP_DESK in roles and form.is_valid():
        call = form.save(commit=False)
        call.asked_by = request.user.get_username()
        if call.reply:
            call.answered_at, call.answered_by = timezone.now(), request.user.get_username()
        call.save()
        thing = f"candidacy {call.candidacy.key}" if call.candidacy else ""
        record(
            "help-logged",
            by=request.user.get_username(),
            role=Role.HELP_DESK,
            election=slug,
            thing=thing,
            channel=call.channel,
        )
        messages.success(request, "Atención registrada.")
        return redirect("helpdesk", slug)
    rows = HelpRequest.objects.filter(election=election, audience__in=_audiences(roles)).select_related(
        "candidacy__person"
    )
    invited = (
        HelpInvitation.objects.standing()
        .filter(profile__candidacy__election=election)
        .select_related("profile__candidacy__person")
    )
    context = {
        "election": election, "form": form if Role.HELP_DESK in roles else None,
        "waiting": rows.filter(answered_at__isnull=True),
        "page": Paginator(rows.filter(answered_at__isnull=False), PAGE).get_page(request.GET.get("pagina")),
        "invited": invited if Role.HELP_DESK in roles else [], "me": request.user.get_username(),
    }  # fmt: skip
    return render(request, "desk/help.html", context, status=422 if form.is_bound else 200)


def _audiences(roles: set[str]) -> list[str]:
    """Return whose questions these roles read: what is asked of equality is confidential, for coordination too."""
    seen = {Role.HELP_DESK.value} if roles & {Role.HELP_DESK, Role.COORDINATION} else set()
    return sorted(seen | ({Role.EQUALITY.value} if Role.EQUALITY in roles else set()))


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="Respuesta", max_length=4000, widget=forms.Textarea(attrs={"rows": 6, "class": "write"})
    )


@staff(Role.HELP_DESK, Role.EQUALITY, methods=FORM)
def help_reply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    election = get_object_or_404(Election, slug=slug)
    roles = grants(request).roles(slug)
    asked = get_object_or_404(
        HelpRequest.objects.select_related("candidacy__person"),
        pk=pk,
        election=election,
        audience__in=_audiences(roles),
    )
    form = ReplyForm(sent(request), initial={"reply": asked.reply})
    if request.method == "POST" and form.is_valid():
        helping.reply(asked, form.cleaned_data["reply"], by=request.user.get_username(), role=asked.audience)
        messages.success(request, "Respondido.")
        return redirect("helpdesk", slug)
    return render(
        request,
        "desk/reply.html",
        {"election": election, "asked": asked, "form": form},
        status=422 if form.is_bound else 200,
    )


@staff(Role.HELP_DESK, methods=POST, coordination=False)
def help_enter(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    candidacy = get_object_or_404(Candidacy.objects.select_related("election"), key=key, election__slug=slug)
    try:
        helping.enter(candidacy, request.user.get_username())
    except helping.NotInvited as error:
        messages.error(request, str(error))
        return redirect("helpdesk", slug)
    return redirect("capture", key)


@staff(Role.EQUALITY, coordination=False)
def identity(request: HttpRequest, slug: str) -> HttpResponse:
    """Who answered the identity questionnaire; never in which words."""
    election = get_object_or_404(Election, slug=slug)
    rows = Profile.objects.filter(candidacy__election=election, identity__isnull=False).distinct()
    rows = rows.select_related(
        "candidacy__person", "candidacy__office", "candidacy__ticket__party", "candidacy__ticket__contest__area"
    )
    page = Paginator(rows.order_by("candidacy__person__name"), PAGE).get_page(request.GET.get("pagina"))
    return render(request, "desk/identity.html", {"election": election, "page": page, "words": ""})


@staff(Role.EQUALITY, methods=FORM, coordination=False)
def identity_of(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The confidential answers of one person, for equality alone; opening them is recorded. The reserve is granted here."""
    election = get_object_or_404(Election, slug=slug)
    candidacy = get_object_or_404(
        Candidacy.objects.with_register().select_related("election"), key=key, election=election
    )
    profile = get_object_or_404(Profile, candidacy=candidacy)
    by, wrong = request.user.get_username(), ""
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        if reason in consents.RESERVE_REASONS:
            consents.set_reserve(candidacy, request.POST.get("reserved") == "1", by=by, reason=reason)
            messages.success(request, "Reserva concedida." if candidacy.identity_reserved else "Reserva retirada.")
            return redirect("identity_of", slug, key)
        wrong = "Elija el motivo."
    asked = asked_in(election, "identity")
    given = Consent.objects.latest_of(profile)
    may_read = treated(profile)
    values = all_values(asked, texts(profile, confidential=True)) if may_read else {}
    answers = [
        (question, shown(question, values[one]))
        for one, question in asked.questions.items()
        if values.get(one) and applies(question, values)
    ]
    record("identity-read", by=by, role=Role.EQUALITY, election=slug, thing=f"candidacy {candidacy.key}")
    context = {
        "election": election, "candidacy": candidacy, "answers": answers, "consents": given.values(), "treated": may_read,
        "wrong": wrong, "reasons": consents.RESERVE_REASONS,
    }  # fmt: skip
    return render(request, "desk/identity_of.html", context, status=422 if wrong else 200)


class ScanForm(forms.Form):
    who = forms.CharField(label="Candidatura", help_text="Su nombre como está registrado, o su clave.")
    treatment = forms.ChoiceField(
        label="Tratamiento de los datos", choices=[("yes", "Sí"), ("no", "No")], widget=forms.RadioSelect
    )
    publication = forms.ChoiceField(
        label="Publicación de la identidad", choices=[("yes", "Sí"), ("no", "No")], widget=forms.RadioSelect
    )
    statistics = forms.ChoiceField(
        label="Uso estadístico", choices=[("yes", "Sí"), ("no", "No")], widget=forms.RadioSelect
    )
    signed_on = forms.DateField(label="Fecha de la firma", widget=DateInput())
    scan = forms.FileField(label="El formato firmado, en PDF o en foto")


@staff(Role.EQUALITY, Role.LIAISON, methods=FORM)
def scans(request: HttpRequest, slug: str) -> HttpResponse:
    """Signed consents that came on paper or to the institutional mailbox."""
    election = get_object_or_404(Election, slug=slug)
    form = ScanForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        rows = Candidacy.objects.of_election(election)
        found = rows.filter(key=values["who"].strip()) | rows.filter(person__name__iexact=values["who"].strip())
        if found.count() != 1:
            form.add_error("who", "No hay una sola candidatura con ese nombre o clave.")
        else:
            mine = grants(request).roles(slug)
            role = next(one for one in (Role.EQUALITY, Role.LIAISON, Role.COORDINATION) if one in mine)
            hand = Hand(request.user.get_username(), role)
            answers = {str(kind): values[kind] == "yes" for kind in Consent.STATEMENTS}
            try:
                receive_scan(profile_of(found.get()), values["scan"], answers, hand, values["signed_on"])
            except (BadFile, consents.NoNotice) as error:
                form.add_error("scan", str(error))
            else:
                messages.success(request, "Consentimiento en papel registrado.")
                return redirect("scans", slug)
    latest = Consent.objects.filter(profile__candidacy__election=election, how=Consent.How.SCAN).select_related(
        "profile__candidacy__person", "text"
    )
    context = {"election": election, "form": form, "latest": latest.order_by("-id")[:30]}
    return render(request, "desk/scans.html", context, status=422 if form.is_bound else 200)


@staff(Role.EQUALITY, coordination=False)
def scan(request: HttpRequest, slug: str, name: str) -> FileResponse:
    if not Consent.objects.filter(profile__candidacy__election__slug=slug, scan=name).exists():
        raise Http404
    return file_shown(name)


@staff(*STAFF, methods=POST)
def practise(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the account's own throw-away candidacy."""
    election = get_object_or_404(Election, slug=slug, practice=False)
    candidacy = practice.open_practice(User.objects.get(pk=request.user.pk or 0), election)
    return redirect("capture", candidacy.key)
