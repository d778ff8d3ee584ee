"""The e-mail of an account: allauth's rows are what stands, and `User.email` is the confirmed one, or nothing.

To an address that nobody confirmed goes only what asks to confirm it: a link, or the code that opens the account.
"""

import logging

from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest

from conoceles.accounts.models import User
from conoceles.lib.automatic_mail import automatic, send_each
from conoceles.lib.text import plain_address

log = logging.getLogger(__name__)


def waiting(user: User) -> EmailAddress | None:
    """Return the address that an account has not confirmed yet."""
    found: EmailAddress | None = EmailAddress.objects.get_new(user)
    return found


def of(user: User) -> str:
    """Return the address of an account, confirmed or not; nothing where it has none."""
    found = user.email or getattr(waiting(user), "email", "")
    return str(found)


def propose(user: User, email: str) -> None:
    """Set an address that waits to be confirmed; the confirmed one stays until then. Without one, none waits."""
    email = plain_address(email)
    with transaction.atomic():
        EmailAddress.objects.filter(user=user, verified=False).delete()
        if email and email != user.email:
            EmailAddress.objects.create(user=user, email=email)


def confirm(user: User, email: str) -> bool:
    """Make an address that its owner proved to read the only one of an account; return whether it is: another account
    may have it."""
    email = plain_address(email)
    if User.objects.filter(email=email).exclude(pk=user.pk).exists():
        return False
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        user.email = email
        user.save(update_fields=["email"])
    return True


def tell(address: str, subject: str, text: str, *, whose: User | None = None) -> None:
    """Write to an address about its account when the transaction ends; a mail server that fails is logged."""

    def send() -> None:
        try:
            send_each(
                [automatic(f"Conóceles: {subject}", text, address, name=whose.name if whose else "", whose=whose)]
            )
        except OSError:
            log.exception("A notice about an account could not be mailed.")

    if address:
        transaction.on_commit(send)


def clear(user: User) -> None:
    """Leave an account without any address."""
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).delete()
        user.email = ""
        user.save(update_fields=["email"])


def ask(user: User, request: HttpRequest) -> None:
    """Send the link that confirms the address that waits, if any."""
    address = waiting(user)
    if address is not None:
        address.send_confirmation(request)
