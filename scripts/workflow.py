"""docs/workflow.md: the life of a section, drawn from the table in profiles/workflow.py."""

import os
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "workflow.md"
INTRO = """# The life of a section

Drawn from the table in `conoceles/profiles/workflow.py` by `make workflow`; a test fails when this page says
something else. Every section of a profile has its own state; the state of a whole questionnaire in lists is derived
from them (`conoceles/capture/party/dashboard.py`). Words are those of the screens. Saving in a section that is
being written is no step.

"""


def page() -> str:
    """Return the whole page: a diagram and a table, row by row as the code has them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conoceles.config.settings")
    import django

    django.setup()
    from conoceles.elections.models import Role
    from conoceles.profiles.models import State
    from conoceles.profiles.workflow import RULES, STAYS, Action, When

    def names(roles: tuple[str, ...]) -> str:
        return ", ".join(str(Role(role).label) for role in roles) or "—"

    arrows: dict[tuple[str, str], list[str]] = {}
    for rule in RULES:
        for before in rule.before:
            if rule.after and rule.after not in (before, STAYS):
                arrows.setdefault((before, rule.after), []).append(str(Action(rule.action).label))
    lines = ["```mermaid", "stateDiagram-v2", "  [*] --> empty"]
    lines += [f"  {state.value} : {state.label}" for state in State]
    lines += [f"  {before} --> {after} : {' / '.join(dict.fromkeys(acts))}" for (before, after), acts in arrows.items()]
    lines += [
        "  withdrawn --> [*]",
        "```",
        "",
        "From `withdrawn`, restoring brings a section back to the state that it left.",
        "",
    ]
    lines += ["| action | from | to | who | who, where it is confidential | when |", "|---|---|---|---|---|---|"]
    for rule in RULES:
        before = ", ".join(State(state).label for state in rule.before)
        after = {"": "the state that it left", STAYS: "as it is"}.get(rule.after) or str(State(rule.after).label)
        only = {None: "", True: " (where the party validates)", False: " (where it does not)"}[rule.to_party]
        cells = (
            Action(rule.action).label,
            before,
            after + only,
            names(rule.roles),
            names(rule.sealed),
            When(rule.when).label,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return INTRO + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} written.\n")
