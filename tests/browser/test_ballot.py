"""The ballot in the hand: practising on it, shuffling a contest for oneself, and the proposals without a network."""

import pytest

from tests.browser.conftest import E

pytestmark = pytest.mark.browser


def test_practising_says_whether_the_vote_counts_and_sends_nothing(page):
    asked = []
    page.goto(f"{E}seccion/101/")
    page.on("request", lambda request: asked.append(request.url))
    paper = page.locator("[data-paper]").filter(has=page.locator(".allied")).first
    assert not paper.locator("[data-cross]").first.is_visible()
    paper.locator("[data-practice]").click()
    verdict = paper.locator("[data-verdict]")
    assert "nulo" in verdict.inner_text()
    allied = paper.locator(".box").filter(has=page.locator(".allied .tag", has_text="A")).locator("[data-cross]")
    assert allied.count() > 1
    allied.nth(0).click()
    assert verdict.inner_text().startswith("El voto vale. Cuenta para:")
    allied.nth(1).click()
    assert "es uno solo" in verdict.inner_text()
    paper.locator("[data-cross]").last.click()
    assert "nulo" in verdict.inner_text()
    # Emblems come as they are scrolled to, the icon when the browser likes.
    assert [url for url in asked if "/medios/" not in url and "/activos/" not in url] == []
    page.reload()
    assert paper.locator("[data-cross][aria-pressed=true]").count() == 0


def test_a_reader_shuffles_a_contest_for_herself_and_finds_it_so_again(page):
    page.goto(f"{E}contiendas/ayuntamiento-de-nogalera/")
    order = "[...document.querySelectorAll('[data-cards] > li')].map((card) => card.id)"
    legal = page.evaluate(order)
    page.add_init_script("Math.random = () => 0.37")
    page.reload()
    page.click("[data-shuffle]")
    shuffled = page.evaluate(order)
    assert sorted(shuffled) == sorted(legal) and shuffled != legal
    assert page.locator("[data-shuffled]").is_visible()
    page.reload()
    assert page.evaluate(order) == shuffled
    page.click("[data-shuffle]")
    assert page.evaluate(order) == legal
    page.reload()
    assert page.evaluate(order) == legal


def test_what_the_options_of_a_saved_ballot_propose_is_read_without_a_network(browser, served):
    context = browser.new_context(base_url=served.url)
    page = context.new_page()
    page.goto(f"{E}seccion/101/")
    page.click("[data-offline]")
    page.get_by_text("Guardada con").wait_for()
    profile = page.locator(".box h3 a").first.get_attribute("href")
    kept = page.evaluate(
        "async () => { let size = 0; for (const name of await caches.keys()) { const cache = await caches.open(name);"
        " for (const request of await cache.keys())"
        " size += (await (await cache.match(request)).arrayBuffer()).byteLength; } return size; }"
    )
    assert kept <= 2_000_000, kept
    context.set_offline(True)
    page.goto(profile)
    assert page.locator(".voice, .soft").count() and page.locator("h1").inner_text()
    context.close()
