"""What each kind of page shows, gathered from the ledger's state: plain values, ready for a template."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from conoceles.lib.canonical import Document
from conoceles.lib.dates import in_words, local_date, long_date
from conoceles.lib.prose import prose
from conoceles.site import figures, shapes
from conoceles.site.compare import FEWEST, MOST, query
from conoceles.site.context import (
    MODES,
    Context,
    card,
    contest_line,
    hours,
    modes,
    municipality_of,
    office_name,
    party,
    picture,
    text,
    ticket,
)
from conoceles.site.language import prefix
from conoceles.site.phases import Phase, days_left, moment
from conoceles.site.state import Candidacy
from conoceles.site.view import TOWN_HALL, ElectionView


def home(view: ElectionView) -> Context:
    """Return the home page's values."""
    left = days_left(view.calendar, view.now)
    return {
        "left": left,
        "count": _count(view, left),
        "elected": _elected(view),
        "dates": dates(view),
        "tiles": [area for area in view.municipalities if "tile" in area],
        "columns": max([area["tile"][0] for area in view.municipalities if "tile" in area], default=1),
        "municipalities": view.municipalities,
        "share": figures.participation(view),
        "has_sections": bool(view.sections),
        "bounded": any("shape" in area for area in view.municipalities),
    }


def dates(view: ElectionView) -> list[Context]:
    """Return the dates that matter to who votes, those of the calendar and those that staff added, in order."""
    calendar = view.calendar
    found = [
        {"day": calendar["publication_starts"][:10], "text": _("Se publican las candidaturas")},
        {"day": calendar["campaigns_end"][:10], "text": _("Terminan las campañas")},
        {"day": calendar["silence_starts"][:10], "text": _("Empieza la veda: ya no se publica nada nuevo")},
        {
            "day": calendar["polls_open"][:10],
            "text": _("Se vota, %(hours)s") % {"hours": hours(calendar)},
            "vote": True,
        },
        *({**date, "own": True} for date in calendar["dates"]),
    ]
    return sorted(found, key=lambda item: str(item["day"]))


def _count(view: ElectionView, left: int) -> str:
    if view.phase == Phase.ARCHIVE:
        return _("Se votó el %(day)s") % {"day": long_date(local_date(moment(view.calendar["polls_open"])))}
    if left == 0:
        return _("Hoy se vota")
    if left == 1:
        return _("Falta un día")
    return _("Faltan %(days)s días") % {"days": in_words(left)}


def _elected(view: ElectionView) -> list[Context]:
    """Return what is elected: how many contests of each leading office, in words where few."""
    counts: dict[str, int] = defaultdict(int)
    for _key, thing in view.contests:
        counts[thing.document["office"]] += 1
    lines = []
    for key, count in sorted(counts.items(), key=lambda item: view.offices.get(item[0], {}).get("order", 99)):
        office = view.offices.get(key)
        if office is None:
            continue
        if office["kind"] == "mayor":
            town_halls = ngettext("%(count)s ayuntamiento", "%(count)s ayuntamientos", count) % {"count": count}
            whole = _("presidencia municipal, sindicaturas y regidurías") if _whole(view) else ""
            lines.append({"count": town_halls, "text": whole})
        elif office["kind"] == "deputy_rp":
            lines.append({"count": office_name(view, key, plural=True), "text": _("por listas de partido")})
        else:
            many = f"{count} {office_name(view, key, plural=True).lower()}"
            lines.append({"count": office_name(view, key) if count == 1 else many, "text": ""})
    return lines


def _whole(view: ElectionView) -> bool:
    return sum(office["kind"] in TOWN_HALL for office in view.offices.values()) > 1


def contest(view: ElectionView, key: str) -> Context:
    """Return a contest's page: who heads each ticket, in the same space, and the whole tickets below."""
    document = view.election.contests[key].document
    everyone = view.by_contest.get(key, [])
    leading = view.leading(document, everyone)
    office = view.offices.get(document["office"], {})
    tickets: dict[str, list[Candidacy]] = defaultdict(list)
    for candidacy in everyone:
        tickets[candidacy.ticket].append(candidacy)
    return {
        "contest": {
            **contest_line(view, key),
            "seats": document["seats"],
            "modes": [_(MODES[mode]) for mode in document["modes"]],
        },
        "office": office_name(view, document["office"]),
        "place": view.areas.get(document["area"], {}).get("name", ""),
        "municipality": municipality_of(view, document),
        "count": in_words(len({candidacy.ticket for candidacy in leading}), feminine=True),
        "cards": [card(view, candidacy) for candidacy in leading] if office.get("answers") else [],
        "tickets": (shown := [ticket(view, members) for members in tickets.values()]),
        "compact": all(len(one["rows"]) == 1 for one in shown),
        "whole": document["kind"] == "list" or any(len(members) > 1 for members in tickets.values()),
        "comparable": comparable(view, leading) if office.get("answers") else "",
        "booklet": f"/{view.election.slug}/folletos/contienda-{document['slug']}" if leading else "",
        "drawing": (drawing := f"/{view.election.slug}/tarjetas/contienda-{document['slug']}.jpg"),
        "picture": picture(view, drawing),
        "embed": f"/{prefix()}incrustar/{view.election.slug}/contienda/{document['slug']}/",
        # What each line takes on the narrowest phone, in pixels.
        "embed_height": 350 + 140 * (len(leading) if office.get("answers") else 0),
    }


