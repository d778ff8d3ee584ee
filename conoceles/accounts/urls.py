"""Addresses of sign-in. allauth's own `urls` are not included: each of its views that exists here is named, with its
rule."""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.usersessions import views as sessions
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, register_converter

from conoceles.accounts import views
from conoceles.lib.access import FORM, POST, View, public, signed_in


class Account:
    """How an address names an account: its key in base 36, and nothing that is none."""

    regex = "[0-9A-Za-z]{1,13}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Account, "account")


def _honest(view: View) -> View:
    """Answer 422 where allauth shows a form again with what was wrong and says 200."""

    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response

    return answered


def anyone(view: View) -> View:
    return public(*FORM)(_honest(view))


def owner(view: View) -> View:
    return signed_in(*FORM)(_honest(view))


sign_in = anyone(views.SignInView.as_view())
urlpatterns = [
    path("ingresar/", sign_in, name="account_login"),
    path("ingresar/codigo/", anyone(factor.authenticate), name="mfa_authenticate"),
    path("ingresar/llave/", anyone(passkey.login_webauthn), name="mfa_login_webauthn"),
    path("ingresar/demostracion/", views.enter_demo, name="enter_demo"),
    path("ingresar/sin-carta/", anyone(account.signup), name="account_signup"),
    path("ingresar/cerrada/", public()(account.account_inactive), name="account_inactive"),
    path("ingresar/olvido/", anyone(account.password_reset), name="account_reset_password"),
    path("ingresar/olvido/enviado/", public()(account.password_reset_done), name="account_reset_password_done"),
    path(
        "ingresar/olvido/listo/",
        public()(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path(
        "ingresar/olvido/<account:uidb36>-<str:key>/",
        anyone(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("salir/", public(*POST)(account.logout), name="account_logout"),
    path("activar/", views.activate, name="activate"),
    path("activar/cuenta/", views.activate_account, name="activate_account"),
    path("cuenta/", views.account, name="account"),
    path("cuenta/confirmar/", owner(account.reauthenticate), name="account_reauthenticate"),
    path("cuenta/confirmar/codigo/", owner(factor.reauthenticate), name="mfa_reauthenticate"),
    path("cuenta/confirmar/llave/", owner(passkey.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("cuenta/contrasena/", owner(account.password_change), name="account_change_password"),
    path("cuenta/contrasena/nueva/", owner(account.password_set), name="account_set_password"),
    path("cuenta/correo/", owner(account.email), name="account_email"),
    path("cuenta/correo/quitar/", views.email_off, name="email_off"),
    path("cuenta/correo/enviado/", public()(account.email_verification_sent), name="account_email_verification_sent"),
    path("cuenta/correo/<str:key>/", anyone(account.confirm_email), name="account_confirm_email"),
    path("cuenta/sesiones/", owner(sessions.list_usersessions), name="usersessions_list"),
    path("cuenta/segundo-factor/", owner(factor.index), name="mfa_index"),
    path("cuenta/segundo-factor/aplicacion/", owner(totp.activate_totp), name="mfa_activate_totp"),
    path("cuenta/segundo-factor/aplicacion/quitar/", owner(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("cuenta/segundo-factor/llaves/", owner(passkey.list_webauthn), name="mfa_list_webauthn"),
    path("cuenta/segundo-factor/llaves/nueva/", owner(passkey.add_webauthn), name="mfa_add_webauthn"),
    path("cuenta/segundo-factor/llaves/<int:pk>/quitar/", owner(passkey.remove_webauthn), name="mfa_remove_webauthn"),
    path("cuenta/segundo-factor/llaves/<int:pk>/", owner(passkey.edit_webauthn), name="mfa_edit_webauthn"),
    path("cuenta/segundo-factor/respaldo/", owner(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "cuenta/segundo-factor/respaldo/nuevos/",
        owner(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "cuenta/segundo-factor/respaldo/descargar/",
        owner(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
