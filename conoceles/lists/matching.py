"""Rows of an official list against the register: what each would create or change, found before anything is written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from conoceles.elections.models import Candidacy, Election, Person
from conoceles.lib.text import fold
from conoceles.lib.vocabulary import GROUPS
from conoceles.lists.catalogue import Catalogue, Unknown
from conoceles.lists.independents import tell_apart
from conoceles.lists.on_hold import Waiting
from conoceles.lists.plan import (
    ABSENT,
    CREATED,
    DOUBTFUL,
    REFUSED,
    UNCHANGED,
    UPDATED,
    Item,
    Listed,
    Match,
    RegisterPlan,
)
from conoceles.lists.renumbered import known_by_their_people
from conoceles.lists.shared_places import in_order, resolve_places

PERSON_FIELDS = ("name", "sex", "age", "birth_date", "curp")
CANDIDACY_FIELDS = ("position", "role", "folio", "nickname", "affirmative_actions")
LABELS = {
    "name": "nombre",
    "sex": "sexo",
    "age": "edad",
    "birth_date": "fecha de nacimiento",
    "curp": "CURP",
    "position": "lugar",
    "role": "calidad",
    "folio": "folio",
    "nickname": "sobrenombre",
    "affirmative_actions": "acción afirmativa",
}


def plan_register(
    election: Election,
    rows: Iterable[Listed],
    *,
    create: frozenset[str] = frozenset(),
    formats: dict[str, str] | None = None,
    sheets: Iterable[str] = (),
    settling: bool = False,
) -> RegisterPlan:
    """Return what the rows would do; nothing is written. `create` may name `party` and `area`: what a list may add;
    `formats` are the preset's, `sheets` those that were read. `settling`: a person said of these rows who they are.

    A row is matched by folio, else by ticket, name and office. A known place with another name is a doubt, never a new
    person; two owners in one formula leave both roles to be confirmed; what staff corrected is not put back. What names
    nobody, has broken letters, or is of one person under several parties, waits until somebody says who it is.
    """
    plan = RegisterPlan(election, sheets=list(sheets))
    catalogue = Catalogue(election, create, plan, formats)
    waiting = Waiting(plan, catalogue)
    groups: dict[int, list[Match]] = defaultdict(list)
    folios: dict[str, int] = {}
    placed = _placed(plan, catalogue, rows)
    # Places are counted before anybody is set aside: who waits keeps hers.
    placed = known_by_their_people(catalogue, placed)
    passing = [match for match in in_order(placed) if waiting.lets_pass(match)]
    for match in tell_apart(catalogue, waiting.of_one_party(passing)):
        listed = match.listed
        if listed.folio and folios.setdefault(listed.folio, listed.line) != listed.line:
            listed.doubts.append(
                ("folio", f"El folio también está en la línea {plan.place(folios[listed.folio])}; se guarda sin él.")
            )
            listed.folio = ""
        groups[id(match.ticket)].append(match)
    existing, seen = _existing(election, waiting), set[int]()
    existing.settling = settling
    left: list[Match] = []
    for key, matches in groups.items():
        groups[key] = _without_repeats(plan, matches)
        _mark_ambiguous(groups[key])
        left += _match_known(plan, groups[key], existing, seen)
    for match in left:
        _place_unknown(plan, match, existing, seen)
    for matches in groups.values():
        resolve_places(plan, matches, existing.by_ticket.get(matches[0].ticket.pk or 0, []))
    _list_absent(plan, seen, existing)
    return plan


def _placed(plan: RegisterPlan, catalogue: Catalogue, rows: Iterable[Listed]) -> list[Match]:
    """Return where each row goes; those whose office, place or party the election has not are refused."""
    placed: list[Match] = []
    for listed in rows:
        try:
            placed.append(Match(listed, *catalogue.place(listed)))
        except Unknown as error:
            plan.say(listed, REFUSED, str(error), error.field, unknown=True)
            if error.field != "party" and (said := catalogue.unknown_party(listed)):
                plan.say(listed, REFUSED, said, "party", unknown=True)
            for name, reason in listed.doubts:
                # So that all the words of a list that nobody knows are asked for together.
                plan.say(listed, DOUBTFUL, reason, name)
    return placed


@dataclass
class Existing:
    """The candidacies of the election, whatever their status: one that ended is known, and is not registered again."""

    by_ticket: dict[int, list[Candidacy]]
    by_folio: dict[str, Candidacy]
    by_name: dict[str, list[Candidacy]]
    everyone: list[Candidacy]
    waiting: Waiting
    settling: bool = False


def _existing(election: Election, waiting: Waiting) -> Existing:
    found = Existing(defaultdict(list), {}, defaultdict(list), [], waiting)
    candidacies = Candidacy.objects.of_election(election).select_related(
        "person", "office", "ticket__party", "ticket__contest"
    )
    # Those that stand come last, so that a folio which passed on names who holds it now.
    for candidacy in sorted(candidacies, key=_stands):
        found.everyone.append(candidacy)
        found.by_ticket[candidacy.ticket_id].append(candidacy)
        found.by_folio[candidacy.folio or candidacy.key] = candidacy
        for name in _names(candidacy):
            found.by_name[name].append(candidacy)
    return found


def _stands(candidacy: Candidacy) -> bool:
    return candidacy.status == Candidacy.Status.REGISTERED


def _match_known(plan: RegisterPlan, matches: list[Match], existing: Existing, seen: set[int]) -> list[Match]:
    """Pair the rows of a ticket with who is known on it; return those that found nobody."""
    known = existing.by_ticket.get(matches[0].ticket.pk or 0, [])
    left: list[Match] = []
    for match in matches:
        found = _find(match, known, existing, seen)
        if found is None:
            left.append(match)
            continue
        seen.add(found.pk)
        if _stands(found):
            match.candidacy = found
        else:
            label = Candidacy.Status(found.status).label
            plan.say(match.listed, UNCHANGED, f"El registro la tiene como {label}: la lista no la registra otra vez.")
    for match in matches:
        if match.candidacy is not None:
            absent = [one for one in known if _stands(one) and one.pk not in seen and _same_place(one, match.candidacy)]
            # A doubt between two is not settled because one of them is missing from a list.
            match.unconfirmed = match.unconfirmed or bool(absent)
            _settle(plan, match)
    return left


def _same_place(one: Candidacy, other: Candidacy) -> bool:
    return (one.office_id, one.position) == (other.office_id, other.position)


def _place_unknown(plan: RegisterPlan, match: Match, existing: Existing, seen: set[int]) -> None:
    """Decide about a name that its ticket does not know: a doubt when somebody holds its place, else a new
    candidacy."""
    rival = _rival(match, existing, seen)
    if rival is None:
        _create(plan, match)
        return
    seen.add(rival.pk)
    if fold(match.listed.name) in _names(rival):
        if rival.ticket_id == match.ticket.pk and rival.office_id == match.office.pk:
            plan.say(match.listed, DOUBTFUL, _another_folio(rival, match.listed), "folio")
        elif existing.waiting.namesake(match, rival):
            _create(plan, match)
    elif _stands(rival):
        plan.other_names.append((rival, match.listed))
        plan.say(match.listed, DOUBTFUL, _another_name(rival, match.listed), "name")
    else:
        plan.say(match.listed, DOUBTFUL, f"Su folio es de {rival.person.name}, que ya no compite; corríjalo.", "folio")


def _without_repeats(plan: RegisterPlan, matches: list[Match]) -> list[Match]:
    first: dict[tuple[Any, ...], Match] = {}
    for match in matches:
        listed = match.listed
        same = (fold(listed.name), match.office.pk, listed.role, listed.folio)
        if same in first:
            line = plan.place(first[same].listed.line)
            plan.say(
                listed,
                DOUBTFUL,
                f"Repite a {listed.name}, que ya está en la línea {line}; no se guarda dos veces.",
                "name",
            )
        else:
            first[same] = match
    return list(first.values())


def _mark_ambiguous(matches: list[Match]) -> None:
    """Mark those whose place on the ticket is claimed by more than one person with the same role."""
    places: dict[tuple[Any, ...], list[Match]] = defaultdict(list)
    for match in matches:
        listed = match.listed
        places[(match.office.pk, listed.position, listed.role)].append(match)
    for claimants in places.values():
        for match in claimants:
            match.unconfirmed = len(claimants) > 1


def _find(match: Match, known: list[Candidacy], existing: Existing, seen: set[int]) -> Candidacy | None:
    listed, name = match.listed, fold(match.listed.name)
    holder = existing.by_folio.get(listed.folio) if listed.folio else None
    if holder is not None:
        if holder.ticket_id == match.ticket.pk and name in _names(holder):
            if listed.folio == holder.key:
                # Our own export names a candidacy without folio by its key.
                listed.folio = ""
            return holder
        return None
    same = [
        candidacy
        for candidacy in reversed(known)
        if candidacy.office_id == match.office.pk
        and name in _names(candidacy)
        and candidacy.pk not in seen
        and not (listed.folio and candidacy.folio)
    ]
    # An owner and an alternate of one name keep each her place.
    exact = [one for one in same if one.listed.get("role", one.role) == listed.role]
    return next(iter(exact or same), None)


def _names(candidacy: Candidacy) -> set[str]:
    return {fold(candidacy.person.name), fold(candidacy.listed.get("name") or candidacy.person.name)}


def _rival(match: Match, existing: Existing, seen: set[int]) -> Candidacy | None:
    """Return who already holds the folio, the place or the very name of a row that found nobody, if anyone does."""
    listed = match.listed
    holder = existing.by_folio.get(listed.folio) if listed.folio else None
    if holder is not None and holder.pk not in seen:
        return holder
    same_place = [
        candidacy
        for candidacy in existing.by_ticket.get(match.ticket.pk or 0, [])
        if candidacy.pk not in seen
        and _stands(candidacy)
        and candidacy.office_id == match.office.pk
        and candidacy.position == listed.position
    ]
    exact = [candidacy for candidacy in same_place if candidacy.listed.get("role", candidacy.role) == listed.role]
    elsewhere = [
        candidacy
        for candidacy in existing.by_name.get(fold(listed.name), [])
        if candidacy.pk not in seen and _stands(candidacy) and not _somebody_else(candidacy, match)
    ]
    # A row that a person settles stands where it says, whoever has the rest of its formula.
    return next(iter(exact or ([] if existing.settling else same_place) or elsewhere), None)


def _somebody_else(candidacy: Candidacy, match: Match) -> bool:
    """Return whether who has the same name in another contest cannot be the person of a row: by what else is known."""
    person, listed = candidacy.person, match.listed
    if candidacy.office.by_list != match.office.by_list:
        # By the other principle one may stand too: `people.py` knows who is the same.
        return True
    if candidacy.ticket.contest_id == match.ticket.contest_id and candidacy.office_id == match.office.pk:
        return False
    pairs = ((person.curp, listed.curp), (person.birth_date, listed.birth_date), (person.sex, listed.sex))
    ages = abs(person.age - listed.age) if person.age and listed.age else 0
    return any(one and other and one != other for one, other in pairs) or ages > 1


def _another_folio(candidacy: Candidacy, listed: Listed) -> str:
    return (
        f"El registro tiene a {candidacy.person.name} con el folio {candidacy.folio} y la lista dice {listed.folio}: "
        "si es otra persona, agréguela en el registro; si no, corrija el folio en su ficha."
    )


def _another_name(candidacy: Candidacy, listed: Listed) -> str:
    return (
        f"El registro tiene a {candidacy.person.name} y la lista dice {listed.name}: puede ser una corrección o una "
        "sustitución; resuélvalo en Dudas."
    )


def _settle(plan: RegisterPlan, match: Match) -> None:
    """Compare a known candidacy with the list: what the list says differently from last time is a change."""
    listed, candidacy = match.listed, match.candidacy
    if candidacy is None:
        raise ValueError("A match to settle has a candidacy.")
    conflict = ""
    for name, value in listed.values().items():
        before = candidacy.listed.get(name, _current(candidacy, name))
        now = _current(candidacy, name)
        if name == "role" and now == Candidacy.Role.UNCONFIRMED:
            if value != now and not match.unconfirmed:
                match.changes[name] = value
        elif value in (before, now):
            continue
        elif now == before and name in ("position", "role") and plan.election.published_at:
            conflict = name
            plan.say(
                listed,
                DOUBTFUL,
                f"La lista cambió «{LABELS[name]}» y la candidatura ya es pública: regístrelo como movimiento.",
                name,
            )
        elif now == before:
            match.changes[name] = value
        else:
            conflict = name
            plan.say(
                listed,
                DOUBTFUL,
                (
                    f"La lista cambió «{LABELS[name]}» y el personal también lo había corregido; se deja lo que puso "
                    "el personal."
                ),
                name,
            )
    still = listed.role == Candidacy.Role.UNCONFIRMED
    if candidacy.role == Candidacy.Role.UNCONFIRMED and match.unconfirmed and not still:
        plan.say(listed, DOUBTFUL, _two_claim(listed), "role")
    elif match.changes:
        for name in match.changes:
            before, now = _said(_current(candidacy, name)), _said(match.changes[name])
            plan.say(listed, UPDATED, f"Cambió «{LABELS[name]}»: de {before} a {now}.", name)
    elif not conflict:
        plan.say(listed, UNCHANGED, "Sin cambios.")
    for name, reason in listed.doubts:
        plan.say(listed, DOUBTFUL, reason, name)
    plan.matches.append(match)


def _said(value: Any) -> str:
    """Return a value of the register as a person reads it."""
    if isinstance(value, list):
        return ", ".join(GROUPS[one].text for one in value) or "nada"
    words = {**dict(Candidacy.Role.choices), **dict(Person.Sex.choices)}
    return f"«{words.get(value, value)}»" if value not in (None, "") else "nada"


def _create(plan: RegisterPlan, match: Match) -> None:
    listed = match.listed
    match.created = True
    plan.matches.append(match)
    if match.unconfirmed:
        plan.say(listed, DOUBTFUL, _two_claim(listed), "role")
    else:
        plan.say(listed, CREATED, "Candidatura nueva.")
    for name, reason in listed.doubts:
        plan.say(listed, DOUBTFUL, reason, name)


def _two_claim(listed: Listed) -> str:
    where = f"la fórmula {listed.ticket}" if listed.ticket else "la fórmula"
    role = Candidacy.Role(listed.role).label
    return f"Más de una persona aparece como {role} en {where}: la calidad queda por confirmar."


def _current(candidacy: Candidacy, name: str) -> Any:
    value = getattr(candidacy.person if name in PERSON_FIELDS else candidacy, name)
    return value.isoformat() if isinstance(value, date) else value


def _list_absent(plan: RegisterPlan, seen: set[int], existing: Existing) -> None:
    """Note the candidacies of the same offices that came in an earlier list and are not in this one."""
    offices = {match.office.pk for match in plan.matches}
    for candidacy in existing.everyone:
        if candidacy.pk not in seen and candidacy.office_id in offices and candidacy.listed and _stands(candidacy):
            plan.items.append(
                Item(None, ABSENT, f"{candidacy.person.name} no está en esta lista; no se borra.", "name")
            )


def new_person(listed: Listed) -> Person:
    """Return an unsaved person as the list gives it."""
    return Person(name=listed.name, sex=listed.sex, age=listed.age, birth_date=listed.birth_date, curp=listed.curp)
