"""Identity answers for equality: who answered, the answers of one person, and her reserve."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.lib.access import FORM
from conoceles.profiles import reserves
from conoceles.profiles.models import Consent, Profile
from conoceles.profiles.public.identity import treated
from conoceles.profiles.saving import texts
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.values import all_values, applies, shown
from conoceles.review.works import IDENTITY

PAGE = 50


@IDENTITY.view()
def identity(request: HttpRequest, slug: str) -> HttpResponse:
    """Who answered the identity questionnaire; never in which words."""
    election = get_object_or_404(Election, slug=slug)
    rows = Profile.objects.filter(candidacy__election=election, identity__isnull=False).distinct()
    rows = rows.select_related(
        "candidacy__person", "candidacy__office", "candidacy__ticket__party", "candidacy__ticket__contest__area"
    )
    page = Paginator(rows.order_by("candidacy__person__name"), PAGE).get_page(request.GET.get("pagina"))
    return render(request, "review/identity.html", {"election": election, "page": page, "words": ""})


@IDENTITY.view(*FORM)
def identity_of(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The confidential answers of one person, for equality alone; opening them is recorded. The reserve is granted
    here."""
    election = get_object_or_404(Election, slug=slug)
    candidacy = get_object_or_404(
        Candidacy.objects.with_register().select_related("election"), key=key, election=election
    )
    profile = Profile.objects.filter(candidacy=candidacy).first()
    by, wrong = request.user.get_username(), ""
    if request.method == "POST" and request.POST.get("refuse"):
        if reserves.refuse(candidacy, by=by):
            messages.success(request, "Reserva no concedida: se le avisó en su buzón.")
        return redirect("identity_of", slug, key)
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        grants_it = request.POST.get("reserved") == "1"
        if reason in reserves.REASONS and not (grants_it and reason in reserves.LIFTS):
            reserves.set_reserve(candidacy, grants_it, by=by, reason=reason)
            messages.success(request, "Reserva concedida." if candidacy.identity_reserved else "Reserva retirada.")
            return redirect("identity_of", slug, key)
        wrong = "Elija el motivo."
    asked = asked_in(election, "identity")
    given = Consent.objects.latest_of(profile) if profile else {}
    may_read = profile is not None and treated(profile)
    values = all_values(asked, texts(profile, confidential=True)) if profile and may_read else {}
    answers = [
        (question, shown(question, values[one]))
        for one, question in asked.questions.items()
        if values.get(one) and applies(question, values)
    ]
    record("identity-read", by=by, role=Role.EQUALITY, election=slug, thing=f"candidacy {candidacy.key}")
    context = {
        "election": election,
        "candidacy": candidacy,
        "answers": answers,
        "consents": given.values(),
        "treated": may_read,
        "wrong": wrong,
        "reasons": {
            key: label
            for key, label in reserves.REASONS.items()
            if candidacy.identity_reserved or key not in reserves.LIFTS
        },
        "asked_for": candidacy.reserve_requests.waiting().first(),
    }
    return render(request, "review/identity_of.html", context, status=422 if wrong else 200)
