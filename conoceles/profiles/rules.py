"""The law of a section in one table: who may move it from where to where and when, and all that each step does."""

from dataclasses import dataclass

from django.db import models

from conoceles.elections.models import Role
from conoceles.profiles.models import State


class Action(models.TextChoices):
    SAVE = "save", "guardar"
    SUBMIT = "submit", "entregar"
    VALIDATE = "validate", "dar el visto bueno"
    RETURN = "return", "devolver"
    APPROVE = "approve", "validar"
    OBSERVE = "observe", "observar"
    PUBLISH = "publish", "publicar"
    REOPEN = "reopen", "reabrir"
    PAUSE = "pause", "pausar"
    RESUME = "resume", "reanudar"
    WITHDRAW = "withdraw", "retirar"
    RESTORE = "restore", "restituir"
    LIFT = "lift", "retirar la observación"
    EXTEND = "extend", "dar más plazo"
    HIDE = "hide", "quitar del sitio"


class When(models.TextChoices):
    """What the calendar asks of an action."""

    ANY = "any", "siempre"
    CAPTURE = "capture", "con la captura abierta, o en el plazo de la sección"
    CAMPAIGN = "campaign", "desde que inicia la publicación y hasta la veda"
    UNTIL_SILENCE = "until_silence", "hasta la veda"


class OnSite(models.TextChoices):
    """What a step does to what is public of a section."""

    SAME = "same", "lo mismo"
    LAST = "last", "lo que se entregó al último"
    NOTHING = "nothing", "nada"
    AGAIN = "again", "lo que se mostraba, si el estado al que vuelve se muestra"


class Term(models.TextChoices):
    """What a step does to the section's own term for writing."""

    SAME = "same", "el mismo"
    GIVEN = "given", "el que se le da"
    OVER = "over", "ninguno"


class Asked(models.TextChoices):
    """What a step answers to whoever had asked to write again."""

    WAITS = "waits", "espera"
    GRANTED = "granted", "concedida"
    REFUSED = "refused", "negada"


@dataclass(frozen=True)
class Rule:
    """Who may do what from which states, when, and all that it does. `sealed` are the roles where the section is
    confidential.

    `to_party` tells apart what a candidate submits where the election lets its parties validate; None where it does not
    matter. STAYS as `after` is the state that the section is in; an action, the state that it left by that action.
    `if_personal` is the state instead, where what was public left the site because it was personal data.
    """

    action: str
    before: tuple[str, ...]
    after: str
    roles: tuple[str, ...]
    sealed: tuple[str, ...] = ()
    when: str = When.ANY
    to_party: bool | None = None
    site: str = OnSite.SAME
    term: str = Term.SAME
    asked: str = Asked.WAITS
    if_personal: str = ""


STAYS = "="
AUTHORS = (Role.CANDIDATE, Role.PARTY, Role.HELP_DESK)
REVIEWERS = (Role.REVIEWER, Role.COORDINATION)
REGISTER = (Role.REGISTER, Role.COORDINATION)
HERE = (State.SUBMITTED, State.APPROVED, State.PUBLISHED)
ALL = tuple(state for state in State if state != State.WITHDRAWN)

