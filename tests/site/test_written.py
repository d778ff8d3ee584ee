"""Who says what: search inside answers, by place, topics, and what a search offers besides people."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.topics import measured, total
from conoceles.elections import register
from conoceles.elections.models import Candidacy, Person, Topic
from conoceles.ledger.acts import redact
from conoceles.lib.stems import stem
from conoceles.site.words.said import LENGTH, Said
from conoceles.site.words.topics import Catalogue
from tests.built import built_site
from tests.factories import build
from tests.markup import flat
from tests.scenery import scenery

pytestmark = pytest.mark.once

SLUG = "prueba-2027"
ADDRESS = f"/{SLUG}/candidaturas/"
LONG = "Llevaremos agua potable a cada colonia. " + "Obras y más obras para todas las colonias del municipio. " * 12
PAST = "Fui policía municipal. " + "Trabajé muchos años en la presidencia. " * 10


@scenery
def people(town):
    town.ana = town.stand("Ana Peña", answers={"proposal_1": LONG, "work": PAST})
    town.eva = town.stand("Eva Sol", party="Partido Sol", answers={"proposal_1": "Becas educativas para las jóvenes."})
    town.leo = town.stand(
        "Leo Agua", place="Cuatro Ciénegas", answers={"proposal_2": "Nada de AGUAS negras <b>aquí</b>."}
    )
    town.zoe = town.stand("Zoe Paz", place="Cuatro Ciénegas", party="Partido Sol")
    town.publish()
    build()
    return town


def names(page):
    return re.findall(
        r'<h3><a href="[^"]+">(?:<mark>)?(.*?)</a>', page.text.replace("</mark>", "").replace("<mark>", "")
    )


def search(client, **query):
    page = client.get(ADDRESS, query)
    assert page.status_code == 200
    return page


@pytest.mark.parametrize("words", ["colonia", "colonias", "COLONIA", "obra", "municipales"])
def test_inflections_and_accents_are_one_word(people, client, words):
    assert names(search(client, q=words)) == ["Ana Peña"]


@pytest.mark.parametrize("words", ["educación", "educacion", "educativo", "joven", "jovenes"])
def test_a_word_without_its_accents_finds_its_family(people, client, words):
    assert "Eva Sol" in names(search(client, q=words))


def test_names_come_first_and_what_was_written_apart_and_counted(people, client):
    page = search(client, q="agua")
    assert names(page) == ["Leo Agua", "Ana Peña", "Leo Agua"]
    assert "1 candidatura para «agua»" in page.text and "Escriben de «agua»: 2" in page.text
    assert "Leo <mark>Agua</mark>" in page.text


def test_a_passage_says_its_question_marks_the_word_and_leads_to_the_whole_answer(people, client):
    page = search(client, q="agua", en="respuestas")
    assert "Llevaremos <mark>agua</mark> potable" in page.text and "Primera propuesta" in page.text
    assert f'href="/{SLUG}/candidaturas/ana-pena-presidencia-municipal-penon-blanco/#proposal_1"' in page.text
    assert "Nada de <mark>AGUAS</mark> negras &lt;b&gt;aquí&lt;/b&gt;." in page.text, "what was written is only text"


def test_passages_are_of_one_length():
    document = {
        "answers": [
            {"key": "a", "label": "A", "type": "long", "value": f"{before} agua {after}", "means": {"proposal": True}}
            for before, after in (("x " * 400, "y " * 400), ("", "y " * 400), ("x " * 400, ""))
        ]
    }
    for answer in document["answers"]:
        passage = Said.of({"answers": [answer]}, Catalogue([])).passage(["agu"])
        assert LENGTH - 25 <= sum(len(text) for text, _hit in passage.parts) <= LENGTH
        assert [text for text, hit in passage.parts if hit] == ["agua"]


def test_by_place_every_option_in_ballot_order_also_those_that_do_not_mention_it(people, client):
    for query in ({"q": "agua en Peñón Blanco"}, {"q": "agua", "donde": "penon blanco"}, {"q": "agua", "donde": "1"}):
        page = search(client, **query)
        assert names(page) == ["Ana Peña", "Eva Sol"], query
        assert page.text.count("No lo menciona en lo que publicó.") == 1
    assert "sección 0001" in page.text
    assert names(search(client, donde="cuatro cienegas")) == ["Leo Agua", "Zoe Paz"]


def test_a_place_that_is_not_there_is_said_and_everything_is_searched(people, client):
    page = search(client, q="agua", donde="Nueva York")
    assert "No hay un municipio ni una sección «Nueva York»" in page.text and 'value="Nueva York"' in page.text
    assert "Ana Peña" in names(page)


def test_of_words_that_nobody_wrote_all_what_is_left_out_is_said(people, client):
    page = search(client, q="agua xyzzyq", en="respuestas")
    assert set(names(page)) == {"Ana Peña", "Leo Agua"} and "sin «xyzzyq»" in page.text


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("dónde voto", "Mi boleta"),
        ("mujer", "Sexo: Mujer"),
        ("partido sol", "Partido Sol"),
        ("presidenta", "Presidencia municipal"),
        ("drenaje", "Agua y drenaje"),
    ],
)
def test_words_that_name_something_offer_it(people, client, words, offered):
    Person.objects.filter(name="Ana Peña").update(sex="female")
    people.publish()
    build()
    found = re.search(r'aria-label="Quizá busca">(.*?)</ul>', search(client, q=words).text, re.S)
    assert found and offered in found[1]


def test_a_facet_that_nobody_has_is_not_offered(people, client):
    assert "Grupo prioritario" not in re.sub(r"<details.*?</details>", "", search(client, q="indígena").text)


def test_topics_are_said_with_their_words_and_who_speaks_of_each(people, client):
    page = client.get(f"/{SLUG}/temas/")
    assert (
        "Agua y drenaje" in page.text
        and "alcantarillado" in page.text
        and "1 candidatura<" in page.text.replace("\n", "")
    )
    page = client.get(f"/{SLUG}/temas/agua/")
    assert names(page) == ["Leo Agua", "Ana Peña"], "as on the ballots"
    page = client.get(f"/{SLUG}/temas/agua/", {"donde": "Peñón Blanco"})
    assert page["Location"] == f"/{SLUG}/temas/agua/penon-blanco/"
    page = client.get(page["Location"])
    assert names(page) == ["Ana Peña", "Eva Sol"] and "No lo menciona" in page.text
    lost = client.get(f"/{SLUG}/temas/agua/9999/", follow=True)
    assert "No hay un municipio ni una sección «9999»" in lost.text
    assert client.get(f"/{SLUG}/temas/nada/").status_code == 404


def test_a_topic_is_of_what_is_proposed_and_not_of_the_past(people, client):
    assert names(client.get(f"/{SLUG}/temas/seguridad/")) == []
    assert names(search(client, q="policía")) == ["Ana Peña"], "search looks everywhere"


def test_the_comparison_lines_up_by_topic_also_blind(people, client):
    keys = [people.ana.key, people.leo.key]
    page = client.get(f"/{SLUG}/comparar/", {"c": keys, "ver": "temas"})
    assert '<h2 id="tema-agua">Agua y drenaje</h2>' in page.text and "<mark>agua</mark>" in page.text
    blind = client.get(f"/{SLUG}/comparar/", {"c": keys, "ver": "temas", "ciego": "1"})
    before = blind.text.partition('<details class="reveal">')[0]
    assert "<mark>agua</mark>" in before and "Ana Peña" not in before and "ana-pena" not in before


def test_the_api_searches_what_was_written(people, client):
    found = client.get(f"/api/v1/{SLUG}/candidaturas", {"q": "agua", "en": "respuestas"}).json()
    assert found["total"] == 2
    passage = next(one for one in found["candidaturas"] if one["nombre"] == "Ana Peña")["pasaje"]
    assert passage["clave"] == "proposal_1" and {"texto": "agua", "coincide": True} in passage["partes"]
    assert client.get(f"/api/v1/{SLUG}/candidaturas", {"q": "agua", "en": "otro"}).status_code == 422


def test_what_is_taken_away_is_found_no_more(people, client):
    redact("profile", people.ana.key, election=SLUG, ground="Datos personales de un tercero.")
    build()
    assert names(search(client, q="colonia")) == []


def test_a_catalogue_says_what_counts_and_what_does_not():
    catalogue = Catalogue([{"key": "s", "name": "S", "words": ["=seguridad", "-=seguridad social", "policía"]}])

    def topics(text):
        answer = {"key": "a", "label": "A", "type": "long", "value": text, "means": {"proposal": True}}
        return Said.of({"answers": [answer]}, catalogue).topics

    assert topics("Más seguridad") == topics("POLICIAS para todos") == ["s"]
    assert topics("Con seguridad social") == topics("Estoy seguro") == []
    assert topics("Seguridad social y seguridad pública") == ["s"]


def test_the_words_of_the_topics_find_who_speaks_of_each(real_data):
    found = total(measured())
    assert found.precision >= 0.88 and found.recall >= 0.92
    others = total(measured(lambda row: row["tuned"] == "no"))
    assert others.precision >= 0.85 and others.recall >= 0.90


def test_whoever_is_called_so_in_a_place_is_found_before_what_is_written_there(people, client):
    people.stand("Berta Ruiz", office="councillor", role="owner", position=3)
    people.publish()
    build()
    assert names(search(client, q="Berta Ruiz", donde="Peñón Blanco")) == ["Berta Ruiz"]
    assert "Berta Ruiz" not in names(search(client, q="Berta Ruiz", donde="Cuatro Ciénegas", en="nombres"))
    assert set(names(search(client, q="presidenta de cuatro cienegas"))) == {"Leo Agua", "Zoe Paz"}


def test_a_place_and_a_facet_narrow_together(people, client):
    page = search(client, donde="Peñón Blanco", respondio="si")
    assert set(names(page)) == {"Ana Peña", "Eva Sol"} and "No hay un municipio" not in page.text
    assert names(search(client, q="agua", donde="Peñón Blanco", respondio="si")) == ["Ana Peña"]


def test_the_counts_are_of_what_is_listed(people, client):
    def counted(page, facet):
        found = re.search(rf"<summary>{facet}</summary>.*?</details>", page.text, re.S)
        return sum(int(one) for one in re.findall(r"</span> <span>(\d+)<", found[0])) if found else 0

    assert counted(search(client, q="agua", en="respuestas"), "Municipio") == 2
    assert counted(search(client, q="Pax"), "Municipio") in (0, len(names(search(client, q="Pax"))))
    assert names(search(client, q="sol", en="nombres")) == ["Eva Sol"], "and not who is of Partido Sol"
    assert names(search(client, en="respuestas", respondio="si")) == ["Ana Peña", "Eva Sol", "Leo Agua"]


@pytest.mark.parametrize("words", ["de", "el la de", "<b>", "«»", "en"])
def test_words_that_only_join_others_find_nobody(people, client, words):
    assert names(search(client, q=words)) == []


def test_what_nobody_wrote_whole_is_found_without_the_word_that_is_too_much(people, client):
    page = search(client, q="colonias unicornio")
    assert names(page) == ["Ana Peña"] and "sin «unicornio»" in page.text


def test_a_name_with_characters_that_are_none_breaks_no_page(people, client):
    Person.objects.filter(name="Eva Sol").update(name="Eva\ufdd0 \ufdd1Sol")
    people.publish()
    build()
    assert "Eva Sol" in names(search(client, todas="1"))


def test_a_menu_that_lost_its_topics_has_no_link_to_them(people):
    Topic.objects.update(shown=False)
    register.save(Topic.objects.first())
    build()
    for path in (built_site() / SLUG).rglob("index.html"):
        assert f"/{SLUG}/temas/" not in path.read_text(), path


def test_whoever_shares_an_option_is_covered_too(people, client):
    mate = people.stand("Ana Quirarte", role="alternate", answers={"reason": "Con Ana Peña y la maestra Quirarte."})
    Candidacy.objects.filter(pk__in=[people.ana.pk, mate.pk]).update(role="unconfirmed")
    people.publish()
    build()
    page = client.get(f"/{SLUG}/comparar/", {"c": [people.ana.key, people.eva.key], "ciego": "1"})
    before = page.text.partition('<details class="reveal">')[0]
    assert "Quirarte" not in before and "Peña" not in before and "la maestra [nombre]" in before


def test_the_stems_of_many_threads_are_those_of_one():
    words = [
        f"{start}{end}" for start in ("educa", "seguri", "agu", "trabaj") for end in ("ciones", "dades", "as", "adores")
    ]
    alone = [stem(word) for word in words]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(lambda _turn: [stem.__wrapped__(word) for word in words], range(200)):
            assert found == alone


@pytest.mark.parametrize(
    "pair", ["país países", "autobús autobuses", "avance avances", "luz luces", "interés intereses"]
)
def test_singular_and_plural_are_one(pair):
    one, several = pair.split()
    assert stem(one) == stem(several)


@pytest.fixture
def obrador(people):
    """Somebody whose name begins as a word that another wrote."""
    people.stand("Rosa Obrador", place="Cuatro Ciénegas", role="alternate")
    people.publish()
    build()


def test_a_word_means_the_same_whatever_else_is_chosen(people, obrador, client):
    for chosen in ({}, {"respondio": "no"}):
        page = flat(search(client, q="obra", **chosen).text)
        # Whoever is only called alike comes after those who write of it, also where these are left out.
        assert "Nombres parecidos: 1" in page and "para «obra»" not in page
    assert "Sin filtros hay 2" in search(client, q="obra", sexo="male").text


def test_a_word_too_many_leaves_what_was_written_first(people, obrador, client):
    page = search(client, q="obra helipuerto")
    assert names(page)[0] == "Ana Peña" and "sin «helipuerto»" in page.text
    assert names(search(client, q="rosa helipuerto"))[0] == "Rosa Obrador"
    # Nobody is called both: whoever is called either comes before who wrote one of them.
    assert {"Rosa Obrador", "Leo Agua"} <= set(names(search(client, q="rosa agua"))[:2])


def test_a_name_written_short_is_no_other_word(people, client):
    assert "más" in LONG and names(search(client, q="Ma.")) == []
    assert names(search(client, q="mas obras")) == ["Ana Peña"]


def test_a_topic_that_is_offered_says_how_many_speak_of_it(people, client):
    assert "Tema: Agua y drenaje: 2" in flat(search(client, q="agua").text)


def test_beyond_the_last_page_is_the_last(people, client):
    answer = client.get(ADDRESS, {"q": "agua", "pagina": "9"})
    assert answer.status_code == 302 and answer["Location"].endswith("?q=agua&pagina=1")
