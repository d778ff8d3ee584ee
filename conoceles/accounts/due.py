"""What time causes in this room."""

from datetime import datetime

from django.conf import settings
from django.core.management import call_command
from django.db import connection


def once_a_day(at: datetime) -> list[str]:
    """Throw away sessions and counts of throttles whose time is over."""
    call_command("clearsessions", verbosity=0)
    found = settings.CACHES["default"]
    if not str(found["BACKEND"]).endswith("DatabaseCache"):
        return ["Sesiones vencidas: borradas."]
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(str(found["LOCATION"]))
        moment = connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [moment])  # noqa: S608
        return [f"Sesiones vencidas: borradas; cuentas de intentos: {cursor.rowcount}."]
