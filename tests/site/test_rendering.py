"""Pages are made on two cores: what one process does not make, the other does, and nothing is left behind."""

import os
import time

import pytest
from django.db import connection

from conoceles.elections import register
from conoceles.elections.models import Party
from conoceles.ledger.acts import withdraw
from conoceles.lib.paper import CannotPrint
from conoceles.site.build import builder as building
from conoceles.site.build import rendering
from conoceles.site.build.builder import Builder
from conoceles.site.build.drafts import Drafts
from conoceles.site.build.planned import Page
from conoceles.site.build.rendering import ENOUGH, render
from conoceles.site.kept import gunzip
from tests.built import built_site


@pytest.fixture
def drafts(tmp_path):
    return Drafts(tmp_path / "drafts", tmp_path / "site")


@pytest.fixture
def shared(monkeypatch):
    """Two cores, whatever the machine and the database of the tests are."""
    monkeypatch.setattr(rendering, "_can_share", lambda: True)
    monkeypatch.setattr(rendering.connections, "close_all", lambda: None)


def pages(make=lambda number: str(os.getpid())):
    """Return enough pages to be shared, each of which holds what `make` gives for its number."""
    return [
        Page(f"{number}.txt", str(number), "site/_kept.html", lambda number=number: {"kept": [make(number)]})
        for number in range(ENOUGH)
    ]


def contents(drafts):
    named = {name: draft for name, draft in drafts.waiting.items() if name.endswith(".txt.gz")}
    return {name.removesuffix(".gz"): gunzip(draft.read_bytes()).decode().strip() for name, draft in named.items()}


def test_two_processes_make_half_of_the_pages_each(drafts, shared):
    some = pages()
    assert render(some, drafts) == some
    made = contents(drafts)
    assert set(made) == {page.path for page in some}
    assert len(set(made.values())) == 2 and str(os.getpid()) in made.values()


def test_a_few_pages_are_made_by_one(drafts, shared):
    render(pages()[: ENOUGH - 1], drafts)
    assert set(contents(drafts).values()) == {str(os.getpid())}


def test_what_the_other_process_could_not_make_is_made_here(drafts, shared):
    ours = os.getpid()

    def dies_elsewhere(number):
        if os.getpid() != ours:
            os._exit(9)
        return "hecha"

    some = pages(dies_elsewhere)
    assert render(some, drafts) == some
    assert set(contents(drafts).values()) == {"hecha"} and len(contents(drafts)) == ENOUGH


def test_one_that_never_ends_is_left_and_its_half_is_made_here(drafts, shared, monkeypatch):
    ours = os.getpid()

    def sleeps_elsewhere(number):
        if os.getpid() != ours:
            time.sleep(600)
        return "hecha"

    monkeypatch.setattr(rendering, "LEAST_WAIT", 0.2)
    monkeypatch.setattr(rendering._Half, "failed", False)
    some = pages(sleeps_elsewhere)
    assert render(some, drafts) == some
    assert set(contents(drafts).values()) == {"hecha"}
    assert list((drafts.folder / "half").iterdir()) == [], "nothing that it wrote stays"
    assert rendering._Half.failed, "nor is another one waited for"
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_sets_type_is_made_by_one(drafts, shared):
    some = pages()
    typed = [Page("f.pdf", "f", "", lambda: {"content": str(os.getpid()).encode()})]
    assert {page.path for page in render([*some, *typed], drafts)} == {page.path for page in [*some, *typed]}
    assert drafts.waiting["f.pdf"].read_text() == str(os.getpid())


def test_an_error_in_either_half_is_said(drafts, shared):
    for wrong in (0, ENOUGH - 1):
        with pytest.raises(ZeroDivisionError):
            render(pages(lambda number, wrong=wrong: str(1 // (number - wrong))), drafts)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_one_that_cannot_be_drawn_keeps_no_other_from_it(drafts, shared):
    def draw(number):
        if number in (1, ENOUGH - 1):
            raise CannotPrint
        return "dibujada"

    made = render(pages(draw), drafts)
    assert {page.path for page in made} == set(contents(drafts)) and len(made) == ENOUGH - 2


@pytest.mark.django_db
def test_what_others_cannot_see_is_made_by_one():
    assert connection.in_atomic_block
    assert not rendering._can_share()


def test_what_is_taken_away_does_not_wait_for_a_party_that_changes_its_name(town, monkeypatch):
    people = [
        town.stand("Ana Uno", answers={"proposal_1": "Agua."}),
        town.stand("Eva Dos", "Cuatro Ciénegas", answers={"proposal_1": "Sombra."}),
        town.stand("Luz Tres", "Cuatro Ciénegas", role="alternate", answers={"proposal_1": "Luz."}),
    ]
    town.publish()
    one = Builder()
    one.build(overall=False)
    party = Party.objects.get(pk=people[0].ticket.party_id)
    party.name = "Partido Fresno"
    register.save(party)
    monkeypatch.setattr(building, "LOOK_UP", 0.0)
    monkeypatch.setattr(building, "FEW", 1)
    batches = []

    def made(pages, drafts):
        batches.append([page.path for page in pages])
        if len(batches) == 1:
            withdraw("profile", people[0].key, election=town.election.slug, reason="En revisión")
        return render(pages, drafts)

    monkeypatch.setattr(building, "render", made)
    first = one.build(overall=False, staying=True)
    assert len(batches) == 1 and first.left > 5, "the rest of the pages that name the party gave way"
    assert one.store.note("edition") != str(one.state.number), "it is not said to be built"
    second = one.build(overall=False, staying=True)
    hers = f"{town.election.slug}/candidaturas/{people[0].slug}/index.html"
    left = [path for paths in batches[1:] for path in paths]
    others = [f"{town.election.slug}/candidaturas/{person.slug}/index.html" for person in people[1:]]
    assert left.index(hers) < min(left.index(path) for path in others if path in left)
    assert second.left == 0 and one.store.note("edition") == str(one.state.number)
    site = built_site()
    assert "Agua." not in (site / hers).read_text()
    assert all("Partido Fresno" in (site / path).read_text() for path in [hers, *others])
    one.close()


def test_what_was_taken_away_is_gone_whatever_else_waits(town, monkeypatch):
    ana = town.stand("Ana Uno", answers={"proposal_1": "Agua secreta."})
    town.stand("Eva Dos", "Cuatro Ciénegas", answers={"proposal_1": "Sombra."})
    town.publish()
    one = Builder()
    one.build(overall=False)
    monkeypatch.setattr(building, "LOOK_UP", 0.0)
    monkeypatch.setattr(building, "FEW", 1)
    party = Party.objects.get(pk=ana.ticket.party_id)

    def rename_again(pages, drafts):
        party.name = f"Partido {len(party.name)}{party.name[-3:]}"
        register.save(party)
        return render(pages, drafts)

    monkeypatch.setattr(building, "render", rename_again)
    party.name = "Partido Fresno"
    register.save(party)
    assert one.build(overall=False, staying=True).left, "the ledger grows while pages are made"
    ana.person.name = "Ana Nueva"
    register.save_candidacy(ana, ana.person)
    withdraw("profile", ana.key, election=town.election.slug, reason="En revisión")
    one.build(overall=False, staying=True)
    site = built_site()
    shown = [path for path in site.rglob("*.html") if "Agua secreta" in path.read_text()]
    assert shown == []
    one.close()
