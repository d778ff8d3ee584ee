from datetime import date

import pytest

from conoceles.elections.models import Candidacy, Person
from conoceles.ledger import reading
from conoceles.lists.doubts import CannotSettle, settle_name, settle_roles
from conoceles.lists.importing import plan_import, write
from conoceles.lists.models import Doubt
from conoceles.lists.presets import load
from conoceles.movements.models import Movement
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
    first = bring(*PAIR)
    assert first["doubtful"] == 2
    said = [item["reason"] for item in first["items"] if item["fate"] == "doubtful"]
    assert all("Más de una persona aparece como propietaria en la fórmula 7" in reason for reason in said)
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


def test_a_correction_renames_the_person_and_redirects_the_old_page(doubt, bring, town, staff_user):
    with pytest.raises(CannotSettle, match="la fecha y el acuerdo"):
        settle_name(doubt, "correction", staff_user)
    basis = {"day": date(2026, 11, 2), "agreement": make_agreement(town.election)}
    candidacy = settle_name(doubt, "correction", staff_user, **basis)
    [moved] = Movement.objects.all()
    assert (moved.kind, moved.changes) == ("correction", {"name": ["ANA PENA", "ANA PEÑA LUNA"]})
    assert Candidacy.objects.get().person.name == "ANA PEÑA LUNA"
    assert candidacy.former_slugs.count() == 1
    again = bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PEÑA LUNA")
    assert (again["unchanged"], again["doubtful"]) == (1, 0)


def test_another_person_is_no_correction(doubt, town, staff_user):
    Doubt.objects.filter(pk=doubt.pk).update(name="ROSA DEL CAMPO IBARRA")
    basis = {"day": date(2026, 11, 2), "agreement": make_agreement(town.election)}
    with pytest.raises(CannotSettle, match="regístrela como sustitución"):
        settle_name(doubt, "correction", staff_user, **basis)
    assert Candidacy.objects.get().person.name == "ANA PENA"


def test_a_list_moves_nobody_who_is_public(bring, town):
    bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PENA")
    town.publish()
    report = bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Suplente,ANA PENA")
    assert report["doubtful"] == 1 and "regístrelo como movimiento" in str(report["items"])
    assert Candidacy.objects.get().role == "owner"


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


def test_a_namesake_of_who_left_is_somebody_new(bring, town):
    bring(",Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PENA")
    gone = {"status": "withdrawn", "status_date": date(2027, 4, 2), "status_agreement": make_agreement(town.election)}
    Candidacy.objects.update(**gone)
    report = bring(",Presidencia municipal,Cuatro Ciénegas,Partido Sol,9,Propietaria,ANA PENA")
    assert (report["created"], report["doubtful"]) == (1, 0)


def test_a_folio_of_somebody_else_is_a_doubt_whatever_the_name(bring):
    bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PENA")
    report = bring("F1,Presidencia municipal,Peñón Blanco,Partido Sol,7,Propietaria,EVA SOL")
    assert (report["doubtful"], report["created"]) == (1, 0) and Candidacy.objects.count() == 1


def test_another_folio_for_a_taken_place_is_a_doubt(bring):
    bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PENA")
    report = bring("F2,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,EVA SOL")
    assert (report["doubtful"], report["created"]) == (1, 0)
    [doubt] = [item for item in report["items"] if item["fate"] == "doubtful"]
    assert "tiene a ANA PENA y la lista dice EVA SOL" in doubt["reason"]
    assert Candidacy.objects.count() == 1


def test_a_list_that_comes_again_does_not_settle_what_it_left_in_doubt(bring):
    bring(*PAIR)
    report = bring(*PAIR)
    assert (report["doubtful"], report["updated"]) == (2, 0)
    assert set(Candidacy.objects.values_list("role", flat=True)) == {"unconfirmed"}


def test_the_same_name_with_another_folio_is_a_doubt_that_names_both(bring):
    row = ",Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PENA"
    bring("F1" + row)
    report = bring("F2" + row)
    assert (report["doubtful"], report["created"], report["updated"]) == (1, 0, 0)
    assert Candidacy.objects.get().folio == "F1"
    [doubt] = [item for item in report["items"] if item["fate"] == "doubtful"]
    assert "con el folio F1 y la lista dice F2" in doubt["reason"]


def test_a_line_that_repeats_another_is_told_and_not_kept_twice(bring):
    line = ",Regiduría,Peñón Blanco,Partido Roble,7,Propietaria,ANA PEÑA"
    report = bring(line, line)
    assert report["created"] == 1 and Candidacy.objects.count() == 1
    [item] = [item for item in report["items"] if item["fate"] == "doubtful"]
    assert item["line"] == 3 and "Repite a ANA PEÑA, que ya está en la línea 2" in item["reason"]


def test_two_who_are_called_the_same_are_two(bring):
    row = ",Presidencia municipal,{},Partido Roble,7,Propietaria,ANA PENA"
    two = ["F1" + row.format("Peñón Blanco"), "F2" + row.format("Cuatro Ciénegas")]
    assert bring(*two)["created"] == 2
    assert Candidacy.objects.count() == 2
    assert bring(*two)["unchanged"] == 2


