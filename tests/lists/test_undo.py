"""Mistakes undone before publication: a row deleted with its reason, a whole import taken back as one act."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conoceles.audit.models import Record
from conoceles.elections.models import Area, Candidacy, Contest, Election, KeyDate, Party, Person, Ticket
from conoceles.lists.models import Doubt, HeldRow, ListUpload
from conoceles.profiles.models import Answer
from conoceles.profiles.saving import profile_of
from tests.lists.test_screens import SLUG, read, write


def answered(candidacy):
    Answer.objects.create(profile=profile_of(candidacy), question="reason", value="Sí", by="alguien")


HEAD = "CARGO,LUGAR,PARTIDO,CALIDAD,NOMBRE\n"
ANA = "Presidencia municipal,penon blanco,ROBLE,Propietaria,{}\n"
ALL = (Candidacy, Person, Ticket, Contest, Party, Area, Doubt, HeldRow, Answer)


def everything():
    """What the register says, row by row, without what only says when."""
    apart = {"found_at", "settled_at"}
    return {
        model.__name__: sorted(
            repr({name: value for name, value in row.items() if name not in apart}) for row in model.objects.values()
        )
        for model in ALL
    }


def undo(staff, reason="Era la lista de otra elección."):
    upload = ListUpload.objects.filter(undone_at__isnull=True, written_at__isnull=False)[0]
    return staff.post(f"/registro/{SLUG}/importar/{upload.pk}/deshacer/", {"reason": reason}, follow=True)


def test_an_import_is_taken_back_whole_and_can_be_written_again(town, staff):
    town.stand("Luz Río", place="Cuatro Ciénegas")
    before = everything()
    text = HEAD + ANA.format("Ana Peña") + "Presidencia municipal,penon blanco,SOL,Propietaria,VACANTE\n"
    write(staff, read(staff, text))
    assert Candidacy.objects.count() == 2 and HeldRow.objects.count() == 1
    page = undo(staff)
    assert "Deshecho: el registro está como antes" in page.text
    assert everything() == before
    record = Record.objects.get(act="import-undone")
    assert record.detail["reason"] == "Era la lista de otra elección."
    assert "ya se deshizo" in staff.get(f"/registro/{SLUG}/importar/{ListUpload.objects.get().pk}/deshacer/").text
    write(staff, read(staff, text))
    assert Candidacy.objects.count() == 2


def test_what_an_import_changed_is_again_as_it_was(town, staff):
    write(staff, read(staff, HEAD.replace("\n", ",SEXO,EDAD\n") + ANA.format("Ana Peña").replace("\n", ",Mujer,40\n")))
    before = everything()
    write(staff, read(staff, HEAD.replace("\n", ",SEXO,EDAD\n") + ANA.format("Ana Peña").replace("\n", ",Mujer,41\n")))
    assert Person.objects.get().age == 41
    undo(staff)
    assert everything() == before and Person.objects.get().age == 40


def test_a_doubt_that_an_import_closed_is_asked_again(town, staff):
    write(staff, read(staff, HEAD + ANA.format("Ana Peña")))
    write(staff, read(staff, HEAD + ANA.format("Luz Río")))
    assert Doubt.objects.get().name == "Luz Río"
    before = everything()
    write(staff, read(staff, HEAD + ANA.format("Ana Peña")))
    assert not Doubt.objects.exists(), "the list says again what the register has"
    undo(staff)
    assert everything() == before


def test_what_somebody_corrected_after_an_import_stays_and_is_named(town, staff):
    head = HEAD.replace("\n", ",SEXO,EDAD\n")
    write(staff, read(staff, head + ANA.format("Ana Peña").replace("\n", ",Mujer,40\n")))
    write(staff, read(staff, head + ANA.format("Ana Peña").replace("\n", ",Mujer,41\n")))
    Person.objects.update(age=42)
    assert "Quedaron como alguien las corrigió después: Ana Peña" in undo(staff).text
    assert Person.objects.get().age == 42


def test_imports_are_taken_back_from_the_last(town, staff):
    write(staff, read(staff, HEAD + ANA.format("Ana Peña")))
    first = ListUpload.objects.get()
    write(staff, read(staff, HEAD + ANA.format("Eva Sol").replace("ROBLE", "SOL")))
    page = staff.get(f"/registro/{SLUG}/importar/{first.pk}/deshacer/")
    assert "deshaga esa primero" in page.text and "Deshacerla" not in page.text
    undo(staff)
    undo(staff)
    assert not Candidacy.objects.exists()


def test_an_import_with_somebody_who_answered_stays_whole(town, staff):
    write(staff, read(staff, HEAD + ANA.format("Ana Nueva")))
    answered(Candidacy.objects.get(person__name="Ana Nueva"))
    before = everything()
    page = undo(staff)
    assert "1 ya tienen algo que se perdería. Ana Nueva" in page.text and everything() == before


def test_once_public_nothing_is_taken_back_nor_deleted(town, staff):
    write(staff, read(staff, HEAD + ANA.format("Ana Peña")))
    town.publish()
    assert "ya es pública" in undo(staff).text
    one = Candidacy.objects.get()
    for screen, pk in (("candidaturas", one.pk), ("planillas", one.ticket_id), ("contiendas", one.ticket.contest_id)):
        page = staff.post(f"/registro/{SLUG}/lista/{screen}/{pk}/borrar/", {"reason": "Error"})
        assert page.status_code == 422 and ("Ya es público" in page.text or "depende de esto" in page.text)
    assert Candidacy.objects.count() == 1


def test_a_row_is_deleted_with_its_reason_and_what_only_it_used(town, staff):
    one = town.stand("Ana Peña")
    page = f"/registro/{SLUG}/lista/candidaturas/{one.pk}/"
    assert f"{page}borrar/" in staff.get(page).text
    assert staff.post(f"{page}borrar/", {"reason": ""}).status_code == 422
    assert staff.post(f"{page}borrar/", {"reason": "Se escribió dos veces."}).status_code == 302
    assert not Candidacy.objects.exists() and not Person.objects.exists() and not Ticket.objects.exists()
    assert Record.objects.get(act="row-deleted").detail["reason"] == "Se escribió dos veces."
    assert staff.post(f"{page}borrar/", {"reason": "otra vez"}).status_code == 404


def test_what_others_depend_on_says_which(town, staff):
    one = town.stand("Ana Peña")
    page = staff.post(f"/registro/{SLUG}/lista/partidos/{one.ticket.party_id}/borrar/", {"reason": "x"})
    assert page.status_code == 422 and "fórmula, planilla o lista «Partido Roble" in page.text
    assert Party.objects.filter(pk=one.ticket.party_id).exists()


def test_somebody_who_answered_or_may_enter_is_not_deleted(capture, coordination):
    answered(capture.ana)
    page = coordination.post(f"/registro/{SLUG}/lista/candidaturas/{capture.ana.pk}/borrar/", {"reason": "x"})
    assert page.status_code == 422 and "movimiento" in page.text


@pytest.mark.parametrize("screen", ["lugares", "distritaciones", "acuerdos", "otra-cosa"])
def test_what_is_not_of_the_election_is_not_found(town, staff, screen):
    assert staff.get(f"/registro/{SLUG}/lista/{screen}/999999/borrar/").status_code == 404


def test_a_date_of_the_home_page_is_deleted_also_when_public(town, staff):
    town.publish()
    date = KeyDate.objects.create(election=Election.objects.get(), text="Debate", url="https://x.example.org")
    staff.post(f"/registro/{SLUG}/lista/fechas/{date.pk}/borrar/", {"reason": "Se canceló."})
    assert not KeyDate.objects.filter(pk=date.pk).exists()


def test_a_file_of_a_list_is_needed_only_to_write_not_to_undo(town, staff):
    file = SimpleUploadedFile("lista.csv", (HEAD + ANA.format("Ana Peña")).encode())
    page = staff.post(f"/registro/{SLUG}/importar/", {"preset": "conoceles", "file": file}, follow=True)
    write(staff, page)
    ListUpload.objects.update(blob="")
    undo(staff)
    assert not Candidacy.objects.exists()


def test_people_who_exchanged_places_are_again_where_they_were(town, staff):
    pair = (
        "Presidencia municipal,penon blanco,ROBLE,Propietaria,Ana Peña\n"
        "Presidencia municipal,penon blanco,ROBLE,Suplente,Luz Río\n"
    )
    write(staff, read(staff, HEAD + pair))
    before = everything()
    other = pair.replace("Propietaria", "x").replace("Suplente", "Propietaria").replace("x", "Suplente")
    write(staff, read(staff, HEAD + other))
    assert Candidacy.objects.get(person__name="Ana Peña").role == "alternate"
    undo(staff)
    assert everything() == before


def test_an_answer_that_a_list_emptied_comes_back(town, staff):
    head = HEAD.replace("\n", ",MOTIVO\n")
    row = ANA.format("Ana Peña").replace("\n", ",{}\n")
    write(staff, read(staff, head + row.format("Servir")))
    assert Answer.objects.get().value == "Servir"
    write(staff, read(staff, head + row.format("")))
    assert not Answer.objects.exists()
    undo(staff)
    assert Answer.objects.get().value == "Servir"


def test_whoever_was_registered_from_the_doubts_of_a_list_keeps_it(town, staff):
    write(staff, read(staff, HEAD + ANA.format("VACANTE")))
    held = HeldRow.objects.get()
    staff.post(f"/registro/{SLUG}/dudas/renglon/{held.pk}/", {"answer": "Eva Sol", "act": "register"})
    assert "ya resolvió dudas de esta lista" in undo(staff).text and Candidacy.objects.count() == 1


def test_a_candidacy_that_was_deleted_afterwards_does_not_stop_it(town, staff):
    head = HEAD.replace("\n", ",SEXO,EDAD\n")
    write(staff, read(staff, head + ANA.format("Ana Peña").replace("\n", ",Mujer,40\n")))
    write(staff, read(staff, head + ANA.format("Ana Peña").replace("\n", ",Mujer,41\n")))
    staff.post(f"/registro/{SLUG}/lista/candidaturas/{Candidacy.objects.get().pk}/borrar/", {"reason": "x"})
    assert "Deshecho" in undo(staff).text
