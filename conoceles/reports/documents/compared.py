"""The comparison with other elections and institutes, by the same criteria."""

from conoceles.elections.models import Election
from conoceles.reports import figures
from conoceles.reports.documents.content import Cell, Section, Table
from conoceles.reports.models import Comparison


def comparison(election: Election, counted: figures.Counted | None) -> list[Section]:
    """Return a table of criteria by election, this one's numbers counted by the site's own function; then the drawn
    participation of each; then where every number was read."""
    rows = list(Comparison.objects.filter(election=election))
    whole = Section("Los mismos criterios", empty="Todavía no hay con qué comparar: agregue renglones con su fuente.")
    if not rows:
        return [whole]
    own = {row.label: row for table in (counted.tables if counted else ()) if table.id == "cargo" for row in table.rows}
    subjects = list(dict.fromkeys(row.subject for row in sorted(rows, key=lambda one: one.subject)))
    said = {(row.subject, row.criterion): row for row in rows}
    criteria = list(dict.fromkeys([*own, *(row.criterion for row in rows)]))
    body: list[list[Cell]] = []
    for criterion in criteria:
        share = own.get(criterion)
        mine = f"{share.answered} de {share.total} ({share.percent}%)" if share else ""
        others = [row.value if (row := said.get((subject, criterion))) else "" for subject in subjects]
        body.append([criterion, mine, *others])
    whole.tables = [Table("Comparación", ["Criterio", election.name, *subjects], body, annex="Comparación")]
    return [whole, *(_drawn(subject, rows) for subject in subjects), _sources(rows)]


def _drawn(subject: str, rows: list[Comparison]) -> Section:
    mine = [row for row in rows if row.subject == subject and row.answered is not None and row.total]
    section = Section(subject, empty="Solo hay criterios en palabras.")
    if mine:
        body: list[list[Cell]] = [[row.criterion, row.answered or 0, row.total or 0, f"{row.percent}%"] for row in mine]
        head = ["Criterio", "Respondieron", "Candidaturas", "Porcentaje"]
        bars = [row.percent for row in mine]
        section.tables = [Table(f"Participación, {subject}", head, body, annex=subject[:31], bars=bars)]
    return section


def _sources(rows: list[Comparison]) -> Section:
    found = dict.fromkeys(f"{row.subject}: {row.source}" for row in rows)
    return Section("Fuentes", items=list(found))
