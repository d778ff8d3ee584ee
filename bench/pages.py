"""Lighthouse on the citizen's pages: a phone on a slow network, the demonstration served as an open and real
election."""

import json
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.ports import free_port, listening

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = ROOT / ".venv" / "node" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
MARKS = ("performance", "accessibility", "best-practices", "seo")
BAR = 99
OPEN = """
from conoceles.elections import register
from conoceles.elections.models import Election, Institute
for election in Election.objects.filter(slug="demo-2027"):
    election.fictional = False
    register.save(election)
for institute in Institute.objects.all():
    institute.site = "{site}"
    register.save(institute)
"""


def marks(data: Path, runs: int) -> dict[str, dict[str, float]]:
    """Return {page: {category: median of the marks, 0 to 100}} of five pages."""
    port = free_port()
    site = f"http://localhost:{port}"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    environment |= {"CONOCELES_DATA": str(data)}
    command = [sys.executable, "manage.py", "serve", "--demo", "--port", str(port)]
    quiet = {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, **quiet)
    try:
        listening(port, 180)
        subprocess.run([sys.executable, "manage.py", "shell", "-c", OPEN.format(site=site)], check=True, **quiet)
        _settled(site)
        return {name: _median(site + path, runs) for name, path in _pages(site).items()}
    finally:
        server.terminate()
        server.wait(20)


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode()


def _settled(site: str) -> None:
    """Wait until the pages say that they may be indexed, and until paper and pictures are drawn."""
    for _attempt in range(240):
        home = _get(f"{site}/demo-2027/")
        if "noindex" not in home:
            time.sleep(30)
            return
        time.sleep(0.5)
    raise TimeoutError("The site never followed.")


def _pages(site: str) -> dict[str, str]:
    root = "/demo-2027/"
    contest = f"{root}contiendas/ayuntamiento-de-nogalera/"
    found = re.search(r'class="btn" href="(/demo-2027/comparar/[^"]+)"', _get(site + contest))
    answered = re.search(r'<h3><a href="([^"]+)"', _get(f"{site}{root}candidaturas/?respondio=si"))
    assert found and answered
    return {
        "home": root,
        "contest": contest,
        "profile": answered[1],
        "ballot": f"{root}seccion/101/",
        "compare": found[1].replace("&amp;", "&"),
    }


def _median(url: str, runs: int) -> dict[str, float]:
    found = [_once(url) for _run in range(runs)]
    return {mark: statistics.median(one[mark] for one in found) for mark in MARKS}


def _once(url: str) -> dict[str, float]:
    flags = "--headless=new --no-sandbox --disable-gpu"
    command = [
        str(LIGHTHOUSE),
        url,
        "--output=json",
        "--quiet",
        f"--chrome-flags={flags}",
        f"--only-categories={','.join(MARKS)}",
    ]
    environment = {**os.environ, "CHROME_PATH": "/usr/bin/chromium"}
    # Now and then the browser loses its own recording of a page: that is no mark.
    for _attempt in range(3):
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if not done.returncode:
            report = json.loads(done.stdout)
            return {mark: 100 * report["categories"][mark]["score"] for mark in MARKS}
    sys.exit(f"Lighthouse: {done.stderr[-2000:]}")
