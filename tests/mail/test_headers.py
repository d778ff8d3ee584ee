"""Whatever we send by ourselves says so, so that no answering machine answers it, and where to stop it."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from conoceles.accounts import addresses
from conoceles.elections.invitation_mail import send_invitations
from conoceles.elections.models import Grant, Institute
from conoceles.lib.automatic_mail import Sender, automatic, sender
from conoceles.mail.sending import send_due
from conoceles.profiles.mailbox import Kind, tell


@pytest.fixture
def sent(capture, candidate, settings):
    """Return what each kind of mail looks like when it leaves."""
    settings.WORKSHOP_ADDRESS = "https://taller.instituto.example"
    settings.DEFAULT_FROM_EMAIL = "Conóceles <avisos@instituto.example>"
    capture.election.institute.email = "contacto@instituto.example"
    capture.election.institute.phone = "867 000 0000"
    capture.election.institute.save()
    addresses.confirm(candidate.user, "ana@ejemplo.mx")
    Client().post("/ingresar/olvido/", {"email": "ana@ejemplo.mx"})
    tell(capture.ana, Kind.NOTICE, "Hola", "Un mensaje.", to_party=False)
    send_due(timezone.now() + timedelta(hours=1))
    grant = Grant.objects.select_related("user").get(candidacy=capture.ana)
    send_invitations([grant], capture.election, "https://taller.instituto.example/activar/", by="c-prueba")
    return [message_from_bytes(message.message().as_bytes(), policy=default) for message in mail.outbox]


def test_every_mail_of_ours_is_automatic(sent):
    assert len(sent) == 3
    for message in sent:
        assert message["Auto-Submitted"] == "auto-generated", message["Subject"]
        assert message["X-Auto-Response-Suppress"] == "All"
        assert message["Message-ID"] and "invalid" not in message["Message-ID"]


def test_mails_of_the_mailbox_say_where_to_stop_them_and_are_of_our_domain(sent):
    (told,) = [message for message in sent if message["List-Unsubscribe"]]
    assert told["List-Unsubscribe"] == "<https://taller.instituto.example/captura/buzon/>"
    assert told["Message-ID"].endswith("@instituto.example>")


def test_every_mail_greets_is_signed_by_the_institute_and_is_answered_to_it(sent, capture):
    for message in sent:
        text = message.get_content()
        assert text.startswith("Ana Peña:\n"), text
        assert f"\n{capture.election.institute}\n¿Tiene dudas? Mesa de ayuda: 867 000 0000, contacto@" in text
        assert message["Reply-To"] == "contacto@instituto.example"


def test_each_institute_signs_its_own(sent, capture, candidate):
    other = Institute.objects.create(name="Aaa Instituto de otro estado", email="otro@otro.example")
    assert sender(whose=other).answers == "otro@otro.example"
    assert sender(capture.ana.key).name == str(capture.election.institute)
    assert sender(whose=candidate.user).name == str(capture.election.institute)
    assert sender() == Sender("Conóceles"), "nobody's is no one's"


def test_where_no_institute_is_known_a_mail_is_still_signed(db):
    Institute.objects.all().delete()
    mail_of = automatic("Hola", "Un texto.", "ana@ejemplo.mx")
    assert mail_of.body == "Buen día:\n\nUn texto.\n\nConóceles"
    assert not mail_of.reply_to
