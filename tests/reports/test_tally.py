"""How far everybody is: counted once a day and when it changes, drawn by group, and the list behind each number."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.capture.party.dashboard import lines
from conoceles.elections.models import Candidacy
from conoceles.reports import tally
from conoceles.reports.models import DayTally


@pytest.fixture
def home(capture):
    return f"/registro/{capture.election.slug}/avance"


def everyone(election):
    return lines(list(Candidacy.objects.of_election(election).registered().filter(office__answers=True)), election)


def words(answer):
    return " ".join(answer.text.split())


def test_every_group_adds_up_to_the_whole_and_agrees_with_the_lines(capture):
    capture.submit(capture.ana)
    Candidacy.objects.filter(pk=capture.ana.pk).update(affirmative_actions=["indigenous"])
    found = tally.tally(capture.election, timezone.now())
    each = everyone(capture.election)
    assert found.total == len(each) and found.done == sum(line.done for line in each) == 1
    groups = {kind: rows for kind, _title, rows in found.groups}
    for kind in ("partido", "contienda", "sexo"):
        assert sum(row.total for row in groups[kind]) == found.total
        assert sum(row.done for row in groups[kind]) == found.done
    assert [(row.total, row.done, row.percent) for row in groups["accion"]] == [(1, 1, 100)]


def test_a_day_is_counted_once_and_again_when_something_changed(capture):
    # At noon: an hour before midnight the next hour is another day.
    election, now = capture.election, timezone.localtime().replace(hour=12) + timedelta(days=1)
    with time_machine.travel(now, tick=False):
        assert tally.keep(election, now) and not tally.keep(election, now + timedelta(hours=1)), "nothing changed"
        capture.submit(capture.ana)
        record("section-submitted", election=election.slug)
        assert not tally.keep(election, now + timedelta(seconds=5)), "not at once: counting takes its time"
        assert tally.keep(election, now + timedelta(seconds=60))
        assert DayTally.objects.get().done == 1
        assert tally.keep(election, now + timedelta(days=1)) and DayTally.objects.count() == 2


def test_the_screen_draws_it_and_each_number_opens_its_list(capture, home, commission, party_operator):
    assert party_operator.get(f"{home}/").status_code == party_operator.get(f"{home}/quienes/").status_code == 403
    capture.submit(capture.ana)
    page = words(commission.get(f"{home}/"))
    party = capture.ana.ticket.party
    mine = [line for line in everyone(capture.election) if line.candidacy.ticket.party_id == party.pk]
    assert f"1 de {len(mine)}" in page and f"?partido={party.key}" in page and "Día por día" not in page
    listed = words(commission.get(f"{home}/quienes/?partido={party.key}"))
    assert "Ana Peña" in listed and listed.count('role="rowheader"') == len(mine)
    left = words(commission.get(f"{home}/quienes/?partido={party.key}&estado=falta"))
    assert "Ana Peña" not in left and left.count('role="rowheader"') == len(mine) - 1
    contest = words(commission.get(f"{home}/quienes/?contienda={capture.ana.ticket.contest.key}&estado=submitted"))
    assert "Una candidatura entregada" in contest
    assert "Elija un grupo" in words(commission.get(f"{home}/quienes/"))
    everywhere = words(commission.get(f"{home}/quienes/?estado=submitted"))
    assert "Ana Peña" in everywhere, "each number of the first table opens its list too"
    assert f'href="{home}/quienes/?estado=submitted"' in commission.get(f"{home}/").text
    table = commission.get(f"{home}/quienes/?estado=submitted&formato=csv").content.decode("utf-8-sig")
    assert table.splitlines()[0] == "candidatura,folio,cargo,partido,contienda,estado,le_falta"
    assert [line.split(",")[0] for line in table.splitlines()[1:]] == ["Ana Peña"]
    for odd in ("municipio=abc", "sexo=?", "accion=nada", "estado=x&partido=y"):
        assert commission.get(f"{home}/quienes/?{odd}").status_code == 200


def test_the_trend_is_drawn_against_the_closing_of_capture(capture, home, commission):
    now = timezone.now()
    for days in (3, 2, 1):
        tally.keep(capture.election, now - timedelta(days=days))
    page = words(commission.get(f"{home}/"))
    assert "Día por día" in page and "cierra el" in page and page.count("<polyline") == 1


def test_it_is_taken_away_as_a_table(capture, home, commission):
    capture.submit(capture.ana)
    answer = commission.get(f"{home}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    found = tally.tally(capture.election, timezone.now())
    whole = [row for row in rows if row["por"] == "Por contienda"]
    assert sum(int(row["candidaturas"]) for row in whole) == found.total
    assert sum(int(row["entregadas"]) for row in whole) == found.done


@pytest.mark.parametrize("count", [0, 8])
def test_it_reads_one_count_however_many_there_are(capture, home, commission, count, django_assert_max_num_queries):
    for number in range(count):
        capture.stand(f"Persona {number}", party="Partido Sol", place="Cuatro Ciénegas", position=number + 2)
    tally.keep(capture.election, timezone.now())
    with django_assert_max_num_queries(15):
        commission.get(f"{home}/")
