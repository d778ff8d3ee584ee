"""A name as people write it, when a list comes in capitals: «MARÍA DE LA LUZ O'FARRILL» is «María de la Luz O'Farrill».

No accent is added: nobody knows where the person writes one.
"""

import re

PARTICLES = frozenset("de del la las los el da das di do dos van von der den".split())  # noqa: SIM905
WORD = re.compile(r"[^\W\d_]+")
ROMAN = re.compile(r"(?=[IVX]{2,}$)X{0,3}(IX|IV|V?I{0,3})$")


def as_written(name: str) -> str:
    """Return a name in small letters with its capitals, when it has no small letter; as it is, when it has one."""
    if not name.isupper() or len(WORD.findall(name)) < 2:
        return name
    return WORD.sub(lambda found: _word(found[0], name[: found.start()], name[found.end() :]), name)


def _word(word: str, before: str, after: str) -> str:
    small = word.lower()
    first = not before.strip()
    if before.endswith(("'", "’")) and len(word) == 1:
        return small
    if len(word) == 1:
        # An initial, unless it joins two surnames.
        joins = small == "y" and not first and after.startswith(" ")
        return small if joins else word
    if small in PARTICLES and not first and not before.endswith(("'", "’", "-", "(", "«", '"')):
        return small
    if ROMAN.match(word) and not first:
        return word
    if small.startswith("mc") and len(small) > 3:
        return f"Mc{small[2:].capitalize()}"
    return small.capitalize()
