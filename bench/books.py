"""Write workbooks of lists as INE publishes them of its states, with the faults that real ones have mixed in, and what
is in each sheet: python -m bench.books FOLDER BOOKS SHEETS ROWS.

In its own process, so that its memory is not measured. Every name is invented.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from bench.words import people

HEAD = [
    "Apellido",
    "Nombre",
    "Sexo",
    "Partido Político",
    "Principio de Representación",
    "Distrito Electoral",
    "Circunscripción",
    "Propietario o Suplente",
]
PARTIES = ["PAR", "PBR", "PCR", "PDR", "PER", "PFR"]
NOBODY = ["Sin candidato", "CANDIDATURA CANCELADA MEDIANTE ACUERDO", "VACANTE", "N/A", "Renuncia"]
BROKEN = ["MU?OZ", "PE�A", "GARCÃA"]
UNITS = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
ROMAN = [*(tens + unit for tens in ("", "X", "XX", "XXX") for unit in UNITS), "XL"][1:]
# Of so many lines of formulas, one with each fault.
EVERY = 60


def main(folder: Path, books: int, sheets: int, rows: int) -> None:
    """Write the books, and `truth.json`: for each sheet how many rows it has and how many of them are doubts."""
    rng = Random(rows)
    truth: list[dict[str, Any]] = []
    left = rows
    for number in range(sheets):
        name = f"entidad-{number % books + 1:02}.xlsx"
        size = left // (sheets - number)
        left -= size
        truth.append({"book": name, "sheet": f"Registro {1991 + number // books * 3}", "rows": size})
    for name in sorted({one["book"] for one in truth}):
        mine = [one for one in truth if one["book"] == name]
        with xlsxwriter.Workbook(folder / name, {"constant_memory": True}) as book:
            for one in mine:
                one["kinds"] = dict(_sheet(book.add_worksheet(one["sheet"]), one["rows"], rng))
    (folder / "truth.json").write_text(json.dumps(truth))


def _sheet(sheet: Any, size: int, rng: Random) -> Counter[str]:
    """Write one sheet: a title above its heading, formulas by district, then lists; return the rows of each kind."""
    kinds: Counter[str] = Counter()
    sheet.write(0, 0, "Listado de Candidatos/as a diputaciones")
    sheet.write_row(1, 0, HEAD)
    line, district, party = 2, 0, 0
    seen: set[str] = set()
    while line - 2 < size:
        left = size - (line - 2)
        many = 6 if left > 6 else left
        kind = "plain" if many < 6 or rng.randrange(EVERY) else rng.choice(["nobody", "broken", "emblems", "alike"])
        for cells in _group(kind, many, ROMAN[district % len(ROMAN)], PARTIES, party, rng, seen):
            sheet.write_row(line, 0, cells)
            line += 1
        kinds[kind] += {"nobody": 1, "broken": 1, "emblems": 2, "alike": 0}.get(kind, 0)
        party = (party + many // 2) % len(PARTIES)
        # Six parties have each a formula in a district, then the next district.
        district += party == 0
    return kinds


def _group(
    kind: str, many: int, district: str, parties: list[str], party: int, rng: Random, seen: set[str]
) -> list[list[str]]:
    """Return the rows of three formulas, with one fault among them."""
    rows = []
    for place in range(many):
        role = "Suplente" if place % 2 else "Propietario"
        name, sex = _new(rng, seen)
        surname, _blank, first = name.rpartition(" ")
        short = parties[(party + place // 2) % len(parties)]
        called = "Mujer" if sex == "female" else "Hombre"
        rows.append([surname, first, called, short, "Mayoría Relativa", district, "", role])
    if kind == "nobody":
        rows[0][0], rows[0][1] = "", rng.choice(NOBODY)
    elif kind == "broken":
        rows[0][0] = rng.choice(BROKEN)
    elif kind == "emblems":
        rows[2][:3] = rows[0][:3]
    elif kind == "alike":
        rows[1][:3] = rows[0][:3]
    return rows


def _new(rng: Random, seen: set[str]) -> tuple[str, str]:
    """Return a name that no other row of the sheet has, with its sex."""
    while True:
        name, sex = people(rng)
        if name not in seen:
            seen.add(name)
            return name, sex


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
