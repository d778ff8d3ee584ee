"""An old phone: every kind of page is laid out in a browser from before cascade layers, and no script is newer than
2017."""

import io
import os
import subprocess
import tarfile
from pathlib import Path

import brotli
import pytest

from conoceles.site.pages.style import stylesheet
from tests.browser.conftest import QUIET, ROOT
from tests.built import built_site

pytestmark = pytest.mark.browser

NODE = ROOT / ".venv" / "node"
CHROMIUM_92 = NODE / "chrome-aws-lambda" / "node_modules" / "chrome-aws-lambda" / "bin"
ACORN = NODE / "acorn" / "node_modules" / ".bin" / "acorn"
PUBLIC = ROOT / "conoceles" / "site" / "static" / "site"
# Laid out: the paper is white or dark, not transparent; blocks do not reach over the edge; the menu is a row.
LAID_OUT = """() => {
  const style = getComputedStyle(document.body);
  const wrong = [];
  if (style.backgroundColor === "rgba(0, 0, 0, 0)") wrong.push("the page has no colour");
  if (parseFloat(style.marginTop) !== 0) wrong.push("the sheet's first rules are not there");
  const title = document.querySelector("h1");
  if (title && title.getBoundingClientRect().left < 8) wrong.push("the title touches the edge");
  if (document.documentElement.scrollWidth > innerWidth + 1) wrong.push("it scrolls sideways");
  for (const one of document.querySelectorAll("[hidden]"))
    if (one.getClientRects().length && getComputedStyle(one).display !== "none") wrong.push(`seen: ${one.className}`);
  return wrong;
}"""


@pytest.fixture(scope="module")
def old_browser(browser, tmp_path_factory):
    """Chromium 92, of July 2021, as a package of the Node registry ships it."""
    folder = tmp_path_factory.mktemp("chromium-92")
    program = folder / "chromium"
    program.write_bytes(brotli.decompress((CHROMIUM_92 / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for name in ("aws.tar.br", "swiftshader.tar.br"):
        packed = io.BytesIO(brotli.decompress((CHROMIUM_92 / name).read_bytes()))
        with tarfile.open(fileobj=packed) as archive:
            archive.extractall(folder, filter="data")
    old = browser.browser_type.launch(
        executable_path=program,
        args=[*QUIET, "--single-process", "--no-zygote", "--disable-gpu"],
        env={**os.environ, "LD_LIBRARY_PATH": str(folder / "lib")},
    )
    yield old
    old.close()


def test_every_kind_of_page_is_laid_out_in_a_browser_from_before_layers(old_browser, served, kinds):
    context = old_browser.new_context(viewport={"width": 360, "height": 640}, base_url=served.url)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(kinds[0])
    assert page.evaluate("typeof CSSLayerBlockRule") == "undefined", "it knows layers: it is no old browser"
    for url in kinds:
        page.goto(url)
        errors += [f"{url}: {wrong}" for wrong in page.evaluate(LAID_OUT)]
    context.close()
    assert errors == []


def test_the_sheet_that_is_served_has_no_layers(served):
    _name, content = stylesheet({"light": {"band": "#123456"}})
    assert b"@layer" not in content and b"#123456" in content
    for path in (built_site(served.data / "build") / "activos").rglob("*.css"):
        sheet = path.read_text(encoding="utf-8")
        assert "@layer" not in sheet and "{" in sheet, path.name


@pytest.mark.parametrize("path", sorted(PUBLIC.glob("*.js")), ids=lambda path: path.name)
def test_scripts_are_written_as_browsers_read_them_since_2017(path: Path):
    read = subprocess.run([ACORN, "--ecma2017", "--silent", path], capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr
    assert "(?<" not in path.read_text(encoding="utf-8"), "no look-behind: Safari reads it since 2023"


def test_without_a_style_sheet_no_page_says_that_there_is_no_connection(browser, served):
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.route("**/*.css", lambda route: route.abort())
    page.goto("/demo-2027/seccion/101/")
    assert "No hay conexión" not in page.inner_text("body")
    context.close()
