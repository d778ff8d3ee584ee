"""«Sistemas»: what is wrong and what to do in plain words, and presses that say before what they will do."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from conoceles.audit.models import Record
from conoceles.mail.models import Delivery
from conoceles.site.build.alive import asked_again
from tests.factories import build
from tests.markup import flat

URL = "/taller/sistemas/"


@pytest.fixture
def systems(capture):
    return capture.account("systems", "Sistemas")


@pytest.fixture(autouse=True)
def alone(settings, tmp_path):
    """A folder of data of one's own: what is put there stops no other test."""
    settings.DATA_DIR = tmp_path


def press(client, act, **more):
    return flat(client.post(URL, {"act": act, **more}, follow=True).text)


def test_it_is_where_systems_begins_and_nobody_elses(systems, candidate, reviewer):
    assert systems.get("/taller/").headers["Location"] == URL
    assert candidate.get(URL).status_code == 403 and reviewer.get(URL).status_code == 403
    page = flat(systems.get(URL).text)
    assert "Constructor" in page and "Qué hacer." in page and "Quedan" in page
    assert "Sistemas" in systems.get("/registro/").text


def test_publishing_again_is_asked_once_and_done_by_the_builder(systems):
    build()
    page = press(systems, "publish")
    assert "Se harán otra vez todas las páginas" in page and "Ya se pidió" in page
    assert asked_again(settings.BUILD_DIR)
    assert Record.objects.filter(act="site-asked-again").count() == 1


def test_failed_mails_are_sent_again_and_no_other(systems, candidate, reviewer):
    Delivery.objects.create(user=candidate.user, outcome=Delivery.Outcome.FAILED, tries=5, reason="450")
    Delivery.objects.create(user=reviewer.user, outcome=Delivery.Outcome.BOUNCED)
    assert "Enviar otra vez 1 correo" in flat(systems.get(URL).text)
    assert "En la cola: 1." in press(systems, "mails") and "No había correos" in press(systems, "mails")
    assert sorted(Delivery.objects.values_list("outcome", "tries")) == [("bounced", 0), ("queued", 0)]


def test_read_only_saves_nothing_and_shows_again_what_was_sent(systems, coordination, capture):
    press(systems, "solo-lectura", on="1")
    own = {"HTTP_SEC_FETCH_SITE": "same-origin"}
    url = f"/registro/{capture.election.slug}/ayuda/"
    answer = coordination.post(url, {"note": "Llamó la candidata de Canatlán"}, **own)
    assert answer.status_code == 503 and "Ahora no se guarda" in answer.text
    assert "Llamó la candidata de Canatlán" in answer.text and coordination.get(url).status_code == 200
    assert "Volver a guardar" in flat(systems.get(URL).text)
    press(systems, "solo-lectura", on="0")
    assert coordination.post(url, {"note": "x"}, **own).status_code != 503


def test_maintenance_closes_all_but_what_ends_it(systems, coordination, visitor):
    press(systems, "mantenimiento", on="1")
    assert press(systems, "mantenimiento", on="1").count("Mantenimiento: encendido") == 1, (
        "pressed twice it is the same"
    )
    assert coordination.get("/taller/").status_code == 503
    assert visitor.get("/ingresar/").status_code in (200, 302) and visitor.get("/salud/viva/").status_code == 200
    assert "Terminar el mantenimiento" in flat(systems.get(URL).text)
    press(systems, "mantenimiento", on="0")
    assert coordination.get("/taller/").status_code == 302


def test_all_sessions_end_but_the_one_that_ends_them(systems, coordination):
    assert coordination.get("/taller/").status_code == 302 and Session.objects.count() >= 2
    assert "Sesiones cerradas: " in press(systems, "sessions")
    assert "/ingresar/" in coordination.get("/taller/").headers["Location"]
    assert systems.get(URL).status_code == 200 and "Nadie más ha ingresado" in flat(systems.get(URL).text)


def test_an_unknown_press_does_nothing(systems):
    assert systems.post(URL, {"act": "todo"}).status_code == 302
    assert Client().post(URL, {"act": "sessions"}).status_code in (302, 403)
