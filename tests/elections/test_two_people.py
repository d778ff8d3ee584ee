"""Delicate acts: prepared by one person, released by another; alone only after half an hour, with a reason that those
concerned and the commission read."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from conoceles.accounts import addresses, invitations
from conoceles.accounts.models import User
from conoceles.audit.models import Record
from conoceles.elections import two_people
from conoceles.elections.grants import give
from conoceles.elections.models import Election, Grant, Prepared, Role
from conoceles.ledger.models import Body, SetAside
from conoceles.ledger.verification import verify
from conoceles.lib.sealing import unseal
from conoceles.mail.models import Message
from conoceles.mail.sending import send_due
from conoceles.profiles.models import ProfileSection
from tests.elections.test_accounts import paper
from tests.factories import add_second_factor, make_account, own_words
from tests.review.test_queue import decide, of

REASON = "Nadie respondió y la carta urge."


@pytest.fixture
def home(capture):
    return f"/registro/{capture.election.slug}/"


@pytest.fixture
def second(capture):
    """Another person of coordination: from now on acts need two."""
    return capture.account("coordination", "Segunda coordinación")


@pytest.fixture
def liaison(capture):
    return capture.account("liaison", "Vinculación")


def page(client, home):
    return client.get(f"{home}por-liberar/")


def release(client, home, **more):
    return client.post(f"{home}por-liberar/", {"release": Prepared.objects.waiting().get().pk, **more})


def later(minutes=31):
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True)


def back(client):
    """Sign in anew: who waits half an hour is signed out."""
    client.logout()
    client.force_login(client.user)


def hire(client, home, role="equality", email="nueva@ejemplo.mx"):
    return client.post(f"{home}personal/", {"name": "Nueva persona", "email": email, "role": role}, follow=True)


@pytest.mark.parametrize("role", ["equality", "coordination", "liaison"])
def test_a_delicate_role_waits_for_a_second_person(capture, home, coordination, second, role):
    assert "Queda preparado" in hire(coordination, home, role).text
    assert not Grant.objects.filter(user__name="Nueva persona").exists() and mail.outbox == []
    assert hire(coordination, home, role).status_code == 200 and Prepared.objects.count() == 1, "pressed twice"
    own = page(coordination, home)
    assert "La libera otra persona" in own.text and 'name="release"' not in own.text
    assert release(coordination, home).status_code == 422
    assert "Dar a Nueva persona (nueva@ejemplo.mx) la función de" in page(second, home).text
    assert release(second, home).status_code == 302
    grant = Grant.objects.open().get(user__name="Nueva persona")
    assert grant.role == role and mail.outbox[0].to == ["nueva@ejemplo.mx"]
    acts = Record.objects.filter(act__in=("act-prepared", "act-released")).order_by("id")
    assert [(one.by, one.detail["kind"]) for one in acts] == [
        (coordination.user.username, "Función delicada"),
        (second.user.username, "Función delicada"),
    ]


def test_what_is_not_delicate_and_one_person_alone_wait_for_nobody(capture, home, coordination, second):
    hire(coordination, home, "reviewer")
    assert Grant.objects.open().filter(user__name="Nueva persona", role="reviewer").exists()
    Grant.objects.filter(user=second.user).update(ended_at=timezone.now())
    assert "tiene la función de paridad" in hire(coordination, home, email="otra@ejemplo.mx").text


def test_nobody_gives_herself_what_reads_identity(capture, home, coordination, liaison):
    """Also where one person is coordination, and however long she waits."""
    addresses.confirm(coordination.user, "coord@ejemplo.mx")
    url = f"/revision/{capture.election.slug}/identidad/"
    assert coordination.get(url).status_code == 403
    assert "Queda preparado" in hire(coordination, home, email="coord@ejemplo.mx").text
    with later():
        back(coordination)
        assert release(coordination, home, reason=REASON).status_code == 422
    assert coordination.get(url).status_code == 403
    assert release(liaison, home).status_code == 302
    assert coordination.get(url).status_code == 200


def test_a_second_person_that_she_makes_herself_releases_nothing(capture, home, coordination, second):
    """Giving coordination, and taking it from the second person, are released by her."""
    hire(coordination, home, "coordination")
    grant = Grant.objects.get(user=second.user)
    assert "Queda preparado" in coordination.post(f"{home}personal/", {"end": grant.pk}, follow=True).text
    assert Grant.objects.open().filter(user=second.user).exists()
    rule = coordination.post(f"{home}por-liberar/regla/", {"two_people": "no"}, follow=True)
    assert "Queda preparado" in rule.text and two_people.asked(Election.objects.get())
    assert Prepared.objects.waiting().count() == 3


def test_after_half_an_hour_coordination_releases_alone_with_a_reason(capture, home, coordination, second, reviewer):
    capture.account("commission", "Comisión")
    give(coordination.user, Role.REVIEWER, capture.election, by="")
    hire(coordination, home, "liaison")
    with later(29):
        assert release(coordination, home, reason=REASON).status_code == 422
    with later():
        back(coordination)
        wanted = page(coordination, home)
        assert "Por qué lo libera una sola persona" in wanted.text
        refused = release(coordination, home, reason="urge")
        assert refused.status_code == 422 and "Escriba por qué" in refused.text and 'value="urge"' in refused.text
        assert release(coordination, home, reason=REASON).status_code == 302
    assert Prepared.objects.get().outcome == "alone" and Grant.objects.filter(role="liaison").count() == 1
    read = page(capture.account("commission", "Otra de la comisión"), home)
    assert REASON in read.text and "liberado por una sola persona" in read.text
    assert Record.objects.get(act="act-released").detail["why"] == REASON
    assert reviewer.get(f"{home}por-liberar/").status_code == 403


def in_use(capture, client):
    """Return the grant of Ana's account, which somebody uses, with a confirmed address."""
    grant = Grant.objects.get(candidacy=capture.ana)
    invitation, _code = invitations.issue(grant.user, "letter", by="")
    grant.user = invitations.use(invitation.pk, "Una frase bien larga")
    addresses.confirm(grant.user, "ana@ejemplo.mx")
    return grant


