"""A party's work: all its candidacies at a glance, its spreadsheet there and back, its photographs."""

import io
import zipfile
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from conoceles.accounts.models import User
from conoceles.audit.models import Record
from conoceles.capture.models import BulkUpload
from conoceles.capture.party.dashboard import lines, overall
from conoceles.capture.party.sheet import photographed
from conoceles.elections.models import Candidacy, Extension
from conoceles.profiles.author import Author
from conoceles.profiles.models import Answer, ProfileSection, State
from conoceles.profiles.progress import stages
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Hand
from tests.capture.test_files import jpeg
from tests.capture.test_pages import LONG, PROPOSALS, at, finish, save

E, D, P, S = State.EMPTY, State.DRAFT, State.PARTY, State.SUBMITTED


@pytest.fixture
def home(capture):
    return f"/captura/partido/{capture.parties['Partido Roble'].key}/"


def words(answer):
    return " ".join(answer.text.split())


def rows_of(content):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    header, *rows = sheet.to_python()
    return header, [dict(zip(header, row, strict=True)) for row in rows]


def sheet_of(header, rows):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_numbers": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        for line, row in enumerate(rows, 1):
            sheet.write_row(line, 0, [str(row.get(name, "")) for name in header])
    return out.getvalue()


def send(client, home, content, name="hoja.xlsx"):
    return client.post(f"{home}subir/", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ([(E, True), (E, False)], E),
        ([(D, True), (E, True)], D),
        ([(S, False), (E, True)], D),
        ([(S, False), (E, False)], S),
        ([(S, False), (D, False)], D),
        ([(S, False), (P, False)], P),
        ([(S, False), (S, False)], S),
    ],
)
def test_the_state_of_a_questionnaire_follows_from_its_sections(states, whole):
    assert overall(states) == whole


def test_a_party_sees_its_own_and_nobody_elses(
    capture, home, party_operator, other_party, candidate, coordination, visitor
):
    page = party_operator.get(home)
    assert "Ana Peña" in page.text and "Luz Río" in page.text and "Eva Sol" not in page.text
    for path in ("", "hoja.xlsx", "subir/"):
        assert visitor.get(home + path).status_code == 302
        for stranger in (other_party, candidate, coordination):
            assert stranger.get(home + path).status_code == 403


def test_the_dashboard_says_how_far_each_has_come(capture, home, party_operator, candidate):
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    page = party_operator.get(home).text
    assert "Faltan 2 de 2" in page and "en borrador" in page.lower() and "vacía" in page.lower()
    assert "Luz" not in party_operator.get(home, {"q": "ana"}).text
    assert "Ana Peña" not in party_operator.get(home, {"estado": "empty"}).text


def test_what_a_list_brought_counts_also_once_something_was_saved_here(capture, candidate):
    profile = profile_of(capture.ana)
    Answer.objects.update_or_create(profile=profile, question="reason", defaults={"value": LONG, "listed": "x"})
    save(candidate, capture.ana, "propuestas", PROPOSALS)
    [line] = lines([capture.ana], capture.election)
    found = stages(Author(capture.ana, Hand("x", "candidate"), timezone.now()))
    seen = {label for stage in found for label in stage.missing.values() if not stage.confidential}
    assert set(line.missing) == seen and "¿Por qué quiere ocupar este cargo?" not in seen


def test_the_first_screen_says_what_waits_until_when_and_what_others_did(capture, home, party_operator, reviewer):
    page = words(party_operator.get(home))
    assert "<b>2</b>" in page and "Cuestionarios sin empezar" in page and "lo primero, el" in page
    assert 'href="' + home + '?estado=empty"' in page and "Nada desde entonces" in page
    capture.submit(capture.ana)
    assert "observado por el Instituto" not in words(party_operator.get(home)), "what one delivers is no news"
    row = ProfileSection.objects.filter(profile__candidacy=capture.ana)
    now = timezone.now()
    row.update(state=State.OBSERVED, until=now - timedelta(hours=30), changed_at=now)
    page = words(party_operator.get(home))
    assert "Cuestionario por corregir" in page and "1 con retraso" in page and "observado por el Instituto" in page
    assert page.index("por corregir") < page.index("sin empezar")
    assert party_operator.post(home, {"until": timezone.now().isoformat()}).status_code == 302
    assert "observado por el Instituto" not in words(party_operator.get(home))
    # Closed: what nobody can write any more does not wait.
    capture.election.capture_closes = now - timedelta(days=1)
    capture.election.save()
    page = words(party_operator.get(home))
    assert "Nada espera por usted" in page, "neither what nobody began, nor what was observed and is past its term"
    row.update(state=State.DRAFT, until=now + timedelta(days=1))
    page = words(party_operator.get(home))
    assert "Cuestionario empezado sin entregar" in page, "reopened: it has a term of its own"
    row.update(state=State.EMPTY, until=None)
    Extension.objects.create(
        election=capture.election,
        candidacy=capture.ana,
        until=now + timedelta(days=2),
        reason="Fallas",
        given_by=User.objects.first(),
    )
    page = words(party_operator.get(home))
    assert "<b>1</b>" in page and "Cuestionario sin empezar" in page, "hers alone"


