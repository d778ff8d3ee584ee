"""The life of a section, by its table (`rules.py`): the only hand that writes the state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy
from conoceles.elections.windows import capture_window, is_open
from conoceles.profiles.models import Consent, LegalText, ProfileSection, Reopening, Review, State, Step, Submission
from conoceles.profiles.rules import RULES, STAYS, Action, Asked, OnSite, Rule, Term, When, rule_for

# What needs to know what was submitted last.
SHOWING = {rule.action for rule in RULES if rule.site in (OnSite.LAST, OnSite.AGAIN)}
# What brings back the state that another action left.
UNDONE = {rule.action: rule.after for rule in RULES if rule.after in Action.values}
ACTS = {
    Action.SUBMIT: "section-submitted",
    Action.VALIDATE: "section-validated",
    Action.RETURN: "section-returned",
    Action.APPROVE: "section-approved",
    Action.OBSERVE: "section-observed",
    Action.REOPEN: "section-reopened",
    Action.PAUSE: "section-paused",
    Action.RESUME: "section-resumed",
    Action.LIFT: "section-lifted",
    Action.EXTEND: "section-extended",
    Action.HIDE: "section-hidden",
}
REFUSALS = {
    State.SUBMITTED: "Esta sección ya se entregó: lo que dice no cambia mientras se revisa.",
    State.PARTY: "Esta sección espera el visto bueno de su partido; si necesita cambiarla, pídale que la devuelva.",
    State.APPROVED: "El Instituto ya validó esta sección; si necesita cambiarla, pida que se reabra.",
    State.PUBLISHED: "Esta sección ya es pública; si necesita cambiarla, pida que se reabra.",
    State.PAUSED: "El Instituto puso esta sección en pausa.",
    State.WITHDRAWN: "Esta candidatura ya no está registrada: su cuestionario no cambia.",
}


class NotAllowed(ValueError):
    """The step may not be taken now; its text is a Spanish sentence."""


@dataclass(frozen=True)
class Hand:
    """Whoever acts: the account's user name ('' for the system), and in which role."""

    by: str
    role: str


def available(section: ProfileSection, candidacy: Candidacy, role: str, at: datetime) -> list[str]:
    """Return the actions that a role may take on a section at a moment, in the order of the table."""
    found = []
    for action in Action:
        validates = _party_validates(candidacy, action)
        rule = rule_for(action, section.state, role, validates, section.confidential)
        if rule is not None and not _out_of_season(rule, section, candidacy, at):
            found.append(str(action))
    return found


def _party_validates(candidacy: Candidacy, action: str) -> bool:
    """Return whether what a candidacy submits goes to its party first; an independent has none. Read only where it
    decides."""
    return action == Action.SUBMIT and candidacy.party_validates


def may_capture(section: ProfileSection | None, candidacy: Candidacy, at: datetime) -> bool:
    """Return whether a section may be written at a moment: the candidacy's window is open, or the section's own term
    runs."""
    if is_open(candidacy, at):
        return True
    own = section is not None and section.until is not None and at < section.until
    return own and at < candidacy.election.silence_starts and candidacy.status == Candidacy.Status.REGISTERED


def refuse(section: ProfileSection, candidacy: Candidacy, action: str, role: str, at: datetime | None = None) -> Rule:
    """Return the rule for an action; raise NotAllowed with the reason when there is none, or its time is not now."""
    rule = rule_for(action, section.state, role, _party_validates(candidacy, action), section.confidential)
    if rule is None:
        raise NotAllowed(REFUSALS.get(State(section.state), "Su cuenta no puede hacer eso en esta sección."))
    sentence = _out_of_season(rule, section, candidacy, at or timezone.now())
    if sentence:
        raise NotAllowed(sentence)
    return rule


def _out_of_season(rule: Rule, section: ProfileSection, candidacy: Candidacy, at: datetime) -> str:
    """Return why a rule does not hold at a moment; '' when it does."""
    if rule.when == When.CAPTURE and not may_capture(section, candidacy, at):
        return capture_window(candidacy, at).sentence
    if rule.when == When.CAMPAIGN and not candidacy.election.in_campaign(at):
        return "Nada nuevo se publica antes de la fecha de publicación ni desde que inicia la veda."
    if rule.when == When.UNTIL_SILENCE and at >= candidacy.election.silence_starts:
        return "Desde que inicia la veda ya no se corrige nada."
    return ""


