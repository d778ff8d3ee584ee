"""An election of any size, written straight into the register: municipalities, parties, tickets, people, answers."""

from datetime import date
from random import Random

from bench.words import OFFICES, PARTIES, PER_TOWN, people, towns
from conoceles.demo.texts import answers
from conoceles.elections import register
from conoceles.elections.addresses import wanted_slug
from conoceles.elections.models import (
    Area,
    Candidacy,
    Contest,
    DistrictPlan,
    Election,
    Office,
    Party,
    Person,
    Section,
    Ticket,
)
from conoceles.lib.text import numbered, slugify
from conoceles.profiles.models import Answer, Profile
from tests.factories import make_election

SLUG = "medida-2027"
KINDS = {"Presidencia municipal": "mayor", "Regiduría": "councillor"}


def make_register(size: int) -> Election:
    """Write the catalogues for about `size` candidacies, without any, and return the election."""
    plan = DistrictPlan.objects.create(state="96", state_name="Medida", name="Medida", valid_from=date(2020, 1, 1))
    Area.objects.create(state="96", kind="state", name="Medida", slug="medida", ine_code="96")
    count = max(1, -(-size // PER_TOWN))
    names = towns(count)
    areas = Area.objects.bulk_create(
        Area(state="96", kind="municipality", name=name, slug=slugify(name), ine_code=f"{n:04}")
        for n, name in enumerate(names, 1)
    )
    Section.objects.bulk_create(Section(plan=plan, number=n, municipality=town) for n, town in enumerate(areas, 1))
    election = make_election(SLUG, plan)
    for order, (kind, name) in enumerate([("mayor", "Presidencia municipal"), ("councillor", "Regiduría")], 1):
        register.save(Office(election=election, kind=kind, name=name, plural=f"{name}s", answers=True, order=order))
    for order in range(1, PARTIES + 1):
        register.save(Party(election=election, name=f"Partido {order}", short=f"P{order}", order=order))
    return election


def fill(election: Election, size: int, *, answered: float) -> int:
    """Write `size` candidacies, a share of them with full answers, and return how many were written."""
    rng, offices = Random(size), {office.kind: office for office in election.offices.all()}
    parties = list(election.parties.all())
    slugs: set[str] = set()
    candidacies: list[Candidacy] = []
    for area in Area.objects.municipalities().filter(state="96").order_by("ine_code"):
        name = register.contest_name(offices["mayor"], area)
        contest = Contest.objects.create(
            election=election,
            office=offices["mayor"],
            area=area,
            name=name,
            slug=f"ayuntamiento-{area.slug}",
            modes=["in_person"],
        )
        tickets = Ticket.objects.bulk_create(Ticket(contest=contest, party=party) for party in parties)
        for ticket in tickets:
            for office_name, position in OFFICES:
                kind = KINDS[office_name]
                for role in ("owner", "alternate"):
                    person_name, sex = people(rng)
                    slug = numbered(wanted_slug(person_name, offices[kind].name, area.name), slugs)
                    slugs.add(slug)
                    person = Person(name=person_name, sex=sex, age=rng.randint(19, 75))
                    candidacies.append(
                        Candidacy(
                            election=election,
                            ticket=ticket,
                            person=person,
                            office=offices[kind],
                            position=position,
                            role=role,
                            slug=slug,
                        )
                    )
    candidacies = candidacies[:size]
    Person.objects.bulk_create([candidacy.person for candidacy in candidacies], batch_size=2000)
    for candidacy in candidacies:
        candidacy.person_id = candidacy.person.pk
    Candidacy.objects.bulk_create(candidacies, batch_size=2000)
    _answer(rng, [candidacy for candidacy in candidacies if rng.random() < answered])
    return len(candidacies)


def _answer(rng: Random, candidacies: list[Candidacy]) -> None:
    for start in range(0, len(candidacies), 2000):
        profiles = [Profile(candidacy=one, questionnaire="curricular-1") for one in candidacies[start : start + 2000]]
        Profile.objects.bulk_create(profiles)
        Answer.objects.bulk_create(
            [
                Answer(profile=profile, question=key, value=value)
                for profile in profiles
                for key, value in answers(rng, "el municipio", profile.candidacy.slug, 40, part=False).items()
            ],
            batch_size=4000,
        )
