"""Comparing: two to six, question by question, with names or blind; at an address that says nothing of who they are."""

import re

import pytest

from conoceles.elections.models import Candidacy
from conoceles.ledger.acts import append
from conoceles.ledger.reading import current
from tests.factories import build
from tests.markup import flat
from tests.scenery import scenery

pytestmark = pytest.mark.once

SLUG = "prueba-2027"
ADDRESS = f"/{SLUG}/comparar/"
LONG = "Agua limpia para cada colonia del norte. " * 40


@scenery
def four(town):
    town.ana = town.stand("Ana Peña", answers={"proposal_1": "Agua en todas las colonias", "reason": "Nací aquí"})
    town.eva = town.stand(
        "Eva Sol", party="Partido Sol", answers={"proposal_1": LONG, "proposal_2": "Luz", "work": "Maestra"}
    )
    town.luz = town.stand("Luz Río", party="Partido Río")
    town.rita = town.stand(
        "Rita Mar", party="Juntos por Prueba", answers={"proposal_gender": "Guarderías", "reason": "Por mi gente"}
    )
    town.far = town.stand("Zoe Cruz", place="Cuatro Ciénegas", answers={"reason": "Servir"})
    whole = ("proposal_1", "proposal_2", "proposal_gender", "reason", "work")
    town.stand("Otra Persona", place="Cuatro Ciénegas", party="Partido Sol", answers=dict.fromkeys(whole, "Sí"))
    town.publish()
    build()
    return town


def ask(client, *people, **more):
    return client.get(ADDRESS, {"c": [one.key for one in people], **more})


def cells(page):
    """Return {question: [(name, text) in order]} of a comparison."""
    found = {}
    for label, body in re.findall(
        r'<section class="quest".*?<h2[^>]*>(.*?)</h2><div>(.*?)</div></section>', flat(page.text)
    ):
        found[label] = [
            (re.search(r"<span>(.*?)</span>", article).group(1), re.sub(r"<[^>]+>", " ", article))
            for article in re.findall(r"<article.*?</article>", body, re.S)
        ]
    return found


def test_each_question_has_everyone_who_answered_anything_in_the_order_of_the_questionnaire(four, client):
    page = ask(client, four.ana, four.eva, four.luz, four.rita)
    shown = cells(page)
    assert list(shown) == [
        "Primera propuesta",
        "Segunda propuesta",
        "Propuesta en materia de género o del grupo que representa",
        "¿Por qué quiere ocupar este cargo?",
        "Historia profesional y laboral",
    ]
    assert [name for name, _text in shown["Primera propuesta"]] == ["Ana Peña", "Eva Sol", "Rita Mar"]
    assert "No respondió esta pregunta." in shown["Primera propuesta"][2][1]
    assert page.text.count("No ha respondido") == 1, "who answered nothing is said once, in her head"


def test_whoever_has_answers_in_review_is_not_said_to_have_answered_nothing(four, client):
    shown = dict(current(four.election.slug))[("profile", four.rita.key)]
    append("profile", four.rita.key, {**shown, "review": ["Propuestas"]}, election=four.election.slug)
    build()
    for more in ({}, {"ver": "propuestas"}, {"ciego": "1"}):
        page = ask(client, four.ana, four.eva, four.rita, **more)
        said = dict(cells(page)["Primera propuesta"])
        assert sum("hay respuestas suyas en revisión" in text for text in said.values()) == 1, more
        assert not any("No respondió esta pregunta" in text for text in said.values())


def test_a_long_answer_is_folded_whole(four, client):
    page = ask(client, four.ana, four.eva)
    text = next(text for name, text in cells(page)["Primera propuesta"] if name == "Eva Sol")
    assert '<details class="more">' in page.text
    assert (
        " ".join(text.replace("Leer todo : Eva Sol", "").split()).count("Agua limpia para cada colonia del norte.")
        == 40
    )


def test_proposals_alone(four, client):
    assert all("ropuesta" in label for label in cells(ask(client, four.ana, four.eva, ver="propuestas")))


def test_blind_shows_letters_until_the_end_and_the_same_whatever_the_order_of_choice(four, client):
    first = ask(client, four.ana, four.eva, four.rita, ciego="1")
    again = ask(client, four.rita, four.ana, four.eva, ciego="1")
    assert cells(first) == cells(again)
    before, reveal = first.text.split('<details class="reveal">')
    main = before[before.index("<main") :]
    assert "Ana" not in main and "Partido" not in re.sub(r"Partidos y coaliciones", "", main) and "/medios/" not in main
    assert all(name in reveal for name in ("Ana Peña", "Eva Sol", "Rita Mar", "Candidatura A"))
    assert "Ana" not in first.text[: first.text.index("<main")], "nor does the title"


