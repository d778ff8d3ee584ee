"""Paper: tagged, in Spanish, with a title and alternative texts; large type; nothing old of what was taken away."""

import pikepdf
import pytest
from django.conf import settings
from PIL import Image

from conoceles.elections import register, texts
from conoceles.elections.models import PageText
from conoceles.ledger import blobs
from conoceles.ledger.acts import append, redact
from conoceles.lib.images import portrait
from conoceles.lib.paper import CannotPrint, printable
from conoceles.profiles.models import Profile
from conoceles.site.build.builder import Builder
from conoceles.site.files import booklets
from tests.built import built_site
from tests.factories import build
from tests.scenery import scenery

pytestmark = pytest.mark.once

SLUG = "prueba-2027"


def folder(name):
    return built_site() / SLUG / name


def draw(limit=0.0):
    builder = Builder()
    try:
        return builder.build_background(limit=limit)
    finally:
        builder.close()


@scenery
def people(town):
    contest = town.contest("Peñón Blanco")
    contest.modes = ["in_person", "prison"]
    register.save(contest)
    town.ana = town.stand(
        "Ana Peña", answers={"proposal_1": "Agua *para* #todas $", "message": "Agua", "reason": "Nací aquí"}
    )
    town.eva = town.stand("Eva Sol", party="Partido Sol")
    photo = blobs.put(portrait(Image.new("RGB", (480, 600), "#888"), 160), "jpg")
    Profile.objects.update(photo={"160": photo, "480": photo})
    town.election.refresh_from_db()
    town.publish()
    build()
    draw()
    return town


def read(name):
    return pikepdf.open(folder("folletos") / name)


def text_of(name, tmp_path):
    import subprocess

    return subprocess.run(
        ["pdftotext", "-layout", folder("folletos") / name, "-"], capture_output=True, text=True, check=True
    ).stdout


def alternatives(pdf):
    found = []
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure":
            found.append(str(thing.get("/Alt", "")))
    return found


@pytest.mark.parametrize(
    "name",
    [
        "contienda-ayuntamiento-de-penon-blanco",
        "contienda-ayuntamiento-de-penon-blanco-letra-grande",
        "boleta-penon-blanco-distrito-1",
    ],
)
def test_a_booklet_is_tagged_titled_and_in_spanish(people, name):
    with read(f"{name}.pdf") as pdf:
        assert pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).lower() == "es-mx"
        assert str(pdf.docinfo["/Title"]) and pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
        assert "Fotografía de Ana Peña" in alternatives(pdf)
        assert all(alternatives(pdf)), "every picture says what it shows"
        kinds = {str(thing.get("/S")) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)}
        assert {"/H1", "/H2", "/H3"} <= kinds


def test_what_a_person_wrote_is_printed_as_it_is(people, tmp_path):
    text = text_of("contienda-ayuntamiento-de-penon-blanco.pdf", tmp_path)
    assert "Agua *para* #todas $" in text and "No ha respondido." in text
    assert "Según el registro público hasta su edición" in text
    assert "no es una boleta" in text and "conoceles.example.org/prueba-2027/contiendas/" in text


def test_who_has_not_answered_is_said_also_of_whom_the_list_leaves_in_doubt():
    one = type("One", (), {"role": "unconfirmed", "page": True})
    assert booklets._note(one, "No ha respondido") == "Calidad por confirmar. No ha respondido."
    assert booklets._note(one, "") == "Calidad por confirmar."


def test_large_type_is_at_least_eighteen_points(people, tmp_path):
    import subprocess

    def sizes(name):
        out = subprocess.run(
            ["pdftotext", "-bbox", folder("folletos") / name, "-"], capture_output=True, text=True, check=True
        ).stdout
        import re

        return [
            float(bottom) - float(top)
            for top, bottom, word in re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(\w+)<', out)
            if word == "Agua"
        ]

    small, large = (
        sizes("contienda-ayuntamiento-de-penon-blanco.pdf"),
        sizes("contienda-ayuntamiento-de-penon-blanco-letra-grande.pdf"),
    )
    assert min(large) / min(small) > 1.6 and min(large) >= 18


