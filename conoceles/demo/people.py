"""The invented people who sign in to the demonstration: one for each role."""

from datetime import timedelta

from django.utils import timezone

from conoceles.accounts import addresses
from conoceles.accounts.models import User
from conoceles.elections.grants import give
from conoceles.elections.models import Agreement, Candidacy, Election, Role
from conoceles.profiles.legal_texts import default_texts, publish_text

EMAIL = "demo@ejemplo.mx"
STAFF = {
    Role.COORDINATION: "Coordinación",
    Role.REGISTER: "Prerrogativas",
    Role.EQUALITY: "Paridad e inclusión",
    Role.REVIEWER: "Revisión",
    Role.HELP_DESK: "Mesa de ayuda",
    Role.COMMISSION: "Comisión",
    Role.COMMUNICATION: "Comunicación social",
    Role.LIAISON: "Vinculación",
    Role.SYSTEMS: "Sistemas",
}


def make_texts(election: Election) -> None:
    """Publish the privacy texts to begin with, under an invented agreement."""
    agreement, _ = Agreement.objects.get_or_create(
        institute=election.institute,
        number="IEJ/CG/012",
        defaults={
            "date": timezone.localdate() - timedelta(days=30),
            "title": "Aviso de privacidad y consentimientos de Conóceles",
        },
    )
    agreement.shown_in.add(election)
    for kind, text in default_texts().items():
        publish_text(election, kind, text, agreement, by="")


def make_people(election: Election, password: str) -> None:
    """Make one account for each role, over this election alone; only coordination's has a password, and all enter with
    one press where the demonstration's doors are open."""
    for role, name in STAFF.items():
        coordination = role == Role.COORDINATION
        user = _person(name, EMAIL if coordination else "", password if coordination else None)
        give(user, role, election, by="")
    silent = Candidacy.objects.of_election(election).registered().filter(office__answers=True, profile__isnull=True)
    candidacy = silent.select_related("person", "ticket__party").order_by("pk").first()
    if candidacy is not None:
        party = candidacy.ticket.party
        give(_person(f"{party.name} (partido)"), Role.PARTY, election, by="", party=party)
        give(_person(f"{candidacy.person.name} (candidata)"), Role.CANDIDATE, election, by="", candidacy=candidacy)


def _person(name: str, email: str = "", password: str | None = None) -> User:
    user = (User.objects.filter(email=email).first() if email else None) or User()
    user.name, user.is_demo = name, True
    user.set_password(password)
    user.save()
    if email:
        addresses.confirm(user, email)
    return user
