"""Open data: the same lines in every format, described so that a machine can check it; the API says what its
description says."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.test import Client
from frictionless import Package

from conoceles.elections import register
from conoceles.ledger.acts import redact
from conoceles.ledger.reading import size
from conoceles.lib import ine_layout
from conoceles.site.build.builder import Builder
from conoceles.site.files.dictionary import COLUMNS
from tests.built import built_site
from tests.factories import build, make_agreement
from tests.scenery import scenery

pytestmark = pytest.mark.once

SLUG = "prueba-2027"


def folder() -> Path:
    return built_site() / SLUG / "datos"


def table(name, encoding="utf-8-sig"):
    return list(csv.DictReader(io.StringIO((folder() / name).read_text(encoding=encoding))))


@scenery
def people(town):
    town.ana = town.stand(
        "Ana Peña", answers={"proposal_1": "=1+1", "degree": "Maestría", "web": "https://ana.example"}
    )
    town.eva = town.stand("Eva Sol", party="Partido Sol", role="alternate")
    town.publish()
    build()
    return town


def test_every_format_has_the_same_candidacies(people):
    lines = [json.loads(line) for line in (folder() / "candidaturas.jsonl").read_text().splitlines()]
    assert (
        [line["nombre"] for line in lines]
        == [line["nombre"] for line in table("candidaturas.csv")]
        == ["Ana Peña", "Eva Sol"]
    )
    with ZipFile(folder() / "candidaturas.xlsx") as book:
        strings = book.read("xl/sharedStrings.xml").decode()
        assert "Ana Peña" in strings and "Eva Sol" in strings and "first main" not in strings
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml"), "nothing runs as a formula"


def fetched(folder, place):
    """Fetch a data package as who reads it does, and return where its description is."""
    place.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            (place / path.name).write_bytes(path.read_bytes())
    return str(place / "datapackage.json")


def test_the_data_package_is_valid_and_describes_every_column(people, tmp_path):
    package = Package(fetched(folder(), tmp_path / "one"))
    report = package.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldNumber", "code", "message"])
    fields = [field.name for field in package.get_resource("candidaturas").schema.fields]
    assert fields[: len(COLUMNS)] == [column.name for column in COLUMNS] and "proposal_1" in fields
    assert all(field.title and field.description for field in package.get_resource("candidaturas").schema.fields)
    described = {field.name: field.description for field in package.get_resource("candidaturas").schema.fields}
    assert described["proposal_1"] == "First proposal", "the descriptions are in English"
    assert package.get_resource("candidaturas").schema.primary_key == ["clave"]
    whole = Package(fetched(built_site() / "datos", tmp_path / "all"))
    assert whole.validate().valid


def test_a_place_is_named_with_its_kind_and_its_codes(people):
    ana = table("candidaturas.csv")[0]
    assert (ana["demarcacion"], ana["tipo_demarcacion"]) == ("Peñón Blanco", "municipio")
    assert ana["clave_ine"] == people.places["Peñón Blanco"].ine_code


def test_the_files_of_figures_say_at_which_edition_they_stop(people):
    lines = list(csv.DictReader(io.StringIO((folder().parent / "cifras" / "partido.csv").read_text("utf-8-sig"))))
    assert lines and {line["edicion"] for line in lines} == {str(size())}


def leaves(town, one):
    one.status, one.status_date, one.status_agreement = "withdrawn", date(2027, 5, 2), make_agreement(town.election)
    register.save_candidacy(one, one.person)
    build()


def test_the_feed_tells_who_left(people):
    leaves(people, people.eva)
    feed = (folder().parent / "cambios.xml").read_text(encoding="utf-8")
    assert "<title>Eva Sol renunció a la candidatura</title>" in feed
    assert "<title>Ana Peña publicó sus respuestas</title>" in feed


def test_the_feed_tells_each_departure_once_and_where(people):
    luz = people.stand("Luz Mar", office="councillor", position=2)
    people.publish()
    leaves(people, luz)
    left = size()
    luz.person.name = "Luz Marina"
    register.save_candidacy(luz, luz.person)
    build()
    feed = (folder().parent / "cambios.xml").read_text(encoding="utf-8")
    entry = feed[feed.index("<entry><title>Luz Marina renunció") :].partition("</entry>")[0]
    assert f":{left}</id>" in entry and size() > left
    assert 'contiendas/ayuntamiento-de-penon-blanco/"/>' in entry


def test_the_last_edition_never_goes_back(people, client):
    before = get(client, f"candidaturas/{people.ana.key}")[1]["edicion"]
    redact("profile", people.ana.key, election=SLUG, ground="Datos personales")
    build()
    after = get(client, f"candidaturas/{people.ana.key}")[1]
    assert after["edicion"] == size() > before and after["respuestas"] == []
    page = folder().parent / "contiendas" / "ayuntamiento-de-penon-blanco" / "index.html"
    assert f"hasta la edición {size()}" in page.read_text(encoding="utf-8")


def test_the_dictionary_is_in_both_languages(people):
    page = (folder() / "diccionario" / "index.html").read_text(encoding="utf-8")
    for column in COLUMNS:
        assert column.name in page and column.english.replace("'", "&#x27;") in page


def test_the_layout_of_2022_has_its_columns_and_its_words(people):
    lines = table("ine-2022.csv")
    assert list(lines[0]) == list(ine_layout.COLUMNS)
    ana, eva = lines
    assert (ana["NOMBRE_CANDIDATO"], ana["MUNICIPIO"], ana["DISTRITO LOCAL"]) == (
        "ANA PEÑA",
        "PEÑÓN BLANCO",
        "No aplica",
    )
    assert (
        ana["PROPUESTA_1"] == "'=1+1"
        and ana["ESCOLARIDAD"] == "Maestría"
        and ana["PAGINA_WEB"] == "https://ana.example"
    )
    assert (
        eva["PROPUESTA_1"] == "No proporcionó"
        and ana["NUM_LISTA_O_FORMULA"] == "1"
        and eva["NUM_LISTA_O_FORMULA"] == "2"
    )


@pytest.mark.real_data
def test_the_layout_of_2022_has_the_columns_that_ine_published():
    source = Path(settings.BASE_DIR).parent / "shared" / "data" / "candidacies" / "ine_conoceles_durango_2022.csv"
    if not source.is_file():
        pytest.skip("../shared/data is not there")
    with source.open(encoding="utf-8-sig", newline="") as file:
        published = next(csv.reader(file))
    assert [name for name in ine_layout.COLUMNS if name in published] == published


def test_the_workbook_is_the_same_bytes_each_time(people):
    first = (folder() / "candidaturas.xlsx").read_bytes()
    builder = Builder()
    builder.build(everything=True)
    builder.close()
    assert (folder() / "candidaturas.xlsx").read_bytes() == first


def get(client, path, **query):
    answer = client.get(f"/api/v1/{SLUG}/{path}", query)
    assert answer["Access-Control-Allow-Origin"] == "*" and answer["Content-Type"].startswith("application/json")
    return answer.status_code, answer.json()


def test_the_api_searches_as_the_page_does(people, client):
    status, found = get(client, "candidaturas", q="ana")
    assert status == 200 and [one["nombre"] for one in found["candidaturas"]] == ["Ana Peña"]
    assert found["candidaturas"][0]["pagina"].endswith(f"/{SLUG}/candidaturas/{people.ana.slug}/")
    assert get(client, "candidaturas", calidad="alternate")[1]["total"] == 1
    status, wrong = get(client, "candidaturas", pagina="x")
    assert status == 422 and "«pagina» debe ser" in wrong["error"]
    assert get(client, "candidaturas", orden="x")[0] == 422
    assert client.get("/api/v1/otra-2027/candidaturas").status_code == 404


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"sexo": "zzz"}, "«sexo» no tiene el valor «zzz»"),
        ({"cargo": "nope"}, "«cargo» no tiene el valor «nope»"),
        ({"respondio": "maybe"}, "«respondio» no tiene el valor «maybe»"),
        ({"exacto": "7"}, "«exacto» debe ser 1"),
        ({"municipio": ["x"] * 51}, "«municipio» se puede repetir hasta 50 veces"),
        ({"bogus": "1"}, "No hay un parámetro «bogus»"),
        ({"q": "a" * 201}, "«q» debe tener hasta 200"),
    ],
)
def test_what_is_mistyped_never_looks_like_an_answer(people, client, query, sentence):
    status, wrong = get(client, "candidaturas", **query)
    assert status == 422 and sentence in wrong["error"]


def test_the_api_says_that_it_is_only_read(people):
    client = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "delete", "patch"):
        answer = getattr(client, method)(f"/api/v1/{SLUG}/candidaturas")
        assert answer.status_code == 405 and "solo lectura" in answer.json()["error"]
        assert answer["Access-Control-Allow-Origin"] == "*" and answer["Allow"] == "GET, HEAD, OPTIONS"
    answer = client.options(f"/api/v1/{SLUG}/candidaturas")
    assert answer.status_code == 204 and answer["Access-Control-Allow-Origin"] == "*"


def test_who_no_longer_stands_is_in_the_api_with_her_state_and_not_in_search(people, client):
    one = people.eva
    leaves(people, one)
    status, found = get(client, f"candidaturas/{one.key}")
    assert status == 200 and (found["estado"], found["fecha_movimiento"]) == ("renuncia", "2027-05-02")
    assert found["respondio"] is None and found["edicion"] == size()
    everyone = get(client, "candidaturas")[1]
    assert [each["nombre"] for each in everyone["candidaturas"]] == ["Ana Peña"] and everyone["edicion"] == size()
    assert "Eva Sol" not in client.get(f"/{SLUG}/comparar/?c={one.key}&c={people.ana.key}").text


def test_what_is_answered_on_request_travels_compressed_and_once(people, client):
    for path in (f"/{SLUG}/candidaturas/", f"/api/v1/{SLUG}/candidaturas"):
        first = client.get(path, headers={"accept-encoding": "gzip"})
        assert first["Content-Encoding"] == "gzip" and "Accept-Encoding" in first["Vary"]
        again = client.get(path, headers={"accept-encoding": "gzip", "if-none-match": first["ETag"]})
        assert again.status_code == 304 and not again.content


def test_the_api_gives_one_candidacy_and_compares_several(people, client):
    status, one = get(client, f"candidaturas/{people.ana.key}")
    assert status == 200 and {"key": "proposal_1", "label": "Primera propuesta", "value": "=1+1"} in one["respuestas"]
    assert get(client, "candidaturas/0000000000000000")[0] == 404
    status, both = get(client, "comparar", c=[people.ana.key, people.eva.key])
    assert status == 200 and [one["nombre"] for one in both["candidaturas"]] == ["Ana Peña", "Eva Sol"]
    assert get(client, "comparar", c=[people.ana.key])[0] == 422
    assert get(client, "comparar", c=[people.ana.key, "0" * 16])[0] == 404


def test_the_description_of_the_api_names_its_addresses_and_parameters(people, client):
    document = json.loads((built_site() / "api" / "v1" / "openapi.json").read_text())
    assert set(document["paths"]) == {
        "/api/v1/{election}/candidaturas",
        "/api/v1/{election}/candidaturas/{clave}",
        "/api/v1/{election}/cifras",
        "/api/v1/{election}/comparar",
    }
    names = {one["name"] for one in document["paths"]["/api/v1/{election}/candidaturas"]["get"]["parameters"]}
    shown = set(re.findall(r'name="(\w+)"', client.get(f"/{SLUG}/candidaturas/").text)) - {
        "viewport",
        "description",
        "twitter",
    }
    assert {name for name in shown if name not in ("robots", "color", "donde")} <= names | {"color-scheme"}
