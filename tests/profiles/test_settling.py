from datetime import date

import pytest

from conoceles.elections.models import Candidacy, Doubt
from conoceles.elections.settling import CannotSettle, settle_name, settle_roles
from conoceles.ledger import reading
from conoceles.profiles.list_import import plan_import, write
from conoceles.profiles.presets import load
from tests.factories import make_agreement

HEADER = "FOLIO,CARGO,LUGAR,PARTIDO,FORMULA,CALIDAD,NOMBRE\n"


@pytest.fixture
def bring(town, tmp_path):
    def run(*lines):
        path = tmp_path / "lista.csv"
        path.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        plan = plan_import(path, load("conoceles"), town.election)
        write(plan)
        return plan.report()

    return run


PAIR = [
    ",Presidencia municipal,PENON BLANCO,roble,7,Propietaria,ANA PEÑA",
    ",Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,LUZ RÍO",
]


def test_one_press_settles_both_roles_and_the_list_does_not_unsettle_them(bring, town):
    assert bring(*PAIR)["doubtful"] == 2
    town.publish()
    before = reading.size()
    ana = Candidacy.objects.get(person__name="ANA PEÑA")
    settle_roles(ana)
    roles = dict(Candidacy.objects.values_list("person__name", "role"))
    assert roles == {"ANA PEÑA": "owner", "LUZ RÍO": "alternate"}
    assert reading.size() == before + 2
    again = bring(*PAIR)
    assert (again["unchanged"], again["doubtful"]) == (2, 0)
    with pytest.raises(CannotSettle, match="ya estaba resuelta"):
        settle_roles(ana)


def test_a_better_list_settles_the_roles_by_itself(bring):
    bring(*PAIR)
    report = bring(PAIR[0], PAIR[1].replace("Propietaria", "Suplente"))
    assert report["updated"] == 2
    assert set(Candidacy.objects.values_list("person__name", "role")) == {
        ("ANA PEÑA", "owner"),
        ("LUZ RÍO", "alternate"),
    }


@pytest.fixture
def doubt(bring, town):
    bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PENA")
    town.publish()
    bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PEÑA LUNA")
    return Doubt.objects.get()


def test_a_correction_renames_the_person_and_redirects_the_old_page(doubt, bring, staff_user):
    candidacy = settle_name(doubt, "correction", staff_user)
    assert Candidacy.objects.get().person.name == "ANA PEÑA LUNA"
    assert candidacy.former_slugs.count() == 1
    again = bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PEÑA LUNA")
    assert (again["unchanged"], again["doubtful"]) == (1, 0)


def test_a_substitution_leaves_a_tombstone_and_opens_another_candidacy(doubt, bring, town, staff_user):
    with pytest.raises(CannotSettle, match="lleva la fecha y el acuerdo"):
        settle_name(doubt, "substitution", staff_user)
    fresh = settle_name(
        doubt, "substitution", staff_user, day=date(2027, 4, 2), agreement=make_agreement(town.election)
    )
    old = Candidacy.objects.get(status="substituted")
    assert (old.person.name, fresh.person.name, fresh.role) == ("ANA PENA", "ANA PEÑA LUNA", "owner")
    published = reading.current(town.election.slug, kind="candidacy")
    assert {document["status"]["state"] for document in published.values()} == {"registered", "substituted"}
    again = bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PEÑA LUNA")
    assert (again["unchanged"], again["created"], again["doubtful"]) == (1, 0, 0)


def test_a_dismissed_doubt_changes_nothing_and_is_settled_once(doubt, staff_user):
    settle_name(doubt, "dismissed", staff_user)
    assert Candidacy.objects.get().person.name == "ANA PENA"
    with pytest.raises(CannotSettle, match="ya estaba resuelta"):
        settle_name(doubt, "correction", staff_user)


def test_the_same_folio_in_another_party_is_a_doubt(bring):
    bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PENA")
    report = bring("F1,Presidencia municipal,Peñón Blanco,Partido Sol,7,Propietaria,ANA PENA")
    assert report["doubtful"] == 1
    assert Candidacy.objects.count() == 1


def test_another_folio_for_a_taken_place_is_a_doubt(bring):
    bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PENA")
    report = bring("F2,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,EVA SOL")
    assert (report["doubtful"], report["created"]) == (1, 0)
    assert Candidacy.objects.count() == 1
