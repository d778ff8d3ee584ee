"""Dates and small numbers as words: in Spanish, or in the language being written."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from django.utils import timezone
from django.utils.translation import get_language

from conoceles.lib.zones import zone_name

MONTHS = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
DAYS = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
UNITS = [
    "cero",
    "un",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiún",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
TENS = {
    30: "treinta",
    40: "cuarenta",
    50: "cincuenta",
    60: "sesenta",
    70: "setenta",
    80: "ochenta",
    90: "noventa",
}


def local_date(moment: datetime, where: ZoneInfo | None = None) -> date:
    """Return the civil date of an aware datetime in a zone; in the one in force when none is given."""
    return timezone.localtime(moment, where).date()


def long_date(day: date, weekday: bool = False) -> str:
    """Return «6 de junio de 2027», or «domingo 6 de junio de 2027»."""
    locale = _foreign()
    if locale is not None:
        return str(format_date(day, "full" if weekday else "long", locale=locale))
    text = f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"
    return f"{DAYS[day.weekday()]} {text}" if weekday else text


def end_of_day(moment: datetime, days: int, where: ZoneInfo) -> datetime:
    """Return the last second of the day that is so many days after a moment, in a zone: when a term of days is over."""
    day = moment.astimezone(where) + timedelta(days=days)
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


def short_date(day: date) -> str:
    """Return «6 de junio»."""
    locale = _foreign()
    if locale is not None:
        return str(format_skeleton("MMMMd", day, locale=locale))
    return f"{day.day} de {MONTHS[day.month - 1]}"


def _foreign() -> Locale | None:
    """Return the locale being written when it is not Spanish and its calendar is known, or None."""
    language = get_language() or "es"
    if language.startswith("es"):
        return None
    try:
        return Locale.parse(language)
    except UnknownLocaleError:
        return None


def moment_in_words(moment: datetime) -> str:
    """Return «lunes 31 de mayo de 2027 a las 23:59, hora del centro», in the zone in force."""
    local = timezone.localtime(moment)
    return f"{long_date(local.date(), weekday=True)} a las {local.hour}:{local.minute:02}, {zone_name()}"


def in_words(number: int, feminine: bool = False) -> str:
    """Return a count before a noun: «diecinueve», «treinta y un» (feminine: «treinta y una»); figures from 100 on."""
    if not 0 <= number < 100 or _foreign() is not None:
        return f"{number:,}"
    if number < 30:
        words = UNITS[number]
    else:
        tens, unit = divmod(number, 10)
        words = TENS[tens * 10] + (f" y {UNITS[unit]}" if unit else "")
    if feminine and words.endswith("ún"):
        return words[:-2] + "una"
    return words + "a" if feminine and words.endswith("un") else words


def clock(moment: datetime) -> str:
    """Return «17:42», in the zone in force."""
    local = timezone.localtime(moment)
    return f"{local.hour}:{local.minute:02}"
