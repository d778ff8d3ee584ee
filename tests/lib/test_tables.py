"""Broken files: one clear sentence each, whatever is wrong with them."""

import io
import json
import zipfile

import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.text import P

from conoceles.lib.limited import BadFile
from conoceles.lib.rewriting import sheet
from conoceles.lib.tables import BadTable, read_tables

WANTED = {None: ["NOMBRE", "EDAD"]}


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def xlsx(path, rows, formula=None):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Hoja")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if formula:
            sheet.write_formula(*formula)
    return path


@pytest.fixture
def ods(tmp_path):
    document = OpenDocumentSpreadsheet()
    table = OdfTable(name="Hoja")
    for row in (["NOMBRE", "EDAD"], ["Ana", "40"]):
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "a.ods"))
    return tmp_path / "a.ods"


@pytest.fixture
def xls(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hoja")
    for number, row in enumerate((["NOMBRE", "EDAD"], ["Ana", 40])):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    book.save(str(tmp_path / "a.xls"))
    return tmp_path / "a.xls"


def test_the_four_formats_say_the_same(tmp_path, ods, xls):
    files = [
        write(tmp_path / "a.csv", "\ufeffNOMBRE,EDAD\nAna,40\n"),
        xlsx(tmp_path / "a.xlsx", [["NOMBRE", "EDAD"], ["Ana", 40]]),
        ods,
        xls,
    ]
    for file in files:
        assert list(read_tables(file, WANTED)[None].records()) == [(2, {"NOMBRE": "Ana", "EDAD": "40"})]


def test_cells_are_read_exactly_and_empty_lines_are_passed_over(tmp_path):
    file = write(tmp_path / "a.csv", 'NOMBRE,EDAD\n"  Ana\n Luz ",40\n,\n')
    assert [record for _line, record in read_tables(file, WANTED)[None].records()] == [
        {"NOMBRE": "  Ana\n Luz ", "EDAD": "40"}
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "está vacío"),
        ("NOMBRE,EDAD\n", "ninguna fila"),
        ("\n\n", "está vacío"),
        ("NOMBRE,AÑOS\nAna,40\n", "falta la columna EDAD"),
        ('NOMBRE,EDAD\nAna,40\n"Luz', "cortado o tiene comillas sin cerrar"),
        ("NOMBRE,EDAD\nAna,40\nLuz\n", "La línea 3 tiene 1 celdas y el encabezado 2"),
        ("NOMBRE,EDAD\nNOMBRE,EDAD\nAna,40\n", "la fila 2 repite el encabezado"),
        ("NOMBRE,EDAD\nAna,=1+1\n", "hay una fórmula"),
        ("NOMBRE,EDAD,EDAD\nAna,4,5\n", "aparece dos veces"),
        (",".join(f"C{n}" for n in range(100_000)) + "\n", "100000 columnas"),
    ],
)
def test_a_broken_csv_gets_one_sentence(tmp_path, text, sentence):
    with pytest.raises(BadTable, match=sentence) as error:
        read_tables(write(tmp_path / "lista.csv", text), WANTED)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("latin-1", "Windows-1252"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")],
)
def test_another_encoding_is_read_and_told(tmp_path, encoding, told):
    text = ("\ufeff" if encoding == "utf-16-le" else "") + "NOMBRE,EDAD\nPeña “la Güera”,40\n"
    text = text if encoding != "latin-1" else text.replace("“", "").replace("”", "")
    table = read_tables(write(tmp_path / "lista.csv", text, encoding), WANTED)[None]
    assert table.rows[0][1][0].startswith("Peña") and told in table.told[0]


def test_what_breaks_off_in_the_middle_of_utf_8_is_not_taken_for_another_encoding(tmp_path):
    path = tmp_path / "lista.csv"
    path.write_bytes("NOMBRE,EDAD\nPeña,40\nNúñez,4".encode()[:-5])
    with pytest.raises(BadTable, match="CSV UTF-8"):
        read_tables(path, WANTED)


def test_what_stands_above_the_heading_is_passed_over_and_told(tmp_path):
    path = write(tmp_path / "lista.csv", "Instituto\nLista al 2 de junio,,\n\nEDAD,NOMBRE\n40,Ana\n")
    table = read_tables(path, WANTED)[None]
    assert list(table.records()) == [(5, {"EDAD": "40", "NOMBRE": "Ana"})]
    assert "el encabezado está en la fila 4" in table.told[0]


def test_a_cell_beyond_the_last_heading_is_named(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [["NOMBRE", "EDAD"], ["Ana", 40, "", "otra cosa"]])
    assert read_tables(path, WANTED)[None].unread == ["columna D, sin nombre"]


def test_a_missing_file_and_an_unknown_format_are_named(tmp_path):
    with pytest.raises(BadTable, match=r"No existe el archivo nada\.csv"):
        read_tables(tmp_path / "nada.csv", WANTED)
    with pytest.raises(BadTable, match="no es un formato conocido"):
        read_tables(write(tmp_path / "a.pdf", "x"), WANTED)


