"""The code of a letter: single use, expires, kept as a hash, replaced by the next one."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from conoceles.accounts import addresses, invitations
from conoceles.accounts.models import Invitation, User
from conoceles.audit.models import Record

PASSWORD = "tres palabras sueltas"


@pytest.fixture
def account(db):
    return User.objects.open("Inés Alvarado")


def test_a_letter_opens_its_account_once(account, visitor):
    _invitation, code = invitations.issue(account, "letter", by="c-prueba")
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert visitor.post("/activar/", {"code": typed}).headers["Location"] == "/activar/cuenta/"
    page = visitor.get("/activar/cuenta/")
    assert account.name in page.text and account.username in page.text
    weak = visitor.post("/activar/cuenta/", {"password": "corta", "email": "ines@ejemplo.mx"})
    assert weak.status_code == 422 and "ines@ejemplo.mx" in weak.text
    done = visitor.post("/activar/cuenta/", {"password": PASSWORD, "email": "Ines@Ejemplo.mx"})
    assert done.headers["Location"] == "/taller/"
    account.refresh_from_db()
    assert account.check_password(PASSWORD) and addresses.of(account) == "ines@ejemplo.mx"
    again = Client().post("/activar/", {"code": code})
    assert again.status_code == 422 and "no abre ninguna cuenta" in again.text
    assert Record.objects.filter(act="account-activated", by=account.username).count() == 1


def test_an_account_needs_no_mail(account, visitor):
    _invitation, code = invitations.issue(account, "letter", by="")
    visitor.post("/activar/", {"code": code})
    assert visitor.post("/activar/cuenta/", {"password": PASSWORD}).status_code == 302
    assert visitor.get("/cuenta/").status_code == 200


def test_the_code_is_nowhere_in_the_database(account):
    _invitation, code = invitations.issue(account, "letter", by="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_invitation")
        kept = str(cursor.fetchall())
    assert code not in kept and code.replace("-", "") not in kept
    assert code not in str(list(Record.objects.values()))


def test_an_expired_letter_opens_nothing(account, visitor):
    invitation, code = invitations.issue(account, "letter", by="")
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert visitor.post("/activar/", {"code": code}).status_code == 422


def test_a_new_letter_closes_the_one_before(account, visitor):
    first, code = invitations.issue(account, "letter", by="")
    visitor.post("/activar/", {"code": code})
    _second, fresh = invitations.issue(account, "mail", by="")
    first.refresh_from_db()
    assert first.closed_at is not None
    # Whoever had come half-way with the old one does not go on.
    assert visitor.post("/activar/cuenta/", {"password": PASSWORD}).headers["Location"] == "/activar/"
    assert visitor.post("/activar/", {"code": code}).status_code == 422
    assert visitor.post("/activar/", {"code": fresh}).status_code == 302


def test_delivery_and_receipt_are_recorded(account):
    invitation, _code = invitations.issue(account, "letter", by="c-vinculo")
    invitations.deliver(invitation, received_by="Rosa Peña, representante", by="c-vinculo")
    invitation.refresh_from_db()
    assert invitation.delivered_at and invitation.received_by.startswith("Rosa")
    assert Record.objects.filter(act="credential-delivered", by="c-vinculo").exists()
    invitation.delivered_at = None
    with pytest.raises(ValidationError, match="acuse"):
        invitation.full_clean()


def test_guessing_codes_is_throttled(db, visitor):
    answers = {visitor.post("/activar/", {"code": f"AAAA-AAAA-{number:04}"}).status_code for number in range(25)}
    assert answers == {422, 429}


def test_a_closed_account_ends_where_it_is_open(account, visitor):
    _invitation, code = invitations.issue(account, "letter", by="")
    visitor.post("/activar/", {"code": code})
    visitor.post("/activar/cuenta/", {"password": PASSWORD})
    assert visitor.get("/cuenta/").status_code == 200
    invitations.close_account(account, by="", why="sustitución")
    assert visitor.get("/cuenta/").status_code == 302
    assert Client().post("/ingresar/", {"login": account.username, "password": PASSWORD}).status_code != 200
