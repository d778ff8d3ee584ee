"""Accounts and staff of an election: letters, deliveries, codes by mail, roles given and ended."""

import io
import re

import pikepdf
import pytest
from django.core import mail
from django.test import Client

from conoceles.accounts import addresses
from conoceles.accounts.models import Invitation, User
from conoceles.audit.models import Record
from conoceles.elections.letters import Letter, letters_pdf
from conoceles.elections.models import Candidacy, Grant
from tests.factories import consent


@pytest.fixture
def home(capture):
    return f"/registro/{capture.election.slug}/"


def test_a_role_in_one_election_opens_no_other(capture, coordination):
    from tests.factories import make_town

    other = make_town("otra-2027", "97")
    assert coordination.get(f"/registro/{other.election.slug}/").status_code == 403
    assert other.election.name not in coordination.get("/registro/").text
    assert coordination.get("/registro/nueva/").status_code == 403


def text_of(content):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages), pdf.Root.get("/MarkInfo") is not None, str(pdf.Root.Lang)


def test_letters_open_accounts_and_each_code_works_once(capture, home, coordination, monkeypatch):
    made = []
    monkeypatch.setattr(
        "conoceles.elections.accounts_views.letters_pdf", lambda letters, *a, **k: made.append(letters) or b"%PDF-"
    )
    done = coordination.post(f"{home}cuentas/cartas.pdf", {"party": capture.parties["Partido Roble"].pk})
    assert done["Content-Type"] == "application/pdf" and done["Cache-Control"] == "private, no-store"
    names = [letter.grant.user.name for letter in made[0]]
    assert names == ["Partido Roble", "Ana Peña", "Luz Río"]
    assert Candidacy.objects.get(pk=capture.eva.pk).grants.count() == 0
    code = next(letter.code for letter in made[0] if letter.grant.candidacy == capture.ana)
    assert Client().post("/activar/", {"code": code}).status_code == 302
    again = coordination.post(f"{home}cuentas/cartas.pdf", {"grant": [Grant.objects.get(candidacy=capture.ana).pk]})
    assert again.status_code == 200 and Client().post("/activar/", {"code": code}).status_code == 422
    assert Client().post("/activar/", {"code": made[1][0].code}).status_code == 302
    rest = coordination.post(f"{home}cuentas/cartas.pdf", {"all": "1"})
    assert rest.status_code == 200 and [letter.grant.user.name for letter in made[2]] == ["Eva Sol"]
    for nobody in ({}, {"by": "mail"}, {"all": "1"}):
        assert coordination.post(f"{home}cuentas/cartas.pdf", nobody).status_code == 302


def test_a_letter_is_a_tagged_pdf_with_a_page_for_each_and_a_list_to_sign(capture, candidate):
    grants = list(Grant.objects.filter(candidacy=capture.ana).select_related("user"))
    content = letters_pdf(
        [Letter(grant, "7K3M-9QTW-2XHV") for grant in grants],
        capture.election,
        "https://t.mx/activar/",
        receipts="Partido",
    )
    assert text_of(content) == (2, True, "es-MX")


def test_delivery_is_recorded_with_who_received_it(capture, home, coordination):
    coordination.post(f"{home}cuentas/cartas.pdf", {"party": capture.parties["Partido Sol"].pk})
    grant = Grant.objects.get(party=capture.parties["Partido Sol"])
    assert coordination.post(f"{home}cuentas/{grant.pk}/entrega/", {}).status_code == 422
    assert (
        coordination.post(f"{home}cuentas/{grant.pk}/entrega/", {"received_by": "Rosa Peña, representante"}).status_code
        == 302
    )
    assert "Rosa Peña, representante" in coordination.get(f"{home}cuentas/").text
    assert Record.objects.filter(act="credential-delivered").count() == 1


def test_a_role_is_given_by_mail_and_taken_away(capture, home, coordination):
    sent = {"name": "Luis Paz", "email": "luis@instituto.mx", "role": "equality"}
    assert coordination.post(f"{home}personal/", sent).status_code == 302
    body = mail.outbox[0].body
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", body)[0]
    client = Client()
    client.post("/activar/", {"code": code})
    client.post("/activar/cuenta/", {"password": "tres palabras sueltas", "email": "luis@instituto.mx"})
    assert client.get(f"{home}identidad/").headers["Location"] == "/cuenta/segundo-factor/"
    assert coordination.post(f"{home}personal/", sent).status_code == 422
    grant = Grant.objects.get(user__email="luis@instituto.mx")
    coordination.post(f"{home}personal/", {"end": grant.pk})
    assert not User.objects.get(email="luis@instituto.mx").is_active
    assert client.get("/cuenta/").status_code == 302


def test_an_account_without_mail_gets_a_letter_not_a_mail(capture, home, coordination, candidate):
    grant = Grant.objects.get(candidacy=capture.ana)
    done = coordination.post(f"{home}cuentas/cartas.pdf", {"grant": [grant.pk], "by": "mail"}, follow=True)
    assert "1 cuentas no tienen correo" in done.text and mail.outbox == []
    consent(capture.ana)
    User.objects.filter(pk=candidate.user.pk).update(email="ana@ejemplo.mx")
    coordination.post(f"{home}cuentas/cartas.pdf", {"grant": [grant.pk], "by": "mail"})
    assert mail.outbox[0].to == ["ana@ejemplo.mx"] and Invitation.objects.filter(channel="mail").count() == 1


