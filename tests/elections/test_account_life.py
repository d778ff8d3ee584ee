"""An account's whole life: handed over, its lost factor lifted, its role ended on a day, its address emptied."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from conoceles.accounts import addresses
from conoceles.accounts.models import Invitation, User
from conoceles.audit.models import Record
from conoceles.elections import due
from conoceles.elections.models import Grant
from conoceles.lib.text import plain_address
from conoceles.mail.models import Message
from tests.elections.test_two_people import in_use, release
from tests.factories import add_second_factor


@pytest.fixture
def home(capture):
    return f"/registro/{capture.election.slug}/"


@pytest.fixture
def liaison(capture):
    return capture.account("liaison", "Vinculación")


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\ufeff", "\u200d", "\u202e", " ", "\u00a0"])
def test_nothing_invisible_enters_an_address(capture, home, coordination, hidden):
    typed = f"Luis{hidden}@instituto{hidden}.mx"
    assert plain_address(typed) == "luis@instituto.mx"
    sent = {"name": "Luis Paz", "email": typed, "role": "reviewer"}
    assert coordination.post(f"{home}personal/", sent).status_code == 302
    assert EmailAddress.objects.get(user__name="Luis Paz").email == "luis@instituto.mx"


def test_an_address_is_found_however_it_is_pasted(capture, candidate, client):
    addresses.confirm(candidate.user, "ana@ejemplo.mx")
    candidate.user.set_password("Una frase bien larga")
    candidate.user.save()
    client.post("/ingresar/", {"login": "Ana\u200b@ejemplo.mx", "password": "Una frase bien larga"})
    assert client.get("/cuenta/").status_code == 200


def test_several_operate_a_party_each_with_an_account_of_her_own(capture, home, liaison, party_operator):
    sol = capture.parties["Partido Roble"]
    made = liaison.post(f"{home}cuentas/operador/", {"party": sol.pk, "name": "Rosa Peña", "email": "rosa@partido.mx"})
    grant = Grant.objects.get(user__name="Rosa Peña")
    assert made.headers["Location"] == f"{home}cuentas/cartas/?grant={grant.pk}"
    assert "Carta de Rosa Peña" in liaison.get(made.headers["Location"]).text
    assert Grant.objects.open().filter(party=sol).count() == 2
    page = liaison.get(f"{home}cuentas/").text
    assert "Rosa Peña" in page and "cuenta de Partido Roble" in page
    assert addresses.waiting(grant.user).email == "rosa@partido.mx"


def test_whoever_follows_gets_her_own_account_and_the_one_before_is_closed(
    capture, home, liaison, party_operator, django_capture_on_commit_callbacks
):
    addresses.confirm(party_operator.user, "antes@partido.mx")
    before = Grant.objects.get(user=party_operator.user)
    with django_capture_on_commit_callbacks(execute=True):
        liaison.post(f"{home}cuentas/{before.pk}/sigue/", {"name": "Rosa Peña", "email": ""})
    before.refresh_from_db()
    assert before.ended_at and not User.objects.get(pk=before.user_id).is_active
    assert [one.to for one in mail.outbox] == [["antes@partido.mx"]]
    assert Grant.objects.open().get(party=before.party).user.name == "Rosa Peña"
    assert liaison.post(f"{home}cuentas/{before.pk}/sigue/", {"name": "Otra"}).status_code == 404


def test_a_lost_factor_is_lifted_told_and_audited(capture, home, candidate, liaison):
    grant = in_use(capture, candidate)
    refused = liaison.post(f"{home}cuentas/{grant.pk}/segundo-factor/", {"reason": "Vino con su credencial"})
    assert refused.status_code == 422 and "no tiene segundo factor" in refused.text
    add_second_factor(grant.user)
    assert liaison.post(f"{home}cuentas/{grant.pk}/segundo-factor/", {"reason": ""}).status_code == 422
    done = liaison.post(f"{home}cuentas/{grant.pk}/segundo-factor/", {"reason": "Vino con su credencial"}, follow=True)
    assert "ya no tiene segundo factor" in done.text and not Authenticator.objects.filter(user=grant.user).exists()
    assert Record.objects.get(act="factor-lifted").detail["why"] == "Vino con su credencial"
    assert Message.objects.filter(box=grant.user.username, kind="access").exists()
    assert User.objects.get(pk=grant.user_id).has_usable_password(), "her password stays"


def test_where_two_are_asked_a_factor_of_the_staff_waits_for_the_second(capture, home, coordination, reviewer):
    second = capture.account("coordination", "Segunda coordinación")
    grant = Grant.objects.get(user=reviewer.user)
    assert Authenticator.objects.filter(user=reviewer.user).exists()
    asked = coordination.post(f"{home}cuentas/{grant.pk}/segundo-factor/", {"reason": "La vi"}, follow=True)
    assert "Queda preparado" in asked.text and Authenticator.objects.filter(user=reviewer.user).exists()
    release(second, home)
    assert not Authenticator.objects.filter(user=reviewer.user).exists()


def test_nobody_lifts_her_own_factor_alone(capture, home, coordination):
    grant = Grant.objects.get(user=coordination.user)
    asked = coordination.post(f"{home}cuentas/{grant.pk}/segundo-factor/", {"reason": "Yo"}, follow=True)
    assert "Queda preparado" in asked.text and Authenticator.objects.filter(user=coordination.user).exists()


def test_a_role_ends_on_its_day(capture, home, coordination):
    until = timezone.localdate() + timedelta(days=2)
    sent = {"name": "Luis Paz", "email": "luis@instituto.mx", "role": "reviewer"}
    late = coordination.post(f"{home}personal/", {**sent, "until": "2020-01-01"})
    assert late.status_code == 422 and "Esa fecha ya pasó" in late.text
    coordination.post(f"{home}personal/", {**sent, "until": until.isoformat()})
    grant = Grant.objects.get(user__name="Luis Paz")
    assert grant.until == until and grant in Grant.objects.open()
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert grant in Grant.objects.open(), "its last day is whole"
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert grant not in Grant.objects.open()
        assert "Terminó el plazo de 1 funciones." in due.every_minute(timezone.now())
        assert "Terminó el plazo de 1 funciones." not in due.every_minute(timezone.now())
    grant.refresh_from_db()
    assert grant.ended_at and not User.objects.get(pk=grant.user_id).is_active


def test_a_delicate_role_with_a_day_waits_with_its_day(capture, home, coordination):
    second = capture.account("coordination", "Segunda coordinación")
    until = timezone.localdate() + timedelta(days=9)
    sent = {"name": "Luis Paz", "email": "luis@instituto.mx", "role": "equality", "until": until.isoformat()}
    coordination.post(f"{home}personal/", sent)
    release(second, home)
    assert Grant.objects.get(user__name="Luis Paz").until == until


def test_an_address_is_emptied_on_its_own_page(capture, candidate, django_capture_on_commit_callbacks):
    user = candidate.user
    addresses.confirm(user, "ana@ejemplo.mx")
    user.set_password("Una frase bien larga")
    user.save()
    candidate.post("/ingresar/", {"login": user.username, "password": "Una frase bien larga"})
    page = candidate.get("/cuenta/correo/quitar/")
    if page.status_code == 302:
        candidate.post("/cuenta/confirmar/", {"password": "Una frase bien larga"})
        page = candidate.get("/cuenta/correo/quitar/")
    assert "ana@ejemplo.mx dejará de ser el correo" in page.text
    with django_capture_on_commit_callbacks(execute=True):
        assert candidate.post("/cuenta/correo/quitar/").status_code == 302
    user.refresh_from_db()
    assert user.email == "" and not EmailAddress.objects.filter(user=user).exists()
    assert [one.to for one in mail.outbox] == [["ana@ejemplo.mx"]]


def test_a_code_is_never_mailed_to_whoever_used_the_account(capture, home, candidate, liaison):
    grant = in_use(capture, candidate)
    before = Invitation.objects.count()
    done = liaison.post(f"{home}cuentas/cartas/", {"grant": grant.pk, "by": "mail"}, follow=True)
    assert "su correo es de quien la usa" in done.text and mail.outbox == []
    assert Invitation.objects.count() == before
