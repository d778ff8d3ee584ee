"""Telling whoever keeps the systems when a fact changes: once when it goes wrong, once when it is well again."""

import logging
import time
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError
from django.utils import timezone

from conoceles.config.watch.facts import Fact, State
from conoceles.lib import signs
from conoceles.lib.automatic_mail import automatic
from conoceles.lib.dates import moment_in_words
from conoceles.lib.locks import exclusive

log = logging.getLogger(__name__)
# A fact is told of when two looks in a row find it so, and reminded of once a day.
LOOKS, AGAIN = 2, 86_400.0
# What could not be kept on a full disk, and the facts that were counted already: one that is remembered is looked at
# once.
_unkept: dict[str, Any] = {}
_counted: dict[str, Fact] = {}


def tell(facts: Iterable[Fact], *, now: float | None = None) -> list[str]:
    """Mail what changed since it was last told, and return the names of what was; [] for nothing.

    What cannot be mailed is told the next time. A full disk keeps nobody from being told, by a process that stays.
    """
    now = time.time() if now is None else now
    with exclusive("telling"):
        kept = {**signs.get(signs.TOLD), **_unkept}
        changed = [fact for fact in _worst(facts, kept) if _is_news(fact, kept, now)]
        if changed and _mail(changed):
            for fact in changed:
                kept[fact.name] = {"told": int(fact.state), "looks": 0, "at": now}
        else:
            changed = []
        _keep(kept)
    return [fact.name for fact in changed]


def wrong() -> list[str]:
    """Return the names of what was last told to be wrong."""
    return sorted(name for name, one in signs.get(signs.TOLD).items() if one.get("told") == State.WRONG)


def _is_news(fact: Fact, kept: dict[str, Any], now: float) -> bool:
    """Count a look at a fact, and return whether it should be told."""
    before = kept.setdefault(fact.name, {"told": int(State.WELL), "looks": 0, "at": 0.0})
    same = before["told"] == fact.state
    if same:
        before["looks"] = 0
    elif _counted.get(fact.name) is not fact:
        before["looks"] += 1
    _counted[fact.name] = fact
    return before["looks"] >= LOOKS or (same and fact.state == State.WRONG and now - before["at"] > AGAIN)


def _worst(facts: Iterable[Fact], kept: dict[str, Any]) -> list[Fact]:
    """Return the worst fact of each name; what was told once and is no fact any more is well."""
    found: dict[str, Fact] = {}
    for fact in facts:
        if fact.name not in found or fact.state > found[fact.name].state:
            found[fact.name] = fact
    # Where the database does not answer, nearly nothing was looked at.
    if "database" in found and found["database"].state == State.WELL:
        for name, one in kept.items():
            if name not in found and one.get("told"):
                found[name] = Fact(name, name.replace("-", " ").capitalize(), State.WELL, "Terminó.")
    return list(found.values())


def _keep(kept: dict[str, Any]) -> None:
    try:
        signs.put(signs.TOLD, kept)
        _unkept.clear()
    except OSError:
        _unkept.update(kept)
        log.warning("What was told could not be kept: the disk is full, or may only be read.")


def _mail(changed: list[Fact]) -> bool:
    """Mail the facts to whoever keeps the systems, and return whether it left to anybody, or nobody is to be told."""
    to = _whom()
    for fact in changed:
        log.log(logging.ERROR if fact.state == State.WRONG else logging.WARNING, "%s: %s", fact.title, fact.said)
    if not to:
        return True
    wrong_ones = [fact for fact in changed if fact.state == State.WRONG]
    first = (wrong_ones or changed)[0]
    body = "\n\n".join(
        f"{fact.title}: {fact.state.said}.\n{fact.said}" + (f"\nQué hacer: {fact.do}" if fact.do else "")
        for fact in changed
    )
    connection, left = get_connection(), 0
    for one in to:
        try:
            connection.open()
            subject = f"Conóceles: {first.title.lower()}, {first.state.said}"
            left += automatic(subject, f"{_when()}\n\n{body}", one, connection=connection).send()
        except OSError:
            log.warning("What changed could not be mailed to one of %d.", len(to))
            connection.close()
    connection.close()
    return left > 0


def _when() -> str:
    return f"{moment_in_words(timezone.now())}. Todo lo demás: {settings.WORKSHOP_ADDRESS}/taller/sistemas/"


def _whom() -> list[str]:
    """Return the addresses of CONOCELES_ALERTS and of whoever has systems; of coordination where nobody has."""
    found = set(settings.ALERTS)
    if settings.WORKSHOP:
        from conoceles.accounts.models import User
        from conoceles.elections.models import Grant, Role

        try:
            for role in (Role.SYSTEMS, Role.COORDINATION):
                held = Grant.objects.open().filter(role=role, user__is_active=True).values("user")
                found |= set(User.objects.filter(pk__in=held).exclude(email="").values_list("email", flat=True))
                if found:
                    break
        except DatabaseError:
            log.warning("Whom to tell could not be read.")
    return sorted(found)