def test_the_sheet_goes_out_filled_and_comes_back_without_a_change(capture, home, party_operator, candidate):
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    save(
        candidate,
        capture.ana,
        "fotografia-y-contacto",
        "social",
        **{"q-social-x": "https://x.com/ana", "q-social-facebook-none": "1"},
    )
    save(candidate, capture.ana, "formacion", "degree", **{"q-degree": "master"})
    content = party_operator.get(f"{home}hoja.xlsx").content
    _header, rows = rows_of(content)
    ana = next(row for row in rows if row["CLAVE"] == capture.ana.key)
    assert ana["Grado máximo de estudios"] == "Maestría" and ana["Redes sociales: Facebook"] == "No tengo"
    assert ana["Primera propuesta"].strip() == LONG.strip()
    changes = party_operator.get(send(party_operator, home, content).headers["Location"])
    assert "La hoja no cambia nada" in changes.text


def test_what_was_edited_is_shown_row_by_row_and_applied_when_confirmed(capture, home, party_operator, candidate):
    save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": LONG})
    header, rows = rows_of(party_operator.get(f"{home}hoja.xlsx").content)
    by_key = {row["CLAVE"]: row for row in rows}
    by_key[capture.ana.key]["Segunda propuesta"] = "Corta"
    by_key[capture.luz.key] |= {
        "Primera propuesta": LONG,
        "Grado máximo de estudios": "doctorado",
        "Otra formación": "Curso uno\nCurso dos",
        "Redes sociales: X": "https://x.com/luz",
        "Correo electrónico público": "luz@ejemplo.mx",
    }
    stranger = {"CLAVE": capture.eva.key, "Primera propuesta": "No es mía"}
    where = send(party_operator, home, sheet_of(header, [*rows, stranger])).headers["Location"]
    page = party_operator.get(where).text
    assert "Corta" in page and "le faltan 275" in page and "no es de una candidatura de este partido" in page
    assert not Answer.objects.filter(question="proposal_2").exists()
    done = party_operator.post(where, follow=True)
    assert "Respuestas guardadas: 6." in words(done)
    assert "no es de una candidatura de este partido" in done.text, "what did not go stays told"
    kept = {
        (row.profile.candidacy.person.name, row.question): row.value
        for row in Answer.objects.select_related("profile__candidacy__person")
    }
    assert kept["Ana Peña", "proposal_2"] == "Corta" and kept["Luz Río", "degree"] == "doctorate"
    assert kept["Luz Río", "training"] == '[{"course": "Curso uno"}, {"course": "Curso dos"}]'
    assert not any(name == "Eva Sol" for name, _question in kept)
    assert Record.objects.get(act="bulk-applied").detail["saved"] == 6
    again = party_operator.post(where, follow=True)
    assert "Aplicada" in again.text and Record.objects.filter(act="bulk-applied").count() == 1
    assert "Respuestas guardadas: 6." in words(party_operator.get(where)), "the result stays"


def test_what_changed_on_screen_after_the_sheet_went_out_is_a_conflict_and_stays(
    capture, home, party_operator, candidate
):
    save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": "Antes"})
    header, rows = rows_of(party_operator.get(f"{home}hoja.xlsx").content)
    next(row for row in rows if row["CLAVE"] == capture.ana.key)["Primera propuesta"] = "Lo de la hoja"
    save(candidate, capture.ana, "propuestas", "proposal_1", 1, **{"q-proposal_1": "Lo de Ana, después"})
    where = send(party_operator, home, sheet_of(header, rows)).headers["Location"]
    assert "Cambió en pantalla" in party_operator.get(where).text
    party_operator.post(where)
    assert Answer.objects.get(question="proposal_1").value == "Lo de Ana, después"


