"""An election of a state that nobody prepared, from an empty folder to its open site, without a shell."""

import json
import os
import re
import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone

from tests.browser.axe import violations
from tests.browser.conftest import ROOT, Site
from tests.waiting import LONG, until

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
    site = Site(f"http://127.0.0.1:{port}", tmp_path / "data", server.pid)
    try:
        site.wait("/empezar/", "Código que escribió el servidor")
        found = until(lambda: CODE.search(log.read_text()), pid=server.pid, log=log, said="The code")
        yield site, found[1]
    finally:
        server.terminate()
        server.wait(LONG)


def add_second_factor(page, url):
    page.goto(f"{url}/cuenta/segundo-factor/")
    page.click("a:has-text('aplicación')")
    if page.locator("#id_password").count():
        page.fill("#id_password", PASSWORD)
        page.click("main button:not([type=button])")
    secret = page.inner_text("main code")
    counter = next(iter(yield_hotp_counters_from_time()))
    page.fill("#id_code", format_hotp_value(hotp_value(secret, counter)))
    page.click("main form button:not([type=button])")


PASSWORD = "tres palabras sueltas"
TODAY = timezone.localdate()
DAY = TODAY + timedelta(180)
SLUG = f"colima-{DAY.year}"


def moment(days):
    return f"{TODAY + timedelta(days)}T00:00"


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
    rows = [
        "Cargo;Municipio;Partido;Nombre;Primer apellido;Segundo apellido;Carácter;Sexo",
        "ALCALDÍA;Colima;PA;Ana;Invento;Río;Propietaria;Mujer",
        "ALCALDÍA;;;Eva;Figura;Sol;Suplente;Mujer",
        "ALCALDÍA;Colima;PE;Luis;Invento;Paz;Propietario;Hombre",
        "ALCALDÍA;Tecomán;Juntos por Colima;Zoe;Figura;Luna;Propietaria;Mujer",
    ]
    (tmp_path / "lista.csv").write_text("\n".join(rows), encoding="cp1252")
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
    page.click("main form button:not([type=button])")
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
    page.click("main form button:not([type=button])")
    page.click("a:has-text('Preparar una elección')")
    page.fill("#id_name", "Elección local de Colima")
    page.fill("#id_day", DAY.isoformat())
    page.check("text=Ayuntamientos: responde quien encabeza")
    page.check("text=Obligatorio")
    page.click("main form button:not([type=button])")
    assert page.url.endswith(f"/registro/{SLUG}/preparar/")
    assert "Elección local de Colima está en el taller" in page.inner_text("main")
    look(page, "preparar")
    set_up_places(page, tables)
    set_up_parties(page, tables)
    set_up_words(page)
    bring_the_list(page, tables)
    hire(page)
    open_it(page, site)
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
    page.click("main form button:not([type=button])")
    look(page, "emblemas")
    page.click("button[name=put]")
    assert "2 emblemas puestos" in page.inner_text("main")


def work(page, title):
    """Open a work of the set-up."""
    page.goto(page.url.partition("/registro/")[0] + f"/registro/{SLUG}/preparar/")
    page.click(f"main ol a:text-is('{title}')")


def set_up_words(page):
    work(page, "Sus áreas y quién firma")
    page.click("a:text-is('Agregar')")
    page.fill("#id_name", "Secretaría Ejecutiva")
    page.fill("#id_holder", "Luz Río")
    page.check("#id_signs")
    page.click("main form button:text-is('Guardar')")
    work(page, "Los acuerdos")
    page.click("a:text-is('Agregar')")
    page.fill("#id_number", "IEE/CG/001/2027")
    page.fill("#id_date", (TODAY - timedelta(60)).isoformat())
    page.fill("#id_title", "Lineamientos de Conóceles")
    page.click("main form button:text-is('Guardar')")
    work(page, "Textos de privacidad")
    for _text in range(5):
        page.click("main li:has-text('sin publicar') a >> nth=0")
        page.select_option("#id_agreement", label="IEE/CG/001/2027")
        page.check("#id_as_it_comes")
        page.click("main form button:not([type=button])")
    look(page, "privacidad")


def bring_the_list(page, tables):
    work(page, "La lista de candidaturas")
    page.click("a:has-text('Diga aquí qué es cada')")
    page.fill("#id_title", "Registro del Instituto")
    page.set_input_files("#id_file", tables / "lista.csv")
    page.click("button[name=sample]")
    page.check("input[name=repeats][value=area]")
    page.check("input[name=repeats][value=party]")
    page.click("button[name=look]")
    look(page, "formato")
    assert "Guardado. Así se leen las primeras filas" in page.inner_text("main")
    page.click("button[name=read]")
    page.wait_for_selector("h1:has-text('Ensayo')")
    look(page, "lista-leida")
    page.fill("input[list=o-office] >> nth=0", "Presidencia municipal")
    page.click("button[name=pair]")
    page.wait_for_selector("text=Leída otra vez con esas palabras")
    page.click("button:text-is('Escribir esto en el registro')")
    page.wait_for_selector("h1:has-text('Escrito en el registro')")
    look(page, "lista-escrita")


def hire(page):
    work(page, "El personal")
    page.fill("#id_name", "Luis Paz")
    page.fill("#id_email", "luis@instituto.mx")
    page.select_option("#id_role", "reviewer")
    page.click("button:text-is('Dar la función')")
    assert "está en la carpeta outbox" in page.inner_text("main") or "outbox" in page.inner_text("main")


def open_it(page, site):
    work(page, "El calendario")
    page.fill("#id_publication_starts", moment(-10))
    page.fill("#id_capture_opens", moment(-40))
    page.fill("#id_capture_closes", moment(-20))
    page.select_option("#id_stage", "open")
    page.click("main form button:text-is('Guardar')")
    page.goto(f"{site.url}/registro/{SLUG}/preparar/")
    look(page, "preparada")
    assert "Nada falta para publicar" in page.inner_text("main")
    page.goto(f"{site.url}/registro/{SLUG}/")
    page.click("a:text-is('Publicar la elección')")
    look(page, "publicar")
    page.click("button:text-is('Publicar ahora')")
    page.wait_for_selector("text=Pública desde")
    site.wait(f"/{SLUG}/", "Elección local de Colima")
    page.goto(f"{site.url}/{SLUG}/candidaturas/")
    assert "Ana Invento Río" in page.inner_text("main")
    look(page, "sitio")
    page.goto(f"{site.url}/{SLUG}/")
    look(page, "portada")
    page.goto(f"{site.url}/{SLUG}/seccion/21/")
    assert "Ana Invento Río" in page.inner_text("main")
    look(page, "boleta")


def look(page, name):
    """Fail for a page that axe would mend; keep its picture where a folder for them is named."""
    assert violations(page) == []
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
