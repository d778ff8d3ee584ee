"""What is watched: each thing goes wrong once, is told, and is well again."""

import json
import os
import ssl
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from smtplib import SMTPDataError

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from conoceles.config.watch import keeping, looking, machine, publishing, telling
from conoceles.config.watch.facts import Fact, State, ago, amount, judged
from conoceles.config.watch.looking import look, ready
from conoceles.config.watch.telling import tell
from conoceles.ledger import guards
from conoceles.ledger.acts import append
from conoceles.lib import apart, blobs, signs
from conoceles.mail.models import Delivery
from conoceles.site.build.alive import Sign
from conoceles.site.kept import packed
from tests.built import built_site
from tests.factories import build


@pytest.fixture(autouse=True)
def forgotten():
    """Nothing of what was looked at before is believed."""
    looking._serving.clear()
    looking._costly.clear()
    telling._counted.clear()
    telling._unkept.clear()


@pytest.fixture
def public(capture):
    capture.publish()
    return capture


@pytest.fixture
def systems(capture):
    client = capture.account("systems", "Sistemas")
    client.user.email = "sis@instituto.example"
    client.user.save()
    return client


def state_of(name, facts=None):
    found = [fact for fact in facts or look(fresh=True) if fact.name == name]
    assert found, name
    return max(fact.state for fact in found)


def old(path, seconds):
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def test_a_builder_that_is_frozen_or_dead_is_noticed(public):
    build()
    Sign(settings.BUILD_DIR).beat()
    assert publishing.builder().state == State.WELL and publishing.published().state == State.WELL
    old(settings.BUILD_DIR / "alive", 150)
    found = publishing.builder()
    assert found.state == State.WRONG and "desde hace 2 minutos" in found.said and "systemctl restart" in found.do
    (settings.BUILD_DIR / "alive").unlink()
    assert publishing.builder().state == State.WRONG


def test_what_is_published_and_does_not_reach_the_site_is_noticed(public, monkeypatch):
    build()
    monkeypatch.setattr("conoceles.ledger.acts.check", lambda kind, document: None)
    append("text", "x", {"title": {"es": "Uno"}}, election=public.election.slug)
    found = publishing.published()
    assert found.state == State.WELL and found.numbers["editions"] == found.numbers["built"] + 1, "it just happened"
    late = timezone.now() + timedelta(minutes=3)
    monkeypatch.setattr("conoceles.config.watch.publishing.timezone.now", lambda: late)
    assert publishing.published().state == State.ATTENTION
    late += timedelta(minutes=10)
    found = publishing.published()
    assert found.state == State.WRONG and "espera desde hace" in found.said


def test_a_clock_of_works_that_stopped_is_noticed(db):
    call_command("tick")
    assert publishing.tick().state == State.WELL
    old(signs.folder() / signs.TICK, 600)
    assert publishing.tick().state == State.WRONG and "10 minutos" in publishing.tick().said


class Disk:
    f_frsize, f_blocks, f_files = 4096, 10_000_000, 1_000_000

    def __init__(self, free, names):
        self.f_bavail, self.f_favail = int(self.f_blocks * free), int(self.f_files * names)


@pytest.mark.parametrize(
    ("free", "names", "expected"),
    [
        (0.5, 0.5, (State.WELL, State.WELL)),
        (0.08, 0.5, (State.ATTENTION, State.WELL)),
        (0.01, 0.5, (State.WRONG, State.WELL)),
        (0.5, 0.01, (State.WELL, State.WRONG)),
    ],
)
def test_a_disk_that_fills_up_is_noticed_before_it_is_full(monkeypatch, free, names, expected):
    monkeypatch.setattr("conoceles.config.watch.machine.os.statvfs", lambda place: Disk(free, names))
    found = list(machine.disk())
    assert tuple(fact.state for fact in found) == expected
    assert all(bool(fact.do) == (fact.state != State.WELL) for fact in found)


