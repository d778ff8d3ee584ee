"""A button pressed twice acts once and ends where the first press ended; a page that is too old has a way on."""

import re
import threading

import pytest
from django.conf import settings
from django.http import HttpResponseRedirect
from django.test import Client

from conoceles.config.pressed_twice import PressedTwice
from conoceles.profiles.models import Answer, Step
from tests.capture.test_pages import PROPOSALS, at, finish, save

OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def browser(candidate):
    """The candidate's session in a client that minds the tokens of forms."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = candidate.cookies
    return client


def token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]


def test_a_form_pressed_twice_is_done_once_and_says_so_twice(capture, candidate, browser):
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    sent = {"csrfmiddlewaretoken": token(browser.get(at(capture.ana, "entregar/")))}
    first, second = (browser.post(at(capture.ana, "entregar/"), sent) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first.headers["Location"] == second.headers["Location"]
    told = {name: morsel.value for name, morsel in first.cookies.items()}
    assert told and {name: morsel.value for name, morsel in second.cookies.items()} == told
    assert Step.objects.filter(action="submit").count() == 1
    # From a page that was opened anew it is another wish.
    sent = {"csrfmiddlewaretoken": token(browser.get(at(capture.ana, "entregar/")))}
    assert browser.post(at(capture.ana, "entregar/"), sent).status_code == 423


def test_what_was_refused_is_looked_at_again(capture, candidate, browser):
    page = browser.get(at(capture.ana, "seccion/propuestas/"))
    sent = {"csrfmiddlewaretoken": token(page), "v-proposal_1": "0", "q-proposal_1": "Agua"}
    save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": "Otra"})
    assert [browser.post(at(capture.ana, "seccion/propuestas/"), sent).status_code for _ in range(2)] == [409, 409]


def form(rf, text="Agua", session="s", path="/captura/"):
    request = rf.post(path, {"csrfmiddlewaretoken": "t" * 64, "text": text})
    request.COOKIES = {settings.SESSION_COOKIE_NAME: session}
    return request


def test_two_presses_at_once_wait_for_each_other(rf):
    inside, most = [], []

    def work(request):
        inside.append(request)
        most.append(len(inside))
        threading.Event().wait(0.2)
        inside.pop()
        return HttpResponseRedirect(f"/hecho/{len(most)}/")

    button, ends = PressedTwice(work), []
    presses = [threading.Thread(target=lambda: ends.append(button(form(rf))["Location"])) for _ in range(3)]
    [one.start() for one in presses]
    [one.join() for one in presses]
    assert most == [1] and ends == ["/hecho/1/"] * 3
    for other in (form(rf, text="Otra"), form(rf, session="z"), form(rf, path="/revision/")):
        assert button(other)["Location"] != "/hecho/1/"


def test_a_second_press_does_not_wait_for_ever_nor_act(rf, monkeypatch):
    monkeypatch.setattr("conoceles.config.pressed_twice.PATIENCE", 0.1)
    second = []

    def work(request):
        second.append(PressedTwice(lambda request: second.append("acted"))(form(rf)))
        return HttpResponseRedirect("/hecho/")

    assert PressedTwice(work)(form(rf)).status_code == 302
    (told,) = second
    assert told.status_code == 503 and "se hará una sola vez" in " ".join(told.text.split())


def test_a_page_whose_token_is_old_shows_what_was_written_and_sends_it(capture, browser):
    address = at(capture.ana, "seccion/propuestas/")
    sent = {"v-proposal_1": "0", "q-proposal_1": "Agua para <todos> los barrios"}
    old = browser.post(address, {**sent, "csrfmiddlewaretoken": "x" * 64}, **OWN)
    assert old.status_code == 403 and "Lo que escribió no se ha guardado todavía" in old.text
    assert "Agua para &lt;todos&gt; los barrios" in old.text and old["Cache-Control"] == "private, no-store"
    fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', old.text))
    assert f'action="{address}"' in old.text
    fields["q-proposal_1"] = sent["q-proposal_1"]
    assert browser.post(address, fields, **OWN).status_code == 302
    assert Answer.objects.get(question="proposal_1").value == sent["q-proposal_1"]


def test_a_form_of_another_site_is_never_offered_to_be_sent(capture, browser):
    address = at(capture.ana, "seccion/propuestas/")
    sent = {"v-proposal_1": "0", "q-proposal_1": "escrito por otro sitio"}
    for headers in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://otro.example"}, {}):
        page = browser.post(address, sent, **headers)
        assert page.status_code == 403 and "escrito por" not in page.text and "<form" not in page.text


def test_a_session_that_ended_loses_nothing_that_was_written(capture, candidate, visitor):
    address = at(capture.ana, "seccion/propuestas/")
    page = visitor.post(address, {"v-proposal_1": "0", "q-proposal_1": "Agua para todos"}, **OWN)
    assert page.status_code == 403 and "Su sesión terminó" in page.text and "Agua para todos" in page.text
    assert 'href="/ingresar/" target="_blank"' in page.text
    # Reading leads to sign in, as always.
    assert visitor.get(address).status_code == 302


def test_passwords_and_codes_are_not_shown_again(visitor):
    client = Client(enforce_csrf_checks=True)
    page = client.post("/ingresar/", {"login": "ana persona", "password": "secreto secreto"}, **OWN)
    assert page.status_code == 403 and "secreto" not in page.text and "ana persona" not in page.text
    assert 'href="/ingresar/"' in page.text
