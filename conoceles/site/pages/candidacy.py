"""What a candidacy's own page shows: its answers, who stands with it, its versions; a tombstone when it no longer
stands."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from conoceles.ledger.reading import documents
from conoceles.lib.canonical import Document
from conoceles.lib.captions import Cue, webvtt
from conoceles.lib.dates import local_date
from conoceles.lib.vocabulary import STATUSES
from conoceles.site.language import prefix
from conoceles.site.pages import versions
from conoceles.site.pages.context import (
    Context,
    card,
    contest_line,
    groups_in_words,
    municipality_of,
    office_name,
    picture,
    ticket,
)
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy
from conoceles.site.state.older import meaning

# The captions of a candidacy's video, beside its page.
CAPTIONS = "subtitulos.vtt"


def candidacy(view: ElectionView, one: Candidacy, draft: Document | None = None) -> Context:
    """Return a candidacy's page: its answers, who stands with it; or a tombstone when it no longer stands.

    `draft` is the profile's document when it is not in the ledger.
    """
    thing = view.election.contests[one.contest]
    mates = view.by_ticket.get(one.ticket, [])
    shown = card(view, one)
    context = {
        "candidacy": shown,
        "contest": contest_line(view, one.contest),
        "municipality": municipality_of(view, thing.document),
        "ticket": ticket(view, mates) if mates else None,
        "whole": len(mates) > 2,
        "explanations": view.calendar["explanations"],
        "cutoff": view.calendar["cutoff"],
        "asked_on": view.asked_on(one),
        "may_from": view.may_from,
        "may_until": view.may_until,
        "source": view.calendar["source"],
        "drawing": (drawing := f"/{view.election.slug}/tarjetas/{one.slug}.jpg"),
        "picture": picture(view, drawing),
        "embed": f"/{prefix()}incrustar/{view.election.slug}/candidatura/{one.slug}/",
        "lead": shown["lead"],
        "structured": structured(view, one, shown) if one.stands else None,
    }
    if not one.stands:
        return {**context, **ended(view, one)}
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
        "groups": groups_in_words(view, one),
        "also": also(view, one),
    }


def also(view: ElectionView, one: Candidacy) -> list[Context]:
    """Return the other candidacies of a person that stand, as a line names each, with where it is read."""
    found = []
    for key in one.also:
        other = view.election.candidacies.get(key)
        if other is not None and other.stands:
            contest = contest_line(view, other.contest)
            url = view.address(other) if other.page else contest["url"]
            found.append({"office": office_name(view, other.office), "contest": contest["name"], "url": url})
    return found


def structured(view: ElectionView, one: Candidacy, shown: Context) -> Document:
    """Return what a search engine reads of the page, as schema.org has it: who, for what, with which party. No more
    than is shown."""
    person: Document = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": one.name,
        "jobTitle": _("Candidatura: %(office)s") % {"office": shown["office"]},
        "affiliation": {"@type": "Organization", "name": shown["party"]["name"]},
        "url": f"{view.site}{shown['url']}",
    }
    if shown["photo"]:
        person["image"] = f"{view.site}{shown['photo']['large']}"
    return person


def _answers(view: ElectionView, one: Candidacy, draft: Document | None) -> Context:
    profile = view.election.profiles.get(one.key)
    document = draft or (documents([profile.number]).get(profile.number) if profile else None)
    if profile is None or document is None:
        return {"sections": [], "message": None, "answered_on": None}
    source = {"source": view.calendar["source"] or document["source"]}
    # A draft has no captions: they are a file of what is published.
    track = _track(view, one) if draft is None and profile.captions else ""
    return (
        answers(document, track)
        | source
        | {"answered_on": local_date(profile.at) if document["answers"] else None}
        | {"review": document.get("review", []), "commitments": document.get("commitments", [])}
        | {"versions": versions.line(view, one)}
    )


def ended(view: ElectionView, one: Candidacy) -> Context:
    """Return what is said of a candidacy that no longer stands: what happened, and who stands in its place."""
    successors = [
        card(view, mate)
        for mate in view.by_ticket.get(one.ticket, [])
        if (mate.office, mate.position, mate.role) == (one.office, one.position, one.role)
    ]
    what = {"what": _(STATUSES[one.status].whole), "date": one.status_date, "agreement": one.agreement}
    return {"tombstone": what, "successors": successors}


def changed(view: ElectionView) -> list[Candidacy]:
    """Return whoever is no longer as a browser may have kept her: with another name, or no longer standing."""
    people = view.election.candidacies.values() if view.shows_candidacies else ()
    return [one for one in people if one.former_slugs or not one.stands]


def changes(view: ElectionView) -> dict[str, Context]:
    """Return {key: name, address in Spanish, what happened to who left} of those that changed, for lists that a browser
    keeps: the same for everyone, so that nobody tells whom she kept."""
    found = {}
    for one in changed(view):
        url = view.address(one)
        found[one.key] = {
            "name": one.name,
            "url": f"/{url.removeprefix(f'/{prefix()}')}" if prefix() else url,
            "left": "" if one.stands else _(STATUSES[one.status].whole),
        }
    return found


def message_page(view: ElectionView, one: Candidacy) -> Context:
    """Return the page of what a candidacy says to who votes: in words, in a video, and who says it."""
    document = documents([view.election.profiles[one.key].number])
    found = [answer for every in document.values() for answer in every_answer(every, _track(view, one))]
    drawing = f"/{view.election.slug}/tarjetas/{one.slug}.jpg"
    return {
        "candidacy": card(view, one),
        "contest": contest_line(view, one.contest),
        "message": next((answer for answer in found if means_first(answer)), None),
        "video": next((answer for answer in found if answer["type"] == "video"), None),
        "drawing": drawing,
        "picture": picture(view, drawing),
    }


def _track(view: ElectionView, one: Candidacy) -> str:
    return f"/{view.election.slug}/candidaturas/{one.slug}/{CAPTIONS}"


def versions_page(view: ElectionView, one: Candidacy) -> Context:
    """Return the page of a profile's versions."""
    shown = {"candidacy": card(view, one), "contest": contest_line(view, one.contest)}
    return {**shown, "versions": versions.every(view, one)}