def test_the_address_names_nobody(four, client):
    page = ask(client, four.ana, four.eva, ciego="1")
    for query in re.findall(r'href="\?([^"]+)"', page.text):
        assert "ana" not in query and "eva" not in query


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_are_asked_for_more(four, client, count):
    page = ask(client, *[four.ana][:count])
    assert page.status_code == 200
    if count:
        assert "¿Con quién quiere compararla?" in page.text
        assert "Eva Sol" in page.text and "Zoe Cruz" not in page.text, "who else is in the same contest"
    else:
        assert "Elija de dos a seis" in page.text


def test_more_than_six_are_the_first_six_and_it_is_said(four, client):
    more = [
        four.stand(f"Persona {n}", party="Partido Sol", role="alternate", folio=str(n), answers={"reason": "Sí"})
        for n in range(5)
    ]
    four.publish()
    build()
    page = ask(client, four.ana, four.eva, *more)
    assert len(page.context["heads"]) == 6
    assert "Se comparan hasta seis a la vez" in page.text


def test_an_unknown_or_repeated_key_is_left_out_and_said(four, client):
    page = client.get(ADDRESS, {"c": [four.ana.key, four.ana.key, "0" * 16, "x" * 500, "\x00", four.eva.key]})
    assert [head["name"] for head in page.context["heads"]] == ["Ana Peña", "Eva Sol"]
    assert "ya no es candidatura o no existe" in page.text


def test_different_contests_say_which(four, client):
    page = ask(client, four.ana, four.far)
    assert "Ayuntamiento de Cuatro Ciénegas" in page.text and "Ayuntamiento de Peñón Blanco" in page.text


def test_a_comparison_asks_the_database_only_to_cover_names(four, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        ask(client, four.ana, four.eva, four.rita)
    with django_assert_num_queries(1):
        ask(client, four.ana, four.eva, four.rita, ciego="1")


def test_it_can_be_read_in_english_with_the_words_marked_as_spanish(four, client):
    page = client.get(f"/en{ADDRESS}", {"c": [four.ana.key, four.eva.key]})
    assert '<html lang="en">' in page.text and "First proposal" in page.text
    assert '<p class="voice" lang="es"' in page.text or '<div class="voice" lang="es"' in page.text
    assert f'href="/{SLUG}/comparar/?c={four.ana.key}' in page.text.replace("&amp;", "&"), (
        "the same comparison in Spanish"
    )


def test_before_publication_nobody_is_shown(town, client):
    from datetime import timedelta

    from django.utils import timezone

    from conoceles.elections import register
    from tests.factories import set_calendar

    one = town.stand("Ana Peña", answers={"reason": "Sí"})
    town.publish()
    set_calendar(town.election, timezone.now() + timedelta(days=90))
    register.save(town.election)
    build()
    assert "Ana Peña" not in ask(client, one).text


def test_blind_leaves_out_what_says_who_somebody_is(town, client):
    telling = {"social": "https://redes.example/ana-pena", "web": "https://ana.example", "emails": "ana@ejemplo.mx"}
    ana = town.stand("Ana Peña", answers={"reason": "Nací aquí", **telling})
    eva = town.stand("Eva Sol", party="Partido Sol", answers={"reason": "Sí"})
    town.stand("Luz Río", party="Partido Río", answers={"reason": "Sí"})
    town.publish()
    build()
    blind = ask(client, ana, eva, ciego="1").text
    for words in ("redes.example", "ana.example", "ana@ejemplo.mx", "Luz Río", "contienda-ayuntamiento"):
        assert words not in blind, words
    assert "redes.example" in ask(client, ana, eva).text
    one = ask(client, ana, ciego="1").text
    assert 'name="ciego" value="1"' in one, "adding somebody keeps it blind"


def test_blind_covers_names_and_parties_inside_the_answers(four, client):
    four.stand("Inés Roble Luna", position=2, answers={"reason": "Soy Inés Roble, del Partido Roble, y crecí aquí."})
    four.publish()
    build()
    ines = Candidacy.objects.get(person__name="Inés Roble Luna")
    blind = cells(ask(client, ines, four.ana, ciego="1"))["¿Por qué quiere ocupar este cargo?"]
    assert any("Soy [nombre], del [partido], y crecí aquí." in text for _name, text in blind)
    seen = cells(ask(client, ines, four.ana))["¿Por qué quiere ocupar este cargo?"]
    assert any("Soy Inés Roble, del Partido Roble" in text for _name, text in seen)


def test_who_marked_nobody_goes_back_to_where_one_can(four, client):
    assert (
        f'href="/{SLUG}/contiendas/ayuntamiento-de-penon-blanco/"'
        in client.get(ADDRESS, {"de": "ayuntamiento-de-penon-blanco"}).text
    )
    assert "contiendas/javascript" not in client.get(ADDRESS, {"de": "javascript:alert(1)"}).text
