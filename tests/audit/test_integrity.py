"""A rewritten or older database, and a clock that jumped, are noticed; nothing is published until a person decides."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from conoceles.audit import guards as audit_guards
from conoceles.audit import seals
from conoceles.audit.acts import record
from conoceles.audit.models import Record, Seal
from conoceles.config import integrity
from conoceles.config.tick import every_minute, once_a_day
from conoceles.elections.publication import append_changed, candidacy_entries
from conoceles.ledger import guards, restoring, witness
from conoceles.ledger.acts import ClockBehind, append, forget, redact
from conoceles.ledger.models import Action, Body, Edition, Head, SetAside
from conoceles.ledger.reading import current
from conoceles.ledger.witness import OlderDatabase
from conoceles.lib import apart, clock
from conoceles.lib.clock import ClockAhead
from conoceles.lib.merkle import Frontier
from tests.factories import make_account


@pytest.fixture
def published(town):
    """A town whose register is public, as it was seen."""
    town.publish()
    record("practice", by="c-una")
    integrity.keep()
    return town


def problems():
    return list(integrity.verify())


def attack(statement, *values):
    """Run a statement as whoever owns the database and took its guards away."""
    guards.remove(connection)
    audit_guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    guards.install(connection)
    audit_guards.install(connection)


def test_all_is_well_and_says_so(published, capsys):
    assert problems() == []
    call_command("verify_ledger")
    assert "ninguna alterada" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE audit_record SET by = 'c-otra' WHERE act = 'practice'", "fue alterado, o su sello"),
        ("DELETE FROM audit_record WHERE act = 'practice'", "y hay"),
        ("DELETE FROM audit_seal WHERE number = 1", "El sello 1 del registro de actos falta"),
        ("UPDATE audit_seal SET hash = '00' WHERE number = 1", "fue reescrito"),
    ],
)
def test_acts_that_were_changed_are_noticed(published, statement, says):
    attack(statement)
    assert any(says in said for said in problems())
    with pytest.raises(CommandError):
        call_command("verify_ledger")


def test_acts_whose_seals_were_made_anew_are_noticed_by_the_one_that_was_kept(published):
    attack("UPDATE audit_record SET by = 'c-otra' WHERE act = 'practice'")
    attack("DELETE FROM audit_seal")
    seals.seal()
    assert problems() == ["El sello 1 del registro de actos fue reescrito: la base de datos es anterior o se alteró."]
    # And what is wrong is never kept over what was right.
    record("practice", by="c-una")
    integrity.keep()
    assert len(problems()) == 1


def test_an_act_put_among_the_sealed_is_noticed(published):
    last = Record.objects.order_by("-pk").first()
    Record.objects.create(pk=last.pk + 5, act="practice")
    integrity.keep()
    assert problems() == []
    # A transaction that ended late is of the next seal.
    Record.objects.create(pk=last.pk + 2, act="practice")
    integrity.keep()
    assert problems() == [] and [hole[:2] for hole in Seal.objects.first().holes] == [
        [last.pk + 1, last.pk + 1],
        [last.pk + 3, last.pk + 4],
    ]
    attack(
        "INSERT INTO audit_record (id, at, by, role, act, election, thing, detail) "
        "VALUES (-1, '2027-01-01 00:00:00+00', '', '', 'practice', '', '', '{}')"
    )
    assert problems() == ["Registro de actos: 1 se agregaron entre otros que ya estaban sellados."]


def test_guards_that_are_missing_are_named(published):
    guards.remove(connection)
    audit_guards.remove(connection)
    assert len(integrity.missing_guards()) >= 12
    assert sum("le falta la guarda" in said for said in problems()) == len(integrity.missing_guards())


def rewrite():
    """Change what an edition says and make every leaf, root and the head anew, as the owner of the database could."""
    from conoceles.ledger.acts import commitment, leaf_data
    from conoceles.lib.merkle import leaf_hash

    guards.remove(connection)
    body = Body.objects.filter(edition__kind="candidacy").first()
    document = body.document.replace("Ana", "Eva") if "Ana" in body.document else body.document.replace("a", "e", 1)
    Body.objects.filter(pk=body.pk).update(document=document)
    Edition.objects.filter(pk=body.pk).update(commitment=commitment(bytes.fromhex(body.salt), document.encode()))
    tree = Frontier()
    for one in Edition.objects.order_by("number"):
        leaf = leaf_hash(leaf_data(one))
        tree.push(leaf)
        Edition.objects.filter(pk=one.pk).update(leaf=leaf.hex(), root=tree.root().hex())
    Head.objects.update(size=tree.size, edge=[one.hex() for one in tree.hashes])
    guards.install(connection)


def test_a_history_that_was_written_anew_is_noticed_by_the_root_that_was_kept(capture):
    capture.publish()
    integrity.keep()
    rewrite()
    assert ["la historia del registro público se reescribió" in said for said in problems()] == [True]
    with pytest.raises(OlderDatabase, match="se reescribió"):
        publish_again(capture)
    assert integrity.keep() != [] and len(problems()) == 1, "the root of before stays kept"


def restore(size):
    """Put an older database back: the ledger ends at an edition, and redactions after it never happened."""
    guards.remove(connection)
    Body.objects.filter(edition__gt=size).delete()
    Edition.objects.filter(number__gt=size).delete()
    tree = Frontier()
    for one in Edition.objects.order_by("number"):
        tree.push(bytes.fromhex(one.leaf))
    Head.objects.update(size=tree.size, edge=[one.hex() for one in tree.hashes])
    guards.install(connection)


def test_an_older_database_publishes_nothing_until_a_person_decides_and_loses_what_was_suppressed(
    capture, capsys, django_capture_on_commit_callbacks
):
    capture.publish()
    size = Head.objects.get().size
    key, slug = capture.ana.key, capture.election.slug
    kept = Body.objects.get(edition__kind="candidacy", edition__key=key)
    salt, document, number = kept.salt, kept.document, kept.edition_id
    redact("candidacy", key, election=slug, ground="Datos personales.")
    integrity.keep()
    assert list(witness.suppressions()[0].targets) == [str(number)]
    restore(size)
    Body.objects.create(edition_id=number, salt=salt, document=document)
    assert any("es un respaldo anterior" in said for said in problems())
    assert any("está otra vez en la base" in said for said in problems())
    with pytest.raises(OlderDatabase, match="es un respaldo anterior"):
        append(
            "calendar", slug, json.loads(Body.objects.filter(edition__kind="calendar").first().document), election=slug
        )
    assert Head.objects.get().size == size
    integrity.keep()
    assert witness.seen().number == size + 1, "what was seen stays seen"
    with django_capture_on_commit_callbacks(execute=True):
        call_command("accept_database", "El disco se dañó y no hay respaldo más nuevo.")
    assert "Supresiones repetidas: 1" in capsys.readouterr().out
    assert not Body.objects.filter(edition=number).exists() and restoring.lacking() == []
    assert Edition.objects.latest("number").action == Action.REDACT and problems() == []
    publish_again(capture)
    # What was suppressed is held: the workshop of before would publish it again.
    append_changed(candidacy_entries(capture.election))
    assert current(slug, "candidacy", [key]) == {}
    call_command("accept_database", "--publish", key)
    append_changed(candidacy_entries(capture.election))
    assert ("candidacy", key) in current(slug, "candidacy", [key])
    call_command("accept_database", "otra vez")
    assert "no hay nada que decidir" in capsys.readouterr().out


def calendar(town):
    return json.loads(Body.objects.filter(edition__kind="calendar").latest("edition").document)


def publish_again(town):
    append("calendar", town.election.slug, calendar(town), election=town.election.slug)


def test_what_two_people_deleted_does_not_come_back_with_an_older_database(
    published, django_capture_on_commit_callbacks
):
    row = SetAside.objects.create(number=7, election="x", key="k", content="sellado")
    with django_capture_on_commit_callbacks(execute=True):
        assert forget([7]) == 1
    SetAside.objects.create(number=7, election="x", key="k", content=row.content)
    assert any("está otra vez apartado" in said for said in problems())
    with django_capture_on_commit_callbacks(execute=True):
        integrity.accept("por probar")
    assert not SetAside.objects.exists() and problems() == []


def test_a_clock_that_was_ahead_and_is_right_again_is_confirmed_once(published):
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        publish_again(published)
    with pytest.raises(ClockBehind):
        publish_again(published)
    call_command("clock")
    publish_again(published)
    last = Edition.objects.order_by("-number")[:2]
    assert last[0].at == last[1].at
    # What takes away waits for no clock.
    clock.beat(begin=True)
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        redact("calendar", published.election.slug, election=published.election.slug, ground="Prueba.")


def test_nothing_is_published_before_what_was_published_last(published):
    with time_machine.travel(timezone.now() - timedelta(days=400)), pytest.raises(ClockBehind, match="póngalo en hora"):
        publish_again(published)
    # A clock that is put right by some seconds is no trouble, and time never goes back.
    last = Edition.objects.latest("number").at
    with time_machine.travel(last - timedelta(seconds=40)):
        publish_again(published)
    assert Edition.objects.latest("number").at == last


def test_a_clock_that_jumps_waits_for_a_person(published, staff):
    every_minute(timezone.now())
    assert clock.last_sign() is not None
    before = clock.last_sign()
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        with pytest.raises(ClockAhead, match="Nada se publica ni vence"):
            publish_again(published)
        (said,) = every_minute(timezone.now())
        assert "última señal de vida" in said and once_a_day() == []
        clock.beat(begin=True)
        assert clock.last_sign() == before and clock.trusted_now() == before
        staff.logout()
        staff.force_login(staff_of(staff))
        page = staff.get("/registro/")
        assert "La hora es correcta" in page.text
        assert staff.post("/registro/instituto/reloj/").status_code == 302
        assert clock.trouble() == "" and Record.objects.filter(act="clock-confirmed").count() == 1
        publish_again(published)


def staff_of(client):
    from conoceles.accounts.models import User

    return User.objects.get(pk=client.session.get("_auth_user_id") or User.objects.get(name="Registro").pk)


def test_a_quiet_month_raises_nothing(published):
    every_minute(timezone.now())
    start = timezone.now()
    for hours in range(0, 30 * 24, 20):
        with time_machine.travel(start + timedelta(hours=hours)):
            assert every_minute(timezone.now()) == []
    with time_machine.travel(start + timedelta(days=30)):
        publish_again(published)


def test_a_server_that_nobody_watches_has_no_sign_and_asks_nothing(published):
    assert clock.last_sign() is None
    clock.beat()
    with time_machine.travel(timezone.now() + timedelta(days=90)):
        publish_again(published)


def test_the_command_confirms_the_clock(published, capsys):
    every_minute(timezone.now())
    call_command("clock")
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        call_command("clock")
        assert clock.trouble() == ""
    assert capsys.readouterr().out.split("\n")[:2] == [
        "El reloj no se ha adelantado: no hay nada que confirmar.",
        "Confirmado: desde ahora se publica y vencen los plazos con esta hora.",
    ]


def test_the_coordination_gets_the_root_by_mail_once_a_day(published, staff_user):
    other = make_account("ajena@ejemplo.mx", "Nadie")
    assert other.email and "1 personas" in " ".join(once_a_day())
    (sent,) = mail.outbox
    assert sent.to == [staff_user.email] and witness.seen().root in sent.body
    assert seals.Seal.objects.first().hash in sent.body
    once_a_day()
    assert len(mail.outbox) == 1
    publish_again(published)
    integrity.keep()
    once_a_day()
    assert len(mail.outbox) == 1, "once a day, however often it is run"
    with time_machine.travel(timezone.now() + timedelta(hours=23, minutes=30)):
        clock.confirm()
        once_a_day()
    assert len(mail.outbox) == 2


def test_what_is_kept_apart_is_its_owners_alone(published, settings):
    every_minute(timezone.now())
    for name in ("ledger.json", "audit.json", "alive"):
        assert (settings.WITNESS_DIR / name).stat().st_mode & 0o777 == 0o600 and apart.read(name)
