"""Who stands: a person, on a ticket, for an office, in a role."""

from collections.abc import Iterable
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models.contest import Ticket
from conoceles.elections.models.election import Election
from conoceles.elections.models.institute import Agreement
from conoceles.elections.models.office import Office
from conoceles.lib.finding import with_words
from conoceles.lib.keys import new_key
from conoceles.lib.text import in_list
from conoceles.lib.vocabulary import GROUPS, ROLES, SEXES, STATUSES

NAME = r"^[^\W\d_][^<>{}|\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]*$"
CURP = r"^[A-Z]{4}[0-9]{6}[HMX][A-Z]{5}[A-Z0-9][0-9]$"


class Person(models.Model):
    class Sex(models.TextChoices):
        FEMALE = "female", SEXES["female"].text
        MALE = "male", SEXES["male"].text
        NONBINARY = "nonbinary", SEXES["nonbinary"].text

    name = models.CharField(
        "nombre, como está registrado",
        max_length=160,
        validators=[RegexValidator(NAME, "Escriba el nombre con letras, sin signos ni caracteres invisibles.")],
    )
    sex = models.CharField("sexo", max_length=10, choices=Sex, blank=True)
    age = models.PositiveSmallIntegerField("edad según la lista", null=True, blank=True)
    birth_date = models.DateField("fecha de nacimiento", null=True, blank=True)
    curp = models.CharField(
        "CURP",
        max_length=18,
        blank=True,
        validators=[RegexValidator(CURP, "La CURP tiene 18 letras y números: revísela.")],
    )

    class Meta:
        verbose_name = "persona"
        verbose_name_plural = "personas"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(age__isnull=True) | Q(age__gte=15, age__lte=120),
                name="person_age_possible",
                violation_error_message="La edad debe estar entre 15 y 120 años.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="person_has_a_name", violation_error_message="Falta el nombre."
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a birth date that nobody who stands can have."""
        if self.birth_date and not 14 <= timezone.localdate().year - self.birth_date.year <= 120:
            raise ValidationError({"birth_date": "Esa fecha no puede ser la de quien compite: revise el año."})


# What tells who somebody is, to whoever looks for her.
FOUND_BY = (
    "person__name",
    "nickname",
    "folio",
    "key",
    "ticket__folio",
    "office__name",
    "ticket__party__name",
    "ticket__party__short",
    "ticket__contest__name",
    "ticket__contest__area__name",
)


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def of_election(self, election: Election) -> "CandidacyQuerySet":
        return self.filter(election=election)

    def registered(self) -> "CandidacyQuerySet":
        return self.filter(status=Candidacy.Status.REGISTERED)

    def found(self, words: str) -> "CandidacyQuerySet":
        """Those in whose name, folio, office, party or place each of some words is, accents and capitals apart; at most
        lib.finding.MOST of them."""
        return with_words(self, FOUND_BY, words)

    def unconfirmed(self) -> "CandidacyQuerySet":
        """Candidacies whose role the list left in doubt."""
        return self.filter(role=Candidacy.Role.UNCONFIRMED)

    def in_place_of(self, other: "Candidacy") -> "CandidacyQuerySet":
        """Whoever is, or was, in the same place of the same ticket, whatever their role."""
        return self.filter(ticket=other.ticket_id, office=other.office_id, position=other.position)

    def with_register(self) -> "CandidacyQuerySet":
        """Bring what a line about a candidacy says, in one query."""
        return self.select_related("person", "office", "ticket__party", "ticket__contest__area", "status_agreement")


class Candidacy(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", ROLES["owner"].text
        ALTERNATE = "alternate", ROLES["alternate"].text
        UNCONFIRMED = "unconfirmed", ROLES["unconfirmed"].text

    class Status(models.TextChoices):
        REGISTERED = "registered", STATUSES["registered"].text
        SUBSTITUTED = "substituted", STATUSES["substituted"].text
        CANCELLED = "cancelled", STATUSES["cancelled"].text
        WITHDRAWN = "withdrawn", STATUSES["withdrawn"].text
        DECEASED = "deceased", STATUSES["deceased"].text

    class Group(models.TextChoices):
        INDIGENOUS = "indigenous", GROUPS["indigenous"].text
        DISABILITY = "disability", GROUPS["disability"].text
        AFROMEXICAN = "afromexican", GROUPS["afromexican"].text
        DIVERSITY = "diversity", GROUPS["diversity"].text
        MIGRANT = "migrant", GROUPS["migrant"].text
        YOUNG = "young", GROUPS["young"].text
        OLDER = "older", GROUPS["older"].text

    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="candidacies", verbose_name="elección"
    )
    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="candidacies", verbose_name="fórmula, planilla o lista"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="candidacies", verbose_name="persona")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="candidacies", verbose_name="cargo")
    position = models.PositiveSmallIntegerField("lugar en la planilla o lista", default=1)
    role = models.CharField("calidad", max_length=12, choices=Role, default=Role.OWNER)
    # A fact of the registration, never inferred from what the person answers of herself.
    affirmative_actions = models.JSONField("registrada por acción afirmativa", default=list, blank=True)
    # The day on which it was first asked to answer: its account was delivered, or a notice sent.
    asked_on = models.DateField("se le pidió responder el", null=True, blank=True, editable=False)
    identity_reserved = models.BooleanField("con reserva de su identidad", default=False)
    # How people know her, when it is registered to be printed on the ballot.
    nickname = models.CharField(
        "sobrenombre en la boleta",
        max_length=80,
        blank=True,
        validators=[RegexValidator(NAME, "Escriba el sobrenombre con letras, sin signos ni caracteres invisibles.")],
    )
    folio = models.CharField("folio en la lista", max_length=60, blank=True)
    slug = models.SlugField("dirección", max_length=120, editable=False)
    # What the last list said, field by field: a later list changes only what it says differently.
    listed = models.JSONField("según la última lista", default=dict, blank=True, editable=False)
    status = models.CharField("estado", max_length=12, choices=Status, default=Status.REGISTERED)
    status_date = models.DateField("fecha del movimiento", null=True, blank=True)
    status_agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, verbose_name="acuerdo del movimiento"
    )

    objects: ClassVar = CandidacyQuerySet.as_manager()

    class Meta:
        verbose_name = "candidatura"
        verbose_name_plural = "candidaturas"
        ordering = ["ticket__party__order", "office__order", "position", "-role", "id"]
        constraints = [
            models.UniqueConstraint(fields=["election", "slug"], name="candidacy_slug_once"),
            models.UniqueConstraint(
                fields=["election", "folio"],
                condition=~Q(folio=""),
                name="candidacy_folio_once",
                violation_error_message="Ya hay una candidatura con ese folio.",
            ),
            models.UniqueConstraint(
                fields=["ticket", "office", "position", "role"],
                condition=Q(status="registered") & ~Q(role="unconfirmed"),
                name="candidacy_place_once",
                violation_error_message="Ese lugar de la planilla ya tiene una persona registrada con esa calidad.",
            ),
            models.CheckConstraint(
                condition=Q(status="registered", status_date__isnull=True, status_agreement__isnull=True)
                | (~Q(status="registered") & Q(status_date__isnull=False, status_agreement__isnull=False)),
                name="candidacy_movement_dated",
                violation_error_message=(
                    "Una sustitución, cancelación o renuncia lleva fecha y acuerdo; una registrada, no."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    def clean(self) -> None:
        """Keep its groups once each, in the order of the vocabulary; refuse one that is none, and an office that is not
        voted for with its ticket."""
        if self.ticket_id and self.office_id and not self.ticket.contest.takes(self.office):
            raise ValidationError({"office": f"Ese cargo no se elige en {self.ticket.contest}: elija otro."})
        self.affirmative_actions = self.in_order(self.affirmative_actions)

    @classmethod
    def in_order(cls, groups: Iterable[str]) -> list[str]:
        """Return some groups once each, in the order of the vocabulary. Raises ValidationError for one that is none."""
        wanted = set(groups)
        if wanted - set(cls.Group.values):
            raise ValidationError({"affirmative_actions": "Elija grupos de la lista."})
        return [group for group in cls.Group.values if group in wanted]

    @property
    def groups_in_words(self) -> str:
        """Return the groups under which it is registered, as a sentence names them; '' for none."""
        return in_list([self.Group(group).label for group in self.affirmative_actions])

    @property
    def place(self) -> tuple[int, int, int]:
        """Return (ticket, office, position): whoever shares it stands in the same place."""
        return self.ticket_id, self.office_id, self.position

    @property
    def party_validates(self) -> bool:
        """Return whether its party validates what it submits: where the election says so, and there is a party."""
        return self.election.party_validates and self.ticket.party.kind not in ("independent", "power")


class FormerSlug(models.Model):
    """An address that a candidacy had before a correction; it redirects for ever."""

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="former_slugs")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=120)

    class Meta:
        verbose_name = "dirección anterior"
        verbose_name_plural = "direcciones anteriores"
        constraints = [models.UniqueConstraint(fields=["election", "slug"], name="former_slug_once")]

    def __str__(self) -> str:
        return self.slug