def test_mails_that_do_not_leave_are_noticed_with_what_the_server_said(public, candidate):
    assert keeping.mails().state == State.WELL
    Delivery.objects.create(user=candidate.user, due_at=timezone.now() - timedelta(minutes=20))
    signs.put("mail.json", {"said": "no responde en esa dirección"})
    found = keeping.mails()
    assert found.state == State.WRONG and "esperan 1" in found.said and "no responde en esa dirección" in found.said
    Delivery.objects.update(outcome=Delivery.Outcome.FAILED, at=timezone.now())
    signs.put("mail.json", {})
    assert keeping.mails().state == State.ATTENTION


def test_a_backup_that_is_old_or_without_keys_is_noticed():
    signs.put(signs.BACKUP, {})
    assert keeping.backup().state == State.ATTENTION
    now = timezone.now().timestamp()
    for hours, with_keys, expected in (
        (1, True, State.WELL),
        (1, False, State.ATTENTION),
        (30, True, State.ATTENTION),
        (60, True, State.WRONG),
    ):
        signs.put(signs.BACKUP, {"at": now - hours * 3600, "edition": 7, "keys": with_keys})
        assert keeping.backup().state == expected, (hours, with_keys)


def test_guards_that_are_missing_and_another_history_are_noticed(public):
    from django.db import connection

    assert {state_of("guards"), state_of("history")} == {State.WELL}
    guards.remove(connection)
    try:
        assert state_of("guards") == State.WRONG
    finally:
        guards.install(connection)
    apart.put("ledger.json", json.dumps({"number": 10_000, "root": "x"}))
    try:
        assert state_of("history") == State.WRONG
    finally:
        apart.put("ledger.json", json.dumps({"number": 0, "root": ""}))


def test_a_file_that_is_named_and_missing_and_a_key_that_is_lost_are_noticed(public, monkeypatch, settings):
    from cryptography.fernet import Fernet

    from conoceles.lib.sealing import keys as of_now
    from tests.factories import add_second_factor, make_account

    name = blobs.put(b"retrato", "jpg", blobs.PRIVATE)
    monkeypatch.setattr("conoceles.accounts.kept_files.private", lambda: iter([name]))
    add_second_factor(make_account("eva@instituto.example", "Eva"))
    assert (state_of("media"), state_of("keys")) == (State.WELL, State.WELL)
    blobs.where(name, blobs.PRIVATE).unlink()
    known = of_now()
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    facts = look(fresh=True)
    assert (state_of("media", facts), state_of("keys", facts)) == (State.WRONG, State.WRONG)
    assert "1 segundos factores" in next(fact.said for fact in facts if fact.name == "keys")
    settings.SEAL_KEYS = known
    assert state_of("keys") == State.WELL


def test_what_fails_while_it_is_looked_at_is_a_fact_and_hides_no_other(db, monkeypatch, caplog):
    def fails():
        raise ValueError("secreto")

    monkeypatch.setattr(looking, "ALWAYS", (fails, *looking.ALWAYS))
    facts = look()
    assert state_of("look-fails", facts) == State.WRONG and state_of("disk", facts) is not None
    assert not any("secreto" in fact.said for fact in facts)


def test_health_says_whether_it_is_ready_and_no_number_of_anybody(public, monkeypatch):
    build()
    assert Client().get("/salud/viva/").json() == {"vive": True}
    answer = Client().get("/salud/")
    assert answer.status_code == 200 and answer.json()["listo"] is True
    assert answer["Cache-Control"] == "no-store" and set(answer.json()) == {"listo", "mal"}
    looking._serving.clear()
    (built_site() / "index.html").unlink()
    answer = Client().get("/salud/")
    assert answer.status_code == 503 and "site" in answer.json()["mal"]


