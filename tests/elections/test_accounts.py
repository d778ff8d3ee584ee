"""Accounts and staff of an election: letters, deliveries, codes by mail, roles given and ended."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from conoceles.accounts import addresses
from conoceles.accounts.models import Invitation, User
from conoceles.audit.models import Record
from conoceles.elections import jobs
from conoceles.elections.letter_jobs import LETTERS
from conoceles.elections.letters import Letter, letters_pdf
from conoceles.elections.models import Candidacy, Grant, Job
from conoceles.lib import blobs
from tests.capture.test_files import jpeg
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


def paper(client, answer):
    """Return the paper of a job to which an answer leads."""
    done = client.get(f"{answer.headers['Location']}1.pdf")
    assert done["Content-Type"] == "application/pdf" and done["Cache-Control"] == "private, no-store"
    return done.content


@pytest.fixture
def made(monkeypatch):
    """The letters that are made, in batches; none is set in type."""
    batches = []
    monkeypatch.setattr(
        "conoceles.elections.letter_jobs.letters_pdf",
        lambda letters, *a, **k: batches.append(letters) or f"%PDF-{len(batches)}".encode(),
    )
    return batches


def test_letters_open_accounts_and_each_code_works_once(capture, home, coordination, made):
    looked = coordination.get(f"{home}cuentas/cartas/", {"party": capture.parties["Partido Roble"].pk})
    assert "Hacer 3 cartas" in looked.text and not made and not Grant.objects.filter(role="candidate").exists()
    done = coordination.post(f"{home}cuentas/cartas/", {"party": capture.parties["Partido Roble"].pk})
    assert paper(coordination, done) == b"%PDF-1"
    names = [letter.grant.user.name for letter in made[0]]
    assert names == ["Partido Roble", "Ana Peña", "Luz Río"]
    assert Candidacy.objects.get(pk=capture.eva.pk).grants.count() == 0
    code = next(letter.code for letter in made[0] if letter.grant.candidacy == capture.ana)
    assert Client().post("/activar/", {"code": code}).status_code == 302
    again = coordination.post(f"{home}cuentas/cartas/", {"grant": [Grant.objects.get(candidacy=capture.ana).pk]})
    assert again.status_code == 302 and Client().post("/activar/", {"code": code}).status_code == 422
    assert Client().post("/activar/", {"code": made[1][0].code}).status_code == 302
    rest = coordination.post(f"{home}cuentas/cartas/", {"all": "1"})
    assert rest.status_code == 302 and [letter.grant.user.name for letter in made[2]] == ["Eva Sol"]
    for nobody in ({}, {"by": "mail"}, {"all": "1"}):
        assert coordination.post(f"{home}cuentas/cartas/", nobody).status_code == 302


def test_a_letter_is_a_tagged_pdf_with_a_page_for_each_and_a_list_to_sign(capture, candidate):
    grants = list(Grant.objects.filter(candidacy=capture.ana).select_related("user"))
    content = letters_pdf(
        [Letter(grant, "7K3M-9QTW-2XHV") for grant in grants],
        capture.election,
        "https://t.mx/activar/",
        receipts="Partido",
    )
    assert text_of(content) == (2, True, "es-MX")
    alone = letters_pdf([Letter(grants[0], "7K3M-9QTW-2XHV")], capture.election, "https://t.mx/activar/")
    assert text_of(alone)[0] == 2, "its receipt is on another sheet: the letter stays closed"


def test_delivery_is_recorded_with_who_received_it(capture, home, coordination):
    coordination.post(f"{home}cuentas/cartas/", {"party": capture.parties["Partido Sol"].pk})
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
    before = coordination.get(f"{home}personal/?retirar={grant.pk}").text
    assert "Retirar la función" in before
    grant.refresh_from_db()
    assert grant.ended_at is None, "nothing is done by looking"
    coordination.post(f"{home}personal/", {"end": grant.pk})
    assert not User.objects.get(email="luis@instituto.mx").is_active
    assert client.get("/cuenta/").status_code == 302


def test_an_account_without_mail_gets_a_letter_not_a_mail(capture, home, coordination, candidate):
    grant = Grant.objects.get(candidacy=capture.ana)
    done = coordination.post(f"{home}cuentas/cartas/", {"grant": [grant.pk], "by": "mail"}, follow=True)
    assert "No tiene correo confirmado" in done.text and mail.outbox == []
    consent(capture.ana)
    User.objects.filter(pk=candidate.user.pk).update(email="ana@ejemplo.mx")
    coordination.post(f"{home}cuentas/cartas/", {"grant": [grant.pk], "by": "mail"})
    assert mail.outbox[0].to == ["ana@ejemplo.mx"] and Invitation.objects.filter(channel="mail").count() == 1


def test_no_letter_is_made_for_staff_and_no_outside_account_becomes_staff(capture, home, candidate, coordination):
    liaison = capture.account("liaison", "Vinculación")
    boss = Grant.objects.get(role="coordination")
    assert liaison.post(f"{home}cuentas/cartas/", {"grant": [boss.pk, "²", "9" * 40]}).status_code == 302
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
    coordination.post(f"{home}cuentas/cartas/", {"grant": [grant.pk]})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    done = coordination.post(f"{home}cuentas/cartas/", {"grant": [grant.pk], "by": "mail"}, follow=True)
    assert (
        "no responde" in done.text and Invitation.objects.standing().filter(user=grant.user, channel="letter").exists()
    )


def test_letters_that_stand_are_never_touched_by_those_that_are_missing(capture, home, coordination, made):
    url, party = f"{home}cuentas/cartas/", capture.parties["Partido Roble"].pk
    coordination.post(url, {"party": party})
    ana = Grant.objects.get(candidacy=capture.ana)
    assert coordination.post(f"{home}cuentas/{ana.pk}/entrega/", {"received_by": "Su suplente"}).status_code == 302
    again = coordination.post(url, {"party": party}, follow=True)
    assert "No hay ninguna carta por hacer" in again.text and len(made) == 1
    # Whoever chooses one that was handed over is told, and says that it is meant.
    told = coordination.post(url, {"grant": ana.pk, "number": "IEE/9"})
    assert told.status_code == 422 and "1 carta ya se entregó" in told.text and "IEE/9" in told.text
    assert len(made) == 1
    assert Invitation.objects.standing().filter(user=ana.user).count() == 1
    assert coordination.post(url, {"grant": ana.pk, "confirm": "1"}).status_code == 302 and len(made) == 2


def test_a_press_that_is_sent_twice_makes_letters_once_and_gives_them_again(capture, home, coordination, made):
    url = f"{home}cuentas/cartas/"
    page = coordination.get(url, {"all": "1"})
    press = re.search(r'name="press" value="([0-9a-f]{32})"', page.text)[1]
    first = coordination.post(url, {"all": "1", "press": press})
    codes = set(Invitation.objects.values_list("code_hash", flat=True))
    second = coordination.post(url, {"all": "1", "press": press})
    assert len(made) == 1 and set(Invitation.objects.values_list("code_hash", flat=True)) == codes
    grants = Grant.objects.filter(role="candidate").values_list("pk", flat=True)
    chosen = {"grant": list(grants), "press": press}
    assert coordination.post(url, chosen).headers["Location"] == first.headers["Location"]
    assert second.status_code == 302 and set(Invitation.objects.values_list("code_hash", flat=True)) == codes
    assert paper(coordination, first) == paper(coordination, first) == b"%PDF-1"


def test_the_paper_of_a_job_is_its_askers_for_a_day(capture, home, coordination, made):
    liaison = capture.account("liaison", "Vinculación")
    done = liaison.post(f"{home}cuentas/cartas/", {"all": "1"})
    url = done.headers["Location"]
    assert "cartas-" in liaison.get(url).text and liaison.get(f"{url}1.pdf").status_code == 200
    assert coordination.get(url).status_code == 200 and coordination.get(f"{url}1.pdf").status_code == 404
    assert "las toma quien lo pidió" in " ".join(coordination.get(url).text.split()).replace("Sus papeles los", "las")
    other = capture.account("liaison", "Otra")
    assert other.get(url).status_code == 404 and "Cartas que faltan" not in other.get(f"{home}trabajos/").text
    blob = Job.objects.get().papers[0][1]
    jobs.go_on(timezone.now() + timedelta(hours=23))
    assert liaison.get(f"{url}1.pdf").status_code == 200
    jobs.go_on(timezone.now() + timedelta(hours=25))
    assert liaison.get(f"{url}1.pdf").status_code == 404 and not blobs.where(blob, blobs.PRIVATE).exists()
    assert "3 cartas hechas" in liaison.get(url).text or "cartas hechas" in liaison.get(url).text


def test_what_a_stopped_process_left_is_taken_up_and_nothing_twice(capture, home, coordination, made, monkeypatch):
    monkeypatch.setitem(jobs.KINDS, LETTERS, replace(jobs.KINDS[LETTERS], most=1))
    monkeypatch.setattr(jobs, "PATIENCE", 0)
    done = coordination.post(f"{home}cuentas/cartas/", {"all": "1"})
    job = Job.objects.get()
    assert job.ended_at is None and len(made) == 1 and job.done == 1
    page = coordination.get(done.headers["Location"]).text
    assert f"Van 1 de {job.total}" in page and "data-running" in page
    assert jobs.go_on(timezone.now()) == [] and len(made) == 1, "it has not rested yet"
    assert jobs.go_on(timezone.now() + timedelta(minutes=3)) == ["Terminaron 1 trabajos en conjunto."]
    assert len(made) == job.total and {len(one) for one in made} == {1}
    assert Invitation.objects.count() == job.total


def test_a_step_that_ends_badly_again_and_again_is_passed_over_and_said(capture, home, coordination, monkeypatch):
    def broken(*args, **more):
        raise ValueError("no")

    monkeypatch.setattr("conoceles.elections.letter_jobs.letters_pdf", broken)
    with pytest.raises(ValueError, match="no"):
        coordination.post(f"{home}cuentas/cartas/", {"all": "1"})
    for minutes in (3, 6):
        with pytest.raises(ValueError, match="no"):
            jobs.go_on(timezone.now() + timedelta(minutes=minutes))
    jobs.go_on(timezone.now() + timedelta(minutes=9))
    job = Job.objects.get()
    assert job.ended_at and "avise a sistemas" in job.failed[0][1] and not Invitation.objects.exists()


def test_many_receipts_are_recorded_with_one_day_one_name_and_a_scan(capture, home, coordination, made):
    coordination.post(f"{home}cuentas/cartas/", {"all": "1"})
    page = coordination.get(f"{home}cuentas/acuses/", {"partido": capture.parties["Partido Roble"].pk})
    rows = [pk for pk, _who, _what in page.context["rows"]]
    names = [who for _pk, who, _what in page.context["rows"]]
    assert "Ana Peña" in names and "Eva Sol" not in names
    day = timezone.localdate() - timedelta(days=1)
    sent = {"row": rows, "day": day.isoformat(), "received_by": "Rosa Peña, representante"}
    late = {**sent, "day": (timezone.localdate() + timedelta(days=1)).isoformat()}
    assert coordination.post(f"{home}cuentas/acuses/", late).status_code == 422
    nobody = coordination.post(f"{home}cuentas/acuses/", {**sent, "row": []})
    assert nobody.status_code == 422 and "Marque al menos uno" in nobody.text and "Rosa Peña" in nobody.text
    done = coordination.post(f"{home}cuentas/acuses/", {**sent, "scan": jpeg()}, follow=True)
    assert f"{len(rows)} acuses registrados" in done.text
    letters = Invitation.objects.filter(received_by="Rosa Peña, representante")
    assert letters.count() == len(rows) and len({one.scan for one in letters}) == 1
    assert {timezone.localdate(one.delivered_at) for one in letters} == {day}
    shown = coordination.get(f"{home}cuentas/{rows[0]}/acuse/")
    assert shown.status_code == 200 and shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    b"".join(shown.streaming_content)
    assert capture.account("register", "Registro").get(f"{home}cuentas/{rows[0]}/acuse/").status_code == 403
    left = coordination.get(f"{home}cuentas/acuses/").context["rows"]
    assert not {pk for pk, *_rest in left} & set(rows)


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
