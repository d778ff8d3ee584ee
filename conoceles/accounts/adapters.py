"""How allauth behaves here: nobody signs up, every sign-in is recorded, secrets are kept sealed, words are ours."""

from smtplib import SMTPRecipientsRefused
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from conoceles.accounts import addresses
from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.lib.automatic_mail import log_refused, signed
from conoceles.lib.sealing import seal, unseal
from conoceles.lib.text import fold

WEEK = 7 * 24 * 3600


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    WRONG = "El usuario, el correo o la contraseña no son correctos. Revíselos e intente de nuevo."
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": (
            "Hubo demasiados intentos fallidos con esta cuenta desde su conexión. Espere cinco minutos, o ingrese con "
            "su llave de acceso."
        ),
    }

    def render_mail(self, *args: Any, **kwargs: Any) -> Any:
        context = kwargs.get("context") or args[2]
        user = context.get("user")
        return signed(super().render_mail(*args, **kwargs), getattr(user, "name", ""), whose=user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of an account; an address that a server refuses breaks no page, and is logged without being
        named."""
        try:
            super().send_mail(template_prefix, email, context)
        except SMTPRecipientsRefused as error:
            log_refused(error)

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _, token = key.partition("-")
        return at_workshop("account_reset_password_from_key", uidb36=uid, key=token)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return at_workshop("account_confirm_email", key=emailconfirmation.key)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by account and by where they come from: nobody shuts out somebody else's account from another
        place, however its name is written."""
        typed = str(credentials.get("username") or credentials.get("email") or "")
        known = _account_of(typed)
        return f"{self.get_client_ip(request)} {known.pk if known else fold(typed)}"

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        record("sign-in", by=user.get_username(), thing=f"account {user.get_username()}")
        response: HttpResponse = super().post_login(request, user, **kwargs)
        # Once a week, whoever has none but an address that waits is asked to confirm it.
        if isinstance(user, User) and not user.email and cache.add(f"confirm-asked-{user.pk}", 1, WEEK):
            addresses.ask(user, request)
        return response

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            name = request.user.get_username()
            record("sign-out", by=name, thing=f"account {name}")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        known = _account_of(str(credentials.get("username") or credentials.get("email") or ""))
        # What was typed may be a password in the wrong box: only an account that exists is named, and once a minute.
        name = known.username if known else ""
        if cache.add(f"sign-in-refused-{name}", 1, 60):
            record("sign-in-refused", thing=f"account {name}" if name else "")
        super().authentication_failed(request, **credentials)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str = "", *args: Any, **kwargs: Any
    ) -> None:
        # A page that opens says well enough that one has entered or left.
        if message_template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_notification_mail(self, template_prefix: str, user: AbstractBaseUser, *args: Any, **kwargs: Any) -> None:
        """Tell the owner of a change in security, where there is a mail; it is recorded."""
        name, change = user.get_username(), template_prefix.rpartition("/")[2]
        act = "second-factor" if template_prefix.startswith("mfa/") else "account-changed"
        record(act, by=name, thing=f"account {name}", change=change)
        if kwargs.get("email") or getattr(user, "email", ""):
            super().send_notification_mail(template_prefix, user, *args, **kwargs)


NO_ADDRESS = (
    "Falta la dirección de este taller: lo que imprima o envíe llevaría {here}, que solo se abre en este servidor. "
    "Pida a sistemas que la fije (CONOCELES_ORIGINS)."
)


def unknown_address() -> str:
    """Return what to say before letters are printed or sent, while nobody said what the workshop's address is; ''
    afterwards."""
    return "" if settings.CSRF_TRUSTED_ORIGINS else NO_ADDRESS.format(here=settings.WORKSHOP_ADDRESS)


def at_workshop(name: str, **arguments: str) -> str:
    """Return a whole address of the workshop, as it is configured: never as a request says that it is called."""
    return f"{settings.WORKSHOP_ADDRESS}{reverse(name, kwargs=arguments)}"


def _account_of(typed: str) -> User | None:
    """Return the account that somebody means by a user name or an e-mail."""
    name = typed.strip().lower()
    found: User | None = User.objects.filter(username=name).first()
    return found or User.objects.filter(emailaddress__email=name).order_by("-emailaddress__verified").first()


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def get_totp_issuer(self) -> str:
        return "Conóceles"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Conóceles"}

    def encrypt(self, text: str) -> str:
        return seal(text, "second-factor")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, "second-factor")
