"""Mails before a real SMTP server (aiosmtpd): what arrives, what it refuses for good, what it refuses for now."""

import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from conoceles.accounts import addresses
from conoceles.config import settings as read
from conoceles.elections import jobs
from conoceles.elections.invitation_mail import send_invitations
from conoceles.elections.letter_jobs import CODES, GRANT
from conoceles.elections.models import Grant
from conoceles.lib.automatic_mail import automatic, send_each
from conoceles.mail.bounces import take_in
from conoceles.mail.models import Delivery
from conoceles.mail.sending import send_due
from conoceles.profiles.mailbox import Kind, tell
from tests.mail.test_mailbox import bounce


class Server:
    """Takes in what is sent to it, and answers to an address as it is told."""

    def __init__(self):
        self.got, self.answers = [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        self.got.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 Accepted"


@pytest.fixture
def server(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    for name, value in read._mail(f"smtp://127.0.0.1:{port}").items():
        setattr(settings, name, value)
    settings.DEFAULT_FROM_EMAIL = "Conóceles <avisos@instituto.example>"
    settings.WORKSHOP_ADDRESS = "https://taller.instituto.example"
    yield handler
    controller.stop()


@pytest.fixture
def ana(capture, candidate):
    addresses.confirm(candidate.user, "ana@ejemplo.mx")
    return candidate.user


def test_what_is_told_arrives_whole(server, ana, capture):
    tell(capture.ana, Kind.OBSERVED, "Corrija «Año»", "Hasta el martes: niñez, «agua» y 50 % más.", to_party=False)
    assert send_due() == (1, 0)
    ((to, mail),) = server.got
    assert to == ["ana@ejemplo.mx"]
    assert mail["Subject"] == "Corrija «Año»"
    assert mail["From"] == "Conóceles <avisos@instituto.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == Delivery.objects.get().name
    text = mail.get_content()
    assert text.startswith("Ana Peña:")
    assert "niñez, «agua» y 50 % más." in text
    assert str(capture.election.institute) in text


def test_an_address_that_does_not_exist_is_not_tried_again(server, ana, capture):
    server.answers["ana@ejemplo.mx"] = "550 No such user"
    tell(capture.ana, Kind.NOTICE, "Hola", "Un mensaje.", to_party=False)
    assert send_due() == (0, 1)
    delivery = Delivery.objects.get()
    assert delivery.outcome == Delivery.Outcome.FAILED
    assert "ana" not in delivery.reason


def test_a_full_mailbox_is_tried_later_with_the_same_name(server, ana, capture):
    server.answers["ana@ejemplo.mx"] = "452 Mailbox full"
    tell(capture.ana, Kind.NOTICE, "Hola", "Un mensaje.", to_party=False)
    assert send_due() == (0, 1)
    name = Delivery.objects.get(outcome=Delivery.Outcome.QUEUED).name
    server.answers.clear()
    assert send_due(timezone.now() + timedelta(hours=1)) == (1, 0)
    ((_to, mail),) = server.got
    assert mail["Message-ID"] == name
    assert take_in(bounce(name)) == 1, "what comes back is known by the name it left with"


def test_one_that_is_refused_stops_no_other(server, ana, capture, other_candidate):
    addresses.confirm(other_candidate.user, "beto@ejemplo.mx")
    server.answers["ana@ejemplo.mx"] = "550 No such user"
    for user in (ana, other_candidate.user):
        candidacy = Grant.objects.get(user=user).candidacy
        tell(candidacy, Kind.NOTICE, "Hola", "Un mensaje.", to_party=False)
    assert send_due() == (1, 1)
    assert [to for to, _mail in server.got] == [["beto@ejemplo.mx"]]


def test_a_code_by_mail_arrives_and_opens_its_address(server, ana, capture):
    grant = Grant.objects.select_related("user", "candidacy", "party").get(candidacy=capture.ana)
    address = "https://taller.instituto.example/activar/"
    assert send_invitations([grant], capture.election, address, by="c-prueba") == (1, 0)
    ((_to, mail),) = server.got
    assert f"{address}#" in mail.get_content()
    assert mail["Message-ID"].endswith("@instituto.example>")


def test_a_refused_address_keeps_no_other_from_a_notice_and_is_named_in_no_log(server, capture, caplog):
    server.answers["ana@ejemplo.mx"] = "550 No such user"
    mails = [automatic("Hola", "Un texto.", one) for one in ("ana@ejemplo.mx", "beto@ejemplo.mx")]
    assert send_each(mails) == 1
    assert [to for to, _mail in server.got] == [["beto@ejemplo.mx"]]
    assert "550" in caplog.text
    assert "ana" not in caplog.text


def test_an_account_is_told_and_a_refusal_names_nobody(server, ana, caplog, django_capture_on_commit_callbacks):
    server.answers["ana@ejemplo.mx"] = "550 No such user"
    with django_capture_on_commit_callbacks(execute=True):
        addresses.tell("ana@ejemplo.mx", "hola", "Un texto.", whose=ana)
    assert "550" in caplog.text
    assert "ana" not in caplog.text


def test_a_code_that_is_refused_says_whose_and_what_to_do(server, ana, capture):
    server.answers["ana@ejemplo.mx"] = "550 No such user"
    grant = Grant.objects.get(candidacy=capture.ana)
    values = {"number": "", "replaces": False}
    job = jobs.begin(CODES, capture.election, ana, "Códigos", [f"{GRANT}{grant.pk}"], values, "x")
    done = jobs.run(job.pk)
    assert done.failed == [["Ana Peña", "Su correo no existe o no recibe: entréguele carta."]]
    assert not server.got


def test_a_password_asked_for_an_address_that_is_refused_breaks_no_page(server, ana, client, caplog):
    server.answers["ana@ejemplo.mx"] = "550 No such user"
    answer = client.post("/ingresar/olvido/", {"email": "ana@ejemplo.mx"})
    assert answer.status_code == 302
    assert "550" in caplog.text
    assert "ana" not in caplog.text
