"""The help desk: what was asked and answered, and entering by invitation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.capture import helping
from conoceles.capture.models import HelpInvitation, HelpRequest
from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.elections.picking import CandidacyField
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import sent
from conoceles.reports.one_candidacy import whole
from conoceles.reports.works import GUIDANCE, HELP_DESK

PAGE = 50


class CallForm(forms.ModelForm):  # type: ignore[type-arg]
    candidacy = CandidacyField(
        required=False, help_text="Parte de su nombre, su folio, su partido o su lugar; vacío si no es de una."
    )

    class Meta:
        model = HelpRequest
        fields = ["candidacy", "channel", "topic", "text", "reply"]

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.election = election
        self.fields["candidacy"].election = election  # type: ignore[attr-defined]
        self.fields["channel"].choices = [one for one in HelpRequest.Channel.choices if one[0] != "screen"]  # type: ignore[attr-defined]


@HELP_DESK.view(*FORM)
def helpdesk(request: HttpRequest, slug: str) -> HttpResponse:
    """What was asked and answered: calls are logged here, and guidance asked from the questions waits here."""
    return _desk(request, slug)


@GUIDANCE.view(*FORM)
def guidance_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The guidance that was asked about identity, for equality alone."""
    return _desk(request, slug)


def _desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the desk of whoever asks: what is asked of her roles."""
    election = get_object_or_404(Election, slug=slug)
    roles = grants(request).roles(slug)
    form = CallForm(sent(request), election=election, initial=_prefilled(election, request.GET, roles))
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
    rows = HelpRequest.objects.filter(election=election, audience__in=audiences(roles)).select_related(
        "candidacy__person"
    )
    invited = (
        HelpInvitation.objects.standing()
        .filter(profile__candidacy__election=election)
        .select_related("profile__candidacy__person")
    )
    context = {
        "election": election,
        "form": form if Role.HELP_DESK in roles else None,
        "waiting": rows.filter(answered_at__isnull=True),
        "page": Paginator(rows.filter(answered_at__isnull=False), PAGE).get_page(request.GET.get("pagina")),
        "invited": invited if Role.HELP_DESK in roles else [],
        "me": request.user.get_username(),
        "asked": bool(request.GET.get("de")),
        "replies": "help_reply" if HELP_DESK.wanted & roles else "guidance_reply",
    }
    return render(request, "reports/helpdesk.html", context, status=422 if form.is_bound else 200)


# What is asked most, as the page of a candidacy registers it.
TOPICS = {"entrar": "No puede entrar", "falta": "Pregunta qué le falta"}


def _prefilled(election: Election, asked: QueryDict, roles: set[str]) -> dict[str, str]:
    """Return how the form of a call begins, for the candidacy and the matter of an address: with what there is to
    say."""
    rows = Candidacy.objects.with_register().select_related("election__institute")
    one = rows.filter(election=election, key=asked.get("de", "")).first()
    if one is None:
        return {}
    found = {"candidacy": one.person.name, "channel": str(HelpRequest.Channel.PHONE)}
    matter = asked.get("asunto", "")
    if matter not in TOPICS:
        return found
    seen = whole(one, roles, [])
    if matter == "entrar":
        said = seen.account.advice if seen.account else "No tiene cuenta: se pide su carta a vinculación."
    else:
        said = "; ".join(seen.line.missing) or ("Nada." if seen.line.done else "Solo entregar.")
    return {**found, "topic": TOPICS[matter], "reply": f"Se le dijo: {said}"[:4000]}


def audiences(roles: set[str]) -> list[str]:
    """Return whose questions these roles read: what is asked of equality is confidential, for coordination too."""
    seen = {Role.HELP_DESK.value} if roles & {Role.HELP_DESK, Role.COORDINATION} else set()
    return sorted(seen | ({Role.EQUALITY.value} if Role.EQUALITY in roles else set()))


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="Respuesta", max_length=4000, widget=forms.Textarea(attrs={"rows": 6, "class": "write"})
    )


@HELP_DESK.view(*FORM)
def help_reply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _reply(request, slug, pk, "helpdesk")


@GUIDANCE.view(*FORM)
def guidance_reply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _reply(request, slug, pk, "guidance_desk")


def _reply(request: HttpRequest, slug: str, pk: int, back: str) -> HttpResponse:
    election = get_object_or_404(Election, slug=slug)
    roles = grants(request).roles(slug)
    asked = get_object_or_404(
        HelpRequest.objects.select_related("candidacy__person"),
        pk=pk,
        election=election,
        audience__in=audiences(roles),
    )
    form = ReplyForm(sent(request), initial={"reply": asked.reply})
    if request.method == "POST" and form.is_valid():
        helping.reply(asked, form.cleaned_data["reply"], by=request.user.get_username(), role=asked.audience)
        messages.success(request, "Respondido.")
        return redirect(back, slug)
    return render(
        request,
        "reports/helpdesk_reply.html",
        {"election": election, "asked": asked, "form": form, "back": reverse(back, args=[slug])},
        status=422 if form.is_bound else 200,
    )


@HELP_DESK.view(*POST, only=(Role.HELP_DESK,), coordination=False)
def help_enter(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    candidacy = get_object_or_404(Candidacy.objects.select_related("election"), key=key, election__slug=slug)
    try:
        helping.enter(candidacy, request.user.get_username())
    except helping.NotInvited as error:
        messages.error(request, str(error))
        return redirect("helpdesk", slug)
    return redirect("capture", key)
