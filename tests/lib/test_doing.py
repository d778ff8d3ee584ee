"""What a page that waits is told: by the name that it gave, of nobody else's act, and nothing once it is over."""

import os
import time

import pytest
from django.test import RequestFactory

from conoceles.lib import doing

NAME = "0123456789abcdef" * 2


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_an_act_says_how_far_it_has_come_and_then_nothing():
    with doing.doing(RequestFactory().post("/", {"doing": NAME})) as tell:
        assert doing.told(NAME) == {}
        tell("Leyendo renglones", 5, 10)
        assert doing.told(NAME) == {"what": "Leyendo renglones", "done": 5, "total": 10}
        tell("Leyendo renglones", 6, 10)
        assert doing.told(NAME)["done"] == 5, "not at each row"
        tell("Escribiendo", 0, 10)
        assert doing.told(NAME)["what"] == "Escribiendo"
        assert (doing.folder().stat().st_mode & 0o777) == 0o700
    assert doing.told(NAME) == {}


@pytest.mark.parametrize("name", ["", "../../etc/passwd", NAME.upper(), NAME + "0", "x" * 32])
def test_what_is_no_name_writes_and_reads_nothing(name):
    with doing.doing(RequestFactory().post("/", {"doing": name})) as tell:
        tell("Leyendo", 1, 2)
        assert doing.told(name) == {} and list(doing.folder().iterdir()) == []


def test_an_act_that_fails_leaves_nothing_and_what_was_killed_is_swept():
    with pytest.raises(KeyError), doing.doing(RequestFactory().post("/", {"doing": NAME})) as tell:
        tell("Leyendo", 1, 2)
        raise KeyError
    assert list(doing.folder().iterdir()) == []
    old = doing.folder() / NAME
    old.write_text("{}")
    doing.sweep()
    assert old.exists()
    os.utime(old, (time.time() - 100_000,) * 2)
    doing.sweep()
    assert not old.exists()


def test_only_who_signed_in_may_ask(client, db):
    assert client.get(f"/taller/haciendo/{NAME}/").status_code == 302
