"""Why a mail did not arrive, in words: the codes of RFC 3463, or of RFC 5321 where a server gives no other."""

import re

# What a server says in its words, before it says anything else: «550 5.1.1 …».
ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
# The longest beginning that fits is the one that says most.
WORDS = {
    "5.1.1": "esa dirección no existe",
    "5.1.2": "ese dominio no existe",
    "5.1.10": "ese dominio no recibe correo",
    "5.1": "la dirección está mal escrita o no existe",
    "5.2.1": "ese buzón está desactivado",
    "5.2.2": "su buzón está lleno",
    "4.2.2": "su buzón está lleno",
    "5.2": "su buzón no recibe",
    "5.3.4": "el mensaje es demasiado grande",
    "5.4": "no se encontró cómo llegar a ese dominio",
    "4.4": "su servidor no respondió",
    "5.7": "su servidor no lo acepta de nosotros: revise SPF y DKIM",
    "4.7": "su servidor pide esperar",
    "550": "esa dirección no existe o no recibe",
    "551": "esa dirección es de otro servidor",
    "552": "su buzón está lleno",
    "553": "la dirección no está permitida",
    "554": "su servidor no lo acepta",
    "450": "su buzón está ocupado",
    "451": "su servidor falló por ahora",
    "452": "su servidor no tiene espacio",
    "5": "su servidor no lo acepta",
    "4": "su servidor no pudo por ahora",
}


def in_words(reason: str) -> str:
    """Return what a code means, with the code; a reason that is in words already as it is."""
    if not reason[:1].isdigit():
        return reason
    known = next((WORDS[reason[:size]] for size in range(len(reason), 0, -1) if reason[:size] in WORDS), "")
    return f"{known} ({reason})" if known else reason


def code_of(status: int, said: bytes | str) -> str:
    """Return the code that says most of an answer: of RFC 3463 where its words begin with one, else that of SMTP; ''
    for no answer. Nothing else of the words is kept: they may name the address."""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    found = ENHANCED.search(words[:40])
    return found[1] if found else str(status or "")
