"""Parties as a table on screen, and many emblems at once."""

import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from conoceles.elections.models import Party
from conoceles.lib.limited import BadFile
from conoceles.lib.limited.running import rewrite
from conoceles.lists.preparing import party_table
from conoceles.lists.preparing.party_table import Row
from tests.factories import make_town

PAGE = "/registro/prueba-2027/partidos/"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{}</svg>'
CIRCLE = '<circle cx="50" cy="50" r="40" fill="#c00"/>'


def typed(*rows):
    return {
        name: [str(getattr(row, name)) for row in rows] for name in ("order", "short", "name", "kind", "members", "key")
    } | {"write": "1"}


def send(staff, text, name="partidos.csv"):
    return staff.post(PAGE, {"read": "1", "file": SimpleUploadedFile(name, text.encode())})


def test_a_table_is_read_shown_corrected_and_written_as_one(town, staff):
    Party.objects.filter(election=town.election).exclude(tickets__isnull=False).delete()
    before = set(Party.objects.values_list("name", flat=True))
    text = (
        "SIGLAS;NOMBRE;CLASE;INTEGRANTES;VIGENCIA\nPX;Partido Equis;;;2017-2040\nPY;Partido Ye;partido;;\n"
        "PZ;Partido Zeta;;;2007-2014\n;CC_PX_PY;candidatura común;PX+PY;\n"
    )
    page = send(staff, text)
    assert page.status_code == 200 and "Leída y sin guardar" in page.text and "Partido Equis" in page.text
    assert "Partido Zeta: la tabla dice que no estaba vigente en" in page.text
    assert set(Party.objects.values_list("name", flat=True)) == before, "nothing yet"
    rows = [row for row, _said in page.context["rows"] if row.name]
    assert staff.post(PAGE, typed(*rows)).status_code == 302
    joined = Party.objects.get(kind="common")
    assert joined.name == "CC_PX_PY", "as the table has it: no machine makes names"
    assert {one.short for one in joined.members.all()} == {"PX", "PY"}
    again = staff.post(PAGE, typed(*party_table.of_election(town.election)), follow=True)
    assert "0 nuevos, 0 cambiados" in again.text


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Row("1", "PQ", ""), "Falta el nombre"),
        (Row("uno", "PQ", "Partido Cu"), "El orden es un número"),
        (Row("²", "PQ", "Partido Cu"), "El orden es un número"),
        (Row("5", "", "Juntas", "coalition", "PX"), "al menos dos integrantes"),
        (Row("5", "", "Juntas", "coalition", "PX + NADIE"), "Entre los partidos no está NADIE"),
        (Row("5", "PX", "Partido Otro"), "Esas siglas están dos veces"),
        (Row("5", "", "Partido Equis"), "Ese nombre está dos veces"),
        (Row("5", "", "Sola", "party", "PX + PY"), "Solo una coalición"),
        (Row("5", "", "Sola", "otra"), "Elija de qué clase es"),
    ],
)
def test_what_is_wrong_is_marked_on_its_line_and_nothing_is_written(town, staff, row, sentence):
    good = [Row("1", "PX", "Partido Equis"), Row("2", "PY", "Partido Ye")]
    page = staff.post(PAGE, typed(*good, row))
    assert page.status_code == 422 and sentence in page.text and "Partido Ye" in page.text
    assert not Party.objects.filter(short="PX").exists()


def test_a_file_that_is_no_table_of_parties_is_one_sentence(town, staff):
    assert "Falta la columna NOMBRE" in send(staff, "A,B\n1,2\n").text
    assert send(staff, "A,B\n1,2\n").status_code == 422
    assert "no tiene ningún partido" in send(staff, "NOMBRE,ESTADO\nPartido X,Chiapas\n").text


def test_the_table_goes_out_and_comes_back_the_same(town, staff):
    file = staff.get(f"{PAGE}tabla.csv").content
    page = staff.post(PAGE, {"read": "1", "file": SimpleUploadedFile("partidos.csv", file)})
    rows = [row for row, _said in page.context["rows"] if row.name]
    assert rows == [replace(row, key="") for row in party_table.of_election(town.election)]


