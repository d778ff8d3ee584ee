import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from conoceles.accounts.models import User


class Command(BaseCommand):
    help = "Crea una cuenta del personal; pide la contraseña (o la lee de la entrada estándar)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="correo electrónico con el que ingresará")
        parser.add_argument("--name", required=True, help="nombre de la persona")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        password = getpass.getpass("Contraseña: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_email(email)
            validate_password(password, User(email=email, name=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if User.objects.filter(email=email.strip().lower()).exists():
            raise CommandError(f"Ya hay una cuenta con el correo {email}.")
        User.objects.create_staff(email, name, password)
        self.stdout.write(f"Cuenta creada: {email}. Ingrese en /ingresar/.")
