"""When a candidacy may capture, and the sentence that a closed window says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from conoceles.elections.models import Candidacy, Election, Extension, Grant, Role
from conoceles.lib.dates import moment_in_words
from conoceles.lib.text import so_many

# Days of a calendar that is asked about when it has fewer.
SHORTEST_CAPTURE = 5
SHORTEST_CAMPAIGN = 5


@dataclass(frozen=True)
class Window:
    """Whether capture is open at a moment, until when, and what to say; `closes` is None when no closing is set."""

    open: bool
    closes: datetime | None
    sentence: str


def capture_window(candidacy: Candidacy, at: datetime | None = None) -> Window:
    """Return the window of a candidacy: the calendar's, a substitute's own days, or an extension, whichever is later;
    never beyond the silence."""
    at, election = at or timezone.now(), candidacy.election
    if election.practice:
        return Window(True, None, "Esto es una práctica: nada de lo que escriba se publica.")
    if candidacy.status != Candidacy.Status.REGISTERED:
        return Window(
            False, None, f"Esta candidatura ya no está registrada ({candidacy.get_status_display()}). {_whom(election)}"
        )
    if election.capture_opens is None or election.capture_closes is None:
        return Window(False, None, f"La captura todavía no tiene fecha. {_whom(election)}")
    later = [moment for moment in (_extended(candidacy, at), _own_days(candidacy, at)) if moment]
    if at < election.capture_opens:
        when = moment_in_words(election.capture_opens)
        return Window(False, None, f"La captura abre el {when}. Hasta entonces puede practicar.")
    closes = min(max([election.capture_closes, *later]), election.silence_starts)
    if at < closes:
        return Window(True, closes, f"Puede escribir hasta el {moment_in_words(closes)}.")
    when = moment_in_words(election.capture_closes)
    return Window(
        False, election.capture_closes, f"La captura cerró el {when}. Lo que guardó sigue aquí. {_whom(election)}"
    )


def strange_dates(election: Election) -> list[str]:
    """Return what in a calendar is allowed and rarely meant, as Spanish sentences."""
    opens, closes, public = election.capture_opens, election.capture_closes, election.publication_starts
    found = []
    if opens and opens > public:
        found.append(
            f"La publicación empieza {_days(opens - public)} antes de que abra la captura: hasta entonces el sitio "
            "mostraría candidaturas a las que todavía no se les puede pedir respuesta."
        )
    if opens and closes and closes - opens < timedelta(days=SHORTEST_CAPTURE):
        found.append(f"La captura dura {_days(closes - opens)}.")
    if election.silence_starts - public < timedelta(days=SHORTEST_CAMPAIGN):
        found.append(f"Entre la publicación y la veda hay {_days(election.silence_starts - public)}.")
    return found


def _days(span: timedelta) -> str:
    if span < timedelta(days=1):
        return "menos de un día"
    return so_many(span.days, "día", "días")


def is_open(candidacy: Candidacy, at: datetime) -> bool:
    """Return whether a candidacy may capture; reads the database only when the calendar alone does not say."""
    election = candidacy.election
    if election.practice:
        return True
    if candidacy.status != Candidacy.Status.REGISTERED or not election.capture_opens or not election.capture_closes:
        return False
    if at < election.capture_opens:
        return False
    return at < election.capture_closes or capture_window(candidacy, at).open


def open_until(candidacies: Iterable[Candidacy], at: datetime) -> dict[int, datetime]:
    """Return {candidacy: until when it may capture} of those of one election that may at a moment, in two queries at
    most; extensions that end after the calendar's own closing count once it has passed."""
    rows = [one for one in candidacies if one.status == Candidacy.Status.REGISTERED]
    election = rows[0].election if rows else None
    if election is None or not election.capture_opens or not election.capture_closes or at < election.capture_opens:
        return {}
    if at < election.capture_closes:
        closes = min(election.capture_closes, election.silence_starts)
        return {one.pk: closes for one in rows if at < closes}
    extended = list(Extension.objects.filter(election=election, until__gt=at))
    left = Candidacy.objects.filter(election=election, status=Candidacy.Status.SUBSTITUTED)
    tickets = set(left.values_list("ticket", flat=True))
    found = {}
    for one in rows:
        untils = [row.until for row in extended if _is_for(row, one)]
        if one.ticket_id in tickets and (own := _own_days(one, at)):
            untils.append(own)
        closes = min(max(untils, default=at), election.silence_starts)
        if at < closes:
            found[one.pk] = closes
    return found


def _is_for(extension: Extension, candidacy: Candidacy) -> bool:
    if extension.candidacy_id:
        return extension.candidacy_id == candidacy.pk
    return extension.party_id in (None, candidacy.ticket.party_id)


def _whom(election: Election) -> str:
    return f"Pregunte a {election.institute.help_desk}."


def _extended(candidacy: Candidacy, at: datetime) -> datetime | None:
    untils = Extension.objects.good_for(candidacy, at).order_by("-until").values_list("until", flat=True)
    return untils.first()


def _own_days(candidacy: Candidacy, at: datetime) -> datetime | None:
    """Return the end of a substitute's own days, counted from its account; None when it is no substitute or they are
    over."""
    before = Candidacy.objects.in_place_of(candidacy).filter(role=candidacy.role, status=Candidacy.Status.SUBSTITUTED)
    since = (
        Grant.objects.filter(candidacy=candidacy, role=Role.CANDIDATE)
        .order_by("since")
        .values_list("since", flat=True)
        .first()
    )
    if since is None or not before.exists():
        return None
    until = since + timedelta(days=candidacy.election.substitute_days)
    return until if at < until else None
