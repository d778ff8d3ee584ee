"""The life of a section: its states, who may move it from where to where, and the only hand that writes the state."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Role
from conoceles.profiles.models import ProfileSection, State, Step


class Action(models.TextChoices):
    SAVE = "save", "guardar"
    SUBMIT = "submit", "entregar"
    VALIDATE = "validate", "validar"
    RETURN = "return", "devolver"


@dataclass(frozen=True)
class Rule:
    """Who may do what from which states; `to_party` where the election lets its parties validate what a candidate submits."""

    action: str
    before: tuple[str, ...]
    after: str
    roles: tuple[str, ...]
    to_party: bool = False


AUTHORS = (Role.CANDIDATE, Role.PARTY, Role.HELP_DESK)

# A lawyer reads this table: action, from, to, by whom.
RULES = (
    Rule(Action.SAVE, (State.EMPTY, State.DRAFT), State.DRAFT, AUTHORS),
    Rule(Action.SAVE, (State.PARTY,), State.PARTY, (Role.PARTY,)),
    Rule(Action.SUBMIT, (State.DRAFT,), State.SUBMITTED, (Role.PARTY,)),
    Rule(Action.SUBMIT, (State.DRAFT,), State.SUBMITTED, (Role.CANDIDATE,), to_party=False),
    Rule(Action.SUBMIT, (State.DRAFT,), State.PARTY, (Role.CANDIDATE,), to_party=True),
    Rule(Action.VALIDATE, (State.PARTY,), State.SUBMITTED, (Role.PARTY,)),
    Rule(Action.RETURN, (State.PARTY,), State.DRAFT, (Role.PARTY,)),
)
ACTS = {Action.SUBMIT: "section-submitted", Action.VALIDATE: "section-validated", Action.RETURN: "section-returned"}
REFUSALS = {
    State.SUBMITTED: "Esta sección ya se entregó: lo que dice no cambia mientras se revisa.",
    State.PARTY: "Esta sección espera el visto bueno de su partido; si necesita cambiarla, pídale que la devuelva.",
}


class NotAllowed(ValueError):
    """The step may not be taken now; its text is a Spanish sentence."""


@dataclass(frozen=True)
class Hand:
    """Whoever acts: the account's user name, and in which role."""

    by: str
    role: str


def rule_for(action: str, state: str, role: str, party_validates: bool, confidential: bool = False) -> Rule | None:
    """Return the rule by which a role may do an action from a state, or None.

    What is confidential belongs to the person alone: no party sees it, so none validates it.
    """
    if confidential and role != Role.CANDIDATE:
        return None
    for rule in RULES:
        if rule.action != action or state not in rule.before or role not in rule.roles:
            continue
        if (
            action == Action.SUBMIT
            and role == Role.CANDIDATE
            and rule.to_party != (party_validates and not confidential)
        ):
            continue
        return rule
    return None


def refuse(section: ProfileSection, candidacy: Candidacy, action: str, role: str, confidential: bool = False) -> Rule:
    """Return the rule for an action; raise NotAllowed with the reason when there is none."""
    rule = rule_for(action, section.state, role, candidacy.election.party_validates, confidential)
    if rule is None:
        reason = REFUSALS.get(State(section.state), "Su cuenta no puede hacer eso en esta sección.")
        raise NotAllowed(reason)
    return rule


def advance(
    section: ProfileSection,
    action: str,
    candidacy: Candidacy,
    hand: Hand,
    *,
    confidential: bool = False,
    note: str = "",
    at: datetime | None = None,
) -> ProfileSection:
    """Take one step: lock the section, check the rule, write state, history line and audit; return the section as it is now.

    Two who press at once take one step: raises NotAllowed for the second. Saving a draft again leaves no line.
    """
    with transaction.atomic():
        locked = ProfileSection.objects.select_for_update(of=("self",)).get(pk=section.pk)
        return _step(locked, action, candidacy, hand, confidential, note, at or timezone.now())


def write_in(
    profile_id: int, key: str, candidacy: Candidacy, hand: Hand, *, confidential: bool, at: datetime
) -> ProfileSection:
    """Take the step of saving in a section, made when nobody wrote in it yet; return it locked until the transaction ends."""
    rows = ProfileSection.objects.select_for_update(of=("self",)).filter(profile_id=profile_id, key=key)
    locked = rows.first()
    if locked is None:
        open_section(profile_id, key)
        locked = rows.get()
    return _step(locked, Action.SAVE, candidacy, hand, confidential, "", at)


def _step(
    locked: ProfileSection, action: str, candidacy: Candidacy, hand: Hand, confidential: bool, note: str, at: datetime
) -> ProfileSection:
    rule = refuse(locked, candidacy, action, hand.role, confidential)
    if locked.state != rule.after:
        before, locked.state, locked.changed_at = locked.state, rule.after, at
        locked.save(update_fields=["state", "changed_at"])
        Step.objects.create(
            section=locked,
            action=action,
            before=before,
            after=rule.after,
            at=at,
            by=hand.by,
            role=hand.role,
            note=note,
        )
        if action in ACTS:
            record(
                ACTS[Action(action)],
                by=hand.by,
                role=hand.role,
                election=candidacy.election.slug,
                thing=f"candidacy {candidacy.key}",
                section=locked.key,
            )
    return locked


def open_section(profile_id: int, key: str) -> ProfileSection:
    """Return a section of a profile, empty when nobody has written in it yet."""
    section, _ = ProfileSection.objects.get_or_create(profile_id=profile_id, key=key)
    return section
