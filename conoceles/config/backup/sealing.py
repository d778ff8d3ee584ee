"""What leaves the house sealed: in the age format (age-encryption.org), for whoever holds the paper with its other
half."""

import json
import os
import re
from pathlib import Path

import pyrage
from django.conf import settings

from conoceles.config.environment import said_in_file
from conoceles.lib.sealing import keys

SUFFIX = ".age"
Identities = list[pyrage.x25519.Identity]
NO_KEY = "Esa no es una llave AGE-SECRET-KEY-1…: cópiela completa del papel."
SECRET = re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]{58}")


class WrongKey(ValueError):
    """A key that is none, or that does not open what was sealed; its text is a Spanish sentence."""


def recipient(text: str) -> pyrage.x25519.Recipient:
    """Return the public key that is written as age1…. Raises WrongKey."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise WrongKey("CONOCELES_BACKUP_KEY no es una llave age1…: haga una con «manage.py backup_key».") from error


def identities(text: str) -> Identities:
    """Return the private keys that are written as AGE-SECRET-KEY-1…, however they were typed: one opens what was sealed
    for it, and a place may hold what was sealed for several. Raises WrongKey where there is none."""
    # Typed from paper, a key may be in several groups.
    found = SECRET.findall("".join(text.split()).upper())
    try:
        mine = [pyrage.x25519.Identity.from_str(one) for one in found]
    except pyrage.IdentityError as error:
        raise WrongKey(NO_KEY) from error
    if not mine:
        raise WrongKey(NO_KEY)
    return mine


def seal(source: Path, target: Path, to: pyrage.x25519.Recipient) -> None:
    """Seal a file into another."""
    pyrage.encrypt_file(str(source), str(target), [to])


def open_file(source: Path, target: Path, mine: Identities) -> None:
    """Open a sealed file into another, its owner's alone. Raises WrongKey."""
    os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    try:
        pyrage.decrypt_file(str(source), str(target), mine)
    except (pyrage.DecryptError, OSError) as error:
        # What is damaged in its middle fails as a file does; what was sealed for another, at its beginning.
        raise WrongKey("Esa llave no abre este respaldo: es de otra instalación o época, o está dañado.") from error


def secrets(to: pyrage.x25519.Recipient) -> bytes:
    """Return, sealed, everything that is not in the database and without which it says nothing: the keys, and the file
    of variables with its passwords."""
    held = {"secret_key": settings.SECRET_KEY, "seal_keys": keys(), "variables": said_in_file()}
    sealed: bytes = pyrage.encrypt(json.dumps(held).encode(), [to])
    return sealed


def opened_secrets(sealed: bytes, mine: Identities) -> dict[str, object]:
    """Return what `secrets()` sealed. Raises WrongKey."""
    try:
        found: dict[str, object] = json.loads(pyrage.decrypt(sealed, mine))
    except pyrage.DecryptError as error:
        raise WrongKey("Esa llave no abre este respaldo: es de otra instalación, o de otra época.") from error
    return found
