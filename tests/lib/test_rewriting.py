"""Files from strangers: what they show is kept, what else they carry is not, and what would hurt is refused with a
sentence."""

import io
import shutil
import struct
import subprocess
import zlib
from importlib import import_module

import pikepdf
import pytest
from PIL import Image
from pillow_heif import from_pillow

from conoceles.lib.limited import BadFile, running
from conoceles.lib.rewriting import video
from conoceles.lib.rewriting.pdf import without_segments


@pytest.fixture
def folder(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    return out


def rewrite(kind, source, folder):
    """Make a file anew as the child does, in this process: what the child adds is looked at apart."""
    return import_module(running.KINDS[kind][0]).remake(source, folder)


def picture(width=800, height=600, color=(200, 30, 30)):
    image = Image.new("RGB", (width, height), color)
    image.paste((20, 20, 200), (0, 0, width // 2, height // 2))
    return image


def photo(tmp_path, folder, content):
    source = tmp_path / "received"
    source.write_bytes(content)
    facts = rewrite("photo", source, folder)
    with Image.open(folder / "original.jpg") as made:
        made.load()
        return facts, made


def encoded(image, form, **options):
    out = io.BytesIO()
    image.save(out, **({} if form == "HEIF" else {"format": form}), **options)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_formats_of_phones_become_a_plain_jpeg(form, tmp_path, folder):
    content = encoded(from_pillow(picture()), "HEIF") if form == "HEIF" else encoded(picture(), form)
    _facts, made = photo(tmp_path, folder, content)
    assert made.format == "JPEG" and made.size == (800, 600)


def test_a_photograph_is_turned_upright_and_says_nothing_of_where_it_was_taken(tmp_path, folder):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Marca secreta"
    exif.get_ifd(0x8825)[2] = (25.0, 32.0, 0.0)
    content = encoded(picture(), "JPEG", exif=exif, comment=b"domicilio")
    facts, made = photo(tmp_path, folder, content)
    assert facts == {"width": 600, "height": 800} and made.size == (600, 800)
    assert dict(made.getexif()) == {} and "icc_profile" not in made.info
    written = (folder / "original.jpg").read_bytes()
    assert b"Marca secreta" not in written and b"domicilio" not in written


def in_sixteen_bits(tones):
    """A grey picture whose left half is the first tone, of 65,535, and whose right half is the second."""
    row = b"".join(struct.pack("<H", tone) * 400 for tone in tones)
    return Image.frombytes("I;16", (800, 600), row * 600)


@pytest.mark.parametrize("tones", [(0, 65_535), (7_453, 55_512), (20_000, 21_000)])
def test_a_photograph_of_sixteen_bits_keeps_its_tones(tones, tmp_path, folder):
    _facts, made = photo(tmp_path, folder, encoded(in_sixteen_bits(tones), "PNG"))
    for place, tone in zip((200, 600), tones, strict=True):
        assert made.getpixel((place, 300)) == pytest.approx((tone / 257,) * 3, abs=2)


def test_an_emblem_of_sixteen_bits_keeps_its_tones(tmp_path, folder):
    source = tmp_path / "received"
    source.write_bytes(encoded(in_sixteen_bits((10_000, 50_000)), "PNG"))
    rewrite("emblem", source, folder)
    with Image.open(folder / "emblem.png") as made:
        assert [made.getpixel((place, 40))[0] for place in (20, 100)] == pytest.approx([39, 195], abs=2)


def test_a_colour_that_means_transparent_is_white_and_colours_for_print_are_read(tmp_path, folder):
    marked = picture()
    _facts, made = photo(tmp_path, folder, encoded(marked, "PNG", transparency=(20, 20, 200)))
    assert made.getpixel((100, 100)) == pytest.approx((255, 255, 255), abs=3)
    _facts, made = photo(tmp_path, folder, encoded(picture().convert("CMYK"), "JPEG"))
    assert made.getpixel((100, 100)) == pytest.approx((20, 20, 200), abs=6)


def huge_png(width, height):
    """A PNG whose header promises more points than its few bytes should: 200 million and more."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((width // 8 + 1) * 1000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (huge_png(20_000, 10_000), "200 millones de puntos"),
        (huge_png(60_000, 60_000), "millones de puntos"),
        (encoded(picture(200, 200), "PNG"), "al menos 400"),
        (b"MZ" + b"\0" * 4000, "no es una fotografía"),
        (encoded(picture(), "JPEG")[:3000], "dañada"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "no es una fotografía"),
        (encoded(picture(), "GIF"), "no es una fotografía"),
    ],
)
def test_what_is_no_photograph_or_too_much_is_refused_with_a_sentence(content, says, tmp_path, folder):
    source = tmp_path / "received"
    source.write_bytes(content)
    with pytest.raises(BadFile, match=says):
        running.rewrite("photo", source, folder)
    assert list(folder.iterdir()) == []


def document(tmp_path, change=lambda pdf: None, pages=2, **options):
    path = tmp_path / "received.pdf"
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(300, 400))
        change(pdf)
        pdf.save(path, **options)
    return path


def test_a_pdf_keeps_its_pages_and_links_and_nothing_else(tmp_path, folder):
    def fill(pdf):
        pdf.docinfo["/Author"] = "Persona Privada"
        with pdf.open_metadata() as meta:
            meta["dc:creator"] = ["Persona Privada"]
        pdf.attachments["lista.xlsx"] = b"secreto"
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 10, 10],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://ejemplo.mx"),
        )
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Popup, Rect=[0, 0, 10, 10], Contents="nota privada"
        )
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([link, note]))

    assert rewrite("pdf", document(tmp_path, fill), folder) == {"pages": 2}
    written = (folder / "clean.pdf").read_bytes()
    with pikepdf.open(folder / "clean.pdf") as made:
        assert len(made.pages) == 2 and len(made.attachments) == 0 and "/Metadata" not in made.Root
        assert not made.trailer.get("/Info") or "/Author" not in made.trailer.Info
        assert [note.Subtype for note in made.pages[0].Annots] == ["/Link"]
    assert b"Privada" not in written and b"secreto" not in written and b"nota privada" not in written


def script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda tmp_path: document(tmp_path, script), "JavaScript"),
        (lambda tmp_path: document(tmp_path, launch), "instrucciones"),
        (lambda tmp_path: document(tmp_path, encryption=pikepdf.Encryption(owner="a", user="b")), "contraseña"),
        (lambda tmp_path: document(tmp_path, pages=301), "301 páginas"),
    ],
)
def test_a_pdf_that_runs_hides_or_never_ends_is_refused(make, says, tmp_path, folder):
    with pytest.raises(BadFile, match=says):
        rewrite("pdf", make(tmp_path), folder)


def test_a_renamed_program_is_no_pdf_and_a_cut_one_is_damaged(tmp_path, folder):
    fake = tmp_path / "plan.pdf"
    fake.write_bytes(b"MZ\x90\0" + b"\0" * 5000)
    with pytest.raises(BadFile, match="no es un PDF"):
        rewrite("pdf", fake, folder)
    fake.write_bytes(b"%PDF-1.7\n" + b"x" * 500)
    with pytest.raises(BadFile, match="dañado"):
        rewrite("pdf", fake, folder)


def test_pictures_inside_a_pdf_lose_what_their_camera_wrote():
    exif = Image.Exif()
    exif[0x010F] = "Marca secreta"
    content = encoded(picture(), "JPEG", exif=exif, comment=b"domicilio")
    plain = without_segments(content)
    assert b"Marca secreta" not in plain and b"domicilio" not in plain
    assert Image.open(io.BytesIO(plain)).tobytes() == Image.open(io.BytesIO(content)).tobytes()


needs_ffmpeg = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")


def film(path, *options):
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc=duration=1:size=128x96:rate=10",
        "-f",
        "lavfi",
        "-i",
        "sine=duration=1",
        "-metadata",
        "location=+25.53-103.43/",
        "-metadata",
        "title=privado",
        *options,
        "-y",
        str(path),
    ]
    subprocess.run(command, check=True)
    return path


@needs_ffmpeg
def test_a_video_keeps_picture_and_sound_and_loses_its_metadata(tmp_path, folder):
    source = film(tmp_path / "v.mov", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac")
    assert rewrite("video", source, folder) == {"extension": "mp4", "seconds": 1}
    written = (folder / "clean.mp4").read_bytes()
    assert b"privado" not in written and b"25.53" not in written and written.index(b"moov") < written.index(b"mdat")


@needs_ffmpeg
@pytest.mark.parametrize("sound", ["libopus", "libvorbis"])
def test_what_a_browser_recorded_says_nowhere_how_long_it_is_and_is_read(sound, tmp_path, folder):
    # A stream has no length at its head and no index at its end, as MediaRecorder writes it.
    recorded = film(tmp_path / "v.webm", "-c:v", "libvpx", "-c:a", sound, "-live", "1", "-f", "webm")
    assert rewrite("video", recorded, folder) == {"extension": "webm", "seconds": 1}
    asked = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", folder / "clean.webm"]
    said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    assert float(said) == pytest.approx(1, abs=0.2)


@needs_ffmpeg
def test_a_video_without_a_length_is_no_way_around_the_limit(tmp_path, folder, monkeypatch):
    recorded = film(tmp_path / "v.webm", "-c:v", "libvpx", "-c:a", "libopus", "-live", "1", "-f", "webm")
    monkeypatch.setattr("conoceles.lib.rewriting.video.MAX_SECONDS", 0)
    with pytest.raises(BadFile, match="se aceptan hasta 0"):
        video.remake(recorded, folder)
    assert list(folder.iterdir()) == []


@needs_ffmpeg
def test_a_video_that_browsers_do_not_play_or_that_is_none_is_refused(tmp_path, folder):
    old = film(tmp_path / "v.mov", "-c:v", "mpeg4", "-c:a", "aac")
    with pytest.raises(BadFile, match="más compatible"):
        rewrite("video", old, folder)
    fake = tmp_path / "v.mp4"
    fake.write_bytes(b"MZ" + b"\0" * 4000)
    with pytest.raises(BadFile, match="no es un video"):
        rewrite("video", fake, folder)
    fake.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
    with pytest.raises(BadFile, match="no es un video"):
        rewrite("video", fake, folder)
