"""Keeping how many visits there were: the logs from which they are counted are thrown away some day."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Sum

from conoceles.elections.models import Election
from conoceles.reports.documents.content import Period, Section, Table
from conoceles.reports.models import DayVisits
from conoceles.site.language import languages
from conoceles.site.visits import counted, lines_of, logs

# Logs that nothing was written to for so long were read before.
READ = 5 * 86_400.0


def keep(election: Election, today: date, now: float) -> int:
    """Keep the visits of the days that are over and are still in the logs, and return of how many days they changed.

    A log that was rotated in between never makes a count smaller. Raises OSError for one that may not be read.
    """
    found = counted(lines_of(logs(settings.VISITS_LOGS, now - READ)), languages()[1:])
    changed = set()
    for (day, slug, kind), visits in found.items():
        if slug != election.slug or day >= today.isoformat():
            continue
        row, made = DayVisits.objects.get_or_create(election=election, day=day, kind=kind, defaults={"visits": visits})
        if not made and row.visits < visits:
            row.visits, made = visits, True
            row.save(update_fields=["visits"])
        if made:
            changed.add(day)
    return len(changed)


def section(election: Election, period: Period | None = None) -> Section:
    """Return the visits of a period, or all of them, by kind of page and by week."""
    rows = DayVisits.objects.of_election(election)
    if period is not None:
        rows = rows.filter(day__range=(period.starts, period.ends))
    part = Section("Visitas al sitio", empty="No hay visitas contadas en el periodo.")
    kinds = rows.values("kind").annotate(total=Sum("visits")).order_by("-total", "kind")
    if not kinds:
        return part
    total = sum(one["total"] for one in kinds)
    weeks: dict[date, int] = {}
    for day, visits in rows.values_list("day").annotate(Sum("visits")).order_by("day"):
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0) + visits
    part.paragraphs.append(
        f"Las páginas del sitio se abrieron {total:,} veces. Se cuentan páginas, no personas: no se guarda la "
        "dirección de nadie, ni lo que buscó."
    )
    part.tables.append(
        Table("Por clase de página", ["Página", "Visitas"], [[one["kind"], one["total"]] for one in kinds])
    )
    part.tables.append(
        Table(
            "Por semana",
            ["Semana del", "Visitas"],
            [[f"{day:%d/%m/%Y}", count] for day, count in sorted(weeks.items())],
        )
    )
    return part
