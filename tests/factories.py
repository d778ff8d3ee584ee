"""Functions that make valid rows."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from PIL import Image

from conoceles.accounts import addresses
from conoceles.accounts.models import User
from conoceles.elections import register
from conoceles.elections.grants import give
from conoceles.elections.models import (
    Agreement,
    Area,
    Candidacy,
    Contest,
    DistrictPlan,
    Election,
    Institute,
    Office,
    Party,
    Person,
    Section,
    Ticket,
)
from conoceles.lib import blobs
from conoceles.lib.sealing import seal
from conoceles.profiles import consents
from conoceles.profiles.author import Author
from conoceles.profiles.handing_over import submit_all
from conoceles.profiles.legal_texts import default_texts, publish_text
from conoceles.profiles.models import Answer, Profile
from conoceles.profiles.public.election import publish_register
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.values import to_text
from conoceles.site.build.builder import Builder, Built


@dataclass
class Town:
    """A small election and the things of it that tests name."""

    election: Election
    state: Area
    places: dict[str, Area] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)

    def contest(self, place: str) -> Contest:
        """Return the town-hall contest of a municipality, made at the first call."""
        found = Contest.objects.filter(election=self.election, area=self.places[place]).first()
        office = self.offices["mayor"]
        return found or register.save(
            Contest(
                election=self.election,
                office=office,
                area=self.places[place],
                name=register.contest_name(office, self.places[place]),
                modes=["in_person"],
            )
        )

    def stand(
        self,
        name: str,
        place: str = "Peñón Blanco",
        party: str = "Partido Roble",
        role: str = "owner",
        *,
        office: str = "mayor",
        position: int = 1,
        folio: str = "",
        answers: dict[str, str] | None = None,
        birth_date: date | None = None,
    ) -> Candidacy:
        """Register a person, on its party's ticket, with answers if given."""
        ticket, _ = Ticket.objects.get_or_create(contest=self.contest(place), party=self.parties[party], folio=folio)
        person = Person(name=name, sex="female", birth_date=birth_date)
        candidacy = Candidacy(
            election=self.election, ticket=ticket, office=self.offices[office], role=role, position=position
        )
        register.save_candidacy(candidacy, person)
        if answers is not None:
            profile = Profile.objects.create(candidacy=candidacy, questionnaire="curricular-1")
            Answer.objects.bulk_create(
                Answer(profile=profile, question=key, value=value) for key, value in answers.items()
            )
        return candidacy

    def open_capture(self, *, opened: int = 1, closes: int = 10, **values: object) -> None:
        """Open capture `opened` days ago for `closes` days more, with the privacy texts published."""
        now = timezone.now()
        for name, value in values.items():
            setattr(self.election, name, value)
        self.election.capture_opens = now - timedelta(days=opened)
        self.election.capture_closes = now + timedelta(days=closes)
        register.save(self.election)
        agreement = Agreement.objects.filter(institute=self.election.institute).first() or make_agreement(self.election)
        if not self.election.legal_texts.exists():
            for kind, text in default_texts().items():
                publish_text(self.election, kind, text, agreement, by="")

    def account(self, role: str, name: str, **scope: object) -> Client:
        """Return a client signed in with one role over this election, or over a party or candidacy of it."""
        user = User.objects.open(name)
        give(user, role, self.election, by="", **scope)  # type: ignore[arg-type]
        if role not in ("party", "candidate"):
            add_second_factor(user)
        client = Client()
        client.force_login(user)
        client.user = user  # type: ignore[attr-defined]
        return client

    def submit(self, candidacy: Candidacy, *, role: str = "candidate", **texts: str) -> Profile:
        """Hand over a whole curricular questionnaire of a candidacy, with these answers in place of the usual ones."""
        candidacy = Candidacy.objects.with_register().select_related("election").get(pk=candidacy.pk)
        hand = Hand(f"c-{candidacy.key[:8]}", role)
        asked = asked_in(candidacy.election)
        profile = profile_of(candidacy, asked)
        for key, value in {**complete_answers(candidacy), **texts}.items():
            text = to_text(asked.questions[key], value)
            Answer.objects.update_or_create(
                profile=profile, question=key, defaults={"value": text, "by": hand.by, "at": timezone.now()}
            )
        submit_all(Author(candidacy, hand, timezone.now()))
        return profile

    def publish(self) -> int:
        self.election.refresh_from_db()
        return publish_register(self.election)


def make_election(slug: str, plan: DistrictPlan | None = None, *, days_left: int = 20, **values: object) -> Election:
    """Return a saved election whose day is in `days_left` days, with campaigns running."""
    institute = Institute.objects.first() or register.save(
        Institute(name="Instituto Electoral de Prueba", acronym="IEP", site="https://conoceles.example.org")
    )
    day = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=days_left)
    election = Election(institute=institute, slug=slug, name=f"Elección {slug}", plan=plan, **values)
    set_calendar(election, day)
    return register.save(election)


def set_calendar(election: Election, polls_open: datetime) -> None:
    election.publication_starts = polls_open - timedelta(days=60)
    election.campaigns_end = polls_open - timedelta(days=4)
    election.silence_starts = polls_open - timedelta(days=3)
    election.polls_open, election.polls_close = polls_open, polls_open + timedelta(hours=10)


