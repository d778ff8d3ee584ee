"""A document set in each form: DOCX to edit, PDF to sign, XLSX with its tables, pictures to look at it before."""

import json
from datetime import datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import category

import xlsxwriter
from PIL import Image

from conoceles.lib import blobs
from conoceles.lib.limited.running import rewrite
from conoceles.lib.paper import make_pages, make_pdf
from conoceles.lib.rewriting import letterhead
from conoceles.lib.text import figure
from conoceles.reports.documents.content import Content
from conoceles.reports.documents.drawing import as_svg

TEMPLATE = Path(__file__).parent.parent / "paper" / "document.typ"
DRAWING = TEMPLATE.with_name("drawing.typ")
# Per inch, of a drawing in Word, which takes no SVG.
DOTS = 200
Marks = dict[str, str]
# Rows of a table in a document that is read, and in a look at it.
ROWS, LOOKED = 2000, 60


def as_values(content: Content, marks: Marks, rows: int) -> dict[str, Any]:
    """Return the plain values from which every form is made; `marks` are version, hash, number, addressee and intro.

    Of a table, at most so many rows: the others are in the spreadsheet, and the table says so.
    """
    values = content.as_json()
    numbers = count()
    for one, section in zip(values["sections"], content.sections, strict=True):
        one["blank"] = section.blank
        for drawing in one["drawings"]:
            drawing["file"] = f"drawing-{next(numbers)}"
        for table in one["tables"]:
            if (many := len(table["rows"])) > rows:
                said = f"Se muestran {figure(rows)} de {figure(many)} renglones: todos están en el anexo, en Excel."
                table["note"] = " ".join(filter(None, [table["note"], said]))
                table["rows"], table["bars"] = table["rows"][:rows], table["bars"][:rows]
    return dict(_readable({**values, "edition": str(content.edition), **marks}))


def _readable(value: Any) -> Any:
    """Return plain values whose texts have nothing that no document takes: control characters, half characters."""
    if isinstance(value, str):
        return "".join(char for char in value if char in "\n\t" or category(char) not in ("Cc", "Cs", "Cn"))
    if isinstance(value, dict):
        return {key: _readable(one) for key, one in value.items()}
    return [_readable(one) for one in value] if isinstance(value, list | tuple) else value


def photos(content: Content) -> list[str]:
    """Return the blobs of the photographs that are there."""
    named = [photo.blob for section in content.sections for photo in section.photos]
    return [name for name in dict.fromkeys(named) if blobs.where(name, blobs.PRIVATE).is_file()]


def _logo(content: Content) -> Path | None:
    """Return the institute's logo, None where there is none."""
    path = blobs.where(content.logo, blobs.PUBLIC) if content.logo else None
    return path if path and path.is_file() else None


def as_docx(content: Content, marks: Marks, template: str = "") -> bytes:
    """Return it in the institute's template (a private blob), or in the one that the program brings. Raises BadFile."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "template.docx"
        if template:
            copyfile(blobs.where(template, blobs.PRIVATE), source)
        else:
            source.write_bytes(letterhead.default())
        if logo := _logo(content):
            copyfile(logo, folder / "logo")
        for photo in photos(content):
            copyfile(blobs.where(photo, blobs.PRIVATE), folder / photo)
        for number, drawing in enumerate(content.drawings):
            files = {"drawing.svg": as_svg(drawing).encode()}
            drawn = Image.open(BytesIO(make_pages(DRAWING, {}, files, most=1, ppi=DOTS)[0]))
            # Word reads its size in it.
            drawn.save(folder / f"drawing-{number}.png", dpi=(DOTS, DOTS))
        (folder / "values.json").write_text(json.dumps(as_values(content, marks, ROWS)), encoding="utf-8")
        rewrite("letterhead", source, folder)
        return (folder / "document.docx").read_bytes()


def check_template(source: Path) -> list[str]:
    """Return the placeholders that a template asks for. Raises BadFile for one that cannot be used."""
    with TemporaryDirectory() as name:
        (Path(name) / "values.json").write_text("{}", encoding="utf-8")
        return list(rewrite("letterhead", source, Path(name))["asked"])


def _for_paper(content: Content, marks: Marks, rows: int = ROWS) -> tuple[dict[str, Any], dict[str, bytes]]:
    values = as_values(content, marks, rows)
    logo = _logo(content)
    values["institute"] = {"name": content.institute, "address": content.address, "logo": bool(logo)}
    files = {name: blobs.where(name, blobs.PRIVATE).read_bytes() for name in photos(content)}
    values["there"] = list(files)
    drawn = {f"drawing-{number}.svg": as_svg(one).encode() for number, one in enumerate(content.drawings)}
    return values, files | drawn | ({"logo.png": logo.read_bytes()} if logo else {})


def as_pdf(content: Content, marks: Marks) -> bytes:
    """Return it as PDF/UA."""
    return make_pdf(TEMPLATE, *_for_paper(content, marks))


def as_pictures(content: Content, marks: Marks, most: int = 12) -> list[bytes]:
    """Return its first pages as PNG."""
    return make_pages(TEMPLATE, *_for_paper(content, marks, LOOKED), most=most)


def as_xlsx(content: Content, marks: Marks, at: datetime) -> bytes:
    """Return a workbook with a sheet for each of its tables, and what it is; its dates are those of the document."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": content.title, "created": at.replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    about = book.add_worksheet("Documento")
    rows = {
        "Documento": content.title,
        "Elección": content.election,
        "Periodo": content.period,
        "Edición del registro público": content.edition,
        "Versión": marks["version"],
        "Huella": marks["hash"],
    }
    for number, (label, value) in enumerate(rows.items()):
        about.write(number, 0, label, bold)
        about.write(number, 1, value)
    names: set[str] = {"documento"}
    for table in content.annexes:
        sheet = book.add_worksheet(_free(table.annex, names))
        sheet.write_row(0, 0, table.head, bold)
        for number, row in enumerate(table.rows, 1):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _free(name: str, taken: set[str]) -> str:
    """Return a name for a sheet that a workbook takes: at most 31 letters, none twice, none of those it forbids."""
    plain = "".join("-" if char in "[]:*?/\\'" else char for char in name)[:31] or "Tabla"
    found, number = plain, 1
    while found.lower() in taken:
        number += 1
        found = f"{plain[:27]} {number}"
    taken.add(found.lower())
    return found