def advance(
    section: ProfileSection,
    action: str,
    candidacy: Candidacy,
    hand: Hand,
    *,
    note: str = "",
    until: datetime | None = None,
    off: bool = False,
    at: datetime | None = None,
) -> ProfileSection:
    """Take one step: lock the section, check the rule, write state, history line and audit; return the section as it is
    now.

    `until` is the term of its own that the step gives; `off` takes off the site whatever was public of it. Two who
    press at once take one step: raises NotAllowed for the second. Saving a draft again leaves no line.
    """
    with transaction.atomic():
        locked = ProfileSection.objects.select_for_update(of=("self",)).get(pk=section.pk)
        return _step([locked], action, {locked.profile_id: candidacy}, hand, note, until, at or timezone.now(), off)[0]


def advance_all(
    sections: Iterable[ProfileSection],
    action: str,
    candidacies: dict[int, Candidacy],
    hand: Hand,
    *,
    note: str = "",
    at: datetime | None = None,
) -> list[ProfileSection]:
    """Take the same step in many sections, of the candidacies given by profile, in a handful of queries; return them as
    they are now.

    Sections that may not take it (another did meanwhile) are left as they are and not returned.
    """
    at = at or timezone.now()
    with transaction.atomic():
        rows = ProfileSection.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in sections])
        ready = []
        for locked in rows.order_by("pk"):
            try:
                refuse(locked, candidacies[locked.profile_id], action, hand.role, at)
            except NotAllowed:
                continue
            ready.append(locked)
        return _step(ready, action, candidacies, hand, note, None, at)


def write_in(
    profile_id: int, key: str, candidacy: Candidacy, hand: Hand, *, confidential: bool, at: datetime
) -> ProfileSection:
    """Take the step of saving in a section, made when nobody wrote in it yet; return it locked until the transaction
    ends."""
    rows = ProfileSection.objects.select_for_update(of=("self",)).filter(profile_id=profile_id, key=key)
    locked = rows.first()
    if locked is None:
        open_section(profile_id, key, confidential)
        locked = rows.get()
    return _step([locked], Action.SAVE, {profile_id: candidacy}, hand, "", None, at)[0]


def refuse_writing(
    section: ProfileSection | None, candidacy: Candidacy, hand: Hand, *, confidential: bool, at: datetime
) -> None:
    """Raise NotAllowed where a section, or one in which nobody wrote yet, takes no writing: `write_in()` would."""
    refuse(section or ProfileSection(confidential=confidential), candidacy, Action.SAVE, hand.role, at)


def open_section(profile_id: int, key: str, confidential: bool = False) -> ProfileSection:
    """Return a section of a profile, empty when nobody has written in it yet."""
    section, _ = ProfileSection.objects.get_or_create(
        profile_id=profile_id, key=key, defaults={"confidential": confidential}
    )
    return section


def _step(
    locked: list[ProfileSection],
    action: str,
    candidacies: dict[int, Candidacy],
    hand: Hand,
    note: str,
    until: datetime | None,
    at: datetime,
    off: bool = False,
) -> list[ProfileSection]:
    moved, touched, lines, answers = [], [], [], []
    left = _states_left(locked, UNDONE[action]) if action in UNDONE else {}
    last = Submission.objects.last_of(locked) if action in SHOWING else {}
    for section in locked:
        rule = refuse(section, candidacies[section.profile_id], action, hand.role, at)
        after = _after(rule, section, left, personal=off)
        if section.state == after and rule.after != STAYS:
            continue
        line = Step(
            section=section,
            action=action,
            before=section.state,
            after=after,
            at=at,
            by=hand.by,
            role=hand.role,
            note=note,
        )
        if State.SUBMITTED in (section.state, after):
            touched.append(section)
        _turn(section, rule, after, last.get(section.pk), until, at)
        if off:
            section.public = None
        moved.append(section)
        lines.append(line)
        answers.append(rule.asked)
    ProfileSection.objects.bulk_update(moved, ["state", "changed_at", "until", "public", "public_since"])
    Step.objects.bulk_create(lines)
    for section in moved if action in ACTS else ():
        candidacy = candidacies[section.profile_id]
        record(
            ACTS[Action(action)],
            by=hand.by,
            role=hand.role,
            election=candidacy.election.slug,
            thing=f"candidacy {candidacy.key}",
            section=section.key,
        )
    for answer, granted in ((Asked.GRANTED, True), (Asked.REFUSED, False)):
        answered = [section for section, asked in zip(moved, answers, strict=True) if asked == answer]
        waiting = Reopening.objects.filter(section__in=answered, answered_at__isnull=True)
        waiting.update(granted=granted, answered_at=at, answered_by=hand.by)
    _queue(touched, candidacies)
    return locked


