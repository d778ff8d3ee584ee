"""Staff screens: who enters, what they do, and what a wrong input gets."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from conoceles.elections.grants import give
from conoceles.elections.models import (
    Agreement,
    Area,
    Candidacy,
    Contest,
    Election,
    Institute,
    Party,
    Role,
    Section,
    Ticket,
)
from conoceles.elections.screens import SCREENS
from conoceles.ledger import blobs, reading
from conoceles.lists.models import Doubt
from tests.built import built_site
from tests.factories import build, make_agreement

SLUG = "prueba-2027"
GET_PAGES = [
    "/registro/",
    "/registro/nueva/",
    "/registro/instituto/",
    f"/registro/{SLUG}/",
    f"/registro/{SLUG}/calendario/",
    f"/registro/{SLUG}/dudas/",
    f"/registro/{SLUG}/importar/",
    f"/registro/{SLUG}/plantilla.csv",
]
GET_PAGES += [f"/registro/{SLUG}/lista/{screen}/" for screen in SCREENS]
GET_PAGES += [f"/registro/{SLUG}/lista/{screen}/nueva/" for screen in SCREENS if screen != "candidaturas"]


@pytest.mark.parametrize("url", GET_PAGES)
def test_staff_open_every_screen_and_nobody_else_does(town, staff, visitor, other_account, url):
    assert staff.get(url).status_code == 200
    assert visitor.get(url).headers["Location"].startswith("/ingresar/?next=")
    assert other_account.get(url).status_code == 403


@pytest.mark.parametrize("url", [f"/registro/{SLUG}/dudas/calidad/", "/salir/"])
def test_acts_are_not_done_by_opening_an_address(town, staff, url):
    assert staff.get(url).status_code == 405
    assert staff.delete(url).status_code == 405


@pytest.mark.parametrize(
    "url", ["/registro/nada-2027/", f"/registro/{SLUG}/lista/nada/", f"/registro/{SLUG}/lista/partidos/999/"]
)
def test_what_does_not_exist_is_not_found(town, staff, url):
    assert staff.get(url).status_code == 404


def test_one_elections_rows_are_not_reached_through_another(town, staff):
    from tests.factories import make_election

    make_election("otra-2027")
    party = town.parties["Partido Roble"]
    assert staff.get(f"/registro/otra-2027/lista/partidos/{party.pk}/").status_code == 404


def test_whoever_has_a_role_everywhere_sees_every_election(town, staff_user, staff):
    staff_user.grants.all().delete()
    assert town.election.name not in staff.get("/registro/").text
    give(staff_user, Role.COORDINATION, None, by="")
    assert town.election.name in staff.get("/registro/").text


def test_a_list_is_searched_and_paged(town, staff):
    town.stand("Ana Peña")
    town.stand("Luz Río", party="Partido Sol")
    found = staff.get(f"/registro/{SLUG}/lista/candidaturas/", {"q": "luz sol"})
    assert "Luz Río" in found.text and "Ana Peña" not in found.text
    nothing = staff.get(f"/registro/{SLUG}/lista/candidaturas/", {"q": "nadie", "pagina": "x"})
    assert "Nada con «nadie»" in nothing.text


def test_a_party_is_created_and_corrected_and_the_site_learns_of_it(town, staff):
    town.publish()
    before = reading.size()
    url = reverse("row_new", args=[SLUG, "partidos"])
    sent = {
        "kind": "coalition",
        "name": "Unión",
        "short": "",
        "order": "9",
        "members": [town.parties["Partido Roble"].pk],
        "emblem_alt": "",
    }
    assert staff.post(url, sent).status_code == 302
    made = Party.objects.get(name="Unión")
    assert (made.slug, made.members.count(), reading.size()) == ("union", 1, before + 1)
    staff.post(reverse("row", args=[SLUG, "partidos", made.pk]), {**sent, "name": "Unión del Sur"})
    assert reading.size() == before + 2
    published = reading.current(SLUG, kind="party")[("party", made.key)]
    assert (published["name"], len(published["members"])) == ("Unión del Sur", 1)


def test_an_emblem_is_made_anew_shown_on_the_site_and_taken_off(town, staff):
    town.stand("Ana Peña")
    town.publish()
    oak = town.parties["Partido Roble"]
    url, sent = reverse("row", args=[SLUG, "partidos", oak.pk]), {"kind": "party", "name": oak.name, "order": oak.order}
    out = io.BytesIO()
    Image.new("RGB", (600, 300), "white").save(out, "JPEG", comment=b"privado")
    picture = SimpleUploadedFile("roble.jpg", out.getvalue(), "image/jpeg")
    assert 'enctype="multipart/form-data"' in staff.get(url).text
    assert staff.post(url, {**sent, "picture": picture, "emblem_alt": "Un roble"}).status_code == 302
    emblem = reading.current(SLUG, kind="party")[("party", oak.key)]["emblem"]
    assert emblem["alt"] == "Un roble"
    made = blobs.where(emblem["files"]["128"])
    with Image.open(made) as shown:
        assert shown.size == (128, 64) and b"privado" not in made.read_bytes()
    build()
    assert (built_site() / "medios" / made.name).is_file()
    bad = staff.post(url, {**sent, "short": "ZZZ", "picture": SimpleUploadedFile("a.png", b"<svg>", "image/png")})
    assert bad.status_code == 422 and "suba un PNG, JPG" in bad.text and "ZZZ" in bad.text
    assert reading.current(SLUG, kind="party")[("party", oak.key)]["emblem"] == emblem
    staff.post(url, {**sent, "no_emblem": "on"})
    assert "emblem" not in reading.current(SLUG, kind="party")[("party", oak.key)]
    build()
    assert not (built_site() / "medios" / made.name).exists()


def test_a_wrong_form_says_why_and_keeps_what_was_typed(town, staff):
    url = reverse("row_new", args=[SLUG, "partidos"])
    wrong = staff.post(url, {"kind": "party", "name": "Partido Roble", "short": "ZZZ", "order": "9"})
    assert wrong.status_code == 422
    assert "ya tiene un partido con ese nombre" in wrong.text and "ZZZ" in wrong.text
    empty = staff.post(url, {"kind": "party", "name": "", "order": "mil"})
    assert empty.status_code == 422 and "mil" in empty.text
    assert Party.objects.filter(election=town.election).count() == 4


def test_a_candidacy_is_added_from_its_ticket_and_corrected(town, staff):
    ticket = Ticket.objects.create(contest=town.contest("Peñón Blanco"), party=town.parties["Partido Roble"])
    assert staff.get(reverse("row", args=[SLUG, "planillas", ticket.pk])).status_code == 200
    url = reverse("row_new", args=[SLUG, "candidaturas"])
    assert staff.get(url).status_code == 404, "a candidacy is added to a ticket"
    sent = {
        "persona-name": "Ana Pena",
        "persona-sex": "female",
        "ticket": ticket.pk,
        "office": town.offices["mayor"].pk,
        "position": "1",
        "role": "owner",
        "status": "registered",
    }
    assert staff.get(f"{url}?planilla={ticket.pk}").status_code == 200
    assert staff.post(f"{url}?planilla={ticket.pk}", sent).status_code == 302
    one = Candidacy.objects.get()
    edit = reverse("row", args=[SLUG, "candidaturas", one.pk])
    old = staff.post(edit, {**sent, "persona-name": "Ana", "persona-age": "7"})
    assert old.status_code == 422 and "entre 15 y 120" in old.text
    assert staff.post(edit, {**sent, "persona-name": "Ana Peña Luna"}).status_code == 302
    one.refresh_from_db()
    assert one.slug.startswith("ana-pena-luna") and one.former_slugs.count() == 1
    town.publish()
    edit = reverse("row", args=[SLUG, "candidaturas", one.pk])
    other = Ticket.objects.create(contest=ticket.contest, party=town.parties["Partido Sol"])
    moved = {**sent, "persona-name": "Otra Persona", "ticket": other.pk, "role": "alternate", "status": "cancelled"}
    assert staff.post(edit, {**moved, "folio": "F7"}).status_code == 302
    one.refresh_from_db()
    kept = (one.person.name, one.ticket, one.role, one.status, one.folio)
    assert kept == ("Ana Peña Luna", ticket, "owner", "registered", "F7"), "once public only a movement says who she is"
    assert "cambian solo con un movimiento" in " ".join(staff.get(edit).text.split())
    taken = reverse("row", args=[SLUG, "planillas", ticket.pk])
    staff.post(taken, {"contest": ticket.contest_id, "party": town.parties["Partido Sol"].pk, "folio": "9"})
    ticket.refresh_from_db()
    assert (ticket.party, ticket.folio) == (town.parties["Partido Roble"], "9")
    second = staff.post(f"{url}?planilla={ticket.pk}", {**sent, "persona-name": "Eva Sol"})
    assert second.status_code == 422 and "ya tiene una persona registrada" in second.text and "Eva Sol" in second.text


@pytest.mark.parametrize(
    ("screen", "sent", "model"),
    [
        ("acuerdos", {"number": "A1", "body": "Consejo General", "date": "2027-04-02", "title": "Registro"}, Agreement),
        ("lugares", {"kind": "municipality", "name": "Otro", "ine_code": "077"}, Area),
        ("fechas", {"day": "2027-05-20", "text": "Debate"}, None),
        ("cargos", {"kind": "trustee", "name": "Sindicatura", "plural": "Sindicaturas", "order": "9"}, None),
    ],
)
def test_every_catalogue_takes_a_new_row(town, staff, screen, sent, model):
    before = SCREENS[screen].rows(town.election).count()
    assert staff.post(reverse("row_new", args=[SLUG, screen]), sent).status_code == 302
    assert SCREENS[screen].rows(town.election).count() == before + 1


def test_contests_tickets_and_sections_are_made_on_screen(town, staff):
    place = town.places["Cuatro Ciénegas"]
    sent = {
        "kind": "candidate",
        "office": town.offices["mayor"].pk,
        "area": place.pk,
        "name": "Ayuntamiento",
        "seats": "1",
        "modes": ["abroad"],
    }
    assert staff.post(reverse("row_new", args=[SLUG, "contiendas"]), sent).status_code == 302
    contest = Contest.objects.get()
    assert contest.modes == ["abroad"]
    sent = {"contest": contest.pk, "party": town.parties["Partido Roble"].pk, "folio": "7"}
    assert staff.post(reverse("row_new", args=[SLUG, "planillas"]), sent).status_code == 302
    assert staff.post(reverse("row_new", args=[SLUG, "planillas"]), sent).status_code == 422
    sent = {"number": "9", "municipality": place.pk, "district_code": "2"}
    assert staff.post(reverse("row_new", args=[SLUG, "secciones"]), sent).status_code == 302
    assert Section.objects.get(number=9).municipality == place


def test_an_election_and_its_institute_are_made_on_screen(staff):
    wrong = staff.post("/registro/instituto/", {"name": "Instituto X"})
    assert wrong.status_code == 422 and "Dirección pública de este sitio" in wrong.text
    zone = "America/Hermosillo"
    made = staff.post(
        "/registro/instituto/", {"name": "Instituto X", "site": "https://x.example.org/", "time_zone": zone}
    )
    assert made.status_code == 302 and Institute.objects.get(name="Instituto X").site == "https://x.example.org"
    institute = Institute.objects.get(name="Instituto X").pk
    sent = {"institute": institute, "name": "Elección X", "day": "2027-06-06", "elects": ["ayuntamientos"]}
    unsaid = staff.post("/registro/nueva/", sent)
    assert unsaid.status_code == 422 and "Diga si responder es obligatorio o voluntario" in unsaid.text
    sent["mandatory"] = "False"
    wrong = staff.post("/registro/nueva/", {**sent, "elects": []})
    assert wrong.status_code == 422 and "Diga qué se elige" in wrong.text and "Elección X" in wrong.text
    made = staff.post("/registro/nueva/", sent)
    assert not Election.objects.get(name="Elección X").mandatory
    slug = Election.objects.get(name="Elección X").slug
    assert made.headers["Location"] == f"/registro/{slug}/preparar/"
    form = staff.get(f"/registro/{slug}/calendario/").context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    for name in ("capture_opens", "capture_closes", "publication_starts", "campaigns_end", "silence_starts"):
        again[name] = again[name].strftime("%Y-%m-%dT%H:%M")
    for name in ("polls_open", "polls_close"):
        again[name] = again[name].strftime("%Y-%m-%dT%H:%M")
    early = staff.post(
        f"/registro/{slug}/calendario/", {**again, "publication_starts": "2026-12-01T00:00"}, follow=True
    )
    assert "antes de que abra la captura" in early.text
    assert "antes de que abra la captura" in staff.get(f"/registro/{slug}/preparar/").text
    wrong = staff.post(f"/registro/{slug}/calendario/", {**again, "slug": "registro"})
    assert wrong.status_code == 422 and "está reservada" in wrong.text


def test_a_public_elections_address_does_not_change(town, staff):
    town.publish()
    election = Election.objects.get()
    form = staff.get(f"/registro/{SLUG}/calendario/").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {
        name: getattr(election, name).strftime("%Y-%m-%dT%H:%M")
        for name in ("publication_starts", "campaigns_end", "silence_starts", "polls_open", "polls_close")
    }
    sent["cutoff"] = "2027-05-01"
    wrong = staff.post(f"/registro/{SLUG}/calendario/", {**sent, "slug": "otra-2027"})
    assert wrong.status_code == 422 and "su dirección no cambia" in wrong.text
    assert staff.post(f"/registro/{SLUG}/calendario/", sent).status_code == 302
    # An open capture is not closed by a slip of the year.
    now = timezone.now()
    Election.objects.filter(slug=SLUG).update(
        capture_opens=now - timedelta(days=9), capture_closes=now + timedelta(days=9)
    )
    form = staff.get(f"/registro/{SLUG}/calendario/").context["form"]
    past = {name: form[name].value() or "" for name in form.fields}
    past |= {"capture_closes": f"{timezone.localtime() - timedelta(days=1):%Y-%m-%dT%H:%M}"}
    shut = staff.post(f"/registro/{SLUG}/calendario/", past)
    assert shut.status_code == 422 and "la captura está abierta" in shut.text
    assert reading.current(SLUG, kind="calendar")[("calendar", SLUG)]["cutoff"] == "2027-05-01"


def test_publishing_on_screen_and_too_early(town, staff):
    town.stand("Ana Peña")
    assert staff.post(f"/registro/{SLUG}/publicar/").status_code == 302
    assert reading.size() > 0
    assert "Publicado" in staff.get(f"/registro/{SLUG}/").text


def test_doubts_are_settled_on_screen(town, staff):
    first = town.stand("Ana Peña")
    Candidacy.objects.filter(pk=first.pk).update(role="unconfirmed")
    second = town.stand("Luz Río")
    Candidacy.objects.filter(pk=second.pk).update(role="unconfirmed")
    page = staff.get(f"/registro/{SLUG}/dudas/")
    assert "Ana Peña" in page.text and "Luz Río" in page.text
    staff.post(f"/registro/{SLUG}/dudas/calidad/", {"owner": second.pk})
    assert dict(Candidacy.objects.values_list("pk", "role")) == {first.pk: "alternate", second.pk: "owner"}
    assert (
        "ya estaba resuelta" in staff.post(f"/registro/{SLUG}/dudas/calidad/", {"owner": second.pk}, follow=True).text
    )
    assert staff.post(f"/registro/{SLUG}/dudas/calidad/", {"owner": "x"}).status_code == 404


def test_a_name_in_doubt_is_settled_on_screen(town, staff):
    doubt = Doubt.objects.create(candidacy=town.stand("Ana Pena"), name="Ana Peña Luna", file="lista.csv", line=7)
    url = f"/registro/{SLUG}/dudas/{doubt.pk}/"
    assert "Ana Peña Luna" in staff.get(url).text
    assert staff.post(url, {}).status_code == 422
    wrong = staff.post(url, {"outcome": "substitution"})
    assert wrong.status_code == 422 and "lleva la fecha y el acuerdo" in wrong.text
    sent = {"outcome": "substitution", "day": "2027-04-02", "agreement": make_agreement(town.election).pk}
    assert staff.post(url, sent).status_code == 302
    assert set(Candidacy.objects.values_list("person__name", "status")) == {
        ("Ana Pena", "substituted"),
        ("Ana Peña Luna", "registered"),
    }


@pytest.mark.parametrize("typed", ["nanez", "ñáñez", "ÑÁÑEZ", "Nañez", "o'farrill", "O’Farrill nanez"])
def test_people_are_found_however_their_name_is_typed(capture, coordination, typed):
    capture.ana.person.name = "Inés Ñáñez O’Farrill"
    capture.ana.person.save()
    capture.account("candidate", "Inés Ñáñez O’Farrill", candidacy=capture.ana)
    home = f"/registro/{capture.election.slug}/"
    for url in (f"{home}lista/candidaturas/", f"{home}cuentas/"):
        page = coordination.get(url, {"q": typed}).text
        assert "Ñáñez" in page and "Eva Sol" not in page, url
    assert "Ñáñez" not in coordination.get(f"{home}lista/candidaturas/", {"q": "zuñiga"}).text


@pytest.mark.parametrize("typed", ["INES NANEZ OFARRILL", "ines ñañez o'farrill", "Inés  Ñáñez  O’Farrill"])
def test_one_person_is_named_in_a_form_however_it_is_typed(capture, coordination, typed):
    capture.ana.person.name = "Inés Ñáñez O’Farrill" if "'" in typed or "’" in typed else "Inés Ñáñez Ofarrill"
    capture.ana.person.save()
    sent = {
        "candidacy": typed,
        "until": f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}",
        "reason": "Enfermedad",
    }
    url = f"/registro/{capture.election.slug}/prorrogas/"
    early = coordination.post(url, sent)
    assert early.status_code == 422 and "La captura ya está abierta hasta" in early.text, "it gives no more time"
    capture.election.capture_closes = timezone.now() + timedelta(days=1)
    capture.election.save()
    assert coordination.post(url, sent).status_code == 302
    assert capture.election.extensions.get().candidacy == capture.ana
