"""An election of a state that nobody prepared, from an empty folder to its open site, without a shell."""

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


def test_an_election_is_set_up_from_an_empty_folder_without_a_shell(browser, empty):
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
    assert violations(page) == []
    context.close()
