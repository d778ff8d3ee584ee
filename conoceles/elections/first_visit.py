"""The first account of an installation: made on screen by whoever reads the code that its server printed."""

import secrets
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from conoceles.accounts import addresses
from conoceles.accounts.models import User
from conoceles.elections.grants import give
from conoceles.elections.models import Role
from conoceles.lib.keys import new_code, plain_code, secret_file
from conoceles.lib.locks import exclusive

WRONG = "Ese no es el código que escribió el servidor en su terminal: cópielo de ahí, o de su bitácora."
TAKEN = "Alguien ya hizo la primera cuenta de esta instalación: pida a esa persona la suya."


def is_empty() -> bool:
    """Return whether nobody has an account yet."""
    return not User.objects.exists()


def code() -> str:
    """Return the code that makes the first account, the same until it is used; '' once somebody has one."""
    if not is_empty():
        _file().unlink(missing_ok=True)
        return ""
    return secret_file(_file(), new_code())


def is_code(typed: str) -> bool:
    """Return whether somebody typed the code of this installation, in whatever way."""
    known = _file().read_text().strip() if _file().is_file() else ""
    return bool(known) and secrets.compare_digest(plain_code(typed).encode(), plain_code(known).encode())


def open_installation(code: str, name: str, email: str, password: str) -> User:
    """Make the coordination of the whole installation, and return it.

    Raises ValidationError with a Spanish sentence for a wrong code, and when somebody has an account already.
    """
    with exclusive("first-visit"):
        if not is_empty():
            raise ValidationError(TAKEN)
        if not is_code(code):
            raise ValidationError({"code": WRONG})
        with transaction.atomic():
            user = User.objects.open(name)
            user.set_password(password)
            user.save(update_fields=["password"])
            addresses.propose(user, email)
            give(user, Role.COORDINATION, None, by="")
        _file().unlink(missing_ok=True)
    return user


def _file() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "first_visit"
