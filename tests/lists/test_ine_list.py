"""The real list: INE's open data of Durango 2022, walked whole."""

import csv
import json

import pytest
from django.core.management import call_command

from conoceles.elections.models import Candidacy, Election, Party, Ticket
from conoceles.ledger import reading
from conoceles.lists.models import Doubt
from conoceles.profiles.models import Answer, Profile
from conoceles.profiles.public.election import publish_register
from tests.built import built_site
from tests.factories import build

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]
LIST = "candidacies/ine_conoceles_durango_2022.csv"


@pytest.fixture
def durango(real_data, capsys) -> Election:
    call_command("import_areas", real_data / "areas", state="durango")
    call_command("create_election", "durango-2022")
    parties = real_data / "parties"
    call_command(
        "import_parties",
        parties / "partidos_coahuila_durango.csv",
        parties / "coaliciones_coahuila_durango.csv",
        election="durango-2022",
    )
    return Election.objects.get()


@pytest.fixture
def rows(real_data):
    with (real_data / LIST).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def bring(durango, tmp_path):
    def run(rows_or_path, **options):
        path = rows_or_path
        if isinstance(path, list):
            path = tmp_path / "lista.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, rows_or_path[0].keys())
                writer.writeheader()
                writer.writerows(rows_or_path)
        report = tmp_path / "out.json"
        call_command(
            "import_candidacies", path, preset="ine-conoceles-2022", election="durango-2022", report=report, **options
        )
        found = json.loads(report.read_text())
        assert sum(found[fate] for fate in ("created", "updated", "unchanged", "doubtful", "refused")) == found["rows"]
        return found

    return run


def counts(report):
    return tuple(report[fate] for fate in ("rows", "created", "updated", "unchanged", "doubtful", "refused"))


def changes(report):
    return [
        (item["line"], item["fate"], item["field"])
        for item in report["items"]
        if item["fate"] in ("updated", "absent", "refused")
    ]


def test_248_rows_are_accounted_for_and_70_formulas_have_two_owners(bring, real_data, rows):
    report = bring(real_data / LIST)
    assert counts(report) == (248, 108, 0, 0, 140, 0)
    doubtful = [item for item in report["items"] if item["fate"] == "doubtful"]
    assert {item["field"] for item in doubtful} == {"TIPO_CANDIDATO"}
    assert len({rows[item["line"] - 2]["NUM_LISTA_O_FORMULA"] for item in doubtful}) == 70
    assert Candidacy.objects.unconfirmed().count() == 140
    assert Candidacy.objects.count() == 248
    assert Profile.objects.count() == 129
    assert Ticket.objects.count() == 127


def test_texts_are_stored_exactly_as_read(bring, real_data, rows):
    bring(real_data / LIST)
    stored = dict(Answer.objects.filter(question="work").values_list("profile__candidacy__person__name", "value"))
    assert len(stored) > 100
    assert all(
        row["HISTORIA_PROFESIONAL"] == stored[row["NOMBRE_CANDIDATO"]]
        for row in rows
        if row["HISTORIA_PROFESIONAL"] not in ("", "No proporcionó")
    )
    assert any("  " in text for text in stored.values())


def test_the_three_kinds_of_empty_are_no_answer(bring, real_data):
    bring(real_data / LIST)
    values = set(Answer.objects.values_list("value", flat=True))
    assert values.isdisjoint({"", "No proporcionó", "No aplica", "Sin curso"})


def test_parties_and_places_are_matched_without_accents_or_case(bring, real_data):
    bring(real_data / LIST)
    used = set(Party.objects.filter(tickets__isnull=False).values_list("name", flat=True))
    assert {"Partido Acción Nacional", "Juntos Hacemos Historia en Durango", "Candidatura independiente"} <= used
    coalition = Party.objects.get(name="Va por Durango")
    assert sorted(coalition.members.values_list("short", flat=True)) == ["PAN", "PRD", "PRI"]
    places = set(Candidacy.objects.filter(office__kind="mayor").values_list("ticket__contest__area__name", flat=True))
    assert len(places) == 39 and "Peñón Blanco" in places and "General Simón Bolívar" in places


def test_the_same_file_again_changes_nothing(bring, real_data):
    bring(real_data / LIST)
    call_command("publish_register", election="durango-2022")
    before = reading.size()
    assert counts(bring(real_data / LIST)) == (248, 0, 0, 108, 140, 0)
    call_command("publish_register", election="durango-2022")
    assert reading.size() == before


def test_a_changed_cell_is_exactly_that_change(bring, rows):
    bring(rows)
    call_command("publish_register", election="durango-2022")
    before = reading.size()
    rows[0]["PROPUESTA_1"] += " Y algo más."
    report = bring(rows)
    assert counts(report) == (248, 0, 1, 107, 140, 0)
    assert changes(report) == [(2, "updated", "PROPUESTA_1")]
    call_command("publish_register", election="durango-2022")
    assert reading.size() == before + 1


