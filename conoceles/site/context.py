"""What each page shows, gathered from the ledger's state: plain values, ready for a template."""

from collections import defaultdict
from typing import Any

from conoceles.ledger.reading import documents
from conoceles.lib.canonical import Document
from conoceles.lib.dates import MEXICO, in_words, local_date, long_date
from conoceles.site import figures, versions
from conoceles.site.phases import Phase, days_left, moment
from conoceles.site.state import Candidacy
from conoceles.site.view import TOWN_HALL, ElectionView

Context = dict[str, Any]

ROLES = {
    "owner": "Candidatura propietaria",
    "alternate": "Candidatura suplente",
    "unconfirmed": "Calidad por confirmar",
}
STATUSES = {
    "substituted": "Esta candidatura fue sustituida",
    "cancelled": "Esta candidatura fue cancelada",
    "withdrawn": "Esta persona renunció a la candidatura",
}
PARTY_KINDS = {
    "party": "Partido político",
    "coalition": "Coalición",
    "common": "Candidatura común",
    "independent": "Candidatura independiente",
}
MODES = {
    "in_person": "en la casilla",
    "anticipated": "voto anticipado",
    "abroad": "desde el extranjero",
    "prison": "en prisión preventiva",
}


def frame(view: ElectionView, edition: int, current: str = "") -> Context:
    """Return what every page of an election has: its names, phase, notices and the last edition behind the page."""
    calendar = view.calendar
    return {
        "election": calendar,
        "institute": view.institute,
        "root": view.root,
        "phase": view.phase.value,
        "open": view.shows_candidacies,
        "edition": edition,
        "current": current,
        "election_day": local_date(moment(calendar["polls_open"])),
        "hours": hours(calendar),
    }


def hours(calendar: Document) -> str:
    """Return «de 8:00 a 18:00 h», as the calendar says."""
    opens, closes = (moment(calendar[name]).astimezone(MEXICO) for name in ("polls_open", "polls_close"))
    return f"de {opens.hour}:{opens.minute:02} a {closes.hour}:{closes.minute:02} h"


def card(view: ElectionView, candidacy: Candidacy) -> Context:
    """Return one candidacy as every list shows it, in the same space as any other."""
    profile = view.profile(candidacy)
    office = view.offices.get(candidacy.office, {})
    return {
        "key": candidacy.key,
        "name": candidacy.name,
        "url": view.address(candidacy),
        "page": candidacy.page,
        "photo": _photo(profile.photo, candidacy.name) if profile and profile.photo else None,
        "initials": "".join(word[0] for word in candidacy.name.split()[:2]),
        "party": party(view, candidacy.party),
        "office": office.get("name", ""),
        "place": view.place_name(candidacy),
        "role": ROLES[candidacy.role],
        "alternate": candidacy.role == "alternate",
        "unconfirmed": candidacy.role == "unconfirmed",
        "age": candidacy.age,
        "answered": profile is not None,
        "lead": profile.lead if profile else "",
        "position": candidacy.position,
    }


def _photo(files: dict[str, str], name: str) -> Context:
    widths = sorted(files, key=int)
    return {
        "alt": f"Fotografía de {name}",
        "small": f"/medios/{files[widths[0]]}",
        "large": f"/medios/{files[widths[-1]]}",
    }


def party(view: ElectionView, key: str) -> Context:
    """Return a party as a line about a candidacy names it."""
    document = view.party(key)
    emblem = document.get("emblem")
    return {
        "name": document["name"],
        "short": document["short"],
        "kind": PARTY_KINDS[document["kind"]],
        "independent": document["kind"] == "independent",
        "url": f"{view.root}partidos/{document['slug']}/",
        "emblem": {"src": f"/medios/{emblem['files']['128']}", "alt": emblem["alt"]} if emblem else None,
        "members": [
            {"name": view.party(member)["name"], "url": f"{view.root}partidos/{view.party(member)['slug']}/"}
            for member in document["members"]
        ],
    }


def contest_line(view: ElectionView, key: str) -> Context:
    """Return a contest as a list of contests names it."""
    document = view.election.contests[key].document
    leading = view.leading(document, view.by_contest.get(key, []))
    tickets = len({candidacy.ticket for candidacy in leading})
    return {
        "key": key,
        "name": document["name"],
        "url": f"{view.root}contiendas/{document['slug']}/",
        "tickets": tickets,
        "list": document["kind"] == "list",
        "office": view.offices.get(document["office"], {}).get("plural", ""),
    }


