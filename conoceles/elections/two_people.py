"""Acts that need two people: prepared by one, released by another of coordination or liaison.

Where nobody answers in half an hour, coordination releases alone, with a reason that is told to whom it concerns and
that the commission reads. Which acts they are is written where each is done, with `act()`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, transaction
from django.dispatch import Signal
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election, Grant, Party, Prepared, Role
from conoceles.elections.models.grant import GrantQuerySet
from conoceles.lib import clock

RELEASERS = (Role.COORDINATION, Role.LIAISON)
# Rooms above tell whom it concerns: receivers get `prepared`, in the transaction of what happened. One without a key is
# done at once, where one person is enough.
happened = Signal()


class CannotRelease(ValueError):
    """A prepared act may not be released by whoever pressed; its text is a Spanish sentence."""


@dataclass(frozen=True)
class Done:
    """What an act left: a sentence, and a paper to hand over where it makes one."""

    sentence: str
    paper: bytes = b""
    name: str = ""


Does = Callable[[Prepared, str], Done]


@dataclass(frozen=True)
class Act:
    """One act that needs two people: how it is called, what it will do in words, and what does it.

    `does(prepared, by)` runs in the transaction of the release, with the account that releases; it raises ValueError
    with a Spanish sentence when it can no longer be done. `own(prepared)` is whether whoever prepared it could give it
    to herself: no reason lets anybody release that alone. An act on `many` commits as it goes, and begins anew where it
    stopped: it runs after the transaction of the release, which is undone when it fails.
    """

    name: str
    title: str
    says: Callable[[Prepared], str]
    does: Does
    own: Callable[[Prepared], bool] = lambda prepared: False
    many: bool = False


ACTS: dict[str, Act] = {}


def act(
    name: str,
    title: str,
    says: Callable[[Prepared], str],
    own: Callable[[Prepared], bool] = lambda prepared: False,
    many: bool = False,
) -> Callable[[Does], Does]:
    """Register what does an act that needs two people."""

    def registered(does: Does) -> Does:
        ACTS[name] = Act(name, title, says, does, own, many)
        return does

    return registered


def asked(election: Election | None) -> bool:
    """Return whether acts of an election (None: of the whole installation) need two people: as it says, or where more
    than one person is coordination."""
    if election is not None and election.two_people:
        return bool(election.two_people == Election.TwoPeople.YES)
    rows = _in_force(election).filter(role=Role.COORDINATION, user__is_active=True)
    return bool(rows.values("user").distinct().count() > 1)


def _in_force(election: Election | None) -> GrantQuerySet:
    rows = Grant.objects.open()
    return rows.in_force_in(election) if election else rows.everywhere()


def do(
    name: str,
    election: Election | None,
    by: User,
    values: Mapping[str, object] | None = None,
    *,
    candidacy: Candidacy | None = None,
    party: Party | None = None,
    account: User | None = None,
    always: bool = False,
) -> Done | None:
    """Do an act where one person is enough and return what it left; elsewhere prepare it and return None.

    `values` are plain, and all that it needs to be done later; `candidacy` and `party`, whom it concerns.
    `always` asks for two people whatever the election says. What was prepared already waits once.
    """
    values = dict(values or {})
    prepared = Prepared(
        election=election, act=name, values=values, candidacy=candidacy, party=party, account=account, by=by
    )
    if not always and not asked(election):
        if ACTS[name].many:
            return ACTS[name].does(prepared, by.username)
        with transaction.atomic():
            happened.send(sender=Prepared, prepared=prepared)
            return ACTS[name].does(prepared, by.username)
    with transaction.atomic():
        same = Prepared.objects.waiting().filter(election=election, act=name, values=values)
        # Asked again, the half hour begins again.
        if not same.update(at=prepared.at):
            prepared.said = ACTS[name].says(prepared)
            prepared.save()
            _note("act-prepared", prepared, by)
            happened.send(sender=Prepared, prepared=prepared)
    return None


def may_release(prepared: Prepared, user: User, at: datetime) -> str:
    """Return how somebody may release an act now: «released», «alone» (with a reason), or '' where she may not."""
    roles = set(_in_force(prepared.election).filter(user=user).values_list("role", flat=True))
    if prepared.by_id != user.pk and roles & set(RELEASERS):
        return str(Prepared.Outcome.RELEASED)
    alone = Role.COORDINATION in roles and at >= prepared.alone_from
    return str(Prepared.Outcome.ALONE) if alone and not ACTS[prepared.act].own(prepared) else ""


def release(pk: int, by: User, reason: str = "", at: datetime | None = None) -> Done:
    """Do a prepared act, as its second person or alone with a reason, and return what it left.

    Pressed twice it is done once. Raises CannotRelease, or the ValueError of the act; nothing is done then.
    """
    at = at or clock.trusted_now()
    with transaction.atomic():
        prepared = _locked(pk)
        how = may_release(prepared, by, at)
        if not how:
            raise CannotRelease("Lo libera otra persona de coordinación o de vinculación, no quien lo preparó.")
        if how == Prepared.Outcome.ALONE and len(reason) < 10:
            raise CannotRelease("Escriba por qué lo libera una sola persona: lo leen la comisión y a quienes les toca.")
        _end(prepared, how, by, reason if how == Prepared.Outcome.ALONE else "", at)
        _note("act-released", prepared, by, how=how)
        happened.send(sender=Prepared, prepared=prepared)
        if not ACTS[prepared.act].many:
            return ACTS[prepared.act].does(prepared, by.username)
    try:
        return ACTS[prepared.act].does(prepared, by.username)
    except (ValueError, OSError, LookupError, DatabaseError):
        Prepared.objects.filter(pk=prepared.pk).update(outcome="", ended_by=None, ended_at=None, reason="")
        raise


def give_up(pk: int, by: User) -> Prepared:
    """End a prepared act without doing it. Raises CannotRelease when it is over."""
    with transaction.atomic():
        prepared = _locked(pk)
        _end(prepared, Prepared.Outcome.GIVEN_UP, by, "", timezone.now())
        _note("act-given-up", prepared, by)
        happened.send(sender=Prepared, prepared=prepared)
    return prepared


def _locked(pk: int) -> Prepared:
    prepared = Prepared.objects.waiting().select_for_update(of=("self",)).filter(pk=pk).first()
    if prepared is None:
        raise CannotRelease("Ese acto ya se liberó o se desechó: recargue la página.")
    return prepared


def _end(prepared: Prepared, outcome: str, by: User, reason: str, at: datetime) -> None:
    prepared.outcome, prepared.ended_by, prepared.ended_at, prepared.reason = outcome, by, at, reason
    prepared.save(update_fields=["outcome", "ended_by", "ended_at", "reason"])


def _note(name: str, prepared: Prepared, by: User, **detail: object) -> None:
    thing = f"candidacy {prepared.candidacy.key}" if prepared.candidacy else ""
    thing = thing or (f"party {prepared.party.key}" if prepared.party else "")
    thing = thing or (f"account {prepared.account.username}" if prepared.account else "")
    if "role" in prepared.values:
        detail["as_role"] = prepared.values["role"]
    if prepared.reason:
        detail["why"] = prepared.reason
    slug = prepared.election.slug if prepared.election else ""
    record(name, by=by.username, role="", election=slug, thing=thing, kind=ACTS[prepared.act].title, **detail)


def releasers(prepared: Prepared) -> list[User]:
    """Return who may release an act as its second person."""
    rows = _in_force(prepared.election).filter(role__in=RELEASERS, user__is_active=True).exclude(user=prepared.by)
    return list(User.objects.filter(pk__in=rows.values("user")))


def has_role(election: Election | None, user: User, *roles: str) -> bool:
    """Return whether somebody has one of some roles in an election (None: in the whole installation)."""
    return bool(_in_force(election).filter(user=user, role__in=roles).exists())