def boxes(*keys):
    return [(one.box, one.subject) for one in Message.objects.filter(kind="access", box__in=keys).order_by("id")]


def test_a_letter_for_an_account_in_use_ends_the_old_access_when_it_is_released(
    capture, home, candidate, liaison, coordination, party_operator, monkeypatch, django_capture_on_commit_callbacks
):
    codes = []
    monkeypatch.setattr(
        "conoceles.elections.letter_acts.letters_pdf",
        lambda letters, *a, **k: codes.extend(one.code for one in letters) or b"%PDF-",
    )
    capture.account("coordination", "Segunda coordinación")
    grant, url = in_use(capture, candidate), f"{home}cuentas/cartas/"
    add_second_factor(grant.user)
    mine = Client()
    mine.force_login(grant.user)
    asked = liaison.post(url, {"grant": grant.pk}, follow=True)
    assert "Queda preparado" in asked.text and codes == []
    # Nothing changed for her, and she knows.
    assert mine.get(f"/captura/{capture.ana.key}/").status_code == 200
    told = "Se pidió una carta de acceso nueva para esta cuenta"
    party = capture.ana.ticket.party.key
    assert boxes(capture.ana.key, party) == [(capture.ana.key, told), (party, f"Ana Peña: {told}")]
    send_due(timezone.now() + timedelta(minutes=1))
    assert [one.to for one in mail.outbox] == [["ana@ejemplo.mx"]]
    assert release(liaison, home).status_code == 422 and codes == []
    with django_capture_on_commit_callbacks(execute=True):
        done = release(coordination, home)
    assert paper(coordination, done) == b"%PDF-" and len(codes) == 1
    assert mine.get(f"/captura/{capture.ana.key}/").status_code == 302, "her session ended with her password"
    assert not User.objects.get(pk=grant.user_id).has_usable_password()
    assert any("Se emitió una carta" in one.subject and one.to == ["ana@ejemplo.mx"] for one in mail.outbox)
    # Nor does the link of a forgotten password open it any more.
    mail.outbox.clear()
    Client().post("/ingresar/olvido/", {"email": "ana@ejemplo.mx"})
    assert mail.outbox == []
    # Whoever opens it brings her own address, or none; and she of before is told.
    holder = Client()
    holder.post("/activar/", {"code": codes[0]})
    with django_capture_on_commit_callbacks(execute=True):
        holder.post("/activar/cuenta/", {"password": "Otra frase del que llegó", "email": "nuevo@otro.mx"})
    user = User.objects.get(pk=grant.user_id)
    assert user.email == "" and addresses.waiting(user).email == "nuevo@otro.mx"
    assert boxes(user.username) == [(user.username, "Su cuenta se abrió con una carta nueva")]
    assert "Su cuenta se abrió con una carta nueva" in holder.get("/captura/buzon/").text


