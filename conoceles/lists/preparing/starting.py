"""A new election from what it elects, or like an earlier one: its offices, and a calendar proposed from its day."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from conoceles.elections import register, texts
from conoceles.elections.models import DistrictPlan, Election, Institute, Office, PageText, Party
from conoceles.lib.states import state_code
from conoceles.lib.text import slugify
from conoceles.questionnaires.models import ElectionQuestionnaire

FOLDER = Path(__file__).parent / "outlines"
CAMPAIGN_DAYS = 30
# What an election takes from the one that it is like.
LIKE = (
    "mandatory",
    "party_order",
    "substitute_days",
    "reserve_days",
    "correction_days",
    "party_second_factor",
    "party_validates",
    "two_people",
)
OFFICE = ("kind", "name", "plural", "answers", "order", "called", "area_kind", "by_list", "town_hall")
MOMENTS = (
    "capture_opens",
    "capture_closes",
    "publication_starts",
    "campaigns_end",
    "silence_starts",
    "polls_open",
    "polls_close",
)


@dataclass(frozen=True)
class Outline:
    """What is elected together, as most states do it: its offices, and how long its campaigns last."""

    name: str
    title: str
    order: int
    campaign_days: int
    offices: tuple[dict[str, Any], ...]
    party_order: str = ""


@cache
def outlines() -> dict[str, Outline]:
    """Return the outlines that are shipped, by name, in the order in which they are offered."""
    found = []
    for path in FOLDER.glob("*.toml"):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found.append(
            Outline(
                path.stem,
                data["title"],
                data["order"],
                data["campaign_days"],
                tuple(data["offices"]),
                data.get("party_order", ""),
            )
        )
    return {one.name: one for one in sorted(found, key=lambda one: one.order)}


def proposed_calendar(day: date, campaign_days: int, zone: ZoneInfo) -> dict[str, datetime]:
    """Return the moments of a calendar that ends on an election day: the law's silence of three days, campaigns of so
    many days before it, fifteen days of capture that close five before they start."""

    def at(days: int, hour: time) -> datetime:
        return datetime.combine(day - timedelta(days=days), hour, zone)

    start = campaign_days + 3
    return {
        "capture_opens": at(start + 20, time(9)),
        "capture_closes": at(start + 5, time(23, 59)),
        "publication_starts": at(start, time(0)),
        "campaigns_end": at(4, time(23, 59, 59)),
        "silence_starts": at(3, time(0)),
        "polls_open": at(0, time(8)),
        "polls_close": at(0, time(18)),
    }


def calendar_like(earlier: Election, day: date, zone: ZoneInfo) -> dict[str, datetime | None]:
    """Return the calendar of an earlier election as many days before another day, at the same hours of the clock."""

    def moved(moment: datetime | None) -> datetime | None:
        if moment is None:
            return None
        there = moment.astimezone(earlier.zone)
        return datetime.combine(day + (there.date() - earlier.day), there.time(), zone)

    return {name: moved(getattr(earlier, name)) for name in MOMENTS}


def valid_plan(state: str, day: date) -> DistrictPlan | None:
    """Return the division of a state that is valid on a day, None where it has none."""
    begun = DistrictPlan.objects.filter(state=state, valid_from__lte=day)
    return begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).order_by("-valid_from").first()


def free_slug(institute: Institute, day: date) -> str:
    """Return an address with its year that no election has: «colima-2027»."""
    wanted = f"{slugify(institute.state or institute.acronym or 'eleccion', 40)}-{day.year}"
    taken = set(Election.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(
        name for number in range(1, len(taken) + 3) if (name := wanted + f"-{number}" * (number > 1)) not in taken
    )


def begin(
    institute: Institute,
    name: str,
    day: date,
    *,
    by: str,
    slug: str = "",
    elects: Iterable[Outline] = (),
    like: Election | None = None,
    mandatory: bool | None = None,
) -> Election:
    """Make an election that elects some outlines together, or what an earlier one did, and return it: in the workshop,
    as a prototype, with a calendar that is a proposal.

    From the earlier one it has its rules, offices and parties with their emblems; its questionnaires and page texts are
    drafts. `mandatory`: whether answering is; None for as the earlier one says. Raises ValidationError with Spanish
    sentences.
    """
    chosen, zone = list(elects), ZoneInfo(institute.time_zone)
    days = max((one.campaign_days for one in chosen), default=CAMPAIGN_DAYS)
    calendar = calendar_like(like, day, zone) if like else proposed_calendar(day, days, zone)
    election = Election(
        institute=institute,
        name=name,
        slug=slug or free_slug(institute, day),
        stage=Election.Stage.PROTOTYPE,
        plan=valid_plan(state_code(institute.state), day),
        **calendar,
    )
    if said := [one.party_order for one in chosen if one.party_order]:
        election.party_order = said[0]
    for field in LIKE if like else ():
        setattr(election, field, getattr(like, field))
    if mandatory is not None:
        election.mandatory = mandatory
    with transaction.atomic():
        register.save(election, by=by)
        offices = _offices_of(like) if like and not chosen else [row for one in chosen for row in one.offices]
        for order, values in enumerate(_each_once(offices), 1):
            register.save(Office(election=election, **{**values, "order": order}))
        if like:
            _parties(like, election)
            _questionnaires(like, election)
            _texts(like, election, by)
    return election


def _each_once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return some offices, those of two outlines once: whoever answers in one of them answers."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = (row["kind"], row["name"])
        found[key] = {**row, "answers": row["answers"] or found.get(key, {}).get("answers", False)}
    return list(found.values())


def _offices_of(earlier: Election) -> list[dict[str, Any]]:
    return [{name: getattr(office, name) for name in OFFICE} for office in earlier.offices.all()]


def _parties(earlier: Election, election: Election) -> None:
    """Parties stay from one election to the next; coalitions and independents are of each."""
    for party in earlier.parties.filter(kind=Party.Kind.PARTY):
        register.save(
            Party(
                election=election,
                name=party.name,
                short=party.short,
                order=party.order,
                emblem=party.emblem,
                emblem_alt=party.emblem_alt,
            )
        )


def _questionnaires(earlier: Election, election: Election) -> None:
    for kind in ElectionQuestionnaire.Kind.values:
        last = earlier.questionnaires.filter(kind=kind, published_at__isnull=False).order_by("-number").first()
        if last is not None:
            ElectionQuestionnaire.objects.create(election=election, kind=kind, number=1, document=last.document)


def _texts(earlier: Election, election: Election, by: str) -> None:
    for text in earlier.texts.all():
        copy = PageText(
            election=election,
            slug=text.slug,
            language=text.language,
            title=text.title,
            body=text.body,
            order=text.order,
        )
        texts.save(copy, by=by)
