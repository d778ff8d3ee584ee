"""An election, its calendar and the offices it fills."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from conoceles.elections.models.area import DistrictPlan
from conoceles.elections.models.institute import Institute
from conoceles.lib.dates import local_date, long_date
from conoceles.lib.zones import zone

# In a fixed order: a migration is compared with it.
RESERVED = (
    "activar",
    "activos",
    "api",
    "auditoria",
    "ayuda",
    "captura",
    "comparar",
    "cuenta",
    "cuentas",
    "datos",
    "empezar",
    "en",
    "incrustar",
    "informes",
    "ingresar",
    "instituto",
    "medios",
    "nueva",
    "preparar",
    "registro",
    "revision",
    "salir",
    "salud",
    "taller",
    "texto",
)


class Election(models.Model):
    class Stage(models.TextChoices):
        PROTOTYPE = "prototype", "prototipo"
        BETA = "beta", "beta"
        OPEN = "open", "abierta"

    class TwoPeople(models.TextChoices):
        """Whether what is delicate needs two people; '' is where more than one person is coordination."""

        YES = "yes", "siempre"
        NO = "no", "nunca"

    institute = models.ForeignKey(Institute, verbose_name="instituto", on_delete=models.PROTECT)
    slug = models.CharField(
        "dirección",
        max_length=60,
        unique=True,
        help_text="Con el año: durango-2027.",
        validators=[
            RegexValidator(r"^[a-z0-9-]+$", "Use minúsculas sin acentos, números y guiones, como durango-2027.")
        ],
    )
    name = models.CharField("nombre", max_length=160)
    mandatory = models.BooleanField("responder es obligatorio", default=True)
    stage = models.CharField("etapa", max_length=10, choices=Stage, default=Stage.OPEN)
    fictional = models.BooleanField("ficticia", default=False)
    source = models.CharField("origen de los datos", max_length=200, blank=True)
    plan = models.ForeignKey(DistrictPlan, verbose_name="distritación", on_delete=models.PROTECT, null=True, blank=True)
    cutoff = models.DateField("corte de la lista", null=True, blank=True)
    asked_on = models.DateField(
        "fecha en que se pidió responder",
        null=True,
        blank=True,
        help_text="Si se pidió a todas el mismo día, fuera de este sistema; si no, cuenta cada carta o aviso.",
    )
    party_order = models.CharField(
        "criterio de orden de los partidos",
        max_length=200,
        default="El orden es el de antigüedad del registro de cada partido; al final, las candidaturas independientes.",
    )
    capture_opens = models.DateTimeField("abre la captura", null=True, blank=True)
    capture_closes = models.DateTimeField("cierra la captura", null=True, blank=True)
    substitute_days = models.PositiveSmallIntegerField("días para capturar de una sustituta", default=5)
    reserve_days = models.PositiveSmallIntegerField("días para pedir la reserva de una acción afirmativa", default=3)
    correction_days = models.PositiveSmallIntegerField("días para corregir una observación", default=3)
    # What is validated becomes public by itself when the publication starts; asked for on the election's page.
    publishes_itself = models.BooleanField("se publica sola en su fecha", default=False, editable=False)
    party_second_factor = models.BooleanField("a los partidos se les pide segundo factor", default=False)
    two_people = models.CharField(
        "dos personas para lo delicado", max_length=3, choices=TwoPeople, blank=True, editable=False
    )
    party_validates = models.BooleanField("el partido valida antes de entregar", default=False)
    # A practice election never reaches the ledger; what is typed in it is thrown away.
    practice = models.BooleanField("de práctica", default=False, editable=False)
    publication_starts = models.DateTimeField("inicia la publicación")
    campaigns_end = models.DateTimeField("terminan las campañas")
    silence_starts = models.DateTimeField("inicia la veda")
    polls_open = models.DateTimeField("abren las casillas")
    polls_close = models.DateTimeField("cierran las casillas")
    published_at = models.DateTimeField("registro publicado", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "elección"
        verbose_name_plural = "elecciones"
        ordering = ["-polls_open", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(publication_starts__lte=F("campaigns_end"))
                & Q(campaigns_end__lte=F("silence_starts"))
                & Q(silence_starts__lte=F("polls_open"))
                & Q(polls_open__lt=F("polls_close")),
                name="election_calendar_in_order",
                violation_error_message="El calendario debe ir en orden: publicación, fin de campañas, veda, casillas.",
            ),
            models.CheckConstraint(
                condition=Q(capture_opens__isnull=True, capture_closes__isnull=True)
                | Q(capture_opens__lt=F("capture_closes"), capture_closes__lte=F("silence_starts")),
                name="election_capture_in_order",
                violation_error_message="La captura necesita apertura y cierre, en ese orden y antes de la veda.",
            ),
            models.CheckConstraint(
                condition=Q(practice=False) | Q(published_at__isnull=True),
                name="election_practice_never_public",
                violation_error_message="Una elección de práctica no se publica.",
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED),
                name="election_slug_not_reserved",
                violation_error_message="Esa dirección está reservada: agregue el año, como durango-2027.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a division that is not the one of election day."""
        if self.plan and self.polls_open and self.institute_id and not self.plan.holds_on(self.day):
            raise ValidationError(
                {"plan": f"{self.plan} no rige el {long_date(self.day)}, el día de la elección: elija otra."}
            )

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of its institute, in which its dates and terms are meant."""
        return zone(self.institute.time_zone)

    @property
    def day(self) -> date:
        """Return the civil date of election day, on which ages are counted."""
        return local_date(self.polls_open, self.zone)

    def may_publish(self, at: datetime) -> bool:
        """Return whether candidacies may be made public at a moment."""
        return at >= self.publication_starts and not self.practice

    def in_campaign(self, at: datetime) -> bool:
        """Return whether anything new may be published at a moment: from the publication start to the silence."""
        return self.may_publish(at) and at < self.silence_starts


class KeyDate(models.Model):
    """A date that the home page shows besides those of the calendar, or a link that helps to vote."""

    election = models.ForeignKey(Election, verbose_name="elección", on_delete=models.CASCADE, related_name="key_dates")
    day = models.DateField("fecha", null=True, blank=True)
    text = models.CharField("texto", max_length=160)
    url = models.URLField("enlace", blank=True)

    class Meta:
        verbose_name = "fecha o enlace de la portada"
        verbose_name_plural = "fechas y enlaces de la portada"
        ordering = ["day", "text"]
        constraints = [
            models.CheckConstraint(
                condition=Q(day__isnull=False) | ~Q(url=""),
                name="key_date_says_when_or_where",
                violation_error_message="Indique una fecha o un enlace.",
            )
        ]

    def __str__(self) -> str:
        return self.text
