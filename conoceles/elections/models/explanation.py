"""What the words of a ballot mean, as an institute explains them, with the law that each follows."""

from django.db import models

from conoceles.elections.models.institute import Institute


class Explanation(models.Model):
    """A short text that stands where its word stands: what an office does, what an alternate is, how a vote counts."""

    class Key(models.TextChoices):
        GOVERNOR = "governor", "Qué hace una gubernatura"
        DEPUTY_MR = "deputy_mr", "Qué hace una diputación de mayoría relativa"
        DEPUTY_RP = "deputy_rp", "Qué es una diputación de representación proporcional"
        MAYOR = "mayor", "Qué hace una presidencia municipal"
        TRUSTEE = "trustee", "Qué hace una sindicatura"
        COUNCILLOR = "councillor", "Qué hace una regiduría"
        COMMUNITY = "community", "Qué hace una presidencia de comunidad"
        JUDGE = "judge", "Qué hace una persona juzgadora"
        OWNER = "owner", "Qué es ser propietaria o propietario"
        ALTERNATE = "alternate", "Qué es ser suplente"
        UNCONFIRMED = "unconfirmed", "Qué es «por confirmar»"
        COALITION = "coalition", "Cómo se marca y cómo cuenta una coalición"
        COMMON = "common", "Cómo se marca y cómo cuenta una candidatura común"
        MARKING = "marking", "Cuándo vale un voto y cuándo es nulo"
        VOTING = "voting", "Qué llevar y dónde votar"

    institute = models.ForeignKey(
        Institute, verbose_name="instituto", on_delete=models.CASCADE, related_name="explanations"
    )
    key = models.CharField("qué explica", max_length=20, choices=Key)
    text = models.TextField("explicación", max_length=1_500, help_text="En palabras de todos los días.")
    source = models.CharField(
        "de dónde sale",
        max_length=250,
        blank=True,
        help_text="La ley o el acuerdo, con su artículo. Compruebe lo que dice la de su estado.",
    )

    class Meta:
        verbose_name = "explicación"
        verbose_name_plural = "explicaciones"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "key"],
                name="explained_once",
                violation_error_message="Eso ya está explicado: corrija la explicación que hay.",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())
