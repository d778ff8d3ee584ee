"""An account's mailbox, with how it wants its mails; and the commitments that a candidacy may sign."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.capture.access import author_of, authors
from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Role
from conoceles.lib.access import FORM, signed_in
from conoceles.lib.forms import plain
from conoceles.mail.models import Message
from conoceles.profiles import commitments
from conoceles.profiles.models import Commitment
from conoceles.profiles.workflow import NotAllowed

PAGE = 30


@signed_in(*FORM)
def mailbox(request: HttpRequest) -> HttpResponse:
    """What the institute told this account's candidacies and parties; and how it wants its mails."""
    names = _boxes(request)
    rows = Message.objects.in_boxes(names)
    user = User.objects.get(pk=request.user.pk or 0)
    if request.method == "POST":
        if request.POST.get("mails") in User.Mails.values:
            user.mails = request.POST["mails"]
            user.save(update_fields=["mails"])
            messages.success(request, f"Desde ahora: {user.get_mails_display()}.")
        else:
            rows.unread().update(read_at=timezone.now())
        return redirect("mailbox")
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "lines": [(row, names.get(row.box, "")) for row in page],
        "unread": rows.unread().count(),
        "choices": User.Mails.choices,
        "mails": user.mails,
        "email": user.email,
    }
    return render(request, "capture/mailbox.html", context)


def _boxes(request: HttpRequest) -> dict[str, str]:
    """Return {box: whose it is} of whoever asks: its own, its candidacies' and its parties'."""
    held = grants(request)
    candidacies = [grant.candidacy_id for grant in held.of_role(Role.CANDIDATE) if grant.candidacy_id]
    names = dict(Candidacy.objects.filter(pk__in=candidacies).values_list("key", "person__name"))
    names |= {request.user.get_username(): "Su cuenta"}
    return names | {grant.party.key: grant.party.name for grant in held.of_role(Role.PARTY) if grant.party}


@authors(*FORM)
def sign(request: HttpRequest, key: str) -> HttpResponse:
    """The commitments that a candidacy may sign, and those that it signed, with their text."""
    author = author_of(request, key)
    if author.hand.role != Role.CANDIDATE:
        raise Http404
    open_now = commitments.offered(author.candidacy, author.at)
    signed = list(author.profile.signatures.filter(ended_at__isnull=True).select_related("commitment"))
    wrong = ""
    if request.method == "POST":
        try:
            wrong = _press(request, author, signed)
        except NotAllowed as error:
            wrong = str(error)
        if not wrong:
            return redirect("commitments", key)
    mine = {one.commitment_id for one in signed}
    context = {
        "author": author,
        "candidacy": author.candidacy,
        "institute": author.candidacy.election.institute,
        "own": True,
        "signed": signed,
        "open_now": [one for one in open_now if one.pk not in mine],
        "wrong": wrong,
    }
    return render(request, "capture/commitments.html", context, status=422 if wrong else 200)


def _press(request: HttpRequest, author: Any, signed: list[Any]) -> str:
    if request.POST.get("end"):
        one = next((row for row in signed if row.commitment.key == request.POST["end"]), None)
        if one is None:
            return "Ese compromiso ya no está firmado."
        commitments.end(one, author.hand)
        messages.success(request, f"Retiró su firma de «{one.commitment.title}».")
        return ""
    commitment = Commitment.objects.filter(
        key=plain(request.POST.get("sign"), 16), election=author.candidacy.election
    ).first()
    if commitment is None:
        return "Elija un compromiso de la lista."
    if request.POST.get("read") != commitment.key:
        return f"Para firmar «{commitment.title}», marque que leyó el texto."
    commitments.sign(author.profile, commitment, author.hand, author.at)
    messages.success(request, f"Firmó «{commitment.title}». Su página lo muestra con el texto completo.")
    return ""
