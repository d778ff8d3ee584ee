"""Who sits before a candidacy's questionnaire: the fetch is the permission."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import Http404, HttpRequest
from django.utils import timezone

from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Role
from conoceles.elections.windows import Window, capture_window, is_open
from conoceles.lib.access import READ, View, rule
from conoceles.lib.dates import moment_in_words
from conoceles.profiles.models import Consent, HelpInvitation, LegalText, Profile, ProfileSection, State
from conoceles.profiles.questionnaire import CURRICULAR, IDENTITY, Part, Question, Questionnaire
from conoceles.profiles.saving import profile_of
from conoceles.profiles.versions import asked_in
from conoceles.profiles.workflow import Hand, may_capture

WHO = "la candidatura, su partido, o la mesa de ayuda cuando la invitan"


@dataclass(frozen=True)
class Desk:
    """One section of one questionnaire, open before a seat."""

    asked: Questionnaire
    part: Part
    confidential: bool

    @property
    def questions(self) -> list[Question]:
        return self.asked.of_part(self.part.key)


@dataclass
class Seat:
    """One account before one candidacy, in the role by which it may sit there."""

    candidacy: Candidacy
    hand: Hand
    at: datetime
    invitation: HelpInvitation | None = None

    @cached_property
    def profile(self) -> Profile:
        return profile_of(self.candidacy, self.curricular)

    @cached_property
    def curricular(self) -> Questionnaire:
        return asked_in(self.candidacy.election, CURRICULAR)

    @cached_property
    def identity(self) -> Questionnaire:
        return asked_in(self.candidacy.election, IDENTITY)

    @property
    def sees_identity(self) -> bool:
        """Return whether the confidential questions are this account's: they belong to the person alone."""
        return self.hand.role == Role.CANDIDATE

    @cached_property
    def consents(self) -> dict[str, Consent]:
        """Return the last word on each statement."""
        return Consent.objects.latest_of(self.profile)

    @property
    def treated(self) -> bool:
        """Return whether the confidential questions may be asked: the person consents to their treatment."""
        given = self.consents.get(LegalText.Kind.TREATMENT)
        return self.candidacy.election.practice or (given is not None and given.given)

    @cached_property
    def open(self) -> bool:
        return is_open(self.candidacy, self.at)

    @cached_property
    def rows(self) -> dict[str, ProfileSection]:
        """Return the sections that were begun, by key."""
        return {section.key: section for section in ProfileSection.objects.filter(profile=self.profile)}

    def may_write(self, key: str) -> bool:
        """Return whether a section may be written now: the window is open, or the section's own term to correct runs."""
        return self.open or may_capture(self.rows.get(key), self.candidacy, self.at)

    def closed(self, key: str) -> str:
        """Return why a section may not be written now."""
        section = self.rows.get(key)
        if section is not None and section.until is not None and section.state == State.OBSERVED:
            ended = moment_in_words(section.until)
            return f"El plazo para corregir esta sección terminó el {ended}. Pregunte a {self.candidacy.election.institute.help_desk}."
        return self.window.sentence

    @cached_property
    def window(self) -> Window:
        return capture_window(self.candidacy, self.at)

    def desk(self, slug: str) -> "Desk":
        """Return the section at an address; raise Http404 for one that this seat has not."""
        part = self.curricular.part_at(slug)
        if part is not None:
            return Desk(self.curricular, part, confidential=False)
        part = self.identity.part_at(slug) if self.sees_identity else None
        if part is None:
            raise Http404
        return Desk(self.identity, part, confidential=True)

    def question(self, key: str) -> tuple[Question, "Desk"]:
        """Return a question that is asked here and its section; raise Http404 for any other."""
        question, asked = self.curricular.questions.get(key), self.curricular
        if question is None and self.sees_identity:
            question, asked = self.identity.questions.get(key), self.identity
        if question is None or question.retired:
            raise Http404
        return question, Desk(asked, asked.parts[question.section], confidential=asked is not self.curricular)


def take(request: HttpRequest, key: str, at: datetime | None = None) -> Seat:
    """Return the seat of whoever asks before a candidacy; raise Http404 when there is none: that it exists is not told."""
    at, mine = at or timezone.now(), grants(request)
    rows = Candidacy.objects.filter(key=key, office__answers=True)
    candidacy = rows.select_related("person", "ticket", "election").first()
    if candidacy is None:
        raise Http404
    name = request.user.get_username()
    if any(grant.candidacy_id == candidacy.pk for grant in mine.of_role(Role.CANDIDATE)):
        return Seat(candidacy, Hand(name, Role.CANDIDATE), at)
    if any(grant.party_id == candidacy.ticket.party_id for grant in mine.of_role(Role.PARTY)):
        return Seat(candidacy, Hand(name, Role.PARTY), at)
    if Role.HELP_DESK in mine.roles(candidacy.election.slug):
        invitation = HelpInvitation.objects.standing(at).filter(profile__candidacy=candidacy, entered_by=name).first()
        if invitation is not None:
            return Seat(candidacy, Hand(name, Role.HELP_DESK), at, invitation)
    raise Http404


def seated(*methods: str) -> Callable[[View], View]:
    """Mark a view that takes a seat: whoever signed in may ask, and `take()` decides."""
    return rule(WHO, methods or READ, lambda request, kwargs: True)
