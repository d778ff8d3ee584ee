"""Every state, action and role; and who may not."""

import itertools
import threading

import pytest
from django.db import connection

from conoceles.elections.models import Role
from conoceles.profiles import workflow
from conoceles.profiles.models import State, Step
from conoceles.profiles.rules import STAYS, Action, rule_for
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Hand

# Written apart from the code: action | from | to | who, in words a lawyer used. «p» only where the party validates, «n»
# only where not.
TABLE = """
save     | empty draft                         | draft     | candidate party help_desk
save     | observed                            | observed  | candidate party help_desk
save     | party                               | party     | party
submit   | draft observed                      | submitted | party candidate/n
submit   | draft observed                      | party     | candidate/p
validate | party                               | submitted | party
return   | party                               | draft     | party
approve  | submitted                           | approved  | reviewer coordination
observe  | submitted approved published paused | observed  | reviewer coordination
publish  | approved                            | published | reviewer coordination
reopen   | submitted approved published        | draft     | reviewer coordination
lift     | observed                            | (before)  | reviewer coordination
extend   | observed                            | observed  | reviewer coordination
extend   | draft                               | draft     | reviewer coordination
hide     | draft                               | draft     | reviewer coordination
hide     | party                               | party     | reviewer coordination
hide     | submitted                           | submitted | reviewer coordination
hide     | observed                            | observed  | reviewer coordination
hide     | approved                            | approved  | reviewer coordination
pause    | published                           | paused    | coordination
resume   | paused                              | published | coordination
withdraw | empty draft party submitted observed approved published paused | withdrawn | register coordination
restore  | withdrawn                           | (before)  | register coordination
"""
SEALED = """
save     | empty draft                         | draft     | candidate
save     | observed                            | observed  | candidate
submit   | draft observed                      | submitted | candidate
approve  | submitted                           | approved  | equality
observe  | submitted approved published paused | observed  | equality
reopen   | submitted approved published        | draft     | equality
lift     | observed                            | (before)  | equality
extend   | observed                            | observed  | equality
extend   | draft                               | draft     | equality
hide     | draft                               | draft     | equality
hide     | party                               | party     | equality
hide     | submitted                           | submitted | equality
hide     | observed                            | observed  | equality
withdraw | empty draft party submitted observed approved published paused | withdrawn | register coordination
restore  | withdrawn                           | (before)  | register coordination
"""


def read(table):
    """Return {(action, from, role, the party validates): to} of a table; whatever is not there is refused."""
    found = {}
    for line in table.strip().splitlines():
        action, before, after, roles = (cell.strip() for cell in line.split("|"))
        for state, role in itertools.product(before.split(), roles.split()):
            name, _, only = role.partition("/")
            for validates in {"": (True, False), "p": (True,), "n": (False,)}[only]:
                found[action, state, name, validates] = after if after != "(before)" else ""
    return found


@pytest.mark.parametrize("confidential", [False, True], ids=["curricular", "identity"])
@pytest.mark.parametrize("action", [one.value for one in Action])
def test_every_state_action_and_role(action, confidential):
    allowed, wrong = read(SEALED if confidential else TABLE), []
    for state, role, validates in itertools.product(State.values, Role.values, (True, False)):
        rule = rule_for(action, state, role, validates, confidential)
        after = None
        if rule:
            after = {STAYS: state, "observe": "", "withdraw": ""}.get(rule.after, rule.after)
        if after != allowed.get((action, state, role, validates)):
            wrong.append((state, role, validates, after))
    assert wrong == []


def test_the_diagram_in_the_docs_is_drawn_from_the_table():
    from scripts.workflow import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "run make workflow"


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
    town.open_capture()
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


def test_every_action_is_an_act_of_the_register():
    # A draft that is saved leaves no act; movements and publications leave one of their own.
    elsewhere = {Action.SAVE, Action.PUBLISH, Action.WITHDRAW, Action.RESTORE}
    assert set(workflow.ACTS) | elsewhere == set(Action) and not elsewhere & set(workflow.ACTS)
