"""A fact about how the installation does: what is looked at, how it stands, and what to do when it is not well."""

from dataclasses import dataclass, field
from enum import IntEnum


class State(IntEnum):
    """How a fact stands; the greater, the worse."""

    WELL, ATTENTION, WRONG = 0, 1, 2

    @property
    def said(self) -> str:
        return ("bien", "atención", "mal")[self]


@dataclass(frozen=True)
class Fact:
    """One thing that is watched. `said` is how it stands and `do` how to mend it, both Spanish sentences that name no
    person; `numbers` are its measurements, {name: value} in base units (seconds, bytes, counts)."""

    name: str
    title: str
    state: State
    said: str
    do: str = ""
    numbers: dict[str, float] = field(default_factory=dict)
    # Whether visitors are answered wrongly, or not at all, while it is wrong.
    serving: bool = False


def judged(value: float, attention: float, wrong: float) -> State:
    """Return how a measurement stands that is the worse the greater it is."""
    if value >= wrong:
        return State.WRONG
    return State.ATTENTION if value >= attention else State.WELL


def ago(seconds: float) -> str:
    """Return a span of time in words, in its greatest unit."""
    for size, one, several in ((86_400, "día", "días"), (3_600, "hora", "horas"), (60, "minuto", "minutos")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {one if count == 1 else several}"
    return "menos de un minuto"


def amount(size: float) -> str:
    """Return a number of bytes in words."""
    for unit in ("bytes", "KB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 10 else f"{size:.1f} {unit}"
        size /= 1000
    return ""
