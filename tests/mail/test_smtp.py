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
from conoceles.lib import signs
from conoceles.lib.automatic_mail import automatic, send_each
from conoceles.mail import refusals
from conoceles.mail.bounces import take_in
from conoceles.mail.models import Delivery, Message
from conoceles.mail.sending import send_due
from conoceles.profiles.mailbox import Kind, tell
from tests.factories import make_account
from tests.mail.test_mailbox import bounce
from tests.markup import flat


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
    assert done.failed == [["Ana Peña", "Esa dirección no existe o no recibe (550): entréguele carta."]]
    assert not server.got


def test_a_password_asked_for_an_address_that_is_refused_breaks_no_page(server, ana, client, caplog):
    server.answers["ana@ejemplo.mx"] = "550 No such user"
    answer = client.post("/ingresar/olvido/", {"email": "ana@ejemplo.mx"})
    assert answer.status_code == 302
    assert "550" in caplog.text
    assert "ana" not in caplog.text


def test_a_code_that_comes_back_is_known_by_its_name_and_a_new_one_is_sent(server, capture, coordination, help_desk):
    """The account of a reviewer who has not entered yet; her address was wrong."""
    url = f"/registro/{capture.election.slug}/personal/"
    given = {"name": "Rosa Ríos", "email": "rosa@instituto.example", "role": "reviewer", "until": ""}
    assert coordination.post(url, given).status_code == 302
    ((to, mail),) = server.got
    sent = Delivery.objects.get(code=True)
    assert to == ["rosa@instituto.example"] and mail["Message-ID"] == sent.name and sent.outcome == "sent"
    assert take_in(bounce(sent.name, status="5.2.2")) == 1
    page = flat(help_desk.get(f"/registro/{capture.election.slug}/correo-devuelto/").text)
    assert "su buzón está lleno (5.2.2) · su código para entrar" in page and "Enviar otro código" in page
    before = mail.get_content()
    url = f"/registro/{capture.election.slug}/correo-devuelto/{sent.pk}/"
    assert "con un código nuevo" in help_desk.post(url, follow=True).text
    assert len(server.got) == 2 and server.got[1][1].get_content() != before, "the one before opens nothing any more"


def test_the_reason_of_a_refusal_is_said_in_words_and_not_in_the_servers(server, ana, capture, help_desk):
    server.answers["ana@ejemplo.mx"] = "550 5.1.1 <ana@ejemplo.mx> unknown"
    tell(capture.ana, Kind.OBSERVED, "Corrija", "Hasta el martes.", to_party=False)
    assert send_due() == (0, 1)
    found = Delivery.objects.get()
    assert (found.outcome, found.reason, found.why) == ("failed", "5.1.1", "esa dirección no existe (5.1.1)")
    assert (
        "esa dirección no existe (5.1.1)" in help_desk.get(f"/registro/{capture.election.slug}/correo-devuelto/").text
    )


def test_all_are_sent_again_with_one_press_and_only_once(server, ana, capture, help_desk):
    for _time in range(3):
        Delivery.objects.create(user=ana, outcome=Delivery.Outcome.FAILED, tries=5, reason="5.1.1")
    Delivery.objects.create(user=ana, outcome=Delivery.Outcome.BOUNCED, code=True)
    url = f"/registro/{capture.election.slug}/correo-devuelto/"
    assert "Enviar los 3 otra vez" in flat(help_desk.get(url).text)
    assert "3 correos se enviarán otra vez" in help_desk.post(f"{url}todos/", follow=True).text
    assert "No quedaba ninguno" in help_desk.post(f"{url}todos/", follow=True).text
    assert Delivery.objects.filter(outcome="queued", tries=0).count() == 3


@pytest.mark.parametrize(
    ("status", "said", "code", "words"),
    [
        (550, b"5.1.1 <ana@x.mx> no such user", "5.1.1", "esa dirección no existe (5.1.1)"),
        (550, b"No such user ana@x.mx", "550", "esa dirección no existe o no recibe (550)"),
        (452, "4.2.2 over quota", "4.2.2", "su buzón está lleno (4.2.2)"),
        (554, b"5.7.26 unauthenticated", "5.7.26", "su servidor no lo acepta de nosotros: revise SPF y DKIM (5.7.26)"),
        (571, b"", "571", "su servidor no lo acepta (571)"),
        (0, b"", "", ""),
    ],
)
def test_codes_are_said_in_words(status, said, code, words):
    assert refusals.code_of(status, said) == code and refusals.in_words(code) == words


def test_a_server_that_refuses_everybody_ends_nobodys_mail(server, ana, capture, settings):
    for number in range(7):
        user = make_account(f"x{number}@ejemplo.mx", f"Persona {number}")
        server.answers[f"x{number}@ejemplo.mx"] = "554 5.7.1 relay access denied"
        delivery = Delivery.objects.create(user=user)
        delivery.messages.add(Message.objects.create(box="b", kind="x", subject="Aviso", text="Algo."))
    assert send_due()[0] == 0
    assert set(Delivery.objects.values_list("outcome", "tries")) == {("queued", 0)}
    assert signs.get("mail.json")["said"] == "rechaza todo (5.7.1)"
    server.answers.clear()
    assert send_due() == (7, 0)
