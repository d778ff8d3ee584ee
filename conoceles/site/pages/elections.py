"""The elections published here: which there are, and how many answered in each, one beside another."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from conoceles.lib.text import slugify
from conoceles.site import language
from conoceles.site.pages import figures
from conoceles.site.pages.context import tongues
from conoceles.site.pages.figures import Facet, Share, Table
from conoceles.site.state.election_view import ElectionView

Context = dict[str, Any]
# What any two elections have in common; parties and places are each one's own.
COMMON = ("cargo", "sexo", "edad", "calidad")


def index(views: list[ElectionView]) -> Context:
    """Return the page of all the elections published here, and how many answered in each."""
    rows = whole([view for view in views if view.shows_candidacies])
    return {**_frame(""), "elections": [view.calendar for view in views], "compared": rows if len(rows) > 1 else []}


def comparison(views: list[ElectionView]) -> Context:
    """Return the page of how many answered in each election that shows its candidacies, by what they have in common."""
    cuts = [
        {
            "name": view.calendar["name"],
            "fictional": view.calendar["fictional"],
            "number": view.election.number,
            "at": view.election.at,
        }
        for view in views
    ]
    return {**_frame("comparar/"), "cuts": cuts, "whole": whole(views), "facets": list(tables(views))}


def _frame(path: str) -> Context:
    return {"language": language.current(), "languages": tongues(path), "prefix": language.prefix()}


def whole(views: list[ElectionView]) -> list[Share]:
    """Return how many answered in each election, where any is asked."""
    shares = [(view, figures.participation(view)) for view in views]
    return [
        Share(view.calendar["name"], share.answered, share.total, view.root) for view, share in shares if share.total
    ]


def _common(view: ElectionView, key: str) -> str:
    office = view.offices[key]
    alone = sum(one["kind"] == office["kind"] for one in view.offices.values()) == 1
    return str(office["kind"]) if alone else f"{office['kind']}-{slugify(office['name'])}"


def tables(views: list[ElectionView]) -> Iterator[tuple[Facet, list[Table]]]:
    """Yield each facet with a table for each of its groups: how many answered in each election that has it."""
    for id_ in COMMON:
        found: dict[str, Table] = {}
        last = None
        for view in views:
            facet = last = next(facet for facet in figures.facets(view) if facet.id == id_)
            counts = figures.participation_by(view, facet)
            for key in sorted(counts, key=facet.order):
                # An office is each election's own; its kind is of all, or its name where there are several of a kind.
                common = _common(view, key) if id_ == "cargo" else key
                table = found.setdefault(common, Table(f"{id_}-{common}", facet.label(key), _("Elección"), []))
                table.rows.append(Share(view.calendar["name"], *counts[key], f"{view.root}cifras/"))
        if last and found:
            yield last, [found[key] for key in (found if id_ == "cargo" else sorted(found, key=last.order))]
