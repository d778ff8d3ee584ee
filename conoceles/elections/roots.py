"""The root of the public record, sent to the coordination: a mail that is kept is outside of this server."""

import json
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection

from conoceles.accounts.models import User
from conoceles.audit.models import Seal
from conoceles.elections.models import Grant, Role
from conoceles.ledger import witness
from conoceles.lib import apart
from conoceles.lib.automatic_mail import automatic, send_each
from conoceles.lib.dates import moment_in_words

MAILED = "mailed.json"
# It is sent again though nothing changed: who reads that none came knows that something is wrong.
ANYWAY = timedelta(days=7)
# A clock that strikes a little early is a day too.
DAY = timedelta(hours=23)
log = logging.getLogger(__name__)


def tell(at: datetime) -> int:
    """Mail the last edition, its root and the last seal to whoever is coordination, and return to how many.

    Once a day where something changed, once a week where nothing did. A mail server that fails is tried tomorrow.
    """
    seen, before = witness.seen(), json.loads(apart.read(MAILED) or "{}")
    last = datetime.fromisoformat(before["at"]) if before else None
    seal = Seal.objects.order_by("-number").values_list("hash", flat=True).first() or ""
    same = bool(before) and (before["root"], before.get("seal", "")) == (seen.root, seal)
    if not seen.number or (last and at - last < (ANYWAY if same else DAY)):
        return 0
    held = Grant.objects.open().filter(role=Role.COORDINATION, user__is_active=True).values("user")
    users = User.objects.filter(pk__in=held).exclude(email="")
    if not users:
        return 0
    connection = get_connection()
    try:
        connection.open()
        subject, text = f"Conóceles: registro público, edición {seen.number}", _text(at)
        told = send_each(
            automatic(subject, text, user.email, name=user.name, whose=user, connection=connection) for user in users
        )
    except OSError:
        log.exception("The root of the ledger could not be mailed.")
        return 0
    finally:
        connection.close()
    if not told:
        return 0
    apart.put(MAILED, json.dumps({"root": seen.root, "seal": seal, "at": at.isoformat()}))
    return told


def _text(at: datetime) -> str:
    seen, seal = witness.seen(), Seal.objects.order_by("-number").first()
    acts = f"Registro de actos, sello {seal.number}: {seal.hash}\n" if seal else ""
    return (
        f"{moment_in_words(at)}.\n\n"
        f"Registro público, edición {seen.number}.\nRaíz: {seen.root}\n{acts}\n"
        "Guarde este correo: si alguna vez la base de datos se reescribe o se restaura una anterior, aquí consta qué "
        f"se había publicado. La raíz de ahora está en {settings.WORKSHOP_ADDRESS}/raiz.json.\n"
    )
