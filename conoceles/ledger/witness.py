"""What was seen of the ledger, kept outside the database: who rewrites or replaces the database does not rewrite this.

Beside it, the list of what was redacted: an older database that is put back has again what was deleted since, and loses
it again before anything is published from it.
"""

import contextlib
import json
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import asdict, dataclass

from conoceles.ledger.models import Action, Body, Edition, Head
from conoceles.lib import apart
from conoceles.lib.decision import PersonMustDecide
from conoceles.lib.locks import exclusive

SEEN, REDACTIONS, FORGOTTEN = "ledger.json", "redactions.jsonl", "forgotten.jsonl"
# While a person's decision is carried out.
deciding: ContextVar[bool] = ContextVar("deciding", default=False)


class OlderDatabase(PersonMustDecide):
    """The database has less than was published already, or another history; its text is a Spanish sentence."""


@dataclass(frozen=True)
class Seen:
    """The last edition that was seen, with its root."""

    number: int = 0
    root: str = ""


@dataclass(frozen=True)
class Suppression:
    """One redaction that was seen: of which thing, on what ground, and which editions it deleted."""

    number: int
    election: str
    kind: str
    key: str
    ground: str
    # {edition: its commitment}: numbers that were given again are of others.
    targets: dict[str, str]


def seen() -> Seen:
    """Return the last edition that was seen; number 0 where none was."""
    text = apart.read(SEEN)
    return Seen(**json.loads(text)) if text else Seen()


def trouble() -> str:
    """Return the sentence that says what is wrong between the database and what was seen; '' when all is well."""
    last = seen()
    if not last.number:
        return ""
    size = Head.objects.filter(id=1).values_list("size", flat=True).first() or 0
    if size < last.number:
        return (
            f"La base de datos llega a la edición {size} y ya se había publicado la {last.number}: es un respaldo "
            "anterior. Nada se publica hasta que una persona lo decida: restaure uno más nuevo, o acepte este con "
            "«manage.py accept_database»."
        )
    root = Edition.objects.filter(number=last.number).values_list("root", flat=True).first()
    if root != last.root:
        return (
            f"La edición {last.number} no es la que se había publicado: la historia del registro público se "
            "reescribió. Nada se publica hasta que una persona lo decida; compare con un respaldo antes de "
            "aceptarla con «manage.py accept_database»."
        )
    return ""


def refuse() -> None:
    """Raise OlderDatabase when the ledger is not the one that was seen. Every append asks: it costs a query or two."""
    if not deciding.get() and (said := trouble()):
        raise OlderDatabase(said)


def follow() -> Seen:
    """See what the ledger has added, and return the last edition seen. While anything is wrong nothing is."""
    with exclusive("witness"):
        last = seen()
        newest = Edition.objects.order_by("-number").values_list("number", "root").first()
        if newest is None or newest[0] == last.number or trouble():
            return last
        for one in _redacted_since(last.number):
            apart.add(REDACTIONS, json.dumps(asdict(one)))
        now = Seen(*newest)
        _put(now)
    return now


def suppressions() -> list[Suppression]:
    """Return every redaction that was ever seen, the oldest first."""
    # A line that a power cut left half written is written again by the next to follow.
    found = {}
    for line in apart.read(REDACTIONS).splitlines():
        with contextlib.suppress(json.JSONDecodeError):
            values = json.loads(line)
            found[values["number"], values["key"]] = Suppression(**values)
    return list(found.values())


def note_forgotten(numbers: list[int]) -> None:
    """Note that what redactions had set aside of some editions was deleted."""
    apart.add(FORGOTTEN, json.dumps({"numbers": numbers}))


def forgotten() -> set[int]:
    """Return the numbers of the bodies that were set aside and deleted."""
    found: set[int] = set()
    for line in apart.read(FORGOTTEN).splitlines():
        with contextlib.suppress(json.JSONDecodeError):
            found.update(json.loads(line)["numbers"])
    return found


def begin(number: int, root: str) -> None:
    """See what a builder knows that it built, where nothing was ever seen: what is kept apart was lost, or is of
    another machine."""
    if number and root and not seen().number:
        _put(Seen(number, root))


def take() -> None:
    """See the ledger as it is, whatever was seen before: a person decided so."""
    with exclusive("witness"):
        known = {(one.number, one.key) for one in suppressions()}
        for one in _redacted_since(0):
            if (one.number, one.key) not in known:
                apart.add(REDACTIONS, json.dumps(asdict(one)))
        newest = Edition.objects.order_by("-number").values_list("number", "root").first()
        _put(Seen(*newest) if newest else Seen())


def _put(now: Seen) -> None:
    apart.put(SEEN, json.dumps(asdict(now)))


def _redacted_since(number: int) -> Iterator[Suppression]:
    rows = Body.objects.filter(edition__action=Action.REDACT, edition__gt=number).order_by("edition")
    for body in rows.select_related("edition"):
        said, edition = json.loads(body.document), body.edition
        targets = Edition.objects.filter(number__in=said["targets"]).values_list("number", "commitment")
        of = {str(target): commitment for target, commitment in targets}
        yield Suppression(edition.number, edition.election, edition.kind, edition.key, said["ground"], of)
