"""Consents: what is asked of each person, what was answered, and what follows from a change of mind."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election
from conoceles.lib.dates import long_date
from conoceles.profiles.models import Consent, LegalText, Profile
from conoceles.profiles.public.identity_shown import show_identity
from conoceles.profiles.workflow import Hand, requeue


class NoNotice(LookupError):
    """The election has not published its privacy notice and statements; its text is a Spanish sentence."""


def current_texts(election: Election, **more: Exists) -> dict[str, LegalText]:
    """Return {kind: its last version}, with what `more` asks of each; raise NoNotice unless notice and statements are
    all there."""
    rows = LegalText.objects.filter(election=election).select_related("agreement").order_by("number").annotate(**more)
    found = {row.kind: row for row in rows}
    if len(found) < len(LegalText.Kind):
        raise NoNotice(
            "El Instituto todavía no publica el aviso de privacidad de esta elección. Pregunte a "
            f"{election.institute.help_desk}."
        )
    return found


def texts_of_day(election: Election, day: date) -> dict[str, LegalText]:
    """Return {statement: the version that stood on a day}; raise NoNotice when one of them was not published yet, or is
    to come."""
    rows = LegalText.objects.filter(election=election, kind__in=Consent.STATEMENTS, since__date__lte=day)
    found = {row.kind: row for row in rows.select_related("agreement").order_by("number")}
    if len(found) < len(Consent.STATEMENTS) or day > timezone.localdate():
        raise NoNotice(
            f"El {long_date(day)} no había textos de consentimiento publicados: revise la fecha de la firma."
        )
    return found


def unanswered(profile: Profile) -> list[LegalText]:
    """Return the statements, in order, to whose current version the person has not answered yes or no. Raises
    NoNotice."""
    answered = Exists(Consent.objects.filter(profile=profile, text=OuterRef("pk")))
    texts = current_texts(profile.candidacy.election, answered=answered)
    return [texts[kind] for kind in Consent.STATEMENTS if not texts[kind].answered]  # type: ignore[attr-defined]


def answer(
    profile: Profile,
    answers: dict[LegalText, bool],
    hand: Hand,
    *,
    scan: str = "",
    received: str = "",
    signed_on: date | None = None,
) -> None:
    """Record the answers to statements; a withdrawn consent to publication takes effect on the site at once.

    Of a signed paper: its clean copy, the paper as it was received, and the day of the signature. Raises NoNotice as
    `refuse_late_paper()` does.
    """
    candidacy: Candidacy = profile.candidacy
    slug, thing = candidacy.election.slug, f"candidacy {candidacy.key}"
    with transaction.atomic():
        before = Consent.objects.latest_of(profile)
        if signed_on:
            refuse_late_paper(profile, answers, signed_on)
        for text, given in answers.items():
            last = before.get(text.kind)
            if last is not None and last.given == given and last.text_id == text.pk and not scan:
                continue
            how = Consent.How.SCAN if scan else Consent.How.SCREEN
            Consent.objects.create(
                profile=profile,
                text=text,
                given=given,
                by=hand.by,
                role=hand.role,
                how=how,
                scan=scan,
                received=received,
            )
            if scan:
                record("consent-scan", by=hand.by, role=hand.role, election=slug, thing=thing, statement=text.kind)
            act = "consent-withdrawn" if last is not None and last.given and not given else "consent-given"
            record(
                act,
                by=hand.by,
                role=hand.role,
                election=slug,
                thing=thing,
                statement=text.kind,
                version=text.number,
                given=given,
                how=how,
            )
        if profile.reviews.filter(confidential=True).exists():
            requeue({profile.pk: candidacy}, confidential=True)
        show_identity(candidacy, ground="Retiro del consentimiento.")


def proof(given: dict[LegalText, bool]) -> str:
    """Return what was answered, as whoever answered it keeps it: each statement with its version, and the word."""
    lines = [
        f"- {text.get_kind_display().removeprefix('consentimiento: ').capitalize()}: {'sí' if yes else 'no'} "
        f"(versión {text.number}, acuerdo {text.agreement.number})"
        for text, yes in given.items()
    ]
    return "Quedó registrado lo que respondió. Puede cambiarlo cuando quiera.\n" + "\n".join(lines)


def refuse_late_paper(profile: Profile, answers: dict[LegalText, bool], signed_on: date) -> None:
    """A paper never speaks over a later word: raise NoNotice when a «sí» signed on a day comes after a «no» given
    since."""
    before = Consent.objects.latest_of(profile)
    for text, given in answers.items():
        last = before.get(text.kind)
        if given and last is not None and not last.given and timezone.localdate(last.at) >= signed_on:
            raise NoNotice(
                f"Después de firmar ese papel, la persona respondió «no» ({text.get_kind_display()}): pídale otro con "
                "fecha posterior."
            )


def follow_register(candidacy: Candidacy) -> None:
    """Bring the site to what may be public of an identity once the register has changed: other groups, a candidacy that
    ended."""
    show_identity(candidacy, ground="Corrección del registro.")
