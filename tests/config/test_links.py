"""No page leads its reader to a door that stays closed."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from conoceles.elections.access import STAFF
from conoceles.lib.access import PUBLIC

pytestmark = pytest.mark.once

LINK = re.compile(r'<a\s[^>]*?href="([^"#]+)"')


def links(page):
    for link in LINK.findall(page.text):
        url = urlsplit(urljoin(page.request["PATH_INFO"], unescape(link)))
        if url.netloc == "" and url.scheme == "":
            yield url.path + (f"?{url.query}" if url.query else "")


def of_the_workshop(path):
    try:
        return resolve(path.partition("?")[0]).func.access[0] != PUBLIC
    except Resolver404:
        return False


def closed_doors(client, start):
    """Follow every link of the workshop from a page; return {link: the page that shows it} of those refused."""
    found, seen, refused = [(start, "")], {start}, {}
    while found:
        path, shown_by = found.pop()
        page = client.get(path)
        if page.status_code in (403, 404):
            refused[path] = shown_by
        if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
            continue
        for link in links(page):
            if link not in seen and of_the_workshop(link) and "salir" not in link:
                seen.add(link)
                found.append((link, path))
    return refused, seen


@pytest.mark.parametrize("role", [role.value for role in STAFF])
def test_every_link_that_a_role_sees_opens(capture, role):
    capture.submit(capture.ana)
    refused, seen = closed_doors(capture.account(role, role), "/registro/")
    assert refused == {}
    assert len(seen) > 8
