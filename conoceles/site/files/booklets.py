"""Paper: booklets of each ballot style, contest and way of voting, and posters."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import segno

from conoceles.ledger import blobs
from conoceles.ledger.reading import documents, editions
from conoceles.lib.dates import local_date, long_date
from conoceles.lib.paper import make_pdf
from conoceles.lib.text import figure
from conoceles.site.pages import context
from conoceles.site.pages.places import ABOUT
from conoceles.site.state.election_view import ElectionView, digest
from conoceles.site.state.fold import Candidacy
from conoceles.site.state.older import meaning
from conoceles.site.state.phases import Phase, moment

FOLDER = Path(__file__).parent / "paper"
Values = dict[str, Any]
Files = dict[str, bytes]
LEAD = "Quiénes son, qué han hecho y qué proponen, en sus propias palabras."


@dataclass(frozen=True)
class Drawn:
    """One thing to be printed or drawn: how to make it, and what it shows besides what stands on all paper."""

    make: Callable[[], dict[str, Any]]
    marks: tuple[object, ...]


def every(view: ElectionView) -> Iterator[tuple[str, Drawn]]:
    """Yield (name, booklet) of every booklet, also in large type, and poster; none while nobody said where their codes
    lead."""
    if not view.site:
        return
    for name, make, marks in _booklets(view):
        for ending, large in (("", False), ("-letra-grande", True)):
            yield f"{name}{ending}", Drawn(partial(_booklet, view, make, large), (large, *marks))
    if view.phase is not Phase.OPEN:
        return
    yield "cartel", Drawn(partial(_poster, view), ())
    for area in view.municipalities:
        yield f"cartel-{area['slug']}", Drawn(partial(_poster, view, area), (area["name"],))


def _booklets(view: ElectionView) -> Iterator[tuple[str, Callable[[], tuple[Values, Files]], tuple[object, ...]]]:
    for key, thing in view.contests:
        if view.by_contest.get(key):
            make = partial(_contest_booklet, view, key)
            yield f"contienda-{thing.document['slug']}", make, (view.contest_marks[key], _edition(view, [key]))
    style = digest(view.areas)
    for place in view.ballot_styles:
        keys = view.voted_in(*place)
        if keys:
            contests = [view.contest_marks[key] for key in keys]
            make = partial(_style_booklet, view, place, keys)
            yield view.style_slug(*place), make, (style, *contests, _edition(view, keys))
    for mode, slug in view.modes.items():
        keys = view.statewide(view.voted_by(mode))
        if keys:
            contests = [view.contest_marks[key] for key in keys]
            yield slug, partial(_mode_booklet, view, mode, keys), (*contests, _edition(view, keys))


def _booklet(view: ElectionView, make: Callable[[], tuple[Values, Files]], large: bool) -> dict[str, Any]:
    values, files = make()
    calendar, number = view.calendar, values.pop("edition")
    day = local_date(editions([number])[0].at)
    cutoff = f"Según el registro público hasta su edición {figure(number)}, del {long_date(day)}."
    values = {
        "election": calendar["name"],
        "sample": "Datos ficticios: ninguna persona, partido ni lugar es real." if calendar["fictional"] else "",
        "cutoff": f"{cutoff} Lo que haya cambiado después está en el sitio.",
        "day": [day.year, day.month, day.day],
        "institute": {"name": view.institute["name"]},
        "large": large,
        "order": f"Todas en el mismo espacio. {calendar['party_order']}",
        "footer": view.institute["name"],
        "disclaimer": (
            "Este folleto informa: no es una boleta ni sirve para votar. Cada candidatura es responsable de lo que "
            "publica."
        ),
        **values,
        **_code(view, values.pop("path"), files),
    }
    return {"content": make_pdf(FOLDER / "booklet.typ", values, files)}


def _code(view: ElectionView, path: str, files: Files) -> Values:
    """Put the QR of an address among the files, and return {"qr": its name, "address": the address}."""
    address = f"{view.site}/{view.election.slug}/{path}"
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=2, xmldecl=False, svgns=True)
    files["qr.svg"] = out.getvalue()
    return {"qr": "qr.svg", "address": address.split("://", 1)[-1]}


def when(view: ElectionView) -> str:
    """Return when is voted, in words that stay true after that day."""
    day = local_date(moment(view.calendar["polls_open"]))
    # True before that day, on it and after it: paper is not taken back.
    return f"Jornada electoral: {long_date(day, weekday=True)}, {context.hours(view)}."


def _contest_booklet(view: ElectionView, key: str) -> tuple[Values, Files]:
    document = view.election.contests[key].document
    lines, files = _people(view, view.leading(document, view.by_contest.get(key, [])), whole=True)
    return {
        "title": document["name"],
        "lead": [when(view)],
        "path": f"contiendas/{document['slug']}/",
        "edition": _edition(view, [key]),
        "contests": [{"name": "Quiénes compiten", "notes": [], "lines": lines}],
    }, files


def _style_booklet(view: ElectionView, place: tuple[str, str, str], keys: list[str]) -> tuple[Values, Files]:
    area, district = view.areas[place[0]], view.areas.get(place[1])
    where = f"{area['name']}, {district['name'].lower()}" if district else area["name"]
    contests, files = _contests(view, keys)
    lead = [when(view), f"Las boletas que se reciben en {where}, en su orden, con quienes aparecen en ellas."]
    return {
        "title": f"Mi boleta: {where}",
        "lead": lead,
        "path": f"municipios/{area['slug']}/",
        "edition": _edition(view, keys),
        "contests": contests,
    }, files


def _mode_booklet(view: ElectionView, mode: str, keys: list[str]) -> tuple[Values, Files]:
    contests, files = _contests(view, keys)
    title = context.MODES[mode]
    lead = [ABOUT[mode], when(view)]
    return {
        "title": title[0].upper() + title[1:],
        "lead": lead,
        "path": f"votar/{view.modes[mode]}/",
        "edition": _edition(view, keys),
        "contests": contests,
    }, files


def _edition(view: ElectionView, keys: list[str]) -> int:
    """Return the last edition behind what is printed of some contests."""
    frame = view.election.calendar.number if view.election.calendar else 0
    return max([frame, *(view.last_editions[key] for key in keys)])


def _contests(view: ElectionView, keys: list[str]) -> tuple[list[Values], Files]:
    contests: list[Values] = []
    files: Files = {}
    for key in keys:
        document = view.election.contests[key].document
        leading = view.leading(document, view.by_contest.get(key, []))
        shown = [one for one in leading if one.position == 1 or document["kind"] != "list"]
        lines, more = _people(view, shown)
        notes = (
            ["No tiene boleta propia: cuenta el voto por la diputación de distrito."]
            if document["kind"] == "list"
            else []
        )
        contests.append({"name": document["name"], "notes": notes, "lines": lines})
        files |= more
    return contests, files


def _people(view: ElectionView, people: Iterable[Candidacy], *, whole: bool = False) -> tuple[list[Values], Files]:
    people, files = list(people), Files()
    profiles = {one.key: profile for one in people if (profile := view.profile(one))}
    found = documents(profile.number for profile in profiles.values()) if whole else {}
    lines = []
    for one in people:
        profile, party = profiles.get(one.key), view.party(one.party)
        answers = found.get(profile.number, {}).get("answers", []) if profile else []
        # The rest is on the page that the booklet's code leads to.
        printed = [(place, answer) for answer in answers if (place := meaning(answer).get("printed"))]
        lines.append(
            {
                "name": one.name,
                "initials": "".join(word[0] for word in one.name.split()[:2]),
                "party": party["name"],
                "emblem": take((party.get("emblem") or {}).get("files", {}), files),
                "emblem_alt": (party.get("emblem") or {}).get("alt", ""),
                "photo": take(profile.photo, files) if profile else "",
                "note": _note(one, "" if profile else context.silence_in_words(view, one)),
                "lead": profile.lead if profile and not whole else "",
                "answers": [
                    {"label": one["label"], "value": one["value"]}
                    for _place, one in sorted(printed, key=lambda pair: pair[0])
                ],
            }
        )
    return lines, files


def _note(one: Candidacy, unanswered: str) -> str:
    notes = [
        "Calidad por confirmar." if one.role == "unconfirmed" else "",
        f"{unanswered}." if one.page and unanswered else "",
    ]
    return " ".join(note for note in notes if note)


def take(sizes: dict[str, str], files: Files) -> str:
    """Put the smallest size of a picture among the files and return its name there; '' when there is none."""
    name = sizes[min(sizes, key=int)] if sizes else ""
    source = blobs.where(name) if name else None
    if source is None or not source.is_file():
        return ""
    files[name] = source.read_bytes()
    return name


def _poster(view: ElectionView, area: Values | None = None) -> dict[str, Any]:
    files: Files = {}
    path = f"municipios/{area['slug']}/" if area else ""
    values = {
        "election": view.calendar["name"],
        "institute": {"name": view.institute["name"]},
        "title": f"Conozca a quienes piden su voto en {area['name']}" if area else "Conozca a quienes piden su voto",
        "lead": LEAD,
        "when": when(view),
        **_code(view, path, files),
    }
    return {"content": make_pdf(FOLDER / "poster.typ", values, files)}
