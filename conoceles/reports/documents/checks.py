"""What past reports got wrong, looked for before one is issued."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from conoceles.elections.models import Agreement, Election
from conoceles.lib.dates import long_date
from conoceles.reports.documents.content import Content, Period, Table
from conoceles.reports.documents.kinds import Kind
from conoceles.reports.documents.parts import done_activities
from conoceles.reports.models import Correspondence, Issued

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
MONTH = re.compile(r"\bmes de (\w+)", re.IGNORECASE)


def warnings(kind: Kind, content: Content, election: Election, period: Period, intro: str) -> list[str]:
    """Return a Spanish sentence for each thing that past reports got wrong and this one may have; [] for none."""
    found = [*_agreements(election), *_totals(content.annexes), *_years(intro, election)]
    if kind.period:
        found += [*_periods(kind, election, period), *_repeated(kind, election, period), *_dates(election, period)]
        found += _said_otherwise(intro, period)
    return found


def _periods(kind: Kind, election: Election, period: Period) -> Iterator[str]:
    """Say where this period leaves a gap after the one before, or overlaps another."""
    rows = Issued.objects.of_election(election).standing().filter(kind=kind.key).exclude(starts=period.starts)
    same = Issued.objects.of_election(election).standing().filter(kind=kind.key, starts=period.starts).first()
    if same:
        yield f"Ya se emitió «{same.title}» de ese periodo: si es una corrección, use «Corregir»."
    before = rows.filter(starts__lt=period.starts).order_by("-starts").first()
    if before and before.ends:
        if before.ends >= period.starts:
            yield f"Se traslapa con «{before.title}», que llega al {long_date(before.ends)}."
        elif before.ends + timedelta(days=1) < period.starts:
            yield (
                f"Queda un hueco: «{before.title}» llega al {long_date(before.ends)} y este empieza el "
                f"{long_date(period.starts)}."
            )


def _repeated(kind: Kind, election: Election, period: Period) -> Iterator[str]:
    """Say which activities another report of the kind has told already."""
    mine = {one.pk: one.text for one in done_activities(election, period)}
    for issued in Issued.objects.of_election(election).standing().filter(kind=kind.key).exclude(starts=period.starts):
        told = set(issued.content.get("activities", ())) & set(mine)
        for pk in sorted(told):
            yield f"«{mine[pk]}» ya está en «{issued.title}»."


def _dates(election: Election, period: Period) -> Iterator[str]:
    """Say which activity goes on after the period ends."""
    for one in done_activities(election, period):
        if one.ends and one.ends not in period:
            yield f"«{one.text}» termina el {long_date(one.ends)}, fuera del periodo."
    for letter in Correspondence.objects.of_election(election).filter(date__range=(period.starts, period.ends)):
        if letter.acknowledged_on and letter.acknowledged_on > period.ends:
            yield f"El acuse del oficio {letter.number} es del {long_date(letter.acknowledged_on)}, fuera del periodo."


def _agreements(election: Election) -> Iterator[str]:
    """Say which agreements differ by blanks or capitals alone, and which have another year in their number than in
    their date."""
    rows = list(Agreement.objects.filter(institute=election.institute))
    plain = Counter("".join(one.number.lower().split()) for one in rows)
    for number, count in plain.items():
        if count > 1:
            same = [one.number for one in rows if "".join(one.number.lower().split()) == number]
            yield f"El número de acuerdo se repite: {' y '.join(same)}."
    for one in rows:
        years = {int(year) for year in YEAR.findall(one.number)}
        if years and one.date.year not in years:
            yield f"El acuerdo {one.number} dice otro año que su fecha, {long_date(one.date)}."


def _totals(tables: list[Table]) -> Iterator[str]:
    """Say which row of totals is not the sum of the rows above it."""
    for table in tables:
        if not table.rows or table.rows[-1][0] != "Total":
            continue
        *rows, total = table.rows
        for place, said in enumerate(total):
            numbers = [row[place] for row in rows]
            if isinstance(said, int) and all(isinstance(one, int) for one in numbers) and sum(numbers) != said:  # type: ignore[arg-type]
                yield f"En «{table.title}», la columna «{table.head[place]}» suma {sum(numbers)} y dice {said}."  # type: ignore[arg-type]


def _years(intro: str, election: Election) -> Iterator[str]:
    """Say which year of the presentation is far from the election's."""
    for year in sorted({int(text) for text in YEAR.findall(intro)}):
        if abs(year - election.day.year) > 1:
            yield f"La presentación dice {year}, y la elección es de {election.day.year}."


def _said_otherwise(intro: str, period: Period) -> Iterator[str]:
    """Say when the presentation names another month than those of the period."""
    named = {month.lower() for month in MONTH.findall(intro)}
    mine = {long_date(day).split(" de ")[1] for day in (period.starts, period.ends)}
    for month in sorted(named - mine):
        yield f"La presentación habla del mes de {month}, y el periodo es {period}."
