"""What the environment may say, or the one file that says it for units, timers and hands alike: every variable is named
here, and what is not understood stops the start with a sentence."""

import os
import stat
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from dotenv.parser import parse_stream

PREFIX = "CONOCELES_"
# Where an installation keeps its variables.
FILE = Path("/etc/conoceles/conoceles.env")
# What each is, in a few words; docs/operating.md tells the rest, and a test sees that it tells of all.
VARIABLES = {
    "CONOCELES_ENV": "el archivo que dice las demás variables",
    "CONOCELES_DATA": "la carpeta de los datos",
    "CONOCELES_DATABASE": "la base de datos, como postgresql://usuario:contraseña@servidor:puerto/nombre",
    "CONOCELES_ROLE": "all, workshop o public",
    "CONOCELES_HOSTS": "los nombres de host que se atienden, separados por comas",
    "CONOCELES_ORIGINS": "los orígenes que pueden enviar formularios, separados por comas",
    "CONOCELES_HTTPS": "1 detrás de un proxy que habla HTTPS",
    "CONOCELES_SECRET_KEY": "el secreto de las sesiones",
    "CONOCELES_SEAL_KEYS": "las llaves que sellan lo confidencial, separadas por comas",
    "CONOCELES_SMTP": "el servidor de correo, como smtps://usuario:contraseña@servidor:465",
    "CONOCELES_MAIL_FROM": "el remitente de los correos",
    "CONOCELES_PROXIES": "cuántos proxies propios hay delante",
    "CONOCELES_CACHE": "redis://servidor:6379/0 para contar intentos fuera de la base",
    "CONOCELES_BACKUP": "dónde van los respaldos: una carpeta, o s3://llave:secreto@servidor/depósito",
    "CONOCELES_BACKUP_KEY": "la llave pública, age1…, que cifra las llaves en los respaldos",
    "CONOCELES_BACKUP_DAYS": "cuántos días se guardan los respaldos",
    "CONOCELES_STORE": "el depósito de los archivos públicos que leen otros nodos: s3://llave:secreto@servidor/depósito",
    "CONOCELES_PUSH": "a dónde lleva «push» el sitio: s3://llave:secreto@servidor/depósito",
    "CONOCELES_LOG": "el nivel de la bitácora",
    "CONOCELES_LOG_FORMAT": "text o json",
    "CONOCELES_VISITS": "las bitácoras de visitas, como /var/log/conoceles/visits.log*",
    "CONOCELES_METRICS": "la dirección privada de las medidas, como 127.0.0.1:9464",
    "CONOCELES_ALERTS": "los correos a los que también se avisa, separados por comas",
    "CONOCELES_DEBUG": "1 para desarrollar: nunca en un servidor",
    "CONOCELES_DEMO": "1: las cuentas de la demostración entran con un botón; lo pone serve --demo",
    "CONOCELES_SERVED": "dónde escucha serve; lo pone serve",
    "CONOCELES_PARENT": "el número de proceso de serve; lo pone serve",
}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
ROLES = ("all", "workshop", "public")


def read_file() -> None:
    """Put into the environment what the file of variables says; what the environment says itself stands.

    The file is the one that CONOCELES_ENV names, or that of an installation, where the environment does not say by
    itself where the data are. Raises SystemExit with a sentence for a file that others may read, or that is not
    understood.
    """
    named = os.environ.get("CONOCELES_ENV")
    if not named and ("CONOCELES_DATA" in os.environ or not _there(FILE)):
        return
    path = Path(named or FILE)
    try:
        mode = path.stat().st_mode
        with path.open(encoding="utf-8") as file:
            lines = list(parse_stream(file))
    except (OSError, UnicodeDecodeError):
        raise SystemExit(
            f"No se puede leer {path}: debe estar ahí y ser de la cuenta que ejecuta esto, como «sudo -u conoceles»."
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SystemExit(f"{path} tiene contraseñas y otras cuentas lo pueden leer: ejecute «chmod 600 {path}».")
    values: dict[str, str] = {}
    for line in lines:
        name, value = line.key or "", line.value
        if not name and not line.error:
            continue
        if line.error or not name.startswith(PREFIX) or name == "CONOCELES_ENV" or value is None:
            # A password may stand after the sign.
            said = name or line.original.string.split("=")[0].strip()[:60]
            raise SystemExit(
                f"{path}, renglón {line.original.line}: «{said}» no se entiende; debe ser CONOCELES_ALGO=valor, con "
                "comillas completas si las lleva."
            )
        values[name] = value
    for name, value in values.items():
        os.environ.setdefault(name, value)


def said_in_file() -> str:
    """Return the text of the file of variables; '' where there is none."""
    try:
        return Path(os.environ.get("CONOCELES_ENV") or FILE).read_text(encoding="utf-8")
    except OSError:
        return ""


def without_ours() -> dict[str, str]:
    """Return the environment for a program that is told nothing of ours."""
    return {key: value for key, value in os.environ.items() if not key.startswith((PREFIX, "PG"))}


def _there(path: Path) -> bool:
    """Return whether a file is there; one that may not be looked at is."""
    try:
        return path.exists()
    except PermissionError:
        return True


def refuse_unknown(environment: Mapping[str, str] = os.environ) -> None:
    """Raise SystemExit with a sentence for a variable of ours that nothing reads."""
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in VARIABLES:
            close = get_close_matches(name, VARIABLES, 1)
            meant = f" ¿Quiso decir {close[0]}?" if close else " Quítela, o vea docs/operating.md."
            raise SystemExit(f"No hay una variable {name}.{meant}")


def text(name: str, default: str = "") -> str:
    """Return what a variable says; the default when it is not there or says nothing."""
    return os.environ.get(name) or default


def listed(name: str, default: str = "") -> list[str]:
    """Return the parts of a variable separated by commas, without blanks around; [] for none."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def flag(name: str) -> bool:
    """Return whether a variable is 1. Raises SystemExit for anything but 1, 0 and nothing: «true» is no answer to be
    guessed."""
    value = text(name, "0")
    if value not in ("0", "1"):
        raise SystemExit(f"{name} debe ser 1 o 0 (o no estar), no «{value}».")
    return value == "1"


def number(name: str, default: int, least: int = 0, most: int = 9) -> int:
    """Return a variable as a whole number within limits. Raises SystemExit for anything else."""
    value = text(name, str(default))
    if not (len(value) <= len(str(most)) and value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise SystemExit(f"{name} debe ser un número de {least} a {most}, no «{value}».")
    return int(value)


def one_of(name: str, choices: tuple[str, ...], default: str) -> str:
    """Return what a variable says, one of the choices. Raises SystemExit for any other."""
    value = text(name, default)
    if value not in choices:
        raise SystemExit(f"{name} debe ser {', '.join(choices[:-1])} o {choices[-1]}, no «{value}».")
    return value
