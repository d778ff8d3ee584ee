"""What the citizen's pages do besides being read: instant search, suggestions, my list, listening, sharing, offline, my
place."""

import re
import subprocess
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error, expect

from tests.built import built_site

pytestmark = pytest.mark.browser
E = "/demo-2027/"
CONTEST = f"{E}contiendas/ayuntamiento-de-nogalera/"


def until(check):
    """Wait until something holds: the pages forbid what a browser's own waiting would need. Each look is a way to the
    browser and back: on a slow machine it takes longer too."""
    for _look in range(400):
        try:
            if check():
                return
        except Error:
            pass
        time.sleep(0.05)
    raise AssertionError("It never held.")


def names(page):
    return page.locator("#encontradas h3 a").all_inner_texts()


def test_results_follow_what_is_typed_and_the_address_says_it(page):
    page.goto(f"{E}candidaturas/")
    everyone = page.locator("#encontradas [role=status]").inner_text()
    page.fill("#q", "nogalera")
    page.wait_for_url("**?q=nogalera")
    until(lambda: page.locator("#encontradas [role=status]").inner_text() != everyone)
    shown = names(page)
    assert shown and page.evaluate("document.activeElement.id") == "q", "typing goes on"
    page.reload()
    assert names(page) == shown, "what is shown is what the address gives to anyone"


def test_facets_combine_without_leaving_and_back_is_right(page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{E}candidaturas/?q=nogalera")
    first = names(page)
    page.check("#respondio-si")
    page.wait_for_url("**respondio=si**")
    assert page.is_checked("#respondio-si") and page.evaluate("document.activeElement.id") == "respondio-si"
    answered = names(page)
    assert set(answered) <= set(first) or answered != first
    page.locator(".facet summary", has_text="Edad").click()
    page.check("#edad-" + page.locator("input[name=edad]").first.get_attribute("value"))
    page.wait_for_url("**edad=**")
    assert parse_qs(urlsplit(page.url).query).keys() == {"q", "respondio", "edad"}
    page.go_back()
    until(lambda: names(page) == answered and page.is_checked("#respondio-si"))
    page.go_back()
    until(lambda: names(page) == first and not page.is_checked("#respondio-si"))
    assert page.input_value("#q") == "nogalera"


def test_the_same_without_a_script(browser, served):
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=False, base_url=served.url
    )
    page = context.new_page()
    page.goto(f"{E}candidaturas/")
    page.fill("#q", "nogalera")
    page.check("#respondio-si")
    page.click(".facets button")
    page.wait_for_url("**respondio=si**")
    without = names(page)
    context.close()
    other = browser.new_page(viewport={"width": 1280, "height": 900})
    other.goto(f"{served.url}{E}candidaturas/?q=nogalera")
    other.check("#respondio-si")
    other.wait_for_url("**respondio=si**")
    assert names(other) == without and without
    other.close()


def test_suggestions_are_walked_with_the_arrows_and_closed_with_escape(page):
    page.goto(E)
    page.locator("#q").press_sequentially("nogal", delay=30)
    page.wait_for_selector(".suggested [role=option]")
    box = page.locator("#q")
    assert box.get_attribute("role") == "combobox" and box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    marked = page.locator(".suggested [aria-selected=true]")
    assert marked.count() == 1 and box.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false" and not page.locator(".suggested").first.is_visible()
    assert box.input_value() == "nogal"
    box.press_sequentially("era", delay=30)
    page.wait_for_selector(".suggested [role=option]")
    place = page.locator(".suggested li", has_text="Municipio").first
    for _ in range(12):
        box.press("ArrowDown")
        if page.locator(".suggested [aria-selected=true]").inner_text().startswith("Nogalera"):
            break
    assert place.count()
    box.press("Enter")
    page.wait_for_url("**/municipios/nogalera/")


