"""The invented election, loaded as any other would be: register, answers, publication."""

import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.demo.pages import make_links, make_pages
from conoceles.demo.people import EMAIL, make_people, make_texts
from conoceles.demo.places import make_places
from conoceles.demo.registered import make_groups
from conoceles.demo.review import make_reviews
from conoceles.demo.tickets import make_candidacies
from conoceles.demo.words import STATE
from conoceles.demo.year import make_year
from conoceles.elections import register
from conoceles.elections.models import Election, Institute, KeyDate, Office
from conoceles.elections.publication import (
    append_changed,
    calendar_entry,
    candidacy_entries,
    frame_entries,
    publish_after_edit,
)
from conoceles.lib.keys import secret_file
from conoceles.lib.zones import CENTRE, zone
from conoceles.profiles.public.election import profile_entries

SLUG = "demo-2027"

# Days from today to election day in each phase.
DAYS_LEFT = {"before": 60, "open": 23, "silence": 2, "election-day": 0, "archive": -10}
OFFICES = [
    ("governor", "Gubernatura", "Gubernatura", True),
    ("deputy_mr", "Diputación de mayoría relativa", "Diputaciones de mayoría relativa", True),
    (
        "deputy_rp",
        "Diputación de representación proporcional",
        "Diputaciones de representación proporcional",
        False,
    ),
    ("mayor", "Presidencia municipal", "Presidencias municipales", True),
    ("trustee", "Sindicatura", "Sindicaturas", False),
    ("councillor", "Regiduría", "Regidurías", False),
]


def load_if_unused(say: Callable[[str], object] = lambda text: None) -> bool:
    """Load the demo when nobody has an account yet, and return whether it was loaded.

    An installation with accounts belongs to somebody: no invented election is put into it.
    """
    if User.objects.exists() or Election.objects.filter(slug=SLUG).exists():
        return False
    say("Cargando la elección de demostración…")
    load(timezone.now())
    return True


def load(now: datetime) -> Election:
    """Write and publish the invented election with campaigns running at `now`; return it."""
    rng = Random(2027)
    with transaction.atomic():
        institute = register.save(
            Institute(
                name=f"Instituto Electoral de {STATE} (ficticio)",
                acronym="IEJ",
                state=STATE,
                phone="000 000 0000",
                email="ayuda@ejemplo.mx",
                consents_email="consentimientos@ejemplo.mx",
                arco="Unidad de Transparencia, transparencia@ejemplo.mx",
                site="https://conoceles.example.org",
            )
        )
        plan = make_places(now.year)
        election = Election(
            institute=institute,
            slug=SLUG,
            name=f"Elección de demostración, {STATE} 2027",
            fictional=True,
            plan=plan,
        )
        _set_calendar(election, "open", now)
        register.save(election)
        for order, (kind, name, plural, answers) in enumerate(OFFICES, 1):
            register.save(Office(election=election, kind=kind, name=name, plural=plural, answers=answers, order=order))
        register.save(
            KeyDate(
                election=election,
                day=election.day - timedelta(days=9),
                text="Debate por la gubernatura, 20:00 h",
            )
        )
        make_links(election)
        make_candidacies(rng, election)
    _publish(rng, election, now)
    make_pages(election)
    return election


def _publish(rng: Random, election: Election, now: datetime) -> None:
    """Publish the register on its day, and the answers over the weeks since then, as they would have come."""
    start = election.publication_starts
    append_changed(frame_entries(election), at=start)
    append_changed(candidacy_entries(election), at=start)
    append_changed([calendar_entry(election)], at=start)
    entries = list(profile_entries(election))
    rng.shuffle(entries)
    days = max((now - start).days, 1)
    # Few at first, most when it has been asked for twice.
    moments = sorted(start + timedelta(days=int(days * rng.triangular(0, 1, 0.6)), hours=12) for _entry in entries)
    for moment, together in groupby(zip(moments, entries, strict=True), key=lambda pair: pair[0]):
        append_changed([entry for _moment, entry in together], at=min(moment, now))
    election.published_at = start
    election.save(update_fields=["published_at"])


def set_phase(election: Election, phase: str, now: datetime) -> None:
    """Move the calendar of the demo so that `now` falls in a phase, and publish it."""
    with transaction.atomic():
        _set_calendar(election, phase, now)
        dated = election.key_dates.filter(day__isnull=False)
        dated.filter(url="").update(day=election.day - timedelta(days=9))
        dated.exclude(url="").update(day=election.day + timedelta(days=3))
        election.full_clean()
        election.save()
        publish_after_edit(election)


def _set_calendar(election: Election, phase: str, now: datetime) -> None:
    today = now.astimezone(zone(CENTRE)).date()
    day = today + timedelta(days=DAYS_LEFT[phase])
    election.publication_starts = _at(day - timedelta(days=50), time(0))
    election.capture_opens = _at(day - timedelta(days=65), time(0))
    election.capture_closes = _at(day - timedelta(days=6), time(23, 59, 59))
    election.campaigns_end = _at(day - timedelta(days=4), time(23, 59, 59))
    election.silence_starts = _at(day - timedelta(days=3), time(0))
    election.polls_open, election.polls_close = _at(day, time(8)), _at(day, time(18))
    if phase == "election-day":
        # Whatever the hour of the demonstration, the polls are open.
        election.polls_open, election.polls_close = _at(day, time(0)), _at(day, time(23, 59, 59))
    election.asked_on = day - timedelta(days=53)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone(CENTRE))


def demo_account() -> str:
    """Make the demo's people at the first start and return the line that says how to enter; '' when there is no
    demo."""
    election = Election.objects.filter(slug=SLUG).first()
    if election is None:
        return ""
    password = secret_file(settings.DATA_DIR / "keys" / "demo_password", secrets.token_urlsafe(12))
    if not User.objects.filter(is_demo=True).exists():
        with transaction.atomic():
            make_texts(election)
            make_people(election, password)
        make_reviews(election)
        make_groups(election)
        make_year(election, timezone.now())
    return f"         un botón por cada función, o el correo {EMAIL} con la contraseña {password}"
