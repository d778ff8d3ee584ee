"""nginx as the guide writes it, on this machine: without root, without TLS, on a port of its own."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conoceles.config import deploying


class NoNginx(RuntimeError):
    """There is no nginx on this machine."""


def program() -> str:
    """Return where nginx is; raise NoNginx where it is not."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if not found:
        raise NoNginx("No hay nginx en esta máquina: instale el paquete nginx-light.")
    return found


def written(folder: Path, data: Path, port: int, site: str, workshop: str = "") -> Path:
    """Write nginx's configuration for one host name into a folder, word by word but for ports, TLS and modules that are
    not here, and return its file. `site` and `workshop` are where the two listen, as 127.0.0.1:8000."""
    texts = dict(
        deploying.written("conoceles.instituto.example", "conoceles.instituto.example", "a@b.example", str(data))
    )
    snippets = folder / "snippets"
    snippets.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        if "/snippets/" in name:
            (snippets / Path(name).name).write_text(_here(text, folder), encoding="utf-8")
    common = _here(texts["etc/nginx/conf.d/conoceles.conf"], folder)
    common = re.sub(r"(upstream conoceles_workshop \{ server )\S+;", rf"\g<1>{workshop or site};", common)
    common = re.sub(r"(upstream conoceles_site \{ server )\S+;", rf"\g<1>{site};", common)
    server = texts["etc/nginx/sites-available/conoceles.conf"]
    server = re.sub(r"^  listen \[::\].*\n", "", server, flags=re.MULTILINE)
    server = re.sub(r"^  listen .*$", f"  listen 127.0.0.1:{port};", server, flags=re.MULTILINE)
    server = re.sub(r"^  server_name .*$", "  server_name _;", server, flags=re.MULTILINE)
    places = "".join(
        f"{name}_temp_path {folder}/temporary; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = folder / "nginx.conf"
    path.write_text(
        f"daemon off; user root; worker_processes 2; pid {folder}/pid; error_log {folder}/errors;\n"
        f"events {{ worker_connections 2048; }}\nhttp {{\n  include /etc/nginx/mime.types; sendfile on; {places}\n"
        f"{common}\n{server}\n}}\n",
        encoding="utf-8",
    )
    return path


def _here(text: str, folder: Path) -> str:
    text = re.sub(r"^ *(ssl_|server_tokens).*\n", "", text, flags=re.MULTILINE)
    return text.replace("/var/log/conoceles", str(folder)).replace("/var/cache/nginx", str(folder))


@contextmanager
def running(path: Path) -> Iterator[None]:
    """Run nginx on a configuration."""
    server = subprocess.Popen([program(), "-c", str(path)], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)
