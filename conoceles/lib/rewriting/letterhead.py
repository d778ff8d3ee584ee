"""Word templates of an institute: checked for what they ask, and filled with plain values.

`remake(source, folder)` reads `values.json` beside what it writes: without a body the template is only checked. Here is
also the one that the program brings, to be taken, edited and sent back.
"""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from conoceles.lib.limited import BadFile

# What a template may ask for, and what each is.
PLACEHOLDERS = {
    "institute": "el nombre del instituto",
    "address": "su domicilio",
    "logo": "su logotipo, donde lo hay",
    "election": "la elección",
    "title": "el título del documento",
    "period": "el periodo que informa",
    "place_and_date": "lugar y fecha",
    "number": "el número de oficio, si lo lleva",
    "addressee": "a quién se dirige",
    "intro": "el texto de presentación que se escribió al emitirlo",
    "body": "el contenido: secciones, tablas y fotografías",
    "signers": "quienes firman, cada nombre con su cargo",
    "edition": "la edición del registro público con que se contó",
    "version": "la versión del documento",
    "hash": "la huella del contenido",
}


LOGO = Cm(1.4)
# Of a letter page with its margins.
WIDEST, TALLEST = Cm(16.5), Cm(20)
# Fields that fetch something when the document is opened.
FETCHING = re.compile(rb"INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE ", re.IGNORECASE)


class Logo(InlineImage):  # type: ignore[misc]
    """A picture with its words for who does not see it."""

    words = ""

    def _insert_image(self) -> str:
        return str(super()._insert_image()).replace("<wp:docPr ", f"<wp:docPr descr={quoteattr(self.words)} ", 1)


