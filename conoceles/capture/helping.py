"""Help: the candidacy invites, the help desk enters, guidance is asked and answered. Every step is recorded."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.capture.models import HelpInvitation, HelpRequest
from conoceles.elections.models import Candidacy, Role
from conoceles.profiles.models import Profile
from conoceles.profiles.workflow import Hand


class NotInvited(LookupError):
    """Nobody invited the help desk, or the invitation is over; its text is a Spanish sentence."""


def invite(profile: Profile, hand: Hand) -> HelpInvitation:
    """Return the invitation by which the help desk may enter a candidacy's screen for two hours; a new one replaces the
    last."""
    now = timezone.now()
    with transaction.atomic():
        profile.help.filter(ended_at__isnull=True).update(ended_at=now)
        invitation = HelpInvitation.objects.create(
            profile=profile, invited_by=hand.by, expires_at=now + timedelta(hours=HelpInvitation.HOURS)
        )
        _record("help-invited", profile.candidacy, hand)
    return invitation


def enter(candidacy: Candidacy, by: str) -> HelpInvitation:
    """Let a person of the help desk in. Raises NotInvited; one invitation lets one person in."""
    with transaction.atomic():
        rows = HelpInvitation.objects.standing().filter(profile__candidacy=candidacy).select_for_update(of=("self",))
        invitation = rows.first()
        if invitation is None or invitation.entered_by not in ("", by):
            raise NotInvited("La candidatura no ha invitado a la mesa de ayuda, o la invitación ya terminó.")
        if not invitation.entered_by:
            invitation.entered_by, invitation.entered_at = by, timezone.now()
            invitation.save(update_fields=["entered_by", "entered_at"])
            _record("help-entered", candidacy, Hand(by, Role.HELP_DESK))
    return invitation


def end(profile: Profile, hand: Hand) -> None:
    """End whatever invitation stands."""
    with transaction.atomic():
        if profile.help.filter(ended_at__isnull=True).update(ended_at=timezone.now()):
            _record("help-ended", profile.candidacy, hand)


def ask(candidacy: Candidacy, question: str, topic: str, text: str, *, confidential: bool, hand: Hand) -> HelpRequest:
    """Ask for guidance on a question: equality's on confidential ones, the help desk's on the rest. Answers are not in
    it."""
    with transaction.atomic():
        request = HelpRequest.objects.create(
            election=candidacy.election,
            candidacy=candidacy,
            audience=Role.EQUALITY if confidential else Role.HELP_DESK,
            channel=HelpRequest.Channel.SCREEN,
            question=question,
            topic=topic[:160],
            text=text,
            asked_by=hand.by,
        )
        # Which confidential question it was would tell an answer: that one asked is enough.
        _record("guidance-asked", candidacy, hand, **({} if confidential else {"question": question}))
    return request


def reply(request: HelpRequest, text: str, *, by: str, role: str) -> None:
    """Answer a request, once or again; the asker reads it beside the question."""
    with transaction.atomic():
        request.reply, request.answered_at, request.answered_by = text, timezone.now(), by
        request.full_clean()
        request.save(update_fields=["reply", "answered_at", "answered_by"])
        act = "guidance-answered" if request.channel == HelpRequest.Channel.SCREEN else "help-logged"
        thing = f"candidacy {request.candidacy.key}" if request.candidacy else ""
        record(act, by=by, role=role, election=request.election.slug, thing=thing, request=request.pk)


def _record(act: str, candidacy: Candidacy, hand: Hand, **detail: object) -> None:
    thing = f"candidacy {candidacy.key}"
    record(act, by=hand.by, role=hand.role, election=candidacy.election.slug, thing=thing, **detail)
