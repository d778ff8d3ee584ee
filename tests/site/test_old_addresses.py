"""Old addresses live: after a correction every address of before leads to that of now, with its query."""

import json
import re
from datetime import date

import pytest
from django.test import Client

from conoceles.elections import register
from conoceles.movements import acts
from conoceles.movements.basis import Basis
from tests.factories import build, make_agreement
from tests.scenery import scenery
from tests.site.test_build import SLUG, page, site

pytestmark = pytest.mark.once


@scenery
def corrected(capture):
    """Ana, published, whose name was corrected: her address of before, and of now."""
    capture.publish()
    build()
    before = capture.ana.slug
    capture.ana.person.name = "Ana Peña Luna"
    register.save_candidacy(capture.ana, capture.ana.person)
    build()
    return before, capture.ana.slug


ADDRESSES = (
    f"/{SLUG}/candidaturas/{{}}/",
    f"/{SLUG}/candidaturas/{{}}/versiones/",
    f"/{SLUG}/candidaturas/{{}}/subtitulos.vtt",
    f"/incrustar/{SLUG}/candidatura/{{}}/",
    f"/{SLUG}/tarjetas/{{}}.jpg",
)


@pytest.mark.parametrize("query", ["", "?utm_source=carta&x=%C3%B1"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_stood_under_the_old_name_leads_to_the_new_one(corrected, address, query):
    before, now = corrected
    answer = Client().get(address.format(before) + query)
    assert answer.status_code == 301, address
    assert answer["Location"] == address.format(now) + query


def test_in_another_language_it_leads_to_that_language(corrected):
    before, now = corrected
    answer = Client().get(f"/en/{SLUG}/candidaturas/{before}/?a=1")
    assert answer["Location"] == f"/en/{SLUG}/candidaturas/{now}/?a=1"
    assert Client().get(f"/en/incrustar/{SLUG}/candidatura/{before}/")["Location"] == (
        f"/en/incrustar/{SLUG}/candidatura/{now}/"
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_never_was_is_not_there(corrected, address):
    assert Client().get(address.format("nadie")).status_code == 404


def test_the_frame_of_who_left_says_so_and_who_stands_instead(capture):
    capture.publish()
    build()
    frame = site() / "incrustar" / SLUG / "candidatura" / capture.ana.slug / "index.html"
    assert "Ya no es candidatura" not in frame.read_text()
    basis = Basis(make_agreement(capture.election, "IEP/CG/50/2027"), date(2026, 11, 2), "c-registro")
    acts.finish(capture.ana, "withdrawal", basis)
    build()
    text = frame.read_text()
    assert "Ya no es candidatura" in text and "IEP/CG/50/2027" in text and "Ana Peña" in text
    assert "No ha respondido" not in text
    english = site() / "en" / "incrustar" / SLUG / "candidatura" / capture.ana.slug / "index.html"
    assert "Ya no es" not in english.read_text()


def test_my_list_knows_who_was_renamed_and_who_left(corrected, capture):
    _before, now = corrected
    basis = Basis(make_agreement(capture.election, "IEP/CG/50/2027"), date(2026, 11, 2), "c-registro")
    acts.finish(capture.eva, "withdrawal", basis)
    build()
    text = page("mi-lista")
    [said] = re.findall(r'<script id="cambios" type="application/json">(.*?)</script>', text)
    assert json.loads(said)[capture.ana.key] == {
        "name": "Ana Peña Luna",
        "url": f"/{SLUG}/candidaturas/{now}/",
        "left": "",
    }
    assert f'"{capture.eva.key}"' in text and capture.luz.key not in text


def test_independents_stand_in_the_order_in_which_they_were_registered(town):
    alone = register.save(
        type(town.parties["Partido Sol"])(
            election=town.election, name="Candidatura independiente", kind="independent", order=99
        )
    )
    town.parties[alone.name] = alone
    names = ["Zoe Uno", "Ana Dos", "Mar Tres", "Bea Cuatro", "Sol Cinco", "Eva Seis"]
    for number, name in enumerate(names):
        town.stand(name, party=alone.name, folio=f"I{number}")
    town.publish()
    build()
    text = page(f"contiendas/{town.contest('Peñón Blanco').slug}")
    assert sorted(names, key=text.index) == names
