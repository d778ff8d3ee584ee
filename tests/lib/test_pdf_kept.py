"""What a reader sees on a PDF's pages stays on them when it is made anew, or the file is refused; and so do its tags,
language, title and bookmarks."""

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from conoceles.lib.limited import BadFile
from conoceles.lib.rewriting.pdf import remake

BOX = [40, 100, 200, 130]
SHOWN, HIDDEN, PRINTED = 4, 2, 36
NOTE_BAR = b"1 0 0 rg 0 0 90 20 re f"


def page_of(pdf):
    pdf.add_blank_page(page_size=(400, 300))
    page = pdf.pages[0].obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    page.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
    page.Contents = pdf.make_stream(b"BT /F1 12 Tf 40 250 Td (Declaracion de prueba.) Tj ET")
    return page


def looks(pdf, drawn=NOTE_BAR):
    made = pdf.make_stream(drawn)
    made.Type, made.Subtype, made.BBox = Name.XObject, Name.Form, Array([0, 0, 160, 30])
    return Dictionary(N=made)


def note(pdf, page, kind, flags=SHOWN, **keys):
    one = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=BOX, F=flags, **keys))
    page.Annots = Array([*page.get("/Annots", []), one])
    return one


def field(pdf, page, text, need=False, **keys):
    one = note(pdf, page, "Widget", FT=Name.Tx, T=String("n"), V=String(text), DA=String("/F1 12 Tf 0 g"), **keys)
    pdf.Root.AcroForm = Dictionary(Fields=[one], DR=page.Resources, DA=String("/F1 12 Tf 0 g"), NeedAppearances=need)


def signature(pdf, page):
    one = note(pdf, page, "Widget", 132, FT=Name.Sig, T=String("s"), AP=looks(pdf))
    pdf.Root.AcroForm = Dictionary(Fields=[one], SigFlags=3)


def layer(pdf, page, shown):
    one = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("capa")))
    page.Resources.Properties = Dictionary(MC0=one)
    page.Contents = pdf.make_stream(b"/OC /MC0 BDC 1 0 0 rg 40 100 90 20 re f EMC")
    state = Dictionary(ON=[one]) if shown else Dictionary(OFF=[one])
    pdf.Root.OCProperties = Dictionary(OCGs=[one], D=state)


def made(tmp_path, change, rotate=0):
    """Return the received file and the clean copy."""
    source, folder = tmp_path / "received.pdf", tmp_path / "out"
    with pikepdf.new() as pdf:
        page = page_of(pdf)
        change(pdf, page)
        if rotate:
            page.Rotate = rotate
        pdf.save(source)
    folder.mkdir()
    remake(source, folder)
    return source, folder / "clean.pdf"


def ink(path):
    """Return the share of a page, in thousandths, that is not white."""
    with pypdfium2.PdfDocument(path) as pdf:
        pdf.init_forms()
        picture = pdf[0].render(scale=2).to_pil().convert("L")
    return round(1000 * sum(picture.histogram()[:200]) / (picture.width * picture.height), 1)


KEPT = {
    "a pen": lambda pdf, page: note(pdf, page, "Ink", AP=looks(pdf), InkList=[[40, 100, 90, 130]]),
    "typed over": lambda pdf, page: note(pdf, page, "FreeText", AP=looks(pdf), Contents=String("Hola")),
    "a stamp": lambda pdf, page: note(pdf, page, "Stamp", AP=looks(pdf)),
    "a signature": signature,
    "a field": lambda pdf, page: field(pdf, page, "Eulalia", AP=looks(pdf)),
    "a field without looks": lambda pdf, page: field(pdf, page, "Ñáñez Peña"),
    "a field that asks for looks": lambda pdf, page: field(pdf, page, "Ñáñez Peña", need=True),
    "a layer": lambda pdf, page: layer(pdf, page, shown=True),
}


@pytest.mark.parametrize("what", KEPT)
@pytest.mark.parametrize("rotate", [0, 90])
def test_what_is_drawn_over_a_page_becomes_part_of_it(what, rotate, tmp_path):
    source, clean = made(tmp_path, KEPT[what], rotate)
    blank = tmp_path / "blank.pdf"
    with pikepdf.new() as pdf:
        page_of(pdf)
        pdf.save(blank)
    assert ink(source) == pytest.approx(ink(clean), abs=0.3)
    assert what == "a layer" or ink(clean) > ink(blank) + 1
    with pikepdf.open(clean) as pdf:
        assert "/AcroForm" not in pdf.Root and "/OCProperties" not in pdf.Root
        assert not list(pdf.pages[0].get("/Annots", []))


