"""The server's clock: whether it may be believed.

A process that lives writes down, every minute, what time it is. A clock that is found more than a day ahead of the last
of those moments jumped, or nobody was here meanwhile: until a person confirms it, nothing is published and no term runs
out. The moment is kept beside the database, not in it: an older database does not bring an older moment.
"""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from conoceles.lib import apart
from conoceles.lib.dates import moment_in_words
from conoceles.lib.decision import PersonMustDecide

FILE, BEHIND = "alive", "behind"
MOST = timedelta(days=1)
# How often it is worth writing down.
OFTEN = timedelta(seconds=50)


class ClockAhead(PersonMustDecide):
    """The clock is too far ahead of the last sign of life; its text is a Spanish sentence."""


def last_sign() -> datetime | None:
    """Return the newest moment at which a process lived; None where none ever did."""
    try:
        return datetime.fromisoformat(apart.read(FILE))
    except ValueError:
        return None


def beat(*, begin: bool = False) -> None:
    """Write down that a process lives now, unless the clock must be confirmed first. Only one that stays `begin`s."""
    now, sign = timezone.now(), last_sign()
    if sign is None and not begin:
        return
    # A sign in the future, of an hour that was put right since, is none.
    if sign is None or now < sign or OFTEN < now - sign <= MOST:
        _write(now)


def confirm() -> None:
    """Write down that a person said that the clock is right."""
    _write(timezone.now())


def trouble() -> str:
    """Return the sentence that says that the clock waits to be confirmed; '' where it need not."""
    now, sign = timezone.now(), last_sign()
    if sign is None or now - sign <= MOST:
        return ""
    return (
        f"El reloj del servidor dice {moment_in_words(now)}, y la última señal de vida es del {moment_in_words(sign)}. "
        "Nada se publica ni vence hasta que una persona confirme la hora: en el taller, o con «manage.py clock»."
    )


def confirm_behind(last: datetime) -> None:
    """Write down that a person said that the clock is right, though something was published at a later hour: until then
    editions take the moment of the last one."""
    apart.put(BEHIND, last.isoformat())


def behind_until() -> datetime:
    """Return until which hour of the last edition a person said that the clock is right all the same."""
    try:
        return datetime.fromisoformat(apart.read(BEHIND))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def refuse_if_ahead() -> None:
    """Raise ClockAhead while the clock waits to be confirmed."""
    said = trouble()
    if said:
        raise ClockAhead(said)


def trusted_now() -> datetime:
    """Return the time; while it waits to be confirmed, that of the last sign of life."""
    now, sign = timezone.now(), last_sign()
    return sign if sign is not None and now - sign > MOST else now


def _write(moment: datetime) -> None:
    apart.put(FILE, moment.isoformat())
