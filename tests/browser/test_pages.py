"""Every kind of page: axe without violations in light and dark, on a phone and a desk; valid HTML; no broken link; no
other host."""

import re
import subprocess
import urllib.error
import urllib.request
from datetime import UTC, datetime
from functools import cache
from itertools import combinations
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from conoceles.site.registry import ENTRIES
from tests.browser.axe import ALL, violations
from tests.browser.conftest import ROOT, E
from tests.built import built_site
from tests.waiting import LONG, until

pytestmark = pytest.mark.browser
VNU = ROOT / ".venv" / "node" / "vnu-jar" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# A property of SVG 2 that the checker does not know; and the roles that tables need in browsers that forget what they
# are once a style sheet lays their rows out anew for a phone.
UNKNOWN = ".*(“vector-effect”|“role” attribute must not be used on a “(table|thead|tbody|tfoot|tr|th|td)” element).*"
# What axe looks for: everything; what forced colours change; what doubled text changes.
CONTRAST = {**ALL, "runOnly": ["color-contrast", "link-in-text-block"]}
LAID_OUT = {**ALL, "runOnly": ["color-contrast", "target-size", "scrollable-region-focusable"]}


def test_every_kind_of_page_is_looked_at(kinds):
    """The registry says which kinds there are; each of them that is read has an address among those that a browser
    opens."""
    looked_at = {url.split("?")[0].removeprefix("/en") for url in kinds}
    errors = []
    for entry in ENTRIES:
        under = E if entry.path[:1] != "/" else ""
        parts = re.split(r"\{(?:election)?\}", under + entry.path)
        pattern = re.compile("[^/]+".join(map(re.escape, parts)))
        if (entry.template or entry.make is None) and not any(map(pattern.fullmatch, looked_at)):
            errors.append(entry.path)
    assert errors == []


OPENED = "for (const fold of document.querySelectorAll('details')) fold.open = true"


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_is_wrong_with_everything_opened(browser, served, kinds, colours):
    """With suggestions under the box, sharing, filters and explanations unfolded, and a ballot being practised."""
    context = browser.new_context(
        base_url=served.url, viewport={"width": 390, "height": 844}, color_scheme=colours, reduced_motion="reduce"
    )
    page, errors = context.new_page(), []
    compared = next(url for url in kinds if "/comparar/?c=" in url and "ciego" not in url)
    profile = next(url for url in kinds if re.fullmatch(rf"{E}candidaturas/[^/?]+/", url))
    for url in (
        E,
        f"{E}candidaturas/",
        profile,
        f"{E}contiendas/ayuntamiento-de-nogalera/",
        f"{E}seccion/101/",
        compared,
    ):
        page.goto(url)
        page.evaluate(OPENED)
        if page.locator("[data-suggest]").count():
            page.locator("[data-suggest]").first.press_sequentially("mar")
            page.locator("[role=option]").first.wait_for()
        for practice in page.locator("[data-practice]").all()[:1]:
            practice.click()
            page.locator("[data-cross]").first.click()
        errors += [f"{url}: {one}" for one in violations(page, ALL)]
    context.close()
    assert errors == []


WORKSHOP = [
    "/registro/",
    "/registro/demo-2027/",
    "/registro/demo-2027/lista/candidaturas/",
    "/registro/demo-2027/lista/partidos/nueva/",
    "/registro/demo-2027/textos/",
    "/registro/demo-2027/textos/nuevo/",
    "/registro/demo-2027/aspecto/",
    "/registro/demo-2027/importar/",
    "/registro/demo-2027/dudas/",
    "/registro/demo-2027/calendario/",
]


def signed_in(browser, served, **options):
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(f"{served.url}/ingresar/")
    page.fill("#id_login", "demo@ejemplo.mx")
    page.fill("#id_password", (served.data / "keys" / "demo_password").read_text().strip())
    page.keyboard.press("Enter")
    page.wait_for_url("**/taller/*/")
    return context


# How each page is looked at, one way after the other: (media, size, what axe looks for, of every so many pages).
WAYS = (
    ({"color_scheme": "light"}, (390, 800), ALL, 1),
    ({"color_scheme": "light", "forced_colors": "active"}, (390, 800), CONTRAST, 4),
    ({"color_scheme": "light"}, (320, 640), None, 1),
    ({"color_scheme": "dark"}, (1280, 800), LAID_OUT, 2),
    ({"color_scheme": "dark"}, (1280, 800), ALL, 4),
)