def test_my_list_is_kept_in_this_browser_alone_and_nothing_is_sent(page):
    page.goto(CONTEST)
    page.wait_for_load_state("networkidle")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "/medios/" not in request.url else None)
    buttons = page.locator("[data-keep]")
    wanted = buttons.first.get_attribute("data-name")
    buttons.first.click()
    assert buttons.first.get_attribute("aria-pressed") == "true"
    buttons.nth(1).click()
    buttons.nth(1).click()
    assert buttons.nth(1).get_attribute("aria-pressed") == "false"
    assert sent == [], "marking asks nothing of the server"
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{E}candidaturas/")
    page.locator("#filtros > summary").click()
    box = page.locator("#filtros input[type=checkbox]").first
    box.check()
    page.wait_for_url("**?*=*")
    expect(page.locator("#encontradas [data-keep]").first).to_be_visible()
    assert page.locator("#filtros").get_attribute("open") is not None, "the next filter is at hand"
    page.goto(CONTEST)
    assert page.context.cookies() == []
    page.goto(f"{E}mi-lista/")
    assert page.locator("[data-kept] a").all_inner_texts() == [wanted]
    assert "Ayuntamiento de Nogalera" in page.inner_text("[data-kept]")
    page.goto(f"/en{E}mi-lista/")
    assert page.locator("[data-kept] a").all_inner_texts() == [wanted]
    with page.expect_download() as saved:
        page.click("[data-save-list]")
    assert wanted in saved.value.path().read_text(encoding="utf-8")
    page.locator("[data-drop]").click()
    assert page.is_visible("[data-kept-none]") and page.evaluate("document.activeElement.tagName") == "H1"


def test_my_list_learns_of_a_corrected_name_and_of_who_left(page):
    page.goto(CONTEST)
    shelf = page.evaluate("`conoceles:${document.body.dataset.election}`")
    button = page.locator("[data-keep]").first
    key, name = button.get_attribute("data-keep"), button.get_attribute("data-name")
    old = {"name": "Nombre de antes", "url": f"{E}candidaturas/de-antes/", "contest": "", "party": "", "order": 1}
    page.evaluate("([shelf, things]) => localStorage.setItem(shelf, JSON.stringify(things))", [shelf, {key: old}])
    page.reload()
    page.goto(f"{E}mi-lista/")
    assert page.locator("[data-kept] a").all_inner_texts() == [name]
    changes = page.evaluate("JSON.parse(document.querySelector('#cambios').textContent)")
    gone, said = next((key, one) for key, one in changes.items() if one["left"])
    page.evaluate("([shelf, things]) => localStorage.setItem(shelf, JSON.stringify(things))", [shelf, {gone: old}])
    page.reload()
    assert page.locator("[data-kept] a").all_inner_texts() == [said["name"]]
    assert page.inner_text("[data-kept] [data-left]") == said["left"]
    page.evaluate("shelf => localStorage.removeItem(shelf)", shelf)


def test_two_or_more_are_compared_from_the_contest_by_keyboard(page):
    page.goto(CONTEST)
    boxes = page.locator("input[name=c]")
    for number in range(3):
        boxes.nth(number).focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Comparar las marcadas").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/comparar/?**")
    assert len(parse_qs(urlsplit(page.url).query)["c"]) == 3
    assert page.locator(".heads li").count() == 3
    # On a phone the name stays while its answer is read.
    article = page.locator(".quest article").first
    article.scroll_into_view_if_needed()
    assert article.locator(".sticky").evaluate("one => getComputedStyle(one).position") == "sticky"
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_blind_reveals_at_the_end(page):
    page.goto(CONTEST)
    for number in range(2):
        page.locator("input[name=c]").nth(number).check()
    page.check("input[name=ciego]")
    page.get_by_role("button", name="Comparar las marcadas").click()
    page.wait_for_url("**ciego=1**")
    real = page.locator(".reveal a").first
    assert not real.is_visible() and "Candidatura A" in page.inner_text("main")
    page.get_by_text("Revelar los nombres").click()
    assert real.is_visible()


