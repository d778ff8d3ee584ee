from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from conoceles.elections import register
from conoceles.elections.document import age_on, candidacy_document
from conoceles.elections.models import Candidacy, Contest, Election, FormerSlug, Office, Party, Person, Ticket
from conoceles.elections.publication import CannotPublish
from conoceles.ledger import reading
from conoceles.ledger.kinds import check
from conoceles.ledger.models import Edition
from conoceles.lists.preparing.definition import BadDefinition, create_election
from tests.factories import make_agreement


def test_a_slug_is_name_office_and_place_and_namesakes_are_numbered(town):
    first = town.stand("Ana Luz Peña")
    second = town.stand("ANA LUZ PEÑA", party="Partido Río")
    assert first.slug == "ana-luz-pena-presidencia-municipal-penon-blanco"
    assert second.slug == "ana-luz-pena-presidencia-municipal-penon-blanco-2"


def test_a_correction_moves_the_page_and_the_old_address_is_kept(town):
    one = town.stand("Ana Pena")
    one.person.name = "Ana Peña Luna"
    register.save_candidacy(one, one.person)
    assert one.slug == "ana-pena-luna-presidencia-municipal-penon-blanco"
    assert [former.slug for former in one.former_slugs.all()] == ["ana-pena-presidencia-municipal-penon-blanco"]
    other = town.stand("Ana Pena", party="Partido Río")
    assert other.slug == "ana-pena-presidencia-municipal-penon-blanco-2", "an address is never given to somebody else"
    one.person.name = "Ana Pena"
    register.save_candidacy(one, one.person)
    assert one.slug == "ana-pena-presidencia-municipal-penon-blanco", "but it may come back to whose it was"
    assert FormerSlug.objects.get(slug__contains="luna").candidacy == one


def test_accents_alone_do_not_move_a_page(town):
    one = town.stand("Ana Pena")
    one.person.name = "Ana Peña"
    register.save_candidacy(one, one.person)
    assert not one.former_slugs.exists()


def test_the_public_document_names_no_private_field(town):
    one = town.stand("Ana Peña", birth_date=date(1980, 5, 1), folio="F1")
    one.person.curp = "PEXA800501MDGXXX01"
    one.person.save()
    document = candidacy_document(Candidacy.objects.get(pk=one.pk))
    check("candidacy", document)
    text = str(document)
    assert "PEXA800501" not in text and "1980" not in text
    assert document["age"] == age_on(date(1980, 5, 1), town.election.day, None)


@pytest.mark.parametrize(
    ("birth", "day", "listed", "age"),
    [
        (date(2000, 6, 6), date(2027, 6, 6), 99, 27),
        (date(2000, 6, 7), date(2027, 6, 6), None, 26),
        (None, date(2027, 6, 6), 41, 41),
        (None, date(2027, 6, 6), None, None),
    ],
)
def test_age_is_counted_on_election_day_or_taken_from_the_list(birth, day, listed, age):
    assert age_on(birth, day, listed) == age


def test_a_place_on_a_ticket_holds_one_registered_person_for_each_role(town):
    town.stand("Ana Peña")
    town.stand("Luz Río", role="alternate")
    with pytest.raises(ValidationError, match="ya tiene una persona registrada"):
        town.stand("Eva Sol")
    assert Person.objects.count() == 2


def test_a_movement_carries_date_and_agreement_and_a_registered_candidacy_neither(town):
    one = town.stand("Ana Peña")
    one.status = "cancelled"
    with pytest.raises(ValidationError, match="lleva fecha y acuerdo"):
        register.save_candidacy(one, one.person)
    one.status_date, one.status_agreement = date(2027, 4, 2), make_agreement(town.election)
    register.save_candidacy(one, one.person)
    assert candidacy_document(one)["status"] == {
        "state": "cancelled",
        "date": "2027-04-02",
        "agreement": "IEP/CG/01/2027",
    }


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"slug": "registro"}, "está reservada"),
        ({"slug": "datos"}, "está reservada"),
        ({"campaigns_end": timedelta(days=30)}, "debe ir en orden"),
    ],
)
def test_an_election_has_a_calendar_in_order_and_an_address_of_its_own(town, change, sentence):
    for name, value in change.items():
        old = getattr(town.election, name)
        setattr(town.election, name, old + value if isinstance(value, timedelta) else value)
    with pytest.raises(ValidationError, match=sentence):
        register.save(town.election)


def test_catalogues_refuse_what_is_there_already(town):
    with pytest.raises(ValidationError, match="un partido con ese nombre"):
        register.save(Party(election=town.election, name="Partido Roble", order=9))
    with pytest.raises(ValidationError, match="un cargo de esa clase"):
        register.save(Office(election=town.election, kind="mayor", name="Otra", plural="Otras"))
    contest = town.contest("Peñón Blanco")
    with pytest.raises(ValidationError, match="ya tiene una contienda"):
        register.save(Contest(election=town.election, office=contest.office, area=contest.area, name="Otra"))
    Ticket.objects.create(contest=contest, party=town.parties["Partido Roble"])
    with pytest.raises(ValidationError, match="Ya hay un acuerdo con ese número"):
        make_agreement(town.election)
        make_agreement(town.election)


def test_nothing_goes_public_before_the_election_is_published(town):
    town.stand("Ana Peña")
    assert Edition.objects.count() == 0


def test_publishing_twice_publishes_once(town):
    town.stand("Ana Peña")
    assert town.publish() > 0
    size = reading.size()
    assert town.publish() == 0
    assert reading.size() == size


