"""The built site in a store behind a CDN."""

import gzip
import os
import re

import pytest
from django.core.management import CommandError, call_command

from conoceles.ledger.acts import redact
from conoceles.site.pushing import push
from tests.config.services import store
from tests.factories import build, make_town

SLUG = "prueba-2027"


class Kept:
    """A store that remembers in what order it was asked."""

    def __init__(self):
        self.files, self.asked = {}, []

    def tags(self):
        import hashlib

        return {name: hashlib.md5(content).hexdigest() for name, content in self.files.items()}  # noqa: S324

    def write(self, name, content, **fields):
        self.files[name] = content
        self.asked.append(("write", name))

    def remove(self, name):
        del self.files[name]
        self.asked.append(("remove", name))
        return 1


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def ana(town):
    return town.stand("Ana Peña", answers={"message": "Agua"})


def test_what_was_suppressed_goes_first_then_what_it_changed_then_the_rest(town, ana, settings, tmp_path):
    town.publish()
    build()
    kept = Kept()
    first = push(settings.BUILD_DIR, tmp_path, kept)
    assert first.sent == first.there > 30 and first.purge == []
    page = f"{SLUG}/candidaturas/{ana.slug}/index.html"
    assert gzip.decompress(kept.files[page]).startswith(b"<!doctype html>")
    assert push(settings.BUILD_DIR, tmp_path, kept).sent == 0, "the same is not sent twice"
    kept.asked.clear()
    redact("candidacy", ana.key, election=SLUG, ground="datos personales")
    redact("profile", ana.key, election=SLUG, ground="datos personales")
    build()
    done = push(settings.BUILD_DIR, tmp_path, kept)
    acts = [act for act, _name in kept.asked]
    assert acts.index("write") == acts.count("remove") > 0 and ("remove", page) in kept.asked
    assert f"/{page.removesuffix('index.html')}" in done.purge
    assert not any(b"Ana Pe" in gzip.decompress(one) for name, one in kept.files.items() if name.endswith(".html"))


@pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") != "", reason="the store is the same for both databases")
def test_the_command_puts_a_site_that_needs_no_program(town, ana, settings, tmp_path, capsys):
    with pytest.raises(CommandError, match="CONOCELES_PUSH"):
        call_command("push")
    town.publish()
    build()
    with store("sitio") as (port, client):
        settings.PUSH = f"s3+http://llave:secreto@127.0.0.1:{port}/sitio/2027"
        call_command("push", purge=tmp_path / "olvidar")
        said = capsys.readouterr().out
        assert re.search(r"Retirados: 0. Enviados: \d+ archivos", said)
        home = client.get_object(Bucket="sitio", Key=f"2027/{SLUG}/index.html")
        assert (home["ContentEncoding"], home["ContentType"]) == ("gzip", "text/html; charset=utf-8")
        assert home["CacheControl"] == "public, max-age=60"
        everyone = client.get_object(Bucket="sitio", Key=f"2027/{SLUG}/candidaturas/index.html")["Body"].read()
        assert ana.slug in gzip.decompress(everyone).decode(), "a list stands where the search would be"
        for name in (f"{SLUG}/comparar/", f"{SLUG}/seccion/", f"en/{SLUG}/candidaturas/"):
            client.head_object(Bucket="sitio", Key=f"2027/{name}index.html")
        call_command("push", purge=tmp_path / "olvidar")
        assert "Enviados: 0 archivos" in capsys.readouterr().out
        settings.PUSH = f"s3+http://llave:otro@127.0.0.1:{port}/nada"
        with pytest.raises(CommandError, match="no hay un depósito"):
            call_command("push")
