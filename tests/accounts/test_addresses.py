"""The e-mail of an account: nothing is sent to one that nobody confirmed but what asks to confirm it; it changes with
the password, told to the old one, and the old one stands until the new is confirmed."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from conoceles.accounts import addresses, invitations
from conoceles.accounts.models import User
from tests.accounts.test_sign_in import PASSWORD, enter
from tests.factories import make_account

HOME = "https://taller.instituto.example"


@pytest.fixture(autouse=True)
def configured(settings):
    settings.WORKSHOP_ADDRESS, settings.ALLOWED_HOSTS = HOME, ["*"]


@pytest.fixture
def person(db):
    return make_account("ines@ejemplo.mx", "Inés Alvarado", PASSWORD)


def to(address):
    return [message for message in mail.outbox if message.to == [address]]


def link_in(message):
    (address,) = re.findall(r"https?://\S+", message.body)
    assert address.startswith(f"{HOME}/")
    return address.removeprefix(HOME)


def activate(user, channel="letter", email=""):
    _invitation, code = invitations.issue(user, channel, by="")
    client = Client()
    client.post("/activar/", {"code": code})
    assert client.post("/activar/cuenta/", {"password": PASSWORD, "email": email}).status_code == 302
    user.refresh_from_db()
    return client


def test_what_is_typed_at_activation_waits_to_be_confirmed(db):
    user = User.objects.open("Inés Alvarado")
    activate(user, email="Ines@Ejemplo.mx")
    assert user.email == "" and addresses.of(user) == "ines@ejemplo.mx"
    # One may enter with it, with the own password; but nothing else comes to it, nor the link of a forgotten one.
    assert enter(Client(), "ines@ejemplo.mx").headers["Location"] == "/taller/"
    Client().post("/ingresar/olvido/", {"email": "ines@ejemplo.mx"})
    (asked,) = mail.outbox
    assert asked.to == ["ines@ejemplo.mx"] and "confirme" in asked.subject
    assert Client().get(link_in(asked)).status_code == 200
    user.refresh_from_db()
    assert user.email == "", "opening the link confirms nothing: machines open links"
    Client().post(link_in(asked))
    user.refresh_from_db()
    assert user.email == "ines@ejemplo.mx"
    Client().post("/ingresar/olvido/", {"email": "ines@ejemplo.mx"})
    assert "recupere" in mail.outbox[-1].subject


def test_the_code_of_a_mail_confirms_the_address_that_it_was_sent_to(db):
    user, other = User.objects.open("Una"), User.objects.open("Otra")
    for one in (user, other):
        addresses.propose(one, "una@ejemplo.mx")
    activate(user, "mail", "una@ejemplo.mx")
    assert user.email == "una@ejemplo.mx" and mail.outbox == []
    activate(other, "mail", "otra@ejemplo.mx")
    assert other.email == "" and addresses.of(other) == "otra@ejemplo.mx" and len(to("otra@ejemplo.mx")) == 1


def test_an_address_that_is_emptied_is_gone(person):
    activate(person, email="")
    assert person.email == "" and not EmailAddress.objects.filter(user=person).exists()


def test_an_address_of_somebody_else_is_never_taken(person):
    user = User.objects.open("Otra")
    addresses.propose(user, person.email)
    assert not addresses.confirm(user, person.email)
    person.refresh_from_db()
    assert person.email == "ines@ejemplo.mx" and addresses.waiting(user) is not None


def asked_for_another(person):
    client = Client()
    enter(client, person.email)
    client.post("/cuenta/confirmar/", {"password": PASSWORD})
    assert client.post("/cuenta/correo/", {"email": "nueva@ejemplo.mx", "action_add": ""}).status_code == 302
    return client


def test_changing_it_asks_for_the_password(person):
    client = Client()
    client.force_login(person)
    for sent in ({"email": "otra@ejemplo.mx", "action_add": ""}, {"email": person.email, "action_remove": ""}):
        refused = client.post("/cuenta/correo/", sent)
        assert refused.headers["Location"].startswith("/cuenta/confirmar/")
    assert mail.outbox == [] and EmailAddress.objects.filter(user=person).count() == 1
    # Nor does opening the page write anything.
    client.get("/cuenta/correo/")
    assert EmailAddress.objects.filter(user=person).count() == 1


def test_the_old_one_is_told_and_stands_until_the_new_is_confirmed(person):
    asked_for_another(person)
    person.refresh_from_db()
    assert person.email == "ines@ejemplo.mx"
    (told,), (asked,) = to("ines@ejemplo.mx"), to("nueva@ejemplo.mx")
    assert "pidieron otro correo" in told.subject and "nueva@ejemplo.mx" in told.body
    assert enter(Client(), "ines@ejemplo.mx").headers["Location"] == "/taller/"
    Client().post("/ingresar/olvido/", {"email": "nueva@ejemplo.mx"})
    assert len(to("nueva@ejemplo.mx")) == 1
    Client().post(link_in(asked))
    person.refresh_from_db()
    assert person.email == "nueva@ejemplo.mx"
    assert "ahora es nueva@ejemplo.mx" in to("ines@ejemplo.mx")[-1].body
    Client().post("/ingresar/olvido/", {"email": "ines@ejemplo.mx"})
    assert len(to("ines@ejemplo.mx")) == 2


def test_no_mail_names_the_host_that_a_request_says(person):
    for host in ("evil.example", "conoceles.instituto.example"):
        mail.outbox.clear()
        Client(HTTP_HOST=host).post("/ingresar/olvido/", {"email": person.email})
        (reset,) = mail.outbox
        assert host not in reset.body + reset.subject and link_in(reset).startswith("/ingresar/olvido/")


def test_staff_are_known_by_confirmed_addresses_alone(capture, candidate, coordination):
    addresses.propose(candidate.user, "jefa@instituto.mx")
    home = f"/registro/{capture.election.slug}/personal/"
    coordination.post(home, {"name": "Jefa", "email": "jefa@instituto.mx", "role": "equality"})
    assert [message.to for message in mail.outbox] == [["jefa@instituto.mx"]]
    assert list(candidate.user.grants.values_list("role", flat=True)) == ["candidate"]
    # The same one again, before she opened it, is the same account.
    coordination.post(home, {"name": "Jefa", "email": "jefa@instituto.mx", "role": "reviewer"})
    jefa = User.objects.get(name="Jefa")
    assert set(jefa.grants.values_list("role", flat=True)) == {"equality", "reviewer"}


def test_whoever_enters_with_an_address_that_waits_is_asked_once_a_week(db):
    user = make_account("vieja@ejemplo.mx", "Inés", PASSWORD)
    addresses.clear(user)
    addresses.propose(user, "ines@ejemplo.mx")
    for _ in range(3):
        enter(Client(), user.username)
    assert len(mail.outbox) == 1 and mail.outbox[0].to == ["ines@ejemplo.mx"]
