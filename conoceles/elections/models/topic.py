"""What citizens ask about, and the words by which the site knows who speaks of it."""

from django.core.exceptions import ValidationError
from django.db import models

from conoceles.elections.models.institute import Institute
from conoceles.lib.text import slugify

MOST_WORDS = 300


class Topic(models.Model):
    """A topic of an institute's catalogue, published with its words."""

    institute = models.ForeignKey(Institute, verbose_name="instituto", on_delete=models.CASCADE, related_name="topics")
    key = models.SlugField(max_length=40, editable=False, blank=True)
    name = models.CharField("nombre", max_length=60)
    words = models.TextField(
        "palabras y frases",
        max_length=12_000,
        help_text="Una por renglón; cada palabra vale en todas sus formas («escuela» también halla «escuelas»). "
        "Con «=» al principio, solo como está escrita; con «-», lo que no cuenta: «-seguridad social».",
    )
    order = models.PositiveSmallIntegerField("orden", default=100)
    shown = models.BooleanField("se muestra en el sitio", default=True)

    class Meta:
        verbose_name = "tema"
        verbose_name_plural = "temas"
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "key"],
                name="topic_once",
                violation_error_message="Ya hay un tema con ese nombre.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lines(self) -> list[str]:
        """Return its words and phrases, each once."""
        return list(dict.fromkeys(line for one in self.words.splitlines() if (line := " ".join(one.split()))))

    def clean(self) -> None:
        """Give it the address that it keeps. Raises ValidationError when nothing would be found by its words."""
        self.key = self.key or slugify(self.name, 40)
        said = [line for line in self.lines if any(char.isalnum() for char in line)]
        if not any(not line.startswith("-") for line in said):
            raise ValidationError({"words": "Escriba al menos una palabra que cuente para este tema."})
        if len(said) > MOST_WORDS:
            raise ValidationError({"words": f"Son demasiadas: escriba hasta {MOST_WORDS} palabras o frases."})
