"""How many answered in each election, as a file."""

from typing import Any

from conoceles.lib.csv_file import written
from conoceles.site.pages.elections import tables, whole
from conoceles.site.state.election_view import ElectionView


def as_csv(views: list[ElectionView]) -> dict[str, Any]:
    """Return {"content": bytes}: the same as CSV, a line for each election and group."""
    # By their addresses: two elections may have one name.
    cuts = {view.root: (view.election.slug, view.calendar["name"], view.election.number) for view in views}
    rows = [("", "", share) for share in whole(views)]
    rows += [
        (facet.head, table.title, share) for facet, tables in tables(views) for table in tables for share in table.rows
    ]
    header = ["por", "grupo", "eleccion", "nombre", "edicion", "respondieron", "total", "porcentaje"]
    lines = [
        [by, group, *cuts[share.url.removesuffix("cifras/")], share.answered, share.total, share.percent]
        for by, group, share in rows
    ]
    return {"content": written(header, lines)}
