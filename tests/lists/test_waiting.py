"""Rows that wait, settled in the company in which lists bring them; and what looks like nobody, or like a broken
name, and is not."""

import pytest

from conoceles.accounts.models import User
from conoceles.elections import register
from conoceles.elections.models import Candidacy, Office, Party, Person, Ticket
from conoceles.lib.states import state_code
from conoceles.lists.holding import settle_held
from conoceles.lists.importing import plan_import, write
from conoceles.lists.models import HeldRow
from conoceles.lists.nobody import is_broken, names_nobody
from conoceles.lists.presets import preset_of
from conoceles.profiles.models import Answer

pytestmark = pytest.mark.once

LIST = """
title = "x"
[columns]
office = "CARGO"
area = "LUGAR"
party = "PARTIDO"
ticket = "FORMULA"
name = "NOMBRE"
role = "CALIDAD"
[vocabulary.office]
"Presidencia" = "mayor"
"Sindicatura" = "trustee"
"Regiduría" = "councillor"
[vocabulary.role]
"P" = "owner"
"S" = "alternate"
[vocabulary.party_kind]
"Independiente" = "independent"
"""
HEAD = "CARGO,LUGAR,PARTIDO,FORMULA,NOMBRE,CALIDAD\n"


@pytest.fixture
def given(town, tmp_path):
    """Write lines of a list, in an election with whole slates, and return its report."""
    register.save(Office(election=town.election, kind="trustee", name="Sindicatura", plural="Sindicaturas", order=8))

    def read(lines, preset=LIST, head=HEAD, **more):
        path = tmp_path / "lista.csv"
        path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        plan = plan_import(path, preset_of("x", preset), town.election, **more)
        write(plan)
        return plan.report()

    return read


@pytest.fixture
def settle(staff_user):
    def said(name, answer):
        held = next(one for one in HeldRow.objects.filter(outcome="") if str(one) == name)
        return settle_held(held, User.objects.get(pk=staff_user.pk), answer=answer)

    return said


def line(name, role="P", office="Presidencia", party="Partido Roble", place="Peñón Blanco", ticket=""):
    return f"{office},{place},{party},{ticket},{name},{role}"


def people():
    return {(one.person.name, one.role, one.ticket.party.name) for one in Candidacy.objects.all()}


@pytest.mark.django_db
def test_who_waited_takes_her_place_beside_the_rest_of_her_formula(given, settle):
    lines = [line("PE?A LUZ"), line("DARIO LUNA", "S")]
    assert given(lines)["created"] == 1
    settle("PE?A LUZ", "Peña Luz")
    assert people() == {
        ("Peña Luz", "owner", "Partido Roble"),
        ("DARIO LUNA", "alternate", "Partido Roble"),
    }
    assert given(lines)["unchanged"] == 2


@pytest.mark.django_db
def test_several_cells_that_say_the_same_are_told_apart(given, settle):
    lines = [line("VACANTE"), line("VACANTE", "S"), line("VACANTE", office="Sindicatura")]
    given(lines)
    assert HeldRow.objects.count() == 3
    settle("VACANTE", "Ana Sol")
    assert people() == {("Ana Sol", "owner", "Partido Roble")}
    report = given(lines)
    assert (report["unchanged"], report["doubtful"]) == (1, 2)


@pytest.mark.django_db
def test_the_party_that_was_said_brings_its_own_formula(given, settle):
    given([line("ALBA SOL", party="Partido Sol", ticket="2"), line("ALBA SOL", party="Partido Río", ticket="5")])
    settle("ALBA SOL", "Partido Río")
    ticket = Ticket.objects.get(candidacies__person__name="ALBA SOL")
    assert (ticket.party.name, ticket.folio) == ("Partido Río", "5")


@pytest.mark.django_db
def test_what_was_said_of_a_party_that_has_another_name_now_is_asked_again(given, settle):
    lines = [line("ALBA SOL", party="Partido Sol"), line("ALBA SOL", party="Partido Río")]
    given(lines)
    settle("ALBA SOL", "Juntos por Prueba")
    Candidacy.objects.all().delete()
    Party.objects.filter(name="Juntos por Prueba").update(name="Juntos")
    assert given(lines)["doubtful"] == 2


@pytest.mark.django_db
def test_the_slate_of_an_independent_stays_together(given):
    own = {"party": "Independiente"}
    first = [line("ANA SOL", **own), line("EVA LUZ", office="Sindicatura", **own)]
    first += [line(name, office="Regiduría", **own) for name in ("IDA MAR", "OLI PAZ")]
    second = [line("UMA RIO", **own), line("YARA CID", office="Sindicatura", **own)]
    second += [line("ZOE GIL", office="Regiduría", **own)]
    given([*first, *second])
    slates = {ticket.party.name: ticket.candidacies.count() for ticket in Ticket.objects.all()}
    assert slates == {"Candidatura independiente de ANA SOL": 4, "Candidatura independiente de UMA RIO": 3}
    given([*second, *first])
    assert Ticket.objects.count() == 2, "in another order they are who they were"


@pytest.mark.django_db
def test_two_slates_of_independents_by_office_are_not_guessed(given):
    own = {"party": "Independiente"}
    report = given(
        [
            line("ANA SOL", **own),
            line("UMA RIO", **own),
            line("EVA LUZ", office="Sindicatura", **own),
            line("YARA CID", office="Sindicatura", **own),
        ]
    )
    assert report["created"] == 0 and report["doubtful"] == 4
    assert set(Candidacy.objects.values_list("role", flat=True)) == {"unconfirmed"}


