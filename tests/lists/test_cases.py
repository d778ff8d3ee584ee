"""What real lists showed: each case stands for a kind, read as an institute would read it, by screen or by command."""

import shutil

import pytest
import xlsxwriter
from django.core.management import call_command

from conoceles.elections.models import Area, Candidacy, Election, Party, Ticket
from conoceles.lib.tables import ALL, BadTable
from conoceles.lists import presets
from conoceles.lists.importing import plan_import, write
from conoceles.lists.models import HeldRow
from conoceles.lists.preparing.definition import BadDefinition, create_election
from conoceles.lists.preparing.parties import import_parties

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.real_data]


@pytest.fixture
def cases(real_data):
    return real_data.parent / "cases" / "lists"


@pytest.fixture
def election(real_data, cases):
    call_command("import_areas", str(real_data / "areas"), state="durango", verbosity=0)
    found = create_election(cases / "eleccion.toml")
    tables = real_data / "parties"
    import_parties(tables / "partidos_coahuila_durango.csv", tables / "coaliciones_coahuila_durango.csv", found)
    return found


@pytest.fixture
def given(cases, election):
    """Write a list, and return its report."""

    def read(name, preset="lista.toml", *, dry=False, **more):
        path = cases / preset
        plan = plan_import(cases / name, presets.load(str(path) if path.exists() else preset), election, **more)
        if not dry:
            write(plan)
        return plan.report()

    return read


def people():
    return sorted(Candidacy.objects.values_list("person__name", flat=True))


def fates(report):
    return {name: report[name] for name in ("created", "updated", "unchanged", "doubtful", "refused") if report[name]}


def test_a_cell_that_names_nobody_is_a_doubt_that_quotes_it(given):
    report = given("01-sin-persona.csv", "formula.toml")
    assert people() == sorted(
        ["ALBA BREZO CEDRO", "CELIA JARA NOGAL", "DARIO FRESNO LUNA", "BRUNO ENCINO SOLIS", "ELSA HAYA MORA"]
    )
    held = HeldRow.objects.filter(kind="nobody")
    assert held.count() == 11 and "CANDIDATURA CANCELADA MEDIANTE" in str([str(one) for one in held])
    assert all(f"«{row}»" in str(report["items"]) for row in map(str, held))
    again = given("01-sin-persona.csv", "formula.toml")
    assert HeldRow.objects.count() == 11 and again["created"] == 0


def test_an_owner_and_an_alternate_of_one_name_keep_their_places(given):
    given("02-mismo-nombre.csv")
    first = {one.key: one.role for one in Candidacy.objects.all()}
    assert len(first) == 2
    for _again in range(2):
        assert fates(given("02-mismo-nombre.csv")) == {"unchanged": 2}
        assert {one.key: one.role for one in Candidacy.objects.all()} == first


def test_rows_of_another_state_are_refused_by_name(given):
    report = given("03-otras-entidades.csv", "03-otras-entidades.toml")
    assert people() == ["ALBA BREZO CEDRO"] and report["refused"] == 2
    reasons = [item["reason"] for item in report["items"] if item["fate"] == "refused"]
    assert reasons == ["Es de Oaxaca, no de Durango.", "Es de Hidalgo, no de Durango."]


def test_one_person_under_several_parties_of_a_contest_is_one_doubt(given, election):
    report = given("04-coalicion-por-renglones.csv")
    assert people() == ["BRUNO ENCINO SOLIS"] and report["doubtful"] == 3
    held = HeldRow.objects.get(kind="parties")
    shorts = [Party.objects.get(election=election, name=row["party"]).short for row in held.rows]
    assert shorts == ["PAN", "PRI", "PRD"]


def test_a_line_for_each_emblem_is_one_candidacy_of_the_coalition_where_the_format_says_so(given, election, tmp_path):
    coalition = Party.objects.create(election=election, name="Va", kind="coalition", slug="va", order=50)
    coalition.members.set(Party.objects.filter(election=election, short__in=["PAN", "PRI", "PRD"]))
    preset = tmp_path / "emblemas.toml"
    preset.write_text(EMBLEMS, encoding="utf-8")
    report = given("04-coalicion-por-renglones.csv", str(preset))
    assert people() == ["ALBA BREZO CEDRO", "BRUNO ENCINO SOLIS"]
    assert Candidacy.objects.get(person__name="ALBA BREZO CEDRO").ticket.party == coalition
    assert fates(report) == {"created": 2, "unchanged": 2}


EMBLEMS = """
title = "Un renglón por emblema"
[columns]
office = "CARGO"
area = "LUGAR"
party = "PARTIDO"
name = "NOMBRE"
role = "CALIDAD"
[formats]
lines = "emblems"
[vocabulary.office]
"PRESIDENCIA MUNICIPAL" = "mayor"
[vocabulary.role]
"PROPIETARIA" = "owner"
"PROPIETARIO" = "owner"
"""


