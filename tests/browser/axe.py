"""What axe finds on a page: its script goes to the browser once for each page, and only what is wrong comes back."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

ALL = {"resultTypes": ["violations"]}
FOUND = "async rules => (await axe.run(document, rules)).violations.map(one => [one.id, one.nodes[0].html])"


def violations(page: Page, rules: dict[str, Any] | None = None) -> list[str]:
    """Return the rules that a page breaks, each with the first element that does."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [f"{page.url}: {rule} {html[:120]}" for rule, html in page.evaluate(FOUND, rules or ALL)]
