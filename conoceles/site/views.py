"""The other public pages answered on request: comparison, the section box, old addresses, what is not there."""

import re
import sqlite3
from contextlib import suppress
from html import escape
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from conoceles.ledger.reading import documents
from conoceles.lib.access import public
from conoceles.site.language import prefix, tongue
from conoceles.site.pages.comparison import (
    FEWEST,
    MOST,
    PROPOSALS,
    TOPICS,
    comparison,
    covered,
    covered_words,
    in_order,
    on_topics,
)
from conoceles.site.pages.context import tongues
from conoceles.site.search import api, shell
from conoceles.site.search.asked import PAGE
from conoceles.site.search.reading import frame, is_section, reader, store


@public()
def compare(request: HttpRequest, election: str) -> HttpResponse:
    shared = frame(election)
    asked = list(dict.fromkeys(key[:40] for key in request.GET.getlist("c")[:60] if key))
    notes = []
    if len(asked) > MOST:
        notes.append(_("Se comparan hasta seis a la vez: estas son las primeras seis que marcó."))
        asked = asked[:MOST]
    shown = store().shown(election, asked) if shared["open"] else []
    standing = [head for head in shown if head["status"] == "registered"]
    if len(standing) < len(asked):
        notes.append(_("Alguna de las que pidió ya no es candidatura o no existe."))
    heads = _options(election, standing)
    if len(heads) < len(standing):
        notes.append(_("Dos de las personas que pidió son de una misma opción: van juntas."))
    blind = request.GET.get("ciego") == "1"
    values = _side_by_side(election, shared, heads, request.GET.get("ver", ""), blind)
    values["notes"] = notes
    values["others"] = [] if blind and len(heads) >= FEWEST else _others(election, shared, heads)
    # Whoever pressed the button with nobody marked goes back to where they can be.
    came = request.GET.get("de", "")
    marked_in = not heads and re.fullmatch(r"[a-z0-9-]{1,90}", came)
    values["back"] = f"{shared['root']}contiendas/{came}/" if marked_in else ""
    return shell.answer(shared, "site/compare.html", values, **_compared(request, shared, election, values, blind))


def _side_by_side(
    election: str, shared: dict[str, Any], heads: list[dict[str, Any]], shown: str, blind: bool
) -> dict[str, Any]:
    """Return what a comparison of some options shows: as it was made at build, or covered when `blind`."""
    if not heads:
        return {"heads": [], "jumps": [], "answers": []}
    shown = shown if shown in (PROPOSALS, TOPICS) else ""
    keys, topics = [head["key"] for head in heads], shared["topics"]
    heads = in_order(heads, blind)
    people = [one for head in heads for one in head["people"]]
    found = documents({one["number"] for one in people} - {0}) if blind else {}
    if shown == TOPICS:
        said = covered_words(heads, found, topics) if blind else store().said(election, [one["key"] for one in people])
        voices, order = on_topics(heads, said, topics, blind), [f"tema-{topic['key']}" for topic in topics]
    else:
        kept = None if blind else store().voices(election, [one["key"] for one in people])
        voices, order = covered(heads, found) if kept is None else kept, shared["questions"]
    return comparison(heads, voices, order, keys=keys, shown=shown, blind=blind, topics=bool(topics))


def _compared(
    request: HttpRequest, shared: dict[str, Any], election: str, values: dict[str, Any], blind: bool
) -> dict[str, Any]:
    """Return what the head of a comparison's page says."""
    heads, own, picture = values["heads"], f"{shared['site']}{request.path}", ""
    if heads:
        own += f"?{values['query']['all']}"
        if values["same_contest"] and not blind:
            slug = heads[0]["contest_url"].rstrip("/").rsplit("/", 1)[-1]
            picture = f"{shared['site']}/{election}/tarjetas/contienda-{slug}.jpg"
    title = _("Comparar sin ver los nombres") if blind else _("Comparar:")
    if heads and not blind:
        title = f"{title} {', '.join(head['name'] for head in heads)}"
    return {
        "title": title if heads else _("Comparar"),
        "card_title": _("Compare, pregunta por pregunta"),
        "description": _("Candidaturas lado a lado, pregunta por pregunta, en sus propias palabras."),
        "self": own,
        "languages": _same_in_other_tongues(request, f"{election}/comparar/"),
        "kind": f"wide n{len(heads)}",
        "scripts": ("site/listen.js",),
        "picture": picture,
        "hidden": blind or len(heads) < FEWEST,
        "current": "contests",
    }


