"""The preview: the site's own page, computed from a ledger that holds the draft as if it were published."""

from collections.abc import Iterator

from django.template.loader import get_template
from django.urls import reverse

from conoceles.elections.models import Candidacy
from conoceles.elections.publication import candidacy_entries, frame_entries
from conoceles.ledger.acts import Entry
from conoceles.ledger.models import Action
from conoceles.ledger.reading import Read
from conoceles.profiles.capture.seat import Seat
from conoceles.profiles.document import make
from conoceles.profiles.files import names
from conoceles.profiles.identity import drafted, identity_document
from conoceles.profiles.models import Answer
from conoceles.profiles.questionnaire import FILES
from conoceles.profiles.saving import texts
from conoceles.profiles.values import all_values, from_text
from conoceles.site.preview import candidacy_page


def preview_page(seat: Seat) -> str:
    """Return the HTML of the candidacy's public page with what its draft says, marked as a draft.

    Files of the draft are shown from where only this seat reads them.
    """
    reads = [
        Read(number, entry.election, entry.kind, entry.key, Action.PUBLISH, f"draft {number}", seat.at, entry.document)
        for number, entry in enumerate(_entries(seat), 1)
    ]
    page = candidacy_page(reads, seat.candidacy.election.slug, seat.candidacy.key, seat.at)
    html = get_template("site/candidacy.html").render(page | {"draft": reverse("capture", args=[seat.candidacy.key])})
    for name in draft_files(seat):
        html = html.replace(f"/medios/{name}", reverse("capture_media", args=[seat.candidacy.key, name]))
    return str(html)


def draft_files(seat: Seat) -> set[str]:
    """Return the private blobs that the seat's draft names."""
    asked = {key: one for key, one in seat.curricular.questions.items() if one.type in FILES}
    rows = Answer.objects.filter(profile=seat.profile, question__in=asked)
    return {name for row in rows for name in names(from_text(asked[row.question], row.value))}


def _entries(seat: Seat) -> Iterator[Entry]:
    candidacy, election = seat.candidacy, seat.candidacy.election
    yield from frame_entries(election)
    mates = Candidacy.objects.filter(ticket=candidacy.ticket_id).values_list("pk", flat=True)
    yield from candidacy_entries(election, mates)
    values = all_values(seat.curricular, texts(seat.profile))
    photo = values.get("photo") or {}
    document = make(seat.curricular, candidacy, values, photo.get("files", {}))
    if document["answers"] or photo:
        yield Entry("profile", candidacy.key, document, election.slug)
    identity = identity_document(seat.profile, drafted(seat.profile))
    if identity is not None and seat.sees_identity:
        yield Entry("identity", candidacy.key, identity, election.slug)
