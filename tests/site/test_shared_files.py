"""Public files that a node has from a store, where the workshop puts them."""

import logging
import os
from datetime import UTC, datetime

import pytest

from conoceles.config.watch import keeping
from conoceles.config.watch.facts import State
from conoceles.ledger import blobs, due, shared_files
from conoceles.ledger.acts import redact
from conoceles.ledger.shared_files import fetch, send
from conoceles.site.build.builder import Builder
from tests.built import built_site
from tests.config.services import free, store
from tests.factories import make_town

pytestmark = pytest.mark.skipif(
    os.environ.get("CONOCELES_DATABASE", "") != "", reason="the store is the same for both databases"
)
NOW = datetime(2027, 5, 1, tzinfo=UTC)


@pytest.fixture
def town(db, settings, tmp_path):
    settings.SIGNS_DIR = tmp_path / "signs"
    shared_files._failed_at = -shared_files.PEACE
    return make_town()


@pytest.fixture
def ana(town):
    """Somebody with a photograph, published."""
    found = town.stand("Ana Peña", answers={"message": "Agua"})
    found.profile.photo = {"320": blobs.put(b"retrato", "jpg")}
    found.profile.save()
    town.publish()
    return found


@pytest.fixture
def kept(settings):
    with store("archivos") as (port, client):
        settings.STORE = f"s3+http://llave:secreto@127.0.0.1:{port}/archivos/2027"
        yield client


def names(client):
    return [one["Key"] for one in client.list_objects_v2(Bucket="archivos").get("Contents", ())]


def test_the_workshop_puts_what_is_public_once_and_takes_away_what_is_redacted(ana, kept):
    name = ana.profile.photo["320"]
    assert keeping.store().state == State.ATTENTION, "nothing was sent yet"
    assert due.every_minute(NOW) == ["Archivos públicos en el depósito: 1 puestos, 0 retirados."]
    assert names(kept) == [f"2027/public/{name}"] and keeping.store().state == State.WELL
    assert due.every_minute(NOW) == [], "nothing is new"
    redact("profile", ana.key, election=ana.ticket.contest.election.slug, ground="datos personales")
    assert send() == "Archivos públicos en el depósito: 0 puestos, 1 retirados." and names(kept) == []


def test_a_file_that_comes_late_is_shown_when_it_comes(ana, kept):
    name = ana.profile.photo["320"]
    blobs.where(name).unlink()
    builder = Builder()
    builder.build()
    shown = built_site() / "medios" / name
    assert not shown.exists(), "its page is there, its photograph is on its way"
    kept.put_object(Bucket="archivos", Key=f"2027/public/{name}", Body=b"de otra persona")
    builder.build()
    assert not shown.exists(), "what is not what its name says is not shown"
    kept.put_object(Bucket="archivos", Key=f"2027/public/{name}", Body=b"retrato")
    builder.build()
    assert shown.read_bytes() == b"retrato"
    # A restored one has the time of its copy: shown, it has that of its name.
    os.utime(blobs.where(name), (1, 1))
    shown.unlink()
    builder.looked = 0.0
    builder.build()
    assert shown.stat().st_mtime == int(name[:8], 16) >> 1
    builder.close()


def test_a_store_that_is_away_is_said_and_left_in_peace(ana, settings, caplog):
    settings.STORE = f"s3+http://llave:secreto@127.0.0.1:{free()}/archivos"
    [said] = due.every_minute(NOW)
    assert "no llegan a los demás servidores" in said and "no responde" in said
    blobs.where(ana.profile.photo["320"]).unlink()
    with caplog.at_level(logging.WARNING):
        fetch([ana.profile.photo["320"]])
        fetch([ana.profile.photo["320"]])
    assert len(caplog.records) == 1 and "secreto" not in caplog.text
    settings.WORKSHOP = False
    assert due.every_minute(NOW) == [], "a node puts nothing"