def home(view: ElectionView) -> Context:
    """Return the home page's values."""
    left = days_left(view.calendar, view.now)
    calendar = view.calendar
    dates = [
        {"day": calendar["publication_starts"][:10], "text": "Se publican las candidaturas"},
        {"day": calendar["campaigns_end"][:10], "text": "Terminan las campañas"},
        {"day": calendar["silence_starts"][:10], "text": "Empieza la veda: ya no se publica nada nuevo"},
        {"day": calendar["polls_open"][:10], "text": f"Se vota, {hours(calendar)}", "vote": True},
        *calendar["dates"],
    ]
    return {
        "left": left,
        "count": _count(view, left),
        "elected": _elected(view),
        "dates": sorted(dates, key=lambda item: str(item["day"])),
        "tiles": [area for area in view.municipalities if "tile" in area],
        "columns": max([area["tile"][0] for area in view.municipalities if "tile" in area], default=1),
        "municipalities": view.municipalities,
        "share": figures.participation(view),
        "has_sections": bool(view.sections),
    }


def _count(view: ElectionView, left: int) -> str:
    if view.phase == Phase.ARCHIVE:
        return f"Se votó el {long_date(local_date(moment(view.calendar['polls_open'])))}"
    if left == 0:
        return "Hoy se vota"
    if left == 1:
        return "Falta un día"
    return f"Faltan {in_words(left)} días"


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
            town_halls = "1 ayuntamiento" if count == 1 else f"{count} ayuntamientos"
            lines.append(
                {
                    "count": town_halls,
                    "text": "presidencia municipal, sindicaturas y regidurías" if _whole(view) else "",
                }
            )
        elif office["kind"] == "deputy_rp":
            lines.append({"count": office["plural"], "text": "por listas de partido"})
        else:
            lines.append({"count": office["name"] if count == 1 else f"{count} {office['plural'].lower()}", "text": ""})
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
            "modes": [MODES[mode] for mode in document["modes"]],
        },
        "office": office,
        "place": view.areas.get(document["area"], {}).get("name", ""),
        "municipality": _municipality_of(view, document),
        "count": in_words(len({candidacy.ticket for candidacy in leading}), feminine=True),
        "cards": [card(view, candidacy) for candidacy in leading] if office.get("answers") else [],
        "tickets": (shown := [ticket(view, members) for members in tickets.values()]),
        "compact": all(len(one["rows"]) == 1 for one in shown),
        "whole": document["kind"] == "list" or any(len(members) > 1 for members in tickets.values()),
    }


def ticket(view: ElectionView, members: list[Candidacy]) -> Context:
    """Return a ticket as a table: one row for each place, owner and alternate side by side."""
    rows: dict[tuple[str, int], Context] = {}
    for candidacy in members:
        office = view.offices.get(candidacy.office, {})
        same_office = sum(member.office == candidacy.office and member.role == "owner" for member in members)
        label = f"{office.get('name', '')} {candidacy.position}" if same_office > 1 else office.get("name", "")
        row = rows.setdefault(
            (candidacy.office, candidacy.position),
            {"label": label, "owners": [], "alternates": [], "unconfirmed": []},
        )
        column = {"owner": "owners", "alternate": "alternates", "unconfirmed": "unconfirmed"}[candidacy.role]
        row[column].append(
            {
                "key": candidacy.key,
                "name": candidacy.name,
                "url": view.address(candidacy) if candidacy.page else "",
            }
        )
    return {"party": party(view, members[0].party), "rows": list(rows.values())}


def _municipality_of(view: ElectionView, document: Document) -> Context | None:
    area = view.areas.get(document["area"], {})
    if area.get("kind") != "municipality":
        return None
    return {"name": area["name"], "url": f"{view.root}municipios/{area['slug']}/"}


