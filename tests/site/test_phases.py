"""What each phase says and offers: when, before publication; the address, in the silence; what was, in the archive."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from conoceles.elections import register
from conoceles.elections.models import KeyDate
from conoceles.lib.zones import CENTRE, zone
from conoceles.site.state.phases import Phase, phase
from tests.built import built_site
from tests.factories import build
from tests.markup import flat
from tests.scenery import scenery

SLUG = "prueba-2027"


@scenery
def people(town):
    """One who answered, one who did not, and links: one for who votes, one dated after the day."""
    town.ana = town.stand("Ana Peña", answers={"message": "Agua para todas.", "proposal_1": "Pozos."})
    town.eva = town.stand("Eva Sol", party="Partido Sol")
    voted = timezone.localdate(town.election.polls_open)
    register.save(KeyDate(election=town.election, text="Ubique su casilla", url="https://ejemplo.mx/casilla"))
    register.save(
        KeyDate(
            election=town.election,
            text="Cómputos",
            url="https://ejemplo.mx/computos",
            day=voted + timedelta(days=3),
        )
    )
    town.publish()
    return town


def text(path=""):
    return flat((built_site() / SLUG / path / "index.html").read_text())


def built(people, moment):
    """Build at a moment of the election's calendar, and return whom to ask for addresses."""
    with time_machine.travel(moment, tick=False):
        build()


def share_box(html):
    return html.split("data-share-box")[1].split("</details>")[0]


def test_while_campaigns_last_it_is_shared_in_every_way(people):
    build()
    ana = text(f"candidaturas/{people.ana.slug}")
    assert "wa.me" in share_box(ana) and "<iframe" in share_box(ana).replace("&lt;", "<")
    assert "Ayude a difundir" in text() and "Ubique su casilla" in text()
    assert "No ha respondido" in text(f"candidaturas/{people.eva.slug}")


@pytest.mark.parametrize("hours", [-30, 1])
def test_in_the_silence_only_the_address_is_copied(people, hours):
    built(people, people.election.polls_open + timedelta(hours=hours))
    ana = share_box(text(f"candidaturas/{people.ana.slug}"))
    assert "Copiar la dirección" in ana and "En la veda solo se copia la dirección" in ana
    assert "wa.me" not in ana and "iframe" not in ana and "Imagen para redes" not in ana
    assert "veda" in text() and "no se publica nada" not in text()
    assert "En la veda no se ofrecen" in text("difusion")
    assert not list((built_site() / SLUG).glob("difusion/*.jpg"))
    assert "Cartel con código QR" not in text("municipios/penon-blanco")
    assert "No respondió" in text(f"candidaturas/{people.eva.slug}")
    assert "veda" in text(f"../incrustar/{SLUG}/candidatura/{people.ana.slug}").lower()


def test_on_the_day_every_page_begins_with_where_to_vote(people):
    built(people, people.election.polls_open + timedelta(hours=1))
    head = text(f"candidaturas/{people.ana.slug}").split("<main")[0]
    assert "Hoy se vota" in head and 'href="https://ejemplo.mx/casilla"' in head and "computos" not in head
    assert "Se vota hoy." in text("seccion/1")


def test_the_day_lasts_until_it_ends():
    calendar = {
        "publication_starts": "2027-05-01T00:00:00-06:00",
        "silence_starts": "2027-06-03T00:00:00-06:00",
        "polls_open": "2027-06-06T08:00:00-06:00",
        "polls_close": "2027-06-06T18:00:00-06:00",
    }

    def at(text):
        return phase(calendar, datetime.fromisoformat(text), zone(CENTRE))

    assert at("2027-06-06T18:30:00-06:00") == Phase.ELECTION_DAY, "whoever is in line still votes"
    assert at("2027-06-07T00:00:00-06:00") == Phase.ARCHIVE


def test_the_archive_says_what_was_and_where_results_are(people):
    built(people, people.election.polls_open + timedelta(days=1))
    assert 'href="https://ejemplo.mx/computos"' in text("contiendas").split("<main")[0]
    assert "Para votar" not in text() and "casilla" not in text()
    assert "Qué se eligió" in text("contiendas") and "Ayude a difundir" not in text()
    assert "quién pidió el voto" in text("municipios/penon-blanco")
    assert "No respondió" in text(f"candidaturas/{people.eva.slug}")


def test_a_way_of_voting_is_told_in_the_past_once_it_is_over(people):
    contest = people.contest("Peñón Blanco")
    contest.modes = ["in_person", "prison"]
    register.save(contest)
    build()
    [path] = (built_site() / SLUG / "votar").iterdir()
    assert "votan ahí mismo" in text(f"votar/{path.name}")
    built(people, people.election.polls_open + timedelta(days=1))
    assert "votaron ahí mismo" in text(f"votar/{path.name}") and "votan ahí mismo" not in text(f"votar/{path.name}")


def test_before_publication_everything_says_when(people, client):
    with time_machine.travel(people.election.publication_starts - timedelta(days=2), tick=False):
        build()
        for path in (f"/{SLUG}/comparar/?c={people.ana.key}", f"/{SLUG}/folletos/cartel.pdf"):
            assert "se publica" in flat(client.get(path).text), path
        framed = client.get(f"/incrustar/{SLUG}/candidatura/{people.ana.slug}/")
        assert framed.status_code == 404 and "se publican el" in flat(framed.text)
        assert "X-Frame-Options" not in framed.headers
        assert "frame-ancestors *" in framed["Content-Security-Policy"]
        for path in ("candidaturas", f"candidaturas/{people.ana.key}", "cifras", f"comparar?c={people.ana.key}&c=x"):
            answer = client.get(f"/api/v1/{SLUG}/{path}")
            assert answer.status_code == 404 and "se publican el" in answer.json()["error"], path
        lost = client.get(f"/{SLUG}/candidaturas/quien-sea/")
        assert "<title>Todavía no se publica" in flat(lost.text)


def test_a_message_has_its_own_address_and_what_shares_it(people):
    build()
    own = text(f"candidaturas/{people.ana.slug}/mensaje")
    assert "Agua para todas." in own and "El mensaje de Ana Peña" in own and "data-share-box" in own
    assert f"tarjetas/{people.ana.slug}.jpg" in own
    assert f"{people.ana.slug}/mensaje/" in text(f"candidaturas/{people.ana.slug}")
    assert not (built_site() / SLUG / "candidaturas" / people.eva.slug / "mensaje").exists()
