"""Acts on the ledger: publish, withdraw, redact. Nothing else writes its tables."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from conoceles.ledger import erasing, witness
from conoceles.ledger.kinds import check
from conoceles.ledger.models import Action, Body, Edition, Head, SetAside
from conoceles.lib import clock
from conoceles.lib.canonical import Document, canonical
from conoceles.lib.dates import moment_in_words
from conoceles.lib.decision import PersonMustDecide
from conoceles.lib.merkle import Frontier, leaf_hash
from conoceles.lib.sealing import seal

BATCH = 200
STEP = timedelta(minutes=1)


class ClockBehind(PersonMustDecide):
    """The clock is before the last edition; its text is a Spanish sentence."""


class NothingPublished(LookupError):
    """The thing to withdraw or redact has no edition that could be."""


@dataclass(frozen=True)
class Entry:
    """What one append adds: a document of a kind, about the thing that `key` names, in an election ('' for none)."""

    kind: str
    key: str
    document: Document = field(hash=False)
    election: str = ""
    action: str = Action.PUBLISH


def append(kind: str, key: str, document: Document, *, election: str = "", at: datetime | None = None) -> Edition:
    """Publish one document and return its edition.

    Call it last in the caller's transaction: it locks the head of the ledger until commit.
    Raises kinds.BadDocument when the document breaks its kind's schema; nothing is written then.
    """
    return append_many([Entry(kind, key, document, election)], at=at)[0]


def hold() -> Head:
    """Lock the head of the ledger until the end of the caller's transaction and return it: nobody else appends
    meanwhile."""
    head, _ = Head.objects.select_for_update().get_or_create(id=1)
    return head


def append_many(entries: Iterable[Entry], *, at: datetime | None = None) -> list[Edition]:
    """Append up to BATCH entries in one transaction and return their editions, in order.

    Raises kinds.BadDocument when a published document breaks its schema, ValueError for a batch that is too large;
    ClockBehind, clock.ClockAhead or witness.OlderDatabase when a person must decide first.
    """
    entries = list(entries)
    if len(entries) > BATCH:
        raise ValueError(f"A batch holds at most {BATCH} entries, not {len(entries)}.")
    for entry in entries:
        if entry.action == Action.PUBLISH:
            check(entry.kind, entry.document)
    with transaction.atomic():
        head = hold()
        witness.refuse()
        moment = _moment(head, at, free=all(entry.action != Action.PUBLISH for entry in entries))
        tree = Frontier(head.size, [bytes.fromhex(value) for value in head.edge])
        editions, bodies = [], []
        for entry in entries:
            edition, body = _leaf(entry, tree, moment)
            editions.append(edition)
            bodies.append(body)
        Edition.objects.bulk_create(editions)
        Body.objects.bulk_create(bodies)
        head.size, head.edge = tree.size, [value.hex() for value in tree.hashes]
        head.save(update_fields=["size", "edge"])
    return editions


def withdraw(kind: str, key: str, *, election: str = "", reason: str, at: datetime | None = None) -> Edition:
    """Take a thing off the site, leaving a tombstone with a public reason, and return its edition.

    Raises NothingPublished when it is not published now.
    """
    with transaction.atomic():
        last = Edition.objects.filter(election=election, kind=kind, key=key).order_by("-number").first()
        if last is None or last.action != Action.PUBLISH:
            raise NothingPublished(f"{kind} {key} is not published.")
        return append_many([Entry(kind, key, {"reason": reason}, election, Action.WITHDRAW)], at=at)[0]


def redact(
    kind: str, key: str, *, election: str = "", ground: str, at: datetime | None = None, aside: bool = False
) -> Edition:
    """Delete salt and document of every earlier edition of a thing and return the edition that says so.

    The leaves stay, so the chain still verifies, and nothing can be guessed back from them. What is set `aside` is kept
    sealed, where nobody reads it, until `forget()`.
    Raises NothingPublished when no body of it is left.
    """
    with transaction.atomic():
        erasing.want()
        targets = list(
            Edition.objects.filter(election=election, kind=kind, key=key, body__isnull=False)
            .exclude(action=Action.REDACT)
            .order_by("number")
            .values_list("number", flat=True)
        )
        if not targets:
            raise NothingPublished(f"{kind} {key} has no edition to redact.")
        document = {"targets": targets, "ground": ground}
        edition = append_many([Entry(kind, key, document, election, Action.REDACT)], at=at)[0]
        bodies = Body.objects.filter(edition__in=targets)
        documents = list(bodies.values_list("document", flat=True))
        if aside:
            SetAside.objects.bulk_create(
                SetAside(
                    number=body.edition_id,
                    election=election,
                    key=key,
                    content=seal(body.document, set_aside_place(body.edition_id)),
                )
                for body in bodies
            )
        bodies.delete()
        transaction.on_commit(partial(_erase, documents), robust=True)
        return edition


def _erase(documents: list[str]) -> None:
    """Once the redaction stands: what fails here is done by the clock's next minute, and takes nothing of it back."""
    erasing.drop_files(documents)
    erasing.empty_journal()