def test_my_ballot_opens_with_no_network_and_weighs_less_than_two_megabytes(browser, served):
    context = browser.new_context(viewport={"width": 390, "height": 800}, base_url=served.url)
    page = context.new_page()
    page.goto(f"{E}seccion/101/")
    page.click("[data-offline]")
    until(lambda: "sin conexión" in page.inner_text("[data-offline-says]"))
    assert re.search(r"\(\d+ de \w+ de 20\d\d\)", page.inner_text("[data-offline-says]")), "it says of when it is"
    page.locator("[data-keep]").first.click()
    size = page.evaluate(
        """async () => { const cache = await caches.open('mi-boleta /demo-2027/seccion/101/'); let sum = 0;
        for (const key of await cache.keys()) sum += (await (await cache.match(key)).blob()).size; return sum; }"""
    )
    photos = page.locator("main img.emblem").count()
    assert photos > 3 and 20_000 < size < 2_000_000
    page.goto(E)
    context.set_offline(True)
    page.goto(f"{E}seccion/101/")
    assert "La boleta de la sección 0101" in page.inner_text("h1")
    everyone = "[...document.querySelectorAll('main img.emblem')]"
    page.evaluate(f"{everyone}.forEach(img => {{ img.loading = 'eager' }})")
    until(lambda: page.evaluate(f"{everyone}.every(img => img.complete && img.naturalWidth > 0)"))
    assert page.evaluate("getComputedStyle(document.querySelector('.ballot')).borderTopWidth") == "2px"
    page.get_by_role("link", name="Mi lista").first.click()
    page.wait_for_url("**/mi-lista/")
    assert page.locator("[data-kept] li").count() == 1
    page.goto(f"{E}cifras/?de=ayer")
    page.wait_for_url("**/seccion/101/?pedida=*#sin-conexion")
    assert page.locator("#sin-conexion").is_visible() and "La boleta de la sección 0101" in page.inner_text("h1")
    context.set_offline(False)
    page.reload()
    page.wait_for_url(f"**{E}cifras/?de=ayer")
    page.goto(f"{E}seccion/101/?pedida=%2F%5Cotro.example%2F#sin-conexion")
    page.wait_for_url(f"{served.url}{E}seccion/101/")
    old = """async () => { const cache = await caches.open('mi-boleta /demo-2027/seccion/101/');
        await cache.put('/demo-2027/seccion/101/', new Response('vieja'));
        await cache.put('/activos/vieja.css', new Response('')); }"""
    page.evaluate(old)
    page.goto(f"{E}seccion/101/")
    assert not page.locator("#sin-conexion").is_visible()
    fresh = """async () => { const cache = await caches.open('mi-boleta /demo-2027/seccion/101/');
        return (await (await cache.match('/demo-2027/seccion/101/')).text()).includes('sección 0101')
            && !(await cache.match('/activos/vieja.css')); }"""
    until(lambda: page.evaluate(fresh))
    page.click("[data-offline]")
    until(lambda: page.inner_text("[data-offline]") == "Guardar mi boleta")
    assert page.evaluate("caches.keys()") == []
    context.close()


