"""Cells of names that name nobody, or whose letters some program broke: what lists have where a person should be."""

import re

from conoceles.lib.text import fold

# As they begin, and as they are whole: compared without accents and capitals.
BEGINNINGS = (
    "sin ",
    "no se ",
    "no hay",
    "no present",
    "no registr",
    "no postul",
    "candidatura ",
    "candidato ",
    "candidata ",
    "cancelad",
    "cancelacion",
    "renunci",
    "vacante",
    "vacancia",
    "desierta",
    "desierto",
    "pendiente",
    "sustituid",
    "sustitucion",
    "por definir",
    "por designar",
    "por registrar",
    "por confirmar",
    "por asignar",
    "improcedente",
    "negativa de registro",
    "negado",
    "negada",
    "revocad",
    "desisti",
    "se desiste",
    "declin",
    "en proceso",
    "en tramite",
    "falleci",
    "defuncion",
    "acuerdo ",
    "ver acuerdo",
    "ver nota",
    "dato protegido",
    "datos protegidos",
    "reservad",
    "informacion reservada",
    "total",
    "subtotal",
)
WHOLE = re.compile(
    r"n\.? ?/? ?[adcrp]\.?|no aplica|ningun[oa]|nul[oa]|null|none|nan|baja|x+|s/?n|s/?c|s/?r|[-–—.*_/ ]+|na|n\.a\.?"
)
# What no name in Spanish or in the languages of Mexico has: what is left of letters read in another encoding, digits,
# and signs that programs put where a letter was.
BROKEN = re.compile(r"[\ufffd?\dÃÂãâ€™‘“”…°±¬¿¡¤¢£¥§©®|~#@$%^*=<>{}\[\]\\_]")


def names_nobody(cell: str) -> bool:
    """Return whether a cell says that there is nobody, instead of who it is."""
    said = " ".join(fold(cell).split())
    return bool(WHOLE.fullmatch(said)) or said.startswith(BEGINNINGS)


def is_broken(name: str) -> bool:
    """Return whether a name has what no name has."""
    return bool(BROKEN.search(name))