LOST = {
    "a pen without looks": lambda pdf, page: note(pdf, page, "Ink", InkList=[[40, 100, 90, 130]], C=[0, 0, 1]),
    "text without looks": lambda pdf, page: note(
        pdf, page, "FreeText", Contents=String("Hola"), DA=String("/Helv 12 Tf 0 g")
    ),
    "a marker": lambda pdf, page: note(
        pdf, page, "Highlight", QuadPoints=[40, 130, 200, 130, 40, 100, 200, 100], C=[1, 1, 0]
    ),
    "a comment": lambda pdf, page: note(pdf, page, "Text", Contents=String("nota privada")),
    "two lines": lambda pdf, page: field(pdf, page, "uno dos tres\ncuatro cinco seis", need=True, Ff=4096),
    "letters of others": lambda pdf, page: field(pdf, page, "ħ́ 日本", need=True),
    "a stale field": lambda pdf, page: field(pdf, page, "Lo nuevo", need=True, AP=looks(pdf)),
    "a hidden layer": lambda pdf, page: layer(pdf, page, shown=False),
}


@pytest.mark.parametrize("what", LOST)
def test_what_would_be_lost_or_come_to_light_is_refused_with_a_way_out(what, tmp_path):
    with pytest.raises(BadFile, match="se perdería al guardarlo: ábralo, elija «Imprimir»"):
        made(tmp_path, LOST[what])
    assert not (tmp_path / "out" / "clean.pdf").exists()


def test_what_nobody_saw_is_not_kept(tmp_path):
    def change(pdf, page):
        note(pdf, page, "Popup", Contents=String("nota privada"), Open=True)
        note(pdf, page, "Stamp", HIDDEN, AP=looks(pdf), Contents=String("nota privada"))
        note(pdf, page, "Stamp", PRINTED, AP=looks(pdf), Contents=String("nota privada"))

    _source, clean = made(tmp_path, change)
    assert b"privada" not in uncompressed(clean)


def uncompressed(path):
    with pikepdf.open(path) as pdf:
        plain = path.with_name("plain.pdf")
        pdf.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return plain.read_bytes()


def tagged(pdf, page):
    """A document with tags, language, title, bookmarks and links, and with what should go."""
    pdf.Root.Lang = String("es-MX")
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    page.StructParents = 0
    link = note(pdf, page, "Link", A=Dictionary(S=Name.URI, URI=String("https://ejemplo.mx")), StructParent=1)
    inside = note(pdf, page, "Link", A=Dictionary(S=Name.GoTo, D=[page, Name.Fit]))
    popup = note(pdf, page, "Popup", Contents=String("nota privada"))
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    heard = [Dictionary(Type=Name.OBJR, Obj=one) for one in (link, popup)]
    head = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.H1, P=root, Pg=page, Alt=String("Agua"), K=heard))
    root.K = [head]
    pdf.Root.StructTreeRoot = root
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Agua", 0))
    pdf.Root.Outlines.First.A = Dictionary(S=Name.URI, URI=String("https://rastreo.mx"))
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=[]), Dests=Dictionary(Names=[]))
    pdf.Root.Propio = String("nota privada")
    pdf.Root.Pages.Propio = String("nota privada")
    pdf.docinfo["/Author"] = "Persona Privada"
    with pdf.open_metadata() as meta:
        meta["dc:title"] = "Plan de\n trabajo"
        meta["dc:creator"] = ["Persona Privada"]
        meta["pdfuaid:part"] = "1"
    return inside


def test_tags_language_title_bookmarks_and_links_stay_and_nothing_else_does(tmp_path):
    _source, clean = made(tmp_path, tagged)
    with pikepdf.open(clean) as pdf:
        assert str(pdf.Root.Lang) == "es-MX" and bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.docinfo["/Title"]) == "Plan de trabajo" and bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as meta:
            assert meta["dc:title"] == "Plan de trabajo" and "dc:creator" not in meta
        head = pdf.Root.StructTreeRoot.K[0]
        assert str(head.Alt) == "Agua" and head.Pg.objgen == pdf.pages[0].obj.objgen
        web, inside = pdf.pages[0].Annots
        assert str(web.A.URI) == "https://ejemplo.mx" and web.StructParent == 1
        assert inside.Dest[0].objgen == pdf.pages[0].obj.objgen and "/A" not in inside
        assert head.K[0].Obj.objgen == web.objgen and "/Obj" not in head.K[1]
        assert str(pdf.Root.Outlines.First.Title) == "Agua" and "/A" not in pdf.Root.Outlines.First
        assert list(pdf.Root.Names.keys()) == ["/Dests"]
    written = uncompressed(clean)
    assert b"rivada" not in written and b"rastreo" not in written and b"Propio" not in written


@pytest.mark.parametrize(("change", "part"), [(lambda pdf, page: None, "1"), (KEPT["a stamp"], None)])
def test_a_document_says_that_it_is_accessible_only_if_nothing_was_drawn_over_it(change, part, tmp_path):
    def both(pdf, page):
        with pdf.open_metadata() as meta:
            meta["pdfuaid:part"] = "1"
        change(pdf, page)

    _source, clean = made(tmp_path, both)
    with pikepdf.open(clean) as pdf, pdf.open_metadata() as meta:
        assert meta.get("pdfuaid:part") == part
