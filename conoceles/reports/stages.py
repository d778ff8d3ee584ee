"""The whole process as a line of stages, and where it stands."""

from dataclasses import dataclass
from datetime import datetime

from conoceles.elections.models import Election, Grant, Role
from conoceles.lib.dates import local_date, short_date
from conoceles.lib.text import figure
from conoceles.reports.models import Deliverable
from conoceles.reports.tally import Tally


@dataclass(frozen=True)
class Step:
    """One stage: `state` is "done", "now" or "next"; `said` is its number or its date; `address` the page behind it."""

    title: str
    state: str
    said: str
    address: str


def line(election: Election, tally: Tally, waiting: int, now: datetime) -> list[Step]:
    """Return the stages from the register to the final report, with where each stands at a moment when some reviews
    are waiting."""
    rows = Grant.objects.open().filter(election=election, role=Role.CANDIDATE)
    delivered = rows.filter(user__last_login__isnull=False).count()
    final = Deliverable.objects.of_election(election).filter(kind="final").first()
    opens, closes = election.capture_opens, election.capture_closes
    after = now > election.polls_close
    found = [
        ("Registro", tally.total > 0, True, f"{figure(tally.total)} candidaturas que responden", "election"),
        ("Cuentas", after, tally.total > 0, f"{figure(delivered)} han entrado", "accounts"),
        (
            "Captura",
            closes is not None and now > closes,
            opens is not None and now >= opens,
            f"{figure(tally.done)} de {figure(tally.total)} entregadas" if tally.total else _day(opens, election),
            "progress",
        ),
        (
            "Revisión",
            after,
            tally.done > 0,
            f"{figure(waiting)} esperan" if tally.done else "cuando entreguen",
            "review_queue",
        ),
        (
            "Publicación",
            now > election.silence_starts,
            election.published_at is not None,
            f"{figure(tally.public)} han respondido en el sitio"
            if election.published_at
            else _day(election.publication_starts, election),
            "publish",
        ),
        (
            "Veda",
            now > election.polls_open,
            now >= election.silence_starts,
            _day(election.silence_starts, election),
            "",
        ),
        ("Jornada", after, now >= election.polls_open, _day(election.polls_open, election), ""),
        (
            "Informe final",
            bool(final and final.sent_on),
            after,
            short_date(final.due_on) if final else "sin fecha",
            "deliverables",
        ),
    ]
    return [
        Step(title, "done" if over else "now" if begun else "next", said, address)
        for title, over, begun, said, address in found
    ]


def _day(at: datetime | None, election: Election) -> str:
    return short_date(local_date(at, election.zone)) if at else "sin fecha"