def _after(rule: Rule, section: ProfileSection, left: dict[int, str], *, personal: bool) -> str:
    """Return the state that a section comes to by a rule."""
    if personal and rule.if_personal:
        return rule.if_personal
    if rule.after == STAYS:
        return section.state
    return left.get(section.pk, State.EMPTY) if rule.after in Action.values else rule.after


def _states_left(sections: list[ProfileSection], action: str) -> dict[int, str]:
    """Return the state that each section left by the last step of an action."""
    rows = Step.objects.filter(section__in=sections, action=action).order_by("id")
    return dict(rows.values_list("section", "before"))


def _turn(
    section: ProfileSection, rule: Rule, after: str, last: Submission | None, until: datetime | None, at: datetime
) -> None:
    """Write what a rule does to a section: what is public of it and since when, its own term, its state."""
    if rule.site == OnSite.LAST or (rule.site == OnSite.AGAIN and _is_shown(section, after)):
        section.public = last
    elif rule.site == OnSite.NOTHING:
        section.public = None
    if rule.action == Action.PUBLISH:
        section.public_since = section.public_since or at
    if rule.term != Term.SAME:
        section.until = until if rule.term == Term.GIVEN else None
    if section.state != after:
        section.state, section.changed_at = after, at


def _is_shown(section: ProfileSection, state: str) -> bool:
    """Return whether what is public of a section is what stands in a state of it."""
    return state == State.APPROVED if section.confidential else state in (State.PUBLISHED, State.PAUSED)


def _queue(moved: list[ProfileSection], candidacies: dict[int, Candidacy]) -> None:
    """Bring the queue to the states of the sections that moved."""
    for confidential in (False, True):
        profiles = {one.profile_id for one in moved if one.confidential == confidential}
        requeue({pk: candidacies[pk] for pk in profiles}, confidential)


def requeue(candidacies: dict[int, Candidacy], confidential: bool) -> None:
    """Write since when each questionnaire waits, or that it does not. Candidacies by profile.

    What is confidential waits only while the person consents to its treatment.

    The rows of the queue are locked before the states are read, so that the last who moves a section has the last word.
    """
    real = {pk: one for pk, one in candidacies.items() if not one.election.practice}
    Review.objects.bulk_create(
        [Review(profile_id=pk, election=one.election, confidential=confidential) for pk, one in real.items()],
        ignore_conflicts=True,
    )
    rows = Review.objects.select_for_update(of=("self",)).filter(profile__in=real, confidential=confidential)
    locked = list(rows.order_by("pk"))
    unread: set[int] = set()
    if confidential:
        said = Consent.objects.filter(profile__in=real, text__kind=LegalText.Kind.TREATMENT).order_by("id")
        unread = {pk for pk, given in dict(said.values_list("profile", "given")).items() if not given}
    waiting = dict(
        ProfileSection.objects.filter(profile__in=real, confidential=confidential, state=State.SUBMITTED)
        .order_by()
        .values_list("profile")
        .annotate(since=Min("changed_at"))
    )
    for row in locked:
        since = None if row.profile_id in unread else waiting.get(row.profile_id)
        if row.waiting_since != since:
            Review.objects.filter(pk=row.pk).update(waiting_since=since)
