"""CSV as every room writes it: UTF-8 with a byte-order mark, so that spreadsheets read the accents, and no cell that
runs as a formula."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from conoceles.lib.tables import safe_cell

BOM = "\ufeff"


class _Line:
    """What the writer writes into: gives each line back."""

    def write(self, value: str) -> str:
        return value


def lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield a CSV line by line, the byte-order mark before the first; texts that a spreadsheet would run get an
    apostrophe."""
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield BOM + str(writer.writerow(list(header)))
    for cells in rows:
        yield str(writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in cells]))


def written(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Return a whole CSV as bytes."""
    return "".join(lines(header, rows)).encode()
