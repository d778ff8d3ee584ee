"""What pages share: the frame of an election, a candidacy as a card, parties, contests and tickets as lines."""

from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from PIL import Image

from conoceles.ledger import blobs
from conoceles.lib.canonical import Document
from conoceles.lib.dates import local_date
from conoceles.lib.vocabulary import CONTEST_STATES, GROUPS, PARTIES, ROLES
from conoceles.lib.zones import zone_name
from conoceles.site import language
from conoceles.site.pages.style import stylesheet
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy
from conoceles.site.state.phases import Phase, moment
from conoceles.site.state.silence import Silence

Context = dict[str, Any]

LOGO_HEIGHT = 48
MODES = {
    "in_person": gettext_noop("en la casilla"),
    "anticipated": gettext_noop("voto anticipado"),
    "abroad": gettext_noop("desde el extranjero"),
    "prison": gettext_noop("en prisión preventiva"),
}
# The register names offices in Spanish; other languages name them by what they are.
OFFICES = {
    "governor": (gettext_noop("Gubernatura"), gettext_noop("Gubernaturas")),
    "deputy_mr": (gettext_noop("Diputación de mayoría relativa"), gettext_noop("Diputaciones de mayoría relativa")),
    "deputy_rp": (
        gettext_noop("Diputación de representación proporcional"),
        gettext_noop("Diputaciones de representación proporcional"),
    ),
    "mayor": (gettext_noop("Presidencia municipal"), gettext_noop("Presidencias municipales")),
    "trustee": (gettext_noop("Sindicatura"), gettext_noop("Sindicaturas")),
    "councillor": (gettext_noop("Regiduría"), gettext_noop("Regidurías")),
    "community": (gettext_noop("Presidencia de comunidad"), gettext_noop("Presidencias de comunidad")),
    "judge": (gettext_noop("Persona juzgadora"), gettext_noop("Personas juzgadoras")),
}


def frame(view: ElectionView, edition: int, current: str = "", path: str = "") -> Context:
    """Return what every page of an election has: its names, phase, notices and the last edition behind the page.

    `path` is the page's own, without language, as in «demo-2027/cifras/».
    """
    calendar = view.calendar
    helps, over = links(view)
    return {
        "election": calendar,
        "institute": view.institute,
        "logo": logo(view.institute),
        "root": view.root,
        "language": language.current(),
        "of_powers": view.of_powers,
        "has_sections": bool(view.sections),
        "parties_title": parties_title(view),
        "languages": tongues(path or f"{view.election.slug}/"),
        "style": f"/activos/{stylesheet(view.institute.get('theme', {}))[0]}",
        "phase": view.phase.value,
        "open": view.shows_candidacies,
        "edition": edition,
        "current": current,
        "election_day": local_date(moment(calendar["polls_open"])),
        "hours": hours(view),
        "helps": helps,
        "results": over,
        "spoken": sorted({one["place"] for one in view.institute.get("recordings", [])}),
        "zone": view.zone.key,
        "modes": modes(view),
        "texts": texts(view),
        "site": view.site,
        "self": f"{view.site}/{language.prefix()}{path}",
        "picture": picture(view, f"/{view.election.slug}/tarjetas/portada.jpg"),
        "indexed": calendar["stage"] == "open" and not calendar["fictional"],
    }


def links(view: ElectionView) -> tuple[list[Document], list[Document]]:
    """Return the links of an election: those that help to vote, and where its results are once it is over, which are
    those that the institute dated on its day or later. Of these, each helps from its own day on."""
    voted, today = local_date(moment(view.calendar["polls_open"])), local_date(view.now, view.zone)
    dated = {date["text"]: date["day"] for date in view.calendar["dates"] if date["day"] >= voted.isoformat()}
    helps = [link for link in view.calendar["links"] if dated.get(link["text"], "") <= today.isoformat()]
    results = [link for link in view.calendar["links"] if link["text"] in dated]
    return (helps, []) if view.phase is not Phase.ARCHIVE else ([], results)


def parties_title(view: ElectionView) -> str:
    """Return how the page of whoever nominates is called."""
    return _("Poderes que postulan") if view.of_powers else _("Partidos y coaliciones")


def tongues(path: str) -> list[Context]:
    """Return the languages in which a page can be read, each with its address there."""
    return [
        {"code": code, "name": language.own_name(code), "url": f"/{language.prefix(code)}{path}"}
        for code in language.languages()
    ]


def logo(institute: Document) -> Context | None:
    """Return the institute's logo at the height of the band, as wide as it is; None when there is none."""
    found = institute.get("logo")
    if not found:
        return None
    name = found["files"]["256"]
    return {"src": f"/medios/{name}", "alt": found["alt"], "width": _logo_width(name), "height": LOGO_HEIGHT}


@cache
def _logo_width(name: str) -> int:
    path = blobs.where(name)
    if not path.is_file():
        return LOGO_HEIGHT
    with Image.open(path) as image:
        return round(LOGO_HEIGHT * image.width / image.height)


