import contextlib
import json
import sqlite3
import zipfile
from datetime import date

import pyproj
import pytest
import shapefile
import shapely
from django.core.management import CommandError, call_command

from conoceles.elections.document import areas_document
from conoceles.elections.models import Area, Election, Institute, Section
from conoceles.ledger.kinds import check
from conoceles.lib import blobs
from conoceles.lib.tables import BadTable
from conoceles.lib.text import fold
from conoceles.lib.tiles import rings
from conoceles.lists.models import PlaceFile
from conoceles.lists.preparing.areas import import_areas, import_files
from conoceles.lists.preparing.place_files import PlaceRows
from tests.factories import make_election

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
    (tmp_path / "codes_ine_inegi_colima.csv").write_text(
        "cve_mun_ine,nombre_ine_topojson,cve_mun_inegi,nombre_inegi\n001,PE?ON,002,Peñón\n", encoding="utf-8"
    )
    (tmp_path / "sections_colima_2017.csv").write_text(
        "cve_ent,seccion,cve_mun_ine,municipio,distrito_local_2017,en_cartografia_2017\n06,1,001,Peñón,3,si\n",
        encoding="utf-8",
    )
    (tmp_path / "municipalities_colima_inegi.geojson").write_text(json.dumps(SQUARES), encoding="utf-8")
    return tmp_path


def square(x, y, size=0.3):
    return [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]


SQUARES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"CVEGEO": "06002", "CVE_ENT": "06", "CVE_MUN": "002", "NOMGEO": "Peñón"},
            "geometry": {"type": "Polygon", "coordinates": square(-103, 19)},
        }
    ],
}


def test_a_name_that_lost_its_letters_is_of_no_use(tables):
    import_areas(tables, "colima", FROM, TO)
    assert Area.objects.municipalities().get().ine_name == ""


@pytest.mark.parametrize(
    ("file", "before", "after", "sentence"),
    [
        ("sections_colima_2017.csv", "Peñón", "Otro", "La clave 001 es «Otro» en el archivo y «Peñón» en el registro"),
        ("sections_colima_2017.csv", ",001,Peñón", ",009,", "Nadie sabe qué municipio es la clave «009»"),
        ("sections_colima_2017.csv", "seccion", "otro", "no se encuentra la columna de sección"),
        ("codes_ine_inegi_colima.csv", "nombre_inegi", "otro", "no se encuentra la columna de nombre"),
        ("municipalities_colima_inegi.geojson", "features", "otra", "No es un GeoJSON"),
        ("municipalities_colima_inegi.geojson", '"Polygon"', '"Point"', "No es un GeoJSON"),
        ("municipalities_colima_inegi.geojson", "-103", "500000", "Las coordenadas no son grados"),
    ],
)
def test_tables_that_disagree_or_are_broken_write_nothing(tables, file, before, after, sentence):
    path = tables / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(BadTable, match=sentence):
        import_areas(tables, "colima", FROM, TO)
    assert Area.objects.count() == 0


@pytest.mark.real_data
def test_colima_is_read_from_its_own_property_names_and_its_far_island_leaves_the_map(real_data):
    files = {"boundaries": real_data / "areas" / "colima_municipios_inegi_2025.geojson"}
    done = import_files(files, "06", date(2026, 1, 1), None)
    assert (done.municipalities, done.sections) == (10, 0)
    port = Area.objects.municipalities().get(name="Manzanillo")
    assert port.inegi_code == "007" and port.ine_code == "", "INEGI's key says nothing of INE's"
    west = min(x for ring in rings(port.boundary) for x, _y in ring)
    assert west > -105, "the Revillagigedo islands are nine hundred kilometres off"
    assert len({(area.tile_column, area.tile_row) for area in Area.objects.municipalities()}) == 10


