"""The act itself: nothing is written by a broken file, and nothing that a person writes meanwhile is lost."""

import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from conoceles.elections import list_writing
from conoceles.elections.models import Candidacy, Person
from conoceles.profiles import list_import
from conoceles.profiles.list_import import plan_import, write
from conoceles.profiles.presets import load
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

    monkeypatch.setattr(list_import, "_write_answers", fail)
    with pytest.raises(RuntimeError):
        write(plan)
    assert Candidacy.objects.count() == Person.objects.count() == 0


def test_people_who_edit_while_a_list_is_written_lose_nothing(concurrent_db, tmp_path, monkeypatch):
    """Another connection edits while the import holds its transaction: it waits, then both changes are there."""
    town = make_town()
    people = [(f"Persona {number}", 30) for number in range(60)]
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
            Person.objects.filter(name="Persona 7").update(sex="female")
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
    seven = Person.objects.get(name="Persona 7")
    assert (seven.sex, seven.age) == ("female", 31)
    assert Person.objects.filter(name__startswith="Otra").count() == 20
