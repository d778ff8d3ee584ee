"""The lists of pages: menus, the map of the site, and which visits are counted."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from conoceles.site.entry import Context, List
from conoceles.site.pages import context
from conoceles.site.registry import ENTRIES, ROOT_VISITS
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.phases import Phase


def frame(view: ElectionView, edition: int, current: str = "", path: str = "") -> Context:
    """Return what every page of an election has, with its menus, and `once`, in which they keep what all share."""
    menus = {name: listed(view, name) for name in (List.MENU, List.FOOTER, List.MAP)}
    once = view.memo.setdefault(f"once {view.root}", {})
    return context.frame(view, edition, current, path) | menus | {"once": once}


def listed(view: ElectionView, where: List) -> list[Context]:
    """Return the pages of a list, in its order, each as {"title", "url", "current"}; made once for each language."""
    made: list[Context] = view.memo.setdefault((where, view.root), [])
    if not made:
        made += _listed(view, where)
    return made


def _listed(view: ElectionView, where: List) -> Iterator[Context]:
    for entry in ENTRIES:
        shown = view.shows_candidacies or entry.ahead
        over = entry.while_voting and view.phase is Phase.ARCHIVE
        if where in entry.lists and (entry.title or entry.name) and shown and not over:
            for address, thing in entry.each(view):
                if not entry.listed(view, thing):
                    continue
                title = entry.name(view, thing) if entry.name else _(entry.title)
                url = view.root + entry.path.replace("{}", address)
                yield {"title": title, "url": url, "current": entry.current, "key": entry.path.strip("/")}


def visited() -> Iterator[tuple[str, str, bool]]:
    """Yield (path, kind, whether it is under an election) of everything whose visits are counted."""
    yield from ((entry.path, entry.visit, entry.path[:1] != "/") for entry in ENTRIES if entry.visit)
    yield from ((path, kind, False) for path, kind in ROOT_VISITS)
