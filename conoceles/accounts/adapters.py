"""How allauth behaves here: nobody signs up, every sign-in is recorded, secrets are kept sealed, words are ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.lib.sealing import seal, unseal


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    WRONG = "El usuario, el correo o la contraseña no son correctos. Revíselos e intente de nuevo."
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": (
            "Hubo demasiados intentos fallidos con esta cuenta. Espere cinco minutos y vuelva a intentar."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        record("sign-in", by=user.get_username(), thing=f"account {user.get_username()}")
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            name = request.user.get_username()
            record("sign-out", by=name, thing=f"account {name}")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        typed = str(credentials.get("username") or credentials.get("email") or "").strip().lower()
        known = (
            User.objects.filter(username=typed).first() or User.objects.filter(email=typed).exclude(email="").first()
        )
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
        if getattr(user, "email", ""):
            super().send_notification_mail(template_prefix, user, *args, **kwargs)


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