def texts(view: ElectionView) -> list[Context]:
    """Return the pages that staff wrote, those of the election and those of the whole site, as the footer lists
    them."""
    slugs = dict.fromkeys(thing.document["slug"] for thing in view.texts)
    return [{"title": text(view, slug)["title"], "url": f"{view.root}texto/{slug}/"} for slug in slugs]


def text(view: ElectionView, slug: str) -> Document:
    """Return a page that staff wrote, in the language being written; in Spanish when it was not translated."""
    found = {thing.document["language"]: thing.document for thing in view.texts if thing.document["slug"] == slug}
    return found.get(language.current()) or found.get(language.SPANISH) or next(iter(found.values()))


def modes(view: ElectionView) -> list[Context]:
    """Return the ways of voting other than at the polling place that some contest has, while it can be voted."""
    if not view.shows_candidacies or view.phase is Phase.ARCHIVE:
        return []
    return [
        {"key": mode, "name": _(MODES[mode]), "url": f"{view.root}votar/{slug}/"} for mode, slug in view.modes.items()
    ]


def hours(view: ElectionView, where: str = "") -> str:
    """Return «de 8:00 a 18:00 h, hora del centro», as the calendar says: by the clock of each place, whose zone is
    named."""
    opens, closes = (moment(view.calendar[name]).astimezone(view.zone) for name in ("polls_open", "polls_close"))
    return _("de %(opens)s a %(closes)s h, %(zone)s") % {
        "zone": zone_name(where or view.zone.key),
        "opens": f"{opens.hour}:{opens.minute:02}",
        "closes": f"{closes.hour}:{closes.minute:02}",
    }


def office_name(view: ElectionView, key: str, plural: bool = False) -> str:
    """Return the name of an office: the register's own in Spanish, that of its kind in other languages."""
    office = view.offices.get(key)
    if office is None:
        return ""
    own: str = office["plural" if plural else "name"]
    # Of several judges' offices only their own names tell which is which.
    alone = sum(one["kind"] == office["kind"] for one in view.offices.values()) == 1
    kind = OFFICES.get(office["kind"]) if alone else None
    return own if language.current() == language.SPANISH or kind is None else _(kind[plural])


def card(view: ElectionView, candidacy: Candidacy) -> Context:
    """Return one candidacy as every list shows it, in the same space as any other."""
    profile = view.profile(candidacy)
    thing = view.election.contests.get(candidacy.contest)
    return {
        "key": candidacy.key,
        "name": candidacy.name,
        "registered": candidacy.registered,
        "nickname": candidacy.nickname,
        "slug": candidacy.slug,
        "url": (url := view.address(candidacy)),
        # The same in Spanish: what a browser keeps is read in any language.
        "path": f"/{url.removeprefix(f'/{language.prefix()}')}" if language.prefix() else url,
        "order": ballot_order(view, candidacy),
        "quality": candidacy.role,
        "status": candidacy.status,
        "status_date": candidacy.status_date,
        "sex": candidacy.sex,
        "edition": view.number_of(candidacy),
        "compare": f"{view.root}comparar/?c={candidacy.key}",
        "page": candidacy.page,
        "photo": photo(profile.photo, candidacy.name) if profile and profile.photo else None,
        "initials": "".join(word[0] for word in candidacy.name.split()[:2]),
        "party": party(view, candidacy.party),
        "office": office_name(view, candidacy.office),
        "place": view.place_name(candidacy),
        "contest": contest_name(view, thing.document) if thing else "",
        "role": _(ROLES[candidacy.role].whole),
        "alternate": candidacy.role == "alternate",
        "unconfirmed": candidacy.role == "unconfirmed",
        "age": candidacy.age,
        "answered": profile is not None,
        "review": profile is not None and profile.review,
        "unanswered": "" if profile else silence_in_words(view, candidacy),
        "lead": profile.lead if profile else "",
        "position": candidacy.position,
    }


SILENCES = {
    Silence.REVIEW: gettext_noop("En revisión"),
    Silence.ASKED: gettext_noop("No ha respondido"),
    Silence.MAY: gettext_noop("Todavía puede responder"),
    Silence.LISTED: gettext_noop("Sin respuestas en la lista"),
    Silence.UNASKED: gettext_noop("Todavía no se le pide responder"),
}


# From the silence on nobody answers any more.
OVER = {
    Silence.REVIEW: gettext_noop("Su revisión no terminó antes de la veda"),
    Silence.ASKED: gettext_noop("No respondió"),
    Silence.MAY: gettext_noop("No respondió"),
    Silence.LISTED: SILENCES[Silence.LISTED],
    Silence.UNASKED: gettext_noop("No se le pidió responder"),
}


def silence_in_words(view: ElectionView, candidacy: Candidacy) -> str:
    """Return what a line says of a candidacy that answered nothing."""
    return _((SILENCES if view.phase in (Phase.BEFORE, Phase.OPEN) else OVER)[view.silence(candidacy)])


