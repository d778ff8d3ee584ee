"""The preview: the site's own page, computed from a ledger that holds the draft as if it were published."""

from collections.abc import Iterator

from django.template.loader import get_template
from django.urls import reverse

from conoceles.elections.models import Candidacy
from conoceles.elections.publication import calendar_entry, candidacy_entries, frame_entries
from conoceles.ledger.acts import Entry
from conoceles.ledger.models import Action
from conoceles.ledger.reading import Read
from conoceles.profiles.author import Author
from conoceles.profiles.files import names
from conoceles.profiles.handing_over import as_published
from conoceles.profiles.models import Answer
from conoceles.questionnaires.questionnaire import FILES
from conoceles.questionnaires.values import from_text
from conoceles.site.preview import candidacy_page


def preview_page(author: Author) -> str:
    """Return the HTML of the candidacy's public page with what its draft says, marked as a draft.

    Files of the draft are shown from where only this author reads them.
    """
    reads = [
        Read(
            number, entry.election, entry.kind, entry.key, Action.PUBLISH, f"draft {number}", author.at, entry.document
        )
        for number, entry in enumerate(_entries(author), 1)
    ]
    page = candidacy_page(reads, author.candidacy.election.slug, author.candidacy.key, author.at)
    html = get_template("site/candidacy.html").render(page | {"draft": reverse("capture", args=[author.candidacy.key])})
    for name in draft_files(author):
        html = html.replace(f"/medios/{name}", reverse("capture_media", args=[author.candidacy.key, name]))
    return str(html)


def draft_files(author: Author) -> set[str]:
    """Return the private blobs that the author's draft names."""
    asked = {key: one for key, one in author.curricular.questions.items() if one.type in FILES}
    rows = Answer.objects.filter(profile=author.profile, question__in=asked)
    return {name for row in rows for name in names(from_text(asked[row.question], row.value))}


def _entries(author: Author) -> Iterator[Entry]:
    candidacy, election = author.candidacy, author.candidacy.election
    yield calendar_entry(election)
    yield from frame_entries(election)
    mates = Candidacy.objects.filter(ticket=candidacy.ticket_id).values_list("pk", flat=True)
    yield from candidacy_entries(election, mates)
    for kind, document in as_published(author).items():
        yield Entry(kind, candidacy.key, document, election.slug)
