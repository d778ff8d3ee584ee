"""Bringing the ledger to what of a person's identity may be public now; whatever is no longer so leaves no trace."""

import json

from django.utils import timezone

from conoceles.elections.models import Candidacy
from conoceles.ledger.acts import append, hold, redact
from conoceles.ledger.models import Action, Body
from conoceles.ledger.reading import current
from conoceles.lib.canonical import Document
from conoceles.profiles.public.identity import identity_document

CORRECTED = "Corrección de los datos de identidad."


def show_identity(candidacy: Candidacy, *, ground: str = CORRECTED, always: bool = False) -> bool:
    """Bring the ledger to what of a candidacy's identity may be public; return whether anything changed.

    Outside of the campaign nothing is added, unless `always`. Whatever an edition said that may no longer be public, or
    is no longer so, is redacted for that ground. Call it last in a transaction.
    """
    hold()
    candidacy = Candidacy.objects.select_related("election").get(pk=candidacy.pk)
    election, slug, key = candidacy.election, candidacy.election.slug, candidacy.key
    if not election.published_at:
        return False
    at = timezone.now()
    document = identity_document(candidacy, at) or {"version": 2, "groups": [], "answers": []}
    published = current(slug, "identity", [key]).get(("identity", key))
    if not (always or election.in_campaign(at)):
        before = published or {}
        document["groups"] = [group for group in document["groups"] if group in before.get("groups", [])]
        document["answers"] = [one for one in document["answers"] if one in before.get("answers", [])]
    gone = carried(slug, key) - {*_answers(document), *_groups(document)}
    if gone:
        redact("identity", key, election=slug, ground=ground)
    fresh = bool(document["groups"] or document["answers"])
    if fresh and (gone or published != document):
        append("identity", key, document, election=slug)
        return True
    return bool(gone)


def carried(election: str, key: str) -> set[tuple[str, str]]:
    """Return (question, words) of whatever any edition of a person's identity still says in the ledger, and ("",
    group) of the groups."""
    rows = Body.objects.filter(
        edition__election=election, edition__kind="identity", edition__key=key, edition__action=Action.PUBLISH
    )
    documents = [json.loads(body.document) for body in rows]
    return {said for one in documents for said in (*_answers(one), *_groups(one))}


def _answers(document: Document) -> list[tuple[str, str]]:
    return [(one["key"], one["value"]) for one in document["answers"]]


def _groups(document: Document) -> list[tuple[str, str]]:
    return [("", group) for group in document.get("groups", [])]
