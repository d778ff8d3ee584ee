"""The page that an empty installation begins with."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from allauth.core.ratelimit import respond_429
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from conoceles.accounts.models import User
from conoceles.elections import first_visit
from conoceles.lib.access import FORM, public
from conoceles.lib.forms import AddressField, sent


class FirstVisitForm(forms.Form):
    code = forms.CharField(
        label="Código que escribió el servidor",
        max_length=40,
        help_text="Está en la terminal desde la que se puso en marcha, o en su bitácora: doce letras y números.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    name = forms.CharField(label="Su nombre", max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = AddressField(label="Su correo institucional", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label="Elija una contraseña",
        help_text="De doce caracteres o más. Tres o cuatro palabras sueltas sirven bien.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        values: dict[str, object] = super().clean() or {}
        if "password" in values:
            try:
                known = User(name=str(values.get("name", "")), email=str(values.get("email", "")))
                validate_password(str(values["password"]), known)
            except ValidationError as error:
                self.add_error("password", error)
        return values


@public(*FORM)
def begin(request: HttpRequest) -> HttpResponse:
    """Make the coordination of an empty installation; once somebody has an account, this leads to sign in."""
    if not first_visit.is_empty():
        return redirect("account_login")
    form = FirstVisitForm(sent(request))
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="activate"):
            refused: HttpResponse = respond_429(request)
            return refused
        try:
            user = first_visit.open_installation(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            response: HttpResponse = perform_login(request, user, email_verification="none")
            return response
    return render(request, "elections/begin.html", {"form": form}, status=422 if form.is_bound else 200)
