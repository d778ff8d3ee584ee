"""Saving an answer: versions, conflicts, history; and the section's state that follows."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from conoceles.profiles import workflow
from conoceles.profiles.models import Answer, IdentityAnswer, ProfileSection, Revision, Step
from conoceles.profiles.rules import Action
from conoceles.profiles.saving import PAUSE, Conflict, profile_of, save
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import asked_in

ANA, PARTY = Hand("c-ana", "candidate"), Hand("c-roble", "party")


@pytest.fixture
def asked_section(capture):
    asked = asked_in(capture.election)
    profile = profile_of(capture.ana, asked)

    def write(value, version, hand=ANA, key="proposal_1", at=None, **more):
        return save(
            profile,
            asked.questions[key],
            value,
            version=version,
            asked=asked,
            candidacy=capture.ana,
            hand=hand,
            at=at,
            **more,
        )

    write.profile = profile
    return write


def test_each_save_is_a_version_and_says_what_the_section_still_misses(asked_section):
    first = asked_section("Agua", 0)
    assert first.version == 1 and first.missing == ["proposal_1", "proposal_2", "proposal_gender"]
    assert asked_section("Agua para todas " * 30, 1).missing == ["proposal_2", "proposal_gender"]
    assert ProfileSection.objects.get(profile=asked_section.profile, key="proposals").state == "draft"
    assert list(Step.objects.values_list("action", "before", "after")) == [("save", "empty", "draft")]


def test_a_version_that_was_not_seen_is_never_overwritten(asked_section):
    asked_section("Lo mío", 0)
    asked_section("Lo del partido", 1, PARTY)
    with pytest.raises(Conflict) as conflict:
        asked_section("Lo mío, otra vez", 1)
    assert (conflict.value.value, conflict.value.version, conflict.value.mine) == ("Lo del partido", 2, False)
    assert Answer.objects.get().value == "Lo del partido"
    assert asked_section("Lo mío, otra vez", 2).version == 3


def test_the_same_words_again_are_saved_already(asked_section):
    asked_section("Agua", 0)
    assert asked_section("Agua", 0).version == 1 and asked_section("Agua", 7).version == 1


def test_a_first_answer_that_somebody_else_gave_meanwhile_is_a_conflict(asked_section):
    asked_section("Lo del partido", 0, PARTY)
    with pytest.raises(Conflict):
        asked_section("Lo mío", 0)


def test_what_another_hand_or_another_day_wrote_is_kept(asked_section):
    now = timezone.now()
    asked_section("Uno", 0, at=now)
    asked_section("Dos", 1, at=now + timedelta(minutes=1))
    assert not Revision.objects.exists()
    asked_section("Tres", 2, PARTY, at=now + timedelta(minutes=2))
    asked_section("Cuatro", 3, PARTY, at=now + timedelta(minutes=2) + PAUSE + timedelta(seconds=1))
    assert list(Revision.objects.values_list("version", "value", "by")) == [(3, "Tres", "c-roble"), (2, "Dos", "c-ana")]


def test_of_a_long_sitting_every_tenth_version_is_kept(asked_section):
    for number in range(25):
        asked_section(f"Texto {number}", number)
    assert sorted(Revision.objects.values_list("version", flat=True)) == [10, 20]


def test_a_submitted_section_takes_no_writing(asked_section, capture):
    asked_section("Agua", 0)
    section = ProfileSection.objects.get(profile=asked_section.profile, key="proposals")
    workflow.advance(section, Action.SUBMIT, capture.ana, ANA)
    with pytest.raises(workflow.NotAllowed, match="ya se entregó"):
        asked_section("Otra cosa", 1)
    assert Answer.objects.get().value == "Agua"


def test_confidential_answers_are_kept_sealed_and_apart(asked_section, capture):
    asked = asked_in(capture.election, "identity")
    save(
        asked_section.profile,
        asked.questions["indigenous_people_other"],
        "rarámuri",
        version=0,
        asked=asked,
        candidacy=capture.ana,
        hand=ANA,
        confidential=True,
    )
    kept = IdentityAnswer.objects.get()
    assert kept.value == "rarámuri" and not Answer.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM profiles_identityanswer")
        assert "rarámuri" not in str(cursor.fetchall())
    with pytest.raises(workflow.NotAllowed):
        save(
            asked_section.profile,
            asked.questions["indigenous"],
            "yes",
            version=0,
            asked=asked,
            candidacy=capture.ana,
            hand=PARTY,
            confidential=True,
        )


def test_two_who_save_at_once_leave_one_version_and_one_conflict(concurrent_db):
    from tests.factories import make_town

    town = make_town()
    town.open_capture()
    ana = town.stand("Ana Peña")
    asked = asked_in(town.election)
    profile = profile_of(ana, asked)
    save(profile, asked.questions["proposal_1"], "Antes", version=0, asked=asked, candidacy=ana, hand=ANA)
    gate, ends = threading.Barrier(2), []

    def write(text, hand):
        gate.wait()
        try:
            save(profile, asked.questions["proposal_1"], text, version=1, asked=asked, candidacy=ana, hand=hand)
            ends.append("saved")
        except Conflict:
            ends.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=pair) for pair in (("Una", ANA), ("Otra", PARTY))]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert sorted(ends) == ["conflict", "saved"]
    assert Answer.objects.get().version == 2
