"""The demonstration behind nginx, as the guide writes it: its doors are shut."""

import re
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.front import nginx
from tests.waiting import LONG

pytestmark = pytest.mark.browser
BUTTON = re.compile(r'name="username" value="(c-[^"]+)">\s*Coordinación')


def page(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=LONG) as answer:
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
        with urllib.request.build_opener(Stay).open(asked, timeout=LONG) as answer:
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
    with nginx(tmp_path, served.data, served.url) as address:
        assert "Datos ficticios" in page(f"{address}/demo-2027/")[0]
        through, _headers = page(f"{address}/ingresar/")
        assert "Demostración: entre como" in here and "Demostración: entre como" not in through
        assert coordination not in through and press(address, coordination) == 404
