"""The facets of a search as a page shows them, written without templates: each answer has hundreds of values."""

from html import escape
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from conoceles.lib.text import figure
from conoceles.lib.vocabulary import AGES, GROUPS, ROLES, SEXES
from conoceles.site.language import SPANISH, current
from conoceles.site.search.asked import PARAMETERS, without
from conoceles.site.search.index import FACETS

# So many values of one facet are shown, those with most candidacies; and from so many on they scroll in their box.
MOST_SHOWN, SCROLLS, OPENED = 40, 8, 3
FIXED_LABELS = {
    "answered": {"si": gettext_noop("Sí"), "no": gettext_noop("Todavía no")},
    "age": {band.key: band.title for band in AGES},
    "sex": {key: word.title for key, word in SEXES.items()},
    "role": {key: word.title for key, word in ROLES.items()},
    "principle": {"mr": gettext_noop("Mayoría relativa"), "rp": gettext_noop("Representación proporcional")},
    "group": {key: word.title for key, word in GROUPS.items()},
}
TITLES = {
    "answered": gettext_noop("Respondió"),
    "office": gettext_noop("Cargo"),
    "municipality": gettext_noop("Municipio"),
    "district": gettext_noop("Distrito"),
    "contest": gettext_noop("Contienda"),
    "party": gettext_noop("Partido o coalición"),
    "role": gettext_noop("Propietaria o suplente"),
    "principle": gettext_noop("Principio"),
    "age": gettext_noop("Edad el día de la elección"),
    "sex": gettext_noop("Sexo"),
    "degree": gettext_noop("Grado de estudios"),
    "group": gettext_noop("Grupo prioritario, si lo hizo público"),
    "topic": gettext_noop("Tema del que escribe"),
}
# Their values are the institute's own words, in Spanish whatever the page is in.
OWN = {"municipality", "district", "contest", "party", "topic"}


class Value(NamedTuple):
    """A value that was chosen, and the query without it."""

    label: str
    without: str


def labels(shared: dict[str, Any], name: str) -> dict[str, str]:
    """Return {value: what it is called} of a facet, in the language being written."""
    fixed = FIXED_LABELS.get(name)
    if name == "answered" and shared["phase"] == "archive":
        fixed = {"si": gettext_noop("Sí"), "no": gettext_noop("No")}
    found: dict[str, str] = {value: _(label) for value, label in fixed.items()} if fixed else shared["labels"][name]
    return found


def chosen_values(query: QueryDict, shared: dict[str, Any], chosen: dict[str, list[str]]) -> list[Value]:
    """Return the values that were chosen, of which there are."""
    return [
        Value(called[value], without(query, PARAMETERS[name], value))
        for name in FACETS
        if chosen[name]
        for called in [labels(shared, name)]
        for value in chosen[name]
        if value in called
    ]


def written(shared: dict[str, Any], counts: dict[str, dict[str, int]], chosen: dict[str, list[str]]) -> list[str]:
    """Return the facets as HTML, each with the boxes of its values; of a long one, those with most candidacies."""
    one, several = _("resultado"), _("resultados")
    parts: list[str] = []
    for name in FACETS:
        values = _values(shared, name, counts.get(name, {}), chosen[name])
        if not values or (len(values) < 2 and not chosen[name]):
            continue
        title = _("Poder que postula") if name == "party" and shared["of_powers"] else _(TITLES[name])
        parts.append(_facet(name, escape(title), values, chosen[name], len(parts) < OPENED, one, several))
    return parts


def _values(shared: dict[str, Any], name: str, counts: dict[str, int], chosen: list[str]) -> list[tuple[str, str, int]]:
    """Return (value, label, count) of what is shown of a facet, in the order of the catalogue."""
    called = labels(shared, name)
    shown = {*sorted(counts, key=lambda value: -counts[value])[:MOST_SHOWN], *chosen}
    return [
        (value, called[value], counts.get(value, 0))
        for value in shared["order"].get(name) or called
        if value in shown and value in called
    ]


def _facet(
    name: str,
    title: str,
    values: list[tuple[str, str, int]],
    chosen: list[str],
    opened: bool,
    one: str,
    several: str,
) -> str:
    parameter = PARAMETERS[name]
    tongue = ' lang="es"' if name in OWN and current() != SPANISH else ""
    scrolls = f' class="scroll" tabindex="0" role="group" aria-label="{title}"' if len(values) > SCROLLS else ""
    boxes = "".join(
        f'<label class="check"><input form="buscar" type="checkbox" name="{parameter}" value="{escape(value)}" '
        f'id="{parameter}-{escape(value)}"{" checked" if value in chosen else ""}>'
        f"<span{tongue}>{escape(label)}</span> <span>{figure(count)}"
        f'<span class="hidden"> {one if count == 1 else several}</span></span></label>'
        for value, label, count in values
    )
    return (
        f'<details class="facet"{" open" if opened or chosen else ""}><summary>{title}</summary><fieldset>'
        f'<legend class="hidden">{title}</legend><div{scrolls}>{boxes}</div></fieldset></details>'
    )
