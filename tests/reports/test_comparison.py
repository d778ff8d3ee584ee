"""Comparing with other elections by the same criteria: written with its source, or taken from their open data."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conoceles.reports.documents import issuing
from conoceles.reports.documents.content import Period
from conoceles.reports.documents.kinds import KINDS
from conoceles.reports.models import Comparison
from tests.built import built_site
from tests.factories import build

pytestmark = pytest.mark.once

NOW = datetime(2027, 5, 3, 18, tzinfo=UTC)
# As the Instituto Electoral de Coahuila published it of its «Candidat@ Transparente».
COAHUILA_2017 = {"Gubernatura": (6, 7), "Ayuntamientos": (90, 244), "Diputaciones": (89, 193)}


@pytest.fixture
def home(capture):
    return f"/registro/{capture.election.slug}/papeles/comparacion/"


def write(client, home, **values):
    return client.post(f"{home}nueva/", {"subject": "Coahuila 2017", "source": "IEC, informe final de 2017", **values})


def composed(election):
    asked = issuing.Asked(Period(NOW.date(), NOW.date()))
    return issuing.compose(KINDS["comparativo"], election, asked, NOW)


def test_the_participation_of_coahuila_2017_comes_out_as_it_was_published(capture, home, liaison):
    for criterion, (answered, total) in COAHUILA_2017.items():
        assert write(liaison, home, criterion=criterion, answered=answered, total=total).status_code == 302
    assert write(liaison, home, criterion="Obligatorio", text="No, voluntario").status_code == 302
    capture.publish()
    content = composed(capture.election)
    table = content.sections[0].tables[0]
    assert table.head == ["Criterio", capture.election.name, "Coahuila 2017"]
    said = {row[0]: row[2] for row in table.rows}
    assert said["Gubernatura"] == "6 de 7 (86%)" and said["Ayuntamientos"] == "90 de 244 (37%)"
    assert said["Diputaciones"] == "89 de 193 (46%)" and said["Obligatorio"] == "No, voluntario"
    drawn = content.sections[1].tables[0]
    assert [row[1:3] for row in drawn.rows] == [[90, 244], [89, 193], [6, 7]] and drawn.bars == [37, 46, 86]
    assert content.sections[2].items == ["Coahuila 2017: IEC, informe final de 2017"]
    assert any("de" in str(row[1]) for row in table.rows), "this election's own numbers stand beside"


def test_numbers_that_cannot_be_are_refused_with_a_sentence(home, liaison):
    for wrong in ({"answered": 8, "total": 7}, {"answered": 1}, {}, {"answered": 1, "total": 2, "text": "x"}):
        answer = write(liaison, home, criterion="Gubernatura", **wrong)
        assert answer.status_code == 422 and "Escriba cuántas de cuántas" in answer.text
    assert write(liaison, home, answered=6, total=7).status_code == 422
    assert not Comparison.objects.exists()


def test_what_another_installation_publishes_is_taken_whole(capture, home, liaison, settings):
    capture.publish()
    build()
    path = built_site() / capture.election.slug / "cifras" / "cargo.csv"
    for _twice in range(2):
        file = SimpleUploadedFile("cargo.csv", path.read_bytes())
        Comparison.objects.filter(criterion__gt="M").delete()
        Comparison.objects.all().delete()
        assert write(liaison, home, figures=file).status_code == 302
    assert Comparison.objects.count() == len(path.read_text("utf-8-sig").splitlines()) - 1
    table = composed(capture.election).sections[0].tables[0]
    assert all(row[1] == row[2] for row in table.rows), "the same numbers, read back from what was published"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"cargo,total\nx,1\n", "faltan columnas"),
        (b"categoria,respondieron,total\nx,uno,2\n", "no es un número"),
        (b"categoria,respondieron,total\nx,3,2\n", "no cuadran: 3 de 2"),
        (b"categoria,respondieron,total\n", "ningún renglón"),
    ],
)
def test_a_file_that_is_not_that_says_why(home, liaison, content, sentence):
    answer = write(liaison, home, figures=SimpleUploadedFile("cargo.csv", content))
    assert answer.status_code == 422 and sentence in answer.text and "Coahuila 2017" in answer.text