def test_ones_place_is_found_in_the_browser_and_not_sent(browser, served):
    import json

    limits = json.loads(served.get(f"{E}municipios/limites.json"))
    ring = limits["nogalera"][0]
    middle = [sum(point[axis] for point in ring[:-1]) / (len(ring) - 1) / 10_000 for axis in (0, 1)]
    context = browser.new_context(
        base_url=served.url, geolocation={"longitude": middle[0], "latitude": middle[1]}, permissions=["geolocation"]
    )
    page = context.new_page()
    page.goto(f"{E}municipios/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.click("[data-locate]")
    page.wait_for_url("**/municipios/nogalera/")
    assert not [url for url in asked if "/activos/" not in url and re.search(r"-?\d+\.\d{2}", url)]
    context.set_geolocation({"longitude": 2.35, "latitude": 48.85})
    page.goto(f"{E}municipios/")
    page.click("[data-locate]")
    until(lambda: "ningún municipio" in page.inner_text("[data-locate-says]"))
    context.close()


def test_the_map_is_walked_by_keyboard(page):
    page.goto(f"{E}municipios/")
    link = page.locator(".map a").first
    link.focus()
    assert link.get_attribute("aria-label")
    page.keyboard.press("Enter")
    page.wait_for_url("**/municipios/*/")


def test_the_smallest_tile_can_be_touched_on_a_small_phone(page):
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(E)
    sizes = page.evaluate(
        "[...document.querySelectorAll('.tiles a')].map(a => a.getBoundingClientRect()).map(r => Math.min(r.width, "
        "r.height))"
    )
    assert len(sizes) == 38 and min(sizes) >= 24, "WCAG 2.2, 2.5.8"


def test_a_profile_is_light_and_asks_for_little(browser, served):
    answered = re.search(
        rf'href="({E}candidaturas/[^"?]+/)"', served.get(f"{E}candidaturas/?respondio=si").split('class="cards"')[1]
    ).group(1)
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    urls, sizes = {}, {}
    network.on("Network.responseReceived", lambda event: urls.update({event["requestId"]: event["response"]["url"]}))
    network.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(served.url + answered)
    page.wait_for_load_state("networkidle")
    photo = page.locator("img.portrait").first.get_attribute("src")
    rest = {urls[key]: sizes.get(key, 0) for key in urls if not urls[key].endswith(photo)}
    assert len(rest) <= 8, rest
    assert sum(rest.values()) <= 60_000, rest
    context.close()


def test_listening_and_sharing_are_offered_where_the_browser_can(page):
    # A machine without voices says nothing: what would be said is written down.
    page.add_init_script(
        "window.said = []; Object.defineProperty(window, 'speechSynthesis',"
        " { value: { cancel: () => {}, speak: (words) => {"
        " said.push([words.lang, words.text]); setTimeout(() => words.onend(), 30); } } })"
    )
    page.goto(f"{E}candidaturas/?respondio=si")
    page.locator("#encontradas h3 a").first.click()
    page.wait_for_load_state()
    assert re.fullmatch(r"Escuchar, \d+ min", page.inner_text("[data-listen]"))
    page.click("[data-listen]")
    assert page.get_attribute("[data-listen]", "aria-pressed") == "true"
    until(lambda: page.evaluate("said.length") > 5)
    page.click("[data-listen]")
    assert page.inner_text("[data-listen]") == "Seguir escuchando"
    said = page.evaluate("said")
    assert {lang for lang, _text in said} == {"es-MX"}
    assert said[0][1] in page.locator("main h2, main h3").all_inner_texts(), "each answer with its question"
    assert said[1][1] in page.inner_text(".voice >> nth=0")
    page.click("[data-listen]")
    until(lambda: page.evaluate("said.length") > len(said))
    # It goes on where it was.
    assert page.evaluate("said")[len(said)][1] == said[-1][1] or page.evaluate("said")[len(said)] != said[0]
    page.click("[data-listen]")
    page.get_by_text("Compartir", exact=True).click()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("[data-share]")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert (
        page.get_by_role("link", name="WhatsApp").get_attribute("href").startswith("https://wa.me/?text=https%3A%2F%2F")
    )


@pytest.mark.parametrize("path", [E, CONTEST, f"{E}seccion/101/", f"{E}candidaturas/?q=nogalera"])
def test_a_text_browser_reads_it_all(served, path):
    text = subprocess.run(
        ["w3m", "-dump", "-cols", "80", served.url + path], capture_output=True, text=True, check=True
    ).stdout
    assert "Conóceles" in text and len(text) > 800
    assert "{{" not in text and "function" not in text


PUBLISH_FILM = """
import sys, json
from conoceles.elections.models import Candidacy
from conoceles.ledger import blobs
from conoceles.ledger.acts import append
from conoceles.profiles.public.document import make
from conoceles.questionnaires.questionnaire import questionnaire
name = blobs.put(open({film!r}, "rb").read(), "webm")
one = Candidacy.objects.get(slug={slug!r})
words = "Hola, soy de aquí.\\n\\nEsto es lo que propongo."
values = {{"video": {{"public": name, "bytes": 9, "seconds": 4}}, "video_text": words}}
append("profile", one.key, make(questionnaire(), one, values, {{}}), election=one.election.slug)
"""


def test_a_video_is_fetched_on_a_click_and_speaks_with_captions(page, served, tmp_path):
    film, silent = tmp_path / "film.webm", built_site(served.data / "build") / E.strip("/") / "candidaturas"
    subprocess.run(
        [
            "ffmpeg",
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc=duration=4:size=128x96:rate=10",
            "-c:v",
            "libvpx",
            str(film),
        ],
        check=True,
    )
    slug = next(
        one.parent.name for one in sorted(silent.glob("*/index.html"), reverse=True) if 'id="sin"' in one.read_text()
    )
    served.manage("shell", "-v0", "-c", PUBLISH_FILM.format(film=str(film), slug=slug))
    served.wait(f"{E}candidaturas/{slug}/", "<video")
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition(".")[2]))
    page.goto(f"{E}candidaturas/{slug}/")
    page.wait_for_load_state("networkidle")
    assert "webm" not in asked and "vtt" not in asked
    page.evaluate("document.querySelector('video').muted = true")
    page.evaluate("document.querySelector('video').play()")
    until(lambda: page.evaluate("document.querySelector('video').currentTime") > 0.2)
    said = "[...(document.querySelector('video').textTracks[0].activeCues || [])].map(cue => cue.text).join()"
    until(lambda: page.evaluate(said) == "Hola, soy de aquí.")
    until(lambda: page.evaluate(said) == "Esto es lo que propongo.")
    assert page.evaluate("document.querySelector('video').textTracks[0].mode") == "showing"
