import getpass
import sys
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from conoceles.accounts import addresses
from conoceles.accounts.models import User
from conoceles.elections.access import STAFF
from conoceles.elections.grants import give
from conoceles.elections.models import Election, Role
from conoceles.lib.outbox import told
from conoceles.lib.text import plain_address


class Command(BaseCommand):
    help = "Crea una cuenta del personal; pide la contraseña (o la lee de la entrada estándar)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="correo electrónico con el que ingresará")
        parser.add_argument("--name", required=True, help="nombre de la persona")
        parser.add_argument("--role", default=Role.COORDINATION.value, choices=[role.value for role in STAFF])
        parser.add_argument("--election", default="", help="solo en esta elección; sin ella, en toda la instalación")

    def handle(self, *args: Any, email: str, name: str, role: str, election: str, **options: Any) -> None:
        found = Election.objects.filter(slug=election).first()
        if election and found is None:
            raise CommandError(f"No hay ninguna elección «{election}».")
        password = getpass.getpass("Contraseña: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            email = plain_address(email)
            validate_email(email)
            validate_password(password, User(email=email, name=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if EmailAddress.objects.filter(email=email).exists():
            raise CommandError(f"Ya hay una cuenta con el correo {email}.")
        with transaction.atomic():
            user = User.objects.open(name)
            user.set_password(password)
            # Whoever works on a demonstration alone is of it.
            user.is_demo = found is not None and found.fictional
            user.save(update_fields=["password", "is_demo"])
            addresses.propose(user, email)
            give(user, role, found, by="")
        self.stdout.write(
            f"Cuenta creada: {email}. Ingrese en /ingresar/; la primera vez se le pedirá un segundo factor y confirmar "
            f"su correo con un enlace. {told('', 'El enlace se escribe, no se envía.')}".strip()
        )
