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
WHOLE = re.compile(r"n\.? ?/? ?[adcrp]\.?|s/?[ncr]|no aplica|ningun[oa]|nul[oa]|null|none|nan|baja|x+|[-–—.*_/ ]+")
# Wherever they stand: no name in Mexico has them.
ANYWHERE = re.compile(
    r"\b(cancel(ad[oa]s?|a|acion)|vacantes?|renunci(a|as|o|ad[oa])|sustitu(ir|id[oa]|cion)|improcedentes?|inelegibles?|"
    r"desistimiento|registr(o|ad[oa])s?|candidaturas?|candidat[oa]s?|planilla|formula|suplent(e|es)|en blanco|de baja|"
    r"baja por|pendientes?|acuerdo)\b|no (hubo|existe|procede|cumple|tiene|hay)\b"
)
# What no name in Spanish or in the languages of Mexico has: what is left of letters read in another encoding, digits,
# and signs that programs put where a letter was.
BROKEN = re.compile(
    r"[\ufffd?\dÃÂâ€ƒ„‚…†‡ˆ‰ŒœŽžŸ√├Ðµ¶°±¬¿¡¤¢£¥§©®Ö|~#@$%^*=<>{}\[\]\\_&;/]"
    # In capitals, one letter that is not: «GARCêA».
    r"|[A-ZÁÉÍÓÚÜÑ]{2}[à-ÿ]|[à-ÿ][A-ZÁÉÍÓÚÜÑ]|ã[^eo]"
)


def names_nobody(cell: str) -> bool:
    """Return whether a cell says that there is nobody, instead of who it is."""
    said = fold(cell)
    words = dict.fromkeys(said.split())
    alone = next(iter(words)) if len(words) == 1 else said
    return bool(WHOLE.fullmatch(alone)) or said.startswith(BEGINNINGS) or bool(ANYWHERE.search(said))


def is_broken(name: str) -> bool:
    """Return whether a name has what no name has."""
    return bool(BROKEN.search(name))
