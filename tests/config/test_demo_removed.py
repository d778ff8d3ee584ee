"""The demonstration is taken away whole, and nothing of anybody else with it."""

import pytest
from django.apps import apps
from django.db import connection

from conoceles.accounts.models import User
from conoceles.capture import practice
from conoceles.demo.removal import remove
from conoceles.elections.models import Area, Candidacy, Election, Grant, Institute
from conoceles.ledger.reading import current
from conoceles.ledger.verification import verify
from conoceles.mail.models import Message
from tests.factories import make_town
from tests.review.test_identity_review import answer_identity

FOR_EVER = ("audit_record", "ledger_edition", "ledger_body", "ledger_head")


@pytest.fixture
def demo(capture, candidate, party_operator):
    capture.submit(capture.ana)
    answer_identity(capture.ana)
    capture.publish()
    practice.open_practice(candidate.user, capture.election)
    Election.objects.filter(pk=capture.election.pk).update(fictional=True)
    User.objects.update(is_demo=True)
    return Election.objects.get(pk=capture.election.pk)


def rows():
    """Return {table: how many rows} of whatever has any and does not stay for ever."""
    found = {model._meta.db_table: model._base_manager.count() for model in apps.get_models()}
    return {
        table: count
        for table, count in found.items()
        if count and table not in FOR_EVER and not table.startswith(("django_", "auth_"))
    }


def test_nothing_of_it_is_left_but_its_history(demo):
    Message.objects.create(box=Candidacy.objects.first().key, kind="other", subject="Hola", text="Hola")
    assert current(demo.slug)
    gone = remove(demo)
    assert gone > 50 and set(rows()) <= {"elections_area"}
    assert current(demo.slug) == {} and current("", "institute") == {}
    connection.check_constraints()
    assert list(verify()) == []


def test_a_real_election_and_who_works_in_both_stay(demo):
    town = make_town("real-2027", "97")
    real, person = town.election, town.stand("Persona Real")
    town.open_capture()
    town.submit(person)
    town.publish()
    kept = User.objects.open("Trabaja en las dos")
    for election in (demo, real):
        Grant.objects.create(user=kept, role="reviewer", election=election)
    before, public = rows(), current(real.slug)
    remove(demo)
    assert list(Election.objects.all()) == [real] and list(Candidacy.objects.all()) == [person]
    assert list(User.objects.values_list("name", flat=True)) == ["Trabaja en las dos"]
    assert Grant.objects.get().election_id == real.pk
    assert current(real.slug) == public and current("", "institute")
    assert Institute.objects.get() == real.institute and Area.objects.filter(state="97").count() > 3
    assert sum(rows().values()) < sum(before.values())
    connection.check_constraints()


def test_a_real_election_is_never_taken_away(capture):
    with pytest.raises(ValueError, match="is not a demonstration"):
        remove(capture.election)
    assert Election.objects.filter(pk=capture.election.pk).exists()