def _options(election: str, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return some candidacies with whoever shares their option as `people`, each option once: a list may leave in doubt
    which of two is its owner."""
    doubtful = sorted({one["contest_key"] for one in people if one["unconfirmed"]})
    sharing = _heads(election, doubtful) if doubtful else []
    found: dict[str, dict[str, Any]] = {}
    for one in people:
        together = [other for other in sharing if other["ticket"] == one["ticket"]]
        if not any(other["key"] == one["key"] for other in together):
            together = [one]
        found.setdefault(together[0]["key"], {**together[0], "people": together})
    return list(found.values())


def _heads(election: str, contests: list[str]) -> list[dict[str, Any]]:
    """Return who heads each option of some contests, as ballots order them."""
    found = reader(election).search(
        "", {"contest": contests, "heads": ["si"]}, exact=True, start=0, size=PAGE * 5, order="ballot", facets=False
    )
    return store().shown(election, found.keys)


def _others(election: str, shared: dict[str, Any], heads: list[dict[str, Any]]) -> list[str]:
    """Return as HTML who else of the first one's contest can be compared, as ballots order them."""
    if not heads or len(heads) == MOST:
        return []
    tickets = {head["ticket"] for head in heads}
    options = _options_of(election, shared, heads[0])
    return [option["html"] for option in options if option["ticket"] not in tickets]


def _choice(people: list[dict[str, Any]]) -> str:
    """Return an option that can be added to a comparison, as HTML."""
    name, party = " · ".join(one["name"] for one in people), people[0]["party"]["name"]
    return (
        f'<li><label class="check"><input type="checkbox" name="c" value="{escape(people[0]["key"])}">'
        f'<span>{escape(name)} <span class="small soft"{tongue()}>{escape(party)}</span></span></label></li>'
    )


def _options_of(election: str, shared: dict[str, Any], one: dict[str, Any]) -> list[dict[str, str]]:
    """Return each option of somebody's contest that answers, by its ticket, as HTML; made once for each state of an
    election."""
    contest = str(one["contest_key"])
    kept: list[dict[str, str]] | None = shared["once"].get(f"options {contest}")
    if kept is None:
        options: dict[str, list[dict[str, Any]]] = {}
        for head in _heads(election, [contest]):
            options.setdefault(head["ticket"], []).append(head)
        kept = shared["once"][f"options {contest}"] = [
            {
                "ticket": ticket,
                "html": _choice(people),
            }
            for ticket, people in options.items()
            if people[0]["page"]
        ]
    return kept


def _self(shared: dict[str, Any], request: HttpRequest) -> str:
    """Return the whole address of a page without its query."""
    return f"{shared['site']}{request.path}"


def _same_in_other_tongues(request: HttpRequest, path: str) -> list[dict[str, str]]:
    query = request.META.get("QUERY_STRING", "")
    return [{**one, "url": one["url"] + (f"?{query}" if query else "")} for one in tongues(path)]


@public()
def section(request: HttpRequest, election: str) -> HttpResponse:
    shared = frame(election)
    text = "".join(request.GET.get("s", "").split())[:20]
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number and is_section(election, number):
        return redirect(f"/{prefix()}{election}/seccion/{number}/")
    values = {
        **shared,
        "current": "ballot",
        "asked": text,
        "languages": tongues(f"{election}/seccion/"),
        "self": _self(shared, request),
    }
    return render(request, "site/section_unknown.html", values, status=404 if text and shared["open"] else 200)


@public()
def padded_section(request: HttpRequest, election: str, number: int) -> HttpResponse:
    if is_section(election, number):
        return HttpResponsePermanentRedirect(f"/{prefix()}{election}/seccion/{number}/")
    shared = frame(election)
    values = {**shared, "current": "ballot", "asked": str(number)[:20], "self": ""}
    return render(request, "site/section_unknown.html", values, status=404 if shared["open"] else 200)


@public()
def moved(request: HttpRequest, election: str, slug: str, rest: str = "") -> HttpResponse:
    """The address of a candidacy before its name was corrected, and what stands under it: versions, captions."""
    target = store().moved(election, slug)
    if target is None:
        raise Http404
    return _there(request, f"/{prefix()}{target.lstrip('/')}", rest)


@public()
def moved_frame(request: HttpRequest, election: str, slug: str) -> HttpResponse:
    """The frame of a candidacy for other sites, under the address that it had before."""
    now = _now_called(election, slug)
    if now is None:
        raise Http404
    return _there(request, f"/{prefix()}incrustar/{election}/candidatura/{now}/")


def _now_called(election: str, slug: str) -> str | None:
    """Return the last part of the page of a candidacy that was once called so; None when there is no such page."""
    target = store().moved(election, slug)
    return target.rstrip("/").rsplit("/", 1)[1] if target and "#" not in target else None


def _there(request: HttpRequest, target: str, rest: str = "") -> HttpResponse:
    """Redirect to an address with the query that came."""
    page, _hash, place = target.partition("#")
    query = request.META.get("QUERY_STRING", "")
    found = f"{page}{rest if not place else ''}{f'?{query}' if query else ''}{f'#{place}' if place else ''}"
    response = HttpResponsePermanentRedirect(found)
    # Not for ever: a name that is corrected back moves its page back.
    response["Cache-Control"] = "public, max-age=60"
    return response


@public()
def being_made(request: HttpRequest, election: str, name: str) -> HttpResponse:
    """Paper or a picture that is not there: it is being made again, it has another name, or there is none of that
    name."""
    now = _now_called(election, name.removesuffix(".jpg")) if name.endswith(".jpg") else None
    if now is not None:
        return _there(request, f"/{election}/tarjetas/{now}.jpg")
    response = render(request, "site/being_made.html", {**frame(election), "self": ""}, status=404)
    response["Retry-After"] = "60"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What cannot be read at all, as too many parameters: in JSON where JSON was asked for."""
    if request.path.startswith("/api/"):
        return api.wrong("No se pudo leer lo que se pidió: trae demasiados parámetros o algo que no se entiende.", 400)
    return render(request, "look/bad_request.html", {"home": f"/{prefix()}"}, status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is not there: inside an election with its menu and its search, elsewhere with the way home."""
    parts = request.path.removeprefix(f"/{prefix()}").strip("/").split("/")
    framed = parts[0] == "incrustar" and len(parts) > 1
    slug, found = parts[1] if framed else parts[0], None
    if re.fullmatch(r"[a-z0-9-]{1,60}", slug):
        with suppress(sqlite3.DatabaseError):
            found = store().frame(slug)
    if found is None:
        return render(request, "look/not_found.html", {"home": f"/{prefix()}"}, status=404)
    template = "site/embed_lost.html" if framed else "site/lost.html"
    response = render(request, template, {**found, "self": "", "languages": [], "current": ""}, status=404)
    if framed:
        # Another site asked for it, and shows there what became of it.
        response.xframe_options_exempt = True
        response._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]
    return response
