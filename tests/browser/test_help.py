"""The help in a browser: its pages, and the main screen of each role, whose picture its page shows."""

import os

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import ROOT
from tests.browser.test_capture import R, as_candidate, both_ways, enter

pytestmark = pytest.mark.browser

DESK = {"viewport": {"width": 1280, "height": 900}}
# Who enters the demonstration, and the screen that the page of that role shows; '' where it leads by itself.
SCREENS = {
    "partido": ("Partido", "/captura/"),
    "coordinacion": ("Coordinación", "/taller/demo-2027/"),
    "prerrogativas": ("Prerrogativas", f"{R}importar/"),
    "vinculacion": ("Vinculación", f"{R}cuentas/"),
    "revision": ("Revisión", "/revision/demo-2027/"),
    "paridad": ("Paridad e inclusión", "/revision/demo-2027/identidad/"),
    "comunicacion": ("Comunicación social", f"{R}textos/"),
    "mesa-de-ayuda": ("Mesa de ayuda", f"{R}ayuda/"),
    "comision": ("Comisión", f"{R}avance/"),
    "sistemas": ("Sistemas", "/taller/demo-2027/"),
}


def taken(page, name):
    """Fail for a screen that axe would mend; keep its picture where a folder for them is named."""
    assert violations(page) == [], name
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/ayuda-{name}.png")


def test_each_role_is_led_from_its_main_screen_to_its_page(browser, served):
    for name, (who, url) in SCREENS.items():
        context, page = enter(browser, served, who, **DESK)
        assert page.goto(served.url + url).status == 200, url
        taken(page, name)
        page.click("nav >> text=Ayuda")
        assert f"/ayuda/{name}/" in page.url, (name, page.url)
        context.close()
    context, page, _home = as_candidate(browser, served, **DESK)
    taken(page, "candidatura")
    page.click("nav >> text=Ayuda")
    assert "/ayuda/candidatura/#" in page.url
    context.close()


def test_the_pages_of_help_are_read_on_a_phone_and_on_a_desk(browser, served):
    errors: list[str] = []
    context, page = enter(browser, served, "Coordinación", viewport={"width": 390, "height": 900})
    for name in sorted(path.stem for path in (ROOT / "docs" / "manuales").glob("*.md")):
        assert page.goto(f"{served.url}/ayuda/{name}/").status == 200
        both_ways(page, errors)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    page.goto(f"{served.url}/ayuda/")
    both_ways(page, errors)
    context.close()
    assert errors == []
