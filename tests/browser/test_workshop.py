"""Staff's and the account's pages in a real browser: axe, valid HTML, a passkey."""

import contextlib
import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.conftest import ROOT
from tests.browser.test_capture import PHONE, R, as_candidate, both_ways, enter
from tests.browser.test_pages import UNKNOWN, VNU

pytestmark = pytest.mark.browser

STAFF = [
    "",
    "cuentas/",
    "avance/",
    "avisos/",
    "accion-afirmativa/",
    "movimientos/",
    "ayuda/",
    "consentimientos/",
    "cuestionario/curricular/",
    "cuestionario/identidad/",
    "cuestionario/curricular/nueva/",
    "cuestionario/curricular/degree/",
    "cuestionario/curricular/ver/formacion/",
    "privacidad/",
    "privacidad/publicacion/",
    "prorrogas/",
    "por-liberar/",
    "supresiones/",
    "personal/",
    "auditoria/",
    "avance/quienes/?sexo=female&estado=falta",
    "entregables/",
    "entregables/mes/2026-12/",
    "oficios/",
    "papeles/actividades/",
    "papeles/actividades/nueva/",
    "papeles/oficios/nueva/",
    "papeles/plantilla/",
    "documentos/",
    "documentos/mensual/",
    "documentos/plantilla/",
]
ACCOUNT = [
    "/taller/demo-2027/",
    "/cuenta/",
    "/cuenta/segundo-factor/",
    "/cuenta/sesiones/",
    "/cuenta/correo/",
    "/cuenta/contrasena/",
    "/ayuda/",
    "/ayuda/revision/",
    "/ayuda/informes/",
]


def test_axe_finds_nothing_on_staffs_pages(browser, served):
    errors, outside = [], []
    context, page = enter(browser, served, "Coordinación", viewport={"width": 390, "height": 900})
    page.on("request", lambda one: outside.append(one.url) if not one.url.startswith((served.url, "data:")) else None)
    for url in [*(R + one for one in STAFF), *ACCOUNT]:
        assert page.goto(served.url + url).status == 200, url
        both_ways(page, errors)
    context.close()
    assert errors + outside == []


def test_html_of_capture_and_of_staffs_pages_is_valid_by_the_nu_checker(browser, served, tmp_path):
    parts = [
        "fotografia-y-contacto",
        "formacion",
        "propuestas",
        "mensaje-y-documentos",
        "identidad",
        "edad-ingreso-y-origen",
    ]
    context, page, home = as_candidate(browser, served)
    urls = [
        home,
        *(f"{home}seccion/{part}/" for part in parts),
        f"{home}entregar/",
        f"{home}aviso/",
        f"{home}reserva/",
        f"{home}orientacion/proposal_1/",
    ]
    pages = [(context, urls)]
    context, page = enter(browser, served, "(partido)")
    pages.append((context, [page.url, f"{page.url}subir/"]))
    context, page = enter(browser, served, "Coordinación")
    pages.append((context, [*(served.url + R + one for one in STAFF), *(served.url + one for one in ACCOUNT)]))
    context = browser.new_context()
    pages.append((context, [f"{served.url}/{one}/" for one in ("ingresar", "activar", "ingresar/olvido")]))
    for context, urls in pages:
        for url in urls:
            page = context.new_page()
            name = re.sub(r"[^a-z0-9]+", "-", url.partition("//")[2])
            (tmp_path / f"{name}.html").write_bytes(page.goto(url).body())
            page.close()
        context.close()
    done = subprocess.run(
        [
            "java",
            "-jar",
            str(VNU),
            "--skip-non-html",
            "--errors-only",
            "--filterpattern",
            UNKNOWN,
            "--format",
            "gnu",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == "" and done.returncode == 0


def test_a_passkey_is_added_and_opens_the_account(browser, served):
    """Chromium's own virtual authenticator stands for a phone's fingerprint."""
    made = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "create_staff",
            "llave@ejemplo.mx",
            "--name",
            "Ana Llave",
            "--role",
            "reviewer",
            "--election",
            "demo-2027",
        ],
        cwd=ROOT,
        env={**os.environ, "CONOCELES_DATA": str(served.data)},
        input="tres palabras sueltas\n",
        text=True,
        check=True,
        capture_output=True,
    )
    assert "Cuenta creada" in made.stdout
    context = browser.new_context(**PHONE)
    page = context.new_page()
    # Browsers give passkeys to localhost alone where there is no HTTPS.
    address = served.url.replace("127.0.0.1", "localhost")
    page.goto(f"{address}/ingresar/")
    page.fill("#id_login", "llave@ejemplo.mx")
    page.fill("#id_password", "tres palabras sueltas")
    page.click("button:text-is('Ingresar')")
    page.wait_for_url(lambda url: "/ingresar/" not in url)
    page.goto(f"{address}/cuenta/segundo-factor/")
    page.click("a:has-text('Agregar una llave')")
    page.fill("#id_password", "tres palabras sueltas")
    page.click("main button:not([type=button])")
    page.wait_for_url("**/llaves/nueva/")
    # The authenticator belongs to the page that stands: a navigation may have brought another process.
    said = []
    page.on("console", lambda message: said.append(message.text))
    session = context.new_cdp_session(page)
    session.send("Emulation.setFocusEmulationEnabled", {"enabled": True})
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.check("#id_passwordless")
    # The virtual authenticator now and then misses the first request; a person would press again too.
    for _press in range(4):
        page.bring_to_front()
        page.click("#mfa_webauthn_add")
        with contextlib.suppress(PlaywrightTimeout):
            page.wait_for_url("**/respaldo/", timeout=30_000)
            break
    assert page.url.endswith("/respaldo/"), (page.url, said, page.inner_text("main"))
    assert "códigos de respaldo" in page.inner_text("h1")
    page.goto(f"{address}/cuenta/")
    page.click("main form button:not([type=button])")
    page.wait_for_url("**/ingresar/")
    for _press in range(4):
        page.bring_to_front()
        page.click("#passkey_login")
        with contextlib.suppress(PlaywrightTimeout):
            page.wait_for_url("**/taller/*/", timeout=30_000)
            break
    assert "/taller/" in page.url, (page.url, said)
    context.close()
