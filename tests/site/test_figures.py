"""Figures: by everything that is published, week by week, and what the answers contain; the same on page and in files."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from conoceles.ledger.reading import since
from conoceles.site import figures
from conoceles.site.content import Content
from conoceles.site.state import State
from conoceles.site.view import ElectionView
from tests.factories import build, set_calendar

SLUG = "prueba-2027"
NOW = datetime(2027, 5, 17, 18, tzinfo=UTC)


def view(now=None):
    state = State()
    state.follow(since(0))
    return ElectionView(state, state.elections[SLUG], now or timezone.now())


def rows(name):
    text = (settings.BUILD_DIR / "site" / SLUG / "cifras" / f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
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
    assert {table.id for table in figures.tables(found)} == {"cargo", "partido", "municipio", "sexo", "edad", "calidad"}


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
        ("2027-05-02", 3, 5), ("2027-05-09", 3, 5), ("2027-05-16", 3, 5), ("2027-05-17", 4, 5),
    ]  # fmt: skip


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
    page = (settings.BUILD_DIR / "site" / SLUG / "cifras" / "index.html").read_text(encoding="utf-8")
    for table in figures.tables(view()):
        header, *lines = rows(table.id)
        assert header == ["categoria", "respondieron", "total", "porcentaje"]
        assert lines == [[row.label, str(row.answered), str(row.total), str(row.percent)] for row in table.rows]
        assert f"/cifras/{table.id}.csv" in page
    assert rows("palabras") == [["palabra", "candidaturas", "total_con_propuestas"], ["agua", "3", "3"]]
    assert rows("preguntas")[1][1:] == ["2", "3", "67"]


def test_the_page_of_content_ranks_nobody(people):
    people.publish()
    build()
    page = (settings.BUILD_DIR / "site" / SLUG / "cifras" / "contenido" / "index.html").read_text(encoding="utf-8")
    assert (
        "agua" in page
        and "Ana Peña" not in page
        and "Partido Roble" not in page[page.index("<main") : page.index("</main")]
    )
