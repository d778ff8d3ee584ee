"""The ballot as the paper is: a box for each emblem where the law says so, and one option one box everywhere else."""

import re

import pytest

from conoceles.elections import register
from conoceles.elections.models import Candidacy, Explanation
from tests.built import built_site
from tests.factories import build
from tests.scenery import scenery

pytestmark = pytest.mark.once

SLUG = "prueba-2027"


@scenery
def people(town):
    town.ana = town.stand("Ana Peña", party="Juntos por Prueba", answers={"reason": "Sí"})
    town.eva = town.stand("Eva Sol", party="Partido Roble")
    town.publish()
    build()
    return town


def page(path):
    return (built_site() / SLUG / path / "index.html").read_text()


def boxes(path="seccion/1"):
    found = re.findall(r'<li class="box" data-option="(\d+)">(.*?)</li>', page(path), re.S)
    return [(option, re.search(r'<p class="party">(.*?)</p>', box)[1], box) for option, box in found]


def test_each_party_of_a_coalition_has_its_box_in_its_own_place(people):
    coalition = people.ana.ticket.party
    members = [member.name for member in coalition.members.order_by("order")]
    found = boxes()
    assert [name for _option, name, _box in found if name in members] == members
    of_ana = [box for _option, name, box in found if "Ana Peña" in box]
    assert len(of_ana) == len(members) > 1
    assert all(">A</strong>" in box and coalition.name in box for box in of_ana), "marked alike"
    assert len({option for option, _name, box in found if "Ana Peña" in box}) == 1, "one option"
    assert "MUESTRA" in page("seccion/1") and "Para votar" in page("seccion/1")


def test_a_common_candidacy_has_the_boxes_that_its_state_says(people):
    party = people.ana.ticket.party
    party.kind, party.own_boxes = "common", False
    register.save(party)
    build()
    assert [name for _option, name, box in boxes() if "Ana Peña" in box] == [party.name]
    party.own_boxes = True
    register.save(party)
    build()
    assert len([box for _option, _name, box in boxes() if "Ana Peña" in box]) == party.members.count()


def test_how_a_coalition_counts_is_the_institutes_text_with_its_source(people):
    assert "Ley General de Partidos Políticos, artículo 87" in page("seccion/1")
    row = Explanation.objects.get(institute=people.election.institute, key="coalition")
    row.text, row.source = "Marque los recuadros que quiera de la coalición.", "Ley de Prueba, artículo 3"
    register.save(row)
    build()
    assert "Marque los recuadros que quiera de la coalición." in page("seccion/1")
    assert "Ley de Prueba, artículo 3." in page("seccion/1")


def test_one_option_is_one_box_however_many_the_list_leaves_in_doubt(people, client):
    mate = people.stand("Bea Ruiz", party="Partido Roble", role="alternate")
    Candidacy.objects.filter(pk__in=[people.eva.pk, mate.pk]).update(role="unconfirmed")
    people.publish()
    build()
    contest = page(f"contiendas/{people.eva.ticket.contest.slug}")
    assert "Dos opciones en la boleta" in contest
    assert contest.count('<li class="ballot joint">') == 1 and contest.count('name="c"') == 2
    assert page("municipios/penon-blanco").count('<li class="ballot joint">') == 1
    comparing = client.get(f"/{SLUG}/comparar/", {"c": [people.ana.key, mate.key, people.eva.key]})
    assert comparing.text.count('class="portrait') == 2, "two columns"
    assert "Bea Ruiz" in comparing.text and "Eva Sol" in comparing.text


def test_what_each_office_does_stands_where_its_name_stands(people):
    text = Explanation.objects.get(institute=people.election.institute, key="mayor").text
    for path in ("seccion/1", f"contiendas/{people.eva.ticket.contest.slug}"):
        assert text in page(path)


def test_names_are_headings_and_each_box_leads_to_its_candidacy(people):
    for _option, _name, box in boxes():
        assert re.search(r'<h3><a href="/prueba-2027/candidaturas/[^"]+">', box)


def test_a_ballot_of_judges_has_no_boxes_and_no_practice(people):
    for party in people.election.parties.all():
        party.kind = "power"
        register.save(party)
    build()
    assert "data-practice" not in page("seccion/1") and "MUESTRA" not in page("seccion/1")
    assert "Eva Sol" in page("seccion/1")
