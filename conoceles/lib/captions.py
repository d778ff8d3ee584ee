"""Captions of a video, from what it says in writing: with its own times when it was written as SRT or WebVTT."""

import re
import textwrap
from typing import TypedDict

import pysubs2

# Two short lines of a screen.
LONGEST = 84


class Cue(TypedDict):
    """Words on the screen, and from when until when: milliseconds from the beginning of the video."""

    start: int
    end: int
    text: str


def timed(text: str) -> list[Cue]:
    """Return the captions of a text in SRT or WebVTT, in order; [] when it is neither."""
    if "-->" not in text:
        return []
    try:
        events = pysubs2.SSAFile.from_string(text).events
    except (pysubs2.exceptions.Pysubs2Error, ValueError):
        return []
    cues = [Cue(start=one.start, end=one.end, text=_words(one.plaintext)) for one in events if not one.is_comment]
    return sorted((cue for cue in cues if 0 <= cue["start"] < cue["end"] and cue["text"]), key=lambda cue: cue["start"])


def spoken(text: str) -> str:
    """Return what is said, without times: each caption of SRT or WebVTT follows the one before; any other text as it is."""
    cues = timed(text)
    return " ".join(cue["text"] for cue in cues) if cues else text


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
    return "\n\n".join(
        ["WEBVTT", *(f"{_clock(cue['start'])} --> {_clock(cue['end'])}\n{_escaped(cue['text'])}" for cue in cues)]
    ) + "\n"  # fmt: skip


def _clock(milliseconds: int) -> str:
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _words(text: str) -> str:
    return " ".join(text.split())