def whole_state():
    """A state in INEGI's property names, and its sections in INE's columns; their keys differ."""
    names = ["Álamos", "Bácum", "Cajeme", "Empalme"]
    shapes = [
        (
            {"CVEGEO": f"26{place:03}", "CVE_ENT": "26", "CVE_MUN": f"{place:03}", "NOMGEO": name},
            square(-110 + place, 27),
        )
        for place, name in enumerate(names, 1)
    ]
    rows = [
        f"26,SONORA,{place + 2},{1 + place % 3},{len(names) + 1 - place},{fold(name).upper()},{section:04}"
        for place, name in enumerate(names, 1)
        for section in range(place * 10, place * 10 + 5)
    ]
    head = "CATÁLOGO DE SECCIONES,,,,,,\nENTIDAD,NOMBRE_ENTIDAD,DISTRITO,DISTRITO_L,MUNICIPIO,NOMBRE_MUNICIPIO,SECCION"
    return shapes, "\n".join([head, *rows, "25,SINALOA,1,1,1,AHOME,0001"])


def as_shapefile(path, shapes, crs=None):
    """Write a shapefile in a ZIP, in degrees or in the projection in which INEGI publishes."""
    base = path.with_suffix("")
    move = pyproj.Transformer.from_crs(4326, crs, always_xy=True).transform if crs else lambda x, y: (x, y)
    with shapefile.Writer(str(base), shapeType=shapefile.POLYGON, encoding="cp1252") as out:
        for name in shapes[0][0]:
            out.field(name, "C", 40)
        for values, rings_ in shapes:
            out.poly([[move(*point) for point in reversed(ring)] for ring in rings_])
            out.record(*values.values())
    with zipfile.ZipFile(path, "w") as archive:
        for suffix in (".shp", ".shx", ".dbf"):
            archive.write(base.with_suffix(suffix), f"conjunto_de_datos/26mun{suffix}")
        if crs:
            archive.writestr("conjunto_de_datos/26mun.prj", pyproj.CRS.from_user_input(crs).to_wkt("WKT1_ESRI"))
    return path


def as_geopackage(path, shapes):
    with contextlib.closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)")
        base.execute("CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id, definition)")
        base.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (4326, 'EPSG', 4326, '')")
        base.execute("INSERT INTO gpkg_geometry_columns VALUES ('municipios', 'geom', 'POLYGON', 4326, 0, 0)")
        base.execute("CREATE TABLE municipios (fid INTEGER PRIMARY KEY, geom BLOB, CVEGEO, CVE_ENT, CVE_MUN, NOMGEO)")
        for values, rings_ in shapes:
            blob = b"GP\x00\x01" + (4326).to_bytes(4, "little") + shapely.to_wkb(shapely.Polygon(rings_[0]))
            base.execute("INSERT INTO municipios VALUES (NULL, ?, ?, ?, ?, ?)", [blob, *values.values()])
        base.commit()
    return path


@pytest.mark.parametrize("form", ["geojson", "zip", "lambert", "gpkg"])
def test_a_whole_state_in_every_form_in_which_it_is_published(tmp_path, form):
    shapes, sections = whole_state()
    if form == "gpkg":
        path = as_geopackage(tmp_path / "26mun.gpkg", shapes)
    elif form == "geojson":
        path = tmp_path / "26mun.geojson"
        features = [
            {"type": "Feature", "properties": values, "geometry": {"type": "Polygon", "coordinates": rings_}}
            for values, rings_ in shapes
        ]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    else:
        path = as_shapefile(tmp_path / "26mun.zip", shapes, 6372 if form == "lambert" else None)
    (tmp_path / "secciones.csv").write_text(sections, encoding="cp1252")
    files = {"boundaries": path, "sections": tmp_path / "secciones.csv"}
    done = import_files(files, "Sonora", date(2026, 1, 1), None)
    assert (done.municipalities, done.districts, done.sections, done.refused) == (4, 3, 20, [])
    bacum = Area.objects.get(name="Bácum")
    assert (bacum.inegi_code, bacum.ine_code) == ("002", "003"), "each key is of whom it is"
    west = min(x for ring in rings(bacum.boundary) for x, _y in ring)
    assert west == pytest.approx(-108, abs=0.01)
    assert (
        Section.objects.get(number=21).municipality == bacum
        and Section.objects.get(number=21).district.ine_code == "03"
    )
    before = areas_document(done.plan)
    assert areas_document(import_files(files, "26", date(2026, 1, 1), None).plan) == before, "again changes nothing"


