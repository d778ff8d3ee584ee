"""What DNS says of the domain that mails come from, asked of a real server."""

import socket
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from conoceles.config.watch import sender
from conoceles.config.watch.facts import State
from tests.config.services import free

GOOD = {
    "instituto.example.": ['"v=spf1 include:_spf.correo.example ~all"', '"otra cosa"'],
    "mail._domainkey.instituto.example.": ['"v=DKIM1; p=MIIB"'],
    "_dmarc.instituto.example.": ['"v=DMARC1; p=quarantine"'],
}


@pytest.fixture
def zone(settings, monkeypatch):
    """Return records that a DNS server of this test gives, which a test may change."""
    records = dict(GOOD)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "correo.example"
    settings.DEFAULT_FROM_EMAIL = "Conóceles <avisos@instituto.example>"
    monkeypatch.setattr(sender, "leaves", lambda: True)
    answers = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    answers.bind(("127.0.0.1", 0))
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], answers.getsockname()[1]
    monkeypatch.setattr(sender, "_resolver", lambda: resolver)
    thread = threading.Thread(target=serve, args=(answers, records), daemon=True)
    thread.start()
    yield records
    answers.sendto(b"", answers.getsockname())
    thread.join()
    answers.close()


def serve(answers, records):
    while asked := answers.recvfrom(4096):
        content, who = asked
        if not content:
            return
        question = dns.message.from_wire(content)
        reply = dns.message.make_response(question)
        name = question.question[0].name.to_text()
        if name in records:
            reply.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *records[name]))
        elif not any(one.endswith(f".{name}") for one in records):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        answers.sendto(reply.to_wire(), who)


def test_a_domain_that_says_who_may_send_is_well(zone):
    found = sender.sender()
    assert found.state == State.WELL and "dice quién puede enviar" in found.said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("instituto.example.", ['"nada"'], "no tiene SPF"),
        ("instituto.example.", ['"v=spf1 -all"', '"v=spf1 mx ~all"'], "tiene 2 reglas SPF"),
        ("instituto.example.", ['"v=spf1 mx +all"'], "deja que cualquiera"),
        ("mail._domainkey.instituto.example.", None, "no tiene llave DKIM"),
        ("_dmarc.instituto.example.", None, "no tiene DMARC"),
    ],
)
def test_what_is_missing_is_said_with_who_can_mend_it(zone, name, value, said):
    if value is None:
        del zone[name]
    else:
        zone[name] = value
    found = sender.sender()
    assert found.state == State.ATTENTION and said in found.said and "administra el DNS" in found.do


def test_a_key_under_a_name_that_nobody_guesses_counts(zone):
    zone["interno2027._domainkey.instituto.example."] = zone.pop("mail._domainkey.instituto.example.")
    assert sender.sender().state == State.WELL


def test_a_dns_that_is_away_raises_no_alarm_and_says_that_nothing_was_seen(zone, monkeypatch):
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], free()
    monkeypatch.setattr(sender, "_resolver", lambda: resolver)
    monkeypatch.setattr(sender, "PATIENCE", 0.3)
    found = sender.sender()
    assert found.state == State.WELL and "no se pudo comprobar" in found.said