def comparable(view: ElectionView, leading: list[Candidacy]) -> str:
    """Return the address that compares all who head a ticket; '' when they are too few or too many for it."""
    keys = [one.key for one in leading if one.page]
    return f"{view.root}comparar/?{query(keys)}" if FEWEST <= len(keys) <= MOST else ""


def party_page(view: ElectionView, key: str) -> Context:
    """Return a party's page: who heads each of its tickets, by office."""
    groups: dict[str, list[Context]] = {}
    for one in view.by_party.get(key, []):
        document = view.election.contests[one.contest].document
        if one.office != document["office"] or (one.role == "alternate"):
            continue
        title = office_name(view, one.office, plural=True)
        line = card(view, one)
        line["own"] = one.party == key
        line["contest"] = contest_line(view, one.contest)
        groups.setdefault(title, []).append(line)
    coalitions = [
        party(view, other) for other, thing in view.election.parties.items() if key in thing.document["members"]
    ]
    return {
        "party": party(view, key),
        "groups": [{"title": title, "lines": lines} for title, lines in groups.items()],
        "coalitions": coalitions,
        "total": sum(len(lines) for lines in groups.values()),
    }


def municipality(view: ElectionView, area: Document) -> Context:
    """Return a municipality's page: everything that is voted there, its town hall first and in full."""
    keys = view.by_municipality.get(area["key"], [])
    own = [key for key in keys if view.election.contests[key].document["area"] == area["key"]]
    numbers = [section[0] for section in view.sections if section[1] == area["key"]]
    return {
        "area": area,
        "numbers": numbers,
        "own": [contest(view, key) for key in own],
        "others": [contest_line(view, key) for key in keys if key not in own],
        "sections": len(numbers),
    }


def municipalities(view: ElectionView) -> Context:
    """Return the page of all municipalities: the map with their limits, when they are known, and the list."""
    drawn, size = shapes.drawing({area["slug"]: area["shape"] for area in view.municipalities if "shape" in area})
    names = {area["slug"]: area["name"] for area in view.municipalities}
    return {
        "municipalities": view.municipalities,
        "shapes": [{"slug": slug, "name": names[slug], "path": path} for slug, path in drawn.items()],
        "size": size,
    }


def ballot(view: ElectionView, key: str) -> Context:
    """Return one ballot: its contest and who appears on it, in legal order."""
    document = view.election.contests[key].document
    leading = view.leading(document, view.by_contest.get(key, []))
    answers = bool(view.offices.get(document["office"], {}).get("answers"))
    others = [mode for mode in document["modes"] if mode in view.modes]
    return {
        **contest_line(view, key),
        "modes": [_(MODES[mode]) for mode in document["modes"]] if others else [],
        "lines": [card(view, one) for one in leading if one.position == 1 or document["kind"] != "list"],
        "comparable": comparable(view, leading) if answers else "",
    }


def section_style(view: ElectionView, municipality_key: str, district: str, code: str) -> Context:
    """Return the ballots of every section with the same municipality and district."""
    area = view.areas[municipality_key]
    return {
        "area": area,
        "area_url": f"{view.root}municipios/{area['slug']}/",
        "district": view.areas[district]["name"] if district else "",
        "uncertain": code if not district else "",
        "ballots": [ballot(view, key) for key in view.voted_in(municipality_key, district, code)],
        "booklet": f"/{view.election.slug}/folletos/{view.style_slug(municipality_key, district, code)}",
        "other_modes": modes(view),
    }


ABOUT = {
    "anticipated": gettext_noop("Quienes no pueden salir de su casa votan ahí mismo, antes del día de la elección. Reciben estas boletas."),
    "abroad": gettext_noop("Quienes viven fuera del país votan por estos cargos."),
    "prison": gettext_noop("Quienes están en prisión preventiva votan ahí mismo por estos cargos."),
}  # fmt: skip


def mode(view: ElectionView, key: str) -> Context:
    """Return the page of a way of voting: the ballots of the whole state, and where to find those of one's own place."""
    keys = view.voted_by(key)
    whole = view.statewide(keys)
    groups: dict[str, list[Context]] = {}
    for one in keys:
        if one not in whole:
            line = contest_line(view, one)
            groups.setdefault(line["office"], []).append(line)
    return {
        "mode": {"name": _(MODES[key]), "about": _(ABOUT[key])},
        "ballots": [ballot(view, one) for one in whole],
        "groups": [{"title": title, "lines": lines} for title, lines in groups.items()],
        "booklet": f"/{view.election.slug}/folletos/{view.modes[key]}" if whole else "",
    }


def site_map(view: ElectionView) -> Context:
    """Return the list of everything that can be read, with its addresses."""
    return {"offices": _lines_by_office(view), "municipalities": view.municipalities}


def contests(view: ElectionView) -> Context:
    """Return the page of all contests, by office."""
    return {"groups": _lines_by_office(view)}


def _lines_by_office(view: ElectionView) -> dict[str, list[Context]]:
    groups: dict[str, list[Context]] = {}
    for key, _thing in view.contests:
        line = contest_line(view, key)
        groups.setdefault(line["office"], []).append(line)
    return groups


def text_page(view: ElectionView, slug: str) -> Context:
    """Return a page that staff wrote, its words made into HTML by `prose`."""
    document = text(view, slug)
    return {"text": document, "body": prose(document["body"])}
