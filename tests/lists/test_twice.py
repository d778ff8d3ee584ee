"""Who stands by formula and in a list is one person with two candidacies that know of each other."""

import pytest

from conoceles.elections.models import Candidacy, Person
from conoceles.ledger.reading import current
from conoceles.lists.importing import plan_import, write
from conoceles.lists.presets import load
from conoceles.profiles.flags import own_of
from tests.built import built_site
from tests.factories import build

HEADER = "FOLIO,CARGO,LUGAR,PARTIDO,FORMULA,POSICION,CALIDAD,NOMBRE,SEXO,EDAD,CURP\n"
MR = "F1,Presidencia municipal,Peñón Blanco,Partido Roble,D1,1,Propietaria,Eulalia Doble Vía,Mujer,{age},{curp}\n"
RP = "F2,Diputación RP,Prueba,Partido Roble,D2,9,Propietaria,Eulalia Doble Vía,Mujer,{age},{curp}\n"


@pytest.fixture
def bring(town, tmp_path):
    def run(*lines):
        path = tmp_path / "lista.csv"
        path.write_text(HEADER + "".join(lines), encoding="utf-8")
        plan = plan_import(path, load("conoceles"), town.election)
        write(plan)
        return plan.report()

    return run


def both(age=50, curp=""):
    return MR.format(age=age, curp=curp), RP.format(age=age, curp=curp)


def test_one_list_brings_one_person_twice(bring, town, settings):
    report = bring(*both())
    assert report["created"] == 2 and "la misma persona" in str(report["items"])
    [person] = Person.objects.all()
    one, other = person.candidacies.order_by("pk")
    assert other.pk in own_of(one).mates, "she does not copy herself"
    town.publish()
    documents = current(town.election.slug, "candidacy")
    assert documents["candidacy", one.key]["also"] == [other.key]
    assert documents["candidacy", other.key]["also"] == [one.key]
    build()
    page = built_site() / town.election.slug / "candidaturas" / one.slug / "index.html"
    assert "También compite por:" in page.read_text() and "Diputación RP" in page.read_text()
    assert bring(*both())["unchanged"] == 2


def test_two_lists_one_after_the_other_do_the_same(bring):
    for line in both():
        bring(line)
    assert Person.objects.count() == 1 and Candidacy.objects.count() == 2


def test_what_does_not_say_the_same_is_of_two(bring):
    first, _second = both()
    bring(first, RP.format(age=31, curp=""))
    assert Person.objects.count() == 2


def test_another_curp_is_another_person_and_the_same_is_one(bring):
    bring(MR.format(age=50, curp="DOVE760101MDGXXX01"), RP.format(age=50, curp="DOVE760101MDGXXX02"))
    assert Person.objects.count() == 2


def test_without_age_or_sex_nothing_is_guessed(bring):
    bring(*both(age=""))
    assert Person.objects.count() == 2
