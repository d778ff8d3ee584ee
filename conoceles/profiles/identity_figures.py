"""What leaves of the identity questionnaire: aggregates of who consented to statistics, with small cells suppressed."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

from conoceles.elections.models import Election
from conoceles.profiles.identity import reviewed
from conoceles.profiles.models import Consent, LegalText, Profile, State
from conoceles.profiles.questionnaire import IDENTITY, Question
from conoceles.profiles.suppression import LEAST, Cell, suppressed, total
from conoceles.profiles.versions import asked_in

# Only closed questions are counted: open words could identify whoever wrote them.
COUNTED = {"yes_no", "choice", "several"}


@dataclass(frozen=True)
class Table:
    """One question: how many gave each answer, of how many who answered it (None when they are too few to be told)."""

    question: Question
    cells: list[Cell]
    answered: int | None

    @property
    def hidden(self) -> bool:
        return any(cell.count is None for cell in self.cells)


def figures(election: Election) -> tuple[list[Table], int | None]:
    """Return a table for each closed question, and of how many persons in all: those whose answers equality reviewed and who
    consent to their treatment and to statistics."""
    asked = asked_in(election, IDENTITY)
    questions = [one for one in asked.questions.values() if one.type in COUNTED]
    counts: dict[str, Counter[str]] = {one.key: Counter() for one in questions}
    answered: Counter[str] = Counter()
    people = 0
    rows = Profile.objects.filter(
        candidacy__election=election, sections__confidential=True, sections__state=State.APPROVED
    ).distinct()
    for profile in rows.select_related("candidacy__election"):
        given = Consent.objects.latest_of(profile)
        if not all(
            kind in given and given[kind].given for kind in (LegalText.Kind.TREATMENT, LegalText.Kind.STATISTICS)
        ):
            continue
        said = reviewed(profile)
        people += 1
        for one in questions:
            value = said.get(one.key)
            if value:
                answered[one.key] += 1
                counts[one.key].update(value if isinstance(value, list) else [value])
    return [_table(one, counts[one.key], answered[one.key]) for one in questions], total({"": people})


def _table(question: Question, counts: Counter[str], answered: int) -> Table:
    known = {key: counts[key] for key in question.choices}
    told = suppressed(known)
    if 0 < answered < LEAST:
        told = dict.fromkeys(known, None)
    return Table(
        question,
        [Cell(question.choices[key], count) for key, count in told.items()],
        None if 0 < answered < LEAST else answered,
    )


def as_csv(election: Election) -> bytes:
    """Return the tables as CSV in UTF-8 with a byte-order mark; what is hidden says «protegido»."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["pregunta", "respuesta", "personas", "respondieron"])
    found, _people = figures(election)
    hidden = "protegido"
    for table in found:
        for cell in table.cells:
            writer.writerow([
                table.question.label, cell.label, hidden if cell.count is None else cell.count,
                hidden if table.answered is None else table.answered,
            ])  # fmt: skip
    return b"\xef\xbb\xbf" + out.getvalue().encode()
