"""One writer for each file, and what is damaged is made again by itself."""

import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from conoceles.elections import publication, register
from conoceles.ledger import blobs
from conoceles.ledger.acts import redact
from conoceles.ledger.reading import current
from conoceles.site.build.builder import Builder, StoreLost
from conoceles.site.search.reading import forget, reader
from conoceles.site.search.store import Store
from tests.factories import build
from tests.scenery import scenery
from tests.site.test_build import SLUG, pages, site

pytestmark = pytest.mark.once

CSV = "datos/candidaturas.csv"
HOME = "index.html"
XLSX = "datos/candidaturas.xlsx"


@scenery
def alone(town):
    """A candidacy whose site is built."""
    ana = town.stand("Ana Peña", answers={"message": "Hola"})
    town.publish()
    build()
    return ana


@pytest.fixture
def built(alone):
    """The site of one candidacy, whose builder goes on."""
    builder = Builder()
    builder.build()
    yield builder, alone
    if not builder.lock.closed:
        builder.close()


def rename(ana, name):
    ana.person.name = name
    register.save_candidacy(ana, ana.person)


def text(path):
    return (site() / SLUG / path).read_text(encoding="utf-8")


def mark(path):
    store = Store(settings.BUILD_DIR / "site.sqlite3")
    found = store.manifest().get(f"{SLUG}/{path}")
    store.close()
    return found


@pytest.mark.parametrize("step", ["write", "flush", "place"])
def test_a_slow_process_that_is_overtaken_leaves_what_the_other_put(built, monkeypatch, step):
    """The background process has read an older state, and the builder ends while it is at each of its steps."""
    builder, ana = built
    rename(ana, "Ana Peña Luna")
    slow = Builder(lock="lock-background")
    original, overtaken = getattr(type(slow.drafts), step), []

    def interrupted(self, *values):
        if self is slow.drafts and not overtaken:
            overtaken.append(True)
            rename(ana, "Ana Peña Mar")
            builder.build()
        return original(self, *values)

    if step == "place":
        # Putting is done while nobody else may: overtaken just before.
        monkeypatch.setattr(type(slow), "_place", lambda self, batch, place=Builder._place: _before(self, batch, place))

        def _before(self, batch, place):
            if self is slow and not overtaken:
                overtaken.append(True)
                rename(ana, "Ana Peña Mar")
                builder.build()
            place(self, batch)
    else:
        monkeypatch.setattr(type(slow.drafts), step, interrupted)
    slow.build_background()
    slow.close()
    assert overtaken
    assert "Ana Peña Mar" in text(CSV) and "Ana Peña Luna" not in text(CSV)
    monkeypatch.undo()
    assert builder.build().written == 0, "the mark is that of the file"


def test_a_process_that_dies_between_files_and_marks_leaves_nothing_untrue(built, monkeypatch):
    builder, ana = built
    rename(ana, "Ana Peña Luna")
    monkeypatch.setattr(Store, "wrote", lambda *values: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        builder.build()
    monkeypatch.undo()
    builder.close()
    build()
    assert "Ana Peña Luna" in text(CSV)
    assert build().written == 0


def test_drafts_of_a_stopped_process_go_with_what_was_redacted(built):
    builder, ana = built
    slow = Builder(lock="lock-background")
    slow.drafts.write("datos/x.csv", b"Hola")
    slow.close()
    redact("profile", ana.key, election=SLUG, ground="datos personales de terceros")
    builder.build()
    assert not any(slow.drafts.folder.rglob("*"))


def test_what_was_removed_is_not_brought_back_by_an_older_state(built, town):
    builder, ana = built
    slow = Builder(lock="lock-background")
    slow.build_background()
    old = f"candidaturas/{ana.slug}/index.html"
    path = f"{SLUG}/{old}"
    page = slow._plan(timezone.now())[path]
    slow.turn = slow.store.turn()
    rename(ana, "Beatriz Luna")
    builder.build()
    assert not (site() / path).exists() and mark(old) is None
    slow._render([page], lambda done, total: None)
    slow.close()
    assert not (site() / path).exists()


DAMAGE = {
    "deleted": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:50]),
    "garbage": lambda path: path.write_bytes(b"\x00\xff" * 400),
}


@pytest.mark.parametrize("path", [f"{SLUG}/{HOME}.gz", f"{SLUG}/{CSV}.gz", f"en/{SLUG}/{HOME}.gz", f"{SLUG}/{XLSX}"])
@pytest.mark.parametrize("harm", DAMAGE.values(), ids=DAMAGE)
def test_a_file_that_was_damaged_is_put_again(built, harm, path, caplog):
    builder, _ana = built
    before = pages()
    harm(site() / path)
    builder.looked = 0.0
    with caplog.at_level(logging.WARNING):
        done = builder.build()
    assert done.repaired == 1 and [record.levelname for record in caplog.records] == ["WARNING"]
    assert pages() == before
    builder.looked = 0.0
    assert builder.build().repaired == 0


@pytest.mark.parametrize("harm", DAMAGE.values(), ids=DAMAGE)
def test_a_store_that_was_damaged_is_made_again(built, harm, client):
    builder, _ana = built
    path = settings.BUILD_DIR / "site.sqlite3"
    url = f"/{SLUG}/candidaturas/?q=ana"
    assert "Ana Peña" in client.get(url).text
    builder.close()
    harm(path)
    if path.is_file():
        Path(f"{path}-wal").unlink(missing_ok=True)
        Path(f"{path}-shm").unlink(missing_ok=True)
    assert (site() / SLUG / HOME).is_file(), "what was built is served meanwhile"
    build()
    assert "Ana Peña" in client.get(url).text, "and whoever had the old one open reads the new one"
    assert mark(CSV)


