"""The privacy notices and statements of an election as everybody reads them."""

from collections.abc import Iterator

from conoceles.elections.models import Election
from conoceles.ledger.acts import Entry
from conoceles.lib.dates import local_date
from conoceles.profiles import groups
from conoceles.profiles.models import LegalText


def privacy_entries(election: Election) -> Iterator[Entry]:
    """Yield the document of kind `privacy`: the version in force of each text; nothing while none was published."""
    rows = LegalText.objects.filter(election=election).select_related("agreement").order_by("number")
    found = {row.kind: row for row in rows}
    if not found:
        return
    texts = [
        {
            "kind": kind,
            "title": str(LegalText.Kind(kind).label).removeprefix("consentimiento: ").capitalize(),
            "number": found[kind].number,
            "text": found[kind].text,
            "agreement": found[kind].agreement.number,
            "agreed": found[kind].agreement.date.isoformat(),
            "since": local_date(found[kind].since, election.zone).isoformat(),
        }
        for kind in LegalText.Kind.values
        if kind in found
    ]
    document = {"version": 1, "caveat": groups.general(election), "texts": texts}
    yield Entry("privacy", election.slug, document, election.slug)
