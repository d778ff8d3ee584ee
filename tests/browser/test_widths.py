"""No page breaks between a small phone and a wide desk, nor with letters twice as large."""

import json

import pytest

from tests.browser.conftest import QUIET, chromium

pytestmark = pytest.mark.browser

UNFOLDED = "for (const fold of document.querySelectorAll('details')) fold.open = true"
WIDTHS = (320, 390, 600, 768, 834, 900, 1024, 1280, 1600)
# With letters twice as large, as wide as a tablet and a desk.
LARGE = (768, 1280)
# Of every text of twelve letters or more, where its column is narrower than twelve: where words break letter by letter.
NARROW = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector("main") || document.body, NodeFilter.SHOW_TEXT);
  const canvas = document.createElement("canvas").getContext("2d");
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.data.trim();
    if (text.length < 12) continue;
    let block = node.parentElement;
    const unseen = (one) => one && (getComputedStyle(one).clipPath !== "none" || unseen(one.parentElement));
    if (unseen(block) || !block.getClientRects().length) continue;
    if (block.closest("svg, .hidden, .tiles, select, datalist, [hidden]")) continue;
    while (getComputedStyle(block).display.startsWith("inline") || getComputedStyle(block).display === "contents")
      block = block.parentElement;
    const style = getComputedStyle(block);
    // Not the shorthand: where figures are of one width it is empty, and what was measured before would be kept.
    const type = getComputedStyle(node.parentElement);
    canvas.font = `${type.fontWeight} ${type.fontSize} ${type.fontFamily}`;
    const twelve = (canvas.measureText(text).width / text.length) * 12;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top))).size;
    const room = block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (lines > 1 && room > 1 && room < twelve) found.push(`${text.slice(0, 40)} (${Math.round(room)} px)`);
  }
  if (document.documentElement.scrollWidth > innerWidth + 1)
    found.push(`it scrolls sideways: ${document.documentElement.scrollWidth} px`);
  return found.slice(0, 5);
}"""


def narrow(page, kinds, widths):
    """Return what breaks on each kind of page at each width: pages are opened once, and the window is drawn wider."""
    errors = []
    for url in kinds:
        page.goto(url)
        page.evaluate(UNFOLDED)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            errors += [f"{url} at {width} px: {one}" for one in page.evaluate(NARROW)]
    return errors


def test_no_column_of_text_is_narrower_than_twelve_letters(browser, served, kinds):
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900}, base_url=served.url)
    errors = narrow(context.new_page(), kinds, WIDTHS)
    context.close()
    assert errors == []


def test_nothing_breaks_with_letters_twice_as_large(browser, served, kinds, tmp_path):
    # As a reader asks for it: in the browser's own settings, by which widths are measured too.
    preferences = {"webkit": {"webprefs": {"default_font_size": 32}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(preferences))
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium(), args=QUIET, base_url=served.url
    )
    page = context.new_page()
    page.goto(kinds[0])
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    errors = narrow(page, kinds, LARGE)
    context.close()
    assert errors == []
