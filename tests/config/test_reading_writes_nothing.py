"""A GET never writes: every address is opened by whoever may, and the database is told to change nothing but the record
of acts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from conoceles.profiles.models import Profile

pytestmark = pytest.mark.once

WRITING = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM|INSERT OR \w+ INTO)\s+"?(\w+)', re.IGNORECASE)
# That confidential answers were read, or acts exported, is an act itself; a session says when it was last seen.
ALLOWED = {"audit_record", "django_session", "usersessions_usersession", "ledger_head"}


def addresses(patterns, prefix="/"):
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield here, pattern.callback.access


@pytest.fixture
def cast(capture, coordination, equality, candidate, party_operator, help_desk):
    return [coordination, equality, candidate, party_operator, help_desk]


def test_no_get_writes(capture, cast):
    profile = capture.submit(capture.eva)
    before, opened, errors = Profile.objects.count(), 0, []
    candidacy = capture.luz
    known = {
        "slug": capture.election.slug,
        "key": None,
        "screen": "lugares",
        "kind": "curricular",
        "part": "propuestas",
        "question": "proposal_1",
        "pk": 1,
        "form": "csv",
        "name": "a" * 64 + ".jpg",
        "election": capture.election.slug,
        "number": 1,
    }
    for pattern, (_who, methods) in addresses(get_resolver().url_patterns):
        if "GET" not in methods:
            continue
        keys = (candidacy.key, capture.parties["Partido Roble"].key, profile.candidacy.key)
        for key in keys if "key>" in pattern else keys[:1]:
            values = {**known, "key": key}
            url = re.sub(r"<(?:\w+:)?(\w+)>", lambda found, values=values: str(values.get(found[1], "x")), pattern)
            for client in cast:
                # What is kept of the queries of the pages before would end by being the last of these.
                connection.queries_log.clear()
                with CaptureQueriesContext(connection) as queries:
                    opened += client.get(url).status_code == 200
                tables = {found[2] for query in queries for found in [WRITING.match(query["sql"])] if found}
                errors += [f"{url}: {table}" for table in tables - ALLOWED]
    assert errors == [] and opened > 150
    assert Profile.objects.count() == before, "looking at a questionnaire begins none"
