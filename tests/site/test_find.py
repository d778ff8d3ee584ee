"""Facets in any combination, orders that put nobody forward, suggestions, empty results that help."""

import re

import pytest

from conoceles.elections.models import Area, Candidacy, Section
from conoceles.ledger.acts import append
from conoceles.site.search.asked import FACETS, PARAMETERS
from tests.built import built_site
from tests.factories import build
from tests.markup import flat
from tests.scenery import scenery

pytestmark = pytest.mark.once

SLUG = "prueba-2027"
ADDRESS = f"/{SLUG}/candidaturas/"


@scenery
def people(town):
    Area.objects.filter(name="Peñón Blanco").update(head_town="Villa del Peñasco")
    town.ana = town.stand("Ana Peña", answers={"degree": "Licenciatura", "reason": "Sí"})
    town.eva = town.stand("Eva Sol", party="Partido Sol", answers={"degree": "Maestría"})
    town.luz = town.stand("Luz Río", party="Partido Sol", role="alternate")
    town.zoe = town.stand("Aarón Cruz", place="Cuatro Ciénegas", party="Juntos por Prueba")
    Candidacy.objects.filter(pk=town.zoe.pk).update(role="unconfirmed")
    town.publish()
    append(
        "identity",
        town.eva.key,
        {"version": 1, "answers": [{"key": "indigenous", "label": "¿Indígena?", "value": "Sí"}]},
        election=SLUG,
    )
    append(
        "identity",
        town.ana.key,
        {"version": 1, "answers": [{"key": "indigenous", "label": "¿Indígena?", "value": "No"}]},
        election=SLUG,
    )
    build()
    return town


def names(page):
    return [re.sub("</?mark>", "", name) for name in re.findall(r"<h3><a href=\"[^\"]+\">(.*?)</a>", page.text)]


def test_every_facet_has_a_parameter_and_a_title_of_its_own():
    assert set(PARAMETERS) == set(FACETS)
    assert len(set(PARAMETERS.values())) == len(FACETS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"estudios": "maestria"}, {"Eva Sol"}),
        ({"estudios": ["maestria", "licenciatura"]}, {"Eva Sol", "Ana Peña"}),
        ({"grupo": "indigenous"}, {"Eva Sol"}),
        ({"calidad": "alternate"}, {"Luz Río"}),
        ({"calidad": "unconfirmed"}, {"Aarón Cruz"}),
        ({"principio": "mr"}, {"Ana Peña", "Eva Sol", "Luz Río", "Aarón Cruz"}),
        ({"principio": "rp"}, set()),
        ({"respondio": "si", "estudios": "licenciatura"}, {"Ana Peña"}),
        ({"q": "sol", "calidad": "owner"}, {"Eva Sol"}),
        ({"cargo": "", "respondio": "si"}, {"Ana Peña", "Eva Sol"}),
    ],
)
def test_facets_combine(people, client, query, found):
    assert set(names(client.get(ADDRESS, query))) == found


def test_a_contest_is_a_facet(people, client):
    contest = people.zoe.ticket.contest
    assert names(client.get(ADDRESS, {"contienda": contest.key})) == ["Aarón Cruz"]


def test_the_orders_are_stated_and_neutral(people, client):
    assert names(client.get(ADDRESS, {"todas": "1"})) == ["Aarón Cruz", "Ana Peña", "Eva Sol", "Luz Río"]
    page = client.get(ADDRESS, {"orden": "boleta", "todas": "1"})
    # Contests by name; in each the legal order, owner before alternate. A coalition stands where its first member does.
    assert names(page) == ["Aarón Cruz", "Ana Peña", "Eva Sol", "Luz Río"]
    assert "<strong>Como en la boleta</strong>" in client.get(ADDRESS).text
    assert "<strong>En orden alfabético</strong>" in client.get(ADDRESS, {"todas": "1"}).text
    assert names(client.get(ADDRESS, {"orden": "quién sabe"})) == names(client.get(ADDRESS))


def test_the_order_of_the_ballot_is_the_legal_one(people, client):
    people.stand("Zulema Paz", party="Partido Roble", role="alternate")
    people.publish()
    build()
    order = names(client.get(ADDRESS, {"orden": "boleta", "municipio": people.places["Peñón Blanco"].key}))
    assert order == ["Ana Peña", "Zulema Paz", "Eva Sol", "Luz Río"]


def test_what_is_chosen_can_be_taken_off_one_by_one(people, client):
    page = client.get(ADDRESS, {"q": "a", "calidad": ["owner", "alternate"], "sexo": "female"})
    links = re.findall(r'<a class="tag on" href="\?([^"]*)"', page.text.replace("&amp;", "&"))
    assert (
        sorted(links)
        == ["calidad=alternate&q=a&sexo=female", "calidad=owner&calidad=alternate&q=a", "calidad=owner&q=a&sexo=female"]
        or len(links) == 3
    )


def test_no_result_says_how_many_there_are_without_filters(people, client):
    page = client.get(ADDRESS, {"q": "ana", "calidad": "alternate", "exacto": "1"})
    assert "Nada para «ana»" in page.text
    assert "Sin filtros hay 1" in page.text


def test_suggestions_are_people_and_places_that_begin_so(people, client):
    page = client.get(f"{ADDRESS}sugerencias/", {"q": "cie"})
    assert "Cuatro Ciénegas" in page.text and f'data-url="/{SLUG}/municipios/cuatro-cienegas/"' in page.text
    assert "Peñón Blanco" in client.get(f"{ADDRESS}sugerencias/", {"q": "peñasc"}).text, "by its head town"
    page = client.get(f"{ADDRESS}sugerencias/", {"q": "eva"})
    assert 'role="option"' in page.text and "Eva Sol" in page.text
    assert client.get(f"{ADDRESS}sugerencias/", {"q": " "}).status_code == 404
    assert "&lt;b&gt;" not in client.get(f"{ADDRESS}sugerencias/", {"q": "<b>"}).text


