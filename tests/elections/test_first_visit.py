"""An installation without accounts: whoever reads the server's terminal makes the first, once."""

import pytest
from django.conf import settings

from conoceles.accounts.models import User
from conoceles.elections import first_visit
from conoceles.elections.models import Grant
from tests.elections.test_accounts import paper

pytestmark = pytest.mark.django_db
SENT = {"name": "Ana Peña", "email": "ana@instituto.mx", "password": "tres palabras sueltas"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


def test_the_code_makes_the_coordination_of_the_installation_once(client):
    code = first_visit.code()
    assert first_visit.code() == code, "however often the server is started"
    assert client.get("/ingresar/").headers["Location"] == "/empezar/"
    done = client.post("/empezar/", {**SENT, "code": code.lower().replace("-", " ")})
    assert done.status_code == 302
    grant = Grant.objects.get()
    assert (grant.role, grant.election, grant.user.name) == ("coordination", None, "Ana Peña")
    assert client.get("/registro/").headers["Location"] == "/cuenta/segundo-factor/", "staff needs a second factor"
    assert client.post("/empezar/", {**SENT, "email": "b@x.mx", "code": code}).headers["Location"] == "/ingresar/"
    assert User.objects.count() == 1 and first_visit.code() == "" and client.get("/ingresar/").status_code != 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "0000-0000-0000"}, "Ese no es el código"),
        ({"password": "cortita"}, "demasiado corta"),
        ({"email": "ana"}, "correo"),
        ({"name": ""}, "obligatorio"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, wrong, sentence):
    sent = {**SENT, "code": first_visit.code(), **wrong}
    done = client.post("/empezar/", sent)
    assert done.status_code == 422 and sentence in done.text and not User.objects.exists()
    assert sent["email"] in done.text and sent["password"] not in done.text


def test_without_a_code_nobody_begins(client):
    assert client.post("/empezar/", {**SENT, "code": ""}).status_code == 422
    assert client.post("/empezar/", {**SENT, "code": "X"}).status_code == 422 and not User.objects.exists()


def test_the_code_is_its_owners_alone(tmp_path):
    first_visit.code()
    assert (tmp_path / "keys" / "first_visit").stat().st_mode & 0o777 == 0o600


def test_staff_without_mail_gets_a_code_on_paper(capture, coordination):
    home = f"/registro/{capture.election.slug}/personal/"
    coordination.post(home, {"name": "Luis Paz", "email": "luis@instituto.mx", "role": "reviewer"})
    grant = Grant.objects.get(user__name="Luis Paz")
    done = coordination.post(home, {"paper": grant.pk})
    assert paper(coordination, done).startswith(b"%PDF-")
    grant.user.set_password("tres palabras sueltas")
    grant.user.save()
    assert "ya activó su cuenta" in coordination.post(home, {"paper": grant.pk}, follow=True).text


def test_letters_without_an_address_of_the_workshop_say_so_before(capture, coordination, monkeypatch):
    page = f"/registro/{capture.election.slug}/cuentas/"
    monkeypatch.setattr(settings, "CSRF_TRUSTED_ORIGINS", [])
    assert "solo se abre en este servidor" in coordination.get(page).text
    monkeypatch.setattr(settings, "CSRF_TRUSTED_ORIGINS", ["https://taller.example.org"])
    assert "solo se abre en este servidor" not in coordination.get(page).text
