"""The words of what is counted, filtered and published: roles, sex, status, groups, ages, degrees, kinds of place and
party.

Keys are what databases and documents hold; words are Spanish, and message files have them in other languages.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_noop, pgettext_lazy

from conoceles.lib.text import fold


@dataclass(frozen=True)
class Word:
    """How one value is called: in a sentence or a cell, by itself, as the name of a group of people, in full."""

    text: str
    title: str = ""
    group: str = ""
    whole: str = ""


ROLES = {
    "owner": Word(
        "propietaria",
        gettext_noop("Propietaria"),
        gettext_noop("Propietarias"),
        gettext_noop("Candidatura propietaria"),
    ),
    "alternate": Word(
        "suplente", gettext_noop("Suplente"), gettext_noop("Suplentes"), gettext_noop("Candidatura suplente")
    ),
    "unconfirmed": Word(
        "por confirmar",
        gettext_noop("Por confirmar"),
        pgettext_lazy("calidades", "Por confirmar"),  # type: ignore[arg-type]
        gettext_noop("Calidad por confirmar"),
    ),
}
# In the order in which two who share a place are read.
ROLE_ORDER = {"owner": 0, "unconfirmed": 1, "alternate": 2}
SEXES = {
    "female": Word("mujer", gettext_noop("Mujer"), gettext_noop("Mujeres")),
    "male": Word("hombre", gettext_noop("Hombre"), gettext_noop("Hombres")),
    "nonbinary": Word("no binaria", gettext_noop("No binaria"), gettext_noop("No binarias")),
}
STATUSES = {
    "registered": Word("registrada"),
    "substituted": Word(
        "sustituida",
        gettext_noop("dejó la candidatura: fue sustituida"),
        whole=gettext_noop("Esta candidatura fue sustituida"),
    ),
    "cancelled": Word(
        "cancelada",
        gettext_noop("dejó la candidatura: fue cancelada"),
        whole=gettext_noop("Esta candidatura fue cancelada"),
    ),
    "withdrawn": Word(
        "renuncia",
        gettext_noop("renunció a la candidatura"),
        whole=gettext_noop("Esta persona renunció a la candidatura"),
    ),
    "deceased": Word("fallecimiento", gettext_noop("falleció"), whole=gettext_noop("Esta persona falleció")),
}
# What may happen to a contest besides being voted on its day; `whole` is what its page says.
CONTEST_STATES = {
    "ordinary": Word("ordinaria"),
    "postponed": Word("pospuesta", whole=gettext_noop("Esta elección se pospuso")),
    "annulled": Word("anulada", whole=gettext_noop("Esta elección fue anulada")),
    "repeated": Word("se repite como extraordinaria", whole=gettext_noop("Esta elección se repite")),
}
GROUPS = {
    "indigenous": Word("personas indígenas", gettext_noop("Indígena")),
    "disability": Word("personas con discapacidad", gettext_noop("Con discapacidad")),
    "afromexican": Word("personas afromexicanas", gettext_noop("Afromexicana")),
    "diversity": Word("personas de la diversidad sexual y de género", gettext_noop("LGBTTTIQ+")),
    "migrant": Word("personas migrantes", gettext_noop("Migrante")),
    "young": Word("personas jóvenes", gettext_noop("Joven")),
    "older": Word("personas mayores", gettext_noop("Mayor de 60")),
}
AREAS = {
    "state": Word("entidad"),
    "municipality": Word("municipio"),
    "district": Word("distrito"),
    "community": Word("comunidad"),
    "circumscription": Word("circunscripción"),
}
PARTIES = {
    "party": Word("partido", gettext_noop("Partido político")),
    "coalition": Word("coalición", gettext_noop("Coalición")),
    "common": Word("candidatura común", gettext_noop("Candidatura común")),
    "independent": Word("candidatura independiente", gettext_noop("Candidatura independiente")),
    # Of the State: who nominates where nobody stands for a party, as in judicial elections.
    "power": Word("poder que postula", gettext_noop("Poder que postula")),
}


@dataclass(frozen=True)
class Band:
    """Ages from one to another, both in it; `key` is what an address says."""

    key: str
    low: int
    high: int
    title: str


AGES = (
    Band("18-29", 18, 29, gettext_noop("18 a 29")),
    Band("30-44", 30, 44, gettext_noop("30 a 44")),
    Band("45-59", 45, 59, gettext_noop("45 a 59")),
    Band("60", 60, 200, gettext_noop("60 o más")),
)
# The degrees of the questionnaire, from the least; others that a list brings come after them.
DEGREES = (
    gettext_noop("Sin estudios"),
    gettext_noop("Primaria"),
    gettext_noop("Secundaria"),
    gettext_noop("Carrera técnica"),
    gettext_noop("Preparatoria o bachillerato"),
    gettext_noop("Licenciatura"),
    gettext_noop("Especialidad"),
    gettext_noop("Maestría"),
    gettext_noop("Doctorado"),
    gettext_noop("Posdoctorado"),
)
_DEGREES = {fold(name): place for place, name in enumerate(DEGREES)}


def band_of(age: int | None) -> str:
    """Return the key of the band of an age; '' when there is none."""
    return next((band.key for band in AGES if age is not None and band.low <= age <= band.high), "")


def degree_order(name: str) -> tuple[int, str]:
    """Return what degrees are ordered by: from the least, however they are written, then those that are not ours by
    name."""
    return _DEGREES.get(fold(name), len(DEGREES)), name


def choice_of(text: str, choices: dict[str, str]) -> str | None:
    """Return the key of the choice that a text names, by its key or by its words, without accents or case; None for
    none."""
    wanted = fold(text)
    return next((key for key, words in choices.items() if wanted in (fold(key), fold(words))), None)
