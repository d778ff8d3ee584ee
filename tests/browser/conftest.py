"""A real server on the demo, and a real Chromium in front of it."""

import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.built import built_site
from tests.waiting import LONG, until

ROOT = Path(__file__).resolve().parent.parent.parent
E = "/demo-2027/"
CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Site:
    """A running server: its address, its data folder and how to run a command beside it."""

    url: str
    data: Path
    # Of the main process, where it is known.
    pid: int = 0

    def manage(self, *arguments: str) -> str:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
        environment["CONOCELES_DATA"] = str(self.data)
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=LONG) as answer:
            return answer.read().decode()

    def wait(self, path: str, words: str) -> None:
        """Return once a page says the words. How long it takes is measured in `bench`."""
        until(lambda: words in self.get(path), pid=self.pid, log=self.data / "log", said=f"«{words}» in {path}")

    def files(self) -> set[str]:
        """Return the demonstration election's pages and data, without the paper and pictures that are drawn later."""
        built = built_site(self.data / "build")
        found = (path for kind in ("html", "csv", "json", "xml") for path in built.glob(f"demo-2027/**/*.{kind}"))
        return {str(path.relative_to(built)) for path in found}

    def wait_for(self, files: set[str]) -> None:
        """Return once all of them are there again."""
        until(lambda: files <= self.files(), pid=self.pid, log=self.data / "log", said="A file")


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> Iterator[Site]:
    """The demonstration that all browser tests share: each leaves it as it found it."""
    yield from demonstration(tmp_path_factory.mktemp("data"))


def demonstration(data: Path) -> Iterator[Site]:
    """Yield a server of the demonstration in a folder of its own, until it is not wanted any more."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    log = (data / "log").open("w")
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--demo", "--port", str(port)],
        cwd=ROOT,
        env={**environment, "CONOCELES_DATA": str(data)},
        stdout=log,
        stderr=log,
    )
    site = Site(f"http://127.0.0.1:{port}", data, server.pid)
    try:
        site.wait("/demo-2027/", "Datos ficticios")
        site.wait("/demo-2027/cifras/semanas.csv", "semana_hasta")
        yield site
    finally:
        server.terminate()
        server.wait(LONG)
        log.close()


def chromium() -> str:
    """Return the Chromium of this machine."""
    program = next((path for path in CHROMIUM if Path(path).exists()), None)
    if program is None:
        pytest.fail("There is no Chromium on this machine: install the Debian package chromium.")
    return program


def patient(browser: Browser) -> Browser:
    """Return a browser that waits as long as a slow machine needs."""
    new_context = browser.new_context

    def new(**options: object) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(LONG * 1000)
        return context

    browser.new_context = new
    expect.set_options(timeout=LONG * 1000)
    return browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = patient(playwright.chromium.launch(executable_path=chromium(), args=QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, served: Site) -> Iterator[Page]:
    """A phone before the site, whose scripts must not fail."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, base_url=served.url)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def first(site, page, pattern):
    return re.search(pattern, site.get(page)).group(1)


@pytest.fixture(scope="session")
def kinds(served):
    """One address of each kind of public page."""
    answered = first(served, f"{E}candidaturas/?respondio=si", r'href="(/demo-2027/candidaturas/[^"?]+)"')
    silent = first(served, f"{E}candidaturas/?respondio=no", r'href="(/demo-2027/candidaturas/[^"?]+)"')
    tombstone = next(
        f"{E}candidaturas/{path.parent.name}/"
        for path in (built_site(served.data / "build") / "demo-2027" / "candidaturas").glob("*/index.html")
        if "Ya no es candidatura" in path.read_text(encoding="utf-8")
    )
    built = built_site(served.data / "build")
    version = next((built / "demo-2027" / "candidaturas").glob("*/versiones/*/index.html")).parent
    message = next((built / "demo-2027" / "candidaturas").glob("*/mensaje/index.html")).parent
    week = next((built / "demo-2027" / "cambios").glob("*/index.html")).parent
    keys = re.findall(r'name="c" value="([0-9a-f]{16})"', served.get(f"{E}contiendas/ayuntamiento-de-nogalera/"))[:5]
    compared = "&".join(f"c={key}" for key in keys)
    return [
        "/",
        E,
        answered,
        f"/{message.relative_to(built)}/",
        silent,
        tombstone,
        f"{E}contiendas/",
        f"{E}contiendas/ayuntamiento-de-nogalera/",
        f"{E}contiendas/gubernatura-de-jacaranda/",
        f"{E}contiendas/diputacion-de-representacion-proporcional-de-jacaranda/",
        f"{E}partidos/",
        f"{E}partidos/partido-nogal/",
        f"{E}municipios/",
        f"{E}municipios/nogalera/",
        f"{E}seccion/101/",
        f"{E}seccion/",
        f"{E}seccion/?s=9999",
        f"{E}candidaturas/",
        f"{E}candidaturas/?q=nogalera",
        f"{E}candidaturas/?q=xyzzyq",
        f"{E}candidaturas/?q=agua&en=respuestas",
        f"{E}candidaturas/?q=agua&donde=nogalera",
        f"{E}temas/",
        f"{E}temas/agua/",
        f"{E}temas/agua/101/",
        f"{E}candidaturas/?q=hernandes&respondio=si",
        f"{E}cifras/",
        f"{E}cifras/contenido/",
        f"{E}cifras/como-se-cuenta/",
        f"{E}difusion/",
        f"{E}acuerdos/",
        f"{E}prensa/",
        f"{E}kiosco/",
        f"{E}cifras/contenido/sexo/",
        f"{E}datos/",
        f"{E}datos/diccionario/",
        f"{E}comparar/",
        f"{E}comparar/?{compared}",
        f"{E}comparar/?{compared}&ciego=1&ver=propuestas",
        f"{E}comparar/?{compared}&ver=temas",
        f"{E}mi-lista/",
        f"/{version.parent.relative_to(built)}/",
        f"/{version.relative_to(built)}/",
        f"{E}cambios/",
        f"/{week.relative_to(built)}/",
        f"{E}votar/extranjero/",
        f"{E}texto/que-es/",
        f"{E}mapa-del-sitio/",
        f"{E}privacidad/",
        f"{E}folletos/nada.pdf",
        answered.replace(E, f"/incrustar{E}").replace("candidaturas", "candidatura"),
        f"/incrustar{E}contienda/ayuntamiento-de-nogalera/",
        f"/en{E}",
        f"/en{answered}",
        f"/en{E}candidaturas/?q=nogalera",
        f"/en{E}cifras/",
        f"/en{E}seccion/101/",
        "/mantenimiento.html",
        "/404.html",
        "/nada/",
        "/ingresar/",
    ]
