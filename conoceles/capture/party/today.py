"""What waits for whoever operates a party, and what others did to its candidacies since she looked."""

from collections import Counter
from datetime import datetime

from django.urls import reverse

from conoceles.capture.party.dashboard import Line
from conoceles.elections.models import Party
from conoceles.elections.waiting import Change, Wait
from conoceles.elections.windows import open_until
from conoceles.lib.dates import local_date
from conoceles.profiles.models import State

# What waits, in this order: how one and several are said.
ASKS = {
    State.OBSERVED: ("cuestionario por corregir", "cuestionarios por corregir"),
    State.PARTY: ("cuestionario espera su visto bueno", "cuestionarios esperan su visto bueno"),
    State.DRAFT: ("cuestionario empezado sin entregar", "cuestionarios empezados sin entregar"),
    State.EMPTY: ("cuestionario sin empezar", "cuestionarios sin empezar"),
}
WRITTEN = (State.OBSERVED, State.DRAFT, State.EMPTY)
# What others do, and how it is told.
TOLD = {
    State.PARTY: ("entregado para su visto bueno", "entregados para su visto bueno"),
    State.OBSERVED: ("observado por el Instituto", "observados por el Instituto"),
    State.APPROVED: ("validado", "validados"),
    State.PUBLISHED: ("publicado", "publicados"),
    State.WITHDRAWN: ("retirado", "retirados"),
}


def waits(party: Party, lines: list[Line], unread: int, now: datetime) -> list[Wait]:
    """Return what waits, what is late first: what can still be written, each with the first of its terms, and what
    waits for the party's word before the silence. What nobody can act on any more waits for nobody."""
    writing = open_until([line.candidacy for line in lines], now)
    silence = party.election.silence_starts
    waiting: dict[State, list[datetime | None]] = {state: [] for state in ASKS}
    for line in lines:
        term = line.until if line.until and now < min(line.until, silence) else None
        if line.state == State.PARTY and now < silence:
            waiting[State.PARTY].append(None)
        elif line.state in WRITTEN and (term or line.candidacy.pk in writing):
            waiting[State(line.state)].append(line.until or writing[line.candidacy.pk])
    found = []
    for state, terms in waiting.items():
        if terms:
            said = [term for term in terms if term]
            late = sum(term < now for term in said)
            until = local_date(min(said)) if said else None
            found.append(Wait(len(terms), ASKS[state][len(terms) != 1], _those(party, state), until=until, late=late))
    if unread:
        found.append(Wait(unread, "mensaje sin leer" if unread == 1 else "mensajes sin leer", reverse("mailbox")))
    return sorted(found, key=lambda one: not one.late)


def changes(party: Party, lines: list[Line], since: datetime) -> list[Change]:
    """Return what became of its candidacies since a moment by the acts of others, the most first."""
    counts = Counter(line.state for line in lines if line.changed_at and line.changed_at > since and line.state in TOLD)
    return [
        Change(count, TOLD[State(state)][count != 1], _those(party, state)) for state, count in counts.most_common()
    ]


def _those(party: Party, state: str) -> str:
    return f"{reverse('party', args=[party.key])}?estado={State(state).value}"
