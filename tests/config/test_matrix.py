"""The access matrix: every account before every address, with things of its own and of others. Who may enter is what
docs/access.md prints of each view."""

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from conoceles.accounts.models import User
from conoceles.elections.access import STAFF
from conoceles.elections.grants import give
from conoceles.elections.models import Role
from conoceles.lib.access import PUBLIC, SIGNED_IN
from tests.config.doors import addresses, make_world
from tests.factories import add_second_factor, build
from tests.scenery import scenery

ADDRESSES = sorted(set(addresses()))
# What ends a session, or is asked of everybody alike.
LEFT = ("salir/", "ingresar/demostracion/")
SHUT = (302, 403, 404, 405)
# What a view that one may read refuses to do for some of its readers.
FINER = {("post", "identidad-estadistica"), ("post", "llave")}


@scenery
def world():
    made = make_world()
    build()
    return made


def entered(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def staff_in(town, role):
    user = User.objects.open(role)
    give(user, role, town.election, by="")
    add_second_factor(user)
    return entered(user)


def asked(client, url, methods=("get", "post")):
    for method in methods:
        answer = getattr(client, method)(url)
        if answer.streaming:
            answer.getvalue()
        for close in answer._resource_closers:
            close()
        yield method, answer.status_code


def who(url):
    """Return the words by which a view says who may enter it; None for an address that nothing answers."""
    try:
        return resolve(url).func.access[0]
    except Resolver404:
        return None


def doors(world):
    """Yield (address of the first election's things, the same of the second's or '' where it names no thing)."""
    other = world.other
    for address in ADDRESSES:
        if address.startswith(LEFT):
            continue
        own = world.at(address)
        theirs = world.at(address, slug=other.election.slug, key=other.ana.key)
        yield own, theirs if theirs != own else ""


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("role", [role.value for role in STAFF])
def test_staff_enter_where_their_role_is_named_and_nowhere_else(world, role):
    client, wrong, seen = staff_in(world.mine, role), [], 0
    label = Role(role).label
    for own, _theirs in doors(world):
        said = who(own)
        if said in (None, PUBLIC, SIGNED_IN):
            continue
        named = label in said.replace(" de toda la instalación", "").split(", ") and "instalación" not in said
        for method, status in asked(client, own):
            seen += 1
            if (
                status >= 500
                or (not named and status not in SHUT)
                or (named and status == 403 and (method, own.split("/")[-2]) not in FINER)
            ):
                wrong.append((own, method, status, said))
    # With every role at once, the other institute's doors are tried in `test_other_institute.py`.
    assert wrong == [] and seen > 100


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("actor", ["candidate", "party", "visitor", "neighbour"])
def test_those_outside_enter_what_is_theirs_alone(world, actor):
    mine = world.mine
    clients = {
        "candidate": lambda: mine.account("candidate", "Ana Peña", candidacy=mine.ana),
        "party": lambda: mine.account("party", "Partido", party=mine.ana.ticket.party),
        # Of another party of the same election.
        "neighbour": lambda: mine.account("party", "Otro", party=mine.parties["Partido Sol"]),
        "visitor": Client,
    }
    client, wrong = clients[actor](), []
    client.raise_request_exception = False
    for own, theirs in doors(world):
        said = who(own)
        if said in (None, PUBLIC):
            continue
        hers = "captura/" in own and "candidatura" in said and actor in ("candidate", "party")
        for method, status in asked(client, own):
            open_to_all = said == SIGNED_IN and actor != "visitor"
            if status >= 500 or (status not in SHUT and not hers and not open_to_all and not _of_party(own, actor)):
                wrong.append((own, method, status, said))
        for method, status in asked(client, theirs) if theirs else ():
            if status not in SHUT:
                wrong.append((theirs, method, status, "of others"))
    assert wrong == []


def _of_party(url, actor):
    return actor == "party" and url.startswith("/captura/")
