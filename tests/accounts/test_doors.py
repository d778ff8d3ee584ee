"""The doors of the demonstration are open to whoever sits at this machine, while it is nothing else than that."""

import pytest
from django.test import Client

from conoceles.accounts.models import User
from conoceles.audit.models import Record
from conoceles.elections.grants import give
from conoceles.elections.models import Role
from tests.accounts.test_sign_in import PASSWORD, enter
from tests.factories import make_account

HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}


@pytest.fixture
def person(town, settings):
    """An invented person of a demonstration that is served."""
    settings.DEMO, settings.PUBLISHED, settings.ALLOWED_HOSTS = True, False, ["*"]
    town.election.fictional = True
    town.election.save()
    user = make_account("demo@ejemplo.mx", "Coordinación", PASSWORD)
    User.objects.filter(pk=user.pk).update(is_demo=True)
    give(user, Role.COORDINATION, town.election, by="")
    user.refresh_from_db()
    return user


def press(person, **place):
    client = Client(**{**HERE, **place})
    shown = person.name in client.get("/ingresar/").text
    entered = client.post("/ingresar/demostracion/", {"username": person.username}).status_code
    assert shown == (entered == 302)
    return entered


def test_they_are_open_here(person):
    for host in ("localhost:8000", "127.0.0.1:8000", "localhost", "[::1]:8000"):
        assert press(person, HTTP_HOST=host) == 302, host
        assert press(person, HTTP_HOST=host, REMOTE_ADDR="::1") == 302, host


SHUT = {
    "from another machine": {"REMOTE_ADDR": "192.168.1.20"},
    "from nowhere": {"REMOTE_ADDR": ""},
    "by another name": {"HTTP_HOST": "conoceles.instituto.example"},
    "by an address of the network": {"HTTP_HOST": "192.168.1.10:8000"},
    "X-Forwarded-For": {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
    "X-Forwarded-Host": {"HTTP_X_FORWARDED_HOST": "localhost"},
    "X-Forwarded-Proto": {"HTTP_X_FORWARDED_PROTO": "http"},
    "X-Real-IP": {"HTTP_X_REAL_IP": "127.0.0.1"},
    "Forwarded": {"HTTP_FORWARDED": "for=127.0.0.1"},
    "Via": {"HTTP_VIA": "1.1 proxy"},
}


def test_they_are_shut(person):
    assert [why for why, place in SHUT.items() if press(person, **place) != 404] == []


@pytest.mark.parametrize(("name", "value"), [("DEMO", False), ("PUBLISHED", True)])
def test_settings_shut_them(person, settings, name, value):
    setattr(settings, name, value)
    assert press(person) == 404


def test_the_first_who_works_here_for_real_shuts_them(person, town):
    inside = Client(**HERE)
    inside.post("/ingresar/demostracion/", {"username": person.username})
    assert inside.get("/cuenta/").status_code == 200
    # Accounts of the demonstration's own candidacies, parties and new staff are of it.
    town.account("reviewer", "Real")
    assert press(person) == 404
    # Whoever was inside is out, and a password opens nothing either.
    out = inside.get("/cuenta/", follow=True)
    assert out.redirect_chain and "solo entran en el equipo que la sirve" in out.text
    other = Client(**HERE)
    enter(other, person.email)
    assert other.get("/cuenta/").status_code == 302
    assert Record.objects.filter(act="sign-out", detail={"why": "demostración"}).count() == 2


def test_who_is_hired_for_the_demonstration_is_of_it(person, town):
    inside = Client(**HERE)
    inside.post("/ingresar/demostracion/", {"username": person.username})
    home = f"/registro/{town.election.slug}/personal/"
    inside.post(home, {"name": "Luis Paz", "email": "luis@instituto.mx", "role": "reviewer"})
    assert User.objects.get(name="Luis Paz").is_demo
    assert press(person) == 302


def test_who_is_then_given_something_real_is_no_invented_person(person, town):
    user = User.objects.open("Luis Paz")
    User.objects.filter(pk=user.pk).update(is_demo=True)
    user.refresh_from_db()
    town.election.pk, town.election.slug, town.election.fictional = None, "real-2027", False
    town.election.save()
    give(user, Role.REVIEWER, town.election, by="")
    assert not User.objects.get(pk=user.pk).is_demo and press(user) == 404
