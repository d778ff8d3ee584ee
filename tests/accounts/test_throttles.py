"""Throttles keep their counts, say in Spanish what to do, and are no weapon against somebody else's account."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from conoceles.accounts import invitations
from conoceles.accounts.models import User
from conoceles.audit.models import Record
from tests.accounts.test_sign_in import PASSWORD, enter
from tests.factories import make_account


@pytest.fixture
def person(db):
    return make_account("ines@ejemplo.mx", "Inés Alvarado", PASSWORD)


@pytest.fixture
def in_database(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "counts",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }


def place(number):
    return Client(REMOTE_ADDR=f"203.0.113.{number}")


def test_failures_somewhere_else_do_not_shut_the_owner_out(person):
    for _ in range(7):
        refused = enter(place(1), person.email, "otra contraseña")
    assert "demasiados intentos" in refused.text and "su llave de acceso" in refused.text
    assert "demasiados intentos" in enter(place(1), person.email).text
    assert enter(place(2), person.email).headers["Location"] == "/taller/"


def test_an_account_is_the_same_however_its_name_is_written(person):
    for name in (person.email, person.email.upper(), f" {person.email} ", person.username, person.username.upper()):
        enter(place(1), name, "otra contraseña")
    assert "demasiados intentos" in enter(place(1), person.email).text


def test_a_header_is_no_other_place(person):
    for number in range(6):
        client = Client(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
        enter(client, person.email, "otra contraseña")
    assert "demasiados intentos" in enter(Client(), person.email).text


def test_behind_proxies_the_place_is_what_the_outermost_of_ours_saw(person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for number in range(6):
        # What comes before was written by whoever asks.
        enter(Client(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 198.51.100.7, 10.0.0.1"), person.email, "otra")
    same, other = (
        Client(HTTP_X_FORWARDED_FOR=f"192.0.2.99, {address}, 10.0.0.1") for address in ("198.51.100.7", "198.51.100.8")
    )
    assert "demasiados intentos" in enter(same, person.email).text
    assert enter(other, person.email).headers["Location"] == "/taller/"


def test_an_office_opens_fifty_letters_from_one_address(db):
    for number in range(50):
        _invitation, code = invitations.issue(User.objects.open(f"Persona {number}"), "letter", by="")
        assert place(1).post("/activar/", {"code": code}).headers["Location"] == "/activar/cuenta/"


def test_codes_that_open_nothing_are_counted_and_told(db):
    answers = [place(1).post("/activar/", {"code": f"AAAA-BBBB-{number:04d}"}) for number in range(22)]
    assert [answer.status_code for answer in answers] == [422] * 20 + [429] * 2
    assert "Espere un minuto" in answers[-1].text and "Too Many" not in answers[-1].text
    assert place(2).post("/activar/", {"code": "AAAA"}).status_code == 422


def test_counts_in_the_database_are_kept_among_many(person, in_database):
    for _ in range(5):
        enter(place(1), person.email, "otra contraseña")
    counts = caches["default"]
    for number in range(400):
        counts.set(f"another-{number}", number, 300)
    assert "demasiados intentos" in enter(place(1), person.email).text


def test_counts_that_are_over_are_thrown_away_once_a_day(db, in_database):
    from conoceles.accounts.due import once_a_day

    caches["default"].set("short", 1, 60)
    caches["default"].set("long", 1, 3 * 24 * 3600)
    (said,) = once_a_day(timezone.now() + timedelta(days=1))
    assert said.endswith("cuentas de intentos: 1.") and caches["default"].get("long") == 1


def test_redis_is_there_for_whoever_sets_it(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    }
    assert caches["default"]._cache.get_client() is not None


def test_staff_who_left_are_signed_out_and_what_they_send_is_shown_again(staff, staff_user):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert staff.get("/registro/").status_code == 200
    with time_machine.travel(start + timedelta(minutes=29), tick=False):
        assert staff.get("/registro/").status_code == 200
    with time_machine.travel(start + timedelta(minutes=60), tick=False):
        sent = staff.post("/registro/nueva/", {"name": "Elección a medio escribir"}, HTTP_SEC_FETCH_SITE="same-origin")
        assert sent.status_code == 403 and "Elección a medio escribir" in sent.text
        assert staff.get("/registro/").status_code == 302
    out = Record.objects.get(act="sign-out")
    assert out.by == staff_user.username and out.detail == {"why": "inactividad"}


def test_who_captures_is_not_signed_out_for_thinking(candidate, capture):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        candidate.get("/captura/")
    with time_machine.travel(start + timedelta(hours=2), tick=False):
        assert candidate.get("/cuenta/").status_code == 200


def test_parties_are_asked_for_a_second_factor_where_the_election_says_so(capture, party_operator, candidate):
    from conoceles.elections import register

    url = f"/captura/{capture.ana.key}/"
    assert party_operator.get(url).status_code == 200
    capture.election.party_second_factor = True
    register.save(capture.election)
    assert party_operator.get(url).headers["Location"] == "/cuenta/segundo-factor/"
    assert candidate.get(url).status_code in (200, 302)
    assert candidate.get(url).headers.get("Location") != "/cuenta/segundo-factor/"
    later = capture.account("party", "Otra operadora", party=capture.ana.ticket.party)
    assert later.get(url).headers["Location"] == "/cuenta/segundo-factor/"
    capture.election.party_second_factor = False
    register.save(capture.election)
    assert party_operator.get(url).status_code == later.get(url).status_code == 200
