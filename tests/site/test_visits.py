"""Visits are counted by day and kind of page, from lines that hold nobody's address."""

import gzip
import logging
import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from conoceles.site.visits import PagesOnly, _election, counted, kind_of
from tests.factories import make_account

OURS = "2027-06-04 21:14:07 -0600 GET 200 /demo-2027/candidaturas/ana-pena/"
NGINX = "2027-06-04T21:14:08-06:00 GET 304 /en/demo-2027/candidaturas/ana-pena/"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "portada"),
        ("/demo-2027/", "portada"),
        ("/en/demo-2027/", "portada"),
        ("/demo-2027/candidaturas/", "búsqueda"),
        ("/demo-2027/candidaturas/ana/", "candidatura"),
        ("/demo-2027/candidaturas/ana/versiones/", "versiones"),
        ("/demo-2027/comparar/", "comparación"),
        ("/demo-2027/seccion/101/", "boleta"),
        ("/demo-2027/votar/extranjero/", "boleta"),
        ("/demo-2027/cifras/contenido/", "cifras"),
        ("/demo-2027/cifras/cargo.csv", "datos abiertos"),
        ("/api/v1/demo-2027/candidaturas", "datos abiertos"),
        ("/demo-2027/folletos/x.pdf", "folleto"),
        ("/incrustar/demo-2027/candidatura/ana/", "incrustada"),
        ("/activos/look/look.css", ""),
        ("/medios/x.jpg", ""),
        ("/captura/", ""),
    ],
)
def test_each_page_is_of_one_kind(path, kind):
    assert kind_of(path, ["en"]) == kind


def test_lines_of_both_servers_are_read_and_the_rest_left_out():
    lines = [
        OURS,
        NGINX,
        OURS.replace("200", "404"),
        OURS.replace("GET", "POST"),
        "ruido",
        OURS.replace("06-04", "06-05"),
    ]
    assert counted(lines, ["en"]) == {
        ("2027-06-04", "demo-2027", "candidatura"): 2,
        ("2027-06-05", "demo-2027", "candidatura"): 1,
    }


def test_the_log_of_our_server_has_no_address_and_no_query():
    assert set(re.findall(r"%\((\w+)", settings.VISIT)) == {"time", "method", "status", "path"}


def test_the_command_prints_a_table(tmp_path, capsys):
    log = tmp_path / "visits.log"
    log.write_text(f"{OURS}\n{NGINX}\n")
    call_command("visits", str(log))
    assert capsys.readouterr().out == "\ufeffdia,clase,visitas\r\n2027-06-04,candidatura,2\r\n"
    with pytest.raises(CommandError, match="No se puede leer"):
        call_command("visits", str(tmp_path / "nada.log"))


def test_rotated_and_compressed_logs_are_counted_together(tmp_path, capsys, settings):
    (tmp_path / "visits.log").write_text(f"{OURS}\n")
    with gzip.open(tmp_path / "visits.log-20270604.gz", "wt") as file:
        file.write(f"{OURS}\n{NGINX}\n")
    settings.VISITS_LOGS = f"{tmp_path}/visits.log*"
    call_command("visits")
    assert capsys.readouterr().out.endswith("2027-06-04,candidatura,3\r\n")
    (tmp_path / "visits.log-20270605.gz").write_bytes(b"no es gzip")
    with pytest.raises(CommandError, match="No se puede leer"):
        call_command("visits")


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/", ""),
        ("/en/demo-2027/candidaturas/ana/", "demo-2027"),
        ("/incrustar/demo-2027/candidatura/ana/", "demo-2027"),
        ("/api/v1/demo-2027/candidaturas", "demo-2027"),
        ("/demo-2027/seccion/101/", "demo-2027"),
    ],
)
def test_each_visit_is_of_its_election(path, slug):
    assert _election(path, ["en"]) == slug


def test_maintenance_answers_with_a_sentence_and_when_to_come_back(settings, tmp_path, db):
    settings.DATA_DIR = tmp_path
    mark, client = tmp_path / "mantenimiento", Client()
    make_account("ana@ejemplo.mx", "Ana Peña")
    assert client.get("/activar/").status_code == 200
    mark.touch()
    try:
        answer = client.get("/activar/")
        assert client.get("/ingresar/").status_code == 200, "whoever ends it must sign in"
        assert (
            answer.status_code == 503 and answer["Retry-After"] == "600" and "Volvemos en unos minutos" in answer.text
        )
    finally:
        mark.unlink()
    assert client.get("/ingresar/").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/ingresar/olvido/abc-key/", "/cuenta/correo/key/", "/captura/4f7k/propuestas/guardar/", "/registro/demo-2027/"],
)
def test_no_address_of_the_workshop_is_written(path):
    line = logging.LogRecord(
        "granian.access", logging.INFO, "", 0, f"2027-06-04 21:14:07 -0600 GET 200 {path}", None, None
    )
    assert not PagesOnly().filter(line)
    page = logging.LogRecord("granian.access", logging.INFO, "", 0, OURS, None, None)
    assert PagesOnly().filter(page)
