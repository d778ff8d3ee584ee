"""Headings as people write them: accents, capitals, another separator; and what nothing reads is named."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conoceles.capture.party.sheet import read as read_sheet
from conoceles.elections.models import Candidacy
from conoceles.lib.tables import BadTable, read_tables
from conoceles.lists import presets
from conoceles.lists.exporting import as_csv
from conoceles.lists.importing import plan_import, write
from conoceles.lists.management.commands.import_candidacies import summary
from tests.factories import build

pytestmark = pytest.mark.once

HEADING = ["CARGO", "LUGAR", "PARTIDO", "CALIDAD", "NOMBRE", "EDAD"]
ROW = ["Presidencia municipal", "Peñón Blanco", "Partido Roble", "Propietaria", "Rosa Invento Río", "40"]


def written(tmp_path, heading, *rows, separator=",", name="lista.csv"):
    path = tmp_path / name
    path.write_text("\n".join(separator.join(row) for row in (heading, *rows)) + "\n", encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_list_is_read_whatever_separates_its_cells(tmp_path, town, separator):
    plan = plan_import(written(tmp_path, HEADING, ROW, separator=separator), presets.load("conoceles"), town.election)
    assert plan.report()["created"] == 1 and plan.report()["unread"] == []


def test_a_text_with_semicolons_in_a_list_with_commas_stays_whole(tmp_path):
    path = written(tmp_path, ["CARGO", '"LUGAR; o sede"'], ["a; b; c", '"d, e"'])
    table = read_tables(path, {None: ["CARGO"]})[None]
    assert table.rows == [(2, ["a; b; c", "d, e"])]


@pytest.mark.parametrize("heading", ["Edad", "edad", "EDÁD", " EDAD "])
def test_accents_and_capitals_of_a_heading_say_nothing(tmp_path, town, heading):
    path = written(tmp_path, [*HEADING[:5], heading], ROW)
    plan = plan_import(path, presets.load("conoceles"), town.election)
    assert plan.register.matches[0].listed.age == 40 and plan.about.unread == []


def test_two_headings_that_mean_the_same_are_refused_and_the_very_name_wins(tmp_path):
    path = written(tmp_path, ["CARGO", "cargo"], ["a", "b"])
    assert read_tables(path, {None: ["CARGO"]})[None].columns == ["CARGO", "cargo"]
    with pytest.raises(BadTable, match="aparece dos veces"):
        read_tables(written(tmp_path, ["Cargo", "cargo"], ["a", "b"]), {None: ["CARGO"]})


def test_a_column_that_nothing_reads_is_named_if_it_says_anything(tmp_path, town, staff):
    heading = [*HEADING, "OBSERVACIONES", "VACIA", ""]
    path = written(tmp_path, heading, [*ROW, "El Tacuche", "", ""])
    report = plan_import(path, presets.load("conoceles"), town.election).report()
    assert report["unread"] == ["OBSERVACIONES"] and report["created"] == 1
    assert "Columnas que nadie leyó: OBSERVACIONES." in summary(report, True)
    sent = {"file": SimpleUploadedFile("lista.csv", path.read_bytes()), "preset": "conoceles"}
    page = staff.post(f"/registro/{town.election.slug}/importar/", sent, follow=True)
    assert page.status_code == 200 and "Columnas que nadie leyó: OBSERVACIONES." in page.text


def test_a_partys_sheet_too(tmp_path, capture, party_operator):
    capture.ana.refresh_from_db()
    mine = list(Candidacy.objects.filter(pk=capture.ana.pk).with_register())
    heading = ["Clave", "Pagina web", "Mascota"]
    path = written(tmp_path, heading, [capture.ana.key, "https://ejemplo.mx/ana", "Gato"], separator=";", name="h.csv")
    found = read_sheet(path, mine, capture.election)
    assert [change.question.key for change in found.changes] == ["web"] and found.unread == ["Mascota"]
    party = capture.ana.ticket.party
    sent = {"file": SimpleUploadedFile("hoja.csv", path.read_bytes())}
    page = party_operator.post(f"/captura/partido/{party.key}/subir/", sent, follow=True)
    assert "Columnas que nadie leyó: Mascota." in page.text


def namesake(tmp_path, age, sex="Mujer", place="Cuatro Ciénegas", folio="P2"):
    heading = ["CARGO", "LUGAR", "PARTIDO", "FORMULA", "CALIDAD", "NOMBRE", "SEXO", "EDAD"]
    row = ["Presidencia municipal", place, "Partido Roble", folio, "Propietaria", "Sofía Invento Bañales", sex, age]
    return written(tmp_path, heading, row)


@pytest.mark.parametrize(("age", "sex", "created"), [("33", "Mujer", 1), ("39", "Hombre", 1), ("40", "Mujer", 0)])
def test_a_namesake_elsewhere_who_cannot_be_the_same_is_another_person(tmp_path, town, age, sex, created):
    write(
        plan_import(
            namesake(tmp_path, "39", place="Peñón Blanco", folio="P1"), presets.load("conoceles"), town.election
        )
    )
    report = plan_import(namesake(tmp_path, age, sex), presets.load("conoceles"), town.election).report()
    assert (report["created"], report["doubtful"]) == (created, 1 - created)


def test_a_ballot_nickname_is_read_kept_public_found_and_given_back(tmp_path, town, client):
    heading = [*HEADING, "SOBRENOMBRE"]

    def load(nickname):
        path = written(tmp_path, heading, [*ROW, nickname])
        plan = plan_import(path, presets.load("conoceles"), town.election)
        write(plan)
        return plan.report()

    assert load("La  Güera")["created"] == 1
    assert Candidacy.objects.get().nickname == "La Güera"
    assert load("La Güera de Oro")["updated"] == 1
    assert load("<b>")["doubtful"] == 1 and Candidacy.objects.get().nickname == "La Güera de Oro"
    assert "La Güera de Oro" in as_csv(town.election).decode()
    town.publish()
    build()
    page = client.get(f"/{town.election.slug}/candidaturas/", {"q": "guera"}).text
    assert "Rosa Invento Río" in page and "«La Güera de Oro»" in page
