"""Which confidential answers may become public, the document that carries them, and taking them down."""

from collections.abc import Mapping

from conoceles.elections.models import Candidacy
from conoceles.ledger.acts import NothingPublished, append, redact
from conoceles.ledger.reading import current
from conoceles.lib.canonical import Document
from conoceles.profiles.models import Consent, LegalText, Profile
from conoceles.profiles.questionnaire import Questionnaire
from conoceles.profiles.saving import texts
from conoceles.profiles.values import all_values, applies, shown
from conoceles.profiles.versions import asked_in


def may_be_public(candidacy: Candidacy, consents: Mapping[str, Consent], asked: Questionnaire) -> set[str]:
    """Return the keys of the identity questions whose answers may be public.

    All with consent to publication; without it, those of the group of an affirmative action under which the candidacy was
    registered; none where a reserve was granted. That a question may be public does not mean that it was answered.
    """
    if candidacy.identity_reserved:
        return set()
    consent = consents.get(LegalText.Kind.PUBLICATION)
    if consent is not None and consent.given:
        return set(asked.questions)
    group = candidacy.affirmative_action
    if not group:
        return set()
    return {
        key
        for key, question in asked.questions.items()
        if key == group or (question.condition is not None and question.condition.question == group)
    }


def identity_document(profile: Profile) -> Document | None:
    """Return the document of kind `identity`, or None when nothing of it may be public."""
    candidacy = profile.candidacy
    asked = asked_in(candidacy.election, "identity")
    allowed = may_be_public(candidacy, Consent.objects.latest_of(profile), asked)
    if not allowed:
        return None
    values = all_values(asked, texts(profile, confidential=True))
    answers = [
        {"key": key, "label": question.label, "value": shown(question, values[key])}
        for key, question in asked.questions.items()
        if key in allowed and values.get(key) and applies(question, values) and values[key] not in ("no", "unsaid")
    ]
    return {"version": 1, "answers": answers} if answers else None


def take_down(profile: Profile) -> bool:
    """Take off the site whatever identity data may no longer be public; return whether anything was published.

    Every edition that carried it is redacted, and what may still be public is published anew. Call it last in a transaction.
    """
    candidacy = profile.candidacy
    slug, key = candidacy.election.slug, candidacy.key
    published = current(slug, "identity", [key]).get(("identity", key))
    document = identity_document(profile)
    if published is not None and document == published:
        return False
    try:
        redact("identity", key, election=slug, ground="Retiro del consentimiento.")
    except NothingPublished:
        return False
    if published is not None and document is not None:
        asked = {answer["key"] for answer in published["answers"]}
        kept = [answer for answer in document["answers"] if answer["key"] in asked]
        if kept:
            append("identity", key, {"version": 1, "answers": kept}, election=slug)
    return True