def make_town(slug: str = "prueba-2027", code: str = "98") -> Town:
    plan = DistrictPlan.objects.create(
        state=code, state_name="Prueba", name=f"Plan {slug}", valid_from=date(2020, 1, 1)
    )
    state = register.save(Area(state=code, kind="state", name="Prueba", ine_code=code))
    town = Town(make_election(slug, plan, asked_on=date(2027, 4, 30)), state)
    for number, name in enumerate(["Peñón Blanco", "Cuatro Ciénegas"], 1):
        town.places[name] = register.save(
            Area(state=code, kind="municipality", name=name, ine_code=f"{number:03}", tile_column=number, tile_row=1)
        )
    districts = [
        register.save(Area(state=code, kind="district", plan=plan, name=f"Distrito {n}", ine_code=f"{n:02}"))
        for n in (1, 2)
    ]
    for number, (place, district) in enumerate([("Peñón Blanco", 0), ("Peñón Blanco", 1), ("Cuatro Ciénegas", 1)], 1):
        Section.objects.create(
            plan=plan,
            number=number,
            municipality=town.places[place],
            district=districts[district],
            district_code=f"{district + 1}",
        )
    for order, (kind, name, plural, answers) in enumerate(
        [
            ("governor", "Gubernatura", "Gubernatura", True),
            ("deputy_mr", "Diputación MR", "Diputaciones MR", True),
            ("deputy_rp", "Diputación RP", "Diputaciones RP", False),
            ("mayor", "Presidencia municipal", "Presidencias municipales", True),
            ("councillor", "Regiduría", "Regidurías", False),
        ],
        1,
    ):
        town.offices[kind] = register.save(
            Office(election=town.election, kind=kind, name=name, plural=plural, answers=answers, order=order)
        )
    for order, (name, short) in enumerate(
        [("Partido Roble", "ROBLE"), ("Partido Río", "RÍO"), ("Partido Sol", "SOL")], 1
    ):
        town.parties[name] = register.save(Party(election=town.election, name=name, short=short, order=order))
    coalition = Party(election=town.election, name="Juntos por Prueba", kind="coalition", order=90)
    members = [town.parties["Partido Río"], town.parties["Partido Sol"]]
    town.parties[coalition.name] = register.save(coalition, related=lambda: coalition.members.set(members))
    return town


def own_words(candidacy: Candidacy, about: str, sentences: int = 6) -> str:
    """Return a text above every limit that resembles no other candidacy's: its words are made of its key."""
    rng = Random(f"{candidacy.key} {about}")
    return " ".join(
        f"{' '.join(rng.choice(SYLLABLES) + rng.choice(SYLLABLES) for _ in range(12)).capitalize()}."
        for _ in range(sentences)
    )


SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "cha", "lle"]


def complete_answers(candidacy: Candidacy) -> dict[str, object]:
    """Return a value for each question that a candidacy must answer."""
    original, small, large = (_picture(candidacy, side) for side in (48, 16, 32))
    words = ("proposal_1", "proposal_2", "proposal_gender", "reason", "work", "politics")
    return {
        "photo": {"original": original, "files": {"160": small, "480": large}, "crop": [100, 50, 50]},
        "social": {"facebook": f"https://redes.example/{candidacy.key}"},
        "degree": "master",
        "degree_status": "degree",
        **{key: own_words(candidacy, key) for key in words},
    }


def _picture(candidacy: Candidacy, side: int) -> str:
    """Return the private blob of a photograph of a candidacy, another for each size: what is not to be public can be
    told apart."""
    out = BytesIO()
    Image.new("RGB", (side, side), f"#{candidacy.key[:6]}").save(out, "JPEG")
    return blobs.put(out.getvalue(), "jpg", blobs.PRIVATE)


def make_account(email: str, name: str, password: str = "una contraseña larga") -> User:  # noqa: S107
    """Make an account with a password and a confirmed e-mail."""
    user = User.objects.open(name)
    user.set_password(password)
    user.save(update_fields=["password"])
    addresses.confirm(user, email)
    return user


def add_second_factor(user: User) -> None:
    """Give an account a TOTP that nobody knows: enough for tests that sign in by force."""
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": seal("JBSWY3DPEHPK3PXP", "second-factor")}
    )


def consent(
    candidacy: Candidacy, *, publication: bool = True, statistics: bool = True, treatment: bool = True
) -> Profile:
    """Answer the three statements as the candidate would, and return the profile."""
    profile = profile_of(candidacy)
    texts = consents.current_texts(candidacy.election)
    given = {"treatment": treatment, "publication": publication, "statistics": statistics}
    consents.answer(profile, {texts[kind]: value for kind, value in given.items()}, Hand("c-prueba", "candidate"))
    return profile


def make_agreement(election: Election, number: str = "IEP/CG/01/2027") -> Agreement:
    return register.save(
        Agreement(institute=election.institute, number=number, date=date(2027, 4, 2), title="Movimiento")
    )


def build(**options: object) -> Built:
    """Build the site into the test's folder and return what was done."""
    builder = Builder()
    try:
        return builder.build(**options)  # type: ignore[arg-type]
    finally:
        builder.close()
