"""The figures that another installation publishes, read from its open data."""

import csv
import io
from typing import Any

from conoceles.lib.limited import BadFile

NEEDED = {"categoria", "respondieron", "total"}
MOST, LONGEST, LARGEST = 500, 200_000, 10_000_000


def shares(upload: Any) -> list[tuple[str, int, int]]:
    """Return [(category, how many answered, of how many)] of a file of figures. Raises BadFile with a Spanish
    sentence."""
    if (upload.size or 0) > LONGEST:
        raise BadFile("El archivo es demasiado grande para ser el de las cifras por cargo.")
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("El archivo no está en UTF-8: súbalo como lo publica la otra instalación.") from error
    try:
        table = csv.DictReader(io.StringIO(text.replace("\x00", ""), newline=""))
        names, rows = set(table.fieldnames or ()), list(table)
    except csv.Error as error:
        raise BadFile(
            "El archivo no es un CSV que se pueda leer: súbalo como lo publica la otra instalación."
        ) from error
    missing = NEEDED - names
    if missing:
        raise BadFile(f"Al archivo le faltan columnas: {', '.join(sorted(missing))}. Suba cargo.csv, de sus cifras.")
    found: list[tuple[str, int, int]] = []
    for number, row in enumerate(rows, 2):
        try:
            answered, total = int(row["respondieron"]), int(row["total"])
        except (TypeError, ValueError) as error:
            raise BadFile(f"En el renglón {number} hay algo que no es un número.") from error
        if not 0 <= answered <= total <= LARGEST or total == 0 or len(found) >= MOST:
            raise BadFile(f"En el renglón {number} las cuentas no cuadran: {answered} de {total}.")
        found.append((str(row["categoria"])[:160], answered, total))
    if not found:
        raise BadFile("El archivo no tiene ningún renglón.")
    return found
