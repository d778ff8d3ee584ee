"""Activities that the system notices in its own register of acts: each waits for a nod, and then enters the report."""

from collections import Counter
from datetime import date, datetime, time

from conoceles.audit.models import Record
from conoceles.elections.models import Election
from conoceles.lib.dates import local_date
from conoceles.reports.models import Activity

Kind = Activity.Kind
# What is worth telling: the act, its kind, and how it is said of one and of several in a day.
TOLD = {
    "register-imported": (Kind.REGISTER, "Se importó una lista oficial", "Se importaron {} listas oficiales"),
    "register-published": (Kind.REGISTER, "Se publicó el registro de candidaturas", "Se publicó {} veces el registro"),
    "movement": (Kind.REGISTER, "Se registró un movimiento", "Se registraron {} movimientos"),
    "credential-issued": (Kind.ACCOUNTS, "Se emitió una carta de acceso", "Se emitieron {} cartas de acceso"),
    "credential-delivered": (Kind.ACCOUNTS, "Se entregó una cuenta", "Se entregaron {} cuentas"),
    "notices-sent": (Kind.ACCOUNTS, "Se enviaron avisos a candidaturas", "Se enviaron avisos en {} tandas"),
    "section-approved": (Kind.REVIEW, "Se validó una sección", "Se validaron {} secciones"),
    "section-observed": (Kind.REVIEW, "Se observó una sección", "Se observaron {} secciones"),
    "petition-attended": (Kind.COMMITMENT, "Se atendió una petición de compromiso", "Se atendieron {} peticiones"),
    "questionnaire-published": (
        Kind.SYSTEM,
        "Se publicó una versión del cuestionario",
        "Se publicaron {} versiones del cuestionario",
    ),
    "legal-text-published": (Kind.SYSTEM, "Se publicó un texto de privacidad", "Se publicaron {} textos de privacidad"),
    "help-logged": (Kind.ACCOUNTS, "La mesa de ayuda atendió una duda", "La mesa de ayuda atendió {} dudas"),
}


def notice(election: Election, until: date) -> int:
    """Propose an activity for each kind of act of each day that is over, and return how many are new.

    `until` is the first day that is not over yet, in the institute's time zone.
    """
    zone = election.zone
    known = set(Activity.objects.of_election(election).exclude(cause="").values_list("cause", flat=True))
    # Of what caused them, which nobody edits: a day that was corrected says nothing of what was noticed.
    last = max((date.fromisoformat(cause.rpartition(" ")[2]) for cause in known), default=None)
    rows = Record.objects.of_election(election.slug).filter(
        act__in=TOLD, at__lt=datetime.combine(until, time(), tzinfo=zone)
    )
    if last is not None:
        rows = rows.filter(at__gte=datetime.combine(last, time(), tzinfo=zone))
    days: Counter[tuple[date, str]] = Counter()
    for act, at in rows.values_list("act", "at").iterator(chunk_size=5000):
        days[local_date(at, zone), act] += 1
    fresh = [
        Activity(
            election=election,
            kind=TOLD[act][0],
            text=f"{TOLD[act][1] if count == 1 else TOLD[act][2].format(count)}.",
            starts=day,
            nod=Activity.Nod.PROPOSED,
            cause=f"{act} {day}",
        )
        for (day, act), count in sorted(days.items())
        if f"{act} {day}" not in known
    ]
    Activity.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)
