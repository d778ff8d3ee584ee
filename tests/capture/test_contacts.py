"""An address, an account and a telephone are understood however they are written, and the page says how they stay."""

import pytest

from tests.capture.test_pages import at, save

PAGE = "fotografia-y-contacto"


@pytest.mark.parametrize(
    ("question", "typed", "stays"),
    [
        ("web", {"q-web": "www.ana.mx"}, "https://www.ana.mx"),
        ("web", {"q-web": "ana.mx/propuestas"}, "https://ana.mx/propuestas"),
        ("social", {"q-social-x": "@ana_pena"}, "https://x.com/ana_pena"),
        (
            "social",
            {"q-social-x": "@ana", "q-social-facebook": "facebook.com/ana"},
            "https://facebook.com/ana\nhttps://x.com/ana",
        ),
        ("web", {"q-web": "https://[mal"}, ""),
        ("web", {"q-web": ""}, ""),
    ],
)
def test_how_it_stays_is_said_when_it_is_saved_and_when_the_page_is_opened(capture, candidate, question, typed, stays):
    said = save(candidate, capture.ana, PAGE, question, **typed).json()
    assert sorted(said["appears"].split()) == sorted(stays.split())
    page = candidate.get(at(capture.ana, f"seccion/{PAGE}/")).text
    for line in stays.split():
        assert line in page.split("Queda así:", 1)[1]
