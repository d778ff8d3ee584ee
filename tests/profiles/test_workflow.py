"""Every state, action and role; and who may not."""

import itertools
import threading

import pytest
from django.db import connection

from conoceles.elections.models import Role
from conoceles.profiles import workflow
from conoceles.profiles.models import State, Step
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Action, Hand, rule_for

# (action, from, role, the party validates) → to. Whatever is not here is refused.
ALLOWED = {
    **{
        ("save", state, role, v): "draft"
        for state in ("empty", "draft")
        for role in ("candidate", "party", "help_desk")
        for v in (True, False)
    },
    **{("save", "party", "party", v): "party" for v in (True, False)},
    **{("submit", "draft", "party", v): "submitted" for v in (True, False)},
    ("submit", "draft", "candidate", False): "submitted",
    ("submit", "draft", "candidate", True): "party",
    **{("validate", "party", "party", v): "submitted" for v in (True, False)},
    **{("return", "party", "party", v): "draft" for v in (True, False)},
}  # fmt: skip


@pytest.mark.parametrize("confidential", [False, True])
def test_every_state_action_and_role(confidential):
    errors = []
    for action, state, role, validates in itertools.product(Action.values, State.values, Role.values, (True, False)):
        rule = rule_for(action, state, role, validates, confidential)
        expected = ALLOWED.get((action, state, role, validates))
        if confidential:
            # What is confidential belongs to the person: no party stands between.
            expected = None if role != "candidate" else ALLOWED.get((action, state, role, False))
        if (rule.after if rule else None) != expected:
            errors.append((action, state, role, validates, rule))
    assert errors == []


def test_a_step_leaves_one_line_and_one_act(capture):
    section = workflow.open_section(profile_of(capture.ana).pk, "proposals")
    hand = Hand("c-ana", "candidate")
    for action in ("save", "save", "submit"):
        section = workflow.advance(section, action, capture.ana, hand)
    assert list(Step.objects.values_list("action", "before", "after", "by")) == [
        ("save", "empty", "draft", "c-ana"),
        ("submit", "draft", "submitted", "c-ana"),
    ]
    with pytest.raises(workflow.NotAllowed):
        workflow.advance(section, "submit", capture.ana, hand)


def test_two_who_press_at_once_take_one_step(concurrent_db):
    from tests.factories import make_town

    town = make_town()
    ana = town.stand("Ana Peña")
    section = workflow.open_section(profile_of(ana).pk, "proposals")
    workflow.advance(section, "save", ana, Hand("c-ana", "candidate"))
    gate, ends = threading.Barrier(2), []

    def press(by):
        gate.wait()
        try:
            workflow.advance(section, "submit", ana, Hand(by, "party"))
            ends.append("taken")
        except workflow.NotAllowed:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(by,)) for by in ("c-uno", "c-dos")]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert sorted(ends) == ["refused", "taken"]
    assert Step.objects.filter(action="submit").count() == 1
