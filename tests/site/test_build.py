"""The site is a pure function of the ledger: what is published is there, what is not is nowhere."""

import gzip
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from conoceles.demo.load import DAYS_LEFT, set_phase
from conoceles.elections import register
from conoceles.elections.models import Candidacy, Party, Person
from conoceles.ledger import blobs
from conoceles.ledger.acts import redact, withdraw
from conoceles.ledger.reading import current
from conoceles.lib.zones import CENTRE, zone
from conoceles.profiles.models import Profile
from conoceles.site.build.assets import HASHED
from conoceles.site.build.builder import AlreadyBuilding, Builder
from conoceles.site.search.reading import reader, store
from conoceles.site.state.phases import phase
from tests.built import built_site
from tests.factories import build, make_agreement, make_town, set_calendar
from tests.markup import flat
from tests.scenery import scenery

SLUG = "prueba-2027"


def site() -> Path:
    return built_site()


def page(path: str) -> str:
    return (site() / SLUG / path / "index.html").read_text(encoding="utf-8")


def times(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what nginx makes its tags of: {path: (time, size)} of what addresses name."""
    found = {path.relative_to(folder): path.stat() for path in Path(folder).rglob("*") if path.is_file()}
    return {
        str(path): (stat.st_mtime_ns, stat.st_size)
        for path, stat in found.items()
        if path.parts[0] != "activos" or HASHED.search(path.name)
    }


def pages() -> dict[str, bytes]:
    return {
        str(path.relative_to(site())): path.read_bytes()
        for path in site().rglob("*")
        if path.is_file() and "activos" not in path.parts
    }


ANSWERS = {
    "proposal_1": "Agua para todas las colonias.  Una obra por mes.",
    "work": "Maestra <script>alert(1)</script>",
    "social": "https://redes.example/ana, @ana",
}


@scenery
def ana(town):
    return town.stand("Ana Peña", answers=ANSWERS)


def test_a_candidacys_page_says_who_for_what_and_in_its_own_words(town, ana):
    town.stand("Luz Río", role="alternate")
    town.publish()
    build()
    text = page(f"candidaturas/{ana.slug}")
    assert "<h1>Ana Peña</h1>" in text and "Presidencia municipal, Peñón Blanco" in text and "Partido Roble" in text
    assert "<p>Agua para todas las colonias.</p><p>Una obra por mes.</p>" in flat(text)
    assert "&lt;script&gt;" in text and "<script>alert" not in text
    assert 'href="https://redes.example/ana"' in text and "@ana" in text
    assert "Luz Río" in text and "responsabilidad de la candidatura" in text


def test_who_did_not_answer_is_said_once_with_the_date(town):
    one = town.stand("Eva Sol")
    town.publish()
    build()
    text = page(f"candidaturas/{one.slug}")
    assert "Se le pidió responder el 30 de abril de 2027" in text
    assert text.count("No ha respondido") == 1


def test_every_list_gives_each_candidacy_and_the_legal_order(town):
    names = ["Partido Sol", "Juntos por Prueba", "Partido Roble"]
    for number, party in enumerate(names):
        town.stand(f"Persona {number}", party=party)
    town.publish()
    build()
    for path in ("contiendas/ayuntamiento-de-penon-blanco", "municipios/penon-blanco", "seccion/1"):
        text = page(path)
        # A coalition stands where its first member does.
        assert text.index("Persona 2") < text.index("Persona 1") < text.index("Persona 0"), path
    assert "Persona 0" in page("partidos/partido-sol") and "Persona 1" in page("partidos/partido-sol")


def test_offices_that_do_not_answer_appear_as_names(town):
    one = town.stand("Rosa Luz", office="councillor", position=2)
    town.publish()
    build()
    assert not (site() / SLUG / "candidaturas" / one.slug).exists()
    assert "Rosa Luz" in page("contiendas/ayuntamiento-de-penon-blanco")


@pytest.mark.parametrize(
    ("status", "words"),
    [("substituted", "fue sustituida"), ("cancelled", "fue cancelada"), ("withdrawn", "renunció a la candidatura")],
)
def test_a_candidacy_that_ended_is_a_tombstone(town, ana, status, words):
    ana.status, ana.status_date, ana.status_agreement = status, date(2027, 4, 2), make_agreement(town.election)
    register.save_candidacy(ana, ana.person)
    town.stand("Luz Río")
    town.publish()
    build()
    text = page(f"candidaturas/{ana.slug}")
    assert f"{words} el 2 de abril de 2027, por el acuerdo IEP/CG/01/2027" in text
    assert "Agua para todas" not in text and "Luz Río" in text
    assert "Ana Peña" not in page("contiendas/ayuntamiento-de-penon-blanco")


def test_building_again_writes_nothing(town, ana):
    town.publish()
    assert build().written > 10
    again = build()
    assert (again.written, again.removed) == (0, 0)


def test_a_change_renders_only_what_shows_it(town, ana):
    town.stand("Luz Río", place="Cuatro Ciénegas", party="Partido Sol")
    town.publish()
    build()
    ana.person.name = "Ana Peña Luna"
    register.save_candidacy(ana, ana.person)
    before = {path: content for path, content in pages().items() if path.endswith(".html")}
    built = build(overall=False)
    after = {path: content for path, content in pages().items() if path.endswith(".html")}
    changed = {path for path in after if before.get(path) != after[path]}
    assert built.removed == 3, "its page, its feed and its card for other sites"
    assert f"{SLUG}/candidaturas/{ana.slug}/index.html" in changed
    assert not any("luz-rio" in path or "cuatro-cienegas" in path for path in changed)
    assert f"{SLUG}/cifras/index.html" not in changed, "whole-election pages follow later"
    build()
    assert "Ana Peña Luna" in (site() / SLUG / "datos" / "candidaturas.csv").read_text(encoding="utf-8")


def test_two_builds_of_the_same_ledger_are_the_same_bytes(town, ana, settings, tmp_path):
    town.publish()
    with time_machine.travel(timezone.now(), tick=False):
        build()
        first = pages()
        settings.BUILD_DIR = tmp_path / "another"
        build()
    assert pages() == first


def test_following_edit_by_edit_ends_in_the_same_bytes_as_building_from_nothing(town, ana, settings, tmp_path):
    luz = town.stand("Luz Río", place="Cuatro Ciénegas", party="Juntos por Prueba", answers={"message": "Hola"})
    town.publish()
    with time_machine.travel(timezone.now(), tick=False):
        build()
        ana.person.name = "Ana Peña Luna"
        register.save_candidacy(ana, ana.person)
        build(overall=False)
        sol = Party.objects.get(name="Partido Sol")
        sol.name = "Partido Sol Naciente"
        register.save(sol)
        build(overall=False)
        town.stand("Eva Mar", party="Partido Río")
        office = luz.office
        office.name = "Presidencia del municipio"
        register.save(office)
        withdraw("profile", luz.key, election=SLUG, reason="En revisión")
        build()
        followed = pages()
        settings.BUILD_DIR = tmp_path / "another"
        build()
        scratch = pages()
    assert sorted(followed) == sorted(scratch)
    assert [path for path in scratch if followed[path] != scratch[path]] == []


def test_text_is_kept_once_and_compressed(town, ana):
    town.publish()
    build()
    file = site() / SLUG / "index.html"
    packed = file.kept.read_bytes()
    assert gzip.decompress(packed).startswith(b"<!doctype html>") and packed[4:8] == b"\0\0\0\0"
    assert [path.name for path in Path(file.parent).glob("index.html*")] == ["index.html.gz"]


def test_the_time_of_a_file_is_made_of_what_it_holds(town, ana, settings, tmp_path):
    town.publish()
    build()
    there = times(built_site())
    settings.BUILD_DIR = tmp_path / "another"
    build()
    assert len(there) > 30 and times(built_site()) == there, "the tags of two machines are equal"


def test_a_withdrawn_profile_leaves_the_site_and_its_answers_with_it(town, ana):
    town.publish()
    build()
    withdraw("profile", ana.key, election=SLUG, reason="En revisión")
    build()
    assert "No ha respondido" in page(f"candidaturas/{ana.slug}")
    assert not any(b"Agua para todas" in content for content in pages().values())


def test_a_redaction_leaves_nothing_of_the_text_anywhere(town, ana, settings):
    Profile.objects.update(photo={"160": blobs.put(b"una imagen", "jpg")})
    town.publish()
    build()
    assert list((site() / "medios").iterdir())
    redact("candidacy", ana.key, election=SLUG, ground="datos personales")
    redact("profile", ana.key, election=SLUG, ground="datos personales")
    # Where an older version had its index.
    (settings.BUILD_DIR / "index").mkdir()
    (settings.BUILD_DIR / "index" / "words").write_text("name pena")
    build(overall=False)
    for path in settings.BUILD_DIR.rglob("*"):
        if path.is_file():
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            content = content.lower()
            assert b"pe\xc3\xb1a" not in content and b"agua para todas" not in content, path
            assert b"name pena" not in content and b"said agu" not in content, path
    assert not list((site() / "medios").iterdir())
    assert reader(SLUG).search("pena", {}, exact=False, start=0, size=5).total == 0


def test_photographs_are_shown_from_the_public_store(town, ana):
    Profile.objects.update(photo={"160": blobs.put(b"chica", "jpg"), "480": blobs.put(b"grande", "jpg")})
    town.publish()
    build()
    names = {path.name for path in (site() / "medios").iterdir()}
    text = page(f"candidaturas/{ana.slug}")
    assert len(names) == 2 and any(name in text for name in names) and 'alt="Fotografía de Ana Peña"' in text


PHASES = [(70, "se publican el"), (20, "Faltan"), (2, "Veda electoral"), (-5, "Archivo.")]


@pytest.mark.parametrize(("days", "words"), PHASES)
def test_the_phase_follows_from_the_calendar_and_the_clock(town, ana, days, words):
    town.publish()
    with time_machine.travel(town.election.polls_open - timedelta(days=days, hours=-1), tick=False):
        build()
        home = page("")
        assert words in home
        shown = (site() / SLUG / "candidaturas").exists()
        assert shown == (days != 70)
        assert ("Ana Peña" in "".join(content.decode("utf-8", "ignore") for content in pages().values())) == shown


def test_on_election_day_the_site_says_so(town, ana):
    town.publish()
    with time_machine.travel(town.election.polls_open + timedelta(hours=1), tick=False):
        build()
    assert "Hoy se vota" in page("")


@pytest.mark.parametrize("name", DAYS_LEFT)
def test_the_demo_is_put_in_each_phase(town, name):
    town.publish()
    town.election.refresh_from_db()
    set_phase(town.election, name, timezone.now())
    calendar = current(SLUG, "calendar")["calendar", SLUG]
    assert phase(calendar, timezone.now(), zone(CENTRE)) == name


def test_before_publication_no_frame_card_or_address_names_anyone(town, ana, settings):
    town.publish()
    with time_machine.travel(town.election.publication_starts - timedelta(days=1), tick=False):
        build()
    content = (settings.BUILD_DIR / "site.sqlite3").read_bytes()
    assert "Ana Peña".encode() not in content


def test_one_builder_owns_the_folder(town):
    builder = Builder()
    with pytest.raises(AlreadyBuilding, match="Otro proceso"):
        Builder()
    builder.close()


def test_two_elections_live_side_by_side_and_the_root_lists_them(town, ana):
    other = make_town("otra-2030", "97")
    set_calendar(other.election, other.election.polls_open + timedelta(days=1))
    other.election.save()
    town.publish()
    other.publish()
    build()
    root = (site() / "index.html").read_text(encoding="utf-8")
    assert "/prueba-2027/" in root and "/otra-2030/" in root
    builder = Builder()
    builder.build()
    planned = builder._plan(timezone.now())
    builder.close()
    of_all = {path: page for path, page in planned.items() if path.startswith(("comparar/", "datos/"))}
    assert {"comparar/index.html", "comparar/elecciones.csv"} < set(of_all)
    assert all(page.overall for page in of_all.values()), "nobody's change waits for what shows all elections"


def test_one_election_is_the_root(town, ana):
    town.publish()
    build()
    assert (site() / "index.html").read_text() == page("")


def test_figures_have_a_numerator_a_denominator_and_agree(town, ana):
    town.stand("Luz Río", role="alternate")
    town.stand("Eva Sol", party="Partido Sol", place="Cuatro Ciénegas")
    town.stand("Rosa Mar", office="councillor")
    town.publish()
    build()
    text = page("cifras")
    assert "1 de 3" in text and "<strong>33%</strong>" not in text.split("Por cargo")[0]
    for table in ("Por cargo", "Por partido", "Por municipio"):
        assert table in text
    assert "1 de 3" in page("")


def test_open_data_has_a_line_for_each_candidacy_as_published(town, ana):
    other = town.stand("Cmd", party="Partido Sol", answers={"work": "-2 renglón"})
    Person.objects.filter(pk=other.person.pk).update(name="=cmd()")
    town.publish()
    build()
    csv_text = (site() / SLUG / "datos" / "candidaturas.csv").read_text(encoding="utf-8-sig")
    assert "'=cmd()" in csv_text and "'-2 renglón" in csv_text
    lines = [json.loads(line) for line in (site() / SLUG / "datos" / "candidaturas.jsonl").read_text().splitlines()]
    assert sorted(line["nombre"] for line in lines) == ["=cmd()", "Ana Peña"]
    assert {answer["value"] for line in lines for answer in line["respuestas"]} >= {"-2 renglón", ANSWERS["work"]}
    assert "edición" in page("datos")


def test_a_section_whose_district_the_table_does_not_say_shows_every_possible_one(town):
    from conoceles.elections.models import Contest, Section

    Section.objects.filter(number=3).update(district=None, district_code="1-2")
    office = town.offices["deputy_mr"]
    for area in town.election.plan.area_set.order_by("ine_code"):
        register.save(Contest(election=town.election, office=office, area=area, name=f"Diputación, {area.name}"))
    town.publish()
    build()
    assert "Diputación, Distrito 1" in page("seccion/3") and "Diputación, Distrito 2" in page("seccion/3")
    assert "Diputación, Distrito 2" not in page("seccion/1")
    assert "no precisa" in page("seccion/3")


def test_a_party_that_changed_its_name_changes_on_every_page(town, ana):
    town.publish()
    build()
    party = Party.objects.get(name="Partido Roble")
    party.name = "Partido Encino"
    register.save(party)
    build()
    everything = [content for path, content in pages().items() if path.endswith((".html", ".csv", ".jsonl"))]
    assert not any(b"Partido Roble" in content for content in everything)
    assert Candidacy.objects.count() == 1


def test_who_answered_without_a_proposal_is_not_said_to_be_silent(town):
    town.stand("Ana Peña", answers={"degree": "Primaria"})
    town.publish()
    build()
    assert "No ha respondido" not in page("contiendas/ayuntamiento-de-penon-blanco")
    assert "1 de 1" in page("cifras")


def test_a_profile_without_answers_any_more_is_withdrawn(town, ana):
    town.publish()
    Profile.objects.get().answers.all().delete()
    assert town.publish() == 1
    build()
    assert "0 de 1" in page("cifras") and "No ha respondido" in page(f"candidaturas/{ana.slug}")


def test_a_lost_index_is_made_again_whole(town, ana, settings):
    town.publish()
    build()
    assert b"name pena" in (settings.BUILD_DIR / "site.sqlite3").read_bytes(), "what the other tests look for"
    store().forget_index(SLUG)
    build()
    assert reader(SLUG).search("ana", {}, exact=True, start=0, size=5).total == 1
