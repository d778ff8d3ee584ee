"""The institute and the agreements that its acts cite."""

from django.core.validators import RegexValidator, URLValidator
from django.db import models

from conoceles.lib.keys import new_key
from conoceles.lib.zones import CENTRE, ZONES


class Institute(models.Model):
    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    name = models.CharField("nombre", max_length=160)
    acronym = models.CharField("siglas", max_length=20, blank=True)
    state = models.CharField("entidad", max_length=60, blank=True)
    time_zone = models.CharField(
        "zona horaria",
        max_length=40,
        choices=list(ZONES.items()),
        default=CENTRE,
        help_text="La de todas sus fechas, plazos, correos y páginas.",
    )
    website = models.URLField("sitio web", blank=True)
    phone = models.CharField("teléfono de la mesa de ayuda", max_length=40, blank=True)
    email = models.EmailField("correo de la mesa de ayuda", blank=True)
    hours = models.CharField("horario de la mesa de ayuda", max_length=80, blank=True)
    address = models.CharField("domicilio", max_length=200, blank=True)
    arco = models.CharField("a quién se piden los derechos ARCO", max_length=200, blank=True)
    consents_email = models.EmailField(
        "correo que recibe los consentimientos firmados",
        blank=True,
        help_text="Se publica con el formato en blanco; sin él se dice el de la mesa de ayuda.",
    )
    site = models.URLField(
        "dirección pública de este sitio",
        blank=True,
        help_text=(
            "Como https://conoceles.ejemplo.mx: la llevan los códigos QR, los enlaces y los datos; sin ella nada se "
            "publica."
        ),
        validators=[
            RegexValidator(r"^https?://[^/ ]+$", "Escríbala sin diagonal al final, como https://conoceles.ejemplo.mx.")
        ],
    )
    theme = models.JSONField(default=dict, blank=True, editable=False)
    logo = models.CharField(max_length=80, blank=True, editable=False)
    logo_alt = models.CharField("texto alternativo del logotipo", max_length=160, blank=True, editable=False)
    # What letters and notices say beside their text; who signs them is a unit that does.
    ground = models.TextField(
        "fundamento de cartas y avisos",
        max_length=600,
        blank=True,
        help_text="Como «Con fundamento en los artículos 3 y 5 de los Lineamientos, acuerdo IEE/CG/001/2027».",
    )
    copies = models.TextField("con copia para", max_length=600, blank=True, help_text="Una por renglón.")

    class Meta:
        verbose_name = "instituto"
        verbose_name_plural = "institutos"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="institute_name_once",
                violation_error_message="Ya hay un instituto con ese nombre.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def help_desk(self) -> str:
        """Return whom to ask, as a sentence says it: «la mesa de ayuda (800 555 0100, de 9 a 20 h)»."""
        ways = ", ".join(way for way in (self.phone, self.email, self.hours) if way)
        return f"la mesa de ayuda ({ways})" if ways else "la mesa de ayuda del Instituto"


class Unit(models.Model):
    """A part of the institute, with who holds it: whom documents name as responsible, and who signs them."""

    institute = models.ForeignKey(Institute, verbose_name="instituto", on_delete=models.CASCADE, related_name="units")
    name = models.CharField("área", max_length=160)
    holder = models.CharField("titular", max_length=160, blank=True)
    post = models.CharField("cargo de la persona titular", max_length=160, blank=True)
    email = models.EmailField("correo, para recordarle lo que vence", blank=True)
    signs = models.BooleanField("firma los documentos", default=False)
    order = models.PositiveSmallIntegerField("orden", default=0)

    class Meta:
        verbose_name = "área del instituto"
        verbose_name_plural = "áreas del instituto"
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "name"],
                name="unit_name_once",
                violation_error_message="Ya hay un área con ese nombre.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    institute = models.ForeignKey(Institute, verbose_name="instituto", on_delete=models.PROTECT)
    number = models.CharField("número", max_length=60)
    body = models.CharField("órgano que lo aprobó", max_length=120, default="Consejo General")
    date = models.DateField("fecha")
    title = models.CharField("asunto", max_length=250)
    website = models.URLField(
        "dirección del documento", blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    shown_in = models.ManyToManyField(
        "elections.Election",
        blank=True,
        related_name="public_agreements",
        verbose_name="se muestra en el sitio de",
    )
    file = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = "acuerdo"
        verbose_name_plural = "acuerdos"
        ordering = ["-date", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "number"],
                name="agreement_number_once",
                violation_error_message="Ya hay un acuerdo con ese número.",
            )
        ]

    def __str__(self) -> str:
        return self.number
