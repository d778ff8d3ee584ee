"""What changed: a page for each week, feeds of a contest, a town and a candidacy, each edition whole at its address."""

import re

import pytest

from conoceles.ledger.acts import withdraw
from conoceles.profiles.models import Answer
from tests.built import built_site
from tests.factories import build
from tests.scenery import scenery

pytestmark = pytest.mark.once

SLUG = "prueba-2027"


@scenery
def people(town):
    town.ana = town.stand("Ana Peña", answers={"proposal_1": "Agua para todas.", "reason": "Porque sí."})
    town.eva = town.stand("Eva Sol", party="Partido Sol", place="Cuatro Ciénegas", answers={"reason": "Por mi pueblo."})
    town.publish()
    Answer.objects.filter(profile__candidacy=town.ana, question="proposal_1").update(value="Agua y luz para todas.")
    town.publish()
    Answer.objects.filter(profile__candidacy=town.ana, question="reason").delete()
    town.publish()
    build()
    return town


def page(path):
    return (built_site() / SLUG / path).read_text()


def test_a_week_says_who_changed_what(people):
    index = page("cambios/index.html")
    week = re.search(rf"/{SLUG}/cambios/(\d{{4}}-\d{{2}}-\d{{2}})/", index)[1]
    shown = page(f"cambios/{week}/index.html")
    assert "cambió lo que publica" in shown and "publicó sus respuestas" in shown
    assert "Ana Peña" in shown and "Eva Sol" in shown


def test_each_feed_has_its_own_alone(people):
    contest = people.ana.ticket.contest
    for path in (f"contiendas/{contest.slug}", "municipios/penon-blanco", f"candidaturas/{people.ana.slug}"):
        feed = page(f"{path}/cambios.xml")
        assert "Ana Peña cambió lo que publica" in feed and "Eva Sol" not in feed
        assert 'rel="self" type="application/atom+xml" href="https://' in feed and f"{path}/cambios.xml" in feed
    assert "Eva Sol" in page("cambios.xml") and "Ana Peña" in page("cambios.xml")


def test_each_edition_is_read_whole_at_its_address_without_what_is_no_longer_public(people):
    versions = page(f"candidaturas/{people.ana.slug}/versiones/index.html")
    numbers = [int(one) for one in re.findall(r'<a href="(\d+)/">', versions)]
    assert len(numbers) == 3
    first = page(f"candidaturas/{people.ana.slug}/versiones/{min(numbers)}/index.html")
    assert "Agua para todas." in first and f"edición {min(numbers)} del registro público" in first
    assert "Porque sí." not in first and "ya no es público" in first
    assert "noindex" in first
    assert "Agua y luz para todas." in page(f"candidaturas/{people.ana.slug}/versiones/{max(numbers)}/index.html")


def test_an_edition_that_took_everything_away_says_so(people):
    withdraw("profile", people.ana.key, election=SLUG, reason="Lo pidió la persona.")
    build()
    kept = (built_site() / SLUG).glob("candidaturas/*/versiones/*/*.html")
    numbers = [int(one.parent.name) for one in kept]
    gone = page(f"candidaturas/{people.ana.slug}/versiones/{max(numbers)}/index.html")
    assert "Se retiró del sitio." in gone and "Como se publicó" not in gone
    first = page(f"candidaturas/{people.ana.slug}/versiones/{min(numbers)}/index.html")
    assert "Agua para todas." not in first, "nor does an older one say what is no longer public"
