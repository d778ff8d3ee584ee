"""What is made once for each state of an election, and what is put into it for each who asks."""

import gzip

import pytest
from django.template import Context, Template
from fontTools.ttLib import TTFont

from conoceles.lib.paper import fonts
from conoceles.look import type as lettering
from conoceles.site.search.store import Store
from conoceles.site.words.voices import MORE, TONGUE, finished, voice
from tests.factories import build
from tests.scenery import scenery

SLUG = "prueba-2027"
PARTS = Template('{% once "menu" current %}{{ current }}:{{ who }}{% endonce %}')


@scenery
def people(town):
    town.stand("Ana Peña", answers={"proposal_1": "Agua para todas."})
    town.publish()
    return town


def test_a_part_is_rendered_once_for_each_of_its_names():
    kept = {}
    assert PARTS.render(Context({"once": kept, "current": "a", "who": "uno"})) == "a:uno"
    assert PARTS.render(Context({"once": kept, "current": "a", "who": "dos"})) == "a:uno"
    assert PARTS.render(Context({"once": kept, "current": "b", "who": "dos"})) == "b:dos"
    assert PARTS.render(Context({"current": "a", "who": "tres"})) == "a:tres", "without a place to keep it, each time"


def test_what_one_asks_is_not_in_what_another_reads(people, client):
    build()
    address = f"/{SLUG}/candidaturas/"
    first = client.get(address, {"q": "<b>Peña</b> \ufdd2main\ufdd3", "todas": "1"}).text
    assert "<b>Peña" not in first and first.count("<main") == 1 and first.count("<footer") == 1
    second = client.get(address, {"q": "otra cosa"}).text
    assert "Peña" not in second.split("<main")[0] and "otra cosa: candidaturas" in second
    english = client.get(f"/en{address}", {"q": "agua"}).text
    assert '<html lang="en">' in english and "Ir al contenido" not in english
    assert 'href="/demo' not in english and f'href="/{SLUG}/candidaturas/?q=agua"' in english


def test_a_new_state_is_read_and_the_old_one_forgotten(people, settings):
    build()
    store = Store(settings.BUILD_DIR / "site.sqlite3")
    frame = store.frame(SLUG)
    frame["once"]["hecho"] = "de antes"
    assert store.frame(SLUG)["once"] == {"hecho": "de antes"}
    other = Store(settings.BUILD_DIR / "site.sqlite3")
    other.put_note("x", "1")
    assert store.frame(SLUG)["once"] == {}
    store.close()
    other.close()


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "gzip; q=1.0"])
def test_whoever_takes_gzip_gets_the_same_page(people, client, accepted):
    build()
    address = f"/{SLUG}/candidaturas/"
    plain = client.get(address)
    assert "Content-Encoding" not in plain and "Accept-Encoding" in plain["Vary"]
    packed = client.get(address, headers={"accept-encoding": accepted})
    assert packed["Content-Encoding"] == "gzip" and gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == f"W/{plain['ETag']}"
    refused = client.get(address, headers={"accept-encoding": "br, gzip;q=0"})
    assert refused.content == plain.content


@pytest.mark.parametrize("kind", ["long", "text", "links"])
def test_no_text_becomes_a_mark_of_what_is_put_in_later(kind):
    odd = f"a{TONGUE}b{MORE}c"
    answer = {"key": "work", "label": "Uno", "type": kind, "value": odd}
    answer["links"] = [{"text": odd, "url": f"https://a.example/{odd}"}]
    html = finished(voice(answer, f"Ana{MORE}").kept, ' lang="es"', "Leer todo")
    assert "abc" in html and "Leer" not in html
    assert 'href="https://a.example/abc"' in html or kind != "links"


def test_a_long_answer_without_an_end_begins_all_the_same():
    answer = {"key": "work", "label": "Uno", "type": "long", "value": "a" * 2000}
    html = finished(voice(answer, "Ana").kept, "", "Leer todo")
    lead = html.split("<details")[0]
    assert lead.count("a") > 300 and html.count("a" * 50) > 30
    assert "<p></p>" not in html


def test_the_type_has_the_letters_of_spanish_and_the_same_bytes_each_time(tmp_path):
    for weight in lettering.WEIGHTS:
        content = lettering.font(weight)
        assert content == lettering.font(weight) and len(content) < 16_000
        path = tmp_path / f"{weight}.woff2"
        path.write_bytes(content)
        with TTFont(path) as made, TTFont(fonts() / f"SourceSansPro-{lettering.WEIGHTS[weight]}.ttf") as source:
            letters, whole = made.getBestCmap(), source.getBestCmap()
        assert set(map(ord, "áéíóúüñÁÉÍÓÚÜÑ¿¡«»“”—–…·€½°ºª")) <= set(letters)
        assert set(letters) <= set(whole) and len(letters) < 300
