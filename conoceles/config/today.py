"""«Hoy»: what waits for whoever asks, what changed since she looked, and where the process stands."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.config.menu import MenuItem, Waits, works
from conoceles.elections.access import Place, grants
from conoceles.elections.models import Election, Role
from conoceles.elections.seen import seen_until
from conoceles.elections.waiting import Change, Wait
from conoceles.lib.dates import in_words
from conoceles.reports import stages, tally
from conoceles.review.works import REVIEW

# What is told of what others did: how one and several are said, and the work behind it.
TOLD = {
    "section-submitted": ("sección entregada", "secciones entregadas", "review_queue"),
    "section-approved": ("sección validada", "secciones validadas", "progress"),
    "section-observed": ("sección observada", "secciones observadas", "progress"),
    "reopening-asked": ("petición de reabrir", "peticiones de reabrir", "review_queue"),
    "consent-withdrawn": ("consentimiento retirado", "consentimientos retirados", "groups"),
    "reserve-asked": ("reserva pedida", "reservas pedidas", "groups"),
    "movement": ("movimiento registrado", "movimientos registrados", "movements"),
    "register-imported": ("lista importada", "listas importadas", "doubts"),
    "notices-sent": ("tanda de avisos", "tandas de avisos", "notices"),
    "credential-delivered": ("carta entregada", "cartas entregadas", "accounts"),
    "petition-received": ("petición de partido", "peticiones de partidos", "commitment_desk"),
    "help-logged": ("atención de la mesa de ayuda", "atenciones de la mesa de ayuda", "helpdesk"),
    "paper-written": ("actividad, oficio o sesión escrita", "actividades, oficios o sesiones escritas", "papers"),
    "deliverable-changed": ("entregable movido", "entregables movidos", "deliverables"),
    "document-issued": ("documento emitido", "documentos emitidos", "documents"),
    "text-published": ("texto del sitio publicado", "textos del sitio publicados", "texts"),
    "grant-given": ("permiso dado", "permisos dados", "people"),
}


def today(request: HttpRequest, election: Election) -> dict[str, Any]:
    """Return what the first screen of an account shows of an election."""
    now, roles = timezone.now(), grants(request).roles(election.slug)
    mine_works = [work for work in works() if work.waiting and work.wanted & roles and not work.everywhere]
    together = Waits({*mine_works, REVIEW}, election)
    mine = [MenuItem(work, _url(work.address, election, work.arguments), together) for work in mine_works]
    waiting = sorted((item for item in mine if item.waiting), key=lambda item: (not item.waits.late, item.work.order))
    since = seen_until(request.user.pk, election, now)
    counted = tally.tally(election, now)
    whole = roles & {Role.COORDINATION, Role.COMMISSION, Role.LIAISON}
    steps = stages.line(election, counted, together[REVIEW].count, now) if whole else []
    return {
        "election": election,
        "waiting": [_wait(item, election, roles) for item in waiting],
        "heading": _heading(len(waiting)),
        "quiet": [item for item in mine if not item.waiting],
        "changes": changes(election, since, roles, request.user.get_username()),
        "since": since,
        "now": now.isoformat(),
        "stages": [(step, _behind(step.address, election, roles)) for step in steps],
        "tally": counted,
        "next": _next(election, now),
    }


def _wait(item: MenuItem, election: Election, roles: set[str]) -> Wait:
    of, press = item.waits, item.work.press
    found = Wait(of.count, item.asks, item.url, of.since, of.until, of.late)
    if press is None or (press.only and not roles & {*press.only, Role.COORDINATION}):
        return found
    url = reverse(press.address, args=[election.slug]) if press.address else item.url
    return replace(found, press=press.label, press_url=url + press.query, acts=press.acts)


def _heading(count: int) -> str:
    if count == 0:
        return "Nada espera por usted"
    many = f"{in_words(count, feminine=True).capitalize()} cosas esperan por usted"
    return "Una cosa espera por usted" if count == 1 else many


def changes(election: Election, since: datetime, roles: set[str], by: str) -> list[Change]:
    """Return what others did in an election since a moment, of what these roles may look at, the most first."""
    acts = Record.objects.of_election(election.slug).filter(at__gt=since, act__in=TOLD).exclude(by=by)
    found = []
    for act, count in Counter(acts.values_list("act", flat=True)).most_common():
        one, several, address = TOLD[act]
        if url := _behind(address, election, roles):
            found.append(Change(count, one if count == 1 else several, url))
    return found


def _behind(address: str, election: Election, roles: set[str]) -> str:
    """Return the page of a work, '' for none and for one that these roles may not enter."""
    work = next((one for one in works() if one.address == address), None)
    if address == "election":
        return reverse("election", args=[election.slug])
    if work is None or not work.wanted & roles or work.place == Place.NOWHERE or work.panel:
        return ""
    return _url(work.address, election, work.arguments)


def _url(address: str, election: Election, arguments: tuple[str, ...]) -> str:
    return reverse(address, args=[election.slug, *arguments])


def _next(election: Election, now: datetime) -> tuple[str, datetime] | None:
    """Return the next moment of the calendar and what it is; None when all has passed."""
    moments = (
        ("abre la captura", election.capture_opens),
        ("inicia la publicación", election.publication_starts),
        ("cierra la captura", election.capture_closes),
        ("terminan las campañas", election.campaigns_end),
        ("inicia la veda", election.silence_starts),
        ("abren las casillas", election.polls_open),
        ("cierran las casillas", election.polls_close),
    )
    coming = sorted((at, what) for what, at in moments if at and at > now)
    return (coming[0][1], coming[0][0]) if coming else None
