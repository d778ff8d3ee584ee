"""Personal data written inside a text: where telephones, mails, addresses and official keys stand. It finds, and never
decides."""

import re
from collections.abc import Iterator
from typing import NamedTuple

DIGITS = "cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
# A Mexican number has ten digits; a country code, a mobile prefix and any usual grouping may come with them.
PHONE = re.compile(
    r"(?<![\w$.,/-])(?:\+|00)?(?:\(?52\)?[\s.-]*)?(?:0?4[45][\s.-]*)?(?:1[\s.-]+)?"
    r"(?:\(\d{2,3}\)|\d)(?:[\s.·–-]{0,3}\d){6,10}(?![\d%]|[\w]|[.,]\d)"
)
SPELT = re.compile(rf"\b(?:(?:{DIGITS})[\s,.-]+){{6,}}(?:{DIGITS})\b", re.IGNORECASE)
LOCAL = re.compile(
    r"\b(?:tel(?:[ée]fono)?s?|cel(?:ular)?|whats?app|ll[aá]m(?:e|ar|eme|anos)|m[oó]vil|marque)\W{1,3}"
    r"(?:\w+\W{1,3}){0,3}?(\d{3}[\s.-]?\d{2}[\s.-]?\d{2}|\d{3}[\s.-]?\d{4})(?!\d)",
    re.IGNORECASE,
)
NAME, HOST = r"(?<![\w.+%-])[\w.+%-]{1,64}", r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}"
TOP = r"(?:com|mx|net|org|edu|gob|info|es|us|app|online|site|io)"
EMAIL = re.compile(rf"{NAME}\s?@\s?{HOST}\.{TOP}(?:\.mx)?\b", re.IGNORECASE)
AT = r"\s*[\[({<]?\s*(?:arroba|\bat\b)\s*[\])}>]?\s*"
DOT = r"(?:\s*[\[({<]?\s*(?:punto|dot)\s*[\])}>]?\s*|\s?\.\s?)"
SPELT_EMAIL = re.compile(rf"{NAME}{AT}[\w-]{{1,63}}{DOT}{TOP}(?:{DOT}mx)?\b", re.IGNORECASE)
DATE = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
CURP = re.compile(
    rf"(?<!\w)[A-Z][AEIOUX][A-Z]{{2}}[\s-]?{DATE}[\s-]?[HMX][A-Z]{{2}}[B-DF-HJ-NP-TV-Z]{{3}}[\s-]?[A-Z0-9]\d(?!\w)",
    re.IGNORECASE,
)
RFC = re.compile(rf"(?<!\w)[A-ZÑ&]{{4}}[\s-]?{DATE}[\s-]?[A-Z0-9]{{2}}[A0-9](?!\w)", re.IGNORECASE)
VOTER_KEY = re.compile(rf"(?<!\w)[A-ZÑ]{{6}}[\s-]?{DATE}[\s-]?\d{{2}}[\s-]?[HM][\s-]?\d{{3}}(?!\w)", re.IGNORECASE)
# A road and a number; a postal code; a colony beside a number.
ROAD = (
    r"(?:calle|c\.|av(?:\.|enida)|blvd?\.?|boulevard|bulevar|calz(?:\.|ada)|priv(?:\.|ada)|prol(?:\.|ongaci[oó]n)|"
    r"cerrada|circuito|andador|retorno|carretera|callej[oó]n)"
)
MARK = r"(?:#\s*|n[uú]m(?:ero)?\.?\s*|no\.\s*|nº\s*)"
WORD, PROPER = r"[\w.'°]+", r"(?-i:[A-ZÁÉÍÓÚÑ0-9][\w.'°]*|de|del|la|las|los|el|y)"
NUMBER = r"\d{1,5}\b(?:[-\s]?(?-i:[A-Z])\b)?"
# With a mark («#», «número») any words may stand between; without it, a proper name, or one word at the end of its
# phrase.
ADDRESS = re.compile(
    rf"(?<!\w){ROAD}\s+(?:(?:{WORD}[\s,]+){{0,6}}?{MARK}{NUMBER}"
    rf"|(?:{PROPER}[\s,]+){{1,6}}?{NUMBER}(?!\s+(?-i:[a-z]))|{WORD}\s+{NUMBER}(?=\s*(?:[.,;]|$)))",
    re.IGNORECASE,
)
POSTAL = re.compile(r"\b(?:c\.?\s?p\.?|c[oó]digo postal)\s*:?\s*\d{5}\b", re.IGNORECASE)
LOT = re.compile(r"\b(?:manzana|mza?\.?)\s*\d{1,3}\W{1,3}(?:lote|lt\.?)\s*\d{1,3}\b", re.IGNORECASE)
HOUSE = re.compile(
    r"\b(?:vivo en|mi domicilio|mi casa (?:es|est[aá])|domicilio (?:particular|en|es|:)|con domicilio)\b[^.\n]{4,80}",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """A piece of personal data: what it is, and its first and one-after-last characters."""

    kind: str
    start: int
    end: int


def find(text: str) -> list[Found]:
    """Return the personal data that a text shows, in order, none inside another: curp, voter_key, rfc, email, phone,
    address."""
    found: list[Found] = []
    for one in _all(text):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _all(text: str) -> Iterator[Found]:
    """Yield what each pattern finds, the surest first: whatever overlaps a surer one is not said twice."""
    for kind, pattern in (
        ("curp", CURP),
        ("voter_key", VOTER_KEY),
        ("rfc", RFC),
        ("email", EMAIL),
        ("email", SPELT_EMAIL),
    ):
        for match in pattern.finditer(text):
            yield Found(kind, *match.span())
    for pattern in (ADDRESS, POSTAL, LOT, HOUSE):
        for match in pattern.finditer(text):
            if pattern is not HOUSE or re.search(r"\d", match[0]):
                yield Found("address", *match.span())
    for match in PHONE.finditer(text):
        if _is_phone(match[0]):
            yield Found("phone", *match.span())
    for match in LOCAL.finditer(text):
        yield Found("phone", *match.span(1))
    for match in SPELT.finditer(text):
        yield Found("phone", *match.span())


def _is_phone(written: str) -> bool:
    """Return whether a run of digits can be a telephone: ten of them besides the prefixes, and not two years."""
    digits = re.sub(r"\D", "", written)
    for prefix in ("0052", "52", "044", "045", "01"):
        if digits.startswith(prefix) and len(digits) - len(prefix) in (10, 11):
            digits = digits[len(prefix) :]
            break
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    return len(digits) == 10 and not re.fullmatch(r"\s*(?:19|20)\d{2}[\s.–-]+(?:19|20)\d{2}\D*\d{0,2}", written)
