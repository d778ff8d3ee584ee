"""An account's mailbox, with how it wants its mails; and the commitments that a candidacy may sign."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.elections.access import grants
from conoceles.elections.models import Role
from conoceles.lib.access import FORM, signed_in
from conoceles.lib.forms import plain
from conoceles.profiles import commitments
from conoceles.profiles.capture.seat import seated, take
from conoceles.profiles.models import Commitment, Message
from conoceles.profiles.workflow import NotAllowed

PAGE = 30


@signed_in(*FORM)
def mailbox(request: HttpRequest) -> HttpResponse:
    """What the institute told this account's candidacies and parties; and how it wants its mails."""
    rows = _mine(request)
    user = User.objects.get(pk=request.user.pk or 0)
    if request.method == "POST":
        if request.POST.get("mails") in User.Mails.values:
            user.mails = request.POST["mails"]
            user.save(update_fields=["mails"])
            messages.success(request, f"Desde ahora: {user.get_mails_display()}.")
        else:
            rows.filter(read_at__isnull=True).update(read_at=timezone.now())
        return redirect("mailbox")
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page, "unread": rows.filter(read_at__isnull=True).count(), "choices": User.Mails.choices, "mails": user.mails,
        "email": user.email,
    }  # fmt: skip
    return render(request, "mailbox/mailbox.html", context)


def _mine(request: HttpRequest) -> Any:
    held = grants(request)
    candidacies = [grant.candidacy_id for grant in held.of_role(Role.CANDIDATE)]
    parties = [grant.party_id for grant in held.of_role(Role.PARTY)]
    rows = Message.objects.filter(Q(candidacy__in=candidacies) | Q(party__in=parties))
    return rows.select_related("candidacy__person", "party")


@seated(*FORM)
def sign(request: HttpRequest, key: str) -> HttpResponse:
    """The commitments that a candidacy may sign, and those that it signed, with their text."""
    seat = take(request, key)
    if seat.hand.role != Role.CANDIDATE:
        raise Http404
    open_now = commitments.offered(seat.candidacy, seat.at)
    signed = list(seat.profile.signatures.filter(ended_at__isnull=True).select_related("commitment"))
    wrong = ""
    if request.method == "POST":
        try:
            wrong = _press(request, seat, signed)
        except NotAllowed as error:
            wrong = str(error)
        if not wrong:
            return redirect("commitments", key)
    mine = {one.commitment_id for one in signed}
    context = {
        "seat": seat, "candidacy": seat.candidacy, "institute": seat.candidacy.election.institute, "own": True, "signed": signed,
        "open_now": [one for one in open_now if one.pk not in mine], "wrong": wrong,
    }  # fmt: skip
    return render(request, "mailbox/commitments.html", context, status=422 if wrong else 200)


def _press(request: HttpRequest, seat: Any, signed: list[Any]) -> str:
    if request.POST.get("end"):
        one = next((row for row in signed if row.commitment.key == request.POST["end"]), None)
        if one is None:
            return "Ese compromiso ya no está firmado."
        commitments.end(one, seat.hand)
        messages.success(request, f"Retiró su firma de «{one.commitment.title}».")
        return ""
    commitment = Commitment.objects.filter(
        key=plain(request.POST.get("sign"), 16), election=seat.candidacy.election
    ).first()
    if commitment is None:
        return "Elija un compromiso de la lista."
    if request.POST.get("read") != commitment.key:
        return f"Para firmar «{commitment.title}», marque que leyó el texto."
    commitments.sign(seat.profile, commitment, seat.hand, seat.at)
    messages.success(request, f"Firmó «{commitment.title}». Su página lo muestra con el texto completo.")
    return ""
