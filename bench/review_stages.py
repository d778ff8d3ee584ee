"""Measurements of review, each in a process of its own: a reviewer's step, near-copies, many published in one act."""

import json
import re
import statistics
import time
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.review_scenery import prepare_review
from conoceles.accounts.models import User
from conoceles.elections.grants import give
from conoceles.elections.models import Election, Role
from conoceles.lib import likeness
from conoceles.profiles.flags import LIKE, like_kept
from conoceles.profiles.models import Print, Review
from conoceles.profiles.public import reviewed
from conoceles.profiles.workflow import Hand
from conoceles.review import deciding, parking
from conoceles.review.queue import claim
from conoceles.site.build.builder import Builder
from tests.factories import add_second_factor

Numbers = dict[str, float]
prepare = prepare_review


def steps(count: int) -> Numbers:
    """Approve `count` whole profiles one after another as a reviewer does by forms; return seconds of server time and
    queries."""
    # A decision is measured with the request that makes it, and not with the one that comes after.
    parking.UNDO = timedelta(0)
    client, base = _reviewer()
    queue_times, queue_queries = [], 0
    for _run in range(3):
        with CaptureQueriesContext(connection) as caught:
            started = time.perf_counter()
            assert client.get(base).status_code == 200
            queue_times.append(time.perf_counter() - started)
        queue_queries = len(caught)
    url = client.post(f"{base}siguiente/").headers["Location"]
    times = []
    for _step in range(count):
        started = time.perf_counter()
        page = client.get(url)
        sent = dict(re.findall(r'name="(seen-\d+)" value="(\d+)"', page.text))
        assert len(sent) >= 5, "a whole questionnaire"
        url = client.post(url, {**sent, "act": "decide"}).headers["Location"]
        times.append(time.perf_counter() - started)
    times.sort()
    return {
        "median": statistics.median(times),
        "p95": times[int(0.95 * (len(times) - 1))],
        "queue": statistics.median(queue_times),
        "queue_queries": queue_queries,
    }


def near_copies(count: int) -> Numbers:
    """Look for the near-copies of `count` texts among all that are kept; return seconds and how many were found."""
    election = Election.objects.get()
    everyone = (
        Print.objects.filter(question="proposal_1").select_related("submission", "profile").order_by("-pk")[:count]
    )
    times, found = [], 0
    for one in everyone:
        original = json.loads(one.submission.content)["proposal_1"]
        text = f"{original} Y una frase que agregó quien copiaba."
        started = time.perf_counter()
        alike = like_kept(text, election.pk, 0)
        found += any(likeness.share(text, other.text)[0] >= LIKE for other in alike)
        times.append(time.perf_counter() - started)
    return {
        "median": statistics.median(times),
        "worst": max(times),
        "found": found,
        "of": count,
        "texts": Print.objects.count(),
    }


def published_together(count: int) -> Numbers:
    """Publish `count` approved profiles in one act; return seconds of the act, and from its end to all of them
    visible."""
    election, hand = Election.objects.get(), Hand("c-medida", "coordination")
    start = election.publication_starts
    Election.objects.update(publication_starts=election.campaigns_end)
    for review in Review.objects.waiting().filter(claimed_by="").order_by("pk")[:count]:
        at = timezone.now()
        deciding.decide(claim(review, "c-medida", at), deciding.seen_now(review), [], hand, at, at)
    Election.objects.update(publication_starts=start)
    election.refresh_from_db()
    builder = Builder()
    builder.assets.collect()
    builder.build()
    started = time.perf_counter()
    done = reviewed.publish_approved(election, hand)
    act = time.perf_counter() - started
    assert done == count
    started = time.perf_counter()
    built = builder.build(overall=False)
    visible = time.perf_counter() - started
    builder.close()
    return {"act": act, "visible": visible, "pages": built.written}


def _reviewer() -> tuple[Client, str]:
    election, user = Election.objects.get(), User.objects.open("Revisión")
    give(user, Role.REVIEWER, election, by="")
    add_second_factor(user)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client, f"/revision/{election.slug}/"
