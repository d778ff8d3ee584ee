"""An election as files alone, on a host that only serves files."""

import re
import subprocess
import sys
import urllib.request

import pytest

from tests.browser.axe import violations
from tests.built import built_site
from tests.config.services import free
from tests.waiting import until

pytestmark = pytest.mark.browser


def test_an_old_election_is_read_from_files_alone(served, browser, tmp_path):
    root = built_site(served.data / "build")
    named = {
        link
        for path in root.rglob("*.html")
        for link in re.findall(r'"/([^"]+/(?:folletos|tarjetas)/[^"]+)"', path.read_text(encoding="utf-8"))
    }
    until(lambda: all((root / link).is_file() for link in named), pid=served.pid, log=served.data / "log", said="Paper")
    folder, port = tmp_path / "archivo", free()
    said = served.manage("archive_site", "--election", "demo-2027", str(folder))
    assert re.search(r"\d+ archivos", said)
    sums = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=False)
    assert sums.returncode == 0 and not list(folder.rglob("*.gz"))
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    host = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = browser.new_context(viewport={"width": 390, "height": 800}, base_url=f"http://127.0.0.1:{port}")
    try:
        page = context.new_page()
        until(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/").status == 200, pid=host.pid)
        page.goto("/demo-2027/candidaturas/?q=agua")
        assert page.inner_text("h1") == "Todas las candidaturas" and violations(page) == []
        page.locator("main li a").first.click()
        assert "/demo-2027/candidaturas/" in page.url and page.locator("h1").inner_text()
        for path, words in (("comparar/", "Comparar"), ("seccion/", "Todas las secciones"), ("temas/", "")):
            page.goto(f"/demo-2027/{path}")
            assert words in page.inner_text("h1") and violations(page) == []
        page.goto("/en/demo-2027/candidaturas/")
        assert page.inner_text("h1") == "All candidacies"
    finally:
        context.close()
        host.kill()
        host.wait()
