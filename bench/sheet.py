"""Write a list of any size in our own template: python -m bench.sheet FILE ROWS. In its own process, so that its memory
is not measured."""

import sys
from pathlib import Path
from random import Random

import xlsxwriter

from bench.words import COLUMNS, OFFICES, PER_TOWN, people, towns


def main(path: Path, size: int) -> None:
    rng = Random(size)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Candidaturas")
        book.add_worksheet("Respuestas").write_row(0, 0, ["FOLIO"])
        sheet.write_row(0, 0, COLUMNS)
        names = towns(-(-size // PER_TOWN))
        for number in range(size):
            place, rest = divmod(number, PER_TOWN)
            party, seat = divmod(rest, len(OFFICES) * 2)
            office, position = OFFICES[seat // 2]
            name, sex = people(rng)
            role = "Suplente" if seat % 2 else "Propietaria"
            row = [f"F{number}", office, names[place].upper(), f"PARTIDO {party + 1}", "", str(position), role, name]
            sheet.write_row(
                number + 1, 0, [*row, "Mujer" if sex == "female" else "Hombre", str(rng.randint(19, 75)), "", ""]
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
