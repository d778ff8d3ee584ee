"""Telling whoever keeps the systems when a fact changes: once when it goes wrong, once when it is well again."""

import logging
import time
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError

from conoceles.config.watch.facts import Fact, State
from conoceles.lib import signs
from conoceles.lib.automatic_mail import automatic, send_each
from conoceles.lib.dates import moment_in_words
from conoceles.lib.locks import exclusive

log = logging.getLogger(__name__)
# A fact is told of when two looks in a row find it so, and reminded of once a day.
LOOKS, AGAIN = 2, 86_400.0


def tell(facts: Iterable[Fact], *, now: float | None = None) -> list[str]:
    """Mail what changed since it was last told, and return the names of what was; [] for nothing.

    What cannot be mailed is told the next time.
    """
    now = time.time() if now is None else now
    with exclusive("telling"):
        kept = signs.get(signs.TOLD)
        worst = _worst(facts)
        changed = []
        for name, fact in worst.items():
            before = kept.setdefault(name, {"told": int(State.WELL), "looks": 0, "at": 0.0})
            same = before["told"] == fact.state
            before["looks"] = 0 if same else before["looks"] + 1
            if before["looks"] >= LOOKS or (same and fact.state == State.WRONG and now - before["at"] > AGAIN):
                changed.append(fact)
        if changed and _mail(changed):
            for fact in changed:
                kept[fact.name] = {"told": int(fact.state), "looks": 0, "at": now}
            done = [fact.name for fact in changed]
        else:
            done = []
        signs.put(signs.TOLD, kept)
    return done


def _worst(facts: Iterable[Fact]) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for fact in facts:
        if fact.name not in found or fact.state > found[fact.name].state:
            found[fact.name] = fact
    return found


def _mail(changed: list[Fact]) -> bool:
    """Mail the facts to whoever keeps the systems, and return whether it left to anybody, or nobody is to be told."""
    to = _whom()
    for fact in changed:
        log.log(logging.ERROR if fact.state == State.WRONG else logging.WARNING, "%s: %s", fact.title, fact.said)
    if not to:
        return True
    wrong = [fact for fact in changed if fact.state == State.WRONG]
    subject = (
        f"Conóceles: {wrong[0].title.lower()}, mal"
        if wrong
        else f"Conóceles: {changed[0].title.lower()}, {changed[0].state.said}"
    )
    body = "\n\n".join(
        f"{fact.title}: {fact.state.said}.\n{fact.said}" + (f"\nQué hacer: {fact.do}" if fact.do else "")
        for fact in changed
    )
    connection = get_connection()
    try:
        connection.open()
        return bool(send_each(automatic(subject, f"{_when()}\n\n{body}", one, connection=connection) for one in to))
    except OSError:
        log.warning("What changed could not be mailed.")
        return False
    finally:
        connection.close()


def _when() -> str:
    from django.utils import timezone

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
