"""An election of a state that nobody prepared, from an empty folder to its open site, without a shell."""

import json
import os
import re
import socket
import subprocess
import sys

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from tests.browser.axe import violations
from tests.browser.conftest import ROOT, Site

pytestmark = pytest.mark.browser
DESK = {"viewport": {"width": 1280, "height": 900}}
CODE = re.compile(r"hace la cuenta de coordinación: (\S+)")


@pytest.fixture
def empty(tmp_path):
    """A server on an empty folder, and the code that it printed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    log = tmp_path / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env={**environment, "CONOCELES_DATA": str(tmp_path / "data")},
            stdout=out,
            stderr=out,
        )
    site = Site(f"http://127.0.0.1:{port}", tmp_path / "data")
    try:
        site.wait("/empezar/", "Código que escribió el servidor", 120)
        for _attempt in range(100):
            if found := CODE.search(log.read_text()):
                break
            server.poll()
        yield site, found[1]
    finally:
        server.terminate()
        server.wait(20)


def add_second_factor(page, url):
    page.goto(f"{url}/cuenta/segundo-factor/")
    page.click("a:has-text('aplicación')")
    if page.locator("#id_password").count():
        page.fill("#id_password", PASSWORD)
        page.click("main button")
    secret = page.inner_text("main code")
    counter = next(iter(yield_hotp_counters_from_time()))
    page.fill("#id_code", format_hotp_value(hotp_value(secret, counter)))
    page.click("main form button")


PASSWORD = "tres palabras sueltas"


TOWNS = ["Armería", "Colima", "Comala", "Coquimatlán", "Cuauhtémoc", "Manzanillo", "Minatitlán", "Tecomán"]
CIRCLE = '<circle cx="50" cy="50" r="45" fill="{}"/>'
DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{CIRCLE}</svg>'


@pytest.fixture
def tables(tmp_path):
    """What an institute has: places of INE and INEGI, its parties with their emblems, its list."""
    places = list(enumerate(TOWNS, 1))
    keys = ["CLAVE INE,CLAVE INEGI,MUNICIPIO,CABECERA", *(f"{n},{n:03},{name},{name}" for n, name in places)]
    (tmp_path / "claves.csv").write_text("\n".join(keys), encoding="utf-8")
    features = [
        {
            "type": "Feature",
            "properties": {"CVEGEO": f"06{n:03}", "NOMGEO": name},
            "geometry": {"type": "Polygon", "coordinates": [square(-104 + n % 3 * 0.2, 19 + n // 3 * 0.2)]},
        }
        for n, name in places
    ]
    (tmp_path / "mun.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    head = "ENTIDAD;DISTRITO_L;MUNICIPIO;NOMBRE_MUNICIPIO;SECCION"
    rows = [f"6;{1 + n % 4};{n};{name.upper()};{n * 10 + s:04}" for n, name in places for s in range(5)]
    (tmp_path / "secciones.csv").write_text("\n".join([head, *rows]), encoding="cp1252")
    parties = "SIGLAS,NOMBRE,INTEGRANTES\nPA,Partido Ámbar,\nPE,Partido Encino,\n,Juntos por Colima,PA + PE\n"
    (tmp_path / "partidos.csv").write_text(parties, encoding="utf-8")
    (tmp_path / "pa.svg").write_text(DRAWING.format("#b06000"))
    (tmp_path / "pe.svg").write_text(DRAWING.format("#206040"))
    return tmp_path


def square(x, y):
    return [[x, y], [x + 0.2, y], [x + 0.2, y + 0.2], [x, y + 0.2], [x, y]]


def test_an_election_is_set_up_from_an_empty_folder_without_a_shell(browser, empty, tables):
    site, code = empty
    context = browser.new_context(**DESK)
    page = context.new_page()
    page.goto(f"{site.url}/ingresar/")
    assert page.url.endswith("/empezar/")
    page.fill("#id_code", code.lower())
    page.fill("#id_name", "Ana Peña")
    page.fill("#id_email", "ana@instituto.mx")
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    add_second_factor(page, site.url)
    page.goto(f"{site.url}/taller/")
    page.click("a:has-text('Empiece por los datos del Instituto')")
    page.fill("#id_name", "Instituto Electoral del Estado de Colima")
    page.fill("#id_acronym", "IEE Colima")
    page.select_option("#id_state", "Colima")
    page.fill("#id_phone", "800 000 0000")
    page.fill("#id_address", "Calle Uno 1, Colima")
    page.fill("#id_arco", "Unidad de Transparencia")
    page.fill("#id_site", "https://conoceles.example.org")
    page.click("main form button")
    page.click("a:has-text('Preparar una elección')")
    page.fill("#id_name", "Elección local de Colima 2027")
    page.fill("#id_day", "2027-06-06")
    page.check("text=Ayuntamientos: responde quien encabeza")
    page.click("main form button")
    assert page.url.endswith("/registro/colima-2027/preparar/")
    assert "Elección local de Colima 2027 está en el taller" in page.inner_text("main")
    look(page, "preparar")
    set_up_places(page, tables)
    set_up_parties(page, tables)
    context.close()


def set_up_places(page, tables):
    page.click("a:text-is('Los lugares')")
    page.click("text=Guardar la distritación")
    for kind, name in (("keys", "claves.csv"), ("boundaries", "mun.geojson"), ("sections", "secciones.csv")):
        page.check(f"input[name=kind][value={kind}]")
        page.set_input_files("#id_file", tables / name)
        page.click("button[name=send]")
        look(page, f"lugares-{kind}")
        page.click("button[name=write]")
        page.click("a:text-is('Lugares')")
    look(page, "lugares")
    assert "Secciones 40" in " ".join(page.inner_text("main").split())


def set_up_parties(page, tables):
    page.click("a:text-is('Preparar la elección')")
    page.click("a:text-is('Partidos, coaliciones y emblemas')")
    page.set_input_files("#id_file", tables / "partidos.csv")
    page.click("button[name=read]")
    look(page, "partidos")
    page.click("button[name=write]")
    page.click("a:has-text('Emblemas')")
    page.set_input_files("#files", [tables / "pa.svg", tables / "pe.svg"])
    page.click("main form button")
    look(page, "emblemas")
    page.click("button[name=put]")
    assert "2 emblemas puestos" in page.inner_text("main")


def look(page, name):
    """Fail for a page that axe would mend; keep its picture where a folder for them is named."""
    assert violations(page) == []
    if folder := os.environ.get("FIRST_DAY_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
