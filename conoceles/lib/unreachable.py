"""Why a database or a counter of attempts cannot be used: sentences for whoever installs."""

from django.conf import settings
from django.db import DatabaseError
from redis.exceptions import AuthenticationError, RedisError

# What PostgreSQL says, in part, and what to do about it.
SAID = (
    ("password authentication failed", "no acepta la cuenta o la contraseña de CONOCELES_DATABASE: revíselas."),
    ("no password supplied", "pide contraseña y CONOCELES_DATABASE no trae ninguna."),
    ("no pg_hba.conf entry", "no deja entrar a esta cuenta desde este equipo: revise pg_hba.conf."),
    ("could not translate host name", "tiene en CONOCELES_DATABASE un servidor que no existe: revise su nombre."),
    ("failed to resolve host", "tiene en CONOCELES_DATABASE un servidor que no existe: revise su nombre."),
    ("connection refused", "no responde en ese servidor y puerto: revise que esté encendida y CONOCELES_DATABASE."),
    ("no such file or directory", "no responde en este equipo: revise que esté encendida y CONOCELES_DATABASE."),
    ("timeout expired", "no responde en ese servidor y puerto: revise la red y CONOCELES_DATABASE."),
    ("too many clients", "tiene todas sus conexiones en uso: suba max_connections o baje --workers."),
    ("remaining connection slots", "tiene todas sus conexiones en uso: suba max_connections o baje --workers."),
    (
        "permission denied for",
        "no da permiso sobre sus tablas a esta cuenta: aplique lo que imprime «manage.py postgresql_roles».",
    ),
)


def sentence(error: BaseException | None) -> str:
    """Return what is wrong with the database or the counter, and what to do; '' for any other error, or from what it
    came."""
    while error is not None:
        if isinstance(error, DatabaseError) and (found := _of_database(str(error).lower())):
            return found
        if isinstance(error, RedisError):
            return _of_counter(error)
        error = error.__cause__
    return ""


def _of_database(said: str) -> str:
    if 'database "' in said and "does not exist" in said:
        return "La base de datos de CONOCELES_DATABASE no existe: créela como dice «manage.py postgresql_roles»."
    if 'role "' in said and "does not exist" in said:
        return "La cuenta de CONOCELES_DATABASE no existe: créela como dice «manage.py postgresql_roles»."
    return next((f"La base de datos {do}" for words, do in SAID if words in said), "")


def _of_counter(error: RedisError) -> str:
    if isinstance(error, AuthenticationError) or "auth" in str(error).lower():
        return "CONOCELES_CACHE: el servidor Redis o Valkey no acepta la contraseña: revísela."
    return "CONOCELES_CACHE: el servidor Redis o Valkey no responde: revise que esté encendido y su dirección."


def counter() -> str:
    """Return what is wrong with the place where attempts are counted; '' when it takes a count."""
    from django.core.cache import cache

    try:
        cache.set("alive", "1", 60)
        return "" if cache.get("alive") == "1" else "El contador de intentos no guarda lo que recibe."
    except (RedisError, OSError, DatabaseError) as error:
        return sentence(error) or f"El contador de intentos no responde ({settings.CACHES['default']['BACKEND']})."
