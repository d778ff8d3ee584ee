"""A simulated week: three reviewers, two rounds for a fifth; nobody is lost, nobody is reviewed twice.

In all tests 25 candidacies; `make week` does the 450 of a state, on PostgreSQL.
"""

import os
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from conoceles.elections.models import Candidacy, Office, Person, Ticket
from conoceles.ledger.models import Edition
from conoceles.ledger.reading import current
from conoceles.profiles.models import Observation, ProfileSection, Review, Step
from conoceles.profiles.workflow import Hand
from conoceles.review import deciding, queue
from conoceles.review.queue import Wanted
from tests.factories import own_words

CANDIDACIES = int(os.environ.get("WEEK", "25"))
REVIEWERS = ("c-uno", "c-dos", "c-tres")


def register(town):
    """Register the candidacies in a few statements, published with the town."""
    office = Office.objects.get(election=town.election, kind="mayor")
    parties = [party for party in town.parties.values() if party.kind == "party"]
    made = []
    for number in range(CANDIDACIES):
        party, contest = parties[number % 3], town.contest(["Peñón Blanco", "Cuatro Ciénegas"][number % 2])
        ticket = Ticket.objects.create(contest=contest, party=party, folio=f"w{number}")
        letters = "".join(chr(97 + int(digit)) for digit in f"{number:03}")
        person = Person.objects.create(name=f"Persona {letters.title()} Prueba{letters}", sex="female")
        made.append(
            Candidacy(
                election=town.election, ticket=ticket, person=person, office=office, slug=f"persona-{letters}-{number}"
            )
        )
    Candidacy.objects.bulk_create(made)
    return list(Candidacy.objects.filter(slug__startswith="persona-").order_by("pk"))


@pytest.mark.long
def test_three_reviewers_validate_everyone_in_a_week_with_two_rounds_for_a_fifth(capture):
    everyone = register(capture)
    capture.publish()
    rng, now = Random(450), timezone.now()
    observed_ones = {one.pk for one in rng.sample(everyone, CANDIDACIES // 5)}
    for number, one in enumerate(everyone):
        if number in (20, 100, 200):
            # Within one transaction no database counts its rows by itself, and it would plan as if there were none.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        capture.submit(one)
    decisions, returned, at = Counter(), {}, now
    order = list(REVIEWERS)
    while Review.objects.waiting().exists():
        at += timedelta(minutes=4)
        rng.shuffle(order)
        for by in order:
            review = queue.take_next(capture.election, Wanted(), by, at)
            if review is None:
                continue
            if rng.random() < 0.03:
                # She goes for lunch with it on the screen: the claim expires and somebody goes on.
                continue
            candidacy = review.profile.candidacy
            first = decisions[candidacy.pk] == 0
            notes = (
                [deciding.Note("proposal_1", "no_answer", "Diga a quién sirve.")]
                if first and candidacy.pk in observed_ones
                else []
            )
            seen = deciding.seen_now(review)
            deciding.decide(review, seen, notes, Hand(by, "reviewer"), at + timedelta(days=3), at)
            decisions[candidacy.pk] += 1
            if notes:
                returned[candidacy.pk] = by
                capture.submit(candidacy, proposal_1=own_words(candidacy, "corregida"))
    assert sum(decisions.values()) == CANDIDACIES + len(observed_ones), "no profile was reviewed twice"
    assert {pk for pk, count in decisions.items() if count == 2} == observed_ones
    assert at - now < timedelta(hours=7 * 8), "three persons, seven days of eight hours"
    states = Counter(ProfileSection.objects.filter(confidential=False).values_list("state", flat=True))
    assert set(states) == {"published"}
    published = current(capture.election.slug, "profile")
    assert len(published) == CANDIDACIES and all(document["complete"] for document in published.values()), (
        "nobody was lost"
    )
    approvals = Counter(Step.objects.filter(action="approve").values_list("section", flat=True))
    assert set(approvals.values()) == {1}, "each section was approved once"
    assert Observation.objects.count() == len(observed_ones) and not Observation.objects.open().exists()
    back = Step.objects.filter(action="approve", section__observations__isnull=False)
    same = sum(returned[pk] == by for pk, by in back.values_list("section__profile__candidacy", "by"))
    assert same >= 0.8 * len(observed_ones), "what was corrected went back to whoever had observed it"
    # That it is being reviewed, and what was published, in two parts where something was observed.
    assert Edition.objects.filter(kind="profile").count() == 2 * CANDIDACIES + len(observed_ones)
