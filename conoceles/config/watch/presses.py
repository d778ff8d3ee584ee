"""What whoever keeps the systems can do with a press: each says before what it will do, and is recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.lib.outbox import leaves
from conoceles.look.maintenance import MAINTENANCE, READ_ONLY
from conoceles.mail.models import Delivery
from conoceles.mail.sending import again
from conoceles.site.build.alive import ask_again, asked_again


@dataclass(frozen=True)
class Offered:
    """A press: what it is called now, what it will do, and whether it can be pressed."""

    name: str
    label: str
    says: str
    can: bool = True
    # What pressing it leaves: 1 for on, 0 for off.
    on: int = 1


@dataclass(frozen=True)
class Act:
    """`offer` says what it will do now; `do` does it, again if it was done, and returns what to say."""

    offer: Callable[[HttpRequest], Offered]
    do: Callable[[HttpRequest], str]


def offered(request: HttpRequest) -> list[Offered]:
    """Return every press as it stands now."""
    return [act.offer(request) for act in ACTS.values()]


def _say_again(request: HttpRequest) -> Offered:
    if asked_again(settings.BUILD_DIR):
        return Offered("publish", "Publicar otra vez", "Ya se pidió: el sitio se está haciendo de nuevo.", can=False)
    says = "Hace otra vez todas las páginas, a partir del registro público. El sitio sigue leyéndose mientras tanto."
    return Offered("publish", "Publicar otra vez", says)


def _publish(request: HttpRequest) -> str:
    ask_again(settings.BUILD_DIR)
    _record(request, "site-asked-again")
    return "Se harán otra vez todas las páginas; empieza en unos segundos."


def _failed() -> int:
    return Delivery.objects.filter(outcome=Delivery.Outcome.FAILED, code=False).count()


def _offer_mails(request: HttpRequest) -> Offered:
    count = _failed()
    if not count:
        return Offered("mails", "Enviar otra vez", "No hay correos sin entregar.", can=False)
    where = "" if leaves() else " No hay servidor de correo: quedarán en outbox/."
    many = "1 correo que no se pudo" if count == 1 else f"{count} correos que no se pudieron"
    says = f"Pone en la cola {many} entregar. Los devueltos por una dirección mal escrita no se envían.{where}"
    return Offered("mails", f"Enviar otra vez {'1 correo' if count == 1 else f'{count} correos'}", says)


def _send_mails(request: HttpRequest) -> str:
    count = again(Delivery.objects.filter(outcome=Delivery.Outcome.FAILED))
    if count:
        _record(request, "mails-sent-again", count=count)
    return f"En la cola: {count}. Salen en un minuto." if count else "No había correos sin entregar."


def _mark(name: str) -> Path:
    return Path(settings.DATA_DIR) / name


def _switch(name: str, label: str, off: str, says: str, says_off: str, act: str) -> Act:
    """Return the press that puts a mark on the folder of data, or takes it off."""

    def offer(request: HttpRequest) -> Offered:
        on = _mark(name).exists()
        return Offered(name, off if on else label, says_off if on else says, on=0 if on else 1)

    def do(request: HttpRequest) -> str:
        # The page says which it was: pressed twice, it is the same.
        if request.POST.get("on") == "1":
            _mark(name).touch(mode=0o600)
        else:
            _mark(name).unlink(missing_ok=True)
        on = _mark(name).exists()
        _record(request, act, on=str(on))
        return f"{label}: {'encendido' if on else 'apagado'}."

    return Act(offer, do)


def _others(request: HttpRequest) -> int:
    return Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=request.session.session_key).count()


def _offer_sessions(request: HttpRequest) -> Offered:
    count = _others(request)
    says = "Todas las personas, menos usted, tendrán que ingresar otra vez; lo que escribían se guarda en su navegador."
    if not count:
        return Offered("sessions", "Cerrar las sesiones", "Nadie más ha ingresado.", can=False)
    return Offered("sessions", "Cerrar 1 sesión" if count == 1 else f"Cerrar {count} sesiones", says)


def _end_sessions(request: HttpRequest) -> str:
    count, _each = Session.objects.exclude(pk=request.session.session_key).delete()
    if count:
        _record(request, "sessions-ended", count=count)
    return f"Sesiones cerradas: {count}."


def _record(request: HttpRequest, act: str, **detail: object) -> None:
    record(act, by=request.user.get_username(), role="systems", election="", thing="", **detail)


ACTS = {
    "publish": Act(_say_again, _publish),
    "mails": Act(_offer_mails, _send_mails),
    READ_ONLY: _switch(
        READ_ONLY,
        "Solo lectura",
        "Volver a guardar",
        "El taller se lee y no guarda nada: quien envía algo ve una página que lo conserva. El sitio no cambia.",
        "El taller está en solo lectura. Al volver, todas las personas pueden guardar.",
        "read-only",
    ),
    MAINTENANCE: _switch(
        MAINTENANCE,
        "Mantenimiento",
        "Terminar el mantenimiento",
        "Las páginas del sitio se leen; la búsqueda y el taller piden volver en unos minutos. Esta pantalla sigue.",
        "La búsqueda y el taller están cerrados por mantenimiento.",
        "maintenance",
    ),
    "sessions": Act(_offer_sessions, _end_sessions),
}