def ballot_order(view: ElectionView, candidacy: Candidacy) -> int:
    """Return a number that sorts some candidacies as ballots do, by office and then by party, from their own documents
    alone."""
    independent, party_number, _name = view.party_order.get(candidacy.party, (1, 999, ""))
    office = int(view.offices.get(candidacy.office, {}).get("order", 99))
    return office * 10_000 + independent * 5_000 + min(party_number, 4_999)


def photo(files: dict[str, str], name: str) -> Context:
    """Return the two sizes of a photograph, and what it shows."""
    widths = sorted(files, key=int)
    return {
        "alt": _("Fotografía de %(name)s") % {"name": name},
        "small": f"/medios/{files[widths[0]]}",
        "large": f"/medios/{files[widths[-1]]}",
    }


def party(view: ElectionView, key: str) -> Context:
    """Return a party as a line about a candidacy names it."""
    document = view.party(key)
    emblem, kind = document.get("emblem"), document["kind"]
    return {
        "name": document["name"],
        "short": document["short"],
        "kind": _(PARTIES[kind].title),
        "independent": kind == "independent",
        "url": f"{view.root}partidos/{document['slug']}/",
        "emblem": {"src": f"/medios/{emblem['files']['128']}", "alt": _emblem_alt(document)} if emblem else None,
        "members": [
            {
                "name": view.party(member)["name"],
                "short": view.party(member)["short"],
                "url": f"{view.root}partidos/{view.party(member)['slug']}/",
            }
            for member in document["members"]
        ],
    }


def _emblem_alt(party: Document) -> str:
    """Return what the emblem shows: as staff wrote it in Spanish, by its party in other languages."""
    own: str = party["emblem"]["alt"]
    return own if language.current() == language.SPANISH else _("Emblema de %(name)s") % {"name": party["name"]}


def contest_name(view: ElectionView, document: Document) -> str:
    """Return how a contest is called: the register's own name in Spanish, by its office and its place in other
    languages."""
    own: str = document["name"]
    place = view.areas.get(document["area"], {}).get("name", "")
    if language.current() == language.SPANISH or not place:
        return own
    return f"{office_name(view, document['office'])}, {place}"


def contest_line(view: ElectionView, key: str) -> Context:
    """Return a contest as a list of contests names it."""
    document = view.election.contests[key].document
    return {
        "key": key,
        "slug": document["slug"],
        "name": contest_name(view, document),
        "url": f"{view.root}contiendas/{document['slug']}/",
        "tickets": len(view.options(key)),
        "list": document["kind"] == "list",
        "state": state_of(document),
        "office": office_name(view, document["office"], plural=True),
        "answers": bool(view.offices.get(document["office"], {}).get("answers")),
    }


def explained(view: ElectionView, key: str) -> Document | None:
    """Return what the institute explains of a word of the ballot, with its source; None for nothing."""
    found: Document | None = view.calendar["explanations"].get(key)
    return found


def state_of(document: Document) -> Context | None:
    """Return what happened to a contest besides being voted on its day, or None."""
    state = document["state"]
    word = CONTEST_STATES[state["state"]]
    return None if state["state"] == "ordinary" else {**state, "what": _(word.whole)}


def ticket(view: ElectionView, members: list[Candidacy]) -> Context:
    """Return a ticket as a table: one row for each place, owner and alternate side by side."""
    rows: dict[tuple[str, int], Context] = {}
    for candidacy in members:
        name = office_name(view, candidacy.office)
        same_office = sum(member.office == candidacy.office and member.role == "owner" for member in members)
        row = rows.setdefault(
            (candidacy.office, candidacy.position),
            {
                "label": f"{name} {candidacy.position}" if same_office > 1 else name,
                "owners": [],
                "alternates": [],
                "unconfirmed": [],
            },
        )
        column = {"owner": "owners", "alternate": "alternates", "unconfirmed": "unconfirmed"}[candidacy.role]
        row[column].append(
            {
                "key": candidacy.key,
                "name": candidacy.name,
                "url": view.address(candidacy) if candidacy.page else "",
                # Whoever has a page says it there.
                "groups": "" if candidacy.page else groups_in_words(view, candidacy),
            }
        )
    return {"party": party(view, members[0].party), "rows": list(rows.values())}


def groups_in_words(view: ElectionView, candidacy: Candidacy) -> str:
    """Return the groups of registration of a candidacy that are public, as a line lists them; '' for none."""
    return ", ".join(_(GROUPS[group].title) for group in view.groups(candidacy))


def municipality_of(view: ElectionView, document: Document) -> Context | None:
    """Return the municipality where a contest is voted, or None when it is of a district or of the state."""
    area = view.areas.get(document["area"], {})
    if area.get("kind") != "municipality":
        return None
    return {"name": area["name"], "url": f"{view.root}municipios/{area['slug']}/"}


def picture(view: ElectionView, drawing: str) -> str:
    """Return the whole address of a picture for other sites; '' while nothing may be shown."""
    return f"{view.site}{drawing}" if view.shows_candidacies else ""
