"""A picture in SVG, drawn as points: what it is made of is read, what it links or runs is not."""

import io
import re
from pathlib import Path

import typst
from lxml import etree
from PIL import Image

from conoceles.lib.limited import BadFile

LARGEST = 2 * 1024 * 1024
# The side of the square in which it is drawn, in points, four dots for each.
SIDE = 192
NAMESPACE = "{http://www.w3.org/2000/svg}"
RUNS = {f"{NAMESPACE}{name}" for name in ("script", "foreignObject", "iframe", "audio", "video", "animate", "set")}
NOT_ONE = "Eso no es una imagen que se pueda leer: suba un PNG, JPG o WEBP, o guarde de nuevo el SVG."


def is_svg(source: Path) -> bool:
    """Return whether a file seems to be SVG."""
    return b"<svg" in source.read_bytes()[:4096].lower()


def draw(source: Path, folder: Path) -> Image.Image:
    """Return an SVG as a picture with its transparency, without what surrounds it. Raises BadFile for what cannot be
    drawn, and for one that needs other files."""
    content = source.read_bytes()
    if len(content) > LARGEST:
        raise BadFile("El SVG pesa más de 2 MB: guárdelo como PNG.")
    clean = folder / "clean.svg"
    clean.write_bytes(_cleaned(content))
    page = folder / "drawn.typ"
    size = f"{SIDE}pt"
    page.write_text(
        f"#set page(width: {size}, height: {size}, margin: 0pt, fill: none)\n"
        '#image("clean.svg", width: 100%, height: 100%, fit: "contain")\n'
    )
    try:
        drawn = typst.compile(str(page), root=str(folder), format="png", ppi=288.0)
    except typst.TypstError as error:
        raise BadFile(NOT_ONE) from error
    finally:
        clean.unlink()
        page.unlink()
    with Image.open(io.BytesIO(drawn)) as image:
        box = image.getbbox()
        if box is None:
            raise BadFile("El SVG está en blanco.")
        return image.crop(box).convert("RGBA")


def _cleaned(content: bytes) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise BadFile(NOT_ONE) from error
    if etree.QName(root).localname != "svg" or b"<!ENTITY" in content:
        raise BadFile(NOT_ONE)
    for element in list(root.iter(etree.Element)):
        if element.tag in RUNS and element.getparent() is not None:
            element.getparent().remove(element)
            continue
        for name, value in list(element.attrib.items()):
            local = etree.QName(name).localname
            if local.startswith("on"):
                del element.attrib[name]
            elif local == "href" and not value.strip().startswith(("#", "data:image/")):
                if element.tag == f"{NAMESPACE}image":
                    raise BadFile("El SVG muestra una imagen que está en otro archivo: guárdelo como PNG.")
                del element.attrib[name]
            elif re.search(r"url\((?!\s*['\"]?#)", value):
                del element.attrib[name]
    return bytes(etree.tostring(root))
