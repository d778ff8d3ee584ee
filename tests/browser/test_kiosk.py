"""A screen at a fair: touched, read, and begun again for whoever comes next."""

from urllib.parse import urlsplit

import pytest

from tests.browser.test_citizen import until

pytestmark = pytest.mark.browser
E = "/demo-2027/"


def test_a_screen_at_a_fair_needs_no_keyboard_and_begins_again_for_the_next_person(page):
    page.clock.install()
    page.goto(f"{E}kiosco/")
    for digit in "1024":
        page.click(f"[data-digit='{digit}']")
    page.click("[data-digit='']")
    assert page.input_value("#s") == "", "one press takes a mistake back"
    page.click("main .places a >> nth=0")
    page.wait_for_url("**/municipios/**")
    page.evaluate("localStorage.setItem('conoceles answers', 'of another')")
    page.evaluate("sessionStorage.setItem('conoceles:demo-2027', '{}')")
    page.clock.fast_forward(60_000)
    page.keyboard.press("Tab")
    page.clock.fast_forward(60_000)
    assert "/municipios/" in page.url, "somebody is reading"

    def began_again():
        if "/municipios/" in page.url:
            page.clock.fast_forward(95_000)
        return page.url.endswith("/kiosco/") and page.evaluate("Object.keys(sessionStorage)") == ["kiosk"]

    until(began_again)
    assert page.evaluate("localStorage.getItem('conoceles answers')") == "of another", "and nothing else goes"
    page.click("[data-leave]")
    page.wait_for_url(f"**{E}")
    page.clock.fast_forward(95_000)
    assert urlsplit(page.url).path == E, "left: a page is a page again"
