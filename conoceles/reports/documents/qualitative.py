"""What is judged and what is confidential: the rubric's totals, and the frozen aggregates of identity."""

from conoceles.elections.models import Election
from conoceles.lib.dates import local_date, long_date
from conoceles.reports.documents.content import Section, Table
from conoceles.reports.identity_figures import HIDDEN
from conoceles.reports.identity_groups import Group, groups
from conoceles.reports.models import IdentityCut
from conoceles.review.rubric import totals


def rubric(election: Election) -> Section:
    """Return how many of the evaluated profiles meet each variable of the qualitative method, and the mean points."""
    found, evaluated = totals(election)
    section = Section("Método cualitativo", empty="Ningún perfil se ha evaluado con el método cualitativo.")
    if not evaluated:
        return section
    section.paragraphs = [f"Se evaluaron {evaluated} perfiles."]
    for title, lines, mean in found:
        rows: list[list[str | int]] = [
            [line.variable.label, line.met, line.evaluated, f"{line.percent}%"] for line in lines
        ]
        head = ["Variable", "La cumplen", "Evaluados", "Porcentaje"]
        note = f"Promedio de puntos: {mean:.1f}.".replace(".", ",", 1)
        section.tables.append(Table(title, head, rows, note, annex=f"Método {title}"[:31]))
    return section


def identity(election: Election) -> Section:
    """Return the last cut of the identity statistics: aggregates alone, with small cells protected."""
    last = IdentityCut.objects.filter(election=election).first()
    section = Section("Estadística de identidad", empty="Todavía no hay un corte de la estadística de identidad.")
    if last is None:
        return section
    people = HIDDEN if last.people is None else last.people
    section.paragraphs = [
        f"Corte del {long_date(local_date(last.at))}. Personas que consintieron: {people}. Las cifras de menos de "
        "cinco personas, y las que permitirían calcularlas, se muestran como protegidas."
    ]
    for group in groups(election):
        table = group.table
        rows: list[list[str | int]] = [[label, HIDDEN if count is None else count] for label, count in table["cells"]]
        answered = HIDDEN if table["answered"] is None else table["answered"]
        note = f"Respondieron: {answered}."
        if group.note and not group.stale:
            note = f"{note} {group.note}"
        section.tables.append(Table(table["label"], ["Respuesta", "Personas"], rows, note, annex=table["key"][:31]))
        if group.series:
            section.tables.append(_series(group))
    return section


def _series(group: Group) -> Table:
    rows: list[list[str | int]] = [
        [label, *(HIDDEN if count is None else count for count in counts)] for label, counts in group.series
    ]
    annex = f"Serie {group.table['key']}"[:31]
    return Table(f"{group.table['label']}, por elección", ["Respuesta", *group.elections], rows, annex=annex)
