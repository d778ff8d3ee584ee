"""What must not be lost: mails on their way, backups, keys, files that answers name."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from conoceles.config.rooms import each
from conoceles.config.watch.facts import Fact, State, ago, judged
from conoceles.ledger.reading import size
from conoceles.ledger.shared_files import SENT
from conoceles.lib import blobs, signs
from conoceles.lib.outbox import leaves

HOUR = 3_600.0
# A mail that should have left this long ago does not leave.
WAITED = timedelta(minutes=15)
# What could not be delivered is told for so long.
TOLD = timedelta(days=14)
# What waits so long, in seconds, does not reach the other machines.
LATE = 600.0
# Of each kind of sealed thing, so many are opened at each look; all of them at a deep one.
OPENED = 3


def mails() -> Fact:
    """Say whether mails leave, how many wait and how many could not be delivered."""
    from conoceles.mail.models import Delivery

    now = timezone.now()
    waiting = Delivery.objects.filter(outcome=Delivery.Outcome.QUEUED, due_at__lte=now)
    oldest = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    tried = waiting.filter(tries__gt=0).count()
    recent = Delivery.objects.filter(at__gt=now - TOLD)
    failed = recent.filter(outcome=Delivery.Outcome.FAILED, code=False).count()
    bounced = recent.filter(outcome=Delivery.Outcome.BOUNCED).count()
    again = Delivery.objects.filter(outcome=Delivery.Outcome.QUEUED, tries__gt=0).count()
    late = (now - oldest).total_seconds() if oldest else 0.0
    numbers = {
        "waiting": float(waiting.count()),
        "retrying": float(again),
        "failed": float(failed),
        "bounced": float(bounced),
        "late_seconds": late,
    }
    stuck = oldest is not None and now - oldest > WAITED
    if stuck or (again and _refused()):
        said = f"No salen: esperan {waiting.count() or again}; el servidor de correo dice: {_refused() or 'nada'}."
        do = "Revise CONOCELES_SMTP y su contraseña; nada vence mientras no salen, y después se envían solos."
        return Fact("mail", "Correo", State.WRONG, said, do, numbers)
    if failed:
        said = f"Salen; {failed} no se pudieron entregar."
        return Fact(
            "mail",
            "Correo",
            State.ATTENTION,
            said,
            "Vea «Correo devuelto», o envíelos otra vez desde Sistemas.",
            numbers,
        )
    how = "Salen" if leaves() else "Se escriben en outbox/"
    return Fact("mail", "Correo", State.WELL, f"{how}; esperan {waiting.count() - tried}.", numbers=numbers)


def _refused() -> str:
    """Return what the mail server last answered when it took nothing; '' when it takes mails."""
    return str(signs.get("mail.json").get("said", ""))


def backup() -> Fact:
    """Say when the last backup was made, and whether it has the keys."""
    last = signs.get(signs.BACKUP)
    do = "Ejecute «manage.py backup», y vea por qué no corre conoceles-backup.timer: «systemctl list-timers»."
    if not last:
        return Fact("backup", "Respaldo", State.ATTENTION, "Nunca se ha hecho uno.", do)
    age = max(0.0, timezone.now().timestamp() - float(last["at"]))
    state = judged(age, 26 * HOUR, 50 * HOUR)
    said = f"El último, hace {ago(age)}, en la edición {last.get('edition', 0)}."
    if settings.WORKSHOP and not last.get("keys"):
        said += " No lleva las llaves."
        state = max(state, State.ATTENTION)
        do = "Ponga CONOCELES_BACKUP_KEY (docs/respaldos.md), o guarde las llaves aparte."
    return Fact("backup", "Respaldo", state, said, "" if state == State.WELL else do, {"age_seconds": age})


def keys(most: int | None = OPENED) -> Fact:
    """Say whether the keys open what is sealed: the newest of each kind, or all of it."""
    from conoceles.profiles.sealed import shut

    closed: dict[str, int] = {}
    for kind, _pk in shut(most):
        closed[kind.name] = closed.get(kind.name, 0) + 1
    if not closed:
        return Fact("keys", "Llaves", State.WELL, "Abren lo que está cifrado.")
    told = ", ".join(f"{count} {name}" for name, count in closed.items())
    do = "Ponga otra vez la llave que falta, del respaldo o de sus partes en papel, y reinicie. No rote nada antes."
    return Fact("keys", "Llaves", State.WRONG, f"Ninguna abre {told}.", do, {"shut": float(sum(closed.values()))})


def store() -> Fact | None:
    """Say whether public files reach the store where other machines read them; None where there is none."""
    if not settings.STORE:
        return None
    sent, there = signs.get(SENT).get("edition", 0), size()
    age = 0.0 if sent == there else signs.age_of(SENT)
    state = judged(age if age is not None else LATE, LATE, 6 * LATE)
    said = "Tiene todos los archivos públicos." if sent == there else "Le faltan archivos públicos: nada se le envía."
    do = "" if state == State.WELL else "Revise CONOCELES_STORE: la causa está en el registro de mensajes, cada minuto."
    return Fact("store", "Depósito", state, said, do, {"edition": float(sent)})


def media() -> Fact:
    """Say whether the files that something names are there."""
    missing = list(missing_files())
    if not missing:
        return Fact("media", "Archivos", State.WELL, "Están todos los que algo nombra.", numbers={"missing": 0.0})
    public = sum(store == blobs.PUBLIC for store, _name in missing)
    names = ", ".join(name for _store, name in missing[:3])
    said = f"Faltan {len(missing)} archivos que algo nombra ({public} públicos): {names}"
    do = "Tráigalos del respaldo: «manage.py restore LUGAR --media» (con --identity si va cifrado)."
    if settings.STORE and not settings.WORKSHOP:
        do = "Llegan del depósito en un minuto. Si no, mire en el taller si los manda, y aquí CONOCELES_STORE."
    return Fact("media", "Archivos", State.WRONG, f"{said}.", do, {"missing": float(len(missing))})


def missing_files() -> Iterator[tuple[str, str]]:
    """Yield (store, name) of every file that a room names and that is not there."""
    rooms = list(each("kept_files"))
    for store, name_of in ((blobs.PRIVATE, "private"), (blobs.PUBLIC, "public")):
        for name in sorted({name for room in rooms for name in getattr(room, name_of)() if name}):
            if not blobs.where(name, store).is_file():
                yield store, name


def jobs() -> Fact:
    """Say whether the works on many go on."""
    from conoceles.elections.models import Job

    still = Job.objects.running().filter(beat_at__lt=timezone.now() - WAITED).count()
    if not still:
        return Fact("jobs", "Trabajos en conjunto", State.WELL, "Avanzan.")
    said = f"{still} no avanzan desde hace más de 15 minutos."
    return Fact("jobs", "Trabajos en conjunto", State.ATTENTION, said, "Se retoman solos cada minuto: vea la bitácora.")