def test_the_page_in_english_speaks_english_of_what_is_not_a_name(people, client):
    page = client.get(f"/en{ADDRESS}", {"q": "eva"})
    assert '<html lang="en">' in page.text and "Municipal president" in page.text and "Eva Sol" in page.text
    assert f'href="/en/{SLUG}/candidaturas/eva-sol' in page.text
    assert f'href="/{SLUG}/candidaturas/?q=eva"' in page.text, "the way back to Spanish keeps what was searched"


@pytest.mark.parametrize("words", ["presidenta", "alcalde", "ayuntamiento", "mayor", "presidente municipal"])
def test_offices_are_found_as_people_call_them(people, client, words):
    assert set(names(client.get(ADDRESS, {"q": words}))) == {"Ana Peña", "Eva Sol", "Luz Río", "Aarón Cruz"}


@pytest.mark.parametrize(
    ("words", "section"), [("1", "1"), ("0001", "1"), ("sección 1", "1"), ("9999", ""), ("1a", "")]
)
def test_a_section_typed_in_the_box_of_names_leads_to_its_ballot(people, client, words, section):
    text = client.get(ADDRESS, {"q": words}).text
    assert (f'href="/{SLUG}/seccion/1/"' in text) == bool(section)


def test_a_facet_value_that_does_not_exist_leaves_no_empty_box(people, client):
    page = client.get(ADDRESS, {"q": "xyzzyq", "cargo": "nada"})
    assert page.context["facets"] == []


def test_a_missing_page_of_an_election_keeps_its_menu_and_its_search(people, client):
    page = client.get(f"/en/{SLUG}/nada/")
    assert page.status_code == 404 and "This page does not exist" in page.text and 'role="search"' in page.text
    page = client.get("/nada/")
    assert page.status_code == 404 and 'role="search"' not in page.text
    assert client.get(f"/{SLUG}/seccion/{'1' * 300}/").status_code == 404


def test_hundreds_of_values_of_one_facet_are_cut_and_answered(people, client):
    many = [f"valor-{number}" for number in range(200)]
    page = client.get(ADDRESS, {"estudios": ["maestria", *many], "partido": many, "cargo": many, "calidad": many})
    assert page.status_code == 200 and len(page.content) < 400_000
    assert names(client.get(ADDRESS, {"estudios": ["maestria", *many]})) == ["Eva Sol"]


def test_no_text_of_the_calendar_begins_a_line_of_its_own():
    from conoceles.lib.ics import escaped

    assert (
        escaped("Uno\r\nDos\rTres\nCuatro; cinco, seis\\\x00\x85") == "Uno\\nDos\\nTres\\nCuatro\\; cinco\\, seis\\\\"
    )


@scenery
def short_names(town):
    """Names as lists write them."""
    for number, name in enumerate(
        ("Ma. Guadalupe Zaldívar Ocampo", "Ma del Carmen Zertuche Olmos", "Elena Cantoral Inventada")
    ):
        town.stand(name, folio=f"s{number}")
    town.publish()
    build()
    return town


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("María Guadalupe Zaldívar", "Ma. Guadalupe Zaldívar Ocampo"),
        ("María del Carmen Zertuche", "Ma del Carmen Zertuche Olmos"),
        ("Ma Gpe Zaldivar", "Ma. Guadalupe Zaldívar Ocampo"),
        ("Elena María Cantoral Inventada", "Elena Cantoral Inventada"),
        ("Elena Cantoral Inventada candidata 2027", "Elena Cantoral Inventada"),
    ],
)
def test_short_forms_and_a_word_too_many_find_somebody(short_names, client, typed, found):
    assert names(client.get(ADDRESS, {"q": typed})) == [found]
    assert names(client.get(ADDRESS, {"q": typed, "exacto": "1"})) == []


def test_of_two_words_one_of_nobody_is_left_out_and_said(short_names, client):
    page = client.get(ADDRESS, {"q": "Elena Xyzzyq"})
    assert names(page) == ["Elena Cantoral Inventada"]
    assert "Nadie tiene todas las palabras: esto es lo que más se parece, sin «xyzzyq»." in page.text


def test_what_an_election_has_not_is_not_asked_for(town, client):
    Section.objects.all().delete()
    Area.objects.update(boundary=None, tile_column=None, tile_row=None)
    town.stand("Ana Peña")
    town.publish()
    build()
    home = (built_site() / SLUG / "index.html").read_text()
    assert "Vea su boleta" not in home and "Cada cuadro es un municipio" not in home
    assert f'href="/{SLUG}/municipios/penon-blanco/"' in home, "the municipalities are there, by name"
    ballot = client.get(f"/{SLUG}/seccion/").text
    assert "la boleta se busca por municipio" in ballot and 'name="s"' not in ballot
    asked = client.get(f"/{SLUG}/seccion/", {"s": "101"})
    assert asked.status_code == 404 and "No hay una sección" not in asked.text


def test_most_of_the_words_is_not_all_of_them(town, client):
    town.stand("Marina Pozos")
    town.stand("Pozos Lerdo", party="Partido Sol")
    town.publish()
    build()
    page = flat(client.get(f"/{SLUG}/candidaturas/", {"q": "marina pozos lerdo"}).text)
    assert "Nadie tiene todas las palabras: esto es lo que más se parece." in page
    assert "Marina" in page and "Lerdo" in page and "sin «" not in page
    api = client.get(f"/api/v1/{SLUG}/candidaturas", {"q": "marina pozos lerdo"}).json()
    assert (api["total"], api["exactas"]) == (2, 0)
