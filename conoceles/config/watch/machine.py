"""The machine and its name: disk, certificate, the settings of an installation, the counter of attempts."""

import os
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.utils import timezone

from conoceles.config.watch.facts import Fact, State, ago, amount
from conoceles.lib import signs, unreachable
from conoceles.lib.outbox import leaves

FREE, LEAST = 0.10, 0.04
# With less than this nothing is sure to be written, whatever share it is.
BYTES = 500_000_000
DAY = 86_400.0
SOON, NOW = 21, 7
PATIENCE = 5.0


def disk(place: Path | None = None) -> Iterator[Fact]:
    """Say how much of the disk of the data is free, in bytes and in names of files."""
    found = os.statvfs(place or settings.DATA_DIR)
    free, total = found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize
    share = free / total if total else 1.0
    state = State.WRONG if share < LEAST or free < BYTES else State.ATTENTION if share < FREE else State.WELL
    yield Fact(
        "disk",
        "Disco",
        state,
        f"Quedan {amount(free)} de {amount(total)} ({share:.0%}).",
        ""
        if state == State.WELL
        else "Libere espacio o agrande el disco: lleno, nada se guarda. «du -xh / | sort -h | tail».",
        {"free_bytes": float(free), "total_bytes": float(total)},
    )
    if found.f_files:
        left = found.f_favail / found.f_files
        state = State.WRONG if left < LEAST else State.ATTENTION if left < FREE else State.WELL
        yield Fact(
            "inodes",
            "Archivos que caben",
            state,
            f"Caben {found.f_favail:,} archivos más ({left:.0%}).",
            ""
            if state == State.WELL
            else "El disco se queda sin nombres de archivo: borre archivos que no use o cambie de disco.",
            {"free": float(found.f_favail), "total": float(found.f_files)},
        )


def certificate(addresses: list[str] | None = None) -> Iterator[Fact]:
    """Say how long the certificate of each of our addresses is good."""
    for address in addresses if addresses is not None else settings.CSRF_TRUSTED_ORIGINS:
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname:
            continue
        title = f"Certificado de {parts.hostname}"
        do = "Renuévelo: «certbot renew», y después «systemctl reload nginx»."
        try:
            left = _days_left(parts.hostname, parts.port or 443)
        except OSError:
            said = "No se pudo leer desde este equipo."
            yield Fact("certificate", title, State.ATTENTION, said, "Revise que nginx responda en ese nombre.")
            continue
        state = State.WRONG if left < NOW else State.ATTENTION if left < SOON else State.WELL
        said = f"Vence en {ago(left * DAY)}." if left > 0 else "Ya venció."
        yield Fact("certificate", title, state, said, "" if state == State.WELL else do, {"left_seconds": left * DAY})


def _days_left(host: str, port: int) -> float:
    """Return for how many days the certificate that a server shows is good. Raises OSError."""
    context = ssl.create_default_context()
    # It is read, not trusted: one that is out of date must be read too.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, port), timeout=PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=host) as shown,
    ):
        found = shown.getpeercert(binary_form=True)
    if not found:
        raise OSError("no certificate")
    until = x509.load_der_x509_certificate(found).not_valid_after_utc
    return (until - timezone.now()).total_seconds() / DAY


def counter() -> Fact:
    """Say whether attempts to sign in are counted."""
    said = unreachable.counter()
    do = "Mientras tanto nadie puede ingresar. Enciéndalo, o quite CONOCELES_CACHE y reinicie." if said else ""
    return Fact("counter", "Contador de intentos", State.WRONG if said else State.WELL, said or "Cuenta.", do)


def setting() -> Iterator[Fact]:
    """Say what of the settings is not as on a server that people reach."""
    wrong: list[tuple[str, str]] = []
    if settings.DEBUG:
        wrong.append(("CONOCELES_DEBUG está encendida: los errores muestran datos.", "Quítela y reinicie."))
    if settings.PUBLISHED and not settings.HTTPS:
        wrong.append(("Se atiende sin HTTPS.", "Ponga CONOCELES_HTTPS=1 detrás de nginx con certificado."))
    if settings.WORKSHOP and settings.HTTPS and not settings.CSRF_TRUSTED_ORIGINS:
        wrong.append(("Falta CONOCELES_ORIGINS: los correos no saben la dirección del taller.", "Póngala y reinicie."))
    if settings.WORKSHOP and settings.PUBLISHED and not leaves():
        wrong.append(("No hay servidor de correo: los correos quedan en outbox/.", "Ponga CONOCELES_SMTP y reinicie."))
    if wrong:
        for said, do in wrong:
            yield Fact("settings", "Ajustes", State.ATTENTION, said, do)
    else:
        yield Fact("settings", "Ajustes", State.WELL, "Como deben estar.")


def stopped() -> Iterator[Fact]:
    """Say what people stopped on purpose, and since when."""
    for name, title, said in (
        ("mantenimiento", "Mantenimiento", "Todo lo que no es una página construida responde 503"),
        ("solo-lectura", "Solo lectura", "El taller no guarda nada"),
    ):
        age = signs.age(Path(settings.DATA_DIR) / name)
        if age is not None:
            yield Fact(name, title, State.ATTENTION, f"{said}, desde hace {ago(age)}.", "Quítelo cuando termine.")


def load() -> Fact:
    """Say how busy the machine is: information, never an alarm."""
    one = os.getloadavg()[0]
    cores = os.cpu_count() or 1
    memory = _memory()
    said = f"Carga {one:.1f} en {cores} procesadores; memoria disponible {amount(memory)}."
    return Fact("load", "Equipo", State.WELL, said, numbers={"load1": one, "memory_bytes": memory, "at": time.time()})


def _memory() -> float:
    """Return how many bytes of memory are available; 0 where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    found = [line for line in lines if line.startswith("MemAvailable:")]
    return float(found[0].split()[1]) * 1024 if found else 0.0
