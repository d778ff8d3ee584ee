"""Rows that wait, settled by a person: who they are of, or that they are of nobody."""

import re

from django.db import transaction
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election
from conoceles.elections.models.candidacy import NAME
from conoceles.elections.publication import publish_after_edit
from conoceles.lib.finding import named
from conoceles.lists import writing
from conoceles.lists.doubts import CannotSettle
from conoceles.lists.matching import plan_register
from conoceles.lists.models import HeldRow
from conoceles.lists.nobody import is_broken, names_nobody
from conoceles.lists.plan import DOUBTFUL, REFUSED, Listed, listed_of
from conoceles.lists.reading import LONGEST_NAME


def settle_held(held: HeldRow, user: User, *, answer: str = "") -> list[Candidacy]:
    """Register what a row says, with the name or the party that was said ('' dismisses it), and return who stands now.

    The same rows of a later list are then what was said. Raises CannotSettle when it was settled before, or when the
    register does not take it; nothing is written then.
    """
    with transaction.atomic():
        held = HeldRow.objects.select_for_update(of=("self",)).select_related("election").get(pk=held.pk)
        if held.outcome:
            raise CannotSettle("Esa duda ya estaba resuelta; recargue la página para ver cómo quedó.")
        held.outcome = HeldRow.Outcome.REGISTERED if answer else HeldRow.Outcome.DISMISSED
        held.answer, held.settled_at, held.settled_by = answer, timezone.now(), user
        held.save(update_fields=["outcome", "answer", "settled_at", "settled_by"])
        found = _registered(held) if answer else []
        by, election = user.get_username(), held.election
        record("doubt-settled", by=by, election=election.slug, thing=f"row {held.pk}", outcome=held.outcome)
        for candidacy in found:
            for thing in (candidacy.ticket.contest.area, candidacy.ticket.party, candidacy.ticket.contest, candidacy):
                publish_after_edit(thing)
    return found


def said_name(text: str, *, sure: bool) -> str:
    """Return a name that somebody wrote for a row; one that does not look like a name only where she is `sure`. Raises
    CannotSettle for what is none."""
    name = " ".join(text.split())
    if not name:
        raise CannotSettle("Escriba el nombre como está registrado.")
    if len(name) > LONGEST_NAME:
        raise CannotSettle(f"El nombre tiene {len(name)} caracteres y caben {LONGEST_NAME}.")
    if not re.match(NAME, name):
        raise CannotSettle(f"«{name[:40]}» no es un nombre: empiece con una letra y no use signos como < o |.")
    if (is_broken(name) or names_nobody(name)) and not sure:
        raise CannotSettle(f"«{name[:40]}» no se ve como un nombre: corríjalo, o marque que se llama así.")
    return name


def _registered(held: HeldRow) -> list[Candidacy]:
    rows = _said(held)
    plan = plan_register(held.election, rows, create=frozenset(held.create), settling=True)
    wrong = [item.reason for item in plan.items if item.fate in (REFUSED, DOUBTFUL)]
    if wrong or not plan.matches:
        raise CannotSettle(wrong[0] if wrong else "El registro ya no admite esa candidatura.")
    writing.prepare(plan)
    writing.write(plan, held.file)
    return [match.candidacy for match in plan.matches if match.candidacy is not None]


def _said(held: HeldRow) -> list[Listed]:
    """Return the rows as somebody said that they are."""
    rows = [listed_of(values) for values in held.rows]
    for row in rows:
        row.held = ""
        # What was doubtful of other cells was said when the list was read.
        row.doubts = []
    if held.kind == HeldRow.Kind.NAMESAKE:
        return rows
    if held.kind != HeldRow.Kind.PARTIES:
        rows[0].name = held.answer
        return rows
    if held.answer == HeldRow.EACH:
        return rows
    own = next((row for row in rows if row.party == held.answer), None)
    if own is None:
        # A coalition has its own formulas.
        own = rows[0]
        own.party, own.party_kind, own.ticket = held.answer, "", ""
    return [own]


def others(held: HeldRow) -> list[Candidacy]:
    """Return who stands already under the name of a row."""
    rows = Candidacy.objects.of_election(held.election).registered().with_register()
    return list(named(rows, "person__name", held.rows[0]["name"])[:5])


def choices(held: HeldRow) -> list[tuple[str, str]]:
    """Return what may be said of one person under several parties: each of them, each coalition that has any of them,
    or that they are different people; and of who has the name of another."""
    election: Election = held.election
    if held.kind == HeldRow.Kind.NAMESAKE:
        return [
            (HeldRow.EACH, "Es otra persona, que se llama igual"),
            *(
                (
                    f"{HeldRow.SAME}{one.key}",
                    f"Es la misma persona, que compite también por {one.ticket} ({one.office})",
                )
                for one in others(held)
            ),
        ]
    parties = list(dict.fromkeys(row["party"] for row in held.rows))
    named = {word for party in election.parties.all() for word in (party.name, party.short) if word in parties}
    together = election.parties.filter(members__in=election.parties.filter(name__in=named)).distinct()
    together |= election.parties.filter(members__in=election.parties.filter(short__in=named)).distinct()
    found = [(party, f"Compite por {party}") for party in parties]
    found += [(one.name, f"Es de {one.name}") for one in together.distinct().order_by("order")]
    return [*found, (HeldRow.EACH, "Son personas distintas: se registran todas")]
