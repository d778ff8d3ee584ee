from django.core.files.uploadedfile import SimpleUploadedFile

from conoceles.elections.models import Candidacy, Institute
from conoceles.ledger import reading

SLUG = "prueba-2027"
TEXT = "CARGO,LUGAR,PARTIDO,CALIDAD,NOMBRE\nPresidencia municipal,penon blanco,ROBLE,Propietaria,Ana Peña\n"


def upload(client, text=TEXT, **more):
    file = SimpleUploadedFile("lista.csv", text.encode())
    return client.post(f"/registro/{SLUG}/importar/", {"preset": "conoceles", "file": file, **more})


def test_the_screen_rehearses_unless_it_is_told_to_write(town, staff):
    page = upload(staff)
    assert "nada se escribió" in page.text and "Candidatura nueva" in page.text
    assert Candidacy.objects.count() == 0
    assert "Escrito en el registro" in upload(staff, confirmed="on").text
    assert Candidacy.objects.get().person.name == "Ana Peña"


def test_writing_into_a_public_election_publishes(town, staff):
    town.publish()
    upload(staff, confirmed="on")
    assert len(reading.current(SLUG, kind="candidacy")) == 1


def test_a_list_is_kept_and_says_why_it_is_not_public_without_the_address_of_the_site(town, staff):
    town.publish()
    Institute.objects.update(site="")
    page = upload(staff, confirmed="on")
    assert page.status_code == 200 and "La lista quedó en el registro, sin publicar. Falta la dirección" in page.text
    assert Candidacy.objects.count() == 1 and not reading.current(SLUG, kind="candidacy")


def test_a_broken_file_gets_its_sentence_and_422(town, staff):
    page = upload(staff, "CARGO,LUGAR\na,b\n", confirmed="on")
    assert page.status_code == 422 and "faltan las columnas PARTIDO, CALIDAD, NOMBRE" in page.text
    assert upload(staff, only="AÑO").status_code == 422
    assert staff.post(f"/registro/{SLUG}/importar/", {"preset": "conoceles"}).status_code == 422


def test_the_template_is_taken_out_in_both_formats(town, staff):
    town.stand("Ana Peña")
    page = staff.get(f"/registro/{SLUG}/plantilla.csv")
    assert "Ana Peña" in page.content.decode() and "attachment" in page.headers["Content-Disposition"]
    assert staff.get(f"/registro/{SLUG}/plantilla.xlsx").content.startswith(b"PK")
    assert "Ana Peña" not in staff.get(f"/registro/{SLUG}/plantilla.csv?vacia=1").content.decode()
    assert staff.get(f"/registro/{SLUG}/plantilla.pdf").status_code == 404
