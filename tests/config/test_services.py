"""What an installation leans on, the real thing: counts in Redis, PostgreSQL as its printed roles; what fails is one
sentence."""

import os
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.test import Client

from conoceles.config import settings as read
from conoceles.lib import unreachable
from tests.config.services import free, manage, redis
from tests.factories import make_account


@pytest.fixture
def counted(settings, tmp_path):
    """Throttles counted in a Redis of their own."""
    with redis(tmp_path) as port:
        settings.CACHES = {"default": read._cache(f"redis://127.0.0.1:{port}/0")}
        yield port
        caches["default"].close()


@pytest.mark.once
def test_one_signs_in_with_attempts_counted_in_redis_and_too_many_are_too_many(db, counted):
    make_account("ana@instituto.example", "Ana Peña", "una contraseña bien larga")
    right = {"login": "ana@instituto.example", "password": "una contraseña bien larga"}
    assert Client().post("/ingresar/", right).status_code == 302
    answers = [Client().post("/ingresar/", right | {"password": "otra"}).status_code for _time in range(8)]
    assert set(answers) <= {422, 429}
    assert "demasiados intentos" in Client().post("/ingresar/", right).text.lower(), "the count is kept"


def test_a_counter_that_is_off_or_wants_a_password_is_one_sentence(settings, tmp_path):
    settings.CACHES = {"default": read._cache(f"redis://127.0.0.1:{free()}/0")}
    assert "no responde" in unreachable.counter()
    with redis(tmp_path, password="secreta") as port:
        settings.CACHES = {"default": read._cache(f"redis://127.0.0.1:{port}/0")}
        assert "no acepta la contraseña" in unreachable.counter()
        settings.CACHES = {"default": read._cache(f"redis://:secreta@127.0.0.1:{port}/0")}
        assert unreachable.counter() == ""


@pytest.fixture
def database_server():
    address = os.environ.get("CONOCELES_DATABASE", "")
    if not address.startswith("postgres"):
        pytest.skip("roles are PostgreSQL's")
    return address


def test_what_fails_with_the_database_is_one_sentence(tmp_path, database_server):
    parts = urlsplit(database_server)
    at = f"{parts.hostname}:{parts.port}"
    cases = {
        f"postgresql://conoceles@{parts.hostname}:{free()}/x": "no responde en ese servidor y puerto",
        f"postgresql://conoceles@{at}/ninguna": "no existe: créela",
        f"postgresql://nadie@{at}/postgres": "pide contraseña y CONOCELES_DATABASE no trae ninguna",
        f"postgresql://nadie:otra@{at}/postgres": "no acepta la cuenta o la contraseña",
        "postgresql://conoceles@servidor.invalid/x": "un servidor que no existe",
        database_server.rpartition("/")[0] + "/template1": "todavía no está preparada",
    }
    for address, said in cases.items():
        done = manage(tmp_path, "tick", CONOCELES_DATABASE=address)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), (address, done.stderr[-400:])
        assert said in done.stderr and len(done.stderr.strip().splitlines()) == 1, (address, done.stderr)
