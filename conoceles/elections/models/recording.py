"""What an institute says in the languages of its peoples: a few sentences, written and recorded."""

from django.core.validators import RegexValidator
from django.db import models

from conoceles.elections.models.institute import Institute


class Recording(models.Model):
    """What is said in one language at one place of the site."""

    class Place(models.TextChoices):
        COVER = "cover", "La portada"
        BALLOT = "ballot", "La boleta"
        VOTING = "voting", "Cómo y dónde se vota"

    institute = models.ForeignKey(
        Institute, verbose_name="instituto", on_delete=models.CASCADE, related_name="recordings"
    )
    language = models.CharField("lengua", max_length=60, help_text="Como la nombra quien la habla: O'dam, Rarámuri.")
    code = models.CharField(
        "clave de la lengua",
        max_length=20,
        help_text="La de ISO 639-3: «stp» para el o'dam. Con ella los lectores de pantalla saben qué lengua es.",
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "Son dos o tres minúsculas, como «stp».")],
    )
    place = models.CharField("dónde se escucha", max_length=10, choices=Place)
    text = models.TextField("lo que dice", max_length=1_000, help_text="En esa lengua, tal como se escucha.")
    sound = models.CharField(max_length=80, editable=False)
    seconds = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "frase grabada"
        verbose_name_plural = "frases grabadas"
        ordering = ["language", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "code", "place"],
                name="recorded_once",
                violation_error_message="Esa lengua ya tiene una grabación ahí: corríjala.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.language}, {self.get_place_display()}"
