"""Verification: does the ledger still say what it said when each edition was appended?"""

import json
from collections.abc import Iterator

from conoceles.ledger.acts import commitment, leaf_data
from conoceles.ledger.models import Action, Body, Edition, Head
from conoceles.lib.merkle import Frontier, leaf_hash


def verify() -> Iterator[str]:
    """Yield one Spanish sentence for each thing that was altered, naming its edition; nothing when all is well.

    Checks, edition by edition: the numbers have no gap, the leaf is the hash of its fields, the root is that of the
    tree so far, the document is the one committed to, and a missing body is named by a redaction; then the head.
    """
    tree = Frontier()
    # The head first: what is appended while we read is for the next time.
    head = Head.objects.filter(id=1).first() or Head()
    redacted = _redacted()
    bodies = BodiesInStep(head.size)
    broken_root = False
    for edition in Edition.objects.filter(number__lte=head.size).order_by("number").iterator(chunk_size=2000):
        if edition.number != tree.size + 1:
            yield f"Edición {tree.size + 1}: falta; la siguiente que hay es la {edition.number}."
            return
        leaf = leaf_hash(leaf_data(edition))
        if leaf.hex() != edition.leaf:
            yield f"Edición {edition.number}: su hoja fue alterada ({edition.kind} {edition.key})."
        tree.push(bytes.fromhex(edition.leaf))
        if tree.root().hex() != edition.root and not broken_root:
            broken_root = True
            yield f"Edición {edition.number}: desde aquí la raíz del árbol no es la que se calculó al publicar."
        yield from _check_body(edition, bodies, redacted)
    for number in bodies.left():
        yield f"Edición {number}: hay un cuerpo sin edición."
    if head.size != tree.size or head.edge != [value.hex() for value in tree.hashes]:
        yield (
            f"La cabeza dice {head.size} ediciones y hay {tree.size}, o su borde no coincide: faltan ediciones al "
            "final."
        )


class BodiesInStep:
    """Bodies in the order of their numbers, read once, in step with the editions."""

    def __init__(self, size: int) -> None:
        self.rows = (
            Body.objects.filter(edition__lte=size)
            .order_by("edition_id")
            .values_list("edition_id", "salt", "document")
            .iterator(2000)
        )
        self.next = next(self.rows, None)

    def take(self, number: int) -> tuple[str, str] | None:
        if self.next is None or self.next[0] != number:
            return None
        _number, salt, document = self.next
        self.next = next(self.rows, None)
        return salt, document

    def left(self) -> list[int]:
        return ([self.next[0]] if self.next else []) + [row[0] for row in self.rows]


def _check_body(edition: Edition, bodies: BodiesInStep, redacted: set[int]) -> Iterator[str]:
    body = bodies.take(edition.number)
    if body is None:
        if edition.number not in redacted:
            yield f"Edición {edition.number}: le falta el cuerpo y ninguna supresión la nombra."
        return
    if edition.number in redacted:
        yield f"Edición {edition.number}: fue suprimida y su cuerpo sigue aquí."
    if commitment(bytes.fromhex(body[0]), body[1].encode()) != edition.commitment:
        yield f"Edición {edition.number}: su documento fue alterado ({edition.kind} {edition.key})."


def _redacted() -> set[int]:
    rows = Body.objects.filter(edition__action=Action.REDACT).values_list("document", flat=True)
    return {number for text in rows for number in json.loads(text)["targets"]}