def test_what_changes_is_told_once_when_it_is_seen_twice_and_again_when_it_is_well(public, systems):
    def well():
        return Fact("disk", "Disco", State.WELL, "Quedan 10 GB.")

    def wrong():
        return Fact("disk", "Disco", State.WRONG, "Quedan 10 MB.", "Libere espacio.")

    assert tell([well()]) == [] and tell([wrong()]) == [] and mail.outbox == [], "once may be chance"
    assert tell([wrong()]) == ["disk"] and telling.wrong() == ["disk"]
    [sent] = mail.outbox
    assert sent.to == ["sis@instituto.example"] and sent.subject == "Conóceles: disco, mal"
    assert "Quedan 10 MB." in sent.body and "Qué hacer: Libere espacio." in sent.body
    assert tell([wrong()]) == [] and tell([wrong()]) == [] and len(mail.outbox) == 1
    assert tell([wrong()], now=time.time() + 90_000) == ["disk"], "a day later it is told again"
    assert tell([well()]) == [] and tell([well()]) == ["disk"] and "bien" in mail.outbox[-1].subject


def test_one_look_that_is_remembered_is_counted_once(public, systems):
    seen = Fact("certificate", "Certificado", State.ATTENTION, "No se pudo leer.")
    assert [tell([seen]) for _minute in range(5)] == [[]] * 5
    assert tell([Fact("certificate", "Certificado", State.ATTENTION, "No se pudo leer.")]) == ["certificate"]


def test_what_is_no_fact_any_more_is_told_as_over_and_news_the_next_time(public, systems):
    def answering(*more):
        return [Fact("database", "Base de datos", State.WELL, "Responde."), *more]

    def closed():
        return Fact("mantenimiento", "Mantenimiento", State.ATTENTION, "Desde hace 1 hora.")

    for _time in range(2):
        assert tell(answering(closed())) == [] and tell(answering(closed())) == ["mantenimiento"]
        assert tell(answering()) == [] and tell(answering()) == ["mantenimiento"]
        assert "Terminó." in mail.outbox[-1].body
    # Where the database does not answer, nothing is said of what could not be looked at.
    tell(answering(closed()))
    tell(answering(closed()))
    away = Fact("database", "Base de datos", State.WRONG, "No responde.")
    assert "mantenimiento" not in [*tell([away]), *tell([away])]


def test_a_full_disk_is_told_once_by_a_process_that_stays(public, systems, monkeypatch):
    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("conoceles.lib.signs.put", full)
    found = [tell([Fact("disk", "Disco", State.WRONG, "Quedan 0.")]) for _minute in range(5)]
    assert found == [[], ["disk"], [], [], []] and len(mail.outbox) == 1


def test_one_who_cannot_be_written_to_keeps_no_other_from_it_and_nobody_is_told_twice(
    public, systems, settings, monkeypatch
):
    settings.ALERTS = ["a@instituto.example"]
    real = mail.EmailMessage.send

    def some(self, *given, **more):
        if self.to == ["a@instituto.example"]:
            raise SMTPDataError(554, b"no")
        return real(self, *given, **more)

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", some)
    found = [tell([Fact("disk", "Disco", State.WRONG, "Quedan 0.")]) for _minute in range(4)]
    assert found == [[], ["disk"], [], []] and [sent.to for sent in mail.outbox] == [["sis@instituto.example"]]


def test_what_could_not_be_mailed_is_told_later(public, systems, monkeypatch):
    def wrong():
        return Fact("disk", "Disco", State.WRONG, "Quedan 10 MB.")

    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.open", lambda self: (_ for _ in ()).throw(OSError)
    )
    assert [tell([wrong()]) for _look in range(3)] == [[], [], []]
    monkeypatch.undo()
    assert tell([wrong()]) == ["disk"] and len(mail.outbox) == 1


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it_and_ends_with_one(public, capsys):
    build()
    call_command("tick")
    Sign(settings.BUILD_DIR).beat()
    signs.put(signs.BACKUP, {"at": timezone.now().timestamp(), "edition": 1, "keys": True})
    call_command("doctor", deep=True)
    told = capsys.readouterr().out
    assert "iguales" in told and "MAL" not in told
    old(settings.BUILD_DIR / "alive", 1000)
    with pytest.raises(CommandError, match="1 cosa está mal"):
        call_command("doctor")
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("✗ MAL") and "→ Reinicie el servicio" in told[1]
    with pytest.raises(CommandError):
        call_command("doctor", json=True)
    assert {fact["name"] for fact in json.loads(capsys.readouterr().out)} >= {"disk", "builder", "keys", "mail"}


