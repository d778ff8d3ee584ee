"""Who signs in, and the one-time codes by which an account reaches its owner."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.lib import clock
from conoceles.lib.keys import READABLE


def new_username() -> str:
    """Return a new user name that says nothing of its owner and reads aloud well: «c-7k3m9qtw»."""
    return "c-" + "".join(secrets.choice(READABLE) for _ in range(8)).lower()


class UserManager(BaseUserManager["User"]):
    def open(self, name: str) -> "User":
        """Return a new account without a password: its owner activates it with an invitation."""
        user = self.model(name=name.strip())
        user.set_unusable_password()
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account of a user name, whatever its case."""
        return self.get(username=(username or "").strip().lower())


class User(AbstractBaseUser):
    class Mails(models.TextChoices):
        EACH = "each", "un correo por cada mensaje"
        DAILY = "daily", "un resumen al día"
        NONE = "none", "ninguno: los leo aquí"

    username = models.CharField(
        "usuario",
        max_length=40,
        unique=True,
        default=new_username,
        error_messages={"unique": "Ya hay una cuenta con ese usuario."},
    )
    # The confirmed one (`addresses.py`).
    email = models.EmailField("correo electrónico", blank=True)
    name = models.CharField("nombre", max_length=160)
    mails = models.CharField("correos del Instituto", max_length=6, choices=Mails, default=Mails.EACH)
    is_staff = models.BooleanField("es personal del Instituto", default=False)
    # Set by whoever gives roles: of a party whose election asks for it.
    asks_second_factor = models.BooleanField("se le pide segundo factor", default=False, editable=False)
    is_active = models.BooleanField("activa", default=True)
    # Invented people of the demonstration, who enter with one press while `serve --demo` runs.
    is_demo = models.BooleanField("de la demostración", default=False, editable=False)
    created_at = models.DateTimeField("creada", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "cuenta"
        verbose_name_plural = "cuentas"
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(email=""),
                name="user_email_once",
                violation_error_message="Ya hay una cuenta con ese correo.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def must_add_second_factor(self) -> bool:
        """Return whether this is staff, or a party that is asked for it, without a second factor; the invented people
        of a running demo need none."""
        if not (self.is_staff or self.asks_second_factor) or (self.is_demo and settings.DEMO):
            return False
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        return not Authenticator.objects.filter(user_id=self.pk, type__in=kinds).exists()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def standing(self, at: datetime | None = None) -> "InvitationQuerySet":
        """Invitations that still open an account."""
        return self.filter(used_at__isnull=True, closed_at__isnull=True, expires_at__gt=at or clock.trusted_now())


class Invitation(models.Model):
    """A one-time code for one account: only its hash is kept, and a new one closes the one before."""

    class Channel(models.TextChoices):
        LETTER = "letter", "carta"
        MAIL = "mail", "correo electrónico"

    LIFE = timedelta(days=30)

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations", verbose_name="cuenta")
    channel = models.CharField("medio", max_length=10, choices=Channel)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    issued_at = models.DateTimeField("emitida", default=timezone.now)
    issued_by = models.CharField("quién la emitió", max_length=40, blank=True)
    expires_at = models.DateTimeField("vence")
    delivered_at = models.DateTimeField("entregada", null=True, blank=True)
    received_by = models.CharField("quién la recibió", max_length=160, blank=True)
    # The private blob of the list in which it was signed for.
    scan = models.CharField("relación firmada", max_length=80, blank=True)
    used_at = models.DateTimeField("usada", null=True, blank=True)
    closed_at = models.DateTimeField("cerrada", null=True, blank=True)

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitación"
        verbose_name_plural = "invitaciones"
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, closed_at__isnull=True),
                name="invitation_open_once",
                violation_error_message="La cuenta ya tiene una carta abierta.",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(closed_at__isnull=True),
                name="invitation_used_or_closed",
                violation_error_message="Una carta usada no se cierra.",
            ),
            models.CheckConstraint(
                condition=Q(received_by="") | Q(delivered_at__isnull=False),
                name="invitation_receipt_dated",
                violation_error_message="El acuse lleva la fecha de entrega.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} del {self.issued_at:%d/%m/%Y}"
