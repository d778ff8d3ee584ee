"""The screens of lists: read and shown before anything is written, written once, doubts settled by a person."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from python_calamine import CalamineWorkbook

from conoceles.audit.models import Record
from conoceles.elections.models import Candidacy, Institute
from conoceles.ledger import reading
from conoceles.lists import due, kept_files
from conoceles.lists.models import HeldRow, ListUpload

SLUG = "prueba-2027"
TEXT = "CARGO,LUGAR,PARTIDO,CALIDAD,NOMBRE\nPresidencia municipal,penon blanco,ROBLE,Propietaria,Ana Peña\n"


def read(client, text=TEXT, **more):
    """Send a list and return the page that says what it would do."""
    file = SimpleUploadedFile("lista.csv", text.encode())
    return client.post(f"/registro/{SLUG}/importar/", {"preset": "conoceles", "file": file, **more}, follow=True)


def counts(page):
    return page.context["report"]


def write(client, page):
    return client.post(page.request["PATH_INFO"], follow=True)


def test_a_list_is_read_shown_and_then_written_without_sending_it_again(town, staff):
    page = read(staff)
    assert "nada se escribió" in page.text and "Escribir esto en el registro" in page.text
    assert Candidacy.objects.count() == 0
    written = write(staff, page)
    assert "Escrito en el registro" in written.text and "Escribir esto" not in written.text
    assert Candidacy.objects.get().person.name == "Ana Peña"
    assert "lista.csv" in staff.get(f"/registro/{SLUG}/importar/").text
    Candidacy.objects.all().delete()
    write(staff, page)
    assert not Candidacy.objects.exists(), "pressed again it acts no more"
    assert Record.objects.filter(act="register-imported").count() == 1


def test_what_is_wrong_comes_first_with_its_name_and_all_of_it_as_a_spreadsheet(town, staff):
    names = [f"Rosa {chr(65 + number % 26)}{'a' * (number // 26 + 1)} Luz" for number in range(120)]
    lines = [
        f"Presidencia municipal,{'Lerdoo' if number == 77 else 'penon blanco'},ROBLE,P{number},Propietaria,{name}"
        for number, name in enumerate(names)
    ]
    page = read(staff, "CARGO,LUGAR,PARTIDO,FORMULA,CALIDAD,NOMBRE\n" + "\n".join(lines) + "\n")
    text = " ".join(page.text.split())
    assert text.index("Rechazadas: 1") < text.index("«Lerdoo» no es municipio") and "<td>79</td>" in text
    assert "Rosa Zaaa Luz" in text and counts(page)["refused"] == 1
    sheet = staff.get(page.request["PATH_INFO"] + "hoja.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content))
    wrong = book.get_sheet_by_name("Por revisar").to_python()
    assert wrong[0][:6] == ["Destino", "Por qué", "Columna", "Línea", "Nombre", "CARGO"]
    assert wrong[1][0] == "rechazada" and wrong[1][4] == "Rosa Zaaa Luz" and "Lerdoo" in wrong[1][5:]
    assert len(book.get_sheet_by_name("Todo").to_python()) == 121


def test_a_doubt_is_settled_on_screen_and_the_same_list_asks_no_more(town, staff):
    text = TEXT.replace("Ana Peña", "JOSÃ PEÃA") + "Presidencia municipal,Cuatro Cienegas,ROBLE,Propietaria,Vacante\n"
    write(staff, read(staff, text))
    home = f"/registro/{SLUG}/dudas/"
    listed = staff.get(home).text
    assert "JOSÃ PEÃA" in listed and "Vacante" in listed
    broken, nobody = HeldRow.objects.get(kind="broken"), HeldRow.objects.get(kind="nobody")
    for wrong, sentence in (
        ("JOSÃ PEÃA", "no se ve como un nombre"),
        (" ", "Escriba el nombre"),
        ("Pendiente", "no se ve"),
    ):
        refused = staff.post(f"{home}renglon/{broken.pk}/", {"act": "register", "answer": wrong})
        assert refused.status_code == 422 and sentence in refused.text
    done = staff.post(f"{home}renglon/{broken.pk}/", {"act": "register", "answer": "José Peña"}, follow=True)
    assert "Se registró: José Peña." in done.text
    assert staff.post(f"{home}renglon/{nobody.pk}/", {"act": "dismiss"}).status_code == 302
    assert staff.get(f"{home}renglon/{nobody.pk}/").status_code == 404, "it is settled"
    assert [one.person.name for one in Candidacy.objects.all()] == ["José Peña"]
    again = read(staff, text)
    assert counts(again)["unchanged"] == 2 and counts(again)["doubtful"] == 0
    write(staff, again)
    assert Candidacy.objects.count() == 1 and HeldRow.objects.filter(outcome="").count() == 0


def test_one_person_under_several_parties_is_settled_with_the_choices_side_by_side(town, staff):
    line = "Presidencia municipal,penon blanco,{},Propietaria,Ana Peña\n"
    text = "CARGO,LUGAR,PARTIDO,CALIDAD,NOMBRE\n" + "".join(line.format(p) for p in ("Partido Sol", "Partido Río"))
    write(staff, read(staff, text))
    held = HeldRow.objects.get()
    url = f"/registro/{SLUG}/dudas/renglon/{held.pk}/"
    page = staff.get(url).text
    assert "Compite por Partido Sol" in page and "Es de Juntos por Prueba" in page and "personas distintas" in page
    assert staff.post(url, {"act": "register", "answer": "Otro"}).status_code == 422
    assert staff.post(url, {"act": "register", "answer": "Juntos por Prueba"}).status_code == 302
    assert Candidacy.objects.get().ticket.party.name == "Juntos por Prueba"
    report = read(staff, text)
    assert "Dudosas" not in report.text
    write(staff, report)
    assert Candidacy.objects.count() == 1


def test_words_that_nobody_knows_are_gathered_once_and_paired_by_a_person(town, staff):
    text = "CARGO,LUGAR,PARTIDO,CALIDAD,NOMBRE\n" + "".join(
        f"Alcaldía,{place},PRT. ROBLE,Popietario,Persona {letter} Luz\n"
        for letter, place in zip("ABC", ("Penon Blanco", "Cuatro Cienagas", "Cuatro Cienagas"), strict=True)
    )
    page = read(staff, text)
    url = page.request["PATH_INFO"]
    assert "Palabras que el registro no conoce" in page.text and "<strong>Alcaldía</strong>" in page.text
    wrong = staff.post(url, {"pair": "1", "office:Alcaldía": "Presidencia del mundo"})
    assert wrong.status_code == 422 and "«Presidencia del mundo», para «Alcaldía», no está" in wrong.text
    assert 'value="Presidencia del mundo"' in wrong.text, "what was written is not lost"
    page = staff.post(url, {"pair": "1", "office:Alcaldía": "presidencia municipal"}, follow=True)
    assert "<strong>PRT. ROBLE</strong>" in page.text and "3 filas" in page.text
    said = {"pair": "1", "office:Alcaldía": "Presidencia municipal", "party:PRT. ROBLE": "Partido Roble"}
    page = staff.post(url, said, follow=True)
    assert "¿Cuatro Ciénegas?" in page.text and "2 filas" in page.text, "offered, not guessed"
    said |= {"area:Cuatro Cienagas": "Cuatro Ciénegas"}
    page = staff.post(url, said, follow=True)
    said |= {"role:Popietario": "Propietaria"}
    page = staff.post(url, said, follow=True)
    assert "Palabras que el registro no conoce" not in page.text and "ya emparejada" in page.text
    write(staff, page)
    assert Candidacy.objects.count() == 3
    ListUpload.objects.all().delete()
    again = read(staff, text)
    assert counts(again)["refused"] == 0, "the next list of the format knows them, also when this one is forgotten"
    less = {name: value for name, value in said.items() if not name.startswith("party")}
    page = staff.post(again.request["PATH_INFO"], less, follow=True)
    assert counts(page)["refused"] == 3, "what was paired by mistake is taken back"


def test_writing_into_a_public_election_publishes(town, staff):
    town.publish()
    write(staff, read(staff))
    assert len(reading.current(SLUG, kind="candidacy")) == 1


def test_a_list_is_kept_and_says_why_it_is_not_public_without_the_address_of_the_site(town, staff):
    town.publish()
    Institute.objects.update(site="")
    page = write(staff, read(staff))
    assert page.status_code == 200 and "La lista quedó en el registro, sin publicar. Falta la dirección" in page.text
    assert Candidacy.objects.count() == 1 and not reading.current(SLUG, kind="candidacy")


def test_a_broken_file_gets_its_sentence_and_422(town, staff):
    page = read(staff, "CARGO,LUGAR\na,b\n")
    assert page.status_code == 422 and "faltan las columnas PARTIDO, CALIDAD, NOMBRE" in page.text
    assert read(staff, only="AÑO").status_code == 422
    assert staff.post(f"/registro/{SLUG}/importar/", {"preset": "conoceles"}).status_code == 422


def test_lists_that_were_sent_are_forgotten_after_a_week_and_their_files_are_kept_until_then(town, staff):
    read(staff)
    upload = ListUpload.objects.get()
    assert {upload.blob, upload.report} <= set(kept_files.private())
    assert due.once_a_day(timezone.now()) == ["Listas recibidas que se olvidan: 0."]
    assert due.once_a_day(timezone.now() + timedelta(days=8)) == ["Listas recibidas que se olvidan: 1."]
    assert not ListUpload.objects.exists() and list(kept_files.private()) == []


def test_the_template_is_taken_out_in_both_formats(town, staff):
    town.stand("Ana Peña")
    page = staff.get(f"/registro/{SLUG}/plantilla.csv")
    assert "Ana Peña" in page.content.decode() and "attachment" in page.headers["Content-Disposition"]
    assert staff.get(f"/registro/{SLUG}/plantilla.xlsx").content.startswith(b"PK")
    assert "Ana Peña" not in staff.get(f"/registro/{SLUG}/plantilla.csv?vacia=1").content.decode()
    assert staff.get(f"/registro/{SLUG}/plantilla.pdf").status_code == 404