def test_where_one_person_is_enough_a_letter_is_given_and_told(capture, home, candidate, liaison):
    grant = in_use(capture, candidate)
    done = liaison.post(f"{home}cuentas/cartas/", {"grant": grant.pk})
    assert paper(liaison, done)[:5] == b"%PDF-"
    told = "Se emitió una carta de acceso nueva para esta cuenta"
    assert boxes(capture.ana.key) == [(capture.ana.key, told)]
    assert Record.objects.filter(act="access-ended").count() == 1


def test_letters_of_many_never_touch_one_in_use(capture, home, candidate, liaison):
    grant = in_use(capture, candidate)
    liaison.post(f"{home}cuentas/cartas/", {"all": "1"})
    eva = Grant.objects.get(candidacy=capture.eva)
    both = liaison.post(f"{home}cuentas/cartas/", {"grant": [grant.pk, eva.pk]}, follow=True)
    assert "Ya entró con su cuenta: su carta nueva se pide sola" in both.text
    assert "de una en una" in liaison.get(f"{home}cuentas/cartas/", {"grant": [grant.pk, eva.pk]}).text
    assert User.objects.get(pk=grant.user_id).has_usable_password() and not boxes(capture.ana.key)


def test_alone_is_told_in_both_mailboxes(capture, home, candidate, coordination, party_operator):
    capture.account("coordination", "Segunda coordinación")
    grant = in_use(capture, candidate)
    coordination.post(f"{home}cuentas/cartas/", {"grant": grant.pk})
    with later():
        back(coordination)
        assert release(coordination, home, reason=REASON).status_code == 302
    party = capture.ana.ticket.party.key
    for box in (capture.ana.key, party):
        assert REASON in Message.objects.filter(box=box).first().text


def test_publishing_in_bulk_waits_and_runs_once(capture, home, coordination, second):
    capture.publish()
    capture.submit(capture.ana)
    slug = capture.election.slug
    assert "Queda preparado" in coordination.post(f"{home}publicar/", follow=True).text
    assert "Queda preparado" in coordination.post(f"/revision/{slug}/publicar/", follow=True).text
    assert {one.act for one in Prepared.objects.waiting()} == {"publish-register", "publish-approved"}
    says = page(second, home).text
    assert "Publicar el registro: 3 candidaturas" in says and "Publicar lo validado de 0 candidaturas" in says
    for row in Prepared.objects.waiting():
        url = f"{home}por-liberar/"
        assert second.post(url, {"release": row.pk}).status_code == 302
        again = second.post(url, {"release": row.pk})
        assert again.status_code == 422 and "ya se liberó" in again.text
    assert Record.objects.filter(act="register-published").count() == 1


def test_what_can_no_longer_be_done_waits_on_with_its_reason(capture, home, coordination, second):
    capture.publish()
    coordination.post(f"/revision/{capture.election.slug}/publicar/")
    with time_machine.travel(capture.election.silence_starts + timedelta(minutes=1), tick=True):
        back(second)
        refused = release(second, home)
    assert refused.status_code == 422 and "hasta que inicia la veda" in refused.text
    assert Prepared.objects.waiting().count() == 1


