"""The queue: who has what, which comes next, and that nobody reviews what another has."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from conoceles.profiles.models import Review
from conoceles.profiles.workflow import Hand
from conoceles.review import deciding, queue
from conoceles.review.queue import Taken, Wanted
from tests.scenery import scenery

ALL = Wanted()
REVIEWER = Hand("c-uno", "reviewer")


@scenery
def waiting(capture):
    for name in ("ana", "eva"):
        capture.submit(getattr(capture, name))
    return capture


def of(candidacy):
    return Review.objects.get(profile__candidacy=candidacy, confidential=False)


def decide(review, notes=(), hand=REVIEWER, at=None):
    at = at or timezone.now()
    until = deciding.term(review.profile.candidacy, at)
    return deciding.decide(review, deciding.seen_now(review), list(notes), hand, until, at)


def test_what_is_submitted_waits_and_what_is_decided_does_not(waiting):
    election, now = waiting.election, timezone.now()
    assert list(queue.waiting(election, ALL, "c-uno", now)) == [of(waiting.ana), of(waiting.eva)]
    decide(of(waiting.ana))
    assert list(queue.waiting(election, ALL, "c-uno", now)) == [of(waiting.eva)]
    assert of(waiting.ana).waiting_since is None


def test_a_claim_keeps_others_away_until_it_expires(waiting):
    election, now = waiting.election, timezone.now()
    first = queue.take_next(election, ALL, "c-uno", now)
    assert first == of(waiting.ana)
    assert queue.take_next(election, ALL, "c-dos", now) == of(waiting.eva)
    assert queue.take_next(election, ALL, "c-tres", now) is None
    with pytest.raises(Taken, match="Otra persona"):
        queue.claim(first, "c-dos", now)
    with pytest.raises(Taken):
        decide(first, hand=Hand("c-dos", "reviewer"))
    late = now + queue.CLAIM + timedelta(seconds=1)
    assert queue.take_next(election, ALL, "c-tres", late) == first
    queue.release(first, "c-dos")
    assert of(waiting.ana).claimed_by == "c-tres", "nobody gives back what she does not hold"
    queue.release(first, "c-tres")
    assert of(waiting.ana).claimed_by == ""
    decide(first)
    with pytest.raises(Taken, match="Ya no espera"):
        queue.claim(first, "c-uno", now)


def test_what_i_hold_comes_first_and_what_i_observed_comes_back_to_me_for_a_day(waiting):
    election, now = waiting.election, timezone.now()
    waiting.submit(waiting.luz)
    decide(of(waiting.luz), [deciding.Note("proposal_1", "no_answer", "Diga más.")])
    waiting.submit(waiting.luz, proposal_1="Otra propuesta muy distinta. " * 20)
    back = of(waiting.luz)
    assert back.rounds == 1 and back.reviewer == "c-uno"
    assert queue.take_next(election, ALL, "c-uno", now) == back, "before what has waited longer"
    queue.release(back, "c-uno")
    assert [queue.take_next(election, ALL, "c-dos", now, after=0) for _ in range(1)] == [of(waiting.ana)]
    queue.claim(of(waiting.eva), "c-tres", now)
    assert queue.take_next(election, ALL, "c-dos", now) == of(waiting.ana), "what she holds already"
    assert queue.take_next(election, ALL, "c-cuatro", now) == back, "nothing else is left for her"
    queue.release(back, "c-cuatro")
    queue.release(of(waiting.ana), "c-dos")
    Review.objects.filter(pk=back.pk).update(waiting_since=now - timedelta(days=3))
    assert queue.take_next(election, ALL, "c-dos", now) == back, "after a day it is anybody's, and it is the oldest"


def test_the_queue_is_seen_by_contest_party_flag_age_and_mine(waiting):
    election, now = waiting.election, timezone.now()
    waiting.submit(waiting.luz, message="Llame al 866 123 4567")
    ana, eva, luz = of(waiting.ana), of(waiting.eva), of(waiting.luz)
    Review.objects.filter(pk=eva.pk).update(waiting_since=now - timedelta(days=3))
    queue.claim(ana, "c-uno", now)

    def shown(**wanted):
        return list(queue.waiting(election, Wanted(**wanted), "c-uno", now))

    assert shown(party=waiting.parties["Partido Sol"].key) == [eva]
    assert shown(contest=waiting.contest("Peñón Blanco").key) == [eva, ana, luz]
    assert shown(flag="phone") == [luz] and shown(flag="none") == [eva, ana]
    assert shown(age="old") == [eva] and shown(whose="mine") == [ana] and shown(whose="back") == []
    assert shown(contest="nada") == []
    assert queue.counts(election, "c-uno", now) == {"total": 3, "others": 0, "mine": 1, "back": 0, "aside": 0, "old": 1}


def test_a_practice_never_waits(capture, coordination):
    from conoceles.elections.models import Candidacy

    coordination.post(f"/registro/{capture.election.slug}/practica/")
    practice = Candidacy.objects.get(election__practice=True)
    capture.submit(practice)
    assert not Review.objects.exists()


def test_two_who_press_at_once_get_different_profiles_and_one_decision(concurrent_db):
    from tests.factories import make_town

    town = make_town()
    town.open_capture()
    ana, eva = town.stand("Ana Peña"), town.stand("Eva Sol", party="Partido Sol")
    for one in (ana, eva):
        town.submit(one)
    gate, got = threading.Barrier(2), []

    def press(by):
        gate.wait()
        try:
            taken = queue.take_next(town.election, ALL, by, timezone.now())
            got.append(taken.pk if taken else None)
        finally:
            connection.close()

    run(press, "c-uno", "c-dos")
    assert len(set(got)) == 2 and None not in got
    review = of(ana)
    Review.objects.update(claimed_by="", claimed_until=None)
    ends, pins = [], deciding.seen_now(review)
    gate = threading.Barrier(2)

    def decide_it(by):
        gate.wait()
        try:
            now = timezone.now()
            deciding.decide(review, pins, [], Hand(by, "reviewer"), now, now)
            ends.append("decided")
        except (Taken, deciding.Stale):
            ends.append("refused")
        finally:
            connection.close()

    run(decide_it, "c-uno", "c-dos")
    assert sorted(ends) == ["decided", "refused"]


def run(target, *names):
    threads = [threading.Thread(target=target, args=(name,)) for name in names]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