def test_no_letter_is_made_for_staff_and_no_outside_account_becomes_staff(capture, home, candidate, coordination):
    liaison = capture.account("liaison", "Vinculación")
    boss = Grant.objects.get(role="coordination")
    assert liaison.post(f"{home}cuentas/cartas.pdf", {"grant": [boss.pk, "²", "9" * 40]}).status_code == 302
    assert not Invitation.objects.filter(user=boss.user).exists()
    assert liaison.post(f"{home}cuentas/{boss.pk}/entrega/", {"received_by": "x"}).status_code == 404
    User.objects.filter(pk=candidate.user.pk).update(email="futura@instituto.mx")
    refused = coordination.post(
        f"{home}personal/", {"name": "Futura", "email": "futura@instituto.mx", "role": "equality"}
    )
    assert refused.status_code == 422 and "candidatura o de un partido" in refused.text
    assert list(Grant.objects.filter(user=candidate.user).values_list("role", flat=True)) == ["candidate"]


def test_who_lost_every_role_begins_again_with_a_new_code(capture, home, coordination):
    sent = {"name": "Luis Paz", "email": "luis@instituto.mx", "role": "equality"}
    coordination.post(f"{home}personal/", sent)
    coordination.post(f"{home}personal/", {"end": Grant.objects.get(user__emailaddress__email="luis@instituto.mx").pk})
    coordination.post(f"{home}personal/", sent)
    grant = Grant.objects.open().get(user__emailaddress__email="luis@instituto.mx")
    assert grant.user.is_active and not grant.user.has_usable_password() and len(mail.outbox) == 2
    coordination.post(f"{home}personal/", {"again": grant.pk})
    assert len(mail.outbox) == 3 and coordination.post(f"{home}personal/", {"end": "abc"}).status_code == 404


def test_a_mail_server_that_fails_leaves_the_letters_of_before(capture, home, coordination, candidate, settings):
    User.objects.filter(pk=candidate.user.pk).update(email="ana@ejemplo.mx", password="!x")
    grant = Grant.objects.get(candidacy=capture.ana)
    coordination.post(f"{home}cuentas/cartas.pdf", {"grant": [grant.pk]})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    done = coordination.post(f"{home}cuentas/cartas.pdf", {"grant": [grant.pk], "by": "mail"}, follow=True)
    assert (
        "no responde" in done.text and Invitation.objects.standing().filter(user=grant.user, channel="letter").exists()
    )


def test_letters_that_stand_are_never_touched_by_those_that_are_missing(capture, home, coordination, monkeypatch):
    made = []
    monkeypatch.setattr(
        "conoceles.elections.accounts_views.letters_pdf", lambda letters, *a, **k: made.append(letters) or b"%PDF-"
    )
    url, party = f"{home}cuentas/cartas.pdf", capture.parties["Partido Roble"].pk
    coordination.post(url, {"party": party})
    ana = Grant.objects.get(candidacy=capture.ana)
    assert coordination.post(f"{home}cuentas/{ana.pk}/entrega/", {"received_by": "Su suplente"}).status_code == 302
    again = coordination.post(url, {"party": party}, follow=True)
    assert "No hay ninguna carta por hacer" in again.text and len(made) == 1
    # Whoever chooses one that was handed over is told, and says that it is meant.
    told = coordination.post(url, {"grant": ana.pk}, follow=True)
    assert "De las 1 elegidas, 1 cartas ya se entregaron" in told.text and len(made) == 1
    assert Invitation.objects.standing().filter(user=ana.user).count() == 1
    assert coordination.post(url, {"grant": ana.pk, "delivered": "1"}).status_code == 200 and len(made) == 2


def test_an_account_is_closed_with_a_reason_and_nothing_opens_it(
    capture, home, coordination, django_capture_on_commit_callbacks
):
    client = capture.account("party", "Operaba el partido", party=capture.parties["Partido Roble"])
    addresses.confirm(client.user, "opera@partido.mx")
    client.user.set_password("Una frase bien larga")
    client.user.save()
    client.force_login(client.user)
    grant = Grant.objects.get(user=client.user)
    url = f"{home}cuentas/{grant.pk}/cerrar/"
    assert coordination.get(f"{home}cuentas/").text.count("cerrar/") == 1
    assert coordination.post(url, {"reason": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert coordination.post(url, {"reason": "Dejó el partido."}).status_code == 302
    assert client.get(f"/captura/partido/{capture.parties['Partido Roble'].key}/").status_code == 302
    assert [one.to for one in mail.outbox] == [["opera@partido.mx"]] and "se cerró su cuenta" in mail.outbox[0].subject
    mail.outbox.clear()
    Client().post("/ingresar/olvido/", {"email": "opera@partido.mx"})
    assert mail.outbox == []
    closed = Record.objects.get(act="account-closed")
    assert closed.detail["why"] == "Dejó el partido."
    assert coordination.post(url, {"reason": "otra vez"}).status_code == 404