def test_a_builder_whose_store_is_taken_away_ends_so_that_another_begins(built):
    builder, _ana = built
    (settings.BUILD_DIR / "site.sqlite3").unlink()
    with pytest.raises(StoreLost):
        builder.watch(lambda done: None)


def test_while_there_is_no_store_a_search_says_to_come_back(built):
    (settings.BUILD_DIR / "site.sqlite3").unlink()
    assert Client().get(f"/{SLUG}/candidaturas/?q=ana").status_code == 503
    Store(settings.BUILD_DIR / "site.sqlite3").close()
    answer = Client().get(f"/{SLUG}/candidaturas/?q=ana")
    assert answer.status_code == 503 and answer["Retry-After"] == "30" and "Volvemos" in answer.text
    spoken = Client().get(f"/api/v1/{SLUG}/candidaturas")
    assert spoken.status_code == 503 and spoken.json()["error"]
    assert spoken["Access-Control-Allow-Origin"] == "*", "whoever asks from another site reads it too"


HARMED = {
    "lost": "DELETE FROM note WHERE name LIKE 'index state %'",
    "garbage": "UPDATE term SET ids = randomblob(40)",
    "cut": "UPDATE term SET ids = substr(ids, 1, 9)",
    "people": "DELETE FROM entry",
    "order": "UPDATE sequence SET ids = x''",
    "no order": "DELETE FROM sequence",
    "another order": "UPDATE sequence SET ids = randomblob(length(ids))",
}


@pytest.mark.parametrize("harm", [*HARMED])
def test_an_index_that_was_damaged_is_made_again(built, harm, client):
    builder, _ana = built
    builder.store.connection.execute(HARMED[harm])
    forget()
    for query in ("", "?q=ana", "?orden=nombre"):
        answer = client.get(f"/{SLUG}/candidaturas/{query}")
        # Who has no entry is not listed; whatever else is damaged is said.
        assert answer.status_code == (200 if harm == "people" else 503), query
    builder.looked = 0.0
    assert builder.build().repaired == 1
    assert reader(SLUG).search("ana", {}, exact=True, start=0, size=5).total == 1
    assert "Ana Peña" in client.get(f"/{SLUG}/candidaturas/?q=ana").text


@pytest.mark.parametrize("harm", ["deleted", "emptied", "strange"])
def test_a_photograph_that_was_damaged_is_linked_again(built, town, harm):
    builder, _ana = built
    name = blobs.put(b"una fotografia", "jpg")
    blob = blobs.where(name)
    luz = town.stand("Luz Río", place="Cuatro Ciénegas", party="Partido Sol", answers={"message": "Hola"})
    profile = luz.profile
    profile.photo = {"320": name}
    profile.save()
    town.publish()
    builder.build()
    shown = site() / "medios" / name
    assert shown.read_bytes() == b"una fotografia"
    if harm == "strange":
        # Of a copy, where the store is on another disk.
        shown.unlink()
        shown.write_bytes(b"otra")
        (site() / "medios" / "ajena.jpg").write_bytes(b"de nadie")
    elif harm == "emptied":
        shown.unlink()
        shown.write_bytes(b"")
    else:
        shown.unlink()
    builder.looked = 0.0
    builder.build()
    assert shown.read_bytes() == blob.read_bytes() and not (site() / "medios" / "ajena.jpg").exists()


def test_a_style_sheet_that_was_damaged_is_put_again(built):
    builder, _ana = built
    builder.assets.collect()
    [style] = (site() / "activos").glob("estilo-*.css")
    [script] = (site() / "activos" / "site").glob("find*.js")
    for path in (style, script):
        before = Path(path).read_bytes()
        path.write_bytes(before[:40])
        builder.looked = 0.0
        assert builder.build().repaired == 1
        assert Path(path).read_bytes() == before and Path(f"{path}.gz").is_file()


def test_during_a_first_publication_no_page_shows_half_of_it(town, monkeypatch):
    """The builder follows the ledger after each batch of a publication."""
    for number in range(5):
        town.stand(f"Persona {chr(65 + number)}", folio=f"F{number}", answers={"message": "Hola"})
    monkeypatch.setattr(publication, "BATCH", 2)
    builder, said = Builder(), []
    original = publication.append_many

    def followed(entries, **more):
        done = original(entries, **more)
        builder.build()
        home = site() / "index.html"
        said.append(home.read_text(encoding="utf-8") if home.is_file() else "")
        return done

    monkeypatch.setattr(publication, "append_many", followed)
    town.publish()
    builder.close()
    assert len(said) > 4
    whole = said.pop()
    assert "Elección prueba-2027" in whole and "5 de 5" in whole
    assert all("Elección prueba-2027" not in home for home in said), "and until then it is not shown at all"


def test_an_edit_during_a_first_publication_does_not_show_it(town):
    town.stand("Ana Peña")
    town.election.published_at = timezone.now()
    town.election.save()
    town.election.name = "Otra"
    register.save(town.election)
    assert current(SLUG, "calendar") == {}
    town.publish()
    assert [one["name"] for one in current(SLUG, "calendar").values()] == ["Otra"]
