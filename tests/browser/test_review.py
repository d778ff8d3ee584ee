"""Reviewing in a real browser: a whole step by keyboard, what follows on the site, axe, valid HTML."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.browser.test_capture import PHONE, both_ways, enter
from tests.browser.test_pages import UNKNOWN, VNU

pytestmark = pytest.mark.browser

V, R = "/revision/demo-2027/", "/registro/demo-2027/"
STAFF = [
    f"{R}movimientos/",
    f"{R}compromisos/",
    f"{R}expedientes/",
    f"{R}identidad-estadistica/",
    f"{R}correo-devuelto/",
    V,
    f"{V}juntas/",
    f"{V}plantillas/",
    f"{V}metodo/",
]


def urls_of_staff(page, served):
    """Return every kind of staff page of this part, those of one candidacy included."""
    page.goto(served.url + V)
    first = page.locator("main table a").first.get_attribute("href")
    key = first.rstrip("/").rpartition("/")[2]
    return [*STAFF, first, f"{first}expediente/", f"{R}movimientos/{key}/"]


def versions_page(served):
    """Return the addresses of a candidacy with several versions and of its list of versions."""
    for url in re.findall(
        r'href="(/demo-2027/candidaturas/[^"]+/)"', served.get("/demo-2027/contiendas/gubernatura-de-jacaranda/")
    ):
        if "versiones/" in served.get(url):
            return url, f"{url}versiones/"
    raise AssertionError("no candidacy of the demo has versions")


def test_axe_finds_nothing(browser, served):
    errors, outside = [], []
    context, page = enter(browser, served, "Coordinación", viewport={"width": 390, "height": 900})
    page.on("request", lambda one: outside.append(one.url) if not one.url.startswith((served.url, "data:")) else None)
    for url in [*urls_of_staff(page, served), *versions_page(served)]:
        assert page.goto(served.url + url).status == 200, url
        for box in page.locator("details").all():
            box.evaluate("one => { one.open = true; }")
        both_ways(page, errors)
    context.close()
    for who, url in (("(candidata)", "/captura/buzon/"), ("Paridad", f"{V}identidad/")):
        context, page = enter(browser, served, who, viewport={"width": 390, "height": 900})
        assert page.goto(served.url + url).status == 200
        both_ways(page, errors)
        context.close()
    assert errors + outside == []


def test_html_is_valid_by_the_nu_checker(browser, served, tmp_path):
    context, page = enter(browser, served, "Coordinación")
    for url in [*urls_of_staff(page, served), *versions_page(served)]:
        body = context.request.get(served.url + url).body()
        (tmp_path / f"{re.sub('[^a-z0-9]+', '-', url)}.html").write_bytes(body)
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
        cwd=ROOT,
    )
    assert done.stderr == "" and done.returncode == 0


def test_a_step_by_keyboard_alone_and_the_site_shows_it(browser, served):
    context, page = enter(browser, served, "Revisión", viewport={"width": 1280, "height": 900})
    page.goto(served.url + V)
    page.keyboard.press("Tab")
    page.get_by_role("button", name=re.compile("Revisar|Seguir")).press("Enter")
    page.wait_for_url("**/candidatura/**")
    first = page.url.partition("#")[0]
    for _item in range(3):
        page.keyboard.press("j")
    here = page.evaluate("document.activeElement.id")
    assert here.startswith("pregunta-")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") != here
    page.keyboard.press("o")
    assert page.evaluate("document.activeElement.name").startswith("ground-")
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    comment = page.locator("textarea[data-comment]:focus")
    assert len(comment.input_value()) > 20, "a template was written"
    expect(page.locator("[data-tally]")).to_contain_text("Observa una respuesta")
    assert page.locator("[data-aside]").is_disabled()
    page.locator("select[data-ground]:visible").first.select_option("")
    page.locator("textarea[data-comment]:visible").first.fill("")
    expect(page.locator("[data-tally]")).not_to_contain_text("Observa")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url.partition("#")[0] != first)
    assert "/candidatura/" in page.url, "the next opened by itself"
    name = re.search(r"Validado: ([^.]+)\. Ya es público", page.inner_text("main"))
    assert name, page.inner_text("main")[:300]
    context.close()
    served.wait(_address(served, name[1]), "Primera propuesta")


def _address(served, name):
    found = served.get(f"/demo-2027/candidaturas/?q={name.replace(' ', '+')}")
    return re.search(r'href="(/demo-2027/candidaturas/[^"?]+/)"', found)[1]


def test_a_flag_is_dismissed_with_one_key(browser, served):
    context, page = enter(browser, served, "Revisión", viewport={"width": 1280, "height": 900})
    page.goto(f"{served.url}{V}?aviso=phone")
    page.get_by_role("button", name=re.compile("Revisar|Seguir")).click()
    page.wait_for_url("**/candidatura/**")
    item = page.locator("[data-item]:has([data-flag].warn)").first
    item.focus()
    flag = item.locator("[data-flag].warn").first
    words = flag.locator("span").first.inner_text()
    page.keyboard.press("d")
    expect(item.locator("[data-flag]").filter(has_text=f"{words} (descartado)").first).to_be_visible()
    page.reload()
    expect(page.locator("[data-flag]").filter(has_text=f"{words} (descartado)").first).to_be_visible()
    context.close()


def test_the_queue_on_a_phone_does_not_scroll_sideways(browser, served):
    context, page = enter(browser, served, "Revisión", **PHONE)
    for url in (V, f"{V}plantillas/"):
        page.goto(served.url + url)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
    page.goto(served.url + V)
    page.locator("main table a").first.click()
    page.wait_for_url("**/candidatura/**")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