def test_an_election_is_not_published_before_its_publication_starts(town):
    election = town.election
    for name in ("publication_starts", "campaigns_end", "silence_starts", "polls_open", "polls_close"):
        setattr(election, name, getattr(election, name) + timedelta(days=90))
    election.save()
    with pytest.raises(CannotPublish, match="pueden publicarse a partir del"):
        town.publish()
    assert Edition.objects.count() == 0
    assert Election.objects.get().published_at is None


def test_an_election_is_not_published_without_the_address_of_its_site(town):
    institute = town.election.institute
    institute.site = ""
    register.save(institute)
    with pytest.raises(CannotPublish, match="Falta la dirección pública del sitio"):
        town.publish()
    assert Edition.objects.count() == 0


def test_a_partys_new_name_is_one_edition(town):
    town.stand("Ana Peña")
    town.publish()
    before = reading.size()
    party = Party.objects.get(pk=town.parties["Partido Roble"].pk)
    party.name = "Partido Encino"
    register.save(party)
    assert reading.size() == before + 1
    assert Edition.objects.get(number=before + 1).kind == "party"
    register.save(party)
    assert reading.size() == before + 1, "saving without a change publishes nothing"


def test_a_persons_correction_is_one_edition(town):
    one = town.stand("Ana Pena")
    town.publish()
    before = reading.size()
    one = Candidacy.objects.get(pk=one.pk)
    one.person.name = "Ana Peña Luna"
    register.save_candidacy(one, one.person)
    assert reading.size() == before + 1


def test_an_agreement_and_an_office_reach_the_candidacies_that_show_them(town):
    one = town.stand("Ana Peña")
    one.status, one.status_date, one.status_agreement = "withdrawn", date(2027, 4, 2), make_agreement(town.election)
    register.save_candidacy(one, one.person)
    town.publish()
    agreement = one.status_agreement
    agreement.number = "IEP/CG/99/2027"
    before = reading.size()
    register.save(agreement)
    assert reading.size() == before + 1
    office = Office.objects.get(pk=town.offices["mayor"].pk)
    office.answers = False
    register.save(office)
    kinds = list(Edition.objects.filter(number__gt=before + 1).values_list("kind", flat=True))
    assert sorted(kinds) == ["calendar", "candidacy"]


def test_an_election_is_defined_by_a_file(db, tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(DEFINITION, encoding="utf-8")
    election = create_election(path)
    assert (election.slug, election.offices.count(), election.key_dates.count()) == ("x-2027", 1, 1)
    assert create_election(path).pk == election.pk
    assert election.key_dates.count() == 1


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('slug = "x-2027"', "", "slug"),
        ('kind = "governor"', 'kind = "king"', "no es una opción válida"),
        ("2027-06-06T18", "2027-06-06T07", "debe ir en orden"),
        ("[election]", "[election", "no se puede leer como TOML"),
        ("mandatory", "obligatoria", "obligatoria"),
    ],
)
def test_a_definition_that_is_wrong_is_named_and_writes_nothing(db, tmp_path, before, after, sentence):
    path = tmp_path / "x.toml"
    path.write_text(DEFINITION.replace(before, after), encoding="utf-8")
    with pytest.raises(BadDefinition, match=sentence):
        create_election(path)
    assert Election.objects.count() == 0


DEFINITION = """
[institute]
name = "Instituto X"
[election]
slug = "x-2027"
name = "Elección X"
mandatory = true
publication_starts = 2027-04-05T00:00:00-06:00
campaigns_end = 2027-06-02T23:59:59-06:00
silence_starts = 2027-06-03T00:00:00-06:00
polls_open = 2027-06-06T08:00:00-06:00
polls_close = 2027-06-06T18:00:00-06:00
[[offices]]
kind = "governor"
name = "Gubernatura"
plural = "Gubernatura"
answers = true
[[key_dates]]
day = 2027-05-20
text = "Debate"
"""


def test_two_offices_that_one_state_alone_has_are_two(db, tmp_path):
    path = tmp_path / "x.toml"
    own = """
[[offices]]
kind = "other"
name = "Delegación ejidal"
plural = "Delegaciones ejidales"
area_kind = "community"
[[offices]]
kind = "other"
name = "Sindicatura única"
plural = "Sindicaturas únicas"
area_kind = "municipality"
town_hall = true
"""
    path.write_text(DEFINITION + own, encoding="utf-8")
    for _again in range(2):
        election = create_election(path)
        own = election.offices.filter(kind="other").order_by("name")
        assert [(one.name, one.town_hall) for one in own] == [("Delegación ejidal", False), ("Sindicatura única", True)]


@pytest.mark.parametrize(
    "values",
    [
        {"name": "<>"},
        {"name": "\u202eana"},
        {"name": "Ana", "curp": "ABC"},
        {"name": "Ana", "birth_date": date(2031, 5, 5)},
        {"name": "Ana", "age": 7},
    ],
)
def test_a_person_that_cannot_be_is_refused(db, values):
    with pytest.raises(ValidationError):
        Person(**values).full_clean()


@pytest.mark.parametrize("name", ["Ma. de la Luz O'Farrill-Ñúñez", "JOSE LUIS (EL GÜERO) PEÑA", "Ángel 3º"])
def test_names_as_lists_write_them_are_taken(db, name):
    person = Person(name=name)
    person.full_clean()
    person.save()
    assert Person.objects.get().name == name
