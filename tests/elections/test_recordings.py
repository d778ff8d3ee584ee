"""What an institute says in the languages of its peoples: written, recorded, heard on the site."""

import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conoceles.elections.models import Recording
from conoceles.ledger import blobs
from conoceles.lib.rewriting import ffmpeg
from tests.built import built_site
from tests.factories import build
from tests.markup import flat

ADDRESS = "/registro/prueba-2027/lista/frases-grabadas/nueva/"
SAID = {"language": "O'dam", "code": "stp", "place": "cover", "text": "Jix bhai' jum a'."}
needs_ffmpeg = pytest.mark.skipif(not ffmpeg.available(), reason="ffmpeg is missing")


@pytest.fixture
def tone(tmp_path):
    """A second of sound, whose file says where it was recorded."""
    path = tmp_path / "tono.wav"
    made = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", "-metadata", "title=privado", path]
    subprocess.run(made, check=True)
    return path.read_bytes()


def upload(content, name="frase.wav"):
    return SimpleUploadedFile(name, content)


@needs_ffmpeg
def test_a_sentence_is_heard_where_it_was_put_and_leaves_when_it_is_deleted(town, staff, tone):
    town.stand("Ana Peña")
    town.publish()
    assert staff.post(ADDRESS, {**SAID, "recorded": upload(tone)}).status_code == 302
    row = Recording.objects.get()
    kept = blobs.where(row.sound).read_bytes()
    assert row.seconds == 1 and kept[:2] in (b"\xff\xfb", b"\xff\xf3") and b"privado" not in kept
    build()
    site = built_site()
    home = flat((site / "prueba-2027" / "index.html").read_text())
    assert f'src="/medios/{row.sound}"' in home and (site / "medios" / row.sound).is_file()
    assert 'lang="stp"' in home and "Jix bhai" in home and 'href="#lengua-stp-cover"' in home
    assert row.sound not in (site / "prueba-2027" / "seccion" / "1" / "index.html").read_text()
    staff.post(f"/registro/prueba-2027/lista/frases-grabadas/{row.pk}/borrar/", {"reason": "Se grabó otra."})
    assert not Recording.objects.exists()
    build()
    assert "stp" not in (site / "prueba-2027" / "index.html").read_text()
    assert not (site / "medios" / row.sound).exists()


@needs_ffmpeg
@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"recorded": None}, "Falta la grabación."),
        ({"recorded": b"esto no es sonido"}, "no es una grabación que se pueda leer"),
        ({"code": "O'dam"}, "dos o tres minúsculas"),
    ],
)
def test_what_cannot_be_heard_is_refused_and_what_was_written_stays(town, staff, tone, values, says):
    sound = values.get("recorded", tone)
    sent = {**SAID, **{name: value for name, value in values.items() if name != "recorded"}}
    answer = staff.post(ADDRESS, {**sent, **({"recorded": upload(sound)} if sound else {})})
    assert answer.status_code == 422 and says in answer.text and "Jix bhai" in answer.text
    assert not Recording.objects.exists()


@needs_ffmpeg
def test_one_that_never_ends_is_refused(town, staff, tmp_path):
    path = tmp_path / "largo.mp3"
    made = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anullsrc=d=125", "-b:a", "8k", path]
    subprocess.run(made, check=True)
    answer = staff.post(ADDRESS, {**SAID, "recorded": upload(path.read_bytes(), "largo.mp3")})
    assert answer.status_code == 422 and "más de 2 minutos" in answer.text