def test_a_cut_workbook_is_refused(tmp_path):
    whole = xlsx(tmp_path / "a.xlsx", [["NOMBRE", "EDAD"], ["Ana", 40]]).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadTable, match="cortado"):
        read_tables(tmp_path / "b.xlsx", WANTED)
    (tmp_path / "b.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 200)
    with pytest.raises(BadTable, match="dañado o incompleto"):
        read_tables(tmp_path / "b.xls", WANTED)


def test_formulas_in_a_workbook_are_refused(tmp_path, ods):
    file = xlsx(tmp_path / "a.xlsx", [["NOMBRE", "EDAD"], ["Ana", 40]], formula=(2, 1, "=SUM(B2:B2)"))
    with pytest.raises(BadTable, match="fórmulas"):
        read_tables(file, WANTED)
    with zipfile.ZipFile(ods) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(
        b'office:value-type="string"', b'table:formula="of:=1" office:value-type="string"'
    )
    with zipfile.ZipFile(tmp_path / "f.ods", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(BadTable, match="fórmulas"):
        read_tables(tmp_path / "f.ods", WANTED)


def bomb(path, sheet):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def test_a_zip_bomb_is_not_opened(tmp_path):
    with pytest.raises(BadTable, match="se expande demasiado"):
        read_tables(bomb(tmp_path / "a.xlsx", b"0" * 300_000_000), WANTED)


def test_a_workbook_that_lies_about_its_size_is_not_opened(tmp_path):
    content = bytearray(bomb(tmp_path / "a.xlsx", b"0" * 30_000_000).read_bytes())
    size = (30_000_000).to_bytes(4, "little")
    for _twice in range(2):
        at = content.rindex(size) if size in content else -1
        if at >= 0:
            content[at : at + 4] = (5000).to_bytes(4, "little")
    (tmp_path / "b.xlsx").write_bytes(bytes(content))
    with pytest.raises(BadTable):
        read_tables(tmp_path / "b.xlsx", WANTED)


def test_a_workbook_with_a_cell_far_away_is_not_opened(tmp_path):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ["NOMBRE", "EDAD"])
        book.worksheets()[0].write(1_000_000, 16_000, "lejos")
    (tmp_path / "a.xlsx").write_bytes(out.getvalue())
    with pytest.raises(BadTable, match="16001 columnas"):
        read_tables(tmp_path / "a.xlsx", WANTED)


def sparse(path, last):
    """Write a real workbook of two cells, the second far down; a program that lays it out needs gigabytes."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["NOMBRE", "EDAD"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", last + b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


FAR = {
    # Its attributes stand the other way round, so that no look at the text sees the column.
    "past every look": b'<row r="1048576"><c t="n" r="XFD1048576"><v>1</v></c></row>',
    "within all that is declared": b'<row r="1048576"><c r="CV1048576"><v>1</v></c></row>',
}


@pytest.mark.parametrize("last", FAR)
def test_a_small_workbook_that_needs_gigabytes_ends_only_the_child(last, tmp_path):
    path = sparse(tmp_path / "a.xlsx", FAR[last])
    assert path.stat().st_size < 10_000
    with pytest.raises(BadTable, match="ocupa demasiado"):
        read_tables(path, WANTED)


def test_a_cell_repeated_a_million_times_is_not_laid_out(tmp_path):
    book, sheet = OpenDocumentSpreadsheet(), OdfTable(name="Hoja")
    for cells, times in ((["NOMBRE", "EDAD"], 1), (["x", "1"], 1_000_000)):
        row = TableRow(numberrowsrepeated=times)
        for text in cells:
            cell = TableCell(valuetype="string", numbercolumnsrepeated=1 if times == 1 else 50)
            cell.addElement(P(text=text))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    book.save(tmp_path / "a.ods")
    with pytest.raises(BadTable, match=r"ocupa demasiado|demasiado grande|dañado o incompleto"):
        read_tables(tmp_path / "a.ods", WANTED)


def test_more_rows_or_cells_than_any_list_has_are_not_read(tmp_path, monkeypatch):
    asked = {"sheets": [[None, ["NOMBRE"]]], "delimiter": ",", "text": True, "known": []}
    (tmp_path / "asked.json").write_text(json.dumps(asked))
    for name, most in (("MAX_ROWS", 20), ("MAX_CELLS", 40), ("MAX_TEXT", 60)):
        with monkeypatch.context() as less:
            less.setattr(sheet, name, most)
            for rows, refused in ((20, False), (21, True)):
                path = write(tmp_path / "a.csv", "NOMBRE,EDAD\n" + "xx,1\n" * rows)
                if refused:
                    with pytest.raises(BadFile, match="es demasiado grande: se leen hasta"):
                        sheet.remake(path, tmp_path)
                else:
                    assert sheet.remake(path, tmp_path)["tables"][0][3] == 20


def test_sheets_are_read_by_name_and_one_that_is_not_there_is_left_out(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name in ("Uno", "Dos"):
            book.add_worksheet(name).write_row(0, 0, ["NOMBRE"])
            book.get_worksheet_by_name(name).write(1, 0, name)
    tables = read_tables(tmp_path / "a.xlsx", {"Dos": ["NOMBRE"], "Tres": ["NOMBRE"]})
    assert [(name, table.rows) for name, table in tables.items()] == [("Dos", [(2, ["Dos"])])]


def test_only_the_first_sheet_must_have_rows(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name in ("Uno", "Dos"):
            book.add_worksheet(name).write_row(0, 0, ["NOMBRE"])
        book.get_worksheet_by_name("Uno").write(1, 0, "Ana")
    assert read_tables(tmp_path / "a.xlsx", {"Uno": ["NOMBRE"], "Dos": ["NOMBRE"]})["Dos"].rows == []
    with pytest.raises(BadTable, match="ninguna fila"):
        read_tables(tmp_path / "a.xlsx", {"Dos": ["NOMBRE"], "Uno": ["NOMBRE"]})
