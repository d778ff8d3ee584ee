"""PDFs: what their pages show is kept, with tags, language, title and bookmarks; forms and notes become part of the
page; scripts, attachments, actions, metadata and whatever else the document carries stay behind."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from conoceles.lib.limited import BadFile
from conoceles.lib.rewriting.looks import same_look

MAX_PAGES = 300
LONGEST_TITLE = 300
LINK, URI, GOTO = Name("/Link"), Name("/URI"), Name("/GoTo")
# What stays, by where it stands. All else goes, whatever it is.
ROOT_KEYS = ("/Type", "/Pages", "/Lang", "/MarkInfo", "/StructTreeRoot", "/Outlines", "/Names", "/Dests", "/PageLabels")
TREE_KEYS = ("/Type", "/Kids", "/Count", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate")
PAGE_KEYS = (
    *("/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group"),
    *("/Annots", "/Parent", "/StructParents", "/Tabs"),
)
LINK_KEYS = ("/Type", "/Subtype", "/Rect", "/QuadPoints", "/Border", "/BS", "/C", "/Contents", "/StructParent")
BOOKMARK_KEYS = ("/Title", "/Dest", "/Parent", "/Prev", "/Next", "/First", "/Last", "/Count", "/Type")
PRIVATE_KEYS = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/AA")
SCRIPTED = (Name("/JavaScript"), Name("/Launch"), Name("/ImportData"), Name("/RichMediaExecute"))
ANOTHER_WAY = "ábralo, elija «Imprimir» y «Guardar como PDF», y suba el nuevo"


def remake(source: Path, folder: Path) -> dict[str, Any]:
    """Write `clean.pdf` and return {"pages"}.

    Raises BadFile for a PDF with scripts, one that asks for a password, and one that made anew would not show the same.
    """
    if source.read_bytes()[:1024].find(b"%PDF-") < 0:
        raise BadFile("Eso no es un PDF: en su procesador de textos elija «Guardar como PDF» y suba ese archivo.")
    clean = folder / "clean.pdf"
    try:
        with pikepdf.open(source) as pdf:
            _refuse_scripts(pdf)
            pages = len(pdf.pages)
            if not 0 < pages <= MAX_PAGES:
                raise BadFile(f"El PDF tiene {pages} páginas y se aceptan de 1 a {MAX_PAGES}.")
            drawn_upon = _drawn_upon(pdf)
            shown = _shown(pdf, source, folder)
            title, accessible = _title(pdf), _says_it_is_accessible(pdf)
            pdf.flatten_annotations("screen")
            _keep(pdf)
            _name(pdf, title, accessible=accessible and not drawn_upon)
            pdf.save(
                clean,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                deterministic_id=True,
                fix_metadata_version=False,
            )
    except pikepdf.PasswordError as error:
        raise BadFile("El PDF pide contraseña: guárdelo sin ella y súbalo otra vez.") from error
    except pikepdf.PdfError as error:
        raise BadFile("El PDF está dañado: ábralo, guárdelo de nuevo como PDF y súbalo otra vez.") from error
    if not same_look(shown, clean, drawn_upon):
        clean.unlink()
        raise BadFile(
            "El PDF tiene algo que no está en la página misma (un campo, una firma, un comentario, una capa) y se "
            f"perdería al guardarlo: {ANOTHER_WAY}."
        )
    return {"pages": pages}


def _refuse_scripts(pdf: pikepdf.Pdf) -> None:
    for thing in _all(pdf):
        if "/JS" in thing or "/XFA" in thing or thing.get("/S") in SCRIPTED:
            raise BadFile(
                f"El PDF trae instrucciones que se ejecutan al abrirlo (JavaScript o un formulario): {ANOTHER_WAY}."
            )


def _all(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every dictionary and stream of a document."""
    for thing in pdf.objects:
        yield from _dictionaries(thing)


