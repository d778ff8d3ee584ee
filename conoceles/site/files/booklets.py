"""Paper: booklets of each ballot style, contest and way of voting, and posters; in each language of the site."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import segno
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from conoceles.ledger import blobs
from conoceles.ledger.reading import documents, editions
from conoceles.lib.dates import local_date, long_date
from conoceles.lib.paper import make_pdf
from conoceles.lib.text import figure
from conoceles.site.language import SPANISH, current, prefix, speaking
from conoceles.site.pages import context
from conoceles.site.pages.places import ABOUT
from conoceles.site.state.election_view import ElectionView, digest
from conoceles.site.state.fold import Candidacy
from conoceles.site.state.older import meaning
from conoceles.site.state.phases import Phase, moment

FOLDER = Path(__file__).parent / "paper"
Values = dict[str, Any]
Files = dict[str, bytes]
LEAD = gettext_noop("Quiénes son, qué han hecho y qué proponen, en sus propias palabras.")


@dataclass(frozen=True)
class Drawn:
    """One thing to be printed or drawn: how to make it, and what it shows besides what stands on all paper."""

    make: Callable[[], dict[str, Any]]
    marks: tuple[object, ...]


def every(view: ElectionView, language: str = SPANISH) -> Iterator[tuple[str, Drawn]]:
    """Yield (name, booklet) of every booklet in a language, also in large type, and poster; none while nobody said
    where their codes lead."""
    if not view.site:
        return
    with speaking(language):
        several = list(_every(view))
    for name, drawn in several:
        yield name, Drawn(partial(_spoken, language, drawn.make), drawn.marks)


def _spoken(language: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    with speaking(language):
        return make()


def _every(view: ElectionView) -> Iterator[tuple[str, Drawn]]:
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
    cutoff = _(
        "Según el registro público hasta su edición %(number)s, del %(day)s. Lo que haya cambiado después está en el "
        "sitio."
    )
    equal = _("Todas en el mismo espacio.")
    values = {
        "election": calendar["name"],
        "sample": _("Datos ficticios: ninguna persona, partido ni lugar es real.") if calendar["fictional"] else "",
        "cutoff": cutoff % {"number": figure(number), "day": long_date(day)},
        "day": [day.year, day.month, day.day],
        "institute": {"name": view.institute["name"]},
        "large": large,
        "order": f"{equal} {_(calendar['party_order'])}",
        "footer": view.institute["name"],
        "disclaimer": _(
            "Este folleto informa: no es una boleta ni sirve para votar. Cada candidatura es responsable de lo que "
            "publica."
        ),
        **values,
        **_code(view, values.pop("path"), files),
    }
    return {"content": make_pdf(FOLDER / "booklet.typ", values, files)}


def _code(view: ElectionView, path: str, files: Files) -> Values:
    """Put the QR of an address among the files, and return {"qr": its name, "address": the address}."""
    address = f"{view.site}/{prefix()}{view.election.slug}/{path}"
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=2, xmldecl=False, svgns=True)
    files["qr.svg"] = out.getvalue()
    shown = address.split("://", 1)[-1]
    return {"qr": "qr.svg", "address": shown, "qr_alt": _("Código QR: %(address)s") % {"address": shown}, **spoken()}


def spoken() -> Values:
    """Return in which language paper is written, as typesetting names it."""
    language, _separator, region = current().replace("-", "_").partition("_")
    return {"lang": language, "region": "mx" if language == SPANISH else region.lower()}


def when(view: ElectionView) -> str:
    """Return when is voted, in words that stay true after that day."""
    day = local_date(moment(view.calendar["polls_open"]))
    # True before that day, on it and after it: paper is not taken back.
    return _("Jornada electoral: %(day)s, %(hours)s.") % {
        "day": long_date(day, weekday=True),
        "hours": context.hours(view),
    }


def _contest_booklet(view: ElectionView, key: str) -> tuple[Values, Files]:
    document = view.election.contests[key].document
    lines, files = _people(view, view.leading(document, view.by_contest.get(key, [])), whole=True)
    return {
        "title": context.contest_name(view, document),
        "lead": [when(view)],
        "path": f"contiendas/{document['slug']}/",
        "edition": _edition(view, [key]),
        "contests": [{"name": _("Quiénes compiten"), "notes": [], "lines": lines}],
    }, files


def _style_booklet(view: ElectionView, place: tuple[str, str, str], keys: list[str]) -> tuple[Values, Files]:
    area, district = view.areas[place[0]], view.areas.get(place[1])
    where = f"{area['name']}, {district['name'].lower()}" if district else area["name"]
    contests, files = _contests(view, keys)
    received = _("Las boletas que se reciben en %(where)s, en su orden, con quienes aparecen en ellas.")
    lead = [when(view), received % {"where": where}]
    return {
        "title": _("Mi boleta: %(where)s") % {"where": where},
        "lead": lead,
        "path": f"municipios/{area['slug']}/",
        "edition": _edition(view, keys),
        "contests": contests,
    }, files


def _mode_booklet(view: ElectionView, mode: str, keys: list[str]) -> tuple[Values, Files]:
    contests, files = _contests(view, keys)
    title = _(context.MODES[mode])
    lead = [_(ABOUT[mode]), when(view)]
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
            [_("No tiene boleta propia: cuenta el voto por la diputación de distrito.")]
            if document["kind"] == "list"
            else []
        )
        contests.append({"name": context.contest_name(view, document), "notes": notes, "lines": lines})
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
        printed = [(place, one["label"], one["value"]) for one in answers if (place := meaning(one).get("printed"))]
        lines.append(
            {
                "name": one.name,
                "initials": "".join(word[0] for word in one.name.split()[:2]),
                "party": party["name"],
                "emblem": take((party.get("emblem") or {}).get("files", {}), files),
                "emblem_alt": (party.get("emblem") or {}).get("alt", ""),
                "photo": take(profile.photo, files) if profile else "",
                "photo_alt": _("Fotografía de %(name)s") % {"name": one.name},
                "note": _note(one, "" if profile else context.silence_in_words(view, one)),
                "lead": profile.lead if profile and not whole else "",
                "answers": [
                    {"label": _(label), "value": value}
                    for _place, label, value in sorted(printed, key=lambda answer: answer[0])
                ],
            }
        )
    return lines, files


def _note(one: Candidacy, unanswered: str) -> str:
    notes = [
        _("Calidad por confirmar.") if one.role == "unconfirmed" else "",
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
        "title": _("Conozca a quienes piden su voto en %(place)s") % {"place": area["name"]}
        if area
        else _("Conozca a quienes piden su voto"),
        "lead": _(LEAD),
        "when": when(view),
        **_code(view, path, files),
    }
    return {"content": make_pdf(FOLDER / "poster.typ", values, files)}
