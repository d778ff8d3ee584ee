"""The mailbox: what is told stays there; mails follow each account's wish, are tried again, and those that come back
are seen."""

from datetime import timedelta
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from conoceles.lib import signs
from conoceles.mail.bounces import take_in
from conoceles.mail.models import Delivery, Message
from conoceles.mail.sending import send_due
from conoceles.profiles import mailbox
from tests.markup import flat


@pytest.fixture
def told(capture, candidate):
    candidate.user.email = "ana@ejemplo.mx"
    candidate.user.save()
    mailbox.tell(capture.ana, mailbox.Kind.OBSERVED, "Corrija", "Hasta el martes.")
    return capture


def bounce(name, action="failed", status="5.1.1"):
    """Return a delivery status notification as a server sends it (RFC 3464)."""
    report = MIMEMultipart("report", report_type="delivery-status")
    report.attach(MIMEText("Your message could not be delivered."))
    status_part = MIMEMultipart("delivery-status")
    status_part.set_type("message/delivery-status")
    outer, inner = MIMEText(""), MIMEText("")
    for part in (outer, inner):
        for header in list(part.keys()):
            del part[header]
    outer["Reporting-MTA"] = "dns; mx.ejemplo.mx"
    inner["Final-Recipient"] = "rfc822; ana@ejemplo.mx"
    inner["Action"], inner["Status"] = action, status
    status_part.set_payload([outer, inner])
    report.attach(status_part)
    original = EmailMessage()
    original["Message-ID"], original["Subject"] = name, "Corrija"
    report.attach(MIMEMessage(original))
    return report


def test_a_message_is_read_in_the_mailbox_and_marked_by_its_reader(told, candidate, other_candidate, party_operator):
    assert "Un mensaje sin leer" in candidate.get("/captura/buzon/").text
    assert "Corrija" not in other_candidate.get("/captura/buzon/").text
    assert "Ana Peña: Corrija" in party_operator.get("/captura/buzon/").text
    assert Message.objects.filter(read_at__isnull=True).count() == 2, "looking marks nothing"
    candidate.post("/captura/buzon/")
    assert Message.objects.filter(box=told.ana.key, read_at__isnull=False).count() == 1
    assert Message.objects.get(box=told.parties["Partido Roble"].key).read_at is None


def test_wishes_are_kept_and_none_means_none(told, candidate):
    Delivery.objects.all().delete()
    assert candidate.post("/captura/buzon/", {"mails": "nada"}).status_code == 302
    candidate.post("/captura/buzon/", {"mails": "none"})
    candidate.user.refresh_from_db()
    assert candidate.user.mails == "none"
    mailbox.tell(told.ana, mailbox.Kind.OBSERVED, "Otra vez", "")
    assert not Delivery.objects.exists() and Message.objects.filter(subject="Otra vez").exists()


def test_several_in_a_day_are_one_mail(told, candidate):
    Delivery.objects.all().delete()
    candidate.user.mails = "daily"
    candidate.user.save()
    for subject in ("Uno", "Dos"):
        mailbox.tell(told.ana, mailbox.Kind.OBSERVED, subject, "")
    assert send_due() == (0, 0)
    assert send_due(timezone.now() + timedelta(days=1)) == (1, 0)
    assert (
        mail.outbox[0].subject == "Conóceles: 2 mensajes"
        and "Uno" in mail.outbox[0].body
        and "Dos" in mail.outbox[0].body
    )


def test_what_cannot_be_sent_is_tried_ever_later_and_then_is_seen_by_staff(told, monkeypatch, help_desk, candidate):
    def refuse(self, *args, **kwargs):
        raise SMTPRecipientsRefused({"ana@ejemplo.mx": (450, b"later")})

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    at = timezone.now()
    for _try in range(Delivery.TRIES):
        assert send_due(at) == (0, 1)
        assert send_due(at) == (0, 0), "not at once"
        at += timedelta(days=2)
    assert Delivery.objects.get().outcome == "failed" and send_due(at) == (0, 0)
    url = f"/registro/{told.election.slug}/correo-devuelto/"
    assert "Ana Peña" in help_desk.get(url).text and candidate.get(url).status_code == 403
    monkeypatch.undo()
    assert help_desk.post(f"{url}{Delivery.objects.get().pk}/").status_code == 302
    assert send_due() == (1, 0)


def test_nothing_is_given_up_while_the_server_is_away(told, monkeypatch):
    def away(self, *args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", away)
    at = timezone.now()
    for _minute in range(20):
        assert send_due(at) == (0, 1)
        at += timedelta(hours=5)
    waiting = Delivery.objects.get()
    assert (waiting.outcome, waiting.tries) == ("queued", 0)
    assert signs.get("mail.json")["said"] == "no responde en esa dirección"
    monkeypatch.undo()
    assert send_due(at) == (1, 0) and signs.get("mail.json") == {}


def test_a_mail_that_comes_back_is_known_by_its_name(told, tmp_path, capsys, help_desk):
    send_due()
    sent = Delivery.objects.get()
    assert mail.outbox[0].extra_headers["Message-ID"] == sent.name
    assert take_in(bounce(sent.name, action="delayed", status="4.4.1")) == 0
    assert take_in(bounce("<otro@instituto.example>")) == 0 and take_in(EmailMessage()) == 0
    folder = tmp_path / "Maildir" / "new"
    folder.mkdir(parents=True)
    (folder / "1").write_bytes(bounce(sent.name).as_bytes())
    call_command("read_bounces", str(tmp_path / "Maildir"))
    assert "1 correos leídos, 1 devoluciones" in capsys.readouterr().out
    sent.refresh_from_db()
    assert (sent.outcome, sent.reason) == ("bounced", "5.1.1")
    assert "devuelto · esa dirección no existe (5.1.1)" in flat(
        help_desk.get(f"/registro/{told.election.slug}/correo-devuelto/").text
    )


def test_a_mail_says_nothing_confidential_and_where_to_go(told, settings):
    settings.WORKSHOP_ADDRESS = "https://taller.ejemplo.mx"
    send_due()
    assert f"https://taller.ejemplo.mx/captura/{told.ana.key}/" in mail.outbox[0].body
