"""A page is made again when what it shows of others changes: followed edit by edit, the site is what it would be if it
were built from nothing."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from conoceles.elections import register, texts
from conoceles.elections.models import Area, Contest, Election, Institute, Office, PageText, Party
from conoceles.ledger.acts import withdraw
from conoceles.movements import acts
from conoceles.movements.basis import Basis
from tests.factories import build, make_agreement
from tests.review.test_queue import decide, of
from tests.scenery import scenery
from tests.site.test_build import pages

pytestmark = pytest.mark.once

SLUG = "prueba-2027"


def change(model, values, **which):
    one = model.objects.filter(**which).first()
    for name, value in values.items():
        setattr(one, name, value)
    register.save(one)


def rename(candidacy, name):
    candidacy.person.name = name
    register.save_candidacy(candidacy, candidacy.person)


def members(town):
    coalition = Party.objects.get(kind="coalition")
    register.save(coalition, related=lambda: coalition.members.set([town.parties["Partido Roble"]]))


def leaves(candidacy, kind):
    basis = Basis(make_agreement(candidacy.election, "IEP/CG/50/2027"), date(2026, 11, 2), "c-registro")
    acts.finish(candidacy, kind, basis)


def answers(candidacy, town):
    town.submit(candidacy, message="Otro mensaje.")
    decide(of(candidacy))


def write(election):
    text = PageText(election=election, slug="accesibilidad", title="Accesibilidad", body="Escríbanos.")
    texts.save(text, by="")
    texts.publish(text, by="")


OFFICE, MAYOR = "Presidencia del municipio", {"kind": "mayor"}
EDITS = {
    "the owner of its ticket is renamed": lambda town: rename(town.ana, "Ana Peña Luna"),
    "the alternate of its ticket is renamed": lambda town: rename(town.luz, "Luz Río Ávila"),
    "the owner of its ticket withdraws": lambda town: leaves(town.ana, "withdrawal"),
    "the alternate of its ticket is cancelled": lambda town: leaves(town.luz, "cancellation"),
    "another of its contest answers": lambda town: answers(town.eva, town),
    "another of its contest stands": lambda town: town.stand("Sol Mar", party="Partido Río"),
    "what another answered is withdrawn": lambda town: withdraw("profile", town.ana.key, election=SLUG, reason="Error"),
    "its party is renamed": lambda town: change(Party, {"name": "Partido Encino"}, name="Partido Roble"),
    "its party is abbreviated": lambda town: change(Party, {"short": "ENC"}, name="Partido Roble"),
    "a party of its coalition is renamed": lambda town: change(Party, {"name": "Partido Lago"}, name="Partido Río"),
    "the coalition of its party is renamed": lambda town: change(Party, {"name": "Por Prueba"}, kind="coalition"),
    "its coalition has other members": members,
    "its office is renamed": lambda town: change(Office, {"name": OFFICE, "plural": OFFICE}, **MAYOR),
    "its contest is renamed": lambda town: change(Contest, {"name": "Ayuntamiento nuevo"}, area__name="Peñón Blanco"),
    "its place is renamed": lambda town: change(Area, {"name": "Peñón Negro"}, name="Peñón Blanco"),
    "its place moves on the map": lambda town: change(Area, {"tile_column": 3}, name="Peñón Blanco"),
    "its place keeps another hour": lambda town: change(Area, {"time_zone": "America/Tijuana"}, name="Peñón Blanco"),
    "the election is renamed": lambda town: change(Election, {"name": "Proceso 2027"}, slug=SLUG),
    "the institute is renamed": lambda town: change(Institute, {"name": "Instituto Nuevo", "acronym": "INU"}),
    "the institute changes its colours": lambda town: change(Institute, {"theme": {"light": {"band": "#2b2b2b"}}}),
    "a text is published": lambda town: write(town.election),
}


@scenery
def standing(capture):
    """Two of a ticket and one of another, published, one with answers; and a coalition in another place. Their site is
    built, and the clock stands still."""
    capture.stand("Mar Paz", place="Cuatro Ciénegas", party="Juntos por Prueba", answers={"message": "Hola"})
    capture.publish()
    answers(capture.ana, capture)
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False):
        capture.now = timezone.now()
        build()
    return capture


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_a_page_shows_of_others_is_brought_up_to_date(standing, settings, tmp_path, edit):
    with time_machine.travel(standing.now, tick=False):
        before = pages()
        edit(standing)
        build()
        followed = pages()
        assert followed != before
        settings.BUILD_DIR = tmp_path / "another"
        build()
        scratch = pages()
    assert sorted(followed) == sorted(scratch)
    assert [path for path in scratch if followed[path] != scratch[path]] == []
