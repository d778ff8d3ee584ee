"""Reviewing in a real browser: a whole step by keyboard, what follows on the site, axe, valid HTML."""

import re
import subprocess
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.browser.test_capture import PHONE, both_ways, enter
from tests.browser.test_pages import UNKNOWN, VNU

pytestmark = pytest.mark.browser

V, R = "/revision/demo-2027/", "/registro/demo-2027/"
STAFF = [
    f"{V}copias/",
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
    page.goto(f"{served.url}{V}?aviso=none")
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
    observed = page.locator("[data-item]:has(input[data-ground]:checked:not([value='']))")
    assert len(observed.locator("textarea[data-comment]").input_value()) > 20, "a template was written"
    expect(page.locator("[data-tally]")).to_contain_text("Observa una respuesta")
    assert page.locator("[data-aside]").is_disabled()
    observed.locator("textarea[data-comment]").fill("")
    page.locator("[data-item]:has(details[open]) input[data-ground][value='']").first.check()
    expect(page.locator("[data-tally]")).not_to_contain_text("Observa")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url.partition("#")[0] != first)
    assert "/candidatura/" in page.url, "the next opened by itself"
    name = re.search(r"Validado: ([^.]+)\. Puede deshacerlo", page.inner_text("main"))
    assert name, page.inner_text("main")[:300]
    # The page itself does it when the seconds to undo it are over.
    expect(page.locator("[data-undo]")).to_contain_text("Hecho.")
    context.close()
    served.wait(_address(served, name[1]), "Primera propuesta")


def test_a_decision_is_undone_by_one_key_with_what_was_written(browser, served):
    context, page = enter(browser, served, "Revisión", viewport={"width": 1280, "height": 900})
    page.goto(f"{served.url}{V}?aviso=none")
    page.get_by_role("button", name=re.compile("Revisar|Seguir")).click()
    page.wait_for_url("**/candidatura/**")
    first = page.url.partition("#")[0]
    page.keyboard.press("j")
    page.keyboard.press("8")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.partition("#")[0] != first
    with page.expect_navigation():
        page.keyboard.press("z")
    assert page.url.partition("#")[0].partition("?")[0] == first.partition("?")[0]
    assert "Deshecho: no se decidió nada." in page.inner_text("main")
    observed = page.locator("input[data-ground][value='personal']:checked")
    assert observed.count() == 1, "what was written is still there"
    # Nothing half done stays for whoever opens this profile next.
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[data-item]:has(input[value='personal']:checked) input[data-ground][value='']").evaluate(
            "one => one.click()"
        )
    page.get_by_role("button", name="Dejarla en la cola").click()
    context.close()


def _address(served, name):
    found = served.get(f"/demo-2027/candidaturas/?q={quote_plus(name)}")
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


def test_an_observed_profile_takes_six_keys_and_a_clean_one_one(browser, served):
    context, page = enter(browser, served, "Revisión", viewport={"width": 1280, "height": 900})
    page.goto(f"{served.url}{V}?aviso=none")
    page.get_by_role("button", name=re.compile("Revisar|Seguir")).click()
    page.wait_for_url("**/candidatura/**")
    pressed = []

    def press(key):
        pressed.append(key)
        page.keyboard.press(key)

    # To its first answer, its ground by its digit, with the comment that goes with it, and decided.
    press("j")
    press("8")
    here = page.locator("[data-item]:has(details.observe[open])")
    assert here.locator("input[data-ground]:checked").get_attribute("value") == "personal"
    assert "datos personales" in here.locator("textarea").input_value()
    for _time in range(3):
        page.keyboard.press("ArrowDown")
    assert here.locator("input[data-ground]:checked").get_attribute("value") == "other", "arrows reach the last"
    assert here.locator("textarea").input_value() == "", "a comment of another ground does not stay"
    page.keyboard.press("8")
    first = page.url.partition("#")[0]
    press("Control+Enter")
    page.wait_for_url(lambda url: url.partition("#")[0] != first)
    assert "Observado:" in page.inner_text("main") and len(pressed) <= 6
    clean = page.url.partition("#")[0]
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url.partition("#")[0] != clean)
    assert "Validado:" in page.inner_text("main")
    context.close()


def test_before_the_texts_of_the_longest_profile_there_are_two_screens_and_a_half(browser, served):
    context, page = enter(browser, served, "Coordinación", viewport={"width": 1280, "height": 900})
    page.goto(served.url + V)
    addresses = page.locator("main table a").evaluate_all("all => all.map((one) => one.href)")
    heights = []
    for url in addresses[:25]:
        page.goto(url)
        # Where the first text that is read by itself begins.
        heights.append(page.evaluate("document.querySelector('section[data-item]')?.getBoundingClientRect().top ?? 0"))
    assert heights and max(heights) <= 2.5 * 900, max(heights)
    context.close()


def test_what_was_being_written_when_the_session_ended_is_there_again(browser, served):
    context, page = enter(browser, served, "Revisión", viewport={"width": 1280, "height": 900})
    page.goto(f"{served.url}{V}?aviso=none")
    page.get_by_role("button", name=re.compile("Revisar|Seguir")).click()
    page.wait_for_url("**/candidatura/**")
    url = page.url.partition("#")[0]
    context.clear_cookies()
    page.keyboard.press("j")
    page.keyboard.press("1")
    expect(page.locator("[data-kept]")).to_contain_text("quedó en este navegador")
    page.goto(served.url + "/ingresar/")
    page.get_by_role("button", name="Revisión").click()
    page.goto(url)
    expect(page.locator("[data-kept]")).to_contain_text("Recuperamos lo que quedó en este navegador")
    assert page.locator("input[data-ground][value='copy']:checked").count() == 1
    # Taken back: whoever opens this profile next finds nothing half done.
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[data-item]:has(input[value='copy']:checked) input[data-ground][value='']").evaluate(
            "one => one.click()"
        )
    context.close()