def default() -> bytes:
    """Return the template that the program brings."""
    word = Document()
    style = word.styles["Normal"].font
    style.name, style.size = "Arial", Pt(11)
    for level in (1, 2, 3):
        heading = word.styles[f"Heading {level}"].font
        heading.name, heading.color.rgb = "Arial", RGBColor(0, 0, 0)
        fonts = word.styles[f"Heading {level}"].element.rPr.rFonts
        for name in ("asciiTheme", "hAnsiTheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21.59), Cm(27.94)
    section.left_margin = section.right_margin = Cm(2.4)
    head = section.header.paragraphs[0]
    head.add_run("{{ logo }} ")
    head.add_run("{{ institute }}").bold = True
    section.header.add_paragraph("{{ address }}")
    foot = section.footer.paragraphs[0]
    foot.add_run("Versión {{ version }}, edición {{ edition }} del registro público. Huella {{ hash }}").font.size = Pt(
        8
    )
    right = word.add_paragraph("{{ place_and_date }}")
    right.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text in ("{%p if number %}", "Oficio {{ number }}", "{%p endif %}", "{%p if addressee %}", "{{ addressee }}"):
        word.add_paragraph(text)
    word.add_paragraph("{%p endif %}")
    word.add_heading("{{ title }}", 1)
    word.add_paragraph("{{ election }}. {{ period }}")
    word.add_paragraph("{{ intro }}")
    word.add_paragraph("{{p body }}")
    for text in ("{%p for one in signers %}", "", "______________________________", "{{ one.name }}", "{{ one.post }}"):
        word.add_paragraph(text)
    word.add_paragraph("{%p endfor %}")
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def remake(source: Path, folder: Path) -> dict[str, Any]:
    """Check a template, and where `values.json` has sections write `document.docx` too; return {"asked"}: its
    placeholders. Raises BadFile."""
    _refuse_what_reaches_out(source)
    jinja = SandboxedEnvironment(autoescape=True)
    jinja.globals.clear()
    values = json.loads((folder / "values.json").read_text(encoding="utf-8"))
    try:
        template = DocxTemplate(source)
        asked = template.get_undeclared_template_variables(jinja)
        _refuse_unknown(asked)
        if "sections" in values:
            body = template.new_subdoc()
            _write(body, values["sections"], folder)
            context = {key: value for key, value in values.items() if key != "sections"}
            logo = folder / "logo"
            shown: Logo | str = ""
            if logo.is_file():
                shown = Logo(template, str(logo), height=LOGO)
                shown.words = values.get("logo_alt", "")
            template.render({**context, "body": body, "logo": shown}, jinja, autoescape=True)
            template.save(folder / "document.docx")
    except BadFile:
        raise
    except TemplateError as error:
        raise BadFile(
            f"La plantilla tiene una marca mal escrita ({error}): revise que cada «{{{{» tenga su «}}}}»."
        ) from error
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadFile(
            "Eso no es un documento de Word (.docx) que se pueda leer: guárdelo de nuevo y súbalo."
        ) from error
    return {"asked": sorted(asked)}


def _refuse_what_reaches_out(source: Path) -> None:
    """Refuse a document with macros, or whose parts are somewhere else."""
    if not zipfile.is_zipfile(source):
        raise BadFile("Eso no es un documento de Word (.docx): en su procesador elija «Guardar como», tipo Word.")
    with zipfile.ZipFile(source) as parts:
        names = parts.namelist()
        if any("vba" in name.lower() or name.endswith(".bin") for name in names):
            raise BadFile("La plantilla trae macros: guárdela como .docx, sin ellas, y súbala otra vez.")
        for name in names:
            if (name.endswith(".rels") and _outside(parts.read(name))) or (
                name.endswith(".xml") and FETCHING.search(parts.read(name))
            ):
                raise BadFile(
                    "La plantilla toma algo de otro lugar (una imagen enlazada u otra plantilla): insértelo en el "
                    "documento y súbalo otra vez."
                )


def _outside(rels: bytes) -> bool:
    """Return whether any relation but a link that is pressed leads out of the document."""
    try:
        tree = etree.fromstring(rels, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return True
    links = [one for one in tree.iter() if one.get("TargetMode", "").lower() == "external"]
    return any(not one.get("Type", "").endswith("/relationships/hyperlink") for one in links)


def _refuse_unknown(asked: set[str]) -> None:
    unknown = sorted(asked - set(PLACEHOLDERS))
    if unknown:
        raise BadFile(
            f"La plantilla pide «{unknown[0]}», que no existe. Las marcas que hay son: {', '.join(PLACEHOLDERS)}."
        )
    if "body" not in asked:
        raise BadFile("A la plantilla le falta {{p body }}, donde va el contenido, en un párrafo suyo.")


def _write(word: Word, sections: list[dict[str, Any]], folder: Path) -> None:
    for section in sections:
        _heading(word, section["title"], 2)
        for text in section["paragraphs"]:
            word.add_paragraph(text)
        for text in section["items"]:
            word.add_paragraph(f"• {text}")
        if section["blank"]:
            word.add_paragraph(section["empty"] or "Sin datos.")
        for table in section["tables"]:
            _table(word, table)
        for drawing in section["drawings"]:
            _drawing(word, drawing, folder)
        for photo in section["photos"]:
            if (folder / photo["blob"]).is_file():
                word.add_picture(str(folder / photo["blob"]), width=Cm(11))
                word.add_paragraph(photo["caption"])


def _drawing(word: Word, drawing: dict[str, Any], folder: Path) -> None:
    """Add a drawing in its own size, or as large as the page where it is larger, with its words for who does not
    see."""
    _heading(word, drawing["title"], 3)
    added = word.add_picture(str(folder / f"{drawing['file']}.png"))
    part = min(1, WIDEST / added.width, TALLEST / added.height)
    added.width, added.height = int(added.width * part), int(added.height * part)
    added._inline.docPr.set("descr", drawing["alt"])


def _heading(word: Word, text: str, level: int) -> None:
    names = {style.name for style in word.styles}
    if f"Heading {level}" in names:
        word.add_paragraph(text, style=f"Heading {level}")
    else:
        word.add_paragraph().add_run(text).bold = True


def _table(word: Word, table: dict[str, Any]) -> None:
    _heading(word, table["title"], 3)
    bars = table["bars"]
    made = word.add_table(rows=1, cols=len(table["head"]) + bool(bars))
    if "Table Grid" in {style.name for style in word.styles}:
        made.style = "Table Grid"
    _row(made.rows[0], [*table["head"], *[""] * bool(bars)], bold=True)
    # As wide as the page lets it be.
    width = made._tbl.tblPr.find(qn("w:tblW"))
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(repeated)
    for number, row in enumerate(table["rows"]):
        drawn = ["█" * round(bars[number] / 10)] if bars else []
        _row(made.add_row(), [*row, *drawn])
    if table["note"]:
        word.add_paragraph(table["note"]).runs[0].font.size = Pt(9)


def _row(row: Any, cells: list[Any], *, bold: bool = False) -> None:
    for cell, value in zip(row.cells, cells, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(str(value))
        run.bold = bold
        run.font.size = Pt(9)
        if isinstance(value, int):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
