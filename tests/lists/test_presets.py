"""Every preset on its own list, and our template there and back."""

import csv
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from conoceles.elections.models import OFFICE_KINDS, Area, Candidacy, DistrictPlan, Office, Party
from conoceles.elections.register import save
from conoceles.lib.tables import BadTable
from conoceles.lists.exporting import as_csv, as_xlsx
from conoceles.lists.importing import plan_import, write
from conoceles.lists.models import HeldRow
from conoceles.lists.presets import load, names
from conoceles.lists.roman import roman
from conoceles.profiles.models import Answer
from conoceles.site.pages import context
from tests.factories import make_election

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def deputies():
    plan = DistrictPlan.objects.create(state="05", state_name="Coahuila", name="Antigua", valid_from=date(1990, 1, 1))
    save(Area(state="05", kind="state", name="Coahuila", ine_code="05"))
    election = make_election("diputaciones-2002", plan)
    save(Office(election=election, kind="deputy_mr", name="Diputación MR", plural="Diputaciones MR"))
    save(Office(election=election, kind="deputy_rp", name="Diputación RP", plural="Diputaciones RP"))
    return election


@pytest.mark.parametrize("name", names())
def test_every_preset_is_understood(name):
    preset = load(name)
    assert preset.title and preset.required()


def test_a_preset_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadTable, match=r"No existe el formato «x»; los que hay son: .*ine-conoceles-2022"):
        load("x")
    (tmp_path / "propio.toml").write_text('title = "Propio"\ncolour = "rojo"\n', encoding="utf-8")
    with pytest.raises(BadTable, match="no es un formato de lista"):
        load(str(tmp_path / "propio.toml"))


@pytest.mark.parametrize(
    ("text", "value"),
    [("XIV", (14, True)), ("xviiii", (19, False)), ("IIX", (10, False)), ("7", (None, False)), ("", (None, False))],
)
def test_roman_numbers_are_read_and_a_badly_written_one_is_told(text, value):
    assert roman(text) == value


@pytest.mark.real_data
def test_coahuila_2005_by_district_with_its_misspellings(real_data, deputies):
    plan = plan_import(
        real_data / "candidacies" / "coahuila_deputies_1996_2013.csv",
        load("diputaciones-historicas"),
        deputies,
        only={"anio": "2005"},
    )
    write(plan)
    report = plan.report()
    assert report["rows"] == 262 and report["refused"] == 0
    assert Area.objects.filter(kind="district").count() == 20
    # Coalitions came with a line for each of their parties: whom they have waits until somebody says which it is.
    held = HeldRow.objects.filter(kind="parties")
    assert Candidacy.objects.count() + sum(len(one.rows) for one in held) == 262 and held.count() == 22
    wrong = [item for item in report["items"] if "XVIIII" in item["reason"]]
    assert wrong and all("se leyó como 19" in item["reason"] for item in wrong)


@pytest.mark.real_data
def test_durango_2004_has_proportional_lists_in_the_order_of_the_file(real_data, deputies):
    DistrictPlan.objects.update(state="10", state_name="Durango")
    Area.objects.update(state="10", name="Durango", ine_code="10")
    deputies.refresh_from_db()
    plan = plan_import(
        real_data / "candidacies" / "durango_deputies_1995_2010.csv",
        load("diputaciones-historicas"),
        deputies,
        only={"anio": "2004"},
    )
    write(plan)
    assert plan.report()["refused"] == 0
    coalition = Party.objects.filter(kind="coalition").first()
    assert coalition is not None and "-" in coalition.name
    first = Candidacy.objects.filter(office__kind="deputy_rp", role="owner").order_by("pk").first()
    assert first.position == 1
    again = plan_import(
        real_data / "candidacies" / "durango_deputies_1995_2010.csv",
        load("diputaciones-historicas"),
        deputies,
        only={"anio": "2004"},
    ).report()
    assert (again["created"], again["updated"]) == (0, 0)