def captions(view: ElectionView, one: Candidacy) -> Context:
    """Return the captions of a candidacy's video as a file."""
    profile = view.election.profiles[one.key]
    document = documents([profile.number]).get(profile.number) or {"answers": []}
    cues: list[Cue] = next((answer["captions"] for answer in document["answers"] if "captions" in answer), [])
    return {"content": webvtt(cues).encode()}


def answers(document: Document, track: str = "") -> Context:
    """Return the answers of a profile's document by section, in the order of its questionnaire; `track` are the
    captions of its video."""
    sections: dict[str, list[Context]] = {}
    message = None
    for answer in document["answers"]:
        shown = dict(answer)
        if answer["type"] == "links":
            shown["links"] = _links(answer["value"])
        if "file" in answer:
            shown["src"] = f"/medios/{answer['file']['name']}"
        if "captions" in answer:
            shown["track"] = track
        if means_first(answer) and message is None:
            message = shown
        else:
            sections.setdefault(answer["section"], []).append(shown)
    # Proposals before anything that was: the rest as the questionnaire has it.
    ordered = sorted(sections.items(), key=lambda section: not any(meaning(one).get("proposal") for one in section[1]))
    return {
        "message": message,
        "sections": [
            {"title": _public_title(title, items), "id": f"parte-{number}", "answers": items}
            for number, (title, items) in enumerate(ordered, 1)
        ],
        "complete": document["complete"],
    }


def every_answer(document: Document, track: str = "") -> list[Context]:
    """Return the answers of a profile's document in the order in which they are read."""
    shown = answers(document, track)
    return [
        *([shown["message"]] if shown["message"] else []),
        *(one for section in shown["sections"] for one in section["answers"]),
    ]


def means_first(answer: Document) -> bool:
    """Return whether an answer is the message to who votes, which is read before all others."""
    return meaning(answer).get("lead") == 1 and answer["type"] == "long"


def _public_title(title: str, answers: list[Context]) -> str:
    """Return what a section is called where it is read: by what it holds there, not by what was asked with it."""
    if all(meaning(one).get("contact") for one in answers):
        return gettext_noop("Contacto")
    if all(one["type"] in ("file", "video", "links") for one in answers):
        return gettext_noop("Video y documentos")
    return title


def _links(text: str) -> list[Context]:
    """Return what a cell of addresses lists: web addresses as links, anything else as it was written."""
    found = []
    for part in (piece.strip() for piece in text.split(",")):
        if part:
            web = part.startswith(("https://", "http://")) and " " not in part
            found.append({"text": part.split("://", 1)[-1].rstrip("/") if web else part, "url": part if web else ""})
    return found
