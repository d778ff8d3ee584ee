"""The offices of an election: those that every state has, with what each is, and a state's own."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from conoceles.elections.models.area import Area
from conoceles.elections.models.election import Election
from conoceles.lib.keys import new_key

# Kinds of which an election may have several, told apart by their names.
SEVERAL = ("judge", "other")


class OfficeQuerySet(models.QuerySet["Office"]):
    def answering(self) -> "OfficeQuerySet":
        return self.filter(answers=True)


class Office(models.Model):
    class Kind(models.TextChoices):
        GOVERNOR = "governor", "gubernatura"
        DEPUTY_MR = "deputy_mr", "diputación de mayoría relativa"
        DEPUTY_RP = "deputy_rp", "diputación de representación proporcional"
        MAYOR = "mayor", "presidencia municipal"
        TRUSTEE = "trustee", "sindicatura"
        COUNCILLOR = "councillor", "regiduría"
        COMMUNITY = "community", "presidencia de comunidad"
        JUDGE = "judge", "persona juzgadora"
        OTHER = "other", "otro cargo del estado"

    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    election = models.ForeignKey(Election, verbose_name="elección", on_delete=models.PROTECT, related_name="offices")
    kind = models.CharField("clase", max_length=12, choices=Kind)
    name = models.CharField("nombre", max_length=160, help_text="En singular: Presidencia municipal.")
    plural = models.CharField("nombre en plural", max_length=160)
    answers = models.BooleanField("responde cuestionario", default=False)
    order = models.PositiveSmallIntegerField("orden", default=1)
    called = models.CharField(
        "cómo le dice la gente",
        max_length=200,
        blank=True,
        help_text=(
            "Palabras con las que se le busca, separadas por espacios: alcaldesa alcalde. En blanco: las de su clase."
        ),
    )
    area_kind = models.CharField(
        "dónde se elige", max_length=16, choices=Area.Kind, blank=True, help_text="En blanco: donde los de su clase."
    )
    by_list = models.BooleanField("se elige por lista de partido", default=False)
    town_hall = models.BooleanField("va en la planilla del ayuntamiento", default=False)

    objects: ClassVar = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "cargo"
        verbose_name_plural = "cargos"
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "kind"],
                condition=~Q(kind__in=SEVERAL),
                name="office_kind_once",
                violation_error_message="Esta elección ya tiene un cargo de esa clase.",
            ),
            models.UniqueConstraint(
                fields=["election", "name"],
                name="office_name_once",
                violation_error_message="Esta elección ya tiene un cargo con ese nombre.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it, with what its kind says where nothing else was said."""
        known = OFFICE_KINDS.get(self.kind)
        if known is not None:
            self.area_kind = self.area_kind or known.area
            self.called = self.called or known.called
            self.by_list = self.by_list or known.by_list
            self.town_hall = self.town_hall or known.town_hall
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse an office of the state's own that does not say where it is elected."""
        if not self.area_kind and self.kind not in OFFICE_KINDS:
            raise ValidationError({"area_kind": "Diga en qué clase de lugar se elige este cargo."})


@dataclass(frozen=True)
class OfficeKind:
    """What an office of a kind is, unless it says otherwise: where it is elected, how people look for who holds it, on
    which ballot."""

    area: str
    called: str
    by_list: bool = False
    town_hall: bool = False


OFFICE_KINDS: dict[str, OfficeKind] = {
    Office.Kind.GOVERNOR: OfficeKind(Area.Kind.STATE, "gobernadora gobernador gubernatura governor"),
    Office.Kind.DEPUTY_MR: OfficeKind(Area.Kind.DISTRICT, "diputada diputado diputación deputy congress"),
    Office.Kind.DEPUTY_RP: OfficeKind(
        Area.Kind.STATE, "diputada diputado diputación plurinominal deputy congress", by_list=True
    ),
    Office.Kind.MAYOR: OfficeKind(
        Area.Kind.MUNICIPALITY,
        "presidenta presidente alcaldesa alcalde alcaldía ayuntamiento municipal mayor president",
        town_hall=True,
    ),
    Office.Kind.TRUSTEE: OfficeKind(
        Area.Kind.MUNICIPALITY, "síndica síndico sindicatura ayuntamiento trustee", town_hall=True
    ),
    Office.Kind.COUNCILLOR: OfficeKind(
        Area.Kind.MUNICIPALITY, "regidora regidor regiduría ayuntamiento councillor councilor", town_hall=True
    ),
    Office.Kind.COMMUNITY: OfficeKind(Area.Kind.COMMUNITY, "presidenta presidente comunidad community president"),
    Office.Kind.JUDGE: OfficeKind(Area.Kind.DISTRICT, "jueza juez magistrada magistrado judge"),
}