def test_a_way_of_voting_without_statewide_contests_has_no_booklet_of_its_own(people):
    assert not (folder("folletos") / "prision.pdf").exists()


def test_posters_and_cards_are_drawn_at_the_size_that_networks_ask_for(people):
    assert (folder("folletos") / "cartel.pdf").is_file() and (folder("folletos") / "cartel-penon-blanco.pdf").is_file()
    for name in ("portada", people.ana.slug, "contienda-ayuntamiento-de-penon-blanco"):
        with Image.open(folder("tarjetas") / f"{name}.jpg") as card:
            assert card.size == (1200, 630) and not card.getexif()


def test_the_code_on_the_poster_leads_to_its_page(people, tmp_path):
    class View:
        site = "https://conoceles.example.org"
        election = type("E", (), {"slug": SLUG})

    files = {}
    made = booklets._code(View(), "municipios/penon-blanco/", files)
    assert made["address"] == "conoceles.example.org/prueba-2027/municipios/penon-blanco/"
    assert b"<svg" in files["qr.svg"]


def test_same_ledger_same_bytes(people):
    before = {path.name: path.read_bytes() for path in folder("folletos").iterdir()}
    for path in folder("folletos").iterdir():
        path.unlink()
    builder = Builder()
    builder.manifest = {}
    builder.build_background()
    builder.close()
    assert {path.name: path.read_bytes() for path in folder("folletos").iterdir()} == before


def test_a_short_run_draws_some_and_says_how_many_are_left(people):
    builder = Builder()
    builder.manifest = dict.fromkeys(builder.manifest, "")
    some = builder.build_background(limit=1e-6)
    assert some.left > 0
    builder.close()


def test_once_something_is_redacted_no_paper_or_card_of_it_stays(people):
    redact("profile", people.ana.key, election=SLUG, ground="Datos personales")
    build()
    assert not (folder("tarjetas") / f"{people.ana.slug}.jpg").exists()
    assert not (folder("folletos") / "contienda-ayuntamiento-de-penon-blanco.pdf").exists()
    assert not (folder("folletos") / "boleta-penon-blanco-distrito-1.pdf").exists()
    assert (folder("folletos") / "cartel.pdf").is_file(), "what does not show her stays"
    draw()
    assert "Agua" not in text_of("contienda-ayuntamiento-de-penon-blanco.pdf", None)


def test_the_card_of_who_no_longer_stands_goes(people):
    from conoceles.ledger.acts import withdraw

    withdraw("candidacy", people.ana.key, election=SLUG, reason="Prueba")
    build()
    assert not (folder("tarjetas") / f"{people.ana.slug}.jpg").exists()


def test_paper_that_is_not_there_yet_says_to_come_back(people, client):
    answer = client.get(f"/{SLUG}/folletos/nada.pdf")
    assert answer.status_code == 404 and answer["Retry-After"] == "60" and "Todavía no está" in answer.text


def test_a_picture_in_letters_does_not_stop_the_printing(people):
    people.stand("Rita Mar", party="Juntos por Prueba", answers={"message": "Agua 😀 ✅ 中文 ñ ʼ", "reason": "Sí 👍🏽"})
    people.publish()
    build()
    assert draw().left == 0
    text = text_of("contienda-ayuntamiento-de-penon-blanco.pdf", None)
    assert "Rita Mar" in text and "👍" not in text
    assert printable({"a": ["Sí 👍🏽 中", 3]}) == {"a": ["Sí  ?", 3]}
    # What stands for other letters is spelled out; what the type has stays.
    assert printable("№ 5, H₂O, ﬁnanzas, ® ™, ª º ½ ²… «—»") == "№ 5, H2O, ﬁnanzas, ® TM, ª º ½ ²… «—»"
    assert printable("saltillo: ja\ua78cu") == "saltillo: jaʼu", "as the type writes it"


