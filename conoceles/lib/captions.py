"""Captions of a video, from what it says in writing: with its own times when it was written as SRT or WebVTT."""

import html
import re
import textwrap
from typing import TypedDict

# Two short lines of a screen.
LONGEST = 84
TIME = r"(?:([0-9]{1,2}):)?([0-9]{2}):([0-9]{2})[.,]([0-9]{3})"
TIMES = re.compile(rf"{TIME}\s+-->\s+{TIME}(?:\s.*)?")
TAG = re.compile(r"<[^<>]*>")
WEBVTT, SILENT = "WEBVTT", ("NOTE", "STYLE", "REGION")


class Cue(TypedDict):
    """Words on the screen, and from when until when: milliseconds from the beginning of the video."""

    start: int
    end: int
    text: str


def timed(text: str) -> list[Cue]:
    """Return the captions of a text that is SRT or WebVTT from beginning to end, in order; [] for any other.

    No word is dropped in silence: a text of which some part is no caption is not taken as captions at all.
    """
    blocks = _blocks(text.removeprefix("\ufeff"))
    web = bool(blocks) and blocks[0][0].split()[0] == WEBVTT
    if web and "-->" in "".join(blocks[0]):
        return []
    cues = []
    for block in blocks[web:]:
        if web and block[0].split()[0] in SILENT:
            continue
        named = len(block) > 1 and (web or block[0].isdigit()) and not TIMES.fullmatch(block[0])
        times = TIMES.fullmatch(block[named])
        if times is None:
            return []
        words = _words(TAG.sub("", " ".join(block[named + 1 :])))
        parts = [int(part or 0) for part in times.groups()]
        cue = Cue(start=_moment(*parts[:4]), end=_moment(*parts[4:]), text=html.unescape(words) if web else words)
        if words and cue["start"] >= cue["end"]:
            return []
        cues += [cue] if words else []
    return sorted(cues, key=lambda cue: cue["start"])


def spoken(text: str) -> str:
    """Return what is said, without times: each caption of SRT or WebVTT follows the one before; any other text as it
    is."""
    cues = timed(text)
    return " ".join(cue["text"] for cue in cues) if cues else text


def captions(text: str, seconds: int) -> list[Cue]:
    """Return the captions of a video that lasts so many seconds and says this: at their own times, or shared out over
    it.

    [] for no text, and for one that has times and could not be read as captions.
    """
    return timed(text) or ([] if "-->" in text else spread(text, seconds))


def spread(text: str, seconds: int) -> list[Cue]:
    """Return a text as captions over a video that lasts so many seconds, each as long as its share of the letters."""
    phrases: list[str] = [
        piece
        for sentence in re.split(r"(?<=[.!?…])\s+|\n+", text)
        for piece in textwrap.wrap(_words(sentence), LONGEST)
    ]
    letters, passed = sum(map(len, phrases)), 0
    cues: list[Cue] = []
    for phrase in phrases:
        start, passed = passed, passed + len(phrase)
        cues.append(Cue(start=1000 * seconds * start // letters, end=1000 * seconds * passed // letters, text=phrase))
    return cues


def webvtt(cues: list[Cue]) -> str:
    """Return captions as a WebVTT file."""
    return (
        "\n\n".join(
            ["WEBVTT", *(f"{_clock(cue['start'])} --> {_clock(cue['end'])}\n{_escaped(cue['text'])}" for cue in cues)]
        )
        + "\n"
    )


def _clock(milliseconds: int) -> str:
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _blocks(text: str) -> list[list[str]]:
    """Return the lines between blank lines, without blanks at their ends."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if words := line.strip():
            blocks[-1].append(words)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _moment(hours: int, minutes: int, seconds: int, milliseconds: int) -> int:
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds


def _words(text: str) -> str:
    return " ".join(text.split())
