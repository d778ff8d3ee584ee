"""Doubts that a list left: which of two is the owner, and whether a new name is a new person."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from conoceles.accounts.models import User
from conoceles.elections.models import Candidacy, Election
from conoceles.lib.access import FORM, POST
from conoceles.lib.forms import sent, whole_number
from conoceles.lists.doubts import CannotSettle, settle_name, settle_roles
from conoceles.lists.forms import SettleNameForm
from conoceles.lists.holding import choices, others, said_name, settle_held
from conoceles.lists.models import Doubt, HeldRow
from conoceles.lists.works import DOUBTS

# What is said by choosing, not by writing a name.
CHOSEN = (HeldRow.Kind.PARTIES, HeldRow.Kind.NAMESAKE)


@DOUBTS.view()
def doubts(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Election, slug=slug)
    unconfirmed = Candidacy.objects.of_election(found).registered().unconfirmed().with_register()
    places = dict.fromkeys(one.place for one in unconfirmed)
    everyone = Candidacy.objects.filter(ticket__in=[place[0] for place in places]).registered().with_register()
    pairs: dict[tuple[int, int, int], list[Candidacy]] = {}
    for candidacy in everyone.order_by("ticket__contest__name", "ticket", "position", "pk"):
        place = candidacy.place
        if place in places:
            pairs.setdefault(place, []).append(candidacy)
    page = Paginator(list(pairs.values()), 20).get_page(request.GET.get("pagina"))
    names = Doubt.objects.filter(candidacy__election=found, outcome="").select_related(
        "candidacy__person",
        "candidacy__office",
        "candidacy__ticket__party",
        "candidacy__ticket__contest__area",
    )
    held = HeldRow.objects.filter(election=found, outcome="")
    kinds = [(kind.label, rows) for kind in HeldRow.Kind if (rows := [one for one in held if one.kind == kind])]
    context = {"election": found, "page": page, "names": names, "total": len(pairs), "held": kinds}
    return render(request, "lists/doubts.html", context)


@DOUBTS.view(*POST)
def doubt_role(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Election, slug=slug)
    owner = get_object_or_404(Candidacy.objects.of_election(found), pk=whole_number(request.POST.get("owner")))
    try:
        settled = settle_roles(owner, by=request.user.get_username())
    except CannotSettle as error:
        messages.error(request, str(error))
    else:
        names = " y ".join(f"{candidacy.person.name}, {candidacy.get_role_display()}" for candidacy in settled)
        messages.success(request, f"Resuelto: {names}.")
    return redirect(f"{reverse('doubts', args=[slug])}?pagina={whole_number(request.POST.get('pagina')) or 1}")


@DOUBTS.view(*FORM)
def doubt_name(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = get_object_or_404(Election, slug=slug)
    doubt = get_object_or_404(Doubt.objects.select_related("candidacy__person"), pk=pk, candidacy__election=found)
    form = SettleNameForm(sent(request), election=found)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            settle_name(
                doubt,
                values["outcome"],
                User.objects.get(pk=request.user.pk or 0),
                day=values["day"],
                agreement=values["agreement"],
            )
        except CannotSettle as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Duda resuelta.")
            return redirect("doubts", slug)
    title = f"¿{doubt.candidacy.person.name} o {doubt.name}?"
    context = {"election": found, "form": form, "title": title, "above": "Dudas", "doubt": doubt}
    return render(request, "lists/doubt.html", context, status=422 if form.is_bound else 200)


@DOUBTS.view(*FORM)
def held_row(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A row that waits: what the list says of it, and who it is of."""
    found = get_object_or_404(Election, slug=slug)
    held = get_object_or_404(HeldRow.objects.select_related("election"), pk=pk, election=found, outcome="")
    several = held.kind in CHOSEN
    offered = choices(held) if several else []
    wrong, said = "", request.POST.get("answer", "" if several else held.rows[0]["name"])
    if request.method == "POST":
        try:
            done = settle_held(held, User.objects.get(pk=request.user.pk or 0), answer=_answer(request, held, offered))
        except CannotSettle as error:
            wrong = str(error)
        else:
            names = ", ".join(candidacy.person.name for candidacy in done)
            messages.success(request, f"Se registró: {names}." if done else "No se registra a nadie.")
            return redirect("doubts", slug)
    context = {
        "election": found,
        "held": held,
        "choices": offered,
        "others": others(held) if held.kind == HeldRow.Kind.NAMESAKE else [],
        "said": said,
        "wrong": wrong,
        "title": f"«{held}»",
    }
    return render(request, "lists/held.html", context, status=422 if wrong else 200)


def _answer(request: HttpRequest, held: HeldRow, offered: list[tuple[str, str]]) -> str:
    if request.POST.get("act") == "dismiss":
        return ""
    answer = request.POST.get("answer", "")
    if held.kind not in CHOSEN:
        return said_name(answer, sure="sure" in request.POST)
    if answer not in dict(offered):
        raise CannotSettle("Elija quién es, o que no se registra.")
    return answer
