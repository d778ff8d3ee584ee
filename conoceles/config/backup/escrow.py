"""The seal key on paper, among several people (SLIP-39): so many of them make it again, fewer know nothing of it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from pathlib import Path

import shamir_mnemonic
from shamir_mnemonic.utils import MnemonicError

from conoceles.lib.paper import make_pdf

PAPER = Path(__file__).parent / "part.typ"


class CannotJoin(ValueError):
    """Parts that do not make a key; its text is a Spanish sentence."""


def parts(key: str, least: int, of: int) -> list[str]:
    """Return the words of each part of a Fernet key: any `least` of them make it again. Raises ValueError."""
    if not 2 <= least <= of <= 16:
        raise ValueError("Deben bastar al menos dos partes, y ser dieciséis a lo más.")
    found: list[str]
    [found] = shamir_mnemonic.generate_mnemonics(1, [(least, of)], urlsafe_b64decode(key))
    return found


def join(words: Sequence[str]) -> str:
    """Return the Fernet key that some parts make. Raises CannotJoin."""
    given = [" ".join(one.lower().split()) for one in words if one.strip()]
    if not given:
        raise CannotJoin("No se escribió ninguna parte.")
    if len(set(given)) < len(given):
        raise CannotJoin("Una parte está repetida: cada una debe ser de otra persona.")
    try:
        secret: bytes = shamir_mnemonic.combine_mnemonics(given)
    except MnemonicError as error:
        raise CannotJoin(_why(str(error))) from error
    return urlsafe_b64encode(secret).decode()


def _why(said: str) -> str:
    if "checksum" in said or "Invalid mnemonic word" in said or "length" in said:
        return "Una parte tiene una palabra equivocada o le falta alguna: compárela con su papel."
    if "number of mnemonics" in said or "at least" in said or "wrong number" in said.lower():
        return "No son tantas partes como hacen falta: las que bastan están escritas en cada papel."
    return "Las partes no son de la misma llave."


def paper(words: str, number: int, least: int, of: int, institute: str) -> bytes:
    """Return the PDF of one part, to be kept in an envelope."""
    listed = words.split()
    values: dict[str, object] = {"words": listed, "number": number, "least": least, "of": of}
    values["institute"] = {"name": institute, "address": ""}
    return make_pdf(PAPER, values)
