"""One account that writes in one candidacy's questionnaire, and what is asked of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import Http404

from conoceles.elections.models import Candidacy, Role
from conoceles.elections.windows import Window, capture_window, is_open
from conoceles.lib.dates import moment_in_words
from conoceles.profiles import consents, workflow
from conoceles.profiles.models import Consent, LegalText, Profile, ProfileSection, State
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Hand, may_capture
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import CURRICULAR, IDENTITY, Part, Question, Questionnaire


@dataclass(frozen=True)
class AskedSection:
    """One section of one questionnaire, as it is asked of an author."""

    asked: Questionnaire
    part: Part
    confidential: bool

    @property
    def questions(self) -> list[Question]:
        return self.asked.of_part(self.part.key)


@dataclass
class Author:
    """One account before one candidacy, in the role by which it may write there."""

    candidacy: Candidacy
    hand: Hand
    at: datetime
    # Whether it is the help desk, by invitation.
    invited: bool = False
    # Whether the request only reads: it makes no profile.
    reads: bool = False

    @cached_property
    def profile(self) -> Profile:
        """Return the profile, made when there is none; for whoever only reads, one that no row has: it has nothing."""
        if self.reads:
            found = Profile.objects.filter(candidacy=self.candidacy).first()
            found = found or Profile(pk=0, questionnaire=self.curricular.name)
        else:
            found = profile_of(self.candidacy, self.curricular)
        # It is this very one: nobody asks for it again.
        found.candidacy = self.candidacy
        return found

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
    def owes_consents(self) -> bool:
        """Return whether a statement still waits for a yes or a no: nothing is asked of the person before."""
        if not self.sees_identity or self.candidacy.election.practice:
            return False
        try:
            return bool(consents.unanswered(self.profile))
        except consents.NoNotice:
            return True

    def refusal(self, asked_section: "AskedSection", *, cheap: bool = False) -> str:
        """Return why a section takes nothing now, or nothing: asked before any work is done on what was sent.

        Of what is `cheap` to try, its state is asked when it is saved.
        """
        part = asked_section.part
        if not self.may_write(part.key):
            return self.closed(part.key)
        if self.owes_consents:
            return "Antes responda los tres consentimientos: están en «Aviso de privacidad»."
        if asked_section.confidential and not self.treated:
            return "Falta su consentimiento para guardar respuestas de identidad."
        if cheap:
            return ""
        section, confidential = self.rows.get(part.key), asked_section.confidential
        try:
            workflow.refuse_writing(section, self.candidacy, self.hand, confidential=confidential, at=self.at)
        except workflow.NotAllowed as error:
            return str(error)
        return ""

    @cached_property
    def open(self) -> bool:
        return is_open(self.candidacy, self.at)

    @cached_property
    def rows(self) -> dict[str, ProfileSection]:
        """Return the sections that were begun, by key."""
        return {section.key: section for section in ProfileSection.objects.filter(profile=self.profile)}

    def may_write(self, key: str) -> bool:
        """Return whether a section may be written now: the window is open, or the section's own term to correct
        runs."""
        return self.open or may_capture(self.rows.get(key), self.candidacy, self.at)

    def closed(self, key: str) -> str:
        """Return why a section may not be written now."""
        section = self.rows.get(key)
        if section is not None and section.until is not None and section.state == State.OBSERVED:
            ended = moment_in_words(section.until)
            return (
                f"El plazo para corregir esta sección terminó el {ended}. Pregunte a "
                f"{self.candidacy.election.institute.help_desk}."
            )
        return self.window.sentence

    @cached_property
    def window(self) -> Window:
        return capture_window(self.candidacy, self.at)

    def section(self, slug: str) -> "AskedSection":
        """Return the section at an address; raise Http404 for one that is not asked of this author."""
        part = self.curricular.part_at(slug)
        if part is not None:
            return AskedSection(self.curricular, part, confidential=False)
        part = self.identity.part_at(slug) if self.sees_identity else None
        if part is None:
            raise Http404
        return AskedSection(self.identity, part, confidential=True)

    def question(self, key: str) -> tuple[Question, "AskedSection"]:
        """Return a question that is asked here and its section; raise Http404 for any other."""
        question, asked = self.curricular.questions.get(key), self.curricular
        if question is None and self.sees_identity:
            question, asked = self.identity.questions.get(key), self.identity
        if question is None or question.retired:
            raise Http404
        return question, AskedSection(asked, asked.parts[question.section], confidential=asked is not self.curricular)
