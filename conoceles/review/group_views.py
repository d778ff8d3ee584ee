"""Groups of registration: who is still to be told, whose letter has no receipt, whose term runs, who asked for a
reserve."""

from datetime import datetime, time

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Election, Role
from conoceles.lib.access import FORM
from conoceles.lib.forms import DateInput, words_of
from conoceles.profiles import groups
from conoceles.profiles.models import GroupNotice, ReserveRequest
from conoceles.profiles.workflow import Hand
from conoceles.review.works import GROUPS

PAGE = 50
# Letters in one file, and so in one act.
BATCH = 300


class ReceiptForm(forms.Form):
    day = forms.DateField(label="Fecha en que se recibieron", widget=DateInput())
    received_by = forms.CharField(label="Quién las recibió", max_length=160)

    def clean_day(self) -> datetime:
        """Return the last second of the day: the term of whoever received a letter runs from the day after."""
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("Esa fecha todavía no llega: escriba el día en que se recibieron.")
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


@GROUPS.view(*FORM)
def groups_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell whoever is registered under an affirmative action that the group becomes public, and record receipts."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    everyone = list(groups.registered(election))
    untold = [one for one in everyone if groups.untold(one)]
    reached = groups.with_box(untold)
    by_box = [one for one in untold if one.pk in reached]
    by_letter = [one for one in untold if one.pk not in reached]
    unreceived = [one for one in everyone if any(notice.told_at is None for notice in one.group_notices.all())]
    act = request.POST.get("act", "")
    receipt = ReceiptForm(request.POST if act == "receive" else None, initial={"day": timezone.localdate()})
    if request.method == "POST":
        hand, at = Hand(request.user.get_username(), _role(request, slug)), timezone.now()
        if act == "box":
            told = groups.tell(by_box, GroupNotice.How.BOX, hand, at)
            messages.success(request, f"Se avisó en su buzón a {len(told)} candidaturas.")
            return redirect("groups", slug)
        if act == "letter":
            number = words_of(request.POST.get("number"), 60)
            told = groups.tell(by_letter[:BATCH], GroupNotice.How.LETTER, hand, at, number=number)
            messages.success(request, f"Quedaron listas {len(told)} cartas: descárguelas, y registre aquí sus acuses.")
            return redirect("groups", slug)
        chosen = [one for one in unreceived if one.key in set(request.POST.getlist("candidacy"))]
        if act == "receive" and receipt.is_valid():
            if chosen:
                for one in chosen:
                    groups.receive(one, receipt.cleaned_data["day"], receipt.cleaned_data["received_by"], hand)
                messages.success(request, f"Registrados {len(chosen)} acuses: su plazo ya corre.")
                return redirect("groups", slug)
            receipt.add_error(None, "Elija al menos una carta.")
    page = Paginator([one for one in everyone if one not in untold], PAGE).get_page(request.GET.get("pagina"))
    context = {
        "election": election,
        "total": len(everyone),
        "by_box": by_box,
        "by_letter": by_letter,
        "unreceived": unreceived,
        "receipt": receipt,
        "chosen": request.POST.getlist("candidacy"),
        "batch": BATCH,
        "page": page,
        "rows": [(one, list(one.group_notices.all())[-1], _state(one)) for one in page],
        "requests": _requests(election),
        "decides": Role.EQUALITY in grants(request).roles(slug),
    }
    return render(request, "review/groups.html", context, status=422 if receipt.errors else 200)


@GROUPS.view()
def group_letters(request: HttpRequest, slug: str) -> HttpResponse:
    """The letters that have no receipt yet, as one PDF."""
    election = get_object_or_404(Election.objects.select_related("institute"), slug=slug)
    rows = groups.registered(election).filter(group_notices__told_at__isnull=True, group_notices__isnull=False)
    chosen = list(rows.distinct()[:BATCH])
    if not chosen:
        raise Http404
    response = HttpResponse(groups.letters(chosen, election), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="accion-afirmativa-{slug}.pdf"'
    return response


def _role(request: HttpRequest, slug: str) -> str:
    return Role.EQUALITY if Role.EQUALITY in grants(request).roles(slug) else Role.COORDINATION


def _requests(election: Election) -> list[ReserveRequest]:
    rows = ReserveRequest.objects.waiting().filter(candidacy__election=election)
    return list(rows.select_related("candidacy__person").order_by("asked_at"))


def _state(candidacy: Candidacy) -> str:
    """Return where the notice of a candidacy's groups is, as a table says it; its moment stands beside."""
    if candidacy.identity_reserved:
        return "reserved"
    notices = list(candidacy.group_notices.all())
    if any(notice.until is None for notice in notices):
        return "letter"
    now = timezone.now()
    return "over" if all(notice.until and notice.until <= now for notice in notices) else "term"