def test_a_changed_age_is_a_change_of_the_register(bring, rows):
    bring(rows)
    rows[1]["EDAD"] = "46"
    assert changes(bring(rows)) == [(3, "updated", "EDAD")]
    assert Candidacy.objects.get(person__name=rows[1]["NOMBRE_CANDIDATO"]).person.age == 46


def test_a_changed_name_in_a_known_formula_is_a_doubt_and_never_a_new_person(bring, rows):
    bring(rows)
    rows[3]["NOMBRE_CANDIDATO"] = "RAMON MANUEL SALAZAR CELIZ"
    report = bring(rows)
    assert counts(report) == (248, 0, 0, 107, 141, 0)
    assert [item["line"] for item in report["items"] if item["field"] == "NOMBRE_CANDIDATO"] == [5]
    assert changes(report) == []
    assert Candidacy.objects.count() == 248
    doubt = Doubt.objects.get()
    assert (doubt.candidacy.person.name, doubt.name) == ("RAMON MANUEL SALAZAR CELIS", "RAMON MANUEL SALAZAR CELIZ")
    bring(rows)
    assert Doubt.objects.count() == 1, "the same doubt is noted once"


def test_who_is_absent_from_a_later_file_is_listed_and_kept(bring, rows):
    bring(rows)
    gone = rows.pop(4)
    report = bring(rows)
    absent = [item for item in report["items"] if item["fate"] == "absent"]
    assert [item["line"] for item in absent] == [None]
    assert gone["NOMBRE_CANDIDATO"] in absent[0]["reason"]
    assert report["rows"] == 247
    assert Candidacy.objects.count() == 248


def test_a_dry_run_says_the_same_and_writes_nothing(bring, real_data):
    assert counts(bring(real_data / LIST, dry_run=True)) == (248, 108, 0, 0, 140, 0)
    assert Candidacy.objects.count() == Party.objects.filter(kind="independent").count() == 0


def test_an_unknown_place_party_or_word_is_refused_or_doubted_with_its_column(bring, rows):
    rows[3]["MUNICIPIO"] = "ATLANTIDA"
    rows[5]["PARTIDO_COALICION"] = "PARTIDO QUE NO EXISTE"
    rows[7]["SEXO"] = "Muyer"
    report = bring(rows)
    assert [item for item in changes(report) if item[1] == "refused"] == [
        (5, "refused", "MUNICIPIO"),
        (7, "refused", "PARTIDO_COALICION"),
    ]
    assert any(item["line"] == 9 and item["field"] == "SEXO" and "Muyer" in item["reason"] for item in report["items"])
    assert Candidacy.objects.get(person__name=rows[7]["NOMBRE_CANDIDATO"]).person.sex == ""


def test_an_emptied_answer_goes_and_one_corrected_here_stays(bring, rows):
    bring(rows)
    corrected = Answer.objects.get(question="work", profile__candidacy__person__name=rows[1]["NOMBRE_CANDIDATO"])
    Answer.objects.filter(pk=corrected.pk).update(value="Corregida por el personal")
    rows[0]["PROPUESTA_1"] = "No proporcionó"
    rows[1]["HISTORIA_PROFESIONAL"] = "Otra versión de la lista"
    report = bring(rows)
    assert changes(report) == [(2, "updated", "PROPUESTA_1")]
    assert [
        (item["line"], item["field"]) for item in report["items"] if "también se había corregido" in item["reason"]
    ] == [(3, "HISTORIA_PROFESIONAL")]
    corrected.refresh_from_db()
    assert corrected.value == "Corregida por el personal"


def test_what_staff_corrected_in_the_register_is_not_put_back(bring, rows):
    bring(rows)
    one = Candidacy.objects.get(person__name=rows[1]["NOMBRE_CANDIDATO"])
    one.person.age = 50
    one.person.save()
    assert counts(bring(rows)) == (248, 0, 0, 108, 140, 0)
    one.person.refresh_from_db()
    assert one.person.age == 50


def test_our_own_open_data_in_the_layout_of_ine_comes_back_without_a_doubt(durango, bring, real_data, tmp_path):
    first = bring(real_data / LIST)
    assert first["answered"] == 129, "how many people's answers become public with the list is said before"
    durango.refresh_from_db()
    publish_register(durango)
    build()
    plain = tmp_path / "ine-2022.csv"
    plain.write_bytes(next(built_site().rglob("ine-2022.csv")).read_bytes())
    before = set(Candidacy.objects.values_list("key", "role", "position", "ticket"))
    again = bring(plain)
    assert (again["rows"], again["created"], again["doubtful"], again["refused"]) == (248, 0, 0, 0)
    assert {item["field"] for item in again["items"] if item["fate"] == "updated"} <= {"ESCOLARIDAD"}
    assert set(Candidacy.objects.values_list("key", "role", "position", "ticket")) == before