@pytest.mark.parametrize("name", ["05-municipios-que-empiezan-igual.csv", "06-distritos-de-nombre-largo.csv"])
def test_places_that_a_list_adds_are_told_apart_and_found_again(given, name):
    assert fates(given(name, "lista-crea.toml")) == {"created": 2}
    assert fates(given(name, "lista-crea.toml")) == {"unchanged": 2}


def test_sheets_that_were_not_read_are_named_and_can_be_read_together(given):
    report = given("07-dos-hojas.xlsx", dry=True)
    assert report["rows"] == 2 and report["others"] == ["Otros municipios"]
    assert given("07-dos-hojas.xlsx", dry=True, sheets=["Otros municipios"])["rows"] == 1
    both = given("07-dos-hojas.xlsx", sheets=[ALL])
    assert both["rows"] == 3 and both["others"] == [] and len(people()) == 3
    assert {item["place"] for item in both["items"]} == {
        "hoja Mayores, 2",
        "hoja Mayores, 3",
        "hoja Otros municipios, 2",
    }
    with pytest.raises(BadTable, match=r"no tiene la hoja «Nada»; las que hay son: Mayores, Otros municipios"):
        given("07-dos-hojas.xlsx", sheets=["Nada"])


@pytest.mark.parametrize(
    ("name", "rows", "told"),
    [
        ("08-titulo-arriba.xlsx", 1, "el encabezado está en la fila 2"),
        ("09-formula-en-otra-hoja.xlsx", 1, ""),
        ("10-formato-hasta-la-ultima-columna.xlsx", 1, ""),
        ("12a-windows-1252-punto-y-coma.csv", 1, "Se leyó en Windows-1252"),
        ("12b-utf8-punto-y-coma.csv", 1, "separadas con punto y coma"),
        ("12c-tabuladores.tsv", 1, "separadas con tabulador"),
        ("12d-utf16.csv", 1, "Se leyó en UTF-16"),
        ("21-leyenda-arriba.csv", 2, "el encabezado está en la fila 4"),
    ],
)
def test_files_are_read_as_programs_write_them_and_it_is_said(given, name, rows, told):
    report = given(name)
    assert report["created"] == report["rows"] == rows and told in " ".join(report["told"])
    if name.startswith("12"):
        assert people() == ["LUCÍA PEÑA NÚÑEZ"]


def test_a_formula_in_a_sheet_that_is_read_says_where(cases, tmp_path, election):
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet("1997")
        sheet.write_row(0, 0, ["CARGO", "LUGAR", "PARTIDO", "NOMBRE", "CALIDAD"])
        sheet.write_formula("B5", "=A1")
    with pytest.raises(BadTable, match="en la hoja «1997», celda B5 hay fórmulas"):
        plan_import(tmp_path / "x.xlsx", presets.load(str(cases / "lista.toml")), election)


def test_broken_letters_are_doubts_that_quote_the_name(given):
    report = given("11-letras-rotas.csv")
    assert people() == [] and fates(report) == {"doubtful": 4}
    assert HeldRow.objects.filter(kind="broken").count() == 4
    assert "«ANA NU?EZ PE?A»" in str(report["items"])


def test_the_report_of_a_register_of_candidacies(given):
    report = given("13-reporte-del-registro.xlsx", "iepc-durango-registro")
    assert fates(report) == {"created": 10} and report["unread"] == []
    councillors = Candidacy.objects.filter(office__kind="councillor")
    assert sorted(councillors.values_list("position", "role")) == [
        (1, "alternate"),
        (1, "owner"),
        (2, "alternate"),
        (2, "owner"),
    ]
    slate = Ticket.objects.get(contest__area__name="Canatlán")
    assert slate.party.kind == "coalition" and slate.candidacies.count() == 8
    assert set(Candidacy.objects.filter(ticket=slate).values_list("affirmative_actions", flat=True)[0]) == {"young"}
    assert str(Candidacy.objects.filter(ticket=slate).first().person.birth_date) == "1985-03-09"
    assert Candidacy.objects.filter(ticket__contest__area__name="San Luis del Cordero").count() == 2


@pytest.mark.parametrize("name", ["14-dos-independientes.csv", "21-leyenda-arriba.csv"])
def test_two_independents_of_a_contest_are_two_tickets(given, name):
    assert fates(given(name)) == {"created": 2}
    tickets = Ticket.objects.filter(contest__area__name="Lerdo")
    assert {ticket.party.name for ticket in tickets} == {
        "Candidatura independiente de ALBA BREZO CEDRO",
        "Candidatura independiente de BRUNO ENCINO SOLIS",
    }
    assert set(Candidacy.objects.values_list("role", flat=True)) == {"owner"}
    assert fates(given(name)) == {"unchanged": 2}


