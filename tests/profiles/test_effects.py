"""What each step writes: what is public and since when, the section's own term, whoever asked to write again."""

from datetime import timedelta

import pytest

from conoceles.elections.models import Role
from conoceles.profiles import workflow
from conoceles.profiles.models import ProfileSection, Reopening, State, Step, Submission
from conoceles.profiles.rules import RULES
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Hand

# Written apart from the code, as the law and the manuals say it. «old» is what was public before, «new» what was
# submitted last; a section had a term, and somebody waits for a reply.
TABLE = """
action   | from                             | section | public | term  | asked
save     | empty draft observed             | both    | old    | its   | waits
save     | party                            | open    | old    | its   | waits
submit   | draft observed                   | both    | old    | none  | waits
validate | party                            | open    | old    | none  | waits
return   | party                            | open    | old    | its   | waits
approve  | submitted                        | open    | old    | none  | waits
approve  | submitted                        | sealed  | new    | none  | waits
observe  | submitted                        | both    | old    | given | granted
observe  | approved                         | open    | old    | given | granted
observe  | approved                         | sealed  | none   | given | granted
observe  | published paused                 | both    | none   | given | granted
publish  | approved                         | open    | new    | none  | waits
lift     | observed<submitted               | both    | old    | none  | waits
lift     | observed<approved                | open    | old    | none  | waits
lift     | observed<approved                | sealed  | new    | none  | waits
lift     | observed<published observed<paused | open  | new    | none  | waits
extend   | observed draft                   | both    | old    | given | waits
hide     | draft party submitted observed   | both    | none   | its   | waits
hide     | approved                         | open    | none   | its   | waits
reopen   | submitted approved published     | both    | old    | given | waits
pause    | published                        | open    | old    | its   | waits
resume   | paused                           | open    | old    | none  | waits
withdraw | empty draft party submitted observed approved published paused | both | old | its | refused
restore  | withdrawn<draft withdrawn<published | both | old    | its   | waits
"""
# Who does it, for a section that everybody may see and for a confidential one.
WHO = {
    **dict.fromkeys(("save", "return"), (Role.PARTY, Role.CANDIDATE)),
    **dict.fromkeys(("submit", "validate"), (Role.PARTY, Role.CANDIDATE)),
    **dict.fromkeys(("pause", "resume"), (Role.COORDINATION, "")),
    **dict.fromkeys(("withdraw", "restore"), (Role.REGISTER, Role.REGISTER)),
}
UNDOES = {"lift": "observe", "restore": "withdraw"}


def rows():
    for line in TABLE.strip().splitlines()[1:]:
        action, states, section, *effects = (cell.strip() for cell in line.split("|"))
        for state in states.split():
            for sealed in {"both": (False, True), "open": (False,), "sealed": (True,)}[section]:
                yield (action, state, sealed, *effects)


@pytest.fixture
def stage(capture):
    """Return a maker of sections: in a state, with something public, something newer, a term and a petition."""
    at = capture.election.silence_starts - timedelta(days=5)

    def make(state, sealed):
        state, _, left = state.partition("<")
        section = workflow.open_section(profile_of(capture.ana).pk, "section", sealed)
        old, new = (
            Submission.objects.create(section=section, at=at, questionnaire="curricular-1", content="{}") for _ in "12"
        )
        since, term = at - timedelta(days=9), at + timedelta(days=1)
        section.state, section.until, section.public, section.public_since = state, term, old, since
        section.save()
        Reopening.objects.create(section=section, reason="Un dato cambió.", asked_by="c-ana")
        return section, at, left, {"old": old, "new": new, "none": None}, {"its": term, "none": None}

    make.candidacy = capture.ana
    return make


def take(stage, action, state, sealed, **more):
    section, at, left, public, terms = stage(state, sealed)
    role = WHO.get(action, (Role.REVIEWER, Role.EQUALITY))[sealed]
    if left:
        Step.objects.create(section=section, action=UNDOES[action], before=left, after=section.state, at=at, role=role)
    terms["given"] = at + timedelta(days=3)
    moved = workflow.advance(section, action, stage.candidacy, Hand("c-uno", role), until=terms["given"], at=at, **more)
    kept = ProfileSection.objects.get(pk=section.pk)
    assert (moved.state, moved.until, moved.public) == (kept.state, kept.until, kept.public)
    return kept, at, left, public, terms


@pytest.mark.parametrize(("action", "state", "sealed", "shown", "term", "asked"), list(rows()))
def test_what_a_step_writes(stage, action, state, sealed, shown, term, asked):
    kept, at, left, public, terms = take(stage, action, state, sealed)
    assert kept.public == public[shown]
    assert kept.until == terms[term]
    assert kept.public_since == at - timedelta(days=9), "the first time, whatever came after"
    assert kept.changed_at == at or kept.state == state
    if left:
        assert kept.state == left
    petition = Reopening.objects.get()
    assert petition.granted is {"waits": None, "granted": True, "refused": False}[asked]
    assert (petition.answered_at, petition.answered_by) == ((None, "") if asked == "waits" else (at, "c-uno"))


def test_every_row_of_the_law_has_one_here():
    here = {(action, state.partition("<")[0]) for action, state, *_effects in rows()}
    assert here == {(str(rule.action), str(state)) for rule in RULES for state in rule.before}


def test_the_first_publication_is_the_day_that_it_says(stage):
    section, at, *_rest = stage("approved", False)
    ProfileSection.objects.filter(pk=section.pk).update(public_since=None)
    moved = workflow.advance(section, "publish", stage.candidacy, Hand("c-uno", Role.REVIEWER), at=at)
    assert moved.public_since == at


@pytest.mark.parametrize("state", ["submitted", "approved", "published"])
def test_what_is_observed_for_personal_data_leaves_the_site_in_any_state(stage, state):
    kept, *_rest = take(stage, "observe", state, False, off=True)
    assert kept.public is None and kept.state == State.OBSERVED


@pytest.mark.parametrize("left", ["approved", "published", "paused"])
def test_what_left_as_personal_data_is_read_again_before_it_comes_back(stage, left):
    kept, *_rest = take(stage, "lift", f"observed<{left}", False, off=True)
    assert kept.state == State.SUBMITTED and kept.public is None
