"""Which confidential answers and which groups of registration may become public, and the document that carries them."""

from collections.abc import Mapping
from datetime import datetime

from conoceles.elections.models import Candidacy
from conoceles.lib.canonical import Document
from conoceles.profiles.groups import coming_groups, shown_groups, withheld
from conoceles.profiles.models import Consent, LegalText, Profile, ProfileSection
from conoceles.profiles.saving import texts
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import IDENTITY, UNSAID, Questionnaire
from conoceles.questionnaires.values import Value, all_values, applies, shown

# What a question's answer says that nobody needs to read on a page.
SILENT = ("no", UNSAID, [UNSAID])


def treated(profile: Profile) -> bool:
    """Return whether a person consents, as of her last word, to the treatment of her identity answers: without it
    nobody reads them."""
    given = Consent.objects.latest_of(profile).get(LegalText.Kind.TREATMENT)
    return given is not None and given.given


def may_be_public(candidacy: Candidacy, consents: Mapping[str, Consent], asked: Questionnaire) -> set[str]:
    """Return the keys of the identity questions whose answers may be public: all with consent to treatment and to
    publication, none without.

    None where a reserve was granted or waits, or the candidacy ended. That a question may be public does not mean that
    it was answered. The group of an affirmative action is not an answer: it is public by the register (`groups.py`).
    """
    if withheld(candidacy):
        return set()
    needed = (LegalText.Kind.TREATMENT, LegalText.Kind.PUBLICATION)
    return set(asked.questions) if all(kind in consents and consents[kind].given for kind in needed) else set()


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


def identity_document(candidacy: Candidacy, at: datetime) -> Document | None:
    """Return the document of kind `identity` at a moment, or None when nothing of it may be public: the reviewed
    answers, and the groups of registration whose term is over."""
    profile = Profile.objects.filter(candidacy=candidacy).first()
    answers = public_answers(candidacy, profile, reviewed(profile)) if profile else []
    return _document(shown_groups(candidacy, at), answers)


def draft_document(profile: Profile) -> Document | None:
    """Return the document of kind `identity` as it would be once everything written is reviewed and every term is
    over; None when nothing would be public."""
    return _document(coming_groups(profile.candidacy), public_answers(profile.candidacy, profile, drafted(profile)))


def public_answers(candidacy: Candidacy, profile: Profile, values: Mapping[str, Value]) -> list[Document]:
    """Return those of some answers that may be public, as documents carry them: what was said, not what was left
    unsaid."""
    asked = asked_in(candidacy.election, IDENTITY)
    allowed = may_be_public(candidacy, Consent.objects.latest_of(profile), asked)
    return [
        {"key": key, "label": question.label, "value": shown(question, values[key])}
        for key, question in asked.questions.items()
        if key in allowed and values.get(key) and applies(question, values) and values[key] not in SILENT
    ]


def _document(groups: list[str], answers: list[Document]) -> Document | None:
    return {"version": 2, "groups": groups, "answers": answers} if groups or answers else None