@pytest.mark.real_data
def test_federal_2018_gives_two_people_a_line_and_tells_a_cancelled_one(real_data, deputies):
    file = real_data / "candidacies" / "ine_federal_2018_deputies_mr.csv"
    plan = plan_import(file, load("ine-federal-2018-mr"), deputies, only={"ESTADO_ELECCION": "COAHUILA"})
    write(plan)
    assert plan.report()["rows"] == 21
    assert Candidacy.objects.filter(role="owner").count() == 21
    women = Candidacy.objects.filter(person__sex="female").count()
    with file.open(encoding="utf-8-sig") as lines:
        rows = [row for row in csv.DictReader(lines) if row["ESTADO_ELECCION"] == "COAHUILA"]
    assert women == sum((row["SEXO_PROP"] == "M") + (row["SEXO_SUP"] == "M") for row in rows)
    everyone = plan_import(file, load("ine-federal-2018-mr"), make_election("otra-2018", deputies.plan)).report()
    assert everyone["refused"] == everyone["rows"], "an election without that office refuses all, and says so"


@pytest.mark.real_data
def test_federal_2018_lists_keep_their_numbers_and_tell_cancelled_names(real_data, deputies):
    plan = plan_import(
        real_data / "candidacies" / "ine_federal_2018_deputies_rp.csv",
        load("ine-federal-2018-rp"),
        deputies,
        only={"CIRCUNSCRIPCION_ELECCION": "II"},
    )
    write(plan)
    report = plan.report()
    assert report["refused"] == 0
    cancelled = [item for item in report["items"] if "CANCELADO" in item["reason"]]
    assert not Candidacy.objects.filter(person__name="CANCELADO").exists()
    assert all(item["fate"] == "doubtful" for item in cancelled)
    assert Candidacy.objects.filter(ticket__party__name="MORENA", role="owner", position=1).count() == 1


@pytest.mark.parametrize("make", [as_xlsx, as_csv])
def test_our_template_takes_back_what_it_gave(town, tmp_path, make):
    texts = {"proposal_1": "-1 no es una fórmula", "work": "Dos  espacios\ny un renglón", "reason": "=1+1"}
    town.stand("Ana Peña", answers=texts, birth_date=date(1980, 5, 1))
    town.stand("Luz Río", role="alternate")
    town.stand("Eva Sol", office="councillor", position=3)
    file = tmp_path / f"lista.{'xlsx' if make is as_xlsx else 'csv'}"
    file.write_bytes(make(town.election))
    report = plan_import(file, load("conoceles"), town.election).report()
    assert [report[fate] for fate in ("rows", "created", "updated", "unchanged", "doubtful", "refused")] == [
        3,
        0,
        0,
        3,
        0,
        0,
    ]


def test_a_filled_template_corrected_outside_brings_exactly_that(town, tmp_path):
    town.stand("Ana Peña", answers={"proposal_1": "Agua"})
    path = tmp_path / "lista.csv"
    call_command("export_candidacies", path, election=town.election.slug)
    path.write_text(path.read_text(encoding="utf-8-sig").replace("Agua", "Agua para todos"), encoding="utf-8")
    plan = plan_import(path, load("conoceles"), town.election)
    write(plan)
    assert [(item["fate"], item["field"]) for item in plan.report()["items"]] == [("updated", "PROPUESTA_1")]
    assert Answer.objects.get().value == "Agua para todos"


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_an_empty_template_has_only_its_headers(town, tmp_path, suffix):
    town.stand("Ana Peña")
    path = tmp_path / f"plantilla.{suffix}"
    call_command("export_candidacies", path, election=town.election.slug, empty=True)
    with pytest.raises(BadTable, match="no tiene ninguna fila"):
        plan_import(path, load("conoceles"), town.election)


def test_a_template_is_written_only_in_its_formats(town, tmp_path):
    with pytest.raises(CommandError, match="XLSX o CSV"):
        call_command("export_candidacies", tmp_path / "a.pdf", election=town.election.slug)
    with pytest.raises(CommandError, match="No existe la elección"):
        call_command("export_candidacies", tmp_path / "a.csv", election="nada-2027")


def test_every_kind_of_office_has_its_names_and_its_word_in_our_own_list():
    assert set(OFFICE_KINDS) == set(Office.Kind) - {Office.Kind.OTHER} == set(context.OFFICES)
    assert set(load("conoceles").vocabulary["office"].values()) == set(OFFICE_KINDS)
