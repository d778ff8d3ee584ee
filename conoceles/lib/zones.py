"""The time zones of Mexico, as institutes choose them and as pages name them. Hours are shown in the zone that is in
force (Django's)."""

from functools import cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

CENTRE = "America/Mexico_City"
# Sonora and Quintana Roo keep one hour all year, as the centre does since 2022; some border municipalities still change
# twice.
ZONES = {
    CENTRE: gettext_noop("hora del centro"),
    "America/Tijuana": gettext_noop("hora del noroeste"),
    "America/Hermosillo": gettext_noop("hora de Sonora"),
    "America/Mazatlan": gettext_noop("hora del Pacífico"),
    "America/Chihuahua": gettext_noop("hora de Chihuahua"),
    "America/Cancun": gettext_noop("hora del sureste"),
    "America/Bahia_Banderas": gettext_noop("hora de Bahía de Banderas"),
    "America/Ciudad_Juarez": gettext_noop("hora de Ciudad Juárez"),
    "America/Ojinaga": gettext_noop("hora de Ojinaga y la frontera de Chihuahua"),
    "America/Matamoros": gettext_noop("hora de la frontera de Coahuila, Nuevo León y Tamaulipas"),
}


@cache
def zone(name: str) -> ZoneInfo:
    """Return a zone by its name; that of the centre for none."""
    return ZoneInfo(name or CENTRE)


def zone_name(name: str = "") -> str:
    """Return how hours are named, in the language being written: «hora de Sonora»; of the zone in force when none is
    given."""
    key = name or timezone.get_current_timezone_name()
    return _(ZONES[key]) if key in ZONES else key.rsplit("/", 1)[-1].replace("_", " ")
