"""Consents: what is asked of each person, what was answered, and what follows from a change of mind."""

from django.db import transaction

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election
from conoceles.profiles.identity import take_down
from conoceles.profiles.models import Consent, LegalText, Profile
from conoceles.profiles.workflow import Hand


class NoNotice(LookupError):
    """The election has not published its privacy notice and statements; its text is a Spanish sentence."""


def current_texts(election: Election) -> dict[str, LegalText]:
    """Return {kind: its last version}; raise NoNotice unless notice and statements are all there."""
    rows = LegalText.objects.filter(election=election).select_related("agreement").order_by("number")
    found = {row.kind: row for row in rows}
    if len(found) < len(LegalText.Kind):
        raise NoNotice(
            f"El Instituto todavía no publica el aviso de privacidad de esta elección. Pregunte a {election.institute.help_desk}."
        )
    return found


def unanswered(profile: Profile) -> list[LegalText]:
    """Return the statements, in order, to whose current version the person has not answered yes or no. Raises NoNotice."""
    texts = current_texts(profile.candidacy.election)
    given = Consent.objects.latest_of(profile)
    return [texts[kind] for kind in Consent.STATEMENTS if kind not in given or given[kind].text_id != texts[kind].pk]


def answer(profile: Profile, answers: dict[LegalText, bool], hand: Hand, *, scan: str = "") -> None:
    """Record the answers to statements; a withdrawn consent to publication takes effect on the site at once."""
    candidacy: Candidacy = profile.candidacy
    slug, thing = candidacy.election.slug, f"candidacy {candidacy.key}"
    with transaction.atomic():
        before = Consent.objects.latest_of(profile)
        for text, given in answers.items():
            last = before.get(text.kind)
            if last is not None and last.given == given and last.text_id == text.pk and not scan:
                continue
            how = Consent.How.SCAN if scan else Consent.How.SCREEN
            Consent.objects.create(
                profile=profile, text=text, given=given, by=hand.by, role=hand.role, how=how, scan=scan
            )
            act = "consent-withdrawn" if last is not None and last.given and not given else "consent-given"
            record(
                act, by=hand.by, role=hand.role, election=slug, thing=thing,
                statement=text.kind, version=text.number, given=given, how=how,
            )  # fmt: skip
        take_down(profile)


def set_reserve(candidacy: Candidacy, reserved: bool, *, by: str, reason: str) -> None:
    """Grant or lift the reserve of a candidacy's identity; what it covers leaves the site at once."""
    with transaction.atomic():
        candidacy.identity_reserved = reserved
        candidacy.save(update_fields=["identity_reserved"])
        record(
            "reserve", by=by, election=candidacy.election.slug, thing=f"candidacy {candidacy.key}",
            reserved=reserved, reason=reason,
        )  # fmt: skip
        profile = Profile.objects.filter(candidacy=candidacy).first()
        if profile is not None:
            take_down(profile)
