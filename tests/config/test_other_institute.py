"""One institute never touches another: who has every role in one finds nothing of the other's, and moves nothing that
both use."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from conoceles.accounts.models import User
from conoceles.elections.grants import give
from conoceles.elections.models import Area, DistrictPlan, Election, Institute, Section
from tests.config.doors import whole, words_of
from tests.config.test_other_election import STAFF
from tests.factories import add_second_factor, make_account, make_town
from tests.scenery import scenery

# Pages of the site, which anybody reads, begin with an election too.
WORKSHOP = ("registro/", "revision/", "captura/")


def of_an_election(resolver, before=""):
    """Yield every address of the workshop that names an election and nothing else of it."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from of_an_election(pattern, before + str(pattern.pattern))
        elif "slug" in pattern.pattern.converters and (before + str(pattern.pattern)).startswith(WORKSHOP):
            yield before + str(pattern.pattern)


ADDRESSES = sorted(of_an_election(get_resolver(settings.ROOT_URLCONF)))


@scenery
def institutes():
    """Two institutes with an election each, and whoever has every role in the election of the second."""
    mine, other = make_town("mia-2027", "98"), make_town("ajena-2027", "97")
    second = Institute.objects.create(name="Otro instituto", acronym="OI", time_zone="America/Tijuana")
    Election.objects.filter(pk=other.election.pk).update(institute=second)
    for town in (mine, other):
        town.election.refresh_from_db()
        town.open_capture()
        town.ana = town.stand("Ana Peña")
    user = User.objects.open("Coordina el otro")
    for role in STAFF:
        give(user, role, other.election, by="")
    add_second_factor(user)
    return mine, other, user


@pytest.fixture
def stranger(institutes):
    client = Client()
    client.force_login(institutes[2])
    return client


def test_no_address_of_one_is_open_to_who_works_in_the_other(institutes, stranger):
    mine, _other, _user = institutes
    asked = [
        (url, ask(url).status_code)
        for url in (whole(one, words_of(mine)) for one in ADDRESSES)
        for ask in (stranger.get, stranger.post)
    ]
    assert [(url, status) for url, status in asked if status not in (403, 404, 405)] == []
    assert sum(status == 403 for _url, status in asked) > 60


def calendar_of(client, slug):
    """Return what the form of an election would send as it stands."""
    text = client.get(f"/registro/{slug}/calendario/").text
    fields = dict(re.findall(r'<input[^>]* name="([\w-]+)"[^>]* value="([^"]*)"', text))
    for name, inside in re.findall(r'<select[^>]* name="([\w-]+)".*?>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        fields[name] = chosen[1] if chosen else ""
    return fields


def test_an_election_is_moved_under_no_other_institute(institutes, stranger):
    mine, other, _user = institutes
    fields = calendar_of(stranger, other.election.slug)
    assert "institute" not in fields and "polls_open" in fields
    sent = {**fields, "institute": mine.election.institute.pk}
    stranger.post(f"/registro/{other.election.slug}/calendario/", sent)
    other.election.refresh_from_db()
    assert other.election.institute.name == "Otro instituto"


def test_the_look_of_one_is_not_the_look_of_the_other(institutes, stranger):
    mine, other, _user = institutes
    before = Institute.objects.get(pk=mine.election.institute_id).theme
    sent = {"light_band": "#7a0019", "logo_alt": "de otro"}
    assert stranger.post(f"/registro/{mine.election.slug}/aspecto/", sent).status_code == 403
    stranger.post(f"/registro/{other.election.slug}/aspecto/", sent)
    assert Institute.objects.get(pk=mine.election.institute_id).theme == before
    assert Institute.objects.get(pk=other.election.institute_id).logo_alt == "de otro"


@pytest.fixture
def shared(institutes):
    """The election of the second is now of the state of the first: both use its places."""
    mine, other, _user = institutes
    Election.objects.filter(pk=other.election.pk).update(plan=mine.election.plan)
    return mine, other


def attempts(town, slug):
    """Return (address, what is sent) of each way to change a place."""
    area, plan = town.places["Peñón Blanco"], town.election.plan
    section = Section.objects.filter(plan=plan).first()
    base = f"/registro/{slug}/lista"
    place = {"kind": "municipality", "name": "Otro nombre", "ine_name": "", "ine_code": area.ine_code}
    return [
        (f"{base}/lugares/{area.pk}/", place),
        (f"{base}/lugares/nueva/", {**place, "ine_code": "077"}),
        (
            f"{base}/distritaciones/{plan.pk}/",
            {"state": plan.state, "state_name": "X", "name": "Otro", "valid_from": "2020-01-01"},
        ),
        (
            f"{base}/secciones/{section.pk}/",
            {"number": "999", "municipality": section.municipality_id, "district": section.district_id},
        ),
    ]


def places():
    return (
        list(Area.objects.order_by("pk").values()),
        list(DistrictPlan.objects.order_by("pk").values()),
        list(Section.objects.order_by("pk").values()),
    )


def test_places_that_both_use_are_changed_by_neither(shared, stranger):
    mine, other = shared
    before = places()
    for url, sent in attempts(mine, other.election.slug):
        answer = stranger.post(url, sent)
        assert answer.status_code == 422, url
        assert "los cambia quien coordina toda la instalación" in answer.text or "Corrija" in answer.text, url
    assert places() == before


def test_places_of_one_alone_are_its_own(institutes, stranger):
    _mine, other, _user = institutes
    url, sent = attempts(other, other.election.slug)[0]
    assert stranger.post(url, sent).status_code == 302
    assert Area.objects.get(pk=other.places["Peñón Blanco"].pk).name == "Otro nombre"


def test_who_coordinates_the_whole_installation_changes_them(shared, staff):
    mine, other = shared
    url, sent = attempts(mine, other.election.slug)[0]
    assert staff.post(url, sent).status_code == 302
    assert Area.objects.get(pk=mine.places["Peñón Blanco"].pk).name == "Otro nombre"


def test_who_works_in_one_is_not_changed_by_a_role_in_the_other(institutes, stranger):
    """The other institute gives her a role and takes it away: name, password, second factor and her own role stay."""
    mine, other, _user = institutes
    ours = make_account("ines@instituto.mx", "Inés Alvarado")
    give(ours, "reviewer", mine.election, by="")
    add_second_factor(ours)
    before = User.objects.filter(pk=ours.pk).values().get()
    url = f"/registro/{other.election.slug}/personal/"
    sent = {"name": "Otro nombre", "email": "ines@instituto.mx", "role": "register"}
    assert stranger.post(url, sent).status_code == 302
    grant = ours.grants.get(election=other.election)
    assert stranger.post(url, {"end": grant.pk}).status_code == 302
    assert User.objects.filter(pk=ours.pk).values().get() == before
    assert [one.election_id for one in ours.grants.open()] == [mine.election.pk]
    assert ours.authenticator_set.count() == 1
    # Nor is a role of the first ended from the second.
    theirs = ours.grants.get(election=mine.election)
    assert stranger.post(url, {"end": theirs.pk}).status_code == 404
