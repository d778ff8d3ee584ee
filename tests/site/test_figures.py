"""Figures: by everything that is published, week by week, and what the answers contain; the same on page and in
files."""

import csv
import io
import shutil
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from conoceles.elections import register
from conoceles.elections.models import Party, Person
from conoceles.ledger.reading import since, size
from conoceles.site.pages import figures
from conoceles.site.pages.charts import by_sex, chart
from conoceles.site.pages.content_figures import Content
from conoceles.site.pages.figures import Share
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import State
from tests.built import built_site
from tests.factories import build, make_town, set_calendar
from tests.scenery import scenery

pytestmark = pytest.mark.once

SLUG = "prueba-2027"
NOW = datetime(2027, 5, 17, 18, tzinfo=UTC)


def view(now=None):
    state = State()
    state.follow(since(0))
    return ElectionView(state, state.elections[SLUG], now or timezone.now())


def rows(name):
    text = (built_site() / SLUG / "cifras" / f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@scenery
def people(town):
    town.stand("Ana Peña", answers={"proposal_1": "Agua potable y agua limpia", "degree": "Maestría"})
    town.stand(
        "Eva Sol", party="Partido Sol", answers={"proposal_1": "El agua de las escuelas", "degree": "Licenciatura"}
    )
    town.stand("Luz Río", party="Partido Río", answers={"proposal_2": "Aguas y escuela", "degree": "Licenciatura"})
    town.stand("Zoe Cruz", place="Cuatro Ciénegas")
    return town


def test_every_table_adds_up_to_the_same_total(people):
    people.publish()
    found = view()
    whole = figures.participation(found)
    assert (whole.answered, whole.total, whole.percent) == (3, 4, 75)
    for table in figures.tables(found):
        if table.id != "distrito":
            assert (sum(row.answered for row in table.rows), sum(row.total for row in table.rows)) == (3, 4), table.id
    assert {table.id for table in figures.tables(found)} == {
        *("cargo", "partido", "registro", "municipio", "sexo", "edad", "calidad")
    }


def test_everyone_who_stands_is_counted_by_sex_with_the_members_of_coalitions(people):
    people.stand("Nora Luna", party="Juntos por Prueba", place="Cuatro Ciénegas")
    other = people.stand("Raúl Gil", party="Partido Sol", place="Cuatro Ciénegas", position=2)
    Person.objects.filter(pk=other.person_id).update(sex="male")
    people.publish()
    found = {one.id: one for one in figures.standing(view())}
    standing = sum(one.stands for one in view().election.candidacies.values())
    assert list(found) == ["compiten-cargo", "compiten-partido", "compiten-registro", "compiten-municipio"]
    for one in found.values():
        assert sum(counts[-1] for *_said, counts in one.rows) == standing, one.id
        assert all(sum(counts[:-1]) == counts[-1] for *_said, counts in one.rows), one.id
    members = {label: said for label, said, _url, _counts in found["compiten-partido"].rows}
    assert members["Juntos por Prueba"] == "Partido Río, Partido Sol" and members["Partido Sol"] == ""
    build()
    header, *lines = rows("compiten-partido")
    assert header[:2] == ["categoria", "integrantes"] and header[-2:] == ["total", "edicion"]
    assert [line[0] for line in lines] == [label for label, *_rest in found["compiten-partido"].rows]


def test_independents_are_listed_by_name_and_as_one_group(people):
    for place, name in (("Cuatro Ciénegas", "Iris Sola"), ("Peñón Blanco", "Omar Solo")):
        alone = Party(
            election=people.election, name=f"Candidatura independiente de {name}", kind="independent", order=900
        )
        people.parties[name] = register.save(alone)
        people.stand(name, party=name, place=place)
    people.publish()
    tables = {table.id: table for table in figures.tables(view())}
    named = [row.label for row in tables["partido"].rows if "independiente" in row.label.lower()]
    group = next(row for row in tables["registro"].rows if row.label == "Candidaturas independientes")
    assert len(named) == group.total == 2


def test_the_trend_counts_by_the_end_of_each_week(people):
    with time_machine.travel(NOW - timedelta(days=15), tick=False):
        set_calendar(people.election, datetime(2027, 6, 6, 14, tzinfo=UTC))
        people.election.save()
        people.publish()
    with time_machine.travel(NOW, tick=False):
        people.stand("Rita Mar", party="Juntos por Prueba", answers={"reason": "Sí"})
        people.publish()
    weeks = figures.by_week(view(NOW))
    assert [(day.isoformat(), share.answered, share.total) for day, share in weeks] == [
        ("2027-05-02", 3, 5),
        ("2027-05-09", 3, 5),
        ("2027-05-16", 3, 5),
        ("2027-05-17", 4, 5),
    ]


def test_words_are_counted_once_for_each_candidacy_in_any_form(people):
    people.publish()
    content = Content(view())
    assert content.proposing == 3
    assert [(theme.word, theme.candidacies) for theme in content.themes] == [("agua", 3)], "two use «escuela»: too few"


def test_questions_and_degrees_have_their_own_denominators(people):
    people.publish()
    content = Content(view())
    by_label = {row.label: (row.answered, row.total) for row in content.questions}
    assert by_label["Primera propuesta"] == (2, 3) and by_label["Grado máximo de estudios"] == (3, 3)
    assert [(row.label, row.answered, row.total) for row in content.degrees] == [
        ("Licenciatura", 2, 3),
        ("Maestría", 1, 3),
    ]


def test_each_table_is_a_file_with_the_same_numbers(people):
    people.publish()
    build()
    page = (built_site() / SLUG / "cifras" / "index.html").read_text(encoding="utf-8")
    for table in figures.tables(view()):
        header, *lines = rows(table.id)
        assert header == ["categoria", "respondieron", "total", "porcentaje", "edicion"]
        counted = [[row.label, row.answered, row.total, row.percent, size()] for row in table.rows]
        assert lines == [[str(cell) for cell in line] for line in counted]
        assert f"/cifras/{table.id}.csv" in page
    said = [["palabra", "candidaturas", "total_con_propuestas", "edicion"], ["agua", "3", "3", str(size())]]
    assert rows("palabras") == said
    assert rows("preguntas")[1][1:] == ["2", "3", "67", str(size())]


def test_who_stands_is_counted_by_office_place_party_and_sex_at_once(people):
    iris = people.stand("Iris Mar", party="Juntos por Prueba")
    Person.objects.filter(pk=iris.person_id).update(sex="female")
    people.publish()
    build()
    header, *lines = rows("compiten-juntas")
    assert header == ["cargo", "lugar", "partido", "integrantes", "sexo", "candidaturas", "edicion"]
    found = view()
    assert sum(int(line[5]) for line in lines) == sum(one.stands for one in found.election.candidacies.values())
    assert [line[1:6] for line in lines if line[2] == "Juntos por Prueba"] == [
        ["Peñón Blanco", "Juntos por Prueba", "Partido Río, Partido Sol", "mujeres", "1"]
    ]
    # Added up by what a page shows, it is what the page shows.
    for table in figures.standing_by_office(found):
        for label, _members, _url, counts in table.rows:
            mine = [int(line[5]) for line in lines if line[0] == table.title and line[2] == label]
            assert sum(mine) == counts[-1], (table.title, label)


def test_the_page_of_content_ranks_nobody(people):
    people.publish()
    build()
    page = (built_site() / SLUG / "cifras" / "contenido" / "index.html").read_text(encoding="utf-8")
    assert (
        "agua" in page
        and "Ana Peña" not in page
        and "Partido Roble" not in page[page.index("<main") : page.index("</main")]
    )


def test_contents_are_counted_by_every_facet_with_the_denominator_of_each_group(people):
    people.publish()
    content = Content(view())
    facets = {facet.id: facet for facet in content.facets}
    ids = ["cargo", "partido", "registro", "municipio", "sexo", "edad", "calidad", "estudios"]
    assert list(facets) == ids, "no districts here"
    first = next(one for one in content.questions_by(facets["partido"]) if one.label == "Primera propuesta")
    assert (first.whole.answered, first.whole.total) == (2, 3)
    assert [(row.label, row.answered, row.total) for row in first.rows] == [
        ("Partido Roble", 1, 1),
        ("Partido Río", 0, 1),
        ("Partido Sol", 1, 1),
    ]
    bachelor = content.degrees_by(facets["partido"])[0]
    assert bachelor.label == "Licenciatura" and [row.answered for row in bachelor.rows] == [0, 1, 1]
    by_degree = next(one for one in content.questions_by(facets["estudios"]) if one.label == "Primera propuesta")
    assert [(row.label, row.answered, row.total) for row in by_degree.rows] == [
        ("Licenciatura", 1, 2),
        ("Maestría", 1, 1),
    ]
    assert content.degrees_by(facets["estudios"]) == []
    for facet in facets.values():
        whole = {one.label: one.whole.answered for one in content.questions_by(facet)}
        assert whole == {row.label: row.answered for row in content.questions}, facet.id


def test_each_facet_of_contents_is_a_page_and_a_file_with_the_same_numbers(people):
    people.publish()
    build()
    folder = built_site() / SLUG / "cifras"
    content = Content(view())
    whole = (folder / "contenido" / "index.html").read_text(encoding="utf-8")
    for facet in content.facets:
        page = (folder / "contenido" / facet.id / "index.html").read_text(encoding="utf-8")
        assert f"/cifras/contenido/{facet.id}/" in whole and f"/cifras/contenido-{facet.id}.csv" in page
        header, *lines = rows(f"contenido-{facet.id}")
        assert header == ["clase", "medida", "categoria", "cuantas", "total", "porcentaje", "edicion"]
        assert {line.pop() for line in lines} == {str(size())}
        given = [
            ["respuestas", "", row.label, str(row.answered), str(row.total), str(row.percent)]
            for row in content.given_by(facet)
        ]
        kinds = {"pregunta": content.questions_by(facet), "estudios": content.degrees_by(facet)}
        assert lines == given + [
            [kind, one.label, row.label, str(row.answered), str(row.total), str(row.percent)]
            for kind, measures in kinds.items()
            for one in measures
            for row in one.rows
        ]
        assert page.count('<details class="more"') == sum(len(measures) for measures in kinds.values())


def test_many_groups_are_a_chart_and_a_file_and_few_are_shown_open(people, monkeypatch):
    people.publish()
    build()
    page = built_site() / SLUG / "cifras" / "contenido" / "municipio" / "index.html"
    assert '<details class="more" open>' in page.read_text(encoding="utf-8")
    monkeypatch.setattr("conoceles.site.pages.figure_pages.MANY", 0)
    shutil.rmtree(settings.BUILD_DIR)
    build()
    shown = page.read_text(encoding="utf-8")
    assert "<details" not in shown and "está en el archivo CSV" in shown and "Peñón Blanco" in shown
    assert len(rows("contenido-municipio")) > 2


def test_elections_published_here_stand_side_by_side_by_the_kind_of_their_offices(people):
    people.publish()
    other = make_town("anterior-2024", "97")
    other.stand("Ema Ruiz", answers={"reason": "Sí"})
    other.publish()
    build()
    folder = built_site()
    assert 'href="/comparar/"' in (folder / "index.html").read_text(encoding="utf-8")
    header, *lines = csv.reader(io.StringIO((folder / "comparar" / "elecciones.csv").read_text("utf-8-sig")))
    assert header == ["por", "grupo", "eleccion", "nombre", "edicion", "respondieron", "total", "porcentaje"]
    assert {(*line[2:4], *line[5:]) for line in lines if not line[0]} == {
        ("prueba-2027", "Elección prueba-2027", "3", "4", "75"),
        ("anterior-2024", "Elección anterior-2024", "1", "1", "100"),
    }
    offices = [line[1:] for line in lines if line[0] == "Cargo"]
    assert len(offices) == 2 and len({line[0] for line in offices}) == 1, "one kind of office, in two elections"
    page = (folder / "en" / "comparar" / "index.html").read_text(encoding="utf-8")
    assert "<title>The elections, side by side · Conóceles</title>" in page
    # Its edition, the whole, and each of its groups.
    assert page.count("Elección anterior-2024") == 1 + len([line for line in lines if line[2] == "anterior-2024"])


def test_one_election_alone_is_compared_with_none(people):
    people.publish()
    build()
    assert not (built_site() / "comparar").exists()


def test_each_chart_says_in_words_what_it_shows():
    rows = [Share(f"Lugar {number}", answered, 10) for number, answered in enumerate([0, 1, 3, 5, 5, 7, 9, 10, 10])]
    many = chart(figures.Table("municipio", "Por municipio", "Municipio", rows))
    assert many["reading"] == "De 0% a 100%; en la mitad, 50% o más."
    assert [step["count"] for step in many["steps"]] == [2, 1, 2, 1, 3]
    assert [step["label"] for step in many["steps"]][::4] == ["0–19%", "80–100%"]
    tallest = max(many["steps"], key=lambda step: step["height"])
    assert tallest["count"] == 3 and tallest["y"] + tallest["height"] == 180, "columns stand on the line"
    few = chart(figures.Table("sexo", "Por sexo", "Sexo", rows[:3]))
    assert few["steps"] == [] and few["reading"] == ""
    same = chart(figures.Table("partido", "Por partido", "Partido", [Share("", 5, 10)] * 9))
    assert same["reading"] == "En todos, 50%."


def test_how_many_of_each_sex_is_said_and_drawn_whole(people):
    people.publish()
    found = by_sex(figures.standing(view()))
    assert sum(part["width"] for part in found["parts"]) == pytest.approx(100, abs=0.1)
    assert sum(part["share"].answered for part in found["parts"]) == found["parts"][0]["share"].total
    assert found["reading"].startswith(f"{found['parts'][0]['share'].total} candidatura")
    assert by_sex([]) == {}
