"""The act itself: nothing is written by a broken file, and nothing that a person writes meanwhile is lost."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from conoceles.elections.models import Candidacy, Person
from conoceles.ledger.reading import current
from conoceles.lib.tables import BadTable
from conoceles.lists import importing
from conoceles.lists import writing as list_writing
from conoceles.lists.exporting import as_csv
from conoceles.lists.importing import plan_import, write
from conoceles.lists.presets import load
from conoceles.profiles import due, groups
from conoceles.profiles.workflow import Hand
from tests.factories import make_town

HEADER = "CARGO,LUGAR,PARTIDO,CALIDAD,NOMBRE,EDAD\n"


def listing(path: Path, people: list[tuple[str, int]]) -> Path:
    lines = [f"Regiduría,Peñón Blanco,Partido Roble,Propietaria,{name},{age}\n" for name, age in people]
    numbered = [line.replace("Propietaria", f"Propietaria,{place}") for place, line in enumerate(lines, 1)]
    path.write_text(HEADER.replace("CALIDAD", "CALIDAD,POSICION") + "".join(numbered), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "está vacío"),
        (HEADER, "ninguna fila"),
        ("CARGO,LUGAR,PARTIDO,CALIDAD\nRegiduría,a,b,c\n", "falta la columna NOMBRE"),
        (HEADER + "Regiduría,Peñón Blanco,Partido Roble,Propietaria,=A1,4\n", "hay una fórmula"),
        (HEADER + 'Regiduría,Peñón Blanco,Partido Roble,Propietaria,"Ana', "comillas sin cerrar"),
    ],
)
def test_a_broken_file_ends_with_one_sentence_and_writes_nothing(town, tmp_path, text, sentence):
    path = tmp_path / "lista.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        call_command("import_candidacies", path, preset="conoceles", election=town.election.slug)
    assert Candidacy.objects.count() == Person.objects.count() == 0


def test_an_unknown_election_preset_or_filter_is_named(town, tmp_path):
    path = listing(tmp_path / "lista.csv", [("Ana", 40)])
    for options, sentence in (
        ({"election": "nada-2027"}, "No existe la elección nada-2027"),
        ({"preset": "nada"}, "No existe el formato «nada»"),
        ({"only": ["AÑO"]}, "COLUMNA=VALOR"),
        ({"only": ["AÑO=2027"]}, "no tiene la columna AÑO"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command(
                "import_candidacies", path, **{"preset": "conoceles", "election": town.election.slug, **options}
            )


def test_what_somebody_edits_between_reading_and_writing_is_kept(town, tmp_path):
    write(plan_import(listing(tmp_path / "a.csv", [("Ana", 40), ("Luz", 50)]), load("conoceles"), town.election))
    plan = plan_import(listing(tmp_path / "b.csv", [("Ana", 41), ("Luz", 51)]), load("conoceles"), town.election)
    Person.objects.filter(name="Ana").update(age=44)
    write(plan)
    assert dict(Person.objects.values_list("name", "age")) == {"Ana": 44, "Luz": 51}
    report = plan.report()
    assert (report["updated"], report["doubtful"]) == (1, 1)
    assert "Alguien editó" in next(item["reason"] for item in report["items"] if item["fate"] == "doubtful")


def test_an_error_in_the_middle_of_writing_leaves_nothing(town, tmp_path, monkeypatch):
    plan = plan_import(listing(tmp_path / "a.csv", [("Ana", 40)]), load("conoceles"), town.election)

    def fail(*args):
        raise RuntimeError("disco lleno")

    monkeypatch.setattr(importing, "_write_answers", fail)
    with pytest.raises(RuntimeError):
        write(plan)
    assert Candidacy.objects.count() == Person.objects.count() == 0


def test_people_who_edit_while_a_list_is_written_lose_nothing(concurrent_db, tmp_path, monkeypatch):
    """Another connection edits while the import holds its transaction: it waits, then both changes are there."""
    town = make_town()
    people = [(f"Persona {chr(65 + number // 26)}{chr(97 + number % 26)}", 30) for number in range(60)]
    write(plan_import(listing(tmp_path / "a.csv", people), load("conoceles"), town.election))
    plan = plan_import(
        listing(tmp_path / "b.csv", [(name, 31) for name, _age in people]), load("conoceles"), town.election
    )
    writing, errors = threading.Event(), []
    change = list_writing._change

    def slowly(matches):
        writing.set()
        threading.Event().wait(0.4)
        return change(matches)

    monkeypatch.setattr(list_writing, "_change", slowly)

    def edit() -> None:
        writing.wait(5)
        try:
            Person.objects.filter(name="Persona Ah").update(sex="female")
            for number in range(20):
                Person.objects.create(name=f"Otra {number}")
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    editor = threading.Thread(target=edit)
    editor.start()
    write(plan)
    editor.join()
    assert errors == []
    seven = Person.objects.get(name="Persona Ah")
    assert (seven.sex, seven.age) == ("female", 31)
    assert Person.objects.filter(name__startswith="Otra").count() == 20


def test_a_plan_that_another_import_overtook_ends_with_a_sentence(town, tmp_path):
    path = listing(tmp_path / "a.csv", [("Ana", 40)])
    first, second = (plan_import(path, load("conoceles"), town.election) for _twice in range(2))
    write(first)
    with pytest.raises(BadTable, match="importe otra vez"):
        write(second)
    assert Candidacy.objects.count() == Person.objects.count() == 1


def test_what_a_list_does_not_say_it_does_not_erase(town, tmp_path):
    full = tmp_path / "a.csv"
    full.write_text(
        "FOLIO,CARGO,LUGAR,PARTIDO,CALIDAD,NOMBRE,SEXO,EDAD,CURP,POSICION\n"
        "F1,Regiduría,Peñón Blanco,Partido Roble,Propietaria,Ana,Mujer,40,ANAX800101MDGXXX01,3\n",
        encoding="utf-8",
    )
    write(plan_import(full, load("conoceles"), town.election))
    short = tmp_path / "b.csv"
    short.write_text(HEADER + "Regiduría,Peñón Blanco,Partido Roble,Propietaria,Ana,mil\n", encoding="utf-8")
    plan = plan_import(short, load("conoceles"), town.election)
    write(plan)
    one = Candidacy.objects.select_related("person").get()
    kept = (one.folio, one.position, one.person.sex, one.person.age, one.person.curp)
    assert kept == ("F1", 3, "female", 40, "ANAX800101MDGXXX01")
    assert [item["field"] for item in plan.report()["items"] if item["fate"] == "doubtful"] == ["EDAD"]


GROUPS = "FOLIO,CARGO,LUGAR,PARTIDO,CALIDAD,NOMBRE,ACCION_AFIRMATIVA\n"
GROUPS += "F1,Regiduría,Peñón Blanco,Partido Roble,Propietaria,Ana,"


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("Indígena", ["indigenous"]),
        ("joven; persona con DISCAPACIDAD", ["disability", "young"]),
        ("Diversidad sexual y de género / Afromexicana", ["afromexican", "diversity"]),
        ("personas migrantes", ["migrant"]),
        ("No aplica", []),
        ("", []),
    ],
)
def test_a_list_says_one_or_several_affirmative_actions(town, tmp_path, cell, kept):
    file = tmp_path / "a.csv"
    file.write_text(f"{GROUPS}{cell}\n", encoding="utf-8")
    write(plan_import(file, load("conoceles"), town.election))
    assert Candidacy.objects.get().affirmative_actions == kept
    again = plan_import(file, load("conoceles"), town.election)
    assert again.report()["unchanged"] == 1, "the same file twice changes nothing"
    out = tmp_path / "b.csv"
    out.write_bytes(as_csv(town.election))
    assert plan_import(out, load("conoceles"), town.election).report()["unchanged"] == 1, "what it gives it takes back"


def test_an_unknown_affirmative_action_is_named_and_one_that_a_list_takes_back_leaves_the_site(town, tmp_path):
    file = tmp_path / "a.csv"
    for cell in ("Indígena; joven", "Marciana; joven"):
        file.write_text(f"{GROUPS}{cell}\n", encoding="utf-8")
        plan = plan_import(file, load("conoceles"), town.election)
        write(plan)
        one = Candidacy.objects.get()
        assert one.affirmative_actions == ["indigenous", "young"]
    [doubt] = [item for item in plan.report()["items"] if item["fate"] == "doubtful"]
    assert doubt["field"] == "ACCION_AFIRMATIVA" and "Marciana" in doubt["reason"]
    town.publish()
    groups.tell([one], "box", Hand("c-paridad", "equality"), timezone.now() - timedelta(days=9))
    due.every_minute(timezone.now())
    shown = current(town.election.slug, "identity")[("identity", one.key)]
    assert shown["groups"] == ["indigenous", "young"]
    file.write_text(f"{GROUPS}Joven\n", encoding="utf-8")
    write(plan_import(file, load("conoceles"), town.election))
    assert current(town.election.slug, "identity")[("identity", one.key)]["groups"] == ["young"]


@pytest.mark.parametrize(("age", "name"), [(9, "Ana"), (230, "Ana"), (40, "A" * 161)])
def test_what_the_register_cannot_hold_is_told_by_line(town, tmp_path, age, name):
    plan = plan_import(listing(tmp_path / "a.csv", [(name, age)]), load("conoceles"), town.election)
    write(plan)
    assert plan.report()["doubtful"] == 1
    assert not Person.objects.exclude(age=None).exists()


def test_a_refused_list_leaves_nothing_behind(town, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "Regiduría,Peñón Blanco,Partido que no existe,Propietaria,Ana,40\n", encoding="utf-8")
    plan = plan_import(path, load("conoceles"), town.election)
    write(plan)
    assert plan.report()["refused"] == 1
    assert town.election.contests.count() == 0


def test_a_whole_list_that_moves_one_place_down_is_written(town, tmp_path):
    names = ["Ana", "Luz", "Eva", "Sol"]
    write(
        plan_import(listing(tmp_path / "a.csv", [(name, 40) for name in names[1:]]), load("conoceles"), town.election)
    )
    plan = plan_import(listing(tmp_path / "b.csv", [(name, 40) for name in names]), load("conoceles"), town.election)
    write(plan)
    assert dict(Candidacy.objects.values_list("person__name", "position")) == {"Ana": 1, "Luz": 2, "Eva": 3, "Sol": 4}
    assert set(Candidacy.objects.values_list("role", flat=True)) == {"owner"}
