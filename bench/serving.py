"""Serving while it is measured, and asking: our server, nginx, wrk."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from bench.ports import free_port, listening
from conoceles.site.kept import gunzip
from scripts import nginx as front

ROOT = Path(__file__).resolve().parent.parent


def same(url: str, page: Path) -> None:
    """Stop when an address does not give the bytes of a built page."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.read() == gunzip(page.read_bytes()), f"{url} is not the built page"


@contextlib.contextmanager
def granian(target: str) -> Iterator[int]:
    """Serve a WSGI application as `serve` does, and yield its port."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "2",
        "--backpressure",
        "64",
    ]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", target]
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ.copy(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        listening(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


@contextlib.contextmanager
def nginx() -> Iterator[int]:
    """Serve the built site by nginx as the guide writes it, and yield its port."""
    with _fronted("nginx") as port:
        yield port


@contextlib.contextmanager
def one_file(page: Path) -> Iterator[int]:
    """Serve by the same nginx, with the same logs, a folder of one file that is as long as a page is on its way, by no
    rule at all, and yield its port: nothing that it serves costs less."""
    folder = Path(settings.DATA_DIR) / "one"
    folder.mkdir(exist_ok=True)
    shutil.copy(page, folder / "index.html")
    with _fronted("plain", f"root {folder};") as port:
        yield port


@contextlib.contextmanager
def _fronted(name: str, instead: str = "") -> Iterator[int]:
    """Run nginx as the guide writes it, or with something instead of what it says of the site."""
    port, folder = free_port(), Path(settings.DATA_DIR) / name
    for path in (settings.DATA_DIR, settings.BUILD_DIR):
        Path(path).chmod(0o755)
    path = front.written(folder, Path(settings.DATA_DIR), port, "127.0.0.1:9")
    if instead:
        text = path.read_text(encoding="utf-8").replace("include snippets/conoceles-workshop.conf;", "")
        path.write_text(text.replace("include snippets/conoceles-site.conf;", instead), encoding="utf-8")
    with front.running(path):
        listening(port)
        yield port


def wrk(url: str, seconds: int, script: Path | None = None) -> float:
    """Return how many requests/s sixteen clients are answered in some seconds, every one of them well."""
    command = ["wrk", "-t2", "-c16", f"-d{seconds}s", "-H", "Accept-Encoding: gzip"]
    command += [*(["-s", str(script)] if script else []), url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Non-2xx" not in done.stdout, done.stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])
