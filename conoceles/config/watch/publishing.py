"""Whether what is published reaches the site, and whether time passes: builder, clock of the works, history."""

import time
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from conoceles.config import integrity
from conoceles.config.watch.facts import Fact, State, ago, judged
from conoceles.ledger.models import Edition
from conoceles.ledger.reading import size
from conoceles.lib import clock, signs
from conoceles.lib.unreachable import sentence
from conoceles.site.build.alive import last_sign
from conoceles.site.kept import is_kept
from conoceles.site.search.store import built_edition

MINUTE = 60.0
# The builder says that it lives every few seconds, `tick` every minute.
STOPPED, LATE = 2 * MINUTE, 3 * MINUTE
RESTART = "Reinicie el servicio: «systemctl restart conoceles». Si sigue, lea la bitácora: «journalctl -u conoceles»."


def database() -> Fact:
    """Say whether the database answers, and how soon."""
    began = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        said = sentence(error) or "La base de datos no responde."
        return Fact("database", "Base de datos", State.WRONG, said, "Revise que esté encendida.", serving=True)
    took = time.monotonic() - began
    return Fact("database", "Base de datos", State.WELL, "Responde.", numbers={"seconds": took})


def published() -> Fact:
    """Say whether the site shows the last edition, and since when it does not."""
    there = size()
    built = built_edition(settings.BUILD_DIR)
    waiting = Edition.objects.filter(number__gt=built).order_by("number").values_list("at", flat=True).first()
    late = max(0.0, (timezone.now() - waiting).total_seconds()) if waiting else 0.0
    numbers = {"editions": float(there), "built": float(built), "late_seconds": late}
    if built >= there:
        return Fact(
            "published", "Publicación", State.WELL, f"El sitio está en la última edición, la {there}.", "", numbers
        )
    return Fact(
        "published",
        "Publicación",
        judged(late, STOPPED, 10 * MINUTE),
        f"El sitio está en la edición {built} y ya hay {there}: espera desde hace {ago(late)}.",
        "Espere si se publicó mucho a la vez; si no avanza, " + RESTART[0].lower() + RESTART[1:],
        numbers,
    )


def built() -> Fact:
    """Say whether there is a site to read."""
    if is_kept(settings.BUILD_DIR / "site" / "index.html"):
        return Fact("site", "Sitio", State.WELL, "El sitio está construido.")
    return Fact(
        "site", "Sitio", State.WRONG, "No hay un sitio construido.", f"Espere un minuto. {RESTART}", serving=True
    )


def builder() -> Fact:
    """Say whether the one that builds the site lives."""
    age = last_sign(settings.BUILD_DIR)
    if age is None:
        return Fact("builder", "Constructor", State.WRONG, "Quien construye el sitio nunca ha trabajado aquí.", RESTART)
    state = judged(age, STOPPED, STOPPED)
    said = "Trabaja." if state == State.WELL else f"No da señales desde hace {ago(age)}: nada nuevo llega al sitio."
    return Fact("builder", "Constructor", state, said, "" if state == State.WELL else RESTART, {"age_seconds": age})


def tick() -> Fact:
    """Say whether what time causes is done: mails, terms, scheduled publications."""
    age = signs.age_of(signs.TICK)
    if age is None:
        return Fact("tick", "Tareas de cada minuto", State.WRONG, "Nunca se han hecho.", RESTART)
    state = judged(age, LATE, LATE)
    said = "Se hacen." if state == State.WELL else f"No se hacen desde hace {ago(age)}: ni correos, ni plazos."
    return Fact(
        "tick", "Tareas de cada minuto", state, said, "" if state == State.WELL else RESTART, {"age_seconds": age}
    )


def history() -> Iterator[Fact]:
    """Say whether the public record is the one that was seen, and its guards stand."""
    troubles = integrity.troubles()
    hour = clock.trouble()
    said = " ".join(one for one in troubles if one != hour)
    do = "Restaure un respaldo más nuevo, o decida con «manage.py accept_database»." if said else ""
    state = State.WRONG if said else State.WELL
    yield Fact("history", "Registro público", state, said or "El registro público es el que se vio.", do)
    lacking = integrity.missing_guards()
    yield Fact(
        "guards",
        "Guardas de la base",
        State.WRONG if lacking else State.WELL,
        f"Faltan: {', '.join(lacking)}." if lacking else "Están todas.",
        "Ejecute «manage.py migrate» con la cuenta dueña, y después «manage.py verify_ledger»." if lacking else "",
        {"missing": float(len(lacking))},
    )


def hour() -> Fact:
    """Say whether the clock is believed, and agrees with that of the database."""
    if said := clock.trouble():
        return Fact("clock", "Reloj", State.WRONG, said, "Revise la hora del servidor y confírmela.")
    apart = _apart()
    state = judged(apart, 5.0, MINUTE)
    said = "En hora." if state == State.WELL else f"Está a {apart:.0f} segundos del de la base de datos."
    do = "" if state == State.WELL else "Encienda la hora por red en los dos equipos: «timedatectl set-ntp true»."
    return Fact("clock", "Reloj", state, said, do, {"apart_seconds": apart})


def _apart() -> float:
    """Return by how many seconds the clock of the database is apart from ours; 0 where it is ours."""
    if connection.vendor == "sqlite":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return float(abs((cursor.fetchone()[0] - timezone.now()).total_seconds()))


def follower() -> Fact | None:
    """Say whether a node that follows another database does; None where it follows none."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, extract(epoch FROM clock_timestamp() - latest_end_time) FROM pg_stat_subscription "
            "WHERE relid IS NULL"
        )
        rows = cursor.fetchall()
    if not rows:
        return None
    cut = any(pid is None for pid, _age in rows)
    age = max((float(found) for _pid, found in rows if found is not None), default=0.0)
    state = State.WRONG if cut else judged(age, STOPPED, 10 * MINUTE)
    said = "Sigue a la base principal."
    if state != State.WELL:
        said = (
            "No está conectado a la base principal."
            if cut
            else f"No recibe nada de la principal desde hace {ago(age)}."
        )
    do = (
        ""
        if state == State.WELL
        else "Revise la red entre los dos equipos y la bitácora de PostgreSQL; lo publicado se sigue leyendo."
    )
    return Fact("follower", "Nodo que sigue", state, said, do, {"age_seconds": age})
