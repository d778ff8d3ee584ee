"""Credential letters: one for each account, with a code that is only on that paper."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import segno
from django.utils import timezone

from conoceles.accounts import invitations
from conoceles.accounts.models import Invitation, User
from conoceles.elections.models import Election, Grant, Role
from conoceles.elections.oficio import files_of, oficio
from conoceles.lib.dates import local_date, long_date, moment_in_words
from conoceles.lib.paper import make_pdf

TEMPLATE = Path(__file__).parent / "paper" / "letters.typ"


@dataclass(frozen=True)
class Letter:
    """What one letter says; `code` is nowhere else."""

    grant: Grant
    code: str


def issue_letters(rows: list[Grant], *, by: str, used: bool = False) -> list[Letter]:
    """Return a new letter for each account; the letters that it had before open nothing any more. Accounts in use are
    left, unless they are meant (`used`)."""
    letters = []
    # Whoever activates meanwhile keeps her account: it is read again, and locked until the letters are made.
    locked = {user.pk: user for user in User.objects.select_for_update().filter(pk__in=[one.user_id for one in rows])}
    for grant in rows:
        if not used and invitations.in_use(locked[grant.user_id]):
            continue
        slug = grant.election.slug if grant.election else ""
        _invitation, code = invitations.issue(grant.user, Invitation.Channel.LETTER, by=by, election=slug)
        letters.append(Letter(grant, code))
    return letters


def letters_pdf(
    letters: list[Letter], election: Election, address: str, *, number: str = "", receipts: str = ""
) -> bytes:
    """Return the letters as one PDF/UA, each on its page, with their receipts apart: one for each, or the list to sign
    that is called `receipts`.

    `address` is where a code is used, as https://taller.example.mx/activar/.
    """
    now = timezone.now()
    codes = {f"qr-{place}.svg": _qr(f"{address}#{letter.code}") for place, letter in enumerate(letters)}
    values = {
        **oficio(election, matter="cuenta de acceso a Conóceles", number=number),
        "title": "Cartas de acceso a Conóceles",
        "address": address.split("://", 1)[-1],
        # The manual of whoever is written to, on paper for whoever has no network.
        "help": f"{urlsplit(address).netloc}/ayuda/",
        "window": f"La captura cierra el {moment_in_words(election.capture_closes)}."
        if election.capture_closes
        else "",
        "expires": long_date(local_date(now + Invitation.LIFE)),
        "receipts": receipts,
        "letters": [_letter(letter) for letter in letters],
    }
    return make_pdf(TEMPLATE, values, files_of(election) | codes)


def _letter(letter: Letter) -> dict[str, str]:
    grant, common = letter.grant, {"code": letter.code, "username": letter.grant.user.username}
    if grant.role == Role.CANDIDATE and grant.candidacy:
        candidacy = grant.candidacy
        what = f"{candidacy.office.name}, {candidacy.ticket.contest.area.name}, {candidacy.get_role_display()}"
        return {
            **common,
            "kind": "candidacy",
            "name": candidacy.person.name,
            "what": what,
            "party": candidacy.ticket.party.name,
        }
    if grant.party:
        return {
            **common,
            "kind": "party",
            "name": grant.party.name,
            "what": grant.party.get_kind_display().capitalize(),
            "party": "",
        }
    return {
        **common,
        "kind": "staff",
        "name": grant.user.name,
        "what": grant.get_role_display().capitalize(),
        "party": "",
    }


def _qr(text: str) -> bytes:
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=4, border=1)
    return out.getvalue()