def test_what_list_and_staff_both_changed_stays_as_staff_put_it_and_is_told(town, tmp_path):
    def bring_aged(age):
        path = tmp_path / "lista.csv"
        line = f",Regiduría,Peñón Blanco,Partido Roble,7,Propietaria,ANA PEÑA,{age}\n"
        path.write_text(HEADER.replace("NOMBRE", "NOMBRE,EDAD") + line, encoding="utf-8")
        plan = plan_import(path, load("conoceles"), town.election)
        write(plan)
        return plan.report()

    bring_aged(40)
    one = Candidacy.objects.select_related("person").get()
    assert one.listed["age"] == 40
    bring_aged(41)
    one.refresh_from_db()
    assert one.listed["age"] == 41, "what the last list said is kept"
    Person.objects.update(age=50)
    report = bring_aged(42)
    [item] = [item for item in report["items"] if item["fate"] == "doubtful"]
    assert item["field"] == "EDAD" and "se deja lo que puso el personal" in item["reason"]
    assert Person.objects.get().age == 50


def test_a_list_may_exchange_two_people(bring):
    bring(PAIR[0], PAIR[1].replace("Propietaria", "Suplente"))
    report = bring(PAIR[0].replace("Propietaria", "Suplente"), PAIR[1])
    assert (report["updated"], report["doubtful"]) == (2, 0)
    assert set(Candidacy.objects.values_list("person__name", "role")) == {
        ("ANA PEÑA", "alternate"),
        ("LUZ RÍO", "owner"),
    }


def test_who_withdrew_is_not_registered_again_by_the_next_list(bring, town):
    listed = ["F1" + PAIR[0], PAIR[1].replace("Propietaria", "Suplente")]
    bring(*listed)
    ana = Candidacy.objects.get(person__name="ANA PEÑA")
    ana.status, ana.status_date, ana.status_agreement = "withdrawn", date(2027, 4, 2), make_agreement(town.election)
    ana.save()
    report = bring(*listed)
    assert (report["created"], report["unchanged"]) == (0, 2)
    assert Candidacy.objects.count() == 2


def test_another_formula_number_of_the_same_people_is_the_same_formula(bring):
    one = ",Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PEÑA"
    bring(one)
    report = bring(one.replace(",7,", ",8,"))
    assert (report["unchanged"], report["doubtful"], report["created"]) == (1, 0, 0)
    assert Candidacy.objects.get().ticket.folio == "7"


def test_a_list_that_brings_folios_later_is_matched_by_name(bring):
    one = ",Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PEÑA"
    bring(one)
    assert bring("F1" + one)["updated"] == 1
    assert Candidacy.objects.get().folio == "F1"


def test_two_rows_with_one_folio_are_told_and_both_kept(bring):
    report = bring(
        "F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PEÑA",
        "F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Suplente,LUZ RÍO",
    )
    assert (report["created"], report["doubtful"]) == (1, 1)
    assert sorted(Candidacy.objects.values_list("folio", flat=True)) == ["", "F1"]


@pytest.mark.parametrize("role", ["", "Suplenta"])
def test_a_role_that_the_list_does_not_say_is_not_guessed(bring, role):
    assert bring(f",Presidencia municipal,Peñón Blanco,Partido Roble,7,{role},ANA PEÑA")["doubtful"] == 1
    assert Candidacy.objects.get().role == "unconfirmed"


def test_a_place_that_staff_gave_to_another_is_not_taken_by_a_list(bring):
    bring(*PAIR)
    ana, luz = (Candidacy.objects.get(person__name=name) for name in ("ANA PEÑA", "LUZ RÍO"))
    settle_roles(ana)
    report = bring(PAIR[0].replace("Propietaria", "Suplente"), PAIR[1])
    assert report["doubtful"] == 1
    ana.refresh_from_db()
    luz.refresh_from_db()
    assert (ana.role, luz.role) == ("owner", "alternate")


def test_a_late_claimant_is_settled_against_the_owner_that_was(bring):
    bring(PAIR[0])
    assert bring(*PAIR)["doubtful"] == 1
    luz = Candidacy.objects.get(person__name="LUZ RÍO")
    assert luz.role == "unconfirmed"
    settle_roles(luz)
    assert dict(Candidacy.objects.values_list("person__name", "role")) == {"ANA PEÑA": "alternate", "LUZ RÍO": "owner"}


def test_a_dismissed_name_is_not_asked_about_again(doubt, bring, staff_user):
    settle_name(doubt, "dismissed", staff_user)
    bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PEÑA LUNA")
    assert Doubt.objects.count() == 1


def test_a_doubt_between_two_is_not_settled_because_one_is_missing_from_a_list(bring):
    bring(*PAIR)
    report = bring(PAIR[0])
    assert (report["updated"], report["doubtful"]) == (0, 1)
    assert set(Candidacy.objects.values_list("role", flat=True)) == {"unconfirmed"}
    assert bring(*PAIR)["doubtful"] == 2


def test_a_name_that_the_next_list_gives_as_it_was_is_no_longer_in_doubt(doubt, bring):
    bring("F1,Presidencia municipal,Peñón Blanco,Partido Roble,7,Propietaria,ANA PENA")
    assert not Doubt.objects.exists()


def test_a_substitution_closes_one_account_and_opens_another(town, staff_user):
    from conoceles.elections.grants import open_for_candidacy
    from conoceles.elections.models import Grant

    ana = town.stand("Ana Peña")
    before = open_for_candidacy(ana, by="").user
    doubt = Doubt.objects.create(candidacy=ana, name="Rosa Nueva", file="lista.csv", line=2)
    day = date(2027, 4, 2)
    fresh = settle_name(doubt, "substitution", staff_user, day=day, agreement=make_agreement(town.election))
    before.refresh_from_db()
    assert not before.is_active and not Grant.objects.open().filter(candidacy=ana).exists()
    grant = Grant.objects.open().get(candidacy=fresh)
    assert grant.user.is_active and grant.user != before and not grant.user.has_usable_password()
