"""Visits are kept by day before their logs are thrown away, and told in reports; nobody is in them."""

import gzip
from datetime import date, timedelta

import pytest
from django.utils import timezone

from conoceles.reports import visits
from conoceles.reports.documents import visited
from conoceles.reports.documents.content import Period
from conoceles.reports.models import DayVisits


@pytest.fixture
def logs(settings, tmp_path, capture):
    settings.VISITS_LOGS = f"{tmp_path}/visits.log*"
    slug, today = capture.election.slug, timezone.localdate()

    def line(day, path=f"/{slug}/"):
        return f"{day.isoformat()}T10:00:00-06:00 GET 200 {path}\n"

    yesterday = today - timedelta(days=1)
    with gzip.open(tmp_path / "visits.log-1.gz", "wt") as file:
        file.write(line(yesterday) * 3 + line(yesterday, f"/{slug}/candidaturas/ana/") * 2)
    (tmp_path / "visits.log").write_text(line(today) * 9 + line(yesterday, "/otra-2020/"))
    return capture.election, today, tmp_path


def test_days_that_are_over_are_kept_and_never_made_smaller(logs):
    election, today, folder = logs
    now = timezone.now().timestamp()
    assert visits.keep(election, today, now) == 1
    kept = dict(DayVisits.objects.of_election(election).values_list("kind", "visits"))
    assert kept == {"portada": 3, "candidatura": 2}
    assert visits.keep(election, today, now) == 0, "again does nothing"
    (folder / "visits.log-1.gz").unlink()
    assert visits.keep(election, today, now) == 0 and DayVisits.objects.count() == 2
    assert visits.keep(election, today + timedelta(days=1), now) == 1, "today is over tomorrow"


def test_reports_tell_pages_by_kind_and_by_week(logs):
    election, today, _folder = logs
    visits.keep(election, today, timezone.now().timestamp())
    part = visited.section(election)
    assert "se abrieron 5 veces" in part.paragraphs[0] and "no personas" in part.paragraphs[0]
    assert [list(row) for row in part.tables[0].rows] == [["portada", 3], ["candidatura", 2]]
    assert sum(row[1] for row in part.tables[1].rows) == 5
    empty = visited.section(election, Period(date(2020, 1, 1), date(2020, 1, 31)))
    assert empty.tables == [] and empty.empty


def test_logs_that_may_not_be_read_keep_nothing_else_from_its_day(logs, monkeypatch, caplog):
    from conoceles.reports import due

    def refuse(*given):
        raise PermissionError

    monkeypatch.setattr("conoceles.reports.visits.lines_of", refuse)
    list(due.once_a_day(timezone.now()))
    assert "may not be read" in caplog.text
