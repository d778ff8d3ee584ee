"""PDFs: the pages are written into a new document; scripts, attachments, forms, actions and metadata stay behind."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from conoceles.lib.rewriting import BadFile

MAX_PAGES = 300
# What an annotation may be and do: a link to a page or to the web.
LINK, URI, GOTO = Name("/Link"), Name("/URI"), Name("/GoTo")
PAGE_KEYS = ("/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Annots", "/Parent")
PRIVATE_KEYS = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/AA")
SCRIPTED = (Name("/JavaScript"), Name("/Launch"), Name("/ImportData"), Name("/RichMediaExecute"))


def remake(source: Path, folder: Path) -> dict[str, Any]:
    """Write `clean.pdf` and return {"pages"}; a PDF with scripts, or that asks for a password, is refused."""
    if source.read_bytes()[:1024].find(b"%PDF-") < 0:
        raise BadFile("Eso no es un PDF: en su procesador de textos elija «Guardar como PDF» y suba ese archivo.")
    try:
        with pikepdf.open(source) as old:
            _refuse_scripts(old)
            pages = len(old.pages)
            if not 0 < pages <= MAX_PAGES:
                raise BadFile(f"El PDF tiene {pages} páginas y se aceptan de 1 a {MAX_PAGES}.")
            with pikepdf.new() as new:
                for page in old.pages:
                    new.pages.append(page)
                for page in new.pages:
                    _strip(page.obj)
                new.remove_unreferenced_resources()
                for thing in (inner for outer in new.objects for inner in _dictionaries(outer)):
                    _forget(thing)
                new.save(
                    folder / "clean.pdf",
                    object_stream_mode=pikepdf.ObjectStreamMode.generate,
                    deterministic_id=True,
                    fix_metadata_version=False,
                )
    except pikepdf.PasswordError as error:
        raise BadFile("El PDF pide contraseña: guárdelo sin ella y súbalo otra vez.") from error
    except pikepdf.PdfError as error:
        raise BadFile("El PDF está dañado: ábralo, guárdelo de nuevo como PDF y súbalo otra vez.") from error
    return {"pages": pages}


def _refuse_scripts(pdf: pikepdf.Pdf) -> None:
    for thing in (inner for outer in pdf.objects for inner in _dictionaries(outer)):
        if "/JS" in thing or "/XFA" in thing or thing.get("/S") in SCRIPTED:
            raise BadFile(
                "El PDF trae instrucciones que se ejecutan al abrirlo (JavaScript o un formulario): "
                "ábralo, elija «Imprimir» y «Guardar como PDF», y suba el nuevo."
            )


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


def _strip(page: Object) -> None:
    for key in list(page.keys()):
        if key not in PAGE_KEYS:
            del page[key]
    if "/Annots" in page:
        kept = [fresh for note in page.Annots if (fresh := _link(note)) is not None]
        page.Annots = Array(kept)


def _forget(thing: Object) -> None:
    """Drop what a picture or a font of the document tells of where it was made."""
    for key in PRIVATE_KEYS:
        if key in thing:
            del thing[key]
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


def _link(note: Object) -> Object | None:
    """Return a link made anew, or None for an annotation that is anything else."""
    action = note.get("/A")
    if note.get("/Subtype") != LINK or action is None or action.get("/S") != URI:
        return None
    address = str(action.get("/URI", ""))
    if not address.startswith(("https://", "http://")):
        return None
    return Dictionary(
        Type=Name("/Annot"), Subtype=LINK, Rect=note.Rect, Border=Array([0, 0, 0]), A=Dictionary(S=URI, URI=address)
    )