def test_the_doctor_finds_a_page_that_was_changed_by_hand(public, capsys):
    build()
    page = built_site() / public.election.slug / "index.html"
    page.kept.write_bytes(packed(page.read_bytes() + b"<!-- x -->"))
    with pytest.raises(CommandError):
        call_command("doctor", deep=True)
    assert "cambiaron después de hechos" in capsys.readouterr().out


def test_what_an_election_asks_for_is_said_in_lines(db, capsys):
    call_command("doctor", estimate=20_000)
    told = capsys.readouterr().out
    assert "20,000 candidaturas" in told and "170,000 nombres" in told and "2 procesadores" in told


def test_metrics_are_what_prometheus_reads(public, capsys):
    from prometheus_client.parser import text_string_to_metric_families

    build()
    call_command("metrics")
    found = {one.name: one.samples for one in text_string_to_metric_families(capsys.readouterr().out)}
    assert found["conoceles_ready"][0].value == 1
    assert {sample.labels["fact"] for sample in found["conoceles_state"]} >= {"disk", "published", "mail"}
    assert found["conoceles_published_editions"][0].value == found["conoceles_published_built"][0].value > 0
    assert found["conoceles_disk_free_bytes"][0].value > 0


@pytest.mark.parametrize("address", ["0.0.0.0:9464", "8.8.8.8:9464", "9464", "127.0.0.1:x", "127.0.0.1:0", "[::]:9464"])
def test_metrics_are_served_on_a_private_address_alone(address):
    with pytest.raises(CommandError, match="no es una dirección privada"):
        call_command("metrics", serve=address)


@pytest.mark.parametrize(
    ("seconds", "said"), [(5, "menos de un minuto"), (60, "1 minuto"), (7300, "2 horas"), (90_000, "1 día")]
)
def test_spans_are_said_in_their_greatest_unit(seconds, said):
    assert ago(seconds) == said


def test_amounts_and_judgements():
    assert [amount(size) for size in (12, 1500, 25_000_000, 3_200_000_000_000)] == [
        "12 bytes",
        "1.5 KB",
        "25 MB",
        "3200 GB",
    ]
    assert [judged(value, 2, 3) for value in (1, 2, 3)] == [State.WELL, State.ATTENTION, State.WRONG]
    assert ready([]) and not ready([Fact("a", "A", State.WRONG, "x", serving=True)])
    assert ready([Fact("a", "A", State.WRONG, "x")]), "a mail that does not leave takes no page away"


@pytest.mark.parametrize(
    ("days", "expected"), [(60, State.WELL), (15, State.ATTENTION), (3, State.WRONG), (-1, State.WRONG)]
)
def test_a_certificate_near_its_end_is_noticed_by_looking_at_what_the_server_shows(tmp_path, days, expected):
    """A server that really speaks TLS, with a certificate of its own that is good for so long."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = timezone.now()
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=90)).not_valid_after(now + timedelta(days=days))
    shown = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (tmp_path / "both.pem").write_bytes(secret + shown)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        [found] = machine.certificate([f"https://localhost:{server.server_port}"])
    finally:
        server.shutdown()
        server.server_close()
    assert found.state == expected and ("certbot renew" in found.do) == (expected != State.WELL)
    [gone] = machine.certificate([f"https://localhost:{server.server_port}"])
    assert gone.state == State.ATTENTION and "No se pudo leer" in gone.said
