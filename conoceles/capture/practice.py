"""Practice: a throw-away candidacy in an election that never reaches the ledger."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.capture.models import HelpRequest
from conoceles.elections.access import PRACTICE
from conoceles.elections.models import Area, Candidacy, Contest, Election, Grant, Office, Party, Person, Role, Ticket
from conoceles.lib.keys import new_key
from conoceles.profiles.models import Answer, Consent, IdentityAnswer, Profile

LIFE = timedelta(days=7)


def open_practice(user: User, like: Election) -> Candidacy:
    """Return the account's own throw-away candidacy, made when there is none; it asks what an election asks.

    Practices of more than a week ago are thrown away first.
    """
    throw_away_old()
    found = (
        Grant.objects.open()
        .filter(user=user, role=Role.CANDIDATE, election__practice=True)
        .select_related("candidacy")
        .first()
    )
    if found is not None and found.candidacy is not None:
        return found.candidacy
    with transaction.atomic():
        election = _election(like)
        contest = election.contests.select_related("office").get()
        ticket = Ticket.objects.create(contest=contest, party=election.parties.get(), folio=new_key())
        candidacy = Candidacy.objects.create(
            election=election,
            ticket=ticket,
            person=Person.objects.create(name="Persona de Práctica"),
            office=contest.office,
            slug=f"practica-{new_key()}",
        )
        Grant.objects.create(user=user, role=Role.CANDIDATE, election=election, candidacy=candidacy)
        record("practice", by=user.username, election=election.slug, thing=f"candidacy {candidacy.key}")
    return candidacy


def throw_away(candidacy: Candidacy) -> None:
    """Delete a practice candidacy and everything written in it; any other is left alone."""
    if not candidacy.election.practice:
        return
    with transaction.atomic():
        profile = Profile.objects.filter(candidacy=candidacy)
        HelpRequest.objects.filter(candidacy=candidacy).delete()
        Consent.objects.filter(profile__in=profile).delete()
        Answer.objects.filter(profile__in=profile).delete()
        IdentityAnswer.objects.filter(profile__in=profile).delete()
        for section in [section for one in profile for section in one.sections.all()]:
            section.submissions.all().delete()
            section.delete()
        profile.delete()
        Grant.objects.filter(candidacy=candidacy).delete()
        ticket, person = candidacy.ticket, candidacy.person
        candidacy.delete()
        ticket.delete()
        person.delete()


def throw_away_old() -> int:
    """Delete the practices that began a week ago or earlier; return how many."""
    rows = Candidacy.objects.filter(election__practice=True, grants__since__lt=timezone.now() - LIFE)
    old = list(rows.select_related("election", "ticket", "person").distinct())
    for candidacy in old:
        throw_away(candidacy)
    return len(old)


def _election(like: Election) -> Election:
    """Return the practice election that goes with another: one contest, one party, the same calendar."""
    slug = f"{PRACTICE}{like.pk}"
    found = Election.objects.filter(slug=slug).first()
    if found is not None:
        return found
    election = Election.objects.create(
        institute=like.institute,
        slug=slug,
        name=f"Práctica: {like.name}"[:160],
        practice=True,
        plan=like.plan,
        publication_starts=like.publication_starts,
        campaigns_end=like.campaigns_end,
        silence_starts=like.silence_starts,
        polls_open=like.polls_open,
        polls_close=like.polls_close,
    )
    office = Office.objects.create(
        election=election,
        kind=Office.Kind.MAYOR,
        name="Presidencia municipal",
        plural="Presidencias municipales",
        answers=True,
    )
    area = Area.objects.of_plan(like.plan).first()
    if area is None:
        area, _ = Area.objects.get_or_create(
            state="00", kind=Area.Kind.STATE, ine_code="00", defaults={"name": "Práctica", "slug": "practica"}
        )
    Contest.objects.create(election=election, office=office, area=area, name="Contienda de práctica", slug="practica")
    Party.objects.create(election=election, name="Partido de práctica", short="PRÁCTICA", slug="practica")
    return election
