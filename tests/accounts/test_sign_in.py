"""Signing in: password, second factor, lock-out, sessions."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from conoceles.accounts.models import User
from conoceles.audit.models import Record
from tests.factories import make_account

PASSWORD = "una contraseña larga"


def code_now() -> str:
    return format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", int(time.time()) // 30))


def enter(client, login, password=PASSWORD, **more):
    return client.post("/ingresar/", {"login": login, "password": password, **more})


@pytest.fixture
def person(db):
    return make_account("ines@ejemplo.mx", "Inés Alvarado", PASSWORD)


def test_a_wrong_password_says_so_and_keeps_what_was_typed(person, visitor):
    wrong = enter(visitor, person.email, "otra")
    assert wrong.status_code == 422
    assert "no son correctos" in wrong.text and person.email in wrong.text


def test_one_enters_with_user_name_or_mail_and_never_leaves_for_another_site(person):
    for login in (person.username.upper(), "INES@ejemplo.mx"):
        client = Client()
        assert enter(client, login, next="https://malo.example/").headers["Location"] == "/taller/"
        assert client.get("/cuenta/").status_code == 200
        assert client.post("/salir/").headers["Location"] == "/ingresar/"
        assert client.get("/cuenta/").headers["Location"].startswith("/ingresar/?next=")


def test_staff_enter_with_a_second_factor(staff_user, visitor):
    assert enter(visitor, staff_user.email).headers["Location"].startswith("/ingresar/codigo/")
    assert visitor.get("/registro/").status_code == 302
    assert visitor.post("/ingresar/codigo/", {"code": "000000"}).status_code == 422
    assert visitor.post("/ingresar/codigo/", {"code": code_now()}).headers["Location"] == "/taller/"
    assert visitor.get("/registro/").status_code == 200


def test_staff_without_a_second_factor_are_sent_to_add_one(staff_user, staff):
    Authenticator.objects.filter(user=staff_user).delete()
    assert staff.get("/registro/").headers["Location"] == "/cuenta/segundo-factor/"
    assert staff.get("/cuenta/segundo-factor/").status_code == 200


def test_a_recovery_code_opens_once(staff_user, visitor):
    codes = RecoveryCodes.activate(staff_user).get_unused_codes()
    enter(visitor, staff_user.email)
    assert visitor.post("/ingresar/codigo/", {"code": codes[0]}).status_code == 302
    other = Client()
    enter(other, staff_user.email)
    assert other.post("/ingresar/codigo/", {"code": codes[0]}).status_code == 422


def test_the_secret_of_a_second_factor_is_kept_sealed(concurrent_db, person):
    client = Client()
    enter(client, person.email)
    where = client.get("/cuenta/segundo-factor/aplicacion/").headers["Location"]
    assert where.startswith("/cuenta/confirmar/")
    assert client.post("/cuenta/confirmar/", {"password": "otra"}).status_code == 422
    client.post("/cuenta/confirmar/", {"password": PASSWORD})
    page = client.get("/cuenta/segundo-factor/aplicacion/")
    assert page.status_code == 200 and "data:image/svg+xml" in page.text
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = client.post("/cuenta/segundo-factor/aplicacion/", {"code": code})
    assert done.headers["Location"] == "/cuenta/segundo-factor/respaldo/"
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    assert Record.objects.filter(act="second-factor", by=person.username).exists()


def test_many_wrong_passwords_lock_the_account_for_a_while(person, visitor):
    for _ in range(5):
        enter(visitor, person.email, "otra")
    locked = enter(visitor, person.email)
    assert locked.status_code in (422, 429)
    assert "demasiados intentos" in locked.text
    assert visitor.get("/cuenta/").status_code == 302


def test_sessions_are_listed_and_the_others_can_be_ended(person):
    phone, desk = Client(), Client()
    enter(phone, person.email)
    enter(desk, person.email)
    assert desk.get("/cuenta/sesiones/").text.count("Desde el") == 2
    assert desk.post("/cuenta/sesiones/").status_code == 302
    assert phone.get("/cuenta/").status_code == 302
    assert desk.get("/cuenta/").status_code == 200


def test_nobody_signs_up(visitor, db):
    assert "se entregan con una carta" in visitor.get("/ingresar/sin-carta/").text
    visitor.post("/ingresar/sin-carta/", {"username": "intrusa", "password1": PASSWORD})
    assert not User.objects.filter(username="intrusa").exists()


def test_entering_and_failing_are_recorded_without_what_was_typed(person, visitor):
    enter(visitor, "mi-contraseña-secreta", "x")
    enter(visitor, person.email, "otra")
    enter(visitor, person.email)
    acts = list(Record.objects.values_list("act", "thing"))
    assert ("sign-in-refused", "") in acts and ("sign-in-refused", f"account {person.username}") in acts
    assert ("sign-in", f"account {person.username}") in acts
    assert "secreta" not in str(acts)


def test_a_form_without_its_token_is_refused(person):
    client = Client(enforce_csrf_checks=True)
    assert enter(client, person.email).status_code == 403