def test_a_number_that_is_two_places_asks_whose_key_it_is(given, cases, tmp_path):
    report = given("15-clave-del-inegi.csv")
    assert fates(report) == {"refused": 2}
    assert "«039» es Vicente Guerrero para el INE e Nuevo Ideal para el INEGI" in str(report["items"])
    own = tmp_path / "inegi.toml"
    own.write_text((cases / "lista.toml").read_text() + '\n[formats]\narea_key = "inegi"\n', encoding="utf-8")
    assert fates(given("15-clave-del-inegi.csv", str(own))) == {"created": 2}
    places = set(Candidacy.objects.values_list("ticket__contest__area__name", flat=True))
    assert places == {"Nuevo Ideal", "Ocampo"}
    longer = tmp_path / "largas.csv"
    longer.write_text(
        (cases / "15-clave-del-inegi.csv").read_text().replace(",039,", ",10039,").replace(",017,", ",10017,")
    )
    assert fates(given(longer, str(own))) == {"unchanged": 2}


@pytest.mark.parametrize(
    ("preset", "sentence"),
    [
        ("16a-valor-que-no-existe.toml", "«propietaria» no es una palabra de «vocabulary.role».* owner, alternate"),
        ("16b-campo-mal-escrito.toml", "«rol» no es un campo; ¿quiso decir «role»"),
        ("16c-pregunta-que-no-existe.toml", "la pregunta «propuesta_uno», que ningún cuestionario tiene"),
        ("16d-columna-que-no-es-texto.toml", "«columns.name» debe ser el nombre de una columna"),
        ("16e-clave-de-mas.toml", "«columnas» no es una clave de un formato; ¿quiso decir «columns»"),
    ],
)
def test_what_is_wrong_with_a_format_is_said_before_anything_is_read(given, preset, sentence):
    with pytest.raises(BadTable, match=sentence):
        given("04-coalicion-por-renglones.csv", preset)
    assert people() == []


def test_a_list_of_a_party_has_its_places_whatever_number_its_rows_have(given):
    given("17-lista-rp.csv", "17-lista-rp.toml")
    tickets = Ticket.objects.filter(contest__office__kind="deputy_rp")
    assert tickets.count() == 1
    places = tickets.get().candidacies.order_by("position").values_list("position", "person__name")
    assert list(places) == [(1, "ALBA BREZO CEDRO"), (2, "BRUNO ENCINO SOLIS"), (3, "CELIA JARA NOGAL")]
    formula = Ticket.objects.get(contest__office__kind="deputy_mr")
    assert formula.folio == "900010" and formula.candidacies.count() == 2


def test_a_blank_repeats_the_cell_above_where_the_format_says_so(given, cases, tmp_path):
    own = tmp_path / "repite.toml"
    own.write_text('repeats = ["area"]\n' + (cases / "lista.toml").read_text(), encoding="utf-8")
    assert fates(given("20-municipio-combinado.xlsx", str(own))) == {"created": 3}
    assert Candidacy.objects.filter(ticket__contest__area__name="Canatlán").count() == 2
    shutil.rmtree(tmp_path)


def test_coalitions_keep_their_initials_and_say_who_is_not_there(election, cases, tmp_path):
    with_members = tmp_path / "c.csv"
    import_parties(cases / "22-partidos.csv", cases / "22-coaliciones.csv", election)
    found = {party.name: {one.short for one in party.members.all()} for party in election.parties.exclude(kind="party")}
    assert found["CC_PAN_PRI"] == found["Juntas PAN-PRI"] == {"PAN", "PRI"}
    with_members.write_text("proceso,estado,coalicion,integrantes,tipo\n2022,Durango,UNA,PAN+PXX,coalición\n")
    said = import_parties(cases / "22-partidos.csv", with_members, election)[2]
    assert len(said) == 1 and "la integra «PXX», que no está entre los partidos de ese año" in said[0]
    with_members.write_text("proceso,estado,coalicion,integrantes,tipo\n2022,Durango,UNA,PAN,coalición\n")
    with pytest.raises(BadTable, match="no dice qué partidos la integran"):
        import_parties(cases / "22-partidos.csv", with_members, election)


def test_an_election_whose_day_no_division_is_valid_on_is_refused(election, cases, tmp_path):
    later = tmp_path / "e.toml"
    later.write_text((cases / "eleccion.toml").read_text().replace("2022", "2025"), encoding="utf-8")
    with pytest.raises(BadDefinition, match=r"Ninguna distritación es válida el \d+ de junio de 2025"):
        create_election(later)
    assert Election.objects.count() == 1 and Area.objects.exists()


def test_a_state_is_read_though_some_cells_are_blank_or_written_otherwise(given, tmp_path):
    path = tmp_path / "estados.csv"
    rows = [("DURANGO", "A B"), ("OAXACA", "C D"), ("", "E F"), ("Edo. Mex.", "G H"), ("Dgo.", "I J")]
    lines = "".join(f"{state},PRESIDENCIA MUNICIPAL,Lerdo,PAN,{name},PROPIETARIA\n" for state, name in rows)
    path.write_text("ENTIDAD_FEDERATIVA,CARGO,LUGAR,PARTIDO,NOMBRE,CALIDAD\n" + lines, encoding="utf-8")
    assert given(path)["refused"] == 3 and people() == ["A B", "I J"]
