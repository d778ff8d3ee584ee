"""Roles of the whole installation end, on screen and from the terminal; who leaves, leaves; somebody always stays."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command

from conoceles.accounts.models import User
from conoceles.audit.models import Record
from conoceles.elections.grants import give
from conoceles.elections.models import Grant, Role
from tests.factories import add_second_factor, make_account


@pytest.fixture
def whole(capture, coordination):
    """Coordination of the installation, and systems of the installation, who leaves."""
    give(coordination.user, Role.COORDINATION, None, by="")
    leaving = make_account("sis@instituto.example", "Iván Sistemas")
    give(leaving, Role.SYSTEMS, None, by="")
    add_second_factor(leaving)
    return leaving


def test_whoever_coordinates_all_ends_a_role_of_the_installation_on_screen(capture, coordination, whole):
    url = f"/registro/{capture.election.slug}/personal/"
    grant = Grant.objects.get(user=whole)
    assert f"?retirar={grant.pk}" in coordination.get(url).text
    page = coordination.get(f"{url}?retirar={grant.pk}").text
    assert "sistemas de toda la instalación en este momento" in page and "Es su única función" in page
    coordination.post(url, {"end": grant.pk})
    grant.refresh_from_db()
    assert grant.ended_at and not User.objects.get(pk=whole.pk).is_active


def test_coordination_of_one_election_cannot(capture, coordination):
    leaving = make_account("sis@instituto.example", "Iván Sistemas")
    grant = give(leaving, Role.SYSTEMS, None, by="")
    url = f"/registro/{capture.election.slug}/personal/"
    assert f"?retirar={grant.pk}" not in coordination.get(url).text
    assert coordination.post(url, {"end": grant.pk}).status_code == 404
    assert coordination.get(f"{url}?retirar={grant.pk}").status_code == 404


def test_the_last_coordination_of_the_installation_stays(capture, coordination, whole):
    grant = Grant.objects.get(user=coordination.user, election=None)
    page = coordination.post(f"/registro/{capture.election.slug}/personal/", {"end": grant.pk}, follow=True)
    assert "Es la única coordinación de toda la instalación" in page.text
    coordination.user.email = "coord@instituto.example"
    coordination.user.save()
    with pytest.raises(CommandError, match="única coordinación"):
        call_command("staff", "coord@instituto.example", end=True, why="se va")
    assert Grant.objects.open().filter(pk=grant.pk).exists()


def test_from_the_terminal_who_leaves_leaves_with_a_reason(whole, capsys):
    with pytest.raises(CommandError, match="Diga por qué"):
        call_command("staff", "sis@instituto.example", end=True)
    call_command("staff", "sis@instituto.example", end=True, why="Terminó su contrato.")
    said = capsys.readouterr().out
    assert "Retirada: sistemas en toda la instalación." in said and "su cuenta se cerró" in said
    assert Record.objects.get(act="grant-ended").detail["why"] == "Terminó su contrato."
    with pytest.raises(CommandError, match="No hay una cuenta"):
        call_command("staff", "nadie@instituto.example", end=True, why="x")


def test_a_second_factor_is_reset_from_the_terminal_recorded_and_told(
    whole, capsys, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("staff", "sis@instituto.example", reset_second_factor=True, why="Perdió el teléfono.")
    assert not Authenticator.objects.filter(user=whole).exists()
    assert Record.objects.get(act="factor-lifted").detail["why"] == "Perdió el teléfono."
    [sent] = mail.outbox
    assert sent.to == ["sis@instituto.example"] and "Perdió el teléfono." in sent.body and "Iván" in sent.body
    with pytest.raises(CommandError, match="no tiene segundo factor"):
        call_command("staff", "sis@instituto.example", reset_second_factor=True, why="otra vez")
    call_command("staff")
    assert "sis@instituto.example  Iván Sistemas  sistemas  toda la instalación" in capsys.readouterr().out
