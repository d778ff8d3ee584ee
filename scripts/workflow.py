"""docs/workflow.md: the life of a section, drawn from the table in profiles/rules.py."""

import os
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "workflow.md"
INTRO = """# The life of a section

Drawn from the table in `conoceles/profiles/rules.py` by `make workflow`; a test fails when this page says
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
    from conoceles.profiles.rules import RULES, STAYS, Action, Asked, OnSite, Rule, Term, When

    def names(roles: tuple[str, ...]) -> str:
        return ", ".join(str(Role(role).label) for role in roles) or "—"

    arrows: dict[tuple[str, str], list[str]] = {}
    for rule in RULES:
        for before in rule.before:
            if rule.after in State.values and rule.after != before:
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

    def after(rule: Rule) -> str:
        if rule.after == STAYS:
            found = "as it is"
        elif rule.after in Action.values:
            found = "the state that it left"
        else:
            found = str(State(rule.after).label)
        found += {None: "", True: " (where the party validates)", False: " (where it does not)"}[rule.to_party]
        return found + (f"; {State(rule.if_personal).label} after personal data" if rule.if_personal else "")

    heads = ("action", "from", "to", "who", "who, where it is confidential", "when", "on the site", "term", "petition")
    lines += [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for rule in RULES:
        cells = (
            str(Action(rule.action).label),
            ", ".join(State(state).label for state in rule.before),
            after(rule),
            names(rule.roles),
            names(rule.sealed),
            str(When(rule.when).label),
            str(OnSite(rule.site).label),
            str(Term(rule.term).label),
            str(Asked(rule.asked).label),
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        "«On the site» is what is public after the step: the same, what was submitted last, nothing, or what was",
        "shown, if the state that it comes back to is shown. Whatever the row says, a section observed for personal",
        "data leaves the site. `public_since` is the first time that it was published, whatever came after.",
    ]
    return INTRO + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} written.\n")
