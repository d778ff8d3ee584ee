"""Calendar files (RFC 5545): texts escaped, lines folded."""

from collections.abc import Iterable
from unicodedata import category


def calendar_bytes(name: str, events: Iterable[list[str]]) -> bytes:
    """Return a calendar of events, each given as the lines between its BEGIN and its END."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Conoceles//ES", f"X-WR-CALNAME:{escaped(name)}"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def escaped(text: str) -> str:
    """Return a text as the value of a property."""
    # Any end of a line is one, and no other control passes: it would begin another line of the calendar.
    text = "".join(char for char in "\n".join(text.splitlines()) if char == "\n" or category(char) != "Cc")
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return a line broken so that none is longer than 75 octets."""
    parts: list[str] = []
    part = ""
    for char in line:
        if len((part + char).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += char
    return "\r\n ".join([*parts, part])