@pytest.mark.django_db
def test_an_alternate_never_gets_the_answers_of_an_owner_who_waits(given):
    preset = """
title = "x"
[columns]
area = "LUGAR"
party = "PARTIDO"
[fixed]
office = "mayor"
[[people]]
columns = { name = "PROP" }
fixed = { role = "p" }
[[people]]
columns = { name = "SUP" }
fixed = { role = "s" }
[vocabulary.role]
"p" = "owner"
"s" = "alternate"
[answers]
message = "MENSAJE"
"""
    given(
        ["Peñón Blanco,Partido Roble,PE?A LUZ,DARIO LUNA,Agua para todos"], preset, "LUGAR,PARTIDO,PROP,SUP,MENSAJE\n"
    )
    assert Candidacy.objects.get().person.name == "DARIO LUNA" and not Answer.objects.exists()


@pytest.mark.django_db
def test_a_blank_takes_what_stands_above_in_the_file_and_not_in_what_was_kept(given):
    preset = 'repeats = ["area"]\n' + LIST
    lines = [line("A B"), line("C D", place="Cuatro Ciénegas"), line("E F", office="Sindicatura", place="")]
    given(lines, preset, only={"CARGO": "Sindicatura"})
    assert Candidacy.objects.get().ticket.contest.area.name == "Cuatro Ciénegas"


@pytest.mark.parametrize(
    "cell",
    [
        *("X X X", "S/N S/N S/N", "N/A N/A", "REGISTRO CANCELADO", "LA CANDIDATURA FUE CANCELADA", "QUEDA VACANTE"),
        *(
            "BAJA POR RENUNCIA",
            "NO HUBO",
            "SUPLENTE NO REGISTRADO",
            "POR SUSTITUIR",
            "INELEGIBLE",
            "-",
            "Sin Candidato",
        ),
        *("JUAN PÉREZ (RENUNCIÓ)", "PLANILLA CANCELADA", "FÓRMULA CANCELADA", "DADO DE BAJA", "ESPACIO EN BLANCO"),
    ],
)
def test_it_names_nobody(cell):
    assert names_nobody(cell)


@pytest.mark.parametrize(
    "cell", ["MU„OZ", "GARCêA", "JOSƒ", "MU&Ntilde;OZ", "MU/OZ", "GARC√çA", "JOS�", "NU?EZ", "Peã‘A"]
)
def test_its_letters_are_broken(cell):
    assert is_broken(cell)


@pytest.mark.parametrize(
    "name",
    [
        *("MARÍA DE LOS ÁNGELES PEÑA ÑUÑO", "D’Angelo O'Higgins", "K’an Xhuni’", "José “Pepe” Luna", "João da Silva"),
        *("Ana-María Güereña Ibarra", "J. Jesús Ma. Blanco", "Yásnaya Elena A. Gil", "Xóchitl Bajamar", "Mëët Jää"),
        *("Candelaria Vacas Registe", "Nula Nuño", "Cancela Ruiz María de la O", "FULANO DE TAL (EL GÜERO)"),
    ],
)
def test_names_of_people_are_names(name):
    assert not is_broken(name)
    assert not names_nobody(name) or name.startswith("Cancela ")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EDO. MEX.", "15"),
        ("Q. Roo", "23"),
        ("Nvo. León", "19"),
        ("10", "10"),
        ("Estado de Durango", "10"),
        ("Lerdo", ""),
    ],
)
def test_states_as_lists_write_them(text, code):
    assert state_code(text) == code


SLUG = "prueba-2027"
SAME = "Presidencia,Cuatro Ciénegas,SOL,,Ana Peña,P"


def settled(staff, answer, act="register"):
    held = HeldRow.objects.get(outcome="")
    return staff.post(f"/registro/{SLUG}/dudas/renglon/{held.pk}/", {"answer": answer, "act": act}, follow=True)


@pytest.fixture
def namesake(town, given):
    """Somebody stands in a town; a list has the very name in another one, by another party."""
    town.stand("Ana Peña")
    report = given([SAME])
    assert report["doubtful"] == 1 and Candidacy.objects.count() == 1
    held = HeldRow.objects.get()
    assert held.kind == "namesake"
    return held


def test_a_namesake_elsewhere_is_shown_beside_who_stands(namesake, staff):
    page = staff.get(f"/registro/{SLUG}/dudas/renglon/{namesake.pk}/")
    text = " ".join(page.text.split())
    assert "Quién está en el registro" in text and "Partido Roble" in text and "Ayuntamiento de Peñón Blanco" in text
    assert "Es otra persona, que se llama igual" in text and "Es la misma persona, que compite también por" in text
    assert settled(staff, "quién sabe").status_code == 422


@pytest.mark.parametrize(("answer", "people"), [("*", 2), ("=", 1)])
def test_another_person_or_the_same_in_two_places_and_the_list_again_changes_nothing(
    namesake, staff, given, answer, people
):
    answer = answer + Candidacy.objects.get().key * (answer == "=")
    assert "Se registró: Ana Peña" in settled(staff, answer).text
    assert Candidacy.objects.count() == 2 and Person.objects.count() == people
    again = given([SAME])
    assert (again["unchanged"], again["doubtful"], again["created"]) == (1, 0, 0)
    assert Candidacy.objects.count() == 2


def test_a_namesake_that_is_not_registered_stays_so(namesake, staff, given):
    assert "No se registra a nadie" in settled(staff, "", "dismiss").text
    again = given([SAME])
    assert again["unchanged"] == 1 and Candidacy.objects.count() == 1


def test_the_very_name_for_another_office_is_a_doubt_too(town, given):
    town.stand("Ana Peña")
    report = given(["Sindicatura,Cuatro Ciénegas,SOL,,Ana Peña,P"])
    assert report["doubtful"] == 1 and HeldRow.objects.get().kind == "namesake"
    assert "Presidencia municipal" in report["items"][0]["reason"]
