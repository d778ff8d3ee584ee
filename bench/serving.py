"""Serving while it is measured, and asking: our server, nginx, wrk."""

import contextlib
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from bench.ports import free_port, listening

ROOT = Path(__file__).resolve().parent.parent


def same(url: str, page: Path) -> None:
    """Stop when an address does not give the bytes of a built page."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.read() == page.read_bytes(), f"{url} is not the built page"


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
    """Serve the built site by nginx, and yield its port."""
    port, folder = free_port(), Path(settings.DATA_DIR) / "nginx"
    folder.mkdir(exist_ok=True)
    for path in (settings.DATA_DIR, settings.BUILD_DIR):
        Path(path).chmod(0o755)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} worker_processes 2; pid {folder}/pid; error_log {folder}/error.log; daemon off;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_requests 1000000;\n"
        + "".join(f"{name}_temp_path {folder}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + "\n"
        + f"server {{ listen 127.0.0.1:{port}; root {settings.BUILD_DIR}/site; gzip_static on;\n"
        f"include {settings.BUILD_DIR}/nginx-headers.conf;\n"
        "location / { index index.html; } } }\n"
    )
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        listening(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def wrk(url: str, seconds: int, script: Path | None = None) -> float:
    """Return how many requests/s sixteen clients are answered in some seconds, every one of them well."""
    command = ["wrk", "-t2", "-c16", f"-d{seconds}s", "-H", "Accept-Encoding: gzip"]
    command += [*(["-s", str(script)] if script else []), url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Non-2xx" not in done.stdout, done.stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])