def test_a_schedule_waits_and_is_taken_back_by_one(capture, home, coordination, second):
    url = f"/revision/{capture.election.slug}/programar/"
    coordination.post(url, {"on": "1"})
    assert not Election.objects.get().publishes_itself
    release(second, home)
    assert Election.objects.get().publishes_itself
    coordination.post(url, {"on": "0"})
    assert not Election.objects.get().publishes_itself


def test_personal_data_leaves_at_once_and_is_deleted_by_two(capture, home, reviewer, coordination, second):
    capture.publish()
    profile = capture.submit(capture.ana, proposal_1=f"{own_words(capture.ana, 'nueva')} Pino 7")
    decide(of(capture.ana))
    assert Body.objects.filter(document__contains="Pino 7").exists()
    section = ProfileSection.objects.get(profile=profile, key="proposals")
    url = f"/revision/{capture.election.slug}/candidatura/{capture.ana.key}/expediente/"
    sent = {"act": "observe", "section": section.pk, "ground-proposal_1": "personal", "comment-proposal_1": "Quítelo."}
    assert reviewer.post(url, sent).status_code == 302
    # Nobody reads it any more: neither the ledger nor what follows it has it.
    assert not Body.objects.filter(document__contains="Pino 7").exists() and list(verify()) == []
    kept = SetAside.objects.all()
    assert kept and not kept.filter(content__contains="Pino 7").exists()
    assert any("Pino 7" in unseal(one.content, f"set aside {one.number}") for one in kept)
    assert release(second, home).status_code == 302
    assert not SetAside.objects.exists() and list(verify()) == []


def test_a_key_is_changed_when_two_agreed(capture, home, settings):
    first, other = (make_account(f"{name}@ejemplo.mx", name) for name in ("una", "otra"))
    clients = []
    for user in (first, other):
        give(user, Role.COORDINATION, None, by="")
        add_second_factor(user)
        client = Client()
        client.force_login(user)
        clients.append(client)
    with pytest.raises(CommandError, match="necesita dos personas"):
        call_command("rotate_keys")
    assert clients[0].post(f"{home}por-liberar/llave/").status_code == 302
    with pytest.raises(CommandError):
        call_command("rotate_keys")
    assert release(clients[1], home).status_code == 302
    call_command("rotate_keys")
    with later(25 * 60), pytest.raises(CommandError):
        call_command("rotate_keys")


def test_whoever_has_a_role_is_told(capture, home, coordination, candidate):
    user = make_account("ya@ejemplo.mx", "Ya tenía cuenta")
    give(user, Role.REVIEWER, capture.election, by="")
    hire(coordination, home, "register", email="ya@ejemplo.mx")
    assert [subject for _box, subject in boxes(user.username)] == [
        "Tiene la función de revisión",
        "Tiene la función de prerrogativas",
    ]
    send_due(timezone.now() + timedelta(minutes=1))
    assert [one.to for one in mail.outbox] == [["ya@ejemplo.mx"]] * 2


def test_what_was_prepared_is_given_up(capture, home, coordination, second, reviewer):
    hire(coordination, home)
    pk = Prepared.objects.get().pk
    assert second.post(f"{home}por-liberar/", {"give_up": pk}).status_code == 302
    assert Prepared.objects.get().outcome == "given_up" and not Grant.objects.filter(role="equality").exists()
    assert second.post(f"{home}por-liberar/", {"release": pk}).status_code == 422


def test_every_act_says_what_it_will_do(capture):
    assert {"role", "role-end", "two-people", "letter", "keys", "redact"} <= set(two_people.ACTS)
    assert {"publish-register", "publish-approved", "publish-alone"} <= set(two_people.ACTS)
    assert invitations.in_use(User.objects.open("Nadie")) is False
