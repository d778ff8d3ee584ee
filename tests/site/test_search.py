"""Search as citizens type: without accents, with errors, with words run together."""

import re

import pytest

from conoceles.elections import register
from conoceles.site.search.reading import reader
from tests.factories import build
from tests.scenery import scenery

pytestmark = pytest.mark.once

SLUG = "prueba-2027"


@scenery
def people(town):
    town.stand("JOSE LUIS HERNANDEZ GOMEZ", answers={"proposal_1": "Agua"})
    town.stand("María de la Luz Gómez", party="Partido Sol")
    town.stand("Ana Muñoz", place="Cuatro Ciénegas", party="Juntos por Prueba", role="alternate")
    town.publish()
    build()
    return town


def names(client, words="", **more):
    page = client.get(f"/{SLUG}/candidaturas/", {"q": words, **more})
    assert page.status_code == 200
    hits = re.findall(r"<li[^>]*data-candidacy=\"[0-9a-f]{16}\".*?</li>", page.text, re.S)
    found = [re.search(r"<h3><a href=\"([^\"]+)\">(.*?)</a>", hit).group(2) for hit in hits]
    return [re.sub("</?mark>", "", name) for name in found]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("GOMEZ", {"Jose Luis Hernandez Gomez", "María de la Luz Gómez"}),
        ("gómez", {"Jose Luis Hernandez Gomez", "María de la Luz Gómez"}),
        ("hernandes", {"Jose Luis Hernandez Gomez"}),
        ("gomez jose", {"Jose Luis Hernandez Gomez"}),
        ("penon blanco", {"Jose Luis Hernandez Gomez", "María de la Luz Gómez"}),
        ("cuatrocienegas", {"Ana Muñoz"}),
        ("cuatro cienegas", {"Ana Muñoz"}),
        ("munoz", {"Ana Muñoz"}),
        ("partido sol", {"María de la Luz Gómez", "Ana Muñoz"}),
        ("delaluz", {"María de la Luz Gómez"}),
        ("jose luiz", {"Jose Luis Hernandez Gomez"}),
        ("ernandes", {"Jose Luis Hernandez Gomez"}),
        ("hern", {"Jose Luis Hernandez Gomez"}),
        ("xyzzyq", set()),
        ("¿¡!?", set()),
    ],
)
def test_what_is_typed_finds_who_is_meant(people, client, words, found):
    assert set(names(client, words)) == found


def test_without_words_it_is_who_heads_each_option_as_ballots_order_them(people, client):
    assert names(client) == ["Jose Luis Hernandez Gomez", "María de la Luz Gómez"]
    page = client.get(f"/{SLUG}/candidaturas/")
    assert "Ver también suplentes y demás integrantes: 3 en total" in page.text
    assert 'href="?donde=penon-blanco"' in page.text, "it begins with the place"
    assert names(client, todas="1") == ["Ana Muñoz", "Jose Luis Hernandez Gomez", "María de la Luz Gómez"]


def test_the_alphabet_goes_on_after_many_letters(people, client):
    people.stand("María de la Luz Gómez Zavala", position=2)
    people.stand("María de la Luz Gómez Abrego", position=3)
    people.publish()
    build()
    assert (
        names(client, "luz", orden="nombre")
        == names(client, "luz")
        == [
            "María de la Luz Gómez",
            "María de la Luz Gómez Abrego",
            "María de la Luz Gómez Zavala",
        ]
    )


def test_of_those_who_match_alike_none_comes_first_but_by_name(people, client):
    for place, (name, party) in enumerate((("Zoe Paz", "Roble"), ("Abel Paz", "Sol"), ("Rut Paz", "Roble")), 2):
        people.stand(name, party=f"Partido {party}", position=place)
    people.publish()
    build()
    people.stand("Aarón Paz", office="councillor", position=1)
    people.publish()
    build()
    found = names(client, "peñon blanco")
    assert found[:-1] == sorted(found[:-1]) and found[-1] == "Aarón Paz", "by office, then by name"
    assert names(client, "gomes")[0] == "Jose Luis Hernandez Gomez"
    assert names(client, "paz") == ["Abel Paz", "Rut Paz", "Zoe Paz", "Aarón Paz"]
    assert names(client, "paz", orden="nombre") == ["Aarón Paz", "Abel Paz", "Rut Paz", "Zoe Paz"]


def test_every_page_of_results_goes_on_where_the_last_stopped(people, client):
    for number in range(45):
        people.stand(f"Paz {number:02}" if number % 2 else f"Pax {number:02}", role="alternate", position=number + 2)
    people.publish()
    build()
    found = [name for page in (1, 2, 3) for name in names(client, "paz", pagina=str(page))]
    assert len(found) == len(set(found)) == 45
    assert found[:22] == sorted(found[:22]) and all(name.startswith("Paz") for name in found[:22])


