"""Giving and ending roles, with the account that has them."""

from datetime import date

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.dispatch import Signal
from django.utils import timezone

from conoceles.accounts import addresses, invitations
from conoceles.accounts.invitations import close_account
from conoceles.accounts.models import User
from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election, Grant, Party, Role
from conoceles.lib.text import plain_address

# Rooms above tell whoever has a role from now on.
given = Signal()


def give(
    user: User,
    role: str,
    election: Election | None,
    *,
    by: str,
    party: Party | None = None,
    candidacy: Candidacy | None = None,
    until: date | None = None,
) -> Grant:
    """Give an account a role, to the end of a day where one is said, and return the grant.

    Raises ValidationError when the role does not fit or is there already.
    """
    with transaction.atomic():
        grant = Grant(user=user, role=role, election=election, party=party, candidacy=candidacy, until=until)
        grant.full_clean()
        grant.save()
        if role not in (Role.PARTY, Role.CANDIDATE) and not user.is_staff:
            user.is_staff = True
            user.save(update_fields=["is_staff"])
        if user.is_demo and not (election is not None and election.fictional):
            # Who works on something real is no invented person: no button enters as her, and no door shuts her out.
            user.is_demo = False
            user.save(update_fields=["is_demo"])
        if role == Role.PARTY and election is not None and election.party_second_factor:
            ask_parties(election)
        record("grant-given", by=by, election=election.slug if election else "", thing=_thing(grant), as_role=role)
        given.send(sender=Grant, grant=grant, by=by)
    return grant


def ask_parties(election: Election) -> None:
    """Ask the parties of an election for a second factor, or no longer, as it now says."""
    parties = Grant.objects.open().filter(role=Role.PARTY)
    asked = parties.filter(election__party_second_factor=True).values("user")
    mine = User.objects.filter(pk__in=parties.filter(election=election).values("user"))
    mine.filter(pk__in=asked).update(asks_second_factor=True)
    mine.exclude(pk__in=asked).update(asks_second_factor=False)


def hire(email: str, name: str, role: str, election: Election, *, by: str, until: date | None = None) -> Grant:
    """Give a role to the staff account of an e-mail, opened when there is none, and return the grant.

    An account of a candidacy or a party never becomes staff: whoever activated it may have typed any e-mail.
    Raises ValidationError with a Spanish sentence then, and when the role is there already.
    """
    with transaction.atomic():
        user = staff_of(email)
        if user is None:
            user = User.objects.open(name)
            # Whoever works on a demonstration alone is of it.
            user.is_demo = election.fictional
            user.save(update_fields=["is_demo"])
            addresses.propose(user, email)
        elif not user.is_staff:
            raise ValidationError(
                "Ese correo es de la cuenta de una candidatura o de un partido: use el institucional."
            )
        if not user.is_active:
            # Closed when its last role ended: it begins again, with a new code and no second factor of before.
            user.is_active = True
            user.set_unusable_password()
            user.save(update_fields=["is_active", "password"])
            Authenticator.objects.filter(user=user).delete()
        return give(user, role, election, by=by, until=until)


def staff_of(email: str) -> User | None:
    """Return the account of a confirmed e-mail, or that which waits, never yet opened, for whoever reads it.

    One that somebody typed into an account of her own says nothing of whose it is.
    """
    email = plain_address(email)
    confirmed: User | None = User.objects.filter(email=email).first()
    unopened = User.objects.filter(emailaddress__email=email, is_staff=True, invitations__used_at__isnull=True)
    return confirmed or next((user for user in unopened.distinct() if not user.has_usable_password()), None)


def end(grant: Grant, *, by: str, why: str = "") -> None:
    """End a role; an account that has no other is closed."""
    with transaction.atomic():
        grant.ended_at = timezone.now()
        grant.save(update_fields=["ended_at"])
        slug = grant.election.slug if grant.election else ""
        record("grant-ended", by=by, election=slug, thing=_thing(grant), as_role=grant.role, why=why)
        if not Grant.objects.open().filter(user=grant.user).exclude(election__practice=True).exists():
            Grant.objects.open().filter(user=grant.user).update(ended_at=grant.ended_at)
            close_account(grant.user, by=by, election=slug, why=why)


def without_account(rows: models.QuerySet[Candidacy]) -> models.QuerySet[Candidacy]:
    """Return those of some candidacies that have no open account."""
    return rows.filter(~Exists(Grant.objects.open().filter(candidacy=OuterRef("pk"))))


def open_for_candidacy(candidacy: Candidacy, *, by: str) -> Grant:
    """Return the open account of a candidacy, made when there is none."""
    found = Grant.objects.open().filter(candidacy=candidacy, role=Role.CANDIDATE).select_related("user").first()
    if found is not None:
        return found
    with transaction.atomic():
        user = User.objects.open(candidacy.person.name)
        record("account-opened", by=by, election=candidacy.election.slug, thing=f"candidacy {candidacy.key}")
        return give(user, Role.CANDIDATE, candidacy.election, by=by, candidacy=candidacy)


def in_use(grant: Grant) -> bool:
    """Return whether somebody entered an account, or one that its candidacy or party had before: to cancel somebody and
    bring her back gives nobody her place."""
    mine = User.objects.filter(pk=grant.user_id)
    if grant.candidacy_id:
        mine = User.objects.filter(grants__candidacy=grant.candidacy_id)
    return any(invitations.in_use(user) for user in mine.distinct())


def open_for_party(party: Party, *, by: str) -> Grant:
    """Return the first open account of a party or coalition, made when there is none."""
    found = Grant.objects.open().filter(party=party, role=Role.PARTY).select_related("user").order_by("since").first()
    if found is not None:
        return found
    with transaction.atomic():
        user = User.objects.open(party.name)
        record("account-opened", by=by, election=party.election.slug, thing=f"party {party.key}")
        return give(user, Role.PARTY, party.election, by=by, party=party)


def open_operator(party: Party, name: str, email: str, *, by: str) -> Grant:
    """Return a new account for one more person who operates a party: each has her own, and it is closed by itself."""
    with transaction.atomic():
        user = User.objects.open(name)
        addresses.propose(user, email)
        record("account-opened", by=by, election=party.election.slug, thing=f"party {party.key}")
        return give(user, Role.PARTY, party.election, by=by, party=party)


def end_those_over(day: date) -> int:
    """End the roles whose last day has passed, and return how many."""
    over = list(Grant.objects.filter(ended_at__isnull=True, until__lt=day).select_related("user", "election"))
    for grant in over:
        end(grant, by="", why="Terminó su plazo.")
    return len(over)


def close_for_candidacy(candidacy: Candidacy, *, by: str, why: str) -> None:
    """End whatever account a candidacy has: it was substituted, cancelled or withdrew."""
    for grant in Grant.objects.open().filter(candidacy=candidacy).select_related("user", "election"):
        end(grant, by=by, why=why)


def _thing(grant: Grant) -> str:
    if grant.candidacy:
        return f"candidacy {grant.candidacy.key}"
    if grant.party:
        return f"party {grant.party.key}"
    return f"account {grant.user.username}"
