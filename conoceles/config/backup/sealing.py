"""What leaves the house sealed: in the age format (age-encryption.org), for whoever holds the paper with its other
half."""

import json
import os
from pathlib import Path

import pyrage
from django.conf import settings

from conoceles.lib.sealing import keys

SUFFIX = ".age"


class WrongKey(ValueError):
    """A key that is none, or that does not open what was sealed; its text is a Spanish sentence."""


def recipient(text: str) -> pyrage.x25519.Recipient:
    """Return the public key that is written as age1…. Raises WrongKey."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise WrongKey("CONOCELES_BACKUP_KEY no es una llave age1…: haga una con «manage.py backup_key».") from error


def identity(text: str) -> pyrage.x25519.Identity:
    """Return the private key that is written as AGE-SECRET-KEY-1…, however it was typed. Raises WrongKey."""
    plain = "".join(line for line in text.splitlines() if not line.startswith("#"))
    try:
        return pyrage.x25519.Identity.from_str("".join(plain.split()).upper())
    except pyrage.IdentityError as error:
        raise WrongKey("Esa no es una llave AGE-SECRET-KEY-1…: cópiela completa del papel.") from error


def seal(source: Path, target: Path, to: pyrage.x25519.Recipient) -> None:
    """Seal a file into another."""
    pyrage.encrypt_file(str(source), str(target), [to])


def open_file(source: Path, target: Path, mine: pyrage.x25519.Identity) -> None:
    """Open a sealed file into another, its owner's alone. Raises WrongKey."""
    os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    try:
        pyrage.decrypt_file(str(source), str(target), [mine])
    except pyrage.DecryptError as error:
        raise WrongKey("Esa llave no abre este respaldo: es de otra instalación, o de otra época.") from error


def secrets(to: pyrage.x25519.Recipient) -> bytes:
    """Return, sealed, everything that is not in the database and without which it says nothing: the keys, and the file
    of variables with its passwords."""
    named = os.environ.get("CONOCELES_ENV", "/etc/conoceles/conoceles.env")
    try:
        variables = Path(named).read_text(encoding="utf-8")
    except OSError:
        variables = ""
    held = {"secret_key": settings.SECRET_KEY, "seal_keys": keys(), "variables": variables}
    sealed: bytes = pyrage.encrypt(json.dumps(held).encode(), [to])
    return sealed


def opened_secrets(sealed: bytes, mine: pyrage.x25519.Identity) -> dict[str, object]:
    """Return what `secrets()` sealed. Raises WrongKey."""
    try:
        found: dict[str, object] = json.loads(pyrage.decrypt(sealed, [mine]))
    except pyrage.DecryptError as error:
        raise WrongKey("Esa llave no abre este respaldo: es de otra instalación, o de otra época.") from error
    return found
