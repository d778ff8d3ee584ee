"""What helps to spread the site: pictures of its own figures, allies from the ledger, the press page, the kiosk."""

import io
import re

import pytest
from PIL import Image

from conoceles.ledger.models import Edition
from conoceles.ledger.reading import current
from conoceles.reports.models import Ally
from conoceles.reports.publishing import publish_allies
from conoceles.site.files import kit
from tests.built import built_site
from tests.factories import build
from tests.site.test_figures import view

pytestmark = pytest.mark.once

SLUG = "prueba-2027"


@pytest.fixture
def public(capture):
    capture.publish()
    return capture


def ally(election, name, **more):
    return Ally.objects.create(election=election, name=name, kind="university", since="2027-03-01", **more)


def page(path):
    text = (built_site() / SLUG / path / "index.html").read_text(encoding="utf-8")
    return " ".join(text.split())


def test_the_pictures_say_todays_figures_and_have_their_words(public):
    build()
    shown, pictures = page("difusion"), dict(kit.every(view()))
    assert set(pictures) == {"cuadro", "historia"}
    for name, size in (("cuadro", (1080, 1080)), ("historia", (1080, 1919))):
        image = Image.open(io.BytesIO(pictures[name].make()["content"]))
        assert image.format == "JPEG" and abs(image.size[1] - size[1]) <= 1 and image.size[0] == size[0]
        assert f"difusion/{name}.jpg" in shown
    words = re.search(r"Conozca a quienes piden su voto\. (\d+) de (\d+) candidaturas ya respondieron", shown)
    assert words and int(words[2]) >= 3
    assert f'&lt;a href="https://conoceles.example.org/{SLUG}/"&gt;' in shown


def test_only_public_allies_are_shown_and_leave_when_they_do(public):
    shown = ally(public.election, "Universidad de Prueba", website="https://example.org", agreement="Convenio 7")
    ally(public.election, "Cámara Discreta", public=False)
    assert publish_allies(public.election) == 1 and publish_allies(public.election) == 0
    build()
    text = page("difusion")
    assert "Universidad de Prueba" in text and "Cámara Discreta" not in text and "Convenio 7" not in text
    shown.public = False
    shown.save()
    assert publish_allies(public.election) == 1
    build()
    assert "Universidad de Prueba" not in page("difusion")
    assert Edition.objects.filter(kind="ally", action="withdraw").count() == 1


def test_nothing_of_allies_is_public_before_the_election_is(capture):
    ally(capture.election, "Universidad de Prueba")
    assert publish_allies(capture.election) == 0 and current(SLUG, "ally") == {}


def test_an_ally_that_is_written_on_screen_is_on_the_site(public, communication):
    url = f"/registro/{SLUG}/papeles/aliadas/nueva/"
    sent = {"name": "Radio Comunitaria", "kind": "media", "since": "2027-03-01", "public": "on"}
    assert communication.post(url, sent).status_code == 302
    [document] = current(SLUG, "ally").values()
    assert document == {
        "version": 1,
        "name": "Radio Comunitaria",
        "kind": "medio de comunicación",
        "since": "2027-03-01",
        "website": "",
    }


def test_the_press_page_and_the_kiosk(public):
    build()
    press = page("prensa")
    assert "candidaturas respondieron" in press and "En total son" in press
    kiosk = page("kiosco")
    assert "data-kiosk" in kiosk and kiosk.count("data-digit") == 11 and f"/{SLUG}/municipios/" in kiosk
    assert f'action="/{SLUG}/seccion/"' in kiosk
