"""An institute's own format: made on screen from one of its lists, tried on its first rows, taken out as TOML."""

import tomllib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from conoceles.elections.models import Candidacy, Election, Institute
from conoceles.lists import presets
from conoceles.lists.format_making import FIELDS
from conoceles.lists.models import ListFormat, ListUpload

HOME = "/registro/prueba-2027/importar/formatos/"
HEAD = "Tipo de elección;Mpio.;Actor político;Nombre(s);Primer apellido;Segundo apellido;Carácter;Género;No."
ROWS = (
    "PRESIDENCIA MUNICIPAL;Peñón Blanco;ROBLE;ANA;PEÑA;RÍO;Propietaria;Mujer;1",
    ";;;EVA;SOL;LUNA;Suplente;Mujer;1",
    "REGIDURÍA 2;Peñón Blanco;ROBLE;LUIS;CRUZ;SOTO;Propietario;Hombre;2",
)


WHOLE = "\n".join([HEAD, *ROWS])


def sample(staff, text=WHOLE, name="registro.csv", encoding="utf-8", **more):
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode(encoding))
    sent = {"sample": "1", "title": "Registro del OPLE", "file": file, **more}
    return staff.post(HOME, sent, follow=True)


def as_sent(page, **changes):
    """What the page would send: what it shows, and some changes."""
    sent = {"repeats": [], "create": [], "alternate": [], "title": page.context["format"].title}
    for choice in page.context["choices"]:
        sent[f"how-{choice.name}"] = choice.how
        sent[f"column-{choice.name}"] = choice.columns
        sent[f"value-{choice.name}"] = choice.value
        sent[f"pattern-{choice.name}"] = choice.pattern
        sent["repeats"] += [choice.name] * choice.repeats
    return {**sent, "empties": page.context["empties"], **changes}


def test_columns_are_guessed_by_their_folded_names_and_said_how_they_are_read(town, staff):
    page = sample(staff, encoding="cp1252")
    chosen = {choice.name: [one for one in choice.columns if one] for choice in page.context["choices"] if choice.how}
    assert "name" not in chosen, "«Nombre(s)» is no name that we saw"
    assert chosen["office"] == ["Tipo de elección"] and chosen["party"] == ["Actor político"]
    assert chosen["role"] == ["Carácter"] and chosen["sex"] == ["Género"]
    assert "Windows-1252" in page.text and "punto y coma" in page.text


@pytest.fixture
def page(town, staff):
    return sample(staff, "\n".join([HEAD.replace("Nombre(s)", "Nombre").replace("Mpio.", "Municipio"), *ROWS]))


def test_names_in_three_columns_are_joined_and_plain_words_are_understood(page):
    name = next(choice for choice in page.context["choices"] if choice.name == "name")
    assert (name.how, name.columns[:3]) == ("join", ["Nombre", "Primer apellido", "Segundo apellido"])
    words = page.context["data"]["vocabulary"]
    assert words["role"] == {"Propietaria": "owner", "Propietario": "owner", "Suplente": "alternate"}
    assert words["sex"] == {"Hombre": "male", "Mujer": "female"}
    assert page.context["tried"][0]["name"] == "ANA PEÑA RÍO"


def test_it_is_said_on_screen_and_reads_the_list_without_sending_it_again(page, staff, town):
    url = page.request["PATH_INFO"]
    sent = as_sent(
        page,
        **{
            "repeats": ["office", "area", "party"],
            "pattern-office": r"^(PRESIDENCIA MUNICIPAL|REGIDUR[IÍ]A)",
            "how-position": "column",
            "column-position": ["Tipo de elección", "", ""],
            "pattern-position": r"REGIDUR[IÍ]A\s+(\d+)",
        },
    )
    seen = staff.post(url, {**sent, "look": "1"})
    tried = seen.context["tried"]
    assert [(row["name"], row["office"], row["position"]) for row in tried] == [
        ("ANA PEÑA RÍO", "PRESIDENCIA MUNICIPAL", 1),
        ("EVA SOL LUNA", "PRESIDENCIA MUNICIPAL", 1),
        ("LUIS CRUZ SOTO", "REGIDURÍA", 2),
    ]
    read = staff.post(url, {**sent, "read": "1"}, follow=True)
    assert ListUpload.objects.get().preset == f"own:{ListFormat.objects.get().pk}"
    assert "Ensayo: nada se escribió" in read.text
    staff.post(read.request["PATH_INFO"], {})
    assert sorted(Candidacy.objects.values_list("person__name", "role")) == [
        ("ANA PEÑA RÍO", "owner"),
        ("EVA SOL LUNA", "alternate"),
        ("LUIS CRUZ SOTO", "owner"),
    ]


