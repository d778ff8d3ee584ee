"""«Hoy»: the first screen of every role: what waits in it, what changed since it was seen, where the process is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.config import today
from conoceles.elections.models import Seen
from conoceles.elections.works import AUDIT
from conoceles.profiles.public import redaction
from conoceles.reports import tally
from conoceles.reports.models import Correspondence, Deliverable
from tests.factories import make_town
from tests.review.test_queue import decide, of


@pytest.fixture
def home(capture):
    return f"/taller/{capture.election.slug}/"


def words(answer):
    return " ".join(answer.text.split())


def owe(election, days, **more):
    day = timezone.localdate() + timedelta(days=days)
    return Deliverable.objects.create(
        election=election, cause=f"x{days}", title="Plan", do_by=day, send_by=day, send_until=day, **more
    )


@pytest.mark.parametrize("role", ["coordination", "reviewer", "equality", "commission", "systems", "help_desk"])
def test_it_is_the_first_screen_of_whoever_works_in_an_election(capture, home, role):
    client = capture.account(role, role)
    # Whoever keeps the systems begins with how they are.
    assert client.get("/taller/").url == ("/taller/sistemas/" if role == "systems" else home)
    page = client.get(home)
    assert page.status_code == 200
    assert ("Cuentas sin carta" if role == "coordination" else "Nada espera por usted") in page.text
    assert "Sigue en el calendario" in page.text
    assert ("Nada desde entonces." in page.text) == (role != "coordination"), "she sees that permits were given"


def test_parties_candidates_and_strangers_have_another(capture, home, candidate, party_operator, visitor):
    assert candidate.get("/taller/").url == party_operator.get("/taller/").url == "/captura/"
    assert candidate.get(home).status_code == party_operator.get(home).status_code == 403
    assert visitor.get(home).status_code == 302
    other = make_town("otra-2027", "97")
    assert capture.account("reviewer", "R").get(f"/taller/{other.election.slug}/").status_code == 403


def test_what_waits_comes_with_its_number_its_day_and_its_page_and_what_is_late_first(capture, home, liaison):
    election = capture.election
    owe(election, -2)
    owe(election, 3)
    owe(election, 40)
    day = timezone.localdate() + timedelta(days=1)
    Correspondence.objects.create(
        election=election, direction="in", number="1", date=day, other="INE", subject="x", due_on=day
    )
    page = words(liaison.get(home))
    assert "Tres cosas esperan por usted" in page, "and the accounts that no letter opens"
    assert "<b>2</b>" in page and "Entregables al INE vencidos o de esta semana" in page and "1 con retraso" in page
    assert "<b>1</b>" in page and "Oficio por responder" in page
    assert page.index("Entregables al INE vencidos") < page.index("Oficio por responder")
    assert f'href="/registro/{election.slug}/entregables/"' in page


def test_each_thing_that_waits_has_its_one_press_for_whoever_may(capture, home, liaison, reviewer):
    capture.submit(capture.ana)
    slug = capture.election.slug
    page = words(reviewer.get(home))
    assert f'action="/revision/{slug}/siguiente/"' in page
    assert "Revisar la siguiente" in page
    answer = reviewer.post(f"/revision/{slug}/siguiente/")
    assert capture.ana.key in answer.headers["Location"], "one press, and it is being read"
    assert f'href="/registro/{slug}/cuentas/cartas/?all=1"' in words(liaison.get(home))
    assert liaison.get(f"/registro/{slug}/cuentas/cartas/?all=1").status_code == 200
    register = words(capture.account("register", "Registro").get(home))
    assert "Cuentas sin carta" in register
    assert "Hacer sus cartas" not in register, "letters are the liaison's"


def test_systems_are_told_what_was_redacted_this_week(capture, home):
    capture.publish()
    capture.submit(capture.ana)
    decide(of(capture.ana))
    systems = capture.account("systems", "Sistemas")
    assert "Nada espera por usted" in systems.get(home).text
    redaction.take_back(capture.ana.profile, "c-prueba")
    assert "Supresión de esta semana por purgar" in systems.get(home).text


def test_each_number_is_the_one_of_the_page_behind_it(capture, home, reviewer, coordination):
    capture.submit(capture.ana)
    page = words(reviewer.get(home))
    assert "<b>1</b>" in page and "Perfil por revisar" in page and "desde el" in page
    assert "1 esperan" in words(coordination.get(home)), "the line of the process has the same number"


def test_what_others_did_is_told_until_it_was_seen(capture, home, coordination, reviewer):
    slug = capture.election.slug
    for _ in range(2):
        record("section-submitted", by="c-otra", election=slug, thing="candidacy x")
    record("sign-in", by="c-otra", election=slug)
    page = words(coordination.get(home))
    assert "<strong>2</strong>" in page and "secciones entregadas" in page and "sign-in" not in page
    assert not Seen.objects.exists(), "looking is not saying that it was seen"
    assert coordination.post(home).status_code == 302 and Seen.objects.count() == 1
    assert "secciones entregadas" not in words(coordination.get(home))
    assert "secciones entregadas" in words(reviewer.get(home)), "each sees until where she looked"
    record("grant-given", by="c-otra", election=slug)
    assert "permiso dado" not in words(reviewer.get(home)), "only what she may look at"


def test_a_moment_that_no_page_had_breaks_nothing(capture, home, coordination):
    for odd in ("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "2027-01-01", "ayer", ""):
        assert coordination.post(home, {"until": odd}).status_code == 302
        assert coordination.get(home).status_code == 200, odd


def test_what_i_did_is_no_news(capture):
    record("section-approved", by="c-yo", election=capture.election.slug)
    since = timezone.now() - timedelta(hours=1)
    roles = {"coordination"}
    assert today.changes(capture.election, since, roles, "c-yo") == []
    assert [(one.count, one.what) for one in today.changes(capture.election, since, roles, "c-otra")] == [
        (1, "sección validada")
    ]


def test_the_process_stands_where_the_calendar_and_the_numbers_say(capture, home, coordination, reviewer):
    page = coordination.get(home)
    stages = [(step.title, step.state) for step, _url in page.context["stages"]]
    assert [title for title, _state in stages] == [
        *("Registro", "Cuentas", "Captura", "Revisión", "Publicación", "Veda", "Jornada", "Informe final")
    ]
    assert dict(stages)["Captura"] == "now" and dict(stages)["Jornada"] == "next"
    assert 'class="line"' not in reviewer.get(home).text
    capture.election.polls_open = timezone.now() - timedelta(days=2)
    capture.election.polls_close = timezone.now() - timedelta(days=1)
    capture.election.silence_starts = capture.election.campaigns_end = timezone.now() - timedelta(days=5)
    capture.election.capture_closes = timezone.now() - timedelta(days=6)
    capture.election.capture_opens = timezone.now() - timedelta(days=60)
    capture.election.publication_starts = timezone.now() - timedelta(days=50)
    capture.election.save()
    states = {step.title: step.state for step, _url in coordination.get(home).context["stages"]}
    assert states["Jornada"] == states["Captura"] == "done" and states["Informe final"] == "now"
    assert "Mientras tanto" not in words(coordination.get(home))


def test_everything_that_counts_says_what_it_counts():
    from conoceles.config.menu import works

    silent = [work.address for work in works() if work.waiting and not all(work.asks)]
    assert silent == [] and AUDIT.waiting is None


def test_it_needs_as_many_queries_however_many_wait(
    capture, home, coordination, monkeypatch, django_assert_max_num_queries
):
    """What waits is asked at once. How far everybody is, is one row; it is counted again apart, so not here."""
    stood = tally.tally(capture.election, timezone.now())
    monkeypatch.setattr(tally, "tally", lambda election, now: stood)
    coordination.get(home)
    for number in range(12):
        owe(capture.election, number)
    # And one more that reads the row.
    with django_assert_max_num_queries(14):
        page = coordination.get(home)
    assert "<b>8</b>" in words(page), "those of today and of the seven days after it"
