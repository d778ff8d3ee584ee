"""Changing the key that seals what is confidential: asked for on screen by one person, released by another, run on the
server."""

from datetime import datetime, timedelta

from conoceles.accounts.models import User
from conoceles.elections import two_people
from conoceles.elections.models import Prepared
from conoceles.elections.two_people import Done

# How long a release is good for.
LIFE = timedelta(days=1)
HOW = "corra «manage.py rotate_keys» en el servidor, dentro de un día"


def ask(by: User) -> Done | None:
    """Let the key be changed; None where that waits for a second person."""
    return two_people.do("keys", None, by)


def allowed(at: datetime) -> bool:
    """Return whether the key may be changed at a moment: one person is enough, or two agreed since a day ago."""
    agreed = Prepared.objects.filter(act="keys", ended_at__gt=at - LIFE).exclude(outcome=Prepared.Outcome.GIVEN_UP)
    return not two_people.asked(None) or agreed.exists()


@two_people.act("keys", "Cambio de llave de cifrado", lambda prepared: "Cambiar la llave que cifra lo confidencial.")
def _allow(prepared: Prepared, by: str) -> Done:
    return Done(f"Ya se puede cambiar la llave: {HOW}.")
