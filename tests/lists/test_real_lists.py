"""Lists that nobody here wrote, each with its shipped format: accounted for row by row, and spot checks on the site."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from conoceles.elections import register
from conoceles.elections.models import Candidacy, Institute, Party, Ticket
from conoceles.lib.names import as_written
from conoceles.lib.tables import BadTable
from conoceles.lib.text import fold
from conoceles.lists import presets
from conoceles.lists.importing import plan_import, write
from conoceles.lists.models import HeldRow
from conoceles.lists.preparing.areas import import_areas, import_files
from conoceles.lists.preparing.place_writing import make_plan
from conoceles.lists.preparing.starting import begin, outlines
from conoceles.profiles.public.election import publish_register
from tests.built import built_site
from tests.factories import build, set_calendar

# What reading a list asks of a database is asked on both in test_ine_list.
pytestmark = [pytest.mark.django_db, pytest.mark.real_data, pytest.mark.once]
FATES = ("created", "updated", "unchanged", "doubtful", "refused")


def election_of(state, outline, slug):
    institute = register.save(Institute(name=f"Instituto de {state}", state=state, site="https://x.example.org"))
    return begin(institute, f"Elección de {state}", date(2027, 6, 6), by="ana", slug=slug, elects=[outlines()[outline]])


def load(path, preset, election, **more):
    plan = plan_import(path, presets.load(preset), election, **more)
    write(plan)
    report = plan.report()
    assert sum(report[fate] for fate in FATES) == report["rows"], "every row ends in one way"
    return report


def page(address):
    """Return a built page."""
    return (built_site() / address.strip("/") / "index.html").read_text(encoding="utf-8")


def public(election):
    election.refresh_from_db()
    set_calendar(election, timezone.now() + timedelta(20))
    election.capture_opens = election.capture_closes = None
    election.stage = "open"
    register.save(election)
    publish_register(election)
    build()


def test_the_judicial_list_is_an_election_without_parties_whose_pages_are_right(real_data):
    path = real_data / "candidacies" / "ine_judicial_2025.xlsx"
    import_files(
        {"boundaries": real_data / "areas" / "colima_municipios_inegi_2025.geojson"}, "06", date(2026, 1, 1), None
    )
    election = election_of("Colima", "judicial", "judicial-2027")
    election.offices.all().delete()
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    for order, name in enumerate(sorted({row[1] for row in rows}), 1):
        values = {"kind": "judge", "name": name, "plural": name, "area_kind": "state", "answers": True, "order": order}
        register.save(election.offices.model(election=election, **values))
    report = load(path, "ine-judicial", election)
    assert report["rows"] == 153 and report["refused"] == 0
    doubtful = [item for item in report["items"] if item["fate"] == "doubtful"]
    assert report["created"] + len({item["line"] for item in doubtful}) >= 153, doubtful
    assert set(Party.objects.values_list("kind", flat=True)) == {"power"}
    assert Ticket.objects.count() == Candidacy.objects.count(), "each is an option of its own"
    again = load(path, "ine-judicial", election)
    assert again["created"] == again["updated"] == 0
    public(election)
    home = page("/judicial-2027/")
    assert "Poderes que postulan" in home and "partido" not in re.sub(r"<[^>]*>", "", home).casefold()
    assert "<h1>Poderes que postulan</h1>" in page("/judicial-2027/partidos/")
    standing = list(Candidacy.objects.with_register().order_by("pk"))
    for one in standing[:: len(standing) // 20][:20]:
        shown = page(f"/judicial-2027/candidaturas/{one.slug}/")
        assert as_written(one.person.name) in shown and one.office.name in shown and one.ticket.party.name in shown
        contest = page(f"/judicial-2027/contiendas/{one.ticket.contest.slug}/")
        assert as_written(one.person.name) in contest and "por confirmar" not in contest.casefold()


def test_the_results_day_list_has_one_candidacy_for_each_person_of_each_town(real_data):
    path = real_data / "candidacies" / "prep_coahuila_ayuntamientos_2017.csv"
    import_areas(real_data / "areas", "coahuila", date(2017, 1, 1), None)
    election = election_of("Coahuila", "coahuila", "coahuila-2027")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    people = defaultdict(set)
    for row in rows:
        people[row["ID_MUNICIPIO_LOCAL"], fold(row["CANDIDATO_PROPIETARIO"])].add(row["PARTIDO_CI"])
    rehearsal = load(path, "prep-ayuntamientos", election)
    assert rehearsal["doubtful"] > 0 and "diga en Dudas por quién compite" in str(rehearsal["items"])
    assert not Party.objects.filter(kind="coalition").exists(), "no machine makes the name of a coalition"
    HeldRow.objects.all().delete()
    coalitions(election, people)
    report = load(path, "prep-ayuntamientos", election)
    assert report["rows"] == len(rows) == 519 and report["refused"] == 0
    made = Counter(Candidacy.objects.values_list("ticket__party__kind", flat=True))
    assert made["coalition"] and made["independent"] and made["party"]
    assert Candidacy.objects.count() + HeldRow.objects.count() == len(people) == 243, made
    assert HeldRow.objects.count() <= 8, [str(one) for one in HeldRow.objects.all()]
    public(election)
    standing = list(Candidacy.objects.with_register().order_by("pk"))
    for one in standing[:: len(standing) // 20][:20]:
        emblems = people[one.ticket.contest.area.ine_code.lstrip("0"), fold(one.person.name)]
        if one.ticket.party.kind == "coalition":
            assert one.ticket.party.members.count() in (0, len(emblems))
        shown = page(f"/coahuila-2027/candidaturas/{one.slug}/")
        assert as_written(one.person.name) in shown and one.ticket.contest.area.name in shown


def coalitions(election, people):
    """Register what an institute has in its agreements: which parties stand together."""
    short = {party.name: party for party in election.parties.filter(kind="party")}
    sets = sorted({tuple(sorted(one)) for one in people.values() if len(one) > 1})
    for order, names in enumerate(sets, 100):
        for name in names:
            if name not in short:
                short[name] = register.save(Party(election=election, name=name, order=order))
        party = Party(election=election, name=f"Coalición {order}", kind="coalition", order=order)
        register.save(party, related=lambda party=party, names=names: party.members.set([short[one] for one in names]))


@pytest.mark.parametrize(
    ("state", "file", "sheet", "usual"),
    [
        ("Colima", "colima", "Registro Candidatas 2015", 0.9),
        ("Colima", "colima", "Regitsro Candidatas 2006", 0.9),
        # Coalitions are written there as a line for each emblem: a person says who stands for whom.
        ("Morelos", "morelos", "2009", 0.4),
        ("Ciudad de México", "distrito_federal", "Listado Candidatas 2015", 0.9),
    ],
)
def test_a_sheet_of_a_states_book_is_accounted_for_row_by_row(real_data, state, file, sheet, usual):
    path = real_data / "candidacies" / f"ine_estados_{file}.xlsx"
    election = election_of(state, "congreso", "congreso-2027")
    make_plan(election, "Distritación", date(2000, 1, 1), None)
    report = load(path, "ine-estados", election, sheets=[sheet])
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()[2:]
    filled = [row for row in rows if any(str(cell).strip() for cell in row)]
    assert report["rows"] == len(filled)
    assert report["refused"] == 0 and report["created"] + report["doubtful"] == len(filled), "nobody is lost in silence"
    assert report["created"] >= usual * len(filled), Counter(item["reason"] for item in report["items"])
    names = {fold(f"{row[1]} {row[0]}") for row in filled}
    made = {fold(name) for name in Candidacy.objects.values_list("person__name", flat=True)}
    assert made <= names, "nobody whom the sheet does not name"
    again = load(path, "ine-estados", election, sheets=[sheet])
    assert (again["created"], again["updated"]) == (0, 0)
    if sheet != "Registro Candidatas 2015":
        # How a site is built does not depend on the sheet.
        return
    public(election)
    standing = list(Candidacy.objects.with_register().order_by("pk"))
    for one in standing[:: len(standing) // 20][:20]:
        shown = page(f"/congreso-2027/candidaturas/{one.slug}/")
        contest = page(f"/congreso-2027/contiendas/{one.ticket.contest.slug}/")
        name = as_written(one.person.name)
        assert name in shown and one.ticket.party.name in shown and name in contest


def test_a_formula_far_down_is_named_with_its_sheet_and_its_cell(real_data):
    election = election_of("Morelos", "congreso", "congreso-2027")
    with pytest.raises(BadTable, match="en la hoja «2015», celda B532 hay fórmulas"):
        load(real_data / "candidacies" / "ine_estados_morelos.xlsx", "ine-estados", election, sheets=["2015"])