def test_a_name_that_is_corrected_is_of_the_same_party(town, staff):
    rows = party_table.of_election(town.election)
    before = set(Party.objects.values_list("pk", flat=True))
    joined = next(row for row in rows if row.kind == "coalition")
    joined.name = "Juntas por Prueba, corregido"
    other = next(row for row in rows if row.kind == "party")
    other.name, other.short = "Partido Encino", "ENCINO"
    assert staff.post(PAGE, typed(*rows)).status_code == 302
    assert set(Party.objects.values_list("pk", flat=True)) == before
    assert Party.objects.get(key=joined.key).name == "Juntas por Prueba, corregido"
    rows = party_table.of_election(town.election)
    rows[0].name = rows[1].name
    rows[0].key, rows[1].name = rows[0].key, "Otro"
    refused = staff.post(PAGE, typed(*rows))
    assert refused.status_code == 422 and "ya son de" in refused.text


def test_members_with_an_and_or_a_hyphen_in_their_name_stay_whole(town, staff):
    rows = [
        Row("1", "", "Encuentro y Solidaridad"),
        Row("2", "MC-DGO", "Movimiento"),
        Row("9", "", "Juntas", "coalition", "Encuentro y Solidaridad + MC-DGO"),
    ]
    assert staff.post(PAGE, typed(*rows)).status_code == 302
    names = set(Party.objects.get(name="Juntas").members.values_list("name", flat=True))
    assert names == {"Encuentro y Solidaridad", "Movimiento"}
    assert staff.post(PAGE, typed(*party_table.of_election(town.election))).status_code == 302, "as it is, it is well"


def picture(color="#336699", size=(200, 200)):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


def test_many_emblems_find_their_party_by_its_initials_and_are_put_by_one_press(town, staff):
    oak = town.parties["Partido Roble"]
    oak.short = "PR-D"
    oak.save()
    files = [
        SimpleUploadedFile("pr_d.svg", SVG.format(CIRCLE).encode()),
        SimpleUploadedFile("otro.png", picture()),
        SimpleUploadedFile("roto.png", b"no soy una imagen"),
    ]
    page = staff.post(f"{PAGE}emblemas/", {"files": files})
    read = {one["name"]: one for one in page.context["read"]}
    assert read["pr_d.svg"]["party"] == oak and read["otro.png"]["party"] is None
    assert "no es una imagen" in read["roto.png"]["why"] and page.context["read"][0]["name"] == "roto.png"
    assert not Party.objects.exclude(emblem="").exists()
    tokens = [read["pr_d.svg"]["token"], read["otro.png"]["token"], "inventado"]
    chosen = [str(oak.pk), "", str(town.parties["Partido Sol"].pk)]
    staff.post(f"{PAGE}emblemas/", {"put": "1", "token": tokens, "party": chosen})
    assert list(Party.objects.exclude(emblem="").values_list("name", flat=True)) == ["Partido Roble"]
    assert Party.objects.get(pk=oak.pk).emblem_alt == "Emblema de Partido Roble"


def test_an_emblem_of_another_elections_party_is_not_put(town, staff):
    other = make_town("otra-2027", "97")
    page = staff.post(f"{PAGE}emblemas/", {"files": [SimpleUploadedFile("x.png", picture())]})
    token = page.context["read"][0]["token"]
    staff.post(f"{PAGE}emblemas/", {"put": "1", "token": [token], "party": [next(iter(other.parties.values())).pk]})
    assert not Party.objects.exclude(emblem="").exists()


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ('<image href="file:///etc/passwd" width="9" height="9"/>', "otro archivo"),
        ("", "en blanco"),
        ("<circle", "no es una imagen que se pueda leer"),
    ],
)
def test_a_drawing_that_cannot_be_an_emblem_is_refused(tmp_path, inside, sentence):
    (tmp_path / "a.svg").write_text(SVG.format(inside))
    with pytest.raises(BadFile, match=sentence):
        rewrite("emblem", tmp_path / "a.svg", tmp_path)


def test_what_a_drawing_runs_or_links_is_left_out(tmp_path):
    text = SVG.format(f'<script>x()</script><a href="https://x.mx">{CIRCLE}</a><style>@import "http://x.mx"</style>')
    (tmp_path / "a.svg").write_text(text.replace("<svg ", '<svg onload="x()" '))
    rewrite("emblem", tmp_path / "a.svg", tmp_path)
    with Image.open(tmp_path / "emblem.png") as image:
        assert (
            image.size == (128, 128) and image.getpixel((64, 64)) == (204, 0, 0, 255) and image.getpixel((1, 1))[3] == 0
        )
