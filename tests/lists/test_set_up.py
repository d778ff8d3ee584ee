"""An election begun on screen: from what it elects, or like an earlier one; and the works that prepare it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conoceles.elections import register
from conoceles.elections.models import Candidacy, DistrictPlan, Election, Institute, Party
from conoceles.lists.models import SettledWork
from conoceles.lists.preparing.set_up import lacking, steps
from conoceles.lists.preparing.starting import begin, outlines, proposed_calendar

pytestmark = pytest.mark.django_db
DAY = date(2027, 6, 6)


@pytest.fixture
def institute():
    return register.save(
        Institute(
            name="Instituto de Sonora", state="Sonora", site="https://s.example.org", time_zone="America/Hermosillo"
        )
    )


def state_of(election):
    return {step.name: step.state for step in steps(election)}


@pytest.mark.parametrize("name", list(outlines()))
def test_every_outline_makes_an_election(institute, name):
    outline = outlines()[name]
    election = begin(institute, outline.title, DAY, by="ana", elects=[outline])
    assert election.slug == "sonora-2027" and election.stage == "prototype"
    assert [office.name for office in election.offices.all()] == [row["name"] for row in outline.offices]
    assert election.offices.answering().exists()


def test_the_calendar_is_in_the_hours_of_the_institute_and_in_the_laws_order(institute):
    election = begin(institute, "Elección", DAY, by="ana", elects=[outlines()["congreso"]])
    zone = ZoneInfo("America/Hermosillo")
    assert election.polls_open == datetime(2027, 6, 6, 8, tzinfo=zone)
    assert election.silence_starts == datetime(2027, 6, 3, tzinfo=zone), "three days before"
    assert election.publication_starts == datetime(2027, 4, 19, tzinfo=zone), "forty-five days of campaign"
    assert election.capture_closes - election.capture_opens > timedelta(days=15)


def test_two_outlines_together_have_each_office_once_and_the_longer_campaign(institute):
    both = [outlines()["gubernatura"], outlines()["ayuntamientos"], outlines()["coahuila"]]
    election = begin(institute, "Elección", DAY, by="ana", elects=both)
    assert [office.kind for office in election.offices.all()] == ["governor", "mayor", "trustee", "councillor"]
    assert election.offices.get(kind="councillor").answers, "in one of them it does"
    expected = proposed_calendar(DAY, 60, election.zone)
    assert election.publication_starts == expected["publication_starts"]


def test_an_election_like_an_earlier_one_has_its_rules_parties_and_days_and_nobody_of_it(town):
    before = town.election
    before.substitute_days = 4
    before.save()
    town.stand("Ana Peña")
    Party.objects.create(election=before, kind="coalition", name="Juntas", slug="juntas", order=9)
    day = date(2030, 6, 2)
    election = begin(before.institute, "La siguiente", day, by="ana", like=before)
    assert election.substitute_days == 4 and election.day == day
    assert (day - election.silence_starts.astimezone(election.zone).date()) == (
        before.day - before.silence_starts.astimezone(before.zone).date()
    )
    names = set(election.parties.values_list("name", flat=True))
    assert names == set(before.parties.filter(kind="party").values_list("name", flat=True)) and "Juntas" not in names
    assert election.offices.count() == before.offices.count() > 0
    assert not Candidacy.objects.of_election(election).exists()


def test_each_work_says_how_it_stands_and_what_publishing_lacks(institute):
    election = begin(institute, "Elección", DAY, by="ana", elects=[outlines()["ayuntamientos"]])
    now = state_of(election)
    assert (now["institute"], now["offices"], now["places"], now["list"]) == ("missing", "done", "missing", "missing")
    assert lacking(election) == [
        "No tiene lugares: falta su distritación.",
        "No tiene partidos.",
        "No tiene candidaturas.",
    ]
    for step in steps(election):
        SettledWork.objects.create(election=election, work=step.name, mark=step.found.mark, by="ana")
    assert state_of(election)["calendar"] == "done"
    assert state_of(election)["places"] == "missing", "nobody's word makes places"
    election.publication_starts -= timedelta(3)
    assert state_of(election)["calendar"] == "doubtful", "what changed is looked at again"


def test_an_election_without_parties_lacks_none(institute):
    election = begin(institute, "Elección judicial", DAY, by="ana", elects=[outlines()["judicial"]])
    assert state_of(election)["parties"] == "doubtful" and "No tiene partidos." not in lacking(election)


def test_dates_are_said_in_the_hours_of_the_institute(institute):
    election = begin(institute, "Elección", DAY, by="ana", elects=[outlines()["congreso"]])
    said = next(step.found.said for step in steps(Election.objects.get(pk=election.pk)) if step.name == "calendar")
    assert "al 14 de abril de 2027" in said, "it closes at 23:59 there, which is another day in Greenwich"


def test_what_is_not_ready_is_not_published_by_a_press(town, capture, coordination):
    Candidacy.objects.all().delete()
    done = coordination.post(f"/registro/{capture.election.slug}/publicar/", follow=True)
    assert "Todavía no se publica. No tiene candidaturas." in done.text
    assert Election.objects.get(pk=capture.election.pk).published_at is None


def test_whoever_registers_sees_the_works_and_enters_only_hers(town, capture):
    client = capture.account("register", "Luz Río")
    page = client.get(f"/registro/{capture.election.slug}/preparar/")
    steps_ = {step.name: step.url for step in page.context["steps"]}
    assert steps_["places"] and steps_["parties"] and steps_["list"] and not steps_["calendar"] and not steps_["legal"]
    assert all(client.get(url.partition("#")[0]).status_code == 200 for url in steps_.values() if url)
    assert (
        client.post(f"/registro/{capture.election.slug}/preparar/revisado/", {"settle": "calendar"}).status_code == 403
    )


def test_what_was_looked_at_is_said_and_taken_back_on_screen(town, capture, coordination):
    page = f"/registro/{capture.election.slug}/preparar/"
    press = f"{page}revisado/"
    assert coordination.post(press, {"settle": "calendar"}).status_code == 302
    assert coordination.post(press, {"settle": "calendar"}).status_code == 302, "twice is once"
    assert SettledWork.objects.count() == 1
    assert "Volver a revisar" in coordination.get(page).text
    coordination.post(press, {"again": "calendar"})
    assert not SettledWork.objects.exists()
    assert coordination.post(press, {"settle": "otro"}).status_code == 404


def test_a_division_that_is_not_of_that_day_is_refused_on_screen(town, capture, coordination):
    election = capture.election
    old = DistrictPlan.objects.create(
        state=election.plan.state,
        state_name="X",
        name="La vieja",
        valid_from=date(2000, 1, 1),
        valid_to=date(2010, 1, 1),
    )
    page = f"/registro/{election.slug}/calendario/"
    form = coordination.get(page).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    for name, value in sent.items():
        if isinstance(value, datetime):
            sent[name] = value.strftime("%Y-%m-%dT%H:%M")
    wrong = coordination.post(page, {**sent, "plan": old.pk})
    assert wrong.status_code == 422 and "La vieja no rige el" in wrong.text
    assert Election.objects.get(pk=election.pk).plan != old


def test_publishing_says_before_what_goes_out_and_what_is_not_done(town, capture, coordination):
    Election.objects.filter(pk=capture.election.pk).update(published_at=None)
    page = coordination.get(f"/registro/{capture.election.slug}/publicar/")
    text = " ".join(page.text.split())
    assert "No hay vuelta atrás" in text and "Sin hacer o sin revisar" in text and "Publicar ahora" in text
    assert dict(page.context["counts"])["Candidaturas"] == 3
    assert Election.objects.get(pk=capture.election.pk).published_at is None, "reading publishes nothing"


def test_places_without_their_contest_are_named(town):
    town.stand("Ana Peña")
    step = next(step for step in steps(town.election) if step.name == "contests")
    assert step.state == "doubtful" and "Cuatro Ciénegas" in step.found.said and "Peñón Blanco" not in step.found.said