def _dictionaries(thing: Any) -> Iterator[Any]:
    """Yield a thing and whatever is written inside it, without following references: those are met by themselves."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one
            waiting += [value for _key, value in one.items() if _nested(value)]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one if _nested(value)]


def _nested(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _notes(page: Any) -> list[Any]:
    """Return the annotations of a page."""
    return [note for note in page.get("/Annots", ()) if isinstance(note, pikepdf.Dictionary)]


def _drawn_upon(pdf: pikepdf.Pdf) -> list[int]:
    """Return the numbers, from 0, of the pages where something may be shown that is not in the page itself."""
    layers = "/OCProperties" in pdf.Root
    return [
        number
        for number, page in enumerate(pdf.pages)
        if layers or any(note.get("/Subtype") != LINK for note in _notes(page))
    ]


def _shown(pdf: pikepdf.Pdf, source: Path, folder: Path) -> Path:
    """Return the file that shows what readers of this document see, and give it the appearance of the fields that have
    none.

    A form that asks each reader to draw its fields anew shows what it has where it has it.
    """
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return source
    shown = source
    asks = bool(form.get("/NeedAppearances", False))
    if asks:
        del form["/NeedAppearances"]
        shown = folder / "shown.pdf"
        pdf.save(shown)
    notes = [note for page in pdf.pages for note in _notes(page)]
    if asks or any(note.get("/Subtype") == Name.Widget and "/AP" not in note for note in notes):
        form["/NeedAppearances"] = True
        pdf.generate_appearance_streams()
    return shown


def _title(pdf: pikepdf.Pdf) -> str:
    """Return the document's title, or nothing."""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as written:
        found = written.get("dc:title") or ""
    if not found and "/Info" in pdf.trailer:
        found = str(pdf.docinfo.get("/Title", ""))
    return " ".join(str(found).split())[:LONGEST_TITLE]


def _says_it_is_accessible(pdf: pikepdf.Pdf) -> bool:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as written:
        return written.get("pdfuaid:part") == "1"


def _name(pdf: pikepdf.Pdf, title: str, *, accessible: bool) -> None:
    """Write the only metadata that stay: the title, and that the document is PDF/UA."""
    if title:
        pdf.docinfo["/Title"] = title
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if title or accessible:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as written:
            if title:
                written["dc:title"] = title
            if accessible:
                written["pdfuaid:part"] = "1"


def _keep(pdf: pikepdf.Pdf) -> None:
    """Leave in the document only what its pages show and how they are read."""
    _only(pdf.Root, ROOT_KEYS)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    if "/Names" in pdf.Root:
        _only(pdf.Root.Names, ("/Dests",))
    _bookmarks(pdf.Root)
    links: set[Any] = set()
    for page in pdf.pages:
        _only(page.obj, PAGE_KEYS)
        here = [note for note in _notes(page) if _made_a_plain_link(note)]
        if "/Annots" in page:
            page.Annots = Array(here)
        links |= {note.objgen for note in here if note.is_indirect}
    pdf.remove_unreferenced_resources()
    for thing in _all(pdf):
        _forget(thing, links)


def _only(thing: Object, keys: tuple[str, ...]) -> None:
    for key in list(thing.keys()):
        if key not in keys:
            del thing[key]


def _made_a_plain_link(note: Object) -> bool:
    """Leave in an annotation a link to the web or to a page of the document, and return whether it is one; nothing is
    left in another, because tags may refer to it."""
    action, place = note.get("/A", Dictionary()), note.get("/Dest")
    kind = action.get("/S")
    address = str(action.get("/URI", "")) if kind == URI else ""
    place = action.get("/D") if kind == GOTO else place
    web = address.startswith(("https://", "http://"))
    is_link = note.get("/Subtype") == LINK and (web or place is not None)
    _only(note, LINK_KEYS if is_link else ())
    if is_link and web:
        note.A = Dictionary(S=URI, URI=String(address))
    elif is_link:
        note.Dest = place
    return is_link


def _bookmarks(root: Object) -> None:
    """Leave in each bookmark its title and the page that it opens."""
    waiting, seen = [root.get("/Outlines")], set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, pikepdf.Dictionary) or one.objgen in seen:
            continue
        seen.add(one.objgen)
        action = one.get("/A")
        if action is not None and action.get("/S") == GOTO and "/D" in action:
            one.Dest = action.D
        _only(one, BOOKMARK_KEYS)
        waiting += [one.get("/First"), one.get("/Next")]


def _forget(thing: Object, links: set[Any]) -> None:
    """Drop what a picture or a font of the document tells of where it was made, and what no rule above keeps."""
    for key in PRIVATE_KEYS:
        if key in thing:
            del thing[key]
    if thing.get("/Type") == Name.Pages:
        _only(thing, TREE_KEYS)
    said = thing.get("/Obj") if thing.get("/Type") == Name.OBJR else None
    if isinstance(said, pikepdf.Dictionary) and said.objgen not in links:
        del thing["/Obj"]
    if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") in (Name.DCTDecode, [Name.DCTDecode]):
        thing.write(without_segments(thing.read_raw_bytes()), filter=Name.DCTDecode)


def without_segments(jpeg: bytes) -> bytes:
    """Return a JPEG without its comments and application segments (camera, place, time), colour profile and Adobe's
    apart."""
    kept, place = jpeg[:2], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != 0xDA:
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        marker = jpeg[place + 1]
        if not (marker == 0xFE or (0xE0 < marker <= 0xEF and marker not in (0xE2, 0xEE))):
            kept += jpeg[place:end]
        place = end
    return kept + jpeg[place:]
