"""What happens to a whole contest, on screen."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.elections.models import Contest, Role
from conoceles.lib.access import FORM
from conoceles.lib.forms import DateInput, sent
from conoceles.movements.basis import CannotMove
from conoceles.movements.contests import set_state
from conoceles.movements.views import BasisForm
from conoceles.movements.works import MOVEMENTS


class StateForm(BasisForm):
    state = forms.ChoiceField(
        label="Cómo queda",
        choices=[(state.value, state.label.capitalize()) for state in Contest.State],
        widget=forms.RadioSelect,
    )
    voted_on = forms.DateField(label="Nueva jornada, si ya se sabe", required=False, widget=DateInput())


@MOVEMENTS.view(*FORM, only=(Role.REGISTER,))
def move_contest(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Postpone, annul or repeat a contest, or put it back."""
    contest = get_object_or_404(
        Contest.objects.select_related("election__institute", "state_agreement"), key=key, election__slug=slug
    )
    initial: dict[str, Any] = {"state": contest.state, "voted_on": contest.voted_on}
    form = StateForm(sent(request), election=contest.election, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        basis = form.basis(request.user.get_username())
        try:
            set_state(contest, values["state"], basis, voted_on=values["voted_on"])
        except CannotMove as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{contest.name}: registrado. Informe al INE en cinco días.")
            return redirect("movements", slug)
    context = {
        "election": contest.election,
        "contest": contest,
        "form": form,
        "rows": contest.movements.select_related("agreement"),
    }
    return render(request, "movements/contest.html", context, status=422 if form.is_bound else 200)