def candidacy(view: ElectionView, one: Candidacy, draft: Document | None = None) -> Context:
    """Return a candidacy's page: its answers, who stands with it; or a tombstone when it no longer stands.

    `draft` is the profile's document when it is not in the ledger.
    """
    thing = view.election.contests[one.contest]
    mates = view.by_ticket.get(one.ticket, [])
    context = {
        "candidacy": card(view, one),
        "contest": contest_line(view, one.contest),
        "municipality": _municipality_of(view, thing.document),
        "ticket": ticket(view, mates) if mates else None,
        "whole": len(mates) > 2,
        "cutoff": view.calendar["cutoff"],
        "source": view.calendar["source"],
    }
    if not one.stands:
        successors = [
            card(view, mate)
            for mate in mates
            if (mate.office, mate.position) == (one.office, one.position) and mate.role == one.role
        ]
        return {
            **context,
            "tombstone": {"what": STATUSES[one.status], "date": one.status_date, "agreement": one.agreement},
            "successors": successors,
        }
    pair = [
        card(view, mate)
        for mate in mates
        if mate.key != one.key and (mate.office, mate.position) == (one.office, one.position)
    ]
    identity, before = view.election.identities.get(one.key), view.predecessor(one)
    return {
        **context,
        "pair": pair,
        "replaces": {"name": before.name, "url": view.address(before), "date": before.status_date} if before else None,
        **_answers(view, one, draft),
        "identity": identity.document["answers"] if identity else [],
    }


def _answers(view: ElectionView, one: Candidacy, draft: Document | None) -> Context:
    profile = view.election.profiles.get(one.key)
    document = draft or (documents([profile.number]).get(profile.number) if profile else None)
    if profile is None or document is None:
        return {"sections": [], "answered_on": None}
    source = {"source": view.calendar["source"] or document["source"]}
    return (
        answers(document)
        | source
        | {"answered_on": local_date(profile.at) if document["answers"] else None}
        | {"review": document.get("review", []), "commitments": document.get("commitments", [])}
        | {"versions": versions.line(view, one)}
    )


def versions_page(view: ElectionView, one: Candidacy) -> Context:
    """Return the page of a profile's versions."""
    shown = {"candidacy": card(view, one), "contest": contest_line(view, one.contest)}
    return {**shown, "versions": versions.every(view, one)}


def answers(document: Document) -> Context:
    """Return the answers of a profile's document by section, in the order of its questionnaire."""
    sections: dict[str, list[Context]] = {}
    for answer in document["answers"]:
        shown = dict(answer)
        if answer["type"] == "links":
            shown["links"] = _links(answer["value"])
        if "file" in answer:
            shown["src"] = f"/medios/{answer['file']['name']}"
        sections.setdefault(answer["section"], []).append(shown)
    return {
        "sections": [
            {"title": title, "id": f"parte-{number}", "answers": items}
            for number, (title, items) in enumerate(sections.items(), 1)
        ],
        "complete": document["complete"],
    }


def _links(text: str) -> list[Context]:
    """Return what a cell of addresses lists: web addresses as links, anything else as it was written."""
    found = []
    for part in (piece.strip() for piece in text.split(",")):
        if part:
            web = part.startswith(("https://", "http://")) and " " not in part
            found.append({"text": part.split("://", 1)[-1].rstrip("/") if web else part, "url": part if web else ""})
    return found


def party_page(view: ElectionView, key: str) -> Context:
    """Return a party's page: who heads each of its tickets, by office."""
    groups: dict[str, list[Context]] = {}
    for one in view.by_party.get(key, []):
        document = view.election.contests[one.contest].document
        if one.office != document["office"] or (one.role == "alternate"):
            continue
        title = view.offices.get(one.office, {}).get("plural", "")
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
    return {
        "area": area,
        "own": [contest(view, key) for key in own],
        "others": [contest_line(view, key) for key in keys if key not in own],
        "sections": sum(section[1] == area["key"] for section in view.sections),
    }


def section_style(view: ElectionView, municipality_key: str, district: str, code: str) -> Context:
    """Return the ballots of every section with the same municipality and district."""
    districts = [district] if district else view.districts_in(code)
    here = {
        municipality_key,
        *districts,
        *(key for key, area in view.areas.items() if area["kind"] == "state"),
    }
    ballots = []
    for key, thing in view.contests:
        document = thing.document
        if document["area"] in here:
            leading = view.leading(document, view.by_contest.get(key, []))
            ballots.append(
                {
                    **contest_line(view, key),
                    "lines": [card(view, one) for one in leading if one.position == 1 or document["kind"] != "list"],
                }
            )
    return {
        "area": view.areas[municipality_key],
        "district": view.areas[district]["name"] if district else "",
        "uncertain": code if not district else "",
        "ballots": ballots,
        "count": in_words(len([ballot for ballot in ballots if not ballot["list"]]), feminine=True),
    }
