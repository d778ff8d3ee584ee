"""Documents: written by what happened, looked at, issued in three forms, frozen; what is wrong is said before."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document
from python_calamine import CalamineWorkbook

from conoceles.elections.models import Agreement, Unit
from conoceles.ledger.reading import size
from conoceles.lib import blobs
from conoceles.lib.limited import BadFile
from conoceles.lib.rewriting import letterhead
from conoceles.reports import figures
from conoceles.reports.documents import checks, issuing, setting
from conoceles.reports.documents.content import Content, Period, Section, Table, read
from conoceles.reports.documents.kinds import KINDS
from conoceles.reports.models import Activity, Correspondence, DocumentTemplate, Issued, Meeting
from conoceles.reports.year import raising
from tests.built import built_site
from tests.factories import build, make_town

pytestmark = pytest.mark.once

APRIL = Period(date(2027, 4, 1), date(2027, 4, 30))
NOW = datetime(2027, 5, 3, 18, tzinfo=UTC)


@pytest.fixture
def election(capture):
    return capture.election


@pytest.fixture
def home(election):
    return f"/registro/{election.slug}/documentos/"


@pytest.fixture
def april(election):
    Unit.objects.create(institute=election.institute, name="SE", holder="Teresa Luna", post="Secretaria", signs=True)
    Activity.objects.create(
        election=election, kind="visit", text="Feria del libro", starts=date(2027, 4, 9), attendance=80
    )
    Activity.objects.create(election=election, kind="visit", text="Otro mes", starts=date(2027, 5, 1))
    Activity.objects.create(election=election, kind="visit", text="Sin visto", starts=date(2027, 4, 9), nod="proposed")
    at = datetime(2027, 4, 12, 17, tzinfo=UTC)
    Meeting.objects.create(election=election, kind="ordinary", number="3", at=at, resolutions="Se aprueba el plan.")
    Agreement.objects.create(
        institute=election.institute, number="IEP/CG/33/2027", date=date(2027, 4, 20), title="Plan"
    )
    return election


def asked(period=APRIL, **more):
    return issuing.Asked(period, **more)


def words_of(docx):
    word = Document(BytesIO(docx))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


def sheets(content):
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("kind", KINDS)
def test_every_document_is_made_of_an_empty_election_and_says_where_there_is_nothing(election, kind):
    content = issuing.compose(KINDS[kind], election, asked(), NOW)
    assert content.sections and all(section.empty for section in content.sections if section.blank)
    assert read(content.as_json()) == content
    names = [table.annex for table in content.annexes]
    assert all(0 < len(name) <= 31 for name in names)


def test_the_monthly_report_tells_what_happened_in_its_month_and_nothing_else(april):
    issued = issuing.issue(KINDS["mensual"], april, asked(number="IEP/SE/9"), NOW, by="c")
    assert issued.title == "Informe mensual: abril de 2027"
    text = words_of(blobs.where(issued.docx, blobs.PRIVATE).read_bytes())
    for said in ("Feria del libro", "80 personas", "Se aprueba el plan.", "IEP/CG/33/2027", "Teresa Luna", "IEP/SE/9"):
        assert said in text
    assert "Otro mes" not in text and "Sin visto" not in text
    assert "Oficio IEP/SE/9" in text and "Informe mensual: abril de 2027" in text
    pdf = blobs.where(issued.pdf, blobs.PRIVATE).read_bytes()
    assert pdf.startswith(b"%PDF") and b"StructTreeRoot" in pdf
    book = sheets(blobs.where(issued.xlsx, blobs.PRIVATE).read_bytes())
    assert book["Actividades"][1][1] == "Feria del libro" and book["Documento"][5] == ["Huella", issued.hash]


def test_an_issued_document_is_frozen_and_a_correction_is_a_new_version(april):
    first = issuing.issue(KINDS["mensual"], april, asked(), NOW, by="c")
    assert first.hash == issuing.hash_of(first.content) and first.edition == size()
    Activity.objects.filter(text="Feria del libro").update(text="Feria del libro y la lectura")
    first.refresh_from_db()
    told = [row for table in issuing.content_of(first).annexes for row in table.rows]
    assert any("Feria del libro" in row for row in told)
    again = issuing.issue(KINDS["mensual"], april, asked(), NOW, by="c", replaces=first, why="El nombre de la feria")
    assert (again.version, again.replaces) == (2, first) and again.hash != first.hash
    assert list(Issued.objects.standing()) == [again]
    raising.follow(april)
    assert april.deliverables.get(cause=f"issued:{again.pk}").title.startswith("Documento modificado")


def test_participation_is_the_same_number_on_page_report_spreadsheet_data_and_api(capture, settings, visitor):
    capture.stand("Marta Solís", place="Cuatro Ciénegas", party="Partido Sol", answers={"reason": "Porque sí."})
    capture.publish()
    build()
    election = capture.election
    content = issuing.compose(KINDS["parcial"], election, asked(), timezone.now())
    counted = figures.counted(election, timezone.now())
    table = next(one for one in content.annexes if one.annex == "Participación partido")
    assert [list(row) for row in table.rows] == [
        [row.label, row.answered, row.total, f"{row.percent}%"]
        for row in next(one for one in counted.tables if one.id == "partido").rows
    ]
    book = sheets(setting.as_xlsx(content, {"version": "1", "hash": "x"}, timezone.now()))
    sheet = book["Participación partido"][1:]
    assert sheet == [list(row) for row in table.rows]
    folder = built_site() / election.slug / "cifras"
    page = " ".join(re.sub("<[^>]+>", " ", (folder / "index.html").read_text()).split())
    data = list(csv.reader(io.StringIO((folder / "partido.csv").read_text("utf-8-sig"))))
    api = visitor.get(f"/api/v1/{election.slug}/cifras").json()
    given = next(one for one in api["respondieron"] if one["clave"] == "partido")["filas"]
    assert [[row["categoria"], row["respondieron"], row["total"], f"{row['porcentaje']}%"] for row in given] == sheet
    assert api["participacion"]["total"] == counted.whole.total and api["edicion"] == counted.edition
    for label, answered, total, percent in table.rows:
        found = visitor.get(f"/api/v1/{election.slug}/candidaturas", {"q": label}).json()["facetas"]["partido"]
        assert label in [value["nombre"] for value in found]
        assert f"{label} {answered} de {total} {percent}" in page
        assert [row[:3] for row in data if row[0] == label] == [[label, str(answered), str(total)]]
    assert f"{counted.whole.answered} de {counted.whole.total}" in content.sections[0].paragraphs[0]


def test_what_past_reports_got_wrong_is_said_before_it_is_issued(april):
    kind = KINDS["mensual"]
    issuing.issue(kind, april, asked(Period(date(2027, 2, 1), date(2027, 2, 28))), NOW, by="c")
    Agreement.objects.create(institute=april.institute, number="iep/cg/33/2027 ", date=date(2027, 4, 2), title="Otro")
    Agreement.objects.create(institute=april.institute, number="IEP/CG/34/2026", date=date(2027, 4, 2), title="Año")
    Activity.objects.create(election=april, kind="visit", text="Gira", starts=date(2027, 4, 28), ends=date(2027, 5, 4))
    Correspondence.objects.create(
        election=april,
        direction="out",
        number="O/1",
        date=date(2027, 4, 29),
        other="INE",
        subject="x",
        acknowledged_on=date(2027, 5, 6),
    )
    content = issuing.compose(kind, april, asked(), NOW)
    said = " ".join(checks.warnings(kind, content, april, APRIL, "Durante el mes de marzo de 2023 se hizo mucho."))
    for words in (
        "Queda un hueco",
        "El número de acuerdo se repite: ",
        "El acuerdo IEP/CG/34/2026 dice otro año que su fecha",
        "«Gira» termina el 4 de mayo de 2027, fuera del periodo.",
        "El acuse del oficio O/1 es del 6 de mayo de 2027, fuera del periodo.",
        "La presentación dice 2023, y la elección es de",
        "La presentación habla del mes de marzo",
    ):
        assert words in said
    issuing.issue(kind, april, asked(Period(date(2027, 3, 15), date(2027, 4, 15))), NOW, by="c")
    said = " ".join(checks.warnings(kind, content, april, APRIL, ""))
    assert "Se traslapa con" in said and "«Feria del libro» ya está en" in said
    wrong = Table("Captura", ["Cargo", "Total"], [["Alcaldías", 3], ["Total", 4]], annex="Captura")
    bad = Content("mensual", "t", "i", "", "e", "p", "", 1, [Section("s", tables=[wrong])], [])
    assert "En «Captura», la columna «Total» suma 3 y dice 4." in checks.warnings(kind, bad, april, APRIL, "")


def test_it_is_looked_at_then_issued_on_screen(april, home, liaison, commission, reviewer):
    assert reviewer.get(home).status_code == 403 and commission.get(home).status_code == 200
    assert commission.get(f"{home}mensual/").status_code == 403 and liaison.get(f"{home}nada/").status_code == 404
    values = {"starts": "2027-04-01", "ends": "2027-04-30", "intro": "Presentación del informe."}
    wrong = liaison.post(f"{home}mensual/", {**values, "ends": "2027-03-30", "act": "look"})
    assert wrong.status_code == 422 and "termina antes de empezar" in wrong.text
    looked = liaison.post(f"{home}mensual/", {**values, "act": "look"})
    assert looked.status_code == 200 and "data:image/png;base64," in looked.text and not Issued.objects.exists()
    assert liaison.post(f"{home}mensual/", {**values, "act": "issue"}).status_code == 302
    one = Issued.objects.get()
    for form in ("docx", "pdf", "xlsx"):
        assert commission.get(f"{home}{one.pk}.{form}").status_code == 200
    assert commission.get(f"{home}{one.pk}.exe").status_code == 404
    fix = liaison.get(f"{home}mensual/?corrige={one.pk}")
    assert "Corrige la versión 1" in fix.text and "Presentación del informe." in fix.text
    missing = liaison.post(f"{home}mensual/", {**values, "act": "issue", "corrige": one.pk})
    assert missing.status_code == 422
    liaison.post(f"{home}mensual/", {**values, "act": "issue", "corrige": one.pk, "why": "Una fecha"})
    assert Issued.objects.standing().get().version == 2
    assert liaison.get(f"{home}mensual/?corrige={one.pk}").status_code == 404, "only the last one is corrected"


def test_what_was_pasted_with_control_characters_is_issued_all_the_same(april):
    Activity.objects.create(election=april, kind="visit", text="Plática\x0b con eco", starts=date(2027, 4, 10))
    issued = issuing.issue(KINDS["mensual"], april, asked(), NOW, by="c")
    assert "Plática con eco" in words_of(blobs.where(issued.docx, blobs.PRIVATE).read_bytes())


def test_pressed_twice_it_is_issued_once(april):
    first = issuing.issue(KINDS["mensual"], april, asked(), NOW, by="c")
    assert issuing.issue(KINDS["mensual"], april, asked(), NOW, by="c") == first and Issued.objects.count() == 1
    said = checks.warnings(KINDS["mensual"], issuing.content_of(first), april, APRIL, "")
    assert any("Ya se emitió" in one for one in said)


def test_a_long_table_is_cut_in_what_is_read_and_whole_in_the_spreadsheet():
    table = Table("Larga", ["N"], [[number] for number in range(setting.ROWS + 50)], annex="Larga")
    content = Content("mensual", "t", "i", "", "e", "p", "", 1, [Section("s", tables=[table])], [])
    shown = setting.as_values(content, {}, setting.ROWS)["sections"][0]["tables"][0]
    assert len(shown["rows"]) == setting.ROWS and "todos están en el anexo" in shown["note"]
    assert len(sheets(setting.as_xlsx(content, {"version": "1", "hash": "x"}, NOW))["Larga"]) == setting.ROWS + 51


def docx(*texts):
    word = Document()
    for text in texts:
        word.add_paragraph(text)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def with_part(content, name, text):
    out = BytesIO(content)
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr(name, text)
    return out.getvalue()


TRICKY = (
    "<r:Relationships xmlns:r='x'><r:Relationship\nId='a' Type='http://x/image' Target='https://x/hyperlink.png' "
    "TargetMode='External'/></r:Relationships>"
)
REMOTE = (
    '<Relationships><Relationship Id="a" Type="http://x/image" Target="http://x/a.png" TargetMode="External"/>'
    "</Relationships>"
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"nada", "no es un documento de Word"),
        (docx("{{p body }}", "{{ cosa }}"), "«cosa», que no existe"),
        (docx("Hola"), "le falta {{p body }}"),
        (docx("{{p body }}", "{{ title "), "marca mal escrita"),
        (docx("{{p body }}", "{{ ''.__class__.__mro__ }}{{ cycler }}"), "que no existe"),
        (with_part(docx("{{p body }}"), "word/vbaProject.bin", "x"), "macros"),
        (with_part(docx("{{p body }}"), "word/_rels/other.xml.rels", REMOTE), "toma algo de otro lugar"),
        (with_part(docx("{{p body }}"), "word/_rels/o.xml.rels", TRICKY), "toma algo de otro lugar"),
        (docx("{{p body }}", 'INCLUDEPICTURE "http://x/a.png"'), "toma algo de otro lugar"),
    ],
)
def test_a_template_that_cannot_be_used_says_why(tmp_path, content, sentence):
    path = tmp_path / "t.docx"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=re.escape(sentence)):
        setting.check_template(path)


def test_what_a_template_computes_reaches_nothing(tmp_path, april):
    name = blobs.put(docx("{{p body }}", "{{ title.__class__.__mro__[1].__subclasses__() }}"), "docx", blobs.PRIVATE)
    content = issuing.compose(KINDS["plan"], april, asked(), NOW)
    with pytest.raises(BadFile, match="marca mal escrita"):
        setting.as_docx(content, issuing.marks(content, asked(), 1, "0" * 64), name)


def test_what_all_elections_of_an_institute_share_is_changed_by_who_works_in_all(april, home, liaison):
    other = make_town("otra-2027", "97")
    assert other.election.institute_id == april.institute_id
    own = docx("{{p body }}")
    refused = liaison.post(f"{home}plantilla/", {"template": SimpleUploadedFile("x.docx", own)})
    assert refused.status_code == 422 and "otras elecciones del Instituto" in refused.text
    rule = {"title": "X", "key": "x", "anchor": "election_day", "months": 0, "days": 0, "term_days": 5, "order": 1}
    line = liaison.post(f"/registro/{april.slug}/papeles/plantilla/nueva/", rule)
    assert line.status_code == 422 and "otras elecciones del Instituto" in line.text
    assert not DocumentTemplate.objects.exists() and not april.institute.deliverable_rules.exists()


def test_an_institute_uses_its_own_template(april, home, liaison):
    brought = liaison.get(f"{home}plantilla.docx").content
    assert "{{p body }}" in words_of(brought) and set(letterhead.PLACEHOLDERS) >= {"body", "signers"}
    wrong = liaison.post(f"{home}plantilla/", {"template": SimpleUploadedFile("x.docx", docx("{{ cosa }}"))})
    assert wrong.status_code == 422 and "que no existe" in wrong.text
    own = docx("MEMBRETE DEL INSTITUTO", "{{ title }}", "{{p body }}", "<{{ intro }}>")
    assert liaison.post(f"{home}plantilla/", {"template": SimpleUploadedFile("x.docx", own)}).status_code == 302
    issued = issuing.issue(KINDS["mensual"], april, asked(intro="A & B <c>"), NOW + timedelta(days=1), by="c")
    text = words_of(blobs.where(issued.docx, blobs.PRIVATE).read_bytes())
    assert "MEMBRETE DEL INSTITUTO" in text and "<A & B <c>>" in text and "Feria del libro" in text
