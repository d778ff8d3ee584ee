"""What is voted for, and by whom it is contended."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from conoceles.elections.models.area import Area
from conoceles.elections.models.election import Election
from conoceles.elections.models.institute import Agreement
from conoceles.elections.models.office import Office
from conoceles.lib.keys import new_key
from conoceles.lib.vocabulary import CONTEST_STATES, PARTIES


class Party(models.Model):
    """A party, a coalition, a common candidacy or an independent candidacy: whoever registers tickets."""

    class Kind(models.TextChoices):
        PARTY = "party", PARTIES["party"].text
        COALITION = "coalition", PARTIES["coalition"].text
        COMMON = "common", PARTIES["common"].text
        INDEPENDENT = "independent", PARTIES["independent"].text
        POWER = "power", PARTIES["power"].text

    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    election = models.ForeignKey(Election, verbose_name="elección", on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField("clase", max_length=12, choices=Kind, default=Kind.PARTY)
    name = models.CharField("nombre", max_length=160)
    short = models.CharField("siglas", max_length=40, blank=True)
    slug = models.SlugField("dirección", max_length=90)
    order = models.PositiveSmallIntegerField("lugar en el orden legal", default=1)
    members = models.ManyToManyField("self", symmetrical=False, blank=True, verbose_name="integrantes")
    own_boxes = models.BooleanField(
        "en la boleta, cada partido que la integra tiene su recuadro",
        default=True,
        help_text="En una coalición siempre lo tienen; en una candidatura común depende de la ley del estado.",
    )
    emblem = models.CharField(max_length=80, blank=True, editable=False)
    emblem_alt = models.CharField("texto alternativo del emblema", max_length=160, blank=True)

    class Meta:
        verbose_name = "partido, coalición o independiente"
        verbose_name_plural = "partidos, coaliciones e independientes"
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "slug"],
                name="party_slug_once",
                violation_error_message="Esta elección ya tiene un partido con esa dirección.",
            ),
            models.UniqueConstraint(
                fields=["election", "name"],
                name="party_name_once",
                violation_error_message="Esta elección ya tiene un partido con ese nombre.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contest(models.Model):
    """One thing voted for in one place: a governorship, a district's deputy, a town hall, a party list."""

    class Kind(models.TextChoices):
        CANDIDATE = "candidate", "por fórmula o planilla"
        LIST = "list", "por lista de partido"

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "en casilla"
        ANTICIPATED = "anticipated", "anticipado"
        ABROAD = "abroad", "desde el extranjero"
        PRISON = "prison", "en prisión preventiva"

    class State(models.TextChoices):
        ORDINARY = "ordinary", CONTEST_STATES["ordinary"].text
        POSTPONED = "postponed", CONTEST_STATES["postponed"].text
        ANNULLED = "annulled", CONTEST_STATES["annulled"].text
        REPEATED = "repeated", CONTEST_STATES["repeated"].text

    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    election = models.ForeignKey(Election, verbose_name="elección", on_delete=models.PROTECT, related_name="contests")
    kind = models.CharField("clase", max_length=10, choices=Kind, default=Kind.CANDIDATE)
    office = models.ForeignKey(Office, verbose_name="cargo que la encabeza", on_delete=models.PROTECT)
    area = models.ForeignKey(Area, verbose_name="lugar donde se vota", on_delete=models.PROTECT)
    name = models.CharField("nombre", max_length=300)
    slug = models.SlugField("dirección", max_length=90)
    seats = models.PositiveSmallIntegerField("cargos que se eligen", default=1)
    modes = models.JSONField("modos de votar", default=list, blank=True)
    # Only a movement changes these four.
    state = models.CharField("estado", max_length=10, choices=State, default=State.ORDINARY, editable=False)
    state_date = models.DateField("fecha del estado", null=True, blank=True, editable=False)
    state_agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, editable=False, verbose_name="acuerdo del estado"
    )
    voted_on = models.DateField("nueva jornada", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "contienda"
        verbose_name_plural = "contiendas"
        ordering = ["office__order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "slug"],
                name="contest_slug_once",
                violation_error_message="Esta elección ya tiene una contienda con esa dirección.",
            ),
            models.UniqueConstraint(
                fields=["office", "area"],
                name="contest_office_area_once",
                violation_error_message="Ese cargo ya tiene una contienda en ese lugar.",
            ),
            models.CheckConstraint(
                condition=Q(state="ordinary", state_date__isnull=True, state_agreement__isnull=True)
                | (~Q(state="ordinary") & Q(state_date__isnull=False, state_agreement__isnull=False)),
                name="contest_state_dated",
                violation_error_message="Una elección pospuesta, anulada o repetida lleva fecha y acuerdo.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def takes(self, office: Office) -> bool:
        """Return whether a mark in this contest also chooses an office: the one that heads it, and on a town hall's
        ticket all of the town hall."""
        return office.pk == self.office_id or (office.town_hall and self.office.town_hall)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def of_election(self, election: Election) -> "TicketQuerySet":
        return self.filter(contest__election=election)


class Ticket(models.Model):
    """A formula, a whole town-hall ticket or a party list: what one mark on the ballot chooses."""

    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    contest = models.ForeignKey(Contest, verbose_name="contienda", on_delete=models.PROTECT, related_name="tickets")
    party = models.ForeignKey(
        Party, verbose_name="partido o coalición", on_delete=models.PROTECT, related_name="tickets"
    )
    folio = models.CharField("folio de la fórmula o lista", max_length=60, blank=True)

    objects: ClassVar = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = "fórmula, planilla o lista"
        verbose_name_plural = "fórmulas, planillas y listas"
        ordering = ["party__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "party", "folio"],
                name="ticket_once",
                violation_error_message="Ese partido ya tiene una fórmula o planilla con ese folio en la contienda.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party} · {self.contest}"
