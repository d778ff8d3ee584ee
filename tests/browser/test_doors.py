"""The demonstration behind nginx, as the guide writes it: its doors are shut."""

import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager

import pytest

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser
BUTTON = re.compile(r'name="username" value="(c-[^"]+)">\s*Coordinación')


@contextmanager
def nginx(folder, served):
    """Run nginx with the server block of the guide, word by word but for folders and ports."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    assert program, "There is no nginx on this machine: install the Debian package nginx-light."
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    block = re.search(r"\n    # In http: what.*?\n    }\n", guide, re.DOTALL)[0]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    block = block.replace("server {", f"server {{\n      listen 127.0.0.1:{port};")
    block = block.replace("/srv/conoceles/build", str(served.data / "build"))
    block = block.replace("http://127.0.0.1:8000", served.url).replace("/var/log/nginx", str(folder))
    (folder / "nginx.conf").write_text(
        f"daemon off; user root; pid {folder}/pid; error_log {folder}/errors;\nevents {{}}\n"
        f"http {{\n  include /etc/nginx/mime.types;\n{block}\n}}\n"
    )
    server = subprocess.Popen([program, "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        for _attempt in range(100):
            try:
                urllib.request.urlopen(f"{address}/demo-2027/", timeout=2)
                break
            except OSError:
                time.sleep(0.05)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def page(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
        return answer.read().decode(), answer.headers


def press(address, username):
    """Press the button of coordination as somebody would who knows its name; return the status."""
    text, headers = page(f"{address}/ingresar/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
    cookie = headers["Set-Cookie"].partition(";")[0]
    form = {"csrfmiddlewaretoken": token, "username": username}
    asked = urllib.request.Request(
        f"{address}/ingresar/demostracion/", urllib.parse.urlencode(form).encode(), {"Cookie": cookie}
    )
    try:
        with urllib.request.build_opener(Stay).open(asked, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *given):
        return None


def test_whoever_comes_through_nginx_enters_by_no_button(served, tmp_path):
    here, _headers = page(f"{served.url}/ingresar/")
    coordination = BUTTON.search(here)[1]
    assert press(served.url, coordination) == 302, "on this machine itself they are open"
    with nginx(tmp_path, served) as address:
        assert "Datos ficticios" in page(f"{address}/demo-2027/")[0]
        through, _headers = page(f"{address}/ingresar/")
        assert "Demostración: entre como" in here and "Demostración: entre como" not in through
        assert coordination not in through and press(address, coordination) == 404