def test_what_cannot_be_drawn_keeps_nothing_else_from_it(people, monkeypatch):
    make = booklets.make_pdf

    def refuse(template, values, files):
        if values["title"].startswith("Mi boleta"):
            raise CannotPrint("no")
        return make(template, values, files)

    monkeypatch.setattr(booklets, "make_pdf", refuse)
    for path in folder("folletos").iterdir():
        path.unlink()
    builder = Builder()
    builder.manifest = {}
    builder.build_background()
    builder.close()
    names = {path.name for path in folder("folletos").iterdir()}
    assert "cartel.pdf" in names and not any(name.startswith("boleta") for name in names)


def test_an_answer_that_is_public_no_more_leaves_paper_at_once(people):
    document = {
        "version": 3,
        "complete": False,
        "source": "",
        "review": ["Propuestas"],
        "commitments": [],
        "answers": [
            {"key": "reason", "label": "¿Por qué?", "section": "Por qué", "type": "long", "value": "Nací aquí"}
        ],
    }
    append("profile", people.ana.key, document, election=SLUG)
    build()
    assert not (folder("folletos") / "contienda-ayuntamiento-de-penon-blanco.pdf").exists()
    assert not (folder("tarjetas") / f"{people.ana.slug}.jpg").exists()
    draw()
    append(
        "profile", people.ana.key, {**document, "answers": [{**document["answers"][0], "value": "Aquí"}]}, election=SLUG
    )
    build()
    assert (folder("folletos") / "contienda-ayuntamiento-de-penon-blanco.pdf").is_file(), (
        "a correction waits for its turn"
    )


def test_taking_off_a_text_redraws_nothing(people):
    text = PageText(election=people.election, slug="que-es", title="Qué es", body="Hola")
    people.election.refresh_from_db()
    texts.save(text, by="x")
    texts.publish(text, by="x")
    build()
    texts.take_off(text, by="x")
    build()
    assert (folder("folletos") / "contienda-ayuntamiento-de-penon-blanco.pdf").is_file()
    assert draw().written == 0


def test_a_file_that_nothing_plans_goes_whatever_the_manifest_knows(people):
    lost = folder("candidaturas") / "perdida" / "index.html"
    lost.parent.mkdir()
    lost.write_text("de una construcción interrumpida")
    build()
    assert not lost.exists()


def test_paper_is_printed_in_the_other_languages_too(people, tmp_path, client):
    english = "../../en/prueba-2027/folletos"
    name = f"{english}/contienda-ayuntamiento-de-penon-blanco.pdf"
    text = text_of(name, tmp_path)
    for said in ("Municipal president", "Election day:", "According to the public register", "cannot be used to vote"):
        assert said in text, said
    assert "Agua *para* #todas $" in text and "conoceles.example.org/en/prueba-2027/contiendas/" in text
    for ours in ("Jornada", "Según el registro", "No ha respondido", "Quiénes compiten", "mismo espacio", "boleta"):
        assert ours not in text, ours
    with read(name) as pdf:
        assert str(pdf.Root.Lang).lower() == "en"
        assert "Photograph of Ana Peña" in alternatives(pdf) and all(alternatives(pdf))
    assert "vote" in text_of(f"{english}/cartel.pdf", tmp_path)
    page = (built_site() / "en" / SLUG / "contiendas/ayuntamiento-de-penon-blanco/index.html").read_text()
    assert f'href="/en/{SLUG}/folletos/contienda-ayuntamiento-de-penon-blanco.pdf"' in page
    assert client.get(f"/en/{SLUG}/folletos/otro.pdf").status_code == 404


def test_what_is_taken_away_leaves_the_paper_of_every_language(people):
    redact("profile", people.ana.key, election=SLUG, ground="datos personales")
    build()
    left = [path.name for path in settings.BUILD_DIR.rglob("*.pdf") if "contienda" in path.name]
    assert left == []
    draw()
    again = list(settings.BUILD_DIR.rglob("contienda-ayuntamiento-de-penon-blanco.pdf"))
    assert len(again) == 2
