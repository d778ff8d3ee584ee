"""Texts that repeat, read together and decided together."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.elections.models import Election
from conoceles.lib.access import FORM
from conoceles.lib.forms import plain, whole_number
from conoceles.lib.text import figure, so_many
from conoceles.profiles.models import PERSONAL_GROUNDS, Ground
from conoceles.profiles.workflow import NotAllowed
from conoceles.review import copies, deciding
from conoceles.review.queue import Taken
from conoceles.review.queue_views import hand_of
from conoceles.review.replies import replies_of
from conoceles.review.views import MOST_DAYS, REPLY
from conoceles.review.works import REVIEW

# Groups of a page, the largest first; what is decided leaves it, and the next come.
GROUPS = 10
# Of one group, those that are decided together; the others come when these are.
MOST = 100
# What is observed as personal data leaves every version: that is decided one by one.
GROUNDS = [(ground, label) for ground, label in Ground.choices if ground not in PERSONAL_GROUNDS]


@REVIEW.view(*FORM)
def review_copies(request: HttpRequest, slug: str) -> HttpResponse:
    """The groups of near-copies that wait; what is chosen of one is observed, or its flag dismissed, in one act."""
    election = get_object_or_404(Election, slug=slug)
    hand, at = hand_of(request, slug), timezone.now()
    found = copies.groups(election, hand.by, at)
    refused, status, typed = "", 200, ""
    if request.method == "POST":
        names = set(request.POST.getlist("copy"))
        typed = request.POST.get("group", "")
        there = {one.name: one for group in found for one in group if one.free}
        held = [one for group in found for one in group if one.name in names and not one.free]
        left = [f"{one.candidacy.person.name} ({one.why})" for one in held]
        if gone := len(names - set(there)) - len(held):
            left.append(f"{so_many(gone, 'ya no espera', 'ya no esperan')} revisión")
        refused = _act(request, election, [there[name] for name in names if name in there], left)
        if not refused:
            return redirect("review_copies", slug)
        status = 422
    shown = [group[:MOST] for group in found[:GROUPS]]
    for group in shown:
        copies.compare(group)
    replies = [text for ground, text in replies_of(election) if ground == Ground.COPY]
    context = {
        "election": election,
        "groups": shown,
        "act": request.POST.get("act", ""),
        "total": len(found),
        "grounds": GROUNDS,
        "refused": refused,
        "typed": typed,
        "ground": request.POST.get("ground") or Ground.COPY.value,
        "comment": request.POST.get("comment", next(iter(replies), "")),
        "names": request.POST.getlist("copy"),
        "days": range(1, election.correction_days + 6),
        "chosen_days": whole_number(request.POST.get("days")) or election.correction_days,
    }
    return render(request, "review/copies.html", context, status=status)


def _act(request: HttpRequest, election: Election, chosen: list[copies.Copy], left: list[str]) -> str:
    """Do what was pressed with what was chosen, and say what of it is `left`, and why; return why nothing was done, ''
    where something was."""
    hand, at = hand_of(request, election.slug), timezone.now()
    if not chosen:
        return "Elija por lo menos una que espere: no se decidió nada."
    if request.POST.get("act") == "dismiss":
        done = copies.dismiss(election, chosen, hand, at)
        if not done:
            return "El aviso está en otra candidatura del grupo: elíjala también. No se descartó nada."
        messages.success(request, f"Avisos descartados: {figure(done)}. Siguen en la cola, sin ese aviso.")
        return ""
    ground, comment = request.POST.get("ground", ""), plain(request.POST.get("comment"), 4 * REPLY)
    if ground not in dict(GROUNDS):
        return "Elija el motivo: no se decidió nada."
    if not comment:
        return "Escriba qué hay que corregir, la candidatura lo leerá: no se decidió nada."
    if len(comment) > REPLY:
        return f"El comentario tiene más de {REPLY} caracteres: acórtelo. No se decidió nada."
    done = 0
    days = min(whole_number(request.POST.get("days")), MOST_DAYS) or None
    for one in chosen:
        until = deciding.term(one.candidacy, at, days)
        try:
            copies.observe(one, deciding.Note(one.question, ground, comment), hand, until, at)
            done += 1
        except (Taken, deciding.Stale, NotAllowed, ValidationError) as error:
            why = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            left.append(f"{one.candidacy.person.name} ({why.rstrip('.').lower()})")
    if left and not done:
        return f"No se observó ninguna: {', '.join(left)}."
    if left:
        messages.error(request, f"No se observaron todas: {', '.join(left)}.")
    if done:
        messages.success(
            request,
            f"Observadas: {figure(done)}. Cada una lo tiene en su buzón, y por correo si tiene cuenta; lo demás que "
            "entregaron sigue en la cola.",
        )
    return ""
