"""The first screen of whoever keeps the systems."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from conoceles.config.watch.facts import State
from conoceles.config.watch.looking import look
from conoceles.config.watch.presses import ACTS, offered
from conoceles.config.works import SYSTEMS
from conoceles.lib.access import FORM


@SYSTEMS.view(*FORM)
def systems(request: HttpRequest) -> HttpResponse:
    """Show how the installation does, and what can be done about it with a press."""
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            return redirect("systems")
        messages.success(request, act.do(request))
        return redirect("systems")
    facts = look()
    wrong = [fact for fact in facts if fact.state != State.WELL]
    values = {
        "heading": _heading(len(wrong)),
        "wrong": wrong,
        "well": [fact for fact in facts if fact.state == State.WELL],
        "acts": offered(request),
    }
    return render(request, "config/systems.html", values)


def _heading(count: int) -> str:
    if not count:
        return "Todo está bien"
    return "Una cosa pide atención" if count == 1 else f"{count} cosas piden atención"
