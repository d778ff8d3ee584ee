"""One-time codes: issued, delivered, used. The code itself is never kept."""

from datetime import datetime
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from conoceles.accounts import addresses
from conoceles.accounts.models import Invitation, User
from conoceles.audit.acts import record
from conoceles.lib.keys import new_code, plain_code
from conoceles.lib.text import plain_address

# Rooms above tell the owner of an account that somebody entered it with a letter.
entered = Signal()


class NoInvitation(LookupError):
    """The code opens nothing (wrong, used, expired or replaced); its text is a Spanish sentence."""


def issue(user: User, channel: str, *, by: str, election: str = "") -> tuple[Invitation, str]:
    """Return a new invitation and its code, which is nowhere else; whatever letter the account had before is closed."""
    code, now = new_code(), timezone.now()
    with transaction.atomic():
        user.invitations.filter(used_at__isnull=True, closed_at__isnull=True).update(closed_at=now)
        invitation = Invitation.objects.create(
            user=user,
            channel=channel,
            code_hash=_hashed(code),
            issued_at=now,
            issued_by=by,
            expires_at=now + Invitation.LIFE,
        )
        record("credential-issued", by=by, election=election, thing=f"account {user.username}", channel=channel)
    return invitation, code


def deliver(
    invitation: Invitation,
    *,
    received_by: str,
    by: str,
    election: str = "",
    at: datetime | None = None,
    scan: str = "",
) -> None:
    """Record that a letter was handed over and to whom; `scan` is the private blob of what she signed."""
    with transaction.atomic():
        invitation.delivered_at, invitation.received_by = at or timezone.now(), received_by
        invitation.scan = scan or invitation.scan
        invitation.full_clean()
        invitation.save(update_fields=["delivered_at", "received_by", "scan"])
        record("credential-delivered", by=by, election=election, thing=f"account {invitation.user.username}")


def standing(code: str) -> Invitation:
    """Return the invitation that a code still opens, whatever way it was typed; raise NoInvitation when there is
    none."""
    found = Invitation.objects.standing().filter(code_hash=_hashed(code), user__is_active=True)
    invitation = found.select_related("user").first()
    if invitation is None:
        raise NoInvitation(
            "Ese código no abre ninguna cuenta: puede estar mal escrito, haberse usado ya, haber vencido o tener una "
            "carta más nueva. "
            "Revise la carta o pida otra a la mesa de ayuda."
        )
    return invitation


def in_use(user: User) -> bool:
    """Return whether somebody entered an account: a new letter for it takes it from her."""
    return user.has_usable_password() or user.invitations.filter(used_at__isnull=False).exists()


def end_access(user: User, *, by: str, election: str = "") -> None:
    """End what opens an account in use: its password, its sessions, its second factor, its passkeys, and the link of a
    forgotten password."""
    with transaction.atomic():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        Authenticator.objects.filter(user=user).delete()
        addresses.clear(user)
        record("access-ended", by=by, election=election, thing=f"account {user.username}")


def use(pk: int, password: str, email: str = "") -> User:
    """Use up an invitation: its account gets the password and the e-mail, and is returned.

    The address that the code was sent to is confirmed by it; another one waits to be, and none empties it.

    Two people who use the same code at once get one account: raises NoInvitation for the second. `entered` is sent with
    the account, whether somebody had entered before, and the address that it had then.
    """
    with transaction.atomic():
        invitation = Invitation.objects.standing().select_for_update(of=("self",)).filter(pk=pk).first()
        if invitation is None:
            raise NoInvitation("El código ya se usó o venció. Pida otra carta a la mesa de ayuda.")
        user = invitation.user
        again, before = in_use(user), addresses.of(user)
        user.set_password(password)
        user.save(update_fields=["password"])
        email = plain_address(email)
        if not email:
            addresses.clear(user)
        elif email != user.email:
            sent_to = invitation.channel == Invitation.Channel.MAIL and email == addresses.of(user)
            if not (sent_to and addresses.confirm(user, email)):
                addresses.propose(user, email)
        invitation.used_at = timezone.now()
        invitation.save(update_fields=["used_at"])
        record("account-activated", by=user.username, thing=f"account {user.username}")
        entered.send(sender=User, user=user, again=again, before=before)
    return user


def close_account(user: User, *, by: str, election: str = "", why: str = "") -> None:
    """Close an account: nobody enters with it any more, its letter opens nothing, and its sessions end."""
    with transaction.atomic():
        user.invitations.filter(used_at__isnull=True, closed_at__isnull=True).update(closed_at=timezone.now())
        user.is_active = False
        user.save(update_fields=["is_active"])
        record("account-closed", by=by, election=election, thing=f"account {user.username}", why=why)


def _hashed(code: str) -> str:
    return sha256(f"conoceles invitation {plain_code(code)}".encode()).hexdigest()
