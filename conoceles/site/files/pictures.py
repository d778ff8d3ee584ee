"""The pictures that links show elsewhere: a card for each candidacy and contest, and the cover of an election."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from conoceles.lib.paper import make_picture
from conoceles.site.files.booklets import FOLDER, LEAD, Drawn, Files, Values, take, when
from conoceles.site.pages import context
from conoceles.site.state.election_view import ElectionView, digest
from conoceles.site.state.fold import Candidacy

FACES = 7
INK = "#0f2a33"


def every(view: ElectionView) -> Iterator[tuple[str, Drawn]]:
    """Yield (name, picture) of the cover, and of the card of every candidacy and contest; none while the site has no
    address."""
    if not view.site:
        return
    yield "portada", Drawn(partial(_drawn, view, partial(_cover, view)), (digest(view.areas),))
    for one in view.with_page:
        if one.stands:
            yield one.slug, Drawn(partial(_drawn, view, partial(_candidacy_card, view, one)), (view.card_mark(one),))
    for key, thing in view.contests:
        make = partial(_drawn, view, partial(_contest_card, view, key))
        yield f"contienda-{thing.document['slug']}", Drawn(make, (view.contest_marks[key],))


def _drawn(view: ElectionView, make: Callable[[], tuple[Values, Files]]) -> dict[str, Any]:
    values, files = make()
    ink = view.institute.get("theme", {}).get("light", {}).get("band") or INK
    common = {
        "election": view.calendar["name"],
        "institute": {"name": view.institute["name"]},
        "ink": ink,
        "party": "",
        "lead": "",
    }
    return {"content": make_picture(FOLDER / "card.typ", common | values, files)}


def _cover(view: ElectionView) -> tuple[Values, Files]:
    return {"title": "Conozca a quienes piden su voto", "over": when(view), "lead": LEAD, "faces": []}, {}


def _candidacy_card(view: ElectionView, one: Candidacy) -> tuple[Values, Files]:
    profile, files = view.profile(one), Files()
    face = {
        "photo": take(_largest(profile.photo), files) if profile else "",
        "initials": "".join(word[0] for word in one.name.split()[:2]),
    }
    return {
        "title": one.name,
        "over": f"{context.office_name(view, one.office)}, {view.place_name(one)}",
        "party": view.party(one.party)["name"],
        "lead": profile.lead if profile else "",
        "faces": [face],
    }, files


def _largest(sizes: dict[str, str]) -> dict[str, str]:
    return {width: name for width, name in sizes.items() if width == max(sizes, key=int)}


def _contest_card(view: ElectionView, key: str) -> tuple[Values, Files]:
    document, files = view.election.contests[key].document, Files()
    leading = view.leading(document, view.by_contest.get(key, []))
    faces = []
    for one in leading if len(leading) <= FACES else []:
        profile = view.profile(one)
        faces.append(
            {
                "photo": take(profile.photo, files) if profile else "",
                "initials": "".join(word[0] for word in one.name.split()[:2]),
                "name": one.name,
            }
        )
    # One face alone has a card of its own shape: the candidacy's.
    shown = faces if len(faces) > 1 else []
    return {"title": document["name"], "over": "Compare a quienes compiten", "faces": shown}, files