def test_what_sounds_the_same_is_found(people, client):
    people.stand("Inés Llamas Quiroz", position=2)
    people.stand("Machado Chávez", position=3)
    people.publish()
    build()
    assert names(client, "chabes") == ["Machado Chávez"] and names(client, "ado") == []
    assert names(client, "yamas kiros") == names(client, "yamas") == ["Inés Llamas Quiroz"]


def test_no_match_says_so_and_what_to_do(people, client):
    page = client.get(f"/{SLUG}/candidaturas/", {"q": "xyzzyq"})
    assert "Nada para «xyzzyq»" in page.text and "elija su municipio" in page.text
    assert "data-candidacy" not in page.text


def test_each_hit_links_to_its_page_and_says_where(people, client):
    page = client.get(f"/{SLUG}/candidaturas/", {"q": "munoz"})
    assert f'href="/{SLUG}/candidaturas/ana-munoz-presidencia-municipal-cuatro-cienegas/"' in page.text
    assert "Cuatro Ciénegas" in page.text


def test_facets_narrow_and_count(people, client):
    everyone = client.get(f"/{SLUG}/candidaturas/").context
    by_title = {
        re.search(r"<summary>(.*?)</summary>", facet)[1]: re.findall(r"<span>([^<]+)</span> <span>(\d+)<", facet)
        for facet in everyone["facets"]
    }
    assert by_title["Respondió"] == [("Sí", "1"), ("Todavía no", "2")]
    assert by_title["Municipio"] == [("Cuatro Ciénegas", "1"), ("Peñón Blanco", "2")]
    assert names(client, "gomez", respondio="no") == ["María de la Luz Gómez"]
    place = town_key(people, "Peñón Blanco")
    assert set(names(client, municipio=place)) == {"Jose Luis Hernandez Gomez", "María de la Luz Gómez"}
    assert names(client, respondio="quizá") == []


def town_key(town, name):
    return town.places[name].key


def test_only_exact_words_when_asked(people, client):
    assert names(client, "hernandes", exacto="1") == []
    assert "Nada está escrito exactamente así" in client.get(f"/{SLUG}/candidaturas/", {"q": "hernandes"}).text


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + "a" * 5000, "pagina=999", "pagina=-1", "pagina=x", "respondio=si&" * 200, "q=a AND b OR (c:"],
)
def test_odd_input_is_answered(people, client, query):
    assert client.get(f"/{SLUG}/candidaturas/?{query}", follow=True).status_code == 200


def test_search_asks_the_database_nothing(people, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(f"/{SLUG}/candidaturas/", {"q": "gomez"})


def test_the_index_follows_a_correction(people, client):
    from conoceles.elections.models import Candidacy

    one = Candidacy.objects.get(person__name="Ana Muñoz")
    one.person.name = "Ana Ibáñez"
    register.save_candidacy(one, one.person)
    build()
    assert names(client, "munoz") == []
    assert names(client, "ibanez") == ["Ana Ibáñez"]
    assert reader(SLUG).search("", {}, exact=False, start=0, size=9).total == 3


def test_an_old_address_redirects_for_good(people, client):
    from conoceles.elections.models import Candidacy

    one = Candidacy.objects.get(person__name="Ana Muñoz")
    old = one.slug
    one.person.name = "Ana Ibáñez"
    register.save_candidacy(one, one.person)
    build()
    answer = client.get(f"/{SLUG}/candidaturas/{old}/")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/{SLUG}/candidaturas/{one.slug}/")
    assert client.get(f"/{SLUG}/candidaturas/nadie/").status_code == 404
    assert client.get("/nada-2027/candidaturas/").status_code == 404


def test_the_section_box_leads_to_the_ballot_or_says_there_is_none(people, client):
    assert client.get(f"/{SLUG}/seccion/", {"s": "0001"}).headers["Location"] == f"/{SLUG}/seccion/1/"
    assert client.get(f"/{SLUG}/seccion/0001/").headers["Location"] == f"/{SLUG}/seccion/1/"
    assert client.get(f"/{SLUG}/seccion/").status_code == 200
    for text in ("9999", "abc", "-1", "١٢", "1" * 90):
        page = client.get(f"/{SLUG}/seccion/", {"s": text})
        assert page.status_code == 404 and "No hay una sección" in page.text
    assert client.get(f"/{SLUG}/seccion/77/").status_code == 404


def test_more_than_can_be_read_is_said_in_a_sentence(people, client):
    many = "&".join(f"partido=p{number}" for number in range(3000))
    page = client.get(f"/{SLUG}/candidaturas/?{many}")
    assert page.status_code == 400 and "No se pudo leer lo que llegó" in page.text
    answer = client.get(f"/api/v1/{SLUG}/candidaturas?{many}")
    assert answer.status_code == 400 and "demasiados parámetros" in answer.json()["error"]