def test_a_head_town_is_part_of_what_is_public(tables):
    keys = tables / "codes_ine_inegi_colima.csv"
    keys.write_text("Clave INE,Clave INEGI,Municipio,Cabecera\n1,2,Peñón,Villa de Peñón\n", encoding="utf-8")
    document = areas_document(import_areas(tables, "colima", FROM, TO).plan)
    check("areas", document)
    assert next(area for area in document["areas"] if area["name"] == "Peñón")["head_town"] == "Villa de Peñón"


def test_places_that_two_institutes_use_are_not_one_ones_to_change(town, staff, capture):
    client = capture.account("register", "Luz Río")
    other = Institute.objects.create(name="Otro instituto", site="https://o.example.org")
    theirs = make_election("otra-2027", plan=town.election.plan)
    Election.objects.filter(pk=theirs.pk).update(institute=other)
    rows = PlaceRows(["INE", "INEGI", "NOMBRE"], [["1", "1", "Otro"]], [], [])
    file = PlaceFile.objects.create(
        election=town.election,
        kind="keys",
        name="c.csv",
        columns={"ine": "INE", "inegi": "INEGI", "name": "NOMBRE"},
        blob=blobs.put(rows.as_bytes(), "json", blobs.PRIVATE),
        by="x",
    )
    sent = {**file.columns, "write": "1"}
    done = client.post(f"/registro/{town.election.slug}/lugares/{file.pk}/", sent)
    assert done.status_code == 422 and not Area.objects.filter(name="Otro").exists()
    area = Area.objects.municipalities()[0]
    page = client.post(f"/registro/{town.election.slug}/lista/lugares/{area.pk}/borrar/", {"reason": "x"})
    assert page.status_code == 422 and Area.objects.filter(pk=area.pk).exists()


def test_keys_that_are_exchanged_or_repeated_are_written_or_refused_with_a_sentence(tmp_path):
    keys = tmp_path / "claves.csv"
    keys.write_text("Clave INE,Clave INEGI,Municipio\n1,1,Uno\n2,2,Dos\n")
    import_files({"keys": keys}, "06", date(2026, 1, 1), None)
    keys.write_text("Clave INE,Clave INEGI,Municipio\n2,1,Uno\n1,2,Dos\n")
    import_files({"keys": keys}, "06", date(2026, 1, 1), None)
    assert Area.objects.get(name="Uno").ine_code == "002" and Area.objects.get(name="Dos").ine_code == "001"
    for rows in ("3,3,Tres\n3,4,Cuatro\n", "²,3,Tres\n", f"3,3,{'x' * 200}\n"):
        keys.write_text(f"Clave INE,Clave INEGI,Municipio\n{rows}")
        with pytest.raises(BadTable, match="la clave se repite"):
            import_files({"keys": keys}, "06", date(2026, 1, 1), None)


def test_a_division_is_not_made_where_there_is_one_and_what_is_typed_stays(town, staff):
    page = f"/registro/{town.election.slug}/lugares/"
    sent = {"plan": "1", "name": "Otra", "valid_from": "2020-01-01"}
    assert "ya tiene su distritación" in staff.post(page, sent).text
    Election.objects.update(plan=None)
    Institute.objects.update(state="Colima")
    done = staff.post(page, {**sent, "valid_from": "2090-01-01"})
    assert done.status_code == 422 and "No rige el" in done.text and 'value="Otra"' in done.text
    assert staff.post(page, sent).status_code == 302
