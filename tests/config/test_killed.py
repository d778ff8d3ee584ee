"""A server that dies under load loses no save that it acknowledged."""

import os
import threading

import psycopg
import pytest

from bench import capture


@pytest.fixture
def database():
    """An empty database of its own beside the one of the tests; '' for SQLite in the data folder."""
    address = os.environ.get("CONOCELES_DATABASE", "")
    if not address:
        yield ""
        return
    name = f"killed_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{address.rpartition('/')[0]}/{name}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.long
def test_kill_9_during_the_load_loses_no_acknowledged_save(tmp_path, database):
    people = capture.make_people(tmp_path, 12, database)
    server = capture.Server(tmp_path, database)
    server.start()
    killer = threading.Timer(3.0, server.kill)
    killer.start()
    load = capture.run(people, server.port, 4, every=0.15)
    killer.join()
    # It was really under load, and really died.
    assert len(load.seconds) > 10 and sum(load.errors.values()) > 5
    acknowledged = len(load.seconds)
    found = capture.kept(tmp_path, database)
    assert capture.lost(people, found) == []
    for person in people:
        person.version, person.acknowledged = found.get(person.key, (0, ""))
        person.on_its_way.clear()
    server.start()
    load = capture.run(people, server.port, 2, every=0.15)
    server.kill()
    assert load.errors == {} and len(load.seconds) > 50
    assert capture.lost(people, capture.kept(tmp_path, database)) == []
    assert sum(version for version, _text in capture.kept(tmp_path, database).values()) >= acknowledged


def test_a_loss_would_be_seen():
    person = capture.Person("s", "k", version=3, acknowledged="C", on_its_way=["D", "E"])
    assert capture.lost([person], {"k": (3, "C")}) == [] and capture.lost([person], {"k": (4, "D")}) == []
    assert capture.lost([person], {"k": (2, "B")}) == ["k"] and capture.lost([person], {}) == ["k"]
    assert capture.lost([person], {"k": (3, "otra")}) == ["k"]