def test_the_toml_that_goes_out_is_what_the_command_reads(page, staff, town, tmp_path):
    url = page.request["PATH_INFO"]
    staff.post(url, {**as_sent(page, repeats=["office", "area", "party"]), "look": "1"})
    file = staff.get(f"{url}formato.toml").content
    (tmp_path / "ople.toml").write_bytes(file)
    assert tomllib.loads(file.decode())["columns"]["office"] == "Tipo de elección"
    head = HEAD.replace("Nombre(s)", "Nombre").replace("Mpio.", "Municipio")
    (tmp_path / "lista.csv").write_text("\n".join([head, *ROWS[:2]]), encoding="utf-8")
    slug = Election.objects.get().slug
    call_command("import_candidacies", tmp_path / "lista.csv", preset=str(tmp_path / "ople.toml"), election=slug)
    assert Candidacy.objects.count() == 2
    again = staff.post(HOME, {"import": "1", "toml": SimpleUploadedFile("otro.toml", file)})
    assert again.status_code == 422 and "Ya hay un formato con ese nombre" in again.text
    renamed = file.replace(b"Registro del OPLE", b"Otro")
    staff.post(HOME, {"import": "1", "toml": SimpleUploadedFile("otro.toml", renamed)})
    first, second = ListFormat.objects.order_by("pk")
    assert {**first.document, "title": ""} | {"vocabulary": second.document["vocabulary"]} == {
        **second.document,
        "title": "",
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"how-name": ""}, "dice de qué columna se lee «Nombre de la persona»"),
        ({"pattern-office": "("}, "no es un patrón bien escrito"),
        ({"pattern-office": "abc"}, "debe tener unos paréntesis"),
    ],
)
def test_what_is_wrong_with_a_format_is_said_before_anything_is_read(page, staff, changes, sentence):
    before = ListFormat.objects.get().document
    done = staff.post(page.request["PATH_INFO"], {**as_sent(page, **changes), "read": "1"})
    assert done.status_code == 422 and sentence in done.text
    assert ListFormat.objects.get().document == before and not ListUpload.objects.exists()


def test_an_owner_and_an_alternate_of_one_line_a_fixed_office_and_what_has_no_place(town, staff):
    head = "Municipio,Partido,Propietaria,Suplente,Otra\n"
    text = head + "Peñón Blanco,ROBLE,ANA PEÑA,EVA SOL,N/D\nPeñón Blanco,SOL,ZOE,N/D,\n"
    page = sample(staff, text)
    sent = as_sent(
        page,
        **{
            "how-office": "value",
            "value-office": "Presidencia municipal",
            "how-name": "column",
            "column-name": ["Propietaria", "", ""],
            "alternate": ["Suplente", "", ""],
            "empties": "N/D",
        },
    )
    seen = staff.post(page.request["PATH_INFO"], {**sent, "look": "1"})
    assert [(row["name"], row.get("role", "")) for row in seen.context["tried"]] == [
        ("ANA PEÑA", "propietaria"),
        ("EVA SOL", "suplente"),
        ("ZOE", "propietaria"),
    ]
    again = staff.get(page.request["PATH_INFO"])
    assert again.context["alternate"][0] == "Suplente" and again.context["empties"] == "N/D"


