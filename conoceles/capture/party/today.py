"""What waits for whoever operates a party, and what others did to its candidacies since she looked."""

from collections import Counter
from datetime import date, datetime

from django.urls import reverse

from conoceles.capture.party.dashboard import Line
from conoceles.elections.models import Party
from conoceles.elections.waiting import Change, Wait
from conoceles.elections.windows import Window
from conoceles.lib.dates import local_date
from conoceles.profiles.models import State

# What waits, in this order: how one and several are said.
ASKS = {
    State.OBSERVED: ("cuestionario por corregir", "cuestionarios por corregir"),
    State.PARTY: ("cuestionario espera su visto bueno", "cuestionarios esperan su visto bueno"),
    State.DRAFT: ("cuestionario empezado sin entregar", "cuestionarios empezados sin entregar"),
    State.EMPTY: ("cuestionario sin empezar", "cuestionarios sin empezar"),
}
# What others do, and how it is told.
TOLD = {
    State.PARTY: ("entregado para su visto bueno", "entregados para su visto bueno"),
    State.OBSERVED: ("observado por el Instituto", "observados por el Instituto"),
    State.APPROVED: ("validado", "validados"),
    State.PUBLISHED: ("publicado", "publicados"),
    State.WITHDRAWN: ("retirado", "retirados"),
}


def waits(party: Party, lines: list[Line], window: Window | None, unread: int, now: datetime) -> list[Wait]:
    """Return what waits: what was observed with the first of its terms, the rest until capture closes, what is late
    first. What capture no longer lets anyone write waits for nobody."""
    found = []
    for state, asks in ASKS.items():
        mine = [line for line in lines if line.state == state]
        writing = state in (State.DRAFT, State.EMPTY)
        if not mine or (writing and not (window and window.open)):
            continue
        terms = [line.until for line in mine if line.until]
        late = sum(term < now for term in terms)
        until: date | None = local_date(min(terms)) if terms else None
        if writing and window and window.closes:
            until = local_date(window.closes)
        found.append(Wait(len(mine), asks[len(mine) != 1], _those(party, state), until=until, late=late))
    if unread:
        found.append(Wait(unread, "mensaje sin leer" if unread == 1 else "mensajes sin leer", reverse("mailbox")))
    return sorted(found, key=lambda one: not one.late)


def changes(party: Party, lines: list[Line], since: datetime) -> list[Change]:
    """Return what became of its candidacies since a moment by the acts of others, the most first."""
    counts = Counter(line.state for line in lines if line.changed_at and line.changed_at > since and line.state in TOLD)
    return [
        Change(count, TOLD[State(state)][count != 1], _those(party, State(state)))
        for state, count in counts.most_common()
    ]


def _those(party: Party, state: State) -> str:
    return f"{reverse('party', args=[party.key])}?estado={state.value}"
