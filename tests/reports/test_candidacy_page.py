"""One candidacy for staff: found by whatever is known of it, and all of it on one page, each role what it may see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conoceles.accounts import addresses, invitations
from conoceles.accounts.models import User
from conoceles.capture.models import HelpRequest
from conoceles.elections.models import Candidacy, Extension, Grant
from conoceles.reports.models import Notice
from tests.capture.test_pages import PROPOSALS, finish

STAFF = ("coordination", "liaison", "register", "help_desk", "reviewer", "commission", "equality")


@pytest.fixture
def at(capture):
    def address(path=""):
        return f"/registro/{capture.election.slug}/{path}"

    return address


@pytest.fixture
def page(capture, at):
    return at(f"candidaturas/{capture.ana.key}/")


def found(client, at, words):
    answer = client.get(at("buscar/"), {"q": words})
    if answer.status_code == 302:
        return [answer.headers["Location"].rstrip("/").rpartition("/")[2]]
    return [one.key for one in answer.context["page"]]


@pytest.mark.parametrize("words", ["pena", "PEÑA ana", "ana roble", "penon blanco ana", "F-77", "f-77"])
def test_she_is_found_by_any_part_of_what_is_known(capture, at, help_desk, words):
    Candidacy.objects.filter(pk=capture.ana.pk).update(folio="F-77")
    assert found(help_desk, at, words) == [capture.ana.key]


def test_several_are_listed_and_nobody_is_a_sentence(capture, at, help_desk):
    assert set(found(help_desk, at, "partido roble")) == {capture.ana.key, capture.luz.key}
    nobody = help_desk.get(at("buscar/"), {"q": "nadie así"})
    assert nobody.status_code == 200 and "Pruebe con menos palabras" in nobody.text


@pytest.mark.parametrize("role", [*STAFF, "communication", "systems"])
def test_each_role_sees_what_it_may_and_no_more(capture, page, candidate, role):
    addresses.confirm(candidate.user, "ana.pena@ejemplo.mx")
    HelpRequest.objects.create(
        election=capture.election, candidacy=capture.ana, channel="phone", topic="Llamó por su carta"
    )
    HelpRequest.objects.create(
        election=capture.election, candidacy=capture.ana, channel="screen", topic="De identidad", audience="equality"
    )
    Notice.objects.create(candidacy=capture.ana, kind="missing", channel="letter", number="IEP/9", term="2027-04-02")
    client = capture.account(role, role)
    answer = client.get(page)
    if role in ("communication", "systems"):
        assert answer.status_code == 403
        return
    shown = answer.text
    assert ("Entrar</h2>" in shown) is (role in ("coordination", "liaison", "register", "help_desk"))
    assert ("ana.pena@ejemplo.mx" in shown) is (role in ("coordination", "liaison"))
    assert ("a…@ejemplo.mx" in shown) is (role in ("register", "help_desk"))
    assert ("Llamó por su carta" in shown) is (role in ("coordination", "help_desk"))
    assert ("De identidad" in shown) is (role == "equality")
    assert ("IEP/9" in shown) is (role in ("coordination", "liaison", "register", "help_desk", "commission"))
    assert "Qué le falta" in shown and "Movimientos" in shown


def test_the_help_desk_answers_what_is_missing_and_why_she_cannot_enter_in_two_presses(
    capture, at, help_desk, candidate
):
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    # One press looks for her, and her page is the answer.
    answer = help_desk.get(at("buscar/"), {"q": "pena"}, follow=True)
    assert "Grado máximo de estudios" in answer.text and "Qué le falta" in answer.text
    User.objects.filter(pk=candidate.user.pk).update(password="!x")
    grant = Grant.objects.get(candidacy=capture.ana)
    grant.user.invitations.all().delete()
    letter, code = invitations.issue(grant.user, "letter", by="c-v")
    told = help_desk.get(at(f"candidaturas/{capture.ana.key}/")).text
    assert "nadie registró que se entregara" in told and code not in told
    invitations.deliver(letter, received_by="Rosa Peña", by="c-v")
    assert "La recibió Rosa Peña" in help_desk.get(at(f"candidaturas/{capture.ana.key}/")).text
    letter.expires_at = timezone.now() - timedelta(days=1)
    letter.save()
    assert "Su carta venció" in help_desk.get(at(f"candidaturas/{capture.ana.key}/")).text


def test_a_call_is_registered_with_what_there_was_to_say(capture, at, help_desk):
    form = help_desk.get(at("ayuda/"), {"de": capture.ana.key, "asunto": "entrar"}).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert sent["candidacy"] == "Ana Peña" and sent["topic"] == "No puede entrar" and "Se le dijo" in sent["reply"]
    assert help_desk.post(at("ayuda/"), sent).status_code == 302
    call = HelpRequest.objects.get()
    assert call.candidacy == capture.ana and call.answered_at
    form = help_desk.get(at("ayuda/"), {"de": capture.ana.key, "asunto": "falta"}).context["form"]
    assert "Grado máximo de estudios" in form["reply"].value()


def test_who_is_named_like_another_is_picked_from_those_that_match(capture, at, coordination):
    other = capture.stand("Ana Peña", place="Cuatro Ciénegas", party="Partido Sol")
    capture.election.capture_closes = timezone.now() + timedelta(hours=2)
    capture.election.save()
    until = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    sent = {"candidacy": "peña", "until": until, "reason": "Se fue la luz"}
    asked = coordination.post(at("prorrogas/"), sent)
    assert asked.status_code == 422 and "2 coinciden: elija cuál" in asked.text and "Se fue la luz" in asked.text
    assert f'value="{other.key}"' in asked.text and not Extension.objects.exists()
    chosen = {**sent, "candidacy-cual": other.key, "candidacy-antes": "peña"}
    assert coordination.post(at("prorrogas/"), chosen).status_code == 302
    assert Extension.objects.get().candidacy == other
    # Whoever types another name means the name.
    retyped = {**chosen, "candidacy": "eva sol"}
    assert coordination.post(at("prorrogas/"), retyped).status_code == 302
    assert Extension.objects.order_by("pk").last().candidacy == capture.eva
    nobody = coordination.post(at("prorrogas/"), {**sent, "candidacy": "Zutano"})
    assert nobody.status_code == 422 and "Nadie de esta elección" in nobody.text


def test_a_candidacy_of_another_election_is_not_there(capture, at, help_desk):
    from tests.factories import make_town

    foreign = make_town("otra-2027", "97").stand("Rosa Lejos")
    assert help_desk.get(at(f"candidaturas/{foreign.key}/")).status_code == 404
    assert found(help_desk, at, "lejos") == []
    refused = help_desk.post(at("ayuda/"), {"candidacy": foreign.key, "channel": "phone", "topic": "x"})
    assert refused.status_code == 422 and not HelpRequest.objects.exists()
