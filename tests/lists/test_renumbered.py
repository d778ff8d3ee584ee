"""Formulas that another list numbers otherwise."""

import pytest

from conoceles.elections.models import Candidacy, Ticket
from conoceles.lists import presets
from conoceles.lists.importing import plan_import, write

HEAD = "CARGO,LUGAR,PARTIDO,FORMULA,CALIDAD,NOMBRE\n"


@pytest.fixture
def load(tmp_path, town):
    def run(*rows):
        path = tmp_path / "lista.csv"
        lines = [f"Presidencia municipal,Peñón Blanco,ROBLE,{number},{role},{name}" for number, role, name in rows]
        path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
        plan = plan_import(path, presets.load("conoceles"), town.election)
        write(plan)
        return {fate: plan.report()[fate] for fate in ("created", "unchanged", "doubtful")}

    return run


def test_the_same_people_under_another_number_are_the_same_formula(load):
    load((17, "Propietaria", "Ana Peña"), (17, "Suplente", "Eva Sol"))
    assert load((1, "Propietaria", "Ana Peña"), (1, "Suplente", "Eva Sol"))["unchanged"] == 2
    assert Ticket.objects.get().folio == "17" and Candidacy.objects.count() == 2


def test_a_new_alternate_joins_the_formula_of_who_stands_there(load):
    load((17, "Propietaria", "Ana Peña"))
    assert load((1, "Propietaria", "Ana Peña"), (1, "Suplente", "Eva Sol"))["created"] == 1
    assert Ticket.objects.count() == 1


def test_people_of_two_formulas_in_one_are_a_doubt(load):
    load((17, "Propietaria", "Ana Peña"), (18, "Propietaria", "Eva Sol"))
    done = load((1, "Propietaria", "Ana Peña"), (1, "Suplente", "Eva Sol"))
    assert done["doubtful"] == 2 and Ticket.objects.count() == 2


def test_two_formulas_that_were_one_are_a_doubt(load):
    load((17, "Propietaria", "Ana Peña"), (17, "Suplente", "Eva Sol"))
    done = load((1, "Propietaria", "Ana Peña"), (2, "Propietaria", "Eva Sol"))
    assert done["doubtful"] == 2 and Candidacy.objects.count() == 2


def test_a_number_that_the_list_names_too_is_not_taken_for_another(load):
    load((1, "Propietaria", "Ana Peña"), (2, "Propietaria", "Eva Sol"))
    done = load((1, "Propietaria", "Zoe Luna"), (3, "Propietaria", "Ana Peña"), (2, "Propietaria", "Eva Sol"))
    assert done["unchanged"] == 1 and done["doubtful"] >= 1
