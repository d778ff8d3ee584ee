"""The search index: who stands, by name, place, party and office, by what they wrote, and by facets.

The builder writes it; workers read it. It holds keys, not texts to show: the cards of the store are shown.
"""

import contextlib
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import tantivy
from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from conoceles.lib.text import fold, sound

FACETS = (
    "answered",
    "office",
    "municipality",
    "district",
    "contest",
    "party",
    "role",
    "principle",
    "age",
    "sex",
    "degree",
    "group",
    "topic",
)
# What is chosen by and never counted: whether somebody heads an option of the ballot.
HIDDEN = ("heads",)
# The neutral orders: by the name, as on the ballots (contest, then the legal order of parties), by office and then by
# name.
ORDERS = ("order", "ballot", "office_order")
TEXTS = ("name", "place", "party", "office", "joined", "sound")
WORD = re.compile(r"[a-z0-9]+")
ZEROS = re.compile(r"\b0+(?=[0-9])")


@dataclass(frozen=True)
class Entry:
    """What the index knows of a candidacy; `facets` has the values, mostly one or none, of each of FACETS and
    HIDDEN."""

    key: str
    name: str
    place: str
    party: str
    office: str
    facets: dict[str, list[str]]
    # The stems of what it wrote.
    said: list[str]
    order: str
    ballot: str
    office_order: str


def analyzer() -> TextAnalyzer:
    """Return the analyzer of every text field: words in lower case, without accents."""
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name="plain", index_option="freq")
    builder.add_text_field("said", tokenizer_name="plain", index_option="basic")
    for name in (*FACETS, *HIDDEN):
        builder.add_text_field(f"facet_{name}", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ORDERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


class Writer:
    """The index of one election, being written by the builder."""

    def __init__(self, folder: Path, fresh: bool = False) -> None:
        """Open the index that the pointer names; with `fresh`, begin a new one beside it."""
        self.folder = folder
        current = _current(folder)
        number = int(current.name) if current else 0
        self.path = current if current and not fresh else folder / str(number + 1)
        self.new = self.path != current
        if self.new:
            shutil.rmtree(self.path, ignore_errors=True)
            self.path.mkdir(parents=True)
        self.schema = schema()
        self.index = tantivy.Index(self.schema, path=str(self.path), reuse=not self.new)
        self.index.register_tokenizer("plain", analyzer())
        self.writer = self.index.writer(heap_size=50_000_000, num_threads=1)

    def put(self, entries: Iterable[Entry]) -> None:
        """Add entries, each in the place of the one with its key."""
        for entry in entries:
            if not self.new:
                self.drop([entry.key])
            document = tantivy.Document()
            document.add_text("key", entry.key)
            for name in ("name", "place", "party", "office"):
                document.add_text(name, ZEROS.sub("", getattr(entry, name)))
            document.add_text("joined", " ".join(_joined(entry.place) + _joined(entry.name)))
            document.add_text("sound", " ".join(sound(word) for word in WORD.findall(fold(entry.name))))
            document.add_text("said", " ".join(entry.said))
            for name, values in entry.facets.items():
                for value in values:
                    document.add_text(f"facet_{name}", value)
            for name in ORDERS:
                document.add_text(name, getattr(entry, name))
            self.writer.add_document(document)

    def drop(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.writer.delete_documents_by_term("key", key)

    def commit(self) -> None:
        """Make what was written searchable, and the pointer name this index."""
        self.writer.commit()
        if self.new:
            _point(self.folder, self.path)
            self.new = False

    def close(self) -> None:
        self.writer.wait_merging_threads()

    def abandon(self) -> None:
        """Leave an index whose files are damaged, as it is."""
        with contextlib.suppress(ValueError, OSError):
            self.writer.rollback()


def _joined(text: str) -> list[str]:
    """Return neighbouring words written as one: «Cuatro Ciénegas» is also looked for as «cuatrocienegas»."""
    words = WORD.findall(fold(text))
    runs = [words[start : start + length] for length in (2, 3, 4) for start in range(len(words) - length + 1)]
    return ["".join(run) for run in runs]


def _current(folder: Path) -> Path | None:
    pointer = folder / "current"
    if not pointer.is_file():
        return None
    path = folder / pointer.read_text().strip()
    return path if path.is_dir() and tantivy.Index.exists(str(path)) else None


def _point(folder: Path, path: Path) -> None:
    draft = folder / "current.new"
    draft.write_text(path.name)
    draft.replace(folder / "current")
    for other in folder.iterdir():
        # The index before last goes: a worker may still be reading the last one.
        if other.is_dir() and other.name.isdigit() and int(other.name) < int(path.name) - 1:
            shutil.rmtree(other, ignore_errors=True)


def forget_older(folder: Path) -> None:
    """Delete every index but the one in use: after a redaction nothing of the text may stay."""
    current = _current(folder)
    for other in folder.iterdir() if folder.is_dir() else ():
        if other.is_dir() and other != current:
            shutil.rmtree(other, ignore_errors=True)
