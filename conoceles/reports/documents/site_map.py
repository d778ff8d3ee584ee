"""The structure of the site, read from the registry from which its pages are made: every page and file, its address,
and how many there are."""

from datetime import datetime

from conoceles.elections.models import Election
from conoceles.reports import figures
from conoceles.reports.documents.content import Drawing, Section, Table
from conoceles.site.entry import Entry
from conoceles.site.language import languages
from conoceles.site.registry import ENTRIES
from conoceles.site.state.election_view import ElectionView


def structure(election: Election, now: datetime, edition: int) -> Section:
    """Return the pages and the files of an election's site; before it is public, without how many there are."""
    view = figures.view_at(election, edition, now)
    pages = [entry for entry in ENTRIES if entry.path.endswith("/") or not entry.path]
    files = [entry for entry in ENTRIES if entry not in pages]
    head = ["Dirección", "Qué es", "Cuántas"]
    note = (
        "«{}» es la dirección de cada candidatura, contienda, partido o lugar. Las páginas están también en otras "
        f"lenguas, bajo {', '.join(f'/{code}/' for code in languages()[1:])}."
        if view
        else "La elección todavía no es pública: no hay páginas que contar."
    )
    return Section(
        "Estructura del sitio",
        [
            f"«…» es la dirección de la elección, /{election.slug}/; bajo /incrustar/ está lo que otros sitios "
            "muestran en los suyos. Cada página y cada archivo se hace del "
            "registro público, y se hace de nuevo cuando algo de lo que muestra cambia."
        ],
        tables=[
            Table("Páginas", head, [_row(entry, view) for entry in pages], note, annex="Páginas"),
            Table("Archivos", head, [_row(entry, view) for entry in files], annex="Archivos"),
        ],
        drawings=[_tree([entry for entry in pages if entry.path[:1] != "/"], election)],
    )


def _row(entry: Entry, view: ElectionView | None) -> list[str | int]:
    count: str | int = sum(1 for _thing in entry.each(view)) if view else ""
    return [_address(entry), entry.title or entry.visit or "archivo", count]


def _address(entry: Entry) -> str:
    return entry.path.replace("{election}", "…") if entry.path[:1] == "/" else f"/…/{entry.path}"


def _tree(pages: list[Entry], election: Election) -> Drawing:
    """Return the pages under the ones whose addresses theirs begin with."""
    named = {entry.path: entry.title or entry.visit or entry.path for entry in pages}
    arrows = []
    for path in named:
        if path:
            above = [other for other in named if other and other != path and path.startswith(other)]
            arrows.append((max(above, key=len, default=""), path))
    boxes = [(path, f"{title} · {{}}" if "{}" in path else title, False) for path, title in named.items()]
    said = "; ".join(f"de «{named[start]}» a «{named[end]}»" for start, end in arrows)
    return Drawing("Páginas", f"Páginas de {election.name} y las que están debajo de cada una: {said}.", boxes, arrows)