def looked_at(page, number):
    """Return what is wrong with a page in every way of looking at it; then with its text twice as large."""
    errors = []
    page.eval_on_selector_all("details", "folds => folds.forEach(fold => { fold.open = true })")
    for media, (width, height), rules, every in WAYS:
        if number % every:
            continue
        page.emulate_media(**{"forced_colors": "none", **media})
        page.set_viewport_size({"width": width, "height": height})
        errors += wrong(page, f"{width} {media}", rules)
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.set_viewport_size({"width": 640, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    return errors + wrong(page, "200 %", LAID_OUT)


def wrong(page, way, rules):
    errors = []
    if rules is not None:
        errors = [f"{said} ({way})" for said in violations(page, rules)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        errors.append(f"{page.url} ({way}): scrolls sideways")
    return errors


@pytest.mark.parametrize("part", ["site", "workshop"])
def test_axe_finds_nothing_no_page_asks_another_host_nor_scrolls_sideways(browser, served, kinds, part):
    errors, outside, heard = [], [], []
    urls, context = (kinds, browser.new_context()) if part == "site" else (WORKSHOP, signed_in(browser, served))
    page = context.new_page()
    page.on(
        "request",
        lambda request: outside.append(request.url) if not request.url.startswith((served.url, "data:")) else None,
    )
    page.on("console", lambda message: heard.append(message.text))
    for number, url in enumerate(urls):
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(served.url + url)
        errors += looked_at(page, number)
    context.close()
    blocked = [text for text in heard if "Content Security" in text]
    assert errors + outside + blocked == []


def test_html_and_css_are_valid_by_the_nu_checker(browser, served, kinds, tmp_path):
    context = signed_in(browser, served)
    for number, url in enumerate([*kinds, *WORKSHOP]):
        page = context.new_page()
        answer = page.goto(served.url + url)
        (tmp_path / f"{number:02}.html").write_bytes(answer.body())
        page.close()
    context.close()
    for sheet in (ROOT / "conoceles").rglob("static/*/*.css"):
        (tmp_path / sheet.name).write_bytes(sheet.read_bytes())
    done = subprocess.run(
        [
            "java",
            "-jar",
            str(VNU),
            "--also-check-css",
            "--skip-non-html",
            "--errors-only",
            "--format",
            "gnu",
            "--filterpattern",
            UNKNOWN,
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0


def fetch(url):
    try:
        with urllib.request.urlopen(url, timeout=LONG) as answer:
            kind = answer.headers.get_content_type()
            return answer.status, answer.read().decode("utf-8", "replace") if kind == "text/html" else ""
    except urllib.error.HTTPError as error:
        return error.code, ""


def test_no_link_is_broken_anywhere_on_the_built_site(served):
    """Every address on every built page: a file of the site, an anchor that exists, or an answer of the server."""
    root = built_site(served.data / "build")
    # Paper and pictures are made after the rest, for a while.
    named = {
        link
        for path in root.rglob("*.html")
        for link in re.findall(r'"/([^"]+/(?:folletos|tarjetas)/[^"]+)"', path.read_text(encoding="utf-8"))
    }
    until(lambda: all((root / link).is_file() for link in named), pid=served.pid, log=served.data / "log", said="Paper")

    @cache
    def answer(address: str) -> int:
        return fetch(served.url + address)[0]

    @cache
    def places(file: Path) -> set[str] | None:
        """Return the places of a built file that a link may name; None where there is no such file."""
        if not file.is_file():
            return None
        return set(re.findall(r'id="([^"]+)"', file.read_text(encoding="utf-8"))) if file.suffix == ".html" else set()

    @cache
    def wrong(address: str) -> str:
        target = urlsplit(address.replace("&amp;", "&"))
        if target.scheme in ("https", "http", "mailto", "tel") or target.netloc:
            return ""
        there = places(root / (target.path.lstrip("/") + ("index.html" if target.path.endswith("/") else "")))
        if there is None:
            status = answer(target.path + (f"?{target.query}" if target.query else ""))
            return "" if status == 200 else str(status)
        return "no such place on the page" if target.fragment and target.fragment not in there else ""

    errors = set()
    for path in sorted(root.rglob("*.html")):
        here = "/" + str(path.relative_to(root)).removesuffix("index.html")
        for link in set(re.findall(r'(?:href|src|action)="([^"]+)"', path.read_text(encoding="utf-8"))):
            said = wrong(link if link.startswith("/") else urljoin(here, link))
            if said:
                errors.add(f"{here} → {link}: {said}")
    assert sorted(errors) == []
    assert len(list(root.rglob("*.html"))) > 900


def test_a_hit_of_search_leads_to_the_person_by_keyboard_alone(browser, served):
    page = browser.new_page(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page.goto(served.url + E)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Ir al contenido"
    page.focus("#q")
    page.keyboard.type("nogalera")
    page.keyboard.press("Enter")
    page.wait_for_url("**/candidaturas/?q=nogalera")
    hits = page.locator("[data-candidacy]")
    assert hits.count() > 3
    name = hits.first.locator("a").first
    wanted = name.inner_text()
    name.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert wanted in page.locator("main").inner_text()
    page.close()


def test_the_section_box_leads_to_the_ballot(browser, served):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(served.url + E)
    page.fill("#s", "0101")
    page.keyboard.press("Enter")
    page.wait_for_url("**/seccion/101/")
    assert "La boleta de la sección 0101" in page.inner_text("h1")
    assert "Gubernatura de Jacaranda" in page.inner_text("main")
    page.close()


def test_printed_pages_keep_the_content_and_drop_the_tools(browser, served, kinds):
    page = browser.new_page()
    page.goto(served.url + kinds[2])
    page.emulate_media(media="print")
    assert not page.locator("nav[aria-label=Principal]").is_visible()
    assert page.locator("h1").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.close()


def test_no_word_is_printed_over_another(browser, served, tmp_path):
    page = browser.new_page()
    for number, path in enumerate((f"{E}cifras/", f"{E}municipios/nogalera/", f"{E}contiendas/")):
        page.goto(served.url + path)
        paper = tmp_path / f"{number}.pdf"
        page.pdf(path=paper, format="Letter")
        said = subprocess.run(
            ["pdftotext", "-bbox", str(paper), "-"], capture_output=True, text=True, check=True
        ).stdout
        for sheet in said.split("<page ")[1:]:
            words = [tuple(map(float, found)) for found in re.findall(BOX, sheet)]
            assert [one for one in combinations(words, 2) if covered(*one) > 0.3] == [], path
    page.close()


BOX = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"'


def covered(one, other):
    """Return how much of the smaller of two boxes the other covers, from 0 to 1."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return wide * high / least if wide > 0 and high > 0 and least else 0


def test_an_edit_on_screen_is_on_the_site(browser, served):
    context = signed_in(browser, served)
    page = context.new_page()
    page.goto(f"{served.url}/registro/demo-2027/lista/partidos/?q=Faro")
    page.locator("td a").first.click()
    page.fill("#id_name", "Partido Faro del Norte")
    page.click("main button:not([type=button])")
    page.wait_for_url("**/lista/partidos/")
    served.wait(f"{E}partidos/partido-faro/", "Faro del Norte")
    served.wait(f"{E}contiendas/ayuntamiento-de-aguamansa/", "Faro del Norte")
    served.wait(f"{E}candidaturas/?q=faro+norte", "Faro del Norte")
    assert "Faro del Norte" in served.get(f"{E}contiendas/ayuntamiento-de-aguamansa/"), "on every page that names it"
    context.close()


def test_the_demo_is_put_in_another_phase_and_comes_back(served):
    files = served.files()
    for phase, words in (("before", "Las candidaturas se publican el"), ("open", "Faltan veintitrés días")):
        served.manage("demo", "--phase", phase)
        served.wait(E, words)
        if phase == "before":
            assert fetch(f"{served.url}{E}contiendas/")[0] == 404
            assert "data-candidacy" not in served.get(f"{E}candidaturas/?q=nogal")
    served.wait_for(files)


def test_the_demo_answers_over_weeks_and_none_is_still_to_come(served):
    weeks = served.get(f"{E}cifras/semanas.csv").splitlines()[1:]
    answered = [int(line.split(",")[1]) for line in weeks]
    assert len(weeks) >= 4 and answered == sorted(answered) and answered[0] < answered[-1] / 3
    assert "<polyline" in served.get(f"{E}cifras/")
    stamps = re.findall(r"<updated>([^<]+)", served.get(f"{E}cambios.xml"))
    now = datetime.now(UTC)
    assert stamps and all(datetime.fromisoformat(stamp) <= now for stamp in stamps)
