"""Text that is only kept sealed: encrypted and authenticated with keys that live outside the database."""

from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.module_loading import import_string

from conoceles.lib.keys import seal_key_file


class CannotUnseal(ValueError):
    """None of the keys opens what was sealed, or it was sealed for another place; its text is a Spanish sentence."""


class SealKeyLost(CannotUnseal):
    """Something is sealed and there is no key; its text is a Spanish sentence."""


def keys() -> list[str]:
    """Return the Fernet keys, that which seals first. The key of an installation that never sealed anything is made.

    Raises SealKeyLost where something is sealed: no new key is made beside it.
    """
    given: list[str] = list(settings.SEAL_KEYS)
    if given:
        return given
    path = Path(settings.SEAL_KEY_FILE)
    if not path.exists() and import_string(settings.ANYTHING_SEALED)():
        raise SealKeyLost(
            f"Hay datos cifrados y falta su llave, {path}: póngala otra vez desde el respaldo de las llaves o desde "
            "sus partes en papel. No se hace una nueva."
        )
    # One a line: that which seals first.
    return seal_key_file(path).split()


@cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str, place: str) -> str:
    """Return the text encrypted with the first key (Fernet: AES-128-CBC, HMAC-SHA-256), bound to the place it is kept
    in."""
    return seal_bytes(text.encode(), place).decode()


def unseal(sealed: str, place: str) -> str:
    """Return the text sealed for a place; raise CannotUnseal when no key opens it or it was moved from elsewhere."""
    return unseal_bytes(sealed.encode(), place).decode()


def seal_bytes(content: bytes, place: str) -> bytes:
    """Return what a file holds sealed as `seal()` does."""
    return _fernet(tuple(keys())).encrypt(place.encode() + b"\n" + content)


def unseal_bytes(sealed: bytes, place: str) -> bytes:
    """Return what was sealed for a place, as `unseal()` does."""
    try:
        opened = _fernet(tuple(keys())).decrypt(sealed)
    except InvalidToken as error:
        raise CannotUnseal(
            "Ninguna llave de CONOCELES_SEAL_KEYS abre un dato cifrado: revise que estén todas las anteriores."
        ) from error
    kept_in, _, content = opened.partition(b"\n")
    if kept_in != place.encode():
        said = kept_in.decode(errors="replace")
        raise CannotUnseal(f"Un dato cifrado de {said} apareció en {place}: alguien alteró la base.")
    return content