def test_the_first_of_two_columns_and_columns_of_an_office_alone(town, staff):
    text = (
        "Cargo,Municipio,Partido,Coalición,Nombre,Lista\nSindicatura,Peñón Blanco,ROBLE,,ANA PEÑA,3\n"
        "Presidencia municipal,Peñón Blanco,ROBLE,Juntos por Prueba,EVA SOL,9\n"
    )
    page = sample(staff, text)
    sent = as_sent(
        page,
        **{"how-party": "first", "column-party": ["Coalición", "Partido", ""], "position:trustee": "Lista"},
    )
    seen = staff.post(page.request["PATH_INFO"], {**sent, "look": "1"})
    rows = {row["name"]: row for row in seen.context["tried"]}
    assert rows["ANA PEÑA"]["party"] == "ROBLE" and rows["EVA SOL"]["party"] == "Juntos por Prueba"
    assert rows["EVA SOL"]["position"] == 1


def test_a_format_is_of_its_institute_alone_and_can_be_thrown_away(page, staff, town):
    mine = ListFormat.objects.get()
    other = Institute.objects.create(name="Otro", site="https://o.example.org")
    theirs = ListFormat.objects.create(institute=other, title="Ajeno", document=mine.document, by="x")
    assert staff.get(f"{HOME}{theirs.pk}/").status_code == 404
    assert staff.get(f"{HOME}{theirs.pk}/formato.toml").status_code == 404
    shown = staff.get("/registro/prueba-2027/importar/").text
    assert "Registro del OPLE (del Instituto)" in shown and "Ajeno" not in shown
    assert staff.post(HOME, {"remove": theirs.pk}).status_code == 404
    staff.post(HOME, {"remove": mine.pk})
    assert not ListFormat.objects.filter(pk=mine.pk).exists()
    with pytest.raises(presets.BadTable, match="ya no existe"):
        presets.load(f"own:{mine.pk}")


@pytest.mark.real_data
def test_hidden_sheets_and_a_title_above_are_said(town, staff, real_data):
    cases = real_data.parent / "cases" / "lists"
    page = sample(staff, (cases / "08-titulo-arriba.xlsx").read_bytes(), "titulo.xlsx")
    assert "el encabezado está en la fila" in page.text
    page = sample(staff, (cases / "07-dos-hojas.xlsx").read_bytes(), "hojas.xlsx", title="Dos hojas")
    assert "Hojas que no se leyeron" in page.text


def test_a_broken_file_and_a_format_that_is_none_are_one_sentence(town, staff):
    done = staff.post(HOME, {"sample": "1", "title": "x", "file": SimpleUploadedFile("x.pdf", b"%PDF")})
    assert done.status_code == 422 and "no es un formato conocido" in done.text
    for content in (b"\xff\xfe\x00", b"title =", b'title = "x"\notra = 1'):
        done = staff.post(HOME, {"import": "1", "toml": SimpleUploadedFile("x.toml", content)})
        assert done.status_code == 422 and "note warn error" in done.text
    assert not ListFormat.objects.exists()


def test_every_field_of_a_format_is_on_the_page():
    assert set(FIELDS) == set(presets.FIELDS)


def test_what_a_page_does_not_show_of_a_format_stays(town, staff):
    text = presets.FOLDER.joinpath("ine-federal-2018-mr.toml").read_text(encoding="utf-8")
    staff.post(HOME, {"import": "1", "toml": SimpleUploadedFile("mr.toml", text.encode())})
    before = ListFormat.objects.get().document
    page = staff.get(f"{HOME}{ListFormat.objects.get().pk}/")
    assert "lo dice el archivo de este formato" in page.text
    sent = as_sent(page, **{"format-area": "number-first", "create": ["party", "area"]})
    assert staff.post(page.request["PATH_INFO"], {**sent, "look": "1"}).status_code == 200
    after = ListFormat.objects.get().document
    assert {**after, "optional": ""} == {**before, "optional": ""}, "people, words, what is no name"
    wrong = staff.post(page.request["PATH_INFO"], {**sent, "pattern-office": "(", "look": "1"})
    assert wrong.status_code == 422 and "no es un patrón bien escrito" in wrong.text


