"""What a document says, before it is set as DOCX, PDF or XLSX: sections of plain texts, tables and photographs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from conoceles.lib.dates import long_date

Cell = str | int


@dataclass(frozen=True)
class Period:
    """The days that a document is about, both in it."""

    starts: date
    ends: date

    def __str__(self) -> str:
        return f"del {long_date(self.starts)} al {long_date(self.ends)}"

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.starts <= day <= self.ends


@dataclass
class Table:
    """A table with what it counts; `annex` is the name of its sheet in the spreadsheet, '' where it has none.

    `bars` are shares in whole per cent, one for each row, drawn beside it; [] for none.
    """

    title: str
    head: list[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    annex: str = ""
    bars: list[int] = field(default_factory=list)


@dataclass
class Photo:
    """A private photograph as evidence, with what it shows."""

    blob: str
    caption: str


@dataclass
class Drawing:
    """Boxes (key, label, whether it belongs elsewhere) and arrows from one to another, with what they say in words."""

    title: str
    alt: str
    boxes: list[tuple[str, str, bool]]
    arrows: list[tuple[str, str]]


@dataclass
class Section:
    """A part of a document. `empty` is said where there is nothing in it."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    empty: str = ""

    @property
    def blank(self) -> bool:
        return not (self.paragraphs or self.items or self.tables or self.photos or self.drawings)


@dataclass
class Signer:
    name: str
    post: str


@dataclass
class Content:
    """A whole document."""

    kind: str
    title: str
    institute: str
    address: str
    election: str
    place_and_date: str
    period: str
    edition: int
    sections: list[Section]
    signers: list[Signer]
    # A public picture, and what it says to who does not see it.
    logo: str = ""
    logo_alt: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values, from which `read` makes it again."""
        return asdict(self)

    @property
    def drawings(self) -> list[Drawing]:
        return [drawing for section in self.sections for drawing in section.drawings]

    @property
    def annexes(self) -> list[Table]:
        """Return the tables that have a sheet in the spreadsheet."""
        return [table for section in self.sections for table in section.tables if table.annex]


def read(values: dict[str, Any]) -> Content:
    """Return the document of some plain values, as `as_json` gave them."""
    sections = [
        Section(
            **{
                **one,
                "tables": [Table(**table) for table in one["tables"]],
                "photos": [Photo(**photo) for photo in one["photos"]],
                "drawings": [Drawing(**drawing) for drawing in one["drawings"]],
            }
        )
        for one in values["sections"]
    ]
    return Content(**{**values, "sections": sections, "signers": [Signer(**one) for one in values["signers"]]})
