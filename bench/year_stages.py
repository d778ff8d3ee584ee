"""Measurements of the institute's year, each in a process of its own: dashboards, and reports as they are issued."""

import statistics
import time
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.stages import prepare
from conoceles.accounts.models import User
from conoceles.demo.year import make_year
from conoceles.elections.grants import give
from conoceles.elections.models import Election, Role
from conoceles.lib.dates import local_date
from conoceles.reports import tally
from conoceles.reports.documents import issuing
from conoceles.reports.documents.content import Period
from conoceles.reports.documents.kinds import KINDS
from tests.factories import add_second_factor

Numbers = dict[str, float]
TIMES = 5


def prepare_year(size: int) -> Numbers:
    """Make an election of `size` candidacies, four fifths of them answered in public, with its institute's year."""
    done = prepare(size, 0.8)
    call_command("collectstatic", interactive=False, verbosity=0)
    make_year(Election.objects.get(), timezone.now())
    return done


def dashboards() -> Numbers:
    """Return seconds of server time and queries of the first screen and of the dashboard, and of the count behind
    them."""
    election, client = Election.objects.get(), Client(headers={"host": "localhost"})
    user = User.objects.open("Coordinación")
    give(user, Role.COORDINATION, election, by="bench")
    add_second_factor(user)
    client.force_login(user)
    started = time.perf_counter()
    tally.keep(election, timezone.now())
    found = {"count": time.perf_counter() - started}
    pages = {"today": f"/taller/{election.slug}/", "progress": f"/registro/{election.slug}/avance/"}
    for name, url in pages.items():
        times = []
        for _run in range(TIMES):
            with CaptureQueriesContext(connection) as caught:
                started = time.perf_counter()
                assert client.get(url).status_code == 200
                times.append(time.perf_counter() - started)
        found |= {name: statistics.median(times), f"{name}_queries": len(caught)}
    return found


def reports() -> Numbers:
    """Return the seconds that a monthly and a final report take to be issued, in their three forms."""
    election, now = Election.objects.get(), timezone.now()
    today = local_date(now)
    asked = issuing.Asked(Period(today - timedelta(days=60), today))
    found = {}
    for kind in ("mensual", "final"):
        started = time.perf_counter()
        issuing.issue(KINDS[kind], election, asked, now, by="bench")
        found[kind] = time.perf_counter() - started
    return found
