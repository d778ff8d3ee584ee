"""The public documents of the register, made field by field: what is not named here is not published."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from conoceles.elections.explanations import explained
from conoceles.elections.models import (
    Area,
    Candidacy,
    Contest,
    DistrictPlan,
    Election,
    Institute,
    Party,
    Release,
    Section,
)
from conoceles.lib.canonical import Document
from conoceles.lib.dates import local_date
from conoceles.lib.tiles import rings


def institute_document(institute: Institute) -> Document:
    """Return the document of kind `institute`."""
    document: Document = {
        "version": 4,
        "name": institute.name,
        "acronym": institute.acronym,
        "state": institute.state,
        "website": institute.website,
        "phone": institute.phone,
        "email": institute.email,
        "site": institute.site,
        "theme": institute.theme,
        "time_zone": institute.time_zone,
        "address": institute.address,
        "arco": institute.arco,
        "consents": institute.consents_email or institute.email,
    }
    if institute.logo:
        alt = institute.logo_alt or f"Logotipo de {institute.name}"
        document["logo"] = {"alt": alt, "files": {"256": institute.logo}}
    if recordings := list(institute.recordings.all()):
        document["recordings"] = [
            {
                "language": one.language,
                "code": one.code,
                "place": one.place,
                "text": one.text,
                "seconds": one.seconds,
                "file": one.sound,
            }
            for one in recordings
        ]
    return document


def calendar_document(election: Election) -> Document:
    """Return the document of kind `calendar`: what the election is, its offices and its dates."""
    key_dates = list(election.key_dates.all())
    return {
        "version": 4,
        "slug": election.slug,
        "name": election.name,
        "institute": election.institute.key,
        "plan": election.plan.key if election.plan else "",
        "mandatory": election.mandatory,
        "stage": election.stage,
        "release": _release(election),
        "fictional": election.fictional,
        "source": election.source,
        "cutoff": _day(election.cutoff),
        "asked": _day(election.asked_on),
        "capture_opens": _moment(election.capture_opens, election.zone) if election.capture_opens else "",
        "capture_closes": _moment(election.capture_closes, election.zone) if election.capture_closes else "",
        "party_order": election.party_order,
        "explanations": explained(election.institute),
        "publication_starts": _moment(election.publication_starts, election.zone),
        "campaigns_end": _moment(election.campaigns_end, election.zone),
        "silence_starts": _moment(election.silence_starts, election.zone),
        "polls_open": _moment(election.polls_open, election.zone),
        "polls_close": _moment(election.polls_close, election.zone),
        "dates": [{"day": _day(item.day), "text": item.text} for item in key_dates if item.day],
        "links": [{"text": item.text, "url": item.url} for item in key_dates if item.url],
        "offices": [
            {
                "key": office.key,
                "kind": office.kind,
                "name": office.name,
                "plural": office.plural,
                "answers": office.answers,
                "order": office.order,
                "called": office.called,
                "list": office.by_list,
                "town_hall": office.town_hall,
            }
            for office in election.offices.all()
        ],
    }


def agreements_document(election: Election) -> Document:
    """Return the document of kind `agreements`: those that the site of the election shows, the last first."""
    return {
        "version": 1,
        "agreements": [
            {
                "number": one.number,
                "body": one.body,
                "date": one.date.isoformat(),
                "title": one.title,
                "website": one.website,
            }
            for one in election.public_agreements.order_by("-date", "number")
        ],
    }


def _release(election: Election) -> Document:
    """Return the version of the site that is in use; empty words before the first."""
    today = local_date(timezone.now(), election.zone)
    last = Release.objects.in_use(election, Release.Interface.SITE, today)
    return {"version": last.version, "date": _day(last.on)} if last else {"version": "", "date": ""}


def areas_document(plan: DistrictPlan) -> Document:
    """Return the document of kind `areas`: the places of a district plan and its table of sections in force."""
    sections = Section.objects.filter(plan=plan).offered().select_related("municipality", "district")
    return {
        "version": 3,
        "name": plan.name,
        "state": plan.state,
        "state_name": plan.state_name,
        "valid_from": _day(plan.valid_from),
        "valid_to": _day(plan.valid_to),
        "areas": [_area(area) for area in Area.objects.of_plan(plan).order_by("kind", "name", "ine_code")],
        "sections": [
            [
                section.number,
                section.municipality.key,
                section.district.key if section.district else "",
                section.district_code,
            ]
            for section in sections.order_by("number")
        ],
    }


def _area(area: Area) -> Document:
    document: Document = {
        "key": area.key,
        "kind": area.kind,
        "name": area.name,
        "slug": area.slug,
        "ine": area.ine_code,
        "inegi": area.inegi_code,
    }
    if area.time_zone:
        document["time_zone"] = area.time_zone
    if area.head_town:
        document["head_town"] = area.head_town
    if area.tile_column is not None:
        document["tile"] = [area.tile_column, area.tile_row]
    if area.boundary:
        # [longitude, latitude] in ten-thousandths of a degree, some ten metres: what a map on a telephone can show.
        document["shape"] = [[[round(x * 10_000), round(y * 10_000)] for x, y in ring] for ring in rings(area.boundary)]
    return document


def party_document(party: Party) -> Document:
    """Return the document of kind `party`."""
    document: Document = {
        "version": 2,
        "name": party.name,
        "short": party.short,
        "slug": party.slug,
        "kind": party.kind,
        "members": [
            member.key for member in sorted(party.members.all(), key=lambda member: (member.order, member.name))
        ],
        "order": party.order,
        "own_boxes": party.kind == Party.Kind.COALITION or (party.kind == Party.Kind.COMMON and party.own_boxes),
    }
    if party.emblem:
        document["emblem"] = {
            "alt": party.emblem_alt or f"Emblema de {party.name}",
            "files": {"128": party.emblem},
        }
    return document


def contest_document(contest: Contest) -> Document:
    """Return the document of kind `contest`."""
    return {
        "version": 2,
        "name": contest.name,
        "slug": contest.slug,
        "kind": contest.kind,
        "office": contest.office.key,
        "area": contest.area.key,
        "seats": contest.seats,
        "order": contest.office.order,
        "modes": list(contest.modes),
        "state": {
            "state": contest.state,
            "date": _day(contest.state_date),
            "agreement": contest.state_agreement.number if contest.state_agreement else "",
            "voted_on": _day(contest.voted_on),
        },
    }


def candidacy_document(candidacy: Candidacy) -> Document:
    """Return the document of kind `candidacy`. Neither CURP, folio nor birth date enters it: only the age on election
    day."""
    known_as = {"nickname": candidacy.nickname} if candidacy.nickname else {}
    return {
        **known_as,
        "version": 2,
        "name": candidacy.person.name,
        "slug": candidacy.slug,
        "former_slugs": sorted(former.slug for former in candidacy.former_slugs.all()),
        "contest": candidacy.ticket.contest.key,
        "ticket": candidacy.ticket.key,
        "party": candidacy.ticket.party.key,
        "office": candidacy.office.key,
        "position": candidacy.position,
        "role": candidacy.role,
        "page": candidacy.office.answers,
        "age": age_on(candidacy.person.birth_date, candidacy.election.day, candidacy.person.age),
        "sex": candidacy.person.sex,
        "asked": _day(candidacy.asked_on),
        # Her other candidacies: a person may stand twice.
        "also": sorted(
            one.key
            for one in candidacy.person.candidacies.all()
            if one.pk != candidacy.pk and one.election_id == candidacy.election_id
        ),
        "status": {
            "state": candidacy.status,
            "date": _day(candidacy.status_date),
            "agreement": candidacy.status_agreement.number if candidacy.status_agreement else "",
        },
    }


def candidacies_with_everything(candidacies: Iterable[int], election: Election) -> list[Candidacy]:
    """Return some candidacies with all that their document reads, in three queries."""
    rows = Candidacy.objects.of_election(election).filter(pk__in=list(candidacies))
    related = rows.select_related(
        "election", "person", "office", "ticket__contest", "ticket__party", "status_agreement"
    ).prefetch_related("former_slugs", "person__candidacies")
    return list(related.order_by("pk"))


def age_on(birth: date | None, day: date, listed: int | None) -> int | None:
    """Return the age in whole years on a day; the age that the list gives when there is no birth date, or None."""
    if birth is None:
        return listed
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _moment(moment: datetime, where: ZoneInfo) -> str:
    return timezone.localtime(moment, where).replace(microsecond=0).isoformat()
