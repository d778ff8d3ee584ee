"""Whatever arrives at any door is answered: inputs that nobody would type, the same ones each time.

Some of them here; `make fuzz` sends three thousand to each database.
"""

import copy
import os
import random
import re
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.config.doors import ARGUMENT, add_actors, addresses, make_world
from tests.factories import build
from tests.scenery import scenery

PARTS, EACH = 4, int(os.environ.get("FUZZ", "200"))
ADDRESSES = sorted(set(addresses()))
# Half of a character, which no text may hold.
LONE = "\ud83d"
HOSTILE = (
    "",
    " ",
    "0",
    "-1",
    "1",
    "9" * 30,
    "1e309",
    "NaN",
    "²",
    "٣",
    "１２",
    "\x00",
    "a\x00b",
    "\u202egnp.exe",
    "\ufeff",
    LONE,
    "😀" * 40,
    "e\u0301" * 50,
    "'\"><script>alert(1)</script>",
    "' OR 1=1 --",
    "{{ 7*7 }}{% load x %}",
    "%s%n%d",
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "0000-00-00",
    "9999-12-31T23:59",
    "2027-02-29",
    "12/31/2027 25:61",
    "true",
    "null",
    "[]",
    '{"a": [1, {"b": null}]}',
    "[" * 2000,
    "a" * 5000,
    "á " * 3000,
    "https://[::1",
    "javascript:alert(1)",
    "mailto:a@b",
    "ana@ejemplo.mx",
    "@" * 300,
    "=CMD()",
    "\t\n\v\f",
    "proposals",
    "personal",
    "equality",
    "1,2,3",
    "on",
)
ACTORS = ("staff", "staff", "staff", "candidate", "candidate", "party", "visitor")
FILES = (
    ("x.pdf", b"%PDF-1.7\n" + b"x" * 200),
    ("x.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 100),
    ("x.xlsx", b"PK\x03\x04" + b"\x00" * 60),
    ("x.csv", "CARGO;LUGAR\nRegiduría;\x00\n".encode()),
    ("x" * 300 + ".zip", b"PK\x05\x06" + b"\x00" * 18),
    ("vacío.png", b""),
    ("../x.svg", b"<svg onload=alert(1)>"),
    ("x.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 50),
)
DRAWN = re.compile(r"[0-9A-Za-z]{12,}|c-\w+")
NAME = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"', re.DOTALL)
VALUE = re.compile(r'<(?:input|button|option)\b[^>]*?\bvalue="([^"]*)"', re.DOTALL)


@scenery
def fuzzed():
    """The small world, built."""
    world = make_world()
    build()
    return world


class Fuzzer:
    """Draws inputs for doors: the names of their own forms, with values that nobody expects."""

    def __init__(self, world, seed):
        self.world, self.random = world, random.Random(seed)
        self.forms = {}

    def draw(self):
        """Return (actor, method, address, what is sent): mostly at doors that are open to the actor."""
        rng = self.random
        while True:
            address, actor = rng.choice(ADDRESSES), rng.choice(ACTORS)
            status, names, values = self._form(actor, address)
            if status not in (302, 403, 404) or rng.random() < 0.15:
                break
        url = self._address(address)
        method = "post" if status == 405 or rng.random() < 0.6 else "get"
        sent = {}
        for name in rng.sample(names, min(len(names), rng.randint(0, 8))):
            sent[name] = [self._value(values) for _ in range(rng.choice([1, 1, 1, 3]))]
        if rng.random() < 0.2:
            sent[rng.choice(HOSTILE)[:50] or "x"] = self._value(values)
        if method == "post" and rng.random() < 0.04:
            name, content = rng.choice(FILES)
            sent[rng.choice(names or ["file"])] = SimpleUploadedFile(name, content)
        return actor, method, url, sent

    def _address(self, address):
        arguments = ARGUMENT.findall(address)
        words = {}
        if arguments and self.random.random() < 0.25:
            word = self.random.choice(HOSTILE)[:200]
            words[self.random.choice(arguments)] = quote(word.encode("utf-8", "surrogatepass"))
        return self.world.at(address, **words)

    def _form(self, actor, address):
        """Return how a page answers, the names that its forms have, and the values that they offer."""
        if (actor, address) not in self.forms:
            answer = self.world.actors[actor].get(self.world.at(address))
            html = "html" in answer.headers.get("Content-Type", "") and answer.status_code < 400
            text = answer.content.decode() if html else ""
            names = sorted({unescape(name) for name in NAME.findall(text)} - {"csrfmiddlewaretoken"})
            # In the order of the page, without what is another each time: tokens and keys.
            offered = [value for value in map(unescape, VALUE.findall(text)) if not DRAWN.fullmatch(value)]
            values = list(dict.fromkeys(offered))
            self.forms[actor, address] = answer.status_code, names or ["q", "pagina", "act"], values
        return self.forms[actor, address]

    def _value(self, values):
        if values and self.random.random() < 0.45:
            return self.random.choice(values)
        return self.random.choice(HOSTILE)


def send(client, method, url, sent):
    """Send what was drawn as a browser would, also where it is no text that UTF-8 has."""
    pairs = [(key, one) for key, value in sent.items() for one in (value if isinstance(value, list) else [value])]
    if any(isinstance(one, SimpleUploadedFile) for _key, one in pairs):
        return client.post(url, {key: one for key, one in pairs if LONE not in key and one != LONE})
    text = urlencode([tuple(part.encode("utf-8", "surrogatepass") for part in pair) for pair in pairs])
    if method == "get":
        return client.get(f"{url}?{text}")
    return client.post(url, text, content_type="application/x-www-form-urlencoded")


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_no_input_brings_a_door_down(fuzzed, part):
    add_actors(fuzzed)
    fuzzer, down, statuses = Fuzzer(fuzzed, f"doors {part}"), [], {}
    cookies = {actor: copy.deepcopy(client.cookies) for actor, client in fuzzed.actors.items()}
    for number in range(EACH):
        cache.clear()
        with transaction.atomic():
            actor, method, url, sent = fuzzer.draw()
            # Whoever signed out is in again.
            fuzzed.actors[actor].cookies = copy.deepcopy(cookies[actor])
            answer = send(fuzzed.actors[actor], method, url, sent)
            if answer.streaming:
                answer.getvalue()
            transaction.set_rollback(True)
        # Closing the answer itself would close the database, which the test still needs.
        for close in answer._resource_closers:
            close()
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        if answer.status_code >= 500 and "Retry-After" not in answer.headers:
            down.append((part, number, actor, method, url, sent, answer.status_code))
    assert down == []
    # It knocked at doors that opened, and at some that did not.
    assert statuses[200] > EACH / 10 and statuses.get(404) and statuses.get(422) and statuses.get(400)
