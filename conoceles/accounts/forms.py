"""Forms of sign-in and activation."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from conoceles.accounts import addresses
from conoceles.accounts.models import User
from conoceles.lib.forms import AddressField
from conoceles.lib.text import plain_address


class SignInForm(LoginForm):  # type: ignore[misc]
    """allauth's own, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Usuario o correo electrónico"
        self.fields["password"].label = "Contraseña"
        self.fields.pop("remember", None)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""

    def clean_login(self) -> str:
        login: str = super().clean_login()
        return plain_address(login) if "@" in login else login


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Código de su carta",
        max_length=40,
        help_text="Doce letras y números, como 7K3M-9QTW-2XHV. Da igual si usa mayúsculas o guiones.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class ActivateForm(forms.Form):
    """A password, and an e-mail if the person has one."""

    password = forms.CharField(
        label="Elija una contraseña",
        help_text="De doce caracteres o más. Tres o cuatro palabras sueltas sirven bien.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    email = AddressField(
        label="Correo electrónico",
        required=False,
        help_text="Para recuperar la contraseña y recibir avisos. No se publica.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial["email"] = addresses.of(user)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email and User.objects.filter(email=email).exclude(pk=self.user.pk).exists():
            raise ValidationError("Ya hay otra cuenta con ese correo: use uno distinto o déjelo vacío.")
        return email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]
    """allauth's own, which also writes to addresses that nobody confirmed: here they get nothing."""

    email = AddressField(label="Correo electrónico", widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if user.email == email.lower()]
        return email


class ChangeEmailForm(AddEmailForm):  # type: ignore[misc]
    """allauth's own; the address of before is told that another one was asked for."""

    email = AddressField(label="Correo electrónico nuevo", widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def save(self, request: HttpRequest) -> Any:
        from allauth.account.adapter import get_adapter

        address = super().save(request)
        get_adapter().send_notification_mail("account/email/email_change_asked", self.user, {"to_email": address.email})
        return address