@pytest.mark.real_data
def test_another_sheet_and_another_row_as_the_heading_are_chosen_on_the_page(town, staff, real_data):
    cases = real_data.parent / "cases" / "lists"
    page = sample(staff, (cases / "07-dos-hojas.xlsx").read_bytes(), "hojas.xlsx")
    _first, second = page.context["sheets"]
    seen = staff.post(page.request["PATH_INFO"], {**as_sent(page), "sheet": second, "heading": "", "look": "1"})
    assert seen.status_code == 200 and seen.context["table"].name == second
    assert ListFormat.objects.get().document["sheet"] == second
    again = staff.post(page.request["PATH_INFO"], {**as_sent(seen), "sheet": second, "heading": "", "look": "1"})
    assert again.context["table"].name == second, "it stays"
    rows = "Nota de arriba,a,b\nCARGO,LUGAR,NOMBRE\nSindicatura,Peñón Blanco,Ana Peña\n"
    page = sample(staff, rows, title="Con nota")
    assert page.context["columns"][0] == "Nota de arriba"
    seen = staff.post(page.request["PATH_INFO"], {**as_sent(page), "sheet": "", "heading": "2", "look": "1"})
    assert seen.context["columns"] == ["CARGO", "LUGAR", "NOMBRE"]
    assert seen.context["tried"][0]["name"] == "Ana Peña"


@pytest.mark.parametrize(
    ("dates", "cell", "day"),
    [
        ("", "03/04/1985", "1985-04-03"),
        ("month-first", "03/04/1985", "1985-03-04"),
        ("year-first", "19850304", "1985-03-04"),
    ],
)
def test_dates_are_read_as_the_format_says(town, staff, dates, cell, day):
    page = sample(staff, f"Cargo,Municipio,Partido,Nombre,Fecha de nacimiento\nX,Peñón Blanco,ROBLE,ANA PEÑA,{cell}\n")
    seen = staff.post(page.request["PATH_INFO"], {**as_sent(page), "format-dates": dates, "look": "1"})
    assert f"nacimiento: {day}" in seen.context["tried"][0]["more"]


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*b", "(a*)*", "a**(b)", r"(\d{99999999999})", "(.*)" * 5, "a" * 300]
)
def test_a_pattern_that_might_never_end_is_refused_before_it_is_tried(page, staff, pattern):
    done = staff.post(page.request["PATH_INFO"], {**as_sent(page, **{"pattern-office": pattern}), "look": "1"})
    assert done.status_code == 422 and "patrón" in done.text


def test_what_a_column_says_decides_whether_it_is_of_offices_or_of_roles(town, staff):
    text = (
        "Puesto;Demarcación;Postulante;Nombre completo;Tipo de candidatura;Género\n"
        "Alcaldía;Peñón Blanco;ROBLE;ANA PEÑA;Titular;F\nAlcaldía;Peñón Blanco;ROBLE;LUIS SOL;Suplencia;M\n"
    )
    page = sample(staff, text)
    chosen = {choice.name: choice.columns[0] for choice in page.context["choices"] if choice.how}
    assert chosen["office"] == "Puesto" and chosen["role"] == "Tipo de candidatura" and chosen["party"] == "Postulante"
    assert page.context["data"]["vocabulary"]["sex"] == {"F": "female", "M": "male"}, "beside F, a man"
    assert [row["role"] for row in page.context["tried"]] == ["propietaria", "suplente"]
    page = sample(staff, "Cargo,Municipio,Nombre,Sexo\nX,Y,Ana Peña,M\nX,Y,Luis Sol,H\n", title="Otra")
    assert page.context["data"]["vocabulary"]["sex"] == {"H": "male", "M": "female"}, "beside H, a woman"
    page = sample(staff, "Cargo,Municipio,Nombre,Sexo\nX,Y,Ana Peña,M\n", title="Otra más")
    assert "sex" not in page.context["data"].get("vocabulary", {}), "alone it says nothing"