def test_an_empty_cell_deletes_nothing(capture, home, party_operator, candidate):
    save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": LONG})
    where = send(party_operator, home, sheet_of(["CLAVE", "Primera propuesta"], [{"CLAVE": capture.ana.key}])).headers[
        "Location"
    ]
    party_operator.post(where)
    assert Answer.objects.get(question="proposal_1").value == LONG.strip()


def packed(files, how=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_photographs_come_along_in_a_zip_by_the_key_of_their_candidacy(capture, home, party_operator, other_party):
    sheet = sheet_of(["CLAVE", "Mensaje"], [{"CLAVE": capture.luz.key, "Mensaje": "Hola"}])
    content = packed(
        {
            "hoja.xlsx": sheet,
            f"fotos/{capture.ana.key}.jpg": jpeg().read(),
            f"{capture.luz.key}.jpg": b"no es foto",
            f"{capture.eva.key}.jpg": jpeg().read(),
            "../../fuera.jpg": b"x",
        }
    )
    where = send(party_operator, home, content, "todo.zip").headers["Location"]
    page = words(party_operator.get(where))
    assert "«fuera.jpg»: su nombre no es la clave, el folio ni el nombre" in page
    assert "No se toma: Eso no es una fotografía" in page, "said before anything is applied"
    thumbnail = f"{where}{capture.ana.key}.jpg"
    assert thumbnail in page and b"".join(party_operator.get(thumbnail).streaming_content)[:2] == b"\xff\xd8"
    assert other_party.get(thumbnail).status_code == 403
    assert party_operator.get(f"{where}{capture.luz.key}.jpg").status_code == 404
    assert not Answer.objects.filter(question="photo").exists()
    done = words(party_operator.post(where, follow=True))
    assert "Respuestas guardadas: 1. Fotografías: 1." in done and "Fotografía: Eso no es una fotografía" in done
    assert list(Answer.objects.filter(question="photo").values_list("profile__candidacy__key", flat=True)) == [
        capture.ana.key
    ]


def test_a_photograph_that_would_not_be_taken_is_not_worked_on(capture, home, party_operator, monkeypatch):
    capture.election.capture_closes = timezone.now() - timedelta(days=1)
    capture.election.save()
    worked = []
    monkeypatch.setattr("conoceles.profiles.files.rewrite", lambda *given: worked.append(given))
    sheet = sheet_of(["CLAVE"], [{"CLAVE": capture.ana.key}])
    content = packed({"hoja.xlsx": sheet, f"{capture.ana.key}.jpg": jpeg().read()})
    where = send(party_operator, home, content, "todo.zip").headers["Location"]
    assert "No se toma: La captura cerró" in words(party_operator.get(where)) and worked == []
    assert party_operator.get(f"{where}{capture.ana.key}.jpg").status_code == 404


def test_a_photograph_is_known_by_the_folio_or_the_name_of_whose_it_is(capture):
    Candidacy.objects.filter(pk=capture.luz.pk).update(folio="F-77")
    everyone = list(Candidacy.objects.filter(pk__in=[capture.ana.pk, capture.luz.pk]).select_related("person"))
    assert photographed("F-77", everyone).person.name == "Luz Río"
    for stem in ("Ana Peña", "ana_pena", "ANA-PEÑA", capture.ana.key):
        assert photographed(stem, everyone).person.name == "Ana Peña"
    twin = capture.stand("Ana Peña", place="Cuatro Ciénegas")
    assert "hay 2 candidaturas que se llaman así" in photographed("Ana Peña", [*everyone, twin])
    assert "su nombre no es" in photographed("Otra", everyone)


def test_nothing_is_cut_in_silence_and_counts_agree_with_what_is_shown(capture, home, party_operator):
    rows = [
        {"CLAVE": capture.ana.key, "Otra formación": "\n".join(f"Curso {n}" for n in range(30)), "Mensaje": "Hola"},
        {"CLAVE": capture.luz.key, "Segunda propuesta": "Corta"},
        {"CLAVE": capture.luz.key, "Mensaje": "Otra vez"},
        {"CLAVE": capture.eva.key, "Mensaje": "No es mía"},
    ]
    header = ["CLAVE", "Otra formación", "Mensaje", "Segunda propuesta"]
    where = send(party_operator, home, sheet_of(header, rows)).headers["Location"]
    page = party_operator.get(where)
    said = words(page)
    assert "Son 30 y caben" in said and "ya está en un renglón de arriba" in said
    counts = dict(page.context["changed"].by_fate)
    assert counts["rechazadas"] == 3 and counts["cambian, con algo por corregir"] == 1 and counts["cambian"] == 1
    fates = [change.fate for change in page.context["changed"].shown]
    assert fates == ["rechazada", "cambia, con algo por corregir", "cambia"], "what does not go first"
    party_operator.post(where)
    assert not Answer.objects.filter(question="training").exists()


def test_merged_cells_and_sheets_that_are_not_read_are_told(capture, home, party_operator):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Respuestas")
        sheet.write_row(0, 0, ["CLAVE", "Mensaje"])
        sheet.write(1, 0, capture.ana.key)
        sheet.write(2, 0, capture.luz.key)
        sheet.merge_range("B2:B3", "Hola")
        book.add_worksheet("Notas").write(0, 0, "de otra cosa")
    where = send(party_operator, home, out.getvalue()).headers["Location"]
    said = words(party_operator.get(where))
    assert "celdas combinadas (B2:B3)" in said and "Hojas del libro que no se leyeron: Notas" in said


def test_the_sheet_says_how_it_is_filled_in_and_what_each_column_takes(capture, home, party_operator):
    content = party_operator.get(f"{home}hoja.xlsx").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Respuestas", "Cómo llenarla"]
    rows = {row[0]: row[1] for row in book.get_sheet_by_name("Cómo llenarla").to_python() if len(row) > 1}
    assert "caracteres, sin contar espacios" in rows["Primera propuesta"] and "Hace falta" in rows["Primera propuesta"]
    assert "Maestría" in rows["Grado máximo de estudios"]
    where = send(party_operator, home, content).headers["Location"]
    assert "no se leyeron" not in party_operator.get(where).text, "its own instructions are no unread sheet"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("hoja.exe", b"MZ", "XLSX, ODS o CSV"),
        ("hoja.xlsx", b"nada", "no es una hoja de cálculo"),
        ("hoja.csv", b"OTRA,COSA\r\n1,2\r\n", "CLAVE"),
        ("todo.zip", b"PK\x03\x04roto", "dañado"),
        ("todo.zip", packed({"a.txt": b"x"}), "no trae la hoja"),
        ("todo.zip", packed({"a.xlsx": b"x", "b.xlsx": b"x"}), "más de una hoja"),
        ("todo.zip", packed({"a.csv": b"CLAVE\n" + b"x\n" * (31 << 20)}, zipfile.ZIP_DEFLATED), "más de 60 MB"),
        ("todo.zip", packed({f"{n}.jpg": b"x" for n in range(300)}), "demasiado"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(name, content, says, home, party_operator):
    refused = send(party_operator, home, content, name)
    assert refused.status_code == 422 and says in refused.text
    assert party_operator.post(f"{home}subir/", {}).status_code == 422


def test_one_party_does_not_see_the_upload_of_another(capture, home, party_operator, other_party):
    sheet = sheet_of(["CLAVE", "Mensaje"], [{"CLAVE": capture.luz.key, "Mensaje": "Hola"}])
    send(party_operator, home, sheet)
    pk = BulkUpload.objects.get().pk
    assert other_party.get(f"{home}subir/{pk}/").status_code == 403
    mine = f"/captura/partido/{capture.parties['Partido Sol'].key}/subir/{pk}/"
    assert other_party.get(mine).status_code == 404


def test_many_are_validated_at_once(capture, home, party_operator, candidate):
    capture.open_capture(party_validates=True)
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    candidate.post(at(capture.ana, "entregar/"))
    assert "Validar" in words(party_operator.get(home)) and "la que espera" in words(party_operator.get(home))
    page = party_operator.get(f"{home}terminar/validar/")
    assert "Validar y entregar 1 candidatura" in page.text and "Ana Peña" in page.text
    done = party_operator.post(
        f"{home}terminar/validar/", {"candidacy": [capture.ana.key, capture.eva.key]}, follow=True
    )
    assert "1 candidatura validada y entregada." in done.text

    assert ProfileSection.objects.get(key="proposals").state == "submitted"


def test_many_candidacies_cost_no_more_queries_than_few(capture, home, party_operator):
    with CaptureQueriesContext(
        connection,
    ) as few:
        party_operator.get(home)
    for number in range(60):
        capture.stand(f"Persona {chr(97 + number % 26)}{chr(97 + number // 26)}", position=number + 2)
    with CaptureQueriesContext(connection) as many:
        assert "Faltan 62 de 62" in party_operator.get(home).text
    assert len(many) <= len(few) + 1 and len(many) < 16
