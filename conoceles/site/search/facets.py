"""The facets of a search as a page shows them, written without templates: each answer has hundreds of values."""

from html import escape
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from conoceles.lib.text import figure
from conoceles.lib.vocabulary import AGES, GROUPS, ROLES, SEXES
from conoceles.site.language import tongue
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
OWN = {"municipality", "district", "party", "topic"}


class Value(NamedTuple):
    """A value that was chosen, and the query without it."""

    label: str
    without: str


def labels(shared: dict[str, Any], name: str) -> dict[str, str]:
    """Return {value: what it is called} of a facet, in the language being written; made once for each state of an
    election."""
    kept: dict[str, str] | None = shared["once"].get(f"labels {name}")
    if kept is None:
        kept = shared["once"][f"labels {name}"] = _labels(shared, name)
    return kept


def _labels(shared: dict[str, Any], name: str) -> dict[str, str]:
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
    parts: list[str] = []
    ends = [f'<span class="hidden"> {word}</span></span></label>' for word in (_("resultados"), _("resultado"))]
    for name in FACETS:
        boxes, counted = _boxes(shared, name), counts.get(name, {})
        shown = {*sorted(counted, key=counted.__getitem__, reverse=True)[:MOST_SHOWN], *chosen[name]}
        values = [value for value in boxes if value in shown]
        if not values or (len(values) < 2 and not chosen[name]):
            continue
        whole = "".join(
            f"{boxes[value][0]}{' checked' if value in chosen[name] else ''}{boxes[value][1]}"
            f"{figure(count)}{ends[count == 1]}"
            for value in values
            for count in [counted.get(value, 0)]
        )
        parts.append(
            _facet(_title(shared, name), whole, len(values) > SCROLLS, len(parts) < OPENED or bool(chosen[name]))
        )
    return parts


def _title(shared: dict[str, Any], name: str) -> str:
    return escape(_("Poder que postula") if name == "party" and shared["of_powers"] else _(TITLES[name]))


def _boxes(shared: dict[str, Any], name: str) -> dict[str, tuple[str, str]]:
    """Return {value: (its box up to where it is checked, and from there to its number)} of a facet, in the order of the
    catalogue; made once for each state of an election."""
    found: dict[str, tuple[str, str]] | None = shared["once"].get(f"boxes {name}")
    if found is None:
        called, parameter = labels(shared, name), PARAMETERS[name]
        own = tongue() if name in OWN else ""
        found = shared["once"][f"boxes {name}"] = {
            value: (
                f'<label class="check"><input form="buscar" type="checkbox" name="{parameter}" value="{escape(value)}" '
                f'id="{parameter}-{escape(value)}"',
                f"><span{own}>{escape(called[value])}</span> <span>",
            )
            for value in shared["order"].get(name) or called
            if value in called
        }
    return found


def _facet(title: str, boxes: str, long: bool, opened: bool) -> str:
    scrolls = f' class="scroll" tabindex="0" role="group" aria-label="{title}"' if long else ""
    return (
        f'<details class="facet"{" open" if opened else ""}><summary>{title}</summary><fieldset>'
        f'<legend class="hidden">{title}</legend><div{scrolls}>{boxes}</div></fieldset></details>'
    )
