"""The receipt of what a candidacy handed over: its folio, what each section has, and its hash."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils import timezone

from conoceles.elections.models import Role
from conoceles.elections.oficio import files_of, oficio
from conoceles.lib.dates import local_date, long_date, moment_in_words
from conoceles.lib.paper import make_pdf
from conoceles.profiles.author import Author
from conoceles.profiles.models import Submission
from conoceles.questionnaires.asked import version_named

TEMPLATE = Path(__file__).parent / "paper" / "receipt.typ"


def pdf(author: Author) -> bytes | None:
    """Return the receipt of what an author's candidacy handed over last in each section, as PDF/UA; None for nothing.

    What is confidential is in the person's own receipt alone.
    """
    sections = [one for one in author.rows.values() if not one.confidential or author.sees_identity]
    last = sorted(Submission.objects.last_of(sections).values(), key=lambda one: one.pk)
    if not last:
        return None
    candidacy = author.candidacy
    values = {
        **oficio(candidacy.election, matter="acuse de lo entregado", day=long_date(local_date(timezone.now()))),
        "name": candidacy.person.name,
        "what": f"{candidacy.office.name}, {candidacy.ticket.contest.area.name}",
        "party": candidacy.ticket.party.name,
        "folio": f"{candidacy.key}-{last[-1].pk}",
        "sections": [_section(one, author) for one in last],
    }
    return make_pdf(TEMPLATE, values, files_of(candidacy.election))


def _section(submission: Submission, author: Author) -> dict[str, Any]:
    asked = version_named(submission.questionnaire)
    said = submission.values()
    keys = {one.pk: one.key for one in author.rows.values()}
    key = keys[submission.section_id]
    mine = submission.by == author.hand.by and author.hand.role == Role.CANDIDATE
    return {
        "title": asked.parts[key].title,
        "at": moment_in_words(submission.at),
        "by": "la candidatura" if mine else "su partido o la candidatura",
        "answers": [asked.questions[one].label for one in said if one in asked.questions],
        # Of what is sealed, the hash is of the sealed content: nothing can be guessed from it.
        "hash": sha256(submission.content.encode()).hexdigest(),
    }