def forget(numbers: list[int]) -> int:
    """Delete what redactions set aside of some editions, and return how many bodies they were."""
    rows = SetAside.objects.filter(number__in=numbers)
    gone = sorted(rows.values_list("number", flat=True))
    erasing.want()
    rows.delete()
    transaction.on_commit(partial(witness.note_forgotten, gone))
    transaction.on_commit(erasing.empty_journal, robust=True)
    return len(gone)


def set_aside_place(number: int) -> str:
    """Return what the sealed body of an edition is bound to."""
    return f"set aside {number}"


def commitment(salt: bytes, document: bytes) -> str:
    """Return SHA-256(salt ‖ canonical document) in hexadecimal."""
    return sha256(salt + document).hexdigest()


def leaf_data(edition: Edition) -> bytes:
    """Return the canonical JSON of a leaf: everything that is public of an edition even after a redaction."""
    return canonical(
        {
            "number": edition.number,
            "election": edition.election,
            "kind": edition.kind,
            "key": edition.key,
            "action": str(edition.action),
            "commitment": edition.commitment,
            "at": edition.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
    )


def _moment(head: Head, at: datetime | None, *, free: bool = False) -> datetime:
    """Return the moment of the next edition: never before the last one. Raises ClockBehind, ClockAhead.

    One that is given is history that somebody tells: it is brought after the last one. A clock that was put right by
    less than a minute is no trouble. What only takes away is `free`: no clock keeps anybody's data in public.
    """
    moment = (at or timezone.now()).replace(microsecond=0)
    last = Edition.objects.filter(number=head.size).values_list("at", flat=True).first()
    if at is None and not free:
        clock.refuse_if_ahead()
        if last is not None and last - moment > STEP and last > clock.behind_until():
            raise ClockBehind(
                f"El reloj del servidor dice {moment_in_words(moment)}, y ya se publicó algo el "
                f"{moment_in_words(last)}: póngalo en hora antes de publicar, o confírmelo con «manage.py clock»."
            )
    return max(moment, last) if last is not None else moment


def _leaf(entry: Entry, tree: Frontier, moment: datetime) -> tuple[Edition, Body]:
    salt, document = secrets.token_bytes(32), canonical(entry.document)
    edition = Edition(
        number=tree.size + 1,
        election=entry.election,
        kind=entry.kind,
        key=entry.key,
        action=entry.action,
        commitment=commitment(salt, document),
        at=moment,
    )
    leaf = leaf_hash(leaf_data(edition))
    tree.push(leaf)
    edition.leaf, edition.root = leaf.hex(), tree.root().hex()
    return edition, Body(edition=edition, salt=salt.hex(), document=document.decode())