# A lawyer reads this table: action, from, to, by whom, by whom where it is confidential, when; then what it does to
# what is public, to the section's own term and to whoever had asked to write again.
RULES = (
    Rule(Action.SAVE, (State.EMPTY, State.DRAFT), State.DRAFT, AUTHORS, (Role.CANDIDATE,), When.CAPTURE),
    Rule(Action.SAVE, (State.OBSERVED,), State.OBSERVED, AUTHORS, (Role.CANDIDATE,), When.CAPTURE),
    Rule(Action.SAVE, (State.PARTY,), State.PARTY, (Role.PARTY,), when=When.CAPTURE),
    Rule(
        Action.SUBMIT,
        (State.DRAFT, State.OBSERVED),
        State.SUBMITTED,
        (Role.PARTY,),
        when=When.CAPTURE,
        term=Term.OVER,
    ),
    Rule(
        Action.SUBMIT,
        (State.DRAFT, State.OBSERVED),
        State.SUBMITTED,
        (Role.CANDIDATE,),
        (Role.CANDIDATE,),
        When.CAPTURE,
        to_party=False,
        term=Term.OVER,
    ),
    Rule(
        Action.SUBMIT, (State.DRAFT, State.OBSERVED), State.PARTY, (Role.CANDIDATE,), when=When.CAPTURE, to_party=True
    ),
    Rule(Action.VALIDATE, (State.PARTY,), State.SUBMITTED, (Role.PARTY,), when=When.UNTIL_SILENCE, term=Term.OVER),
    Rule(Action.RETURN, (State.PARTY,), State.DRAFT, (Role.PARTY,), when=When.CAPTURE),
    Rule(Action.APPROVE, (State.SUBMITTED,), State.APPROVED, REVIEWERS, term=Term.OVER),
    # Of what is confidential, what may be public is decided by consent, from what was approved.
    Rule(
        Action.APPROVE,
        (State.SUBMITTED,),
        State.APPROVED,
        (),
        (Role.EQUALITY,),
        site=OnSite.LAST,
        term=Term.OVER,
    ),
    # A newer version that is observed leaves the older one up; what is observed while it is public leaves the site.
    Rule(
        Action.OBSERVE,
        (State.SUBMITTED,),
        State.OBSERVED,
        REVIEWERS,
        (Role.EQUALITY,),
        term=Term.GIVEN,
        asked=Asked.GRANTED,
    ),
    Rule(Action.OBSERVE, (State.APPROVED,), State.OBSERVED, REVIEWERS, term=Term.GIVEN, asked=Asked.GRANTED),
    Rule(
        Action.OBSERVE,
        (State.APPROVED,),
        State.OBSERVED,
        (),
        (Role.EQUALITY,),
        site=OnSite.NOTHING,
        term=Term.GIVEN,
        asked=Asked.GRANTED,
    ),
    Rule(
        Action.OBSERVE,
        (State.PUBLISHED, State.PAUSED),
        State.OBSERVED,
        REVIEWERS,
        (Role.EQUALITY,),
        site=OnSite.NOTHING,
        term=Term.GIVEN,
        asked=Asked.GRANTED,
    ),
    Rule(
        Action.PUBLISH,
        (State.APPROVED,),
        State.PUBLISHED,
        REVIEWERS,
        when=When.CAMPAIGN,
        site=OnSite.LAST,
        term=Term.OVER,
    ),
    # What left the site as personal data does not come back by itself: it is read again.
    Rule(
        Action.LIFT,
        (State.OBSERVED,),
        Action.OBSERVE,
        REVIEWERS,
        (Role.EQUALITY,),
        site=OnSite.AGAIN,
        term=Term.OVER,
        if_personal=State.SUBMITTED,
    ),
    Rule(
        Action.EXTEND,
        (State.OBSERVED, State.DRAFT),
        STAYS,
        REVIEWERS,
        (Role.EQUALITY,),
        When.UNTIL_SILENCE,
        term=Term.GIVEN,
    ),
    Rule(
        Action.HIDE,
        (State.DRAFT, State.PARTY, State.SUBMITTED, State.OBSERVED),
        STAYS,
        REVIEWERS,
        (Role.EQUALITY,),
        site=OnSite.NOTHING,
    ),
    Rule(Action.HIDE, (State.APPROVED,), STAYS, REVIEWERS, site=OnSite.NOTHING),
    Rule(Action.REOPEN, HERE, State.DRAFT, REVIEWERS, (Role.EQUALITY,), When.UNTIL_SILENCE, term=Term.GIVEN),
    Rule(Action.PAUSE, (State.PUBLISHED,), State.PAUSED, (Role.COORDINATION,)),
    Rule(Action.RESUME, (State.PAUSED,), State.PUBLISHED, (Role.COORDINATION,), term=Term.OVER),
    Rule(Action.WITHDRAW, ALL, State.WITHDRAWN, REGISTER, REGISTER, asked=Asked.REFUSED),
    Rule(Action.RESTORE, (State.WITHDRAWN,), Action.WITHDRAW, REGISTER, REGISTER),
)


def rule_for(action: str, state: str, role: str, party_validates: bool, confidential: bool = False) -> Rule | None:
    """Return the rule by which a role may do an action from a state, or None; the calendar is not asked.

    What is confidential belongs to the person and to equality: no party sees it, so none validates it.
    """
    for rule in RULES:
        if (
            rule.action != action
            or state not in rule.before
            or role not in (rule.sealed if confidential else rule.roles)
        ):
            continue
        if rule.to_party is None or rule.to_party == (party_validates and not confidential):
            return rule
    return None
