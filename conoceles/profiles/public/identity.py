"""Which confidential answers may become public, the document that carries them, and taking them down."""

import json
from collections.abc import Mapping

from conoceles.elections.models import Candidacy
from conoceles.ledger.acts import append, hold, redact
from conoceles.ledger.models import Action, Body
from conoceles.ledger.reading import current
from conoceles.lib.canonical import Document
from conoceles.profiles.models import Consent, LegalText, Profile, ProfileSection
from conoceles.profiles.saving import texts
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import IDENTITY, Questionnaire
from conoceles.questionnaires.values import Value, all_values, applies, shown


def treated(profile: Profile) -> bool:
    """Return whether a person consents, as of her last word, to the treatment of her identity answers: without it
    nobody reads them."""
    given = Consent.objects.latest_of(profile).get(LegalText.Kind.TREATMENT)
    return given is not None and given.given


def may_be_public(candidacy: Candidacy, consents: Mapping[str, Consent], asked: Questionnaire) -> set[str]:
    """Return the keys of the identity questions whose answers may be public.

    All with consent to treatment and to publication; without them, those of the group of an affirmative action under
    which the candidacy was registered; none where a reserve was granted or the candidacy ended. That a question may be
    public does not mean that it was answered.
    """
    if candidacy.identity_reserved or candidacy.status != Candidacy.Status.REGISTERED:
        return set()
    needed = (LegalText.Kind.TREATMENT, LegalText.Kind.PUBLICATION)
    if all(kind in consents and consents[kind].given for kind in needed):
        return set(asked.questions)
    group = candidacy.affirmative_action
    if not group:
        return set()
    return {
        key
        for key, question in asked.questions.items()
        if key == group or (question.condition is not None and question.condition.question == group)
    }


def reviewed(profile: Profile) -> dict[str, Value]:
    """Return {question: answer} of what equality approved of a person's identity answers, as it was submitted."""
    found: dict[str, Value] = {}
    for section in ProfileSection.objects.filter(
        profile=profile, confidential=True, public__isnull=False
    ).select_related("public"):
        if section.public is not None:
            found |= section.public.values()
    return found


def drafted(profile: Profile) -> dict[str, Value]:
    """Return {question: answer} of what a person has written of her identity, submitted or not."""
    return all_values(asked_in(profile.candidacy.election, IDENTITY), texts(profile, confidential=True))


def identity_document(profile: Profile, values: Mapping[str, Value] | None = None) -> Document | None:
    """Return the document of kind `identity`, or None when nothing of it may be public.

    Of what was reviewed, unless other `values` are given: those of a draft, for its preview.
    """
    candidacy = profile.candidacy
    asked = asked_in(candidacy.election, IDENTITY)
    allowed = may_be_public(candidacy, Consent.objects.latest_of(profile), asked)
    if not allowed:
        return None
    values = reviewed(profile) if values is None else values
    answers = [
        {"key": key, "label": question.label, "value": shown(question, values[key])}
        for key, question in asked.questions.items()
        if key in allowed and values.get(key) and applies(question, values) and values[key] not in ("no", "unsaid")
    ]
    return {"version": 1, "answers": answers} if answers else None


def take_down(profile: Profile, ground: str) -> bool:
    """Take off the site whatever identity data may no longer be public; return whether anything had to go.

    Every edition that carried it is redacted, and what of the published words may stay is published anew: never a
    draft. Call it last in a transaction.
    """
    hold()
    profile = Profile.objects.select_related("candidacy__election").get(pk=profile.pk)
    candidacy = profile.candidacy
    slug, key = candidacy.election.slug, candidacy.key
    allowed = may_be_public(candidacy, Consent.objects.latest_of(profile), asked_in(candidacy.election, IDENTITY))
    if {name for name, _value in carried(slug, key)} <= allowed:
        return False
    published = current(slug, "identity", [key]).get(("identity", key))
    redact("identity", key, election=slug, ground=ground)
    kept = [answer for answer in published["answers"] if answer["key"] in allowed] if published else []
    if kept:
        append("identity", key, {"version": 1, "answers": kept}, election=slug)
    return True


def carried(election: str, key: str) -> set[tuple[str, str]]:
    """Return (question, words) of whatever any edition of a person's identity still says in the ledger."""
    rows = Body.objects.filter(
        edition__election=election, edition__kind="identity", edition__key=key, edition__action=Action.PUBLISH
    )
    return {(one["key"], one["value"]) for body in rows for one in json.loads(body.document)["answers"]}
