from datetime import date

import pytest
from django.core.management import CommandError, call_command

from conoceles.elections.document import areas_document
from conoceles.elections.models import Area, Section
from conoceles.ledger.kinds import check
from conoceles.lib.tables import BadTable
from conoceles.lists.areas import import_areas

pytestmark = pytest.mark.django_db
FROM, TO = date(2017, 1, 1), date(2022, 12, 31)


@pytest.mark.real_data
def test_durango_has_its_codes_districts_and_sections(real_data):
    done = import_areas(real_data / "areas", "durango", FROM, TO)
    assert (done.municipalities, done.districts, done.sections, done.retired) == (39, 15, 1419, 0)
    assert Area.objects.get(kind="municipality", ine_code="017").name == "Nuevo Ideal"
    assert Area.objects.get(kind="municipality", ine_code="017").inegi_code == "039"
    differ = [area for area in Area.objects.municipalities() if area.ine_code != area.inegi_code]
    assert len(differ) == 23
    assert Area.objects.get(ine_name="SIMON BOLIVAR").name == "General Simón Bolívar"


@pytest.mark.real_data
def test_durango_takes_the_official_district_column_and_says_when_it_does_not_know(real_data):
    import_areas(real_data / "areas", "durango", FROM, TO)
    first = Section.objects.get(number=1)
    assert (first.district.name, first.district_code) == ("Distrito 6", "6"), "6, not the scenario's 3"
    unknown = Section.objects.filter(district__isnull=True)
    assert set(unknown.values_list("district_code", flat=True)) == {"1-5", "10-12"}


@pytest.mark.real_data
def test_retired_sections_of_coahuila_are_kept_and_not_offered(real_data):
    done = import_areas(real_data / "areas", "coahuila", FROM, TO)
    assert (done.municipalities, done.districts, done.sections, done.retired) == (38, 16, 1688, 22)
    document = areas_document(done.plan)
    check("areas", document)
    assert len(document["sections"]) == 1688
    assert len({tuple(area["tile"]) for area in document["areas"] if "tile" in area}) == 38


@pytest.mark.real_data
def test_the_same_tables_again_change_nothing(real_data):
    first = areas_document(import_areas(real_data / "areas", "durango", FROM, TO).plan)
    assert areas_document(import_areas(real_data / "areas", "durango", FROM, TO).plan) == first


def test_missing_tables_are_named_with_who_publishes_them(tmp_path):
    with pytest.raises(BadTable, match=r"sections_durango_2017\.csv.*INEGI"):
        import_areas(tmp_path, "durango", FROM, TO)
    with pytest.raises(CommandError, match="Faltan en la carpeta"):
        call_command("import_areas", tmp_path, state="Durango")


@pytest.fixture
def tables(tmp_path):
    (tmp_path / "codes_ine_inegi_x.csv").write_text(
        "cve_mun_ine,nombre_ine_topojson,cve_mun_inegi,nombre_inegi\n001,PE?ON,002,Peñón\n", encoding="utf-8"
    )
    (tmp_path / "sections_x_2017.csv").write_text(
        "cve_ent,seccion,cve_mun_ine,municipio,distrito_local_2017,en_cartografia_2017\n99,1,001,Peñón,3,si\n",
        encoding="utf-8",
    )
    (tmp_path / "municipalities_x_inegi.geojson").write_text('{"features": []}', encoding="utf-8")
    return tmp_path


def test_a_name_that_lost_its_letters_is_of_no_use(tables):
    import_areas(tables, "x", FROM, TO)
    assert Area.objects.municipalities().get().ine_name == ""


@pytest.mark.parametrize(
    ("file", "before", "after", "sentence"),
    [
        ("sections_x_2017.csv", "Peñón", "Otro", "la clave INE 001 es Peñón y en la tabla de secciones es Otro"),
        ("sections_x_2017.csv", ",001,", ",009,", "la clave INE 009 no está en la tabla de claves"),
        ("sections_x_2017.csv", "distrito_local_2017", "otro", "falta la columna de distrito"),
        ("codes_ine_inegi_x.csv", "nombre_inegi", "otro", "falta la columna nombre_inegi"),
        ("municipalities_x_inegi.geojson", "features", "otra", "no es un GeoJSON"),
    ],
)
def test_tables_that_disagree_or_are_broken_write_nothing(tables, file, before, after, sentence):
    path = tables / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(BadTable, match=sentence):
        import_areas(tables, "x", FROM, TO)
    assert Area.objects.count() == 0
