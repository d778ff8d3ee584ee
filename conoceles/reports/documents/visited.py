"""The part of a report that tells how often the site was read."""

from datetime import date, timedelta

from django.db.models import Sum

from conoceles.elections.models import Election
from conoceles.reports.documents.content import Period, Section, Table
from conoceles.reports.models import DayVisits


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
