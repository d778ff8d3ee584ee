"""Places: states, municipalities, districts, and the table that says which section lies where."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from conoceles.lib.keys import new_key
from conoceles.lib.zones import ZONES


class DistrictPlan(models.Model):
    """A division of a state into districts, valid between two dates."""

    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    state = models.CharField("clave de la entidad", max_length=2)
    state_name = models.CharField("entidad", max_length=60)
    name = models.CharField("nombre", max_length=120)
    time_zone = models.CharField(
        "zona horaria para votar",
        max_length=40,
        choices=list(ZONES.items()),
        blank=True,
        help_text="Solo si no es la del instituto, como en los municipios de la frontera.",
    )
    valid_from = models.DateField("vigente desde")
    valid_to = models.DateField("vigente hasta", null=True, blank=True)

    class Meta:
        verbose_name = "distritación"
        verbose_name_plural = "distritaciones"
        ordering = ["state", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "name"],
                name="plan_name_once",
                violation_error_message="Ya hay una distritación así.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="plan_validity_in_order",
                violation_error_message="La vigencia termina antes de empezar.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def holds_on(self, day: date) -> bool:
        """Return whether it is the division of its state on a day."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


class AreaQuerySet(models.QuerySet["Area"]):
    def municipalities(self) -> "AreaQuerySet":
        return self.filter(kind=Area.Kind.MUNICIPALITY)

    def of_plan(self, plan: DistrictPlan | None) -> "AreaQuerySet":
        """Areas of a plan's state: its own districts and what no plan divides."""
        if plan is None:
            return self.none()
        return self.filter(state=plan.state).filter(Q(plan=plan) | Q(plan__isnull=True))


class Area(models.Model):
    class Kind(models.TextChoices):
        STATE = "state", "entidad"
        MUNICIPALITY = "municipality", "municipio"
        DISTRICT = "district", "distrito local"
        COMMUNITY = "community", "comunidad"
        CIRCUMSCRIPTION = "circumscription", "circunscripción"

    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    state = models.CharField("clave de la entidad", max_length=2)
    kind = models.CharField("clase", max_length=16, choices=Kind)
    plan = models.ForeignKey(DistrictPlan, verbose_name="distritación", on_delete=models.PROTECT, null=True, blank=True)
    name = models.CharField("nombre", max_length=120)
    time_zone = models.CharField(
        "zona horaria para votar",
        max_length=40,
        choices=list(ZONES.items()),
        blank=True,
        help_text="Solo si no es la del instituto, como en los municipios de la frontera.",
    )
    slug = models.SlugField("dirección", max_length=90)
    ine_name = models.CharField("nombre en las listas del INE, si es otro", max_length=120, blank=True)
    ine_code = models.CharField("clave INE", max_length=12, blank=True)
    inegi_code = models.CharField("clave INEGI", max_length=12, blank=True)
    head_town = models.CharField("cabecera", max_length=120, blank=True)
    boundary = models.JSONField("límites", null=True, blank=True, editable=False)
    tile_column = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    objects: ClassVar = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "lugar"
        verbose_name_plural = "lugares"
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "kind", "ine_code"],
                condition=Q(plan__isnull=True) & ~Q(ine_code=""),
                name="area_code_once",
                violation_error_message="Ya hay un lugar de esa clase con esa clave INE.",
            ),
            models.UniqueConstraint(
                fields=["plan", "kind", "ine_code"],
                condition=~Q(ine_code=""),
                name="area_code_once_in_plan",
                violation_error_message="Ya hay un distrito con esa clave en la distritación.",
            ),
            models.CheckConstraint(
                condition=Q(plan__isnull=True) | Q(kind="district"),
                name="area_only_districts_have_a_plan",
                violation_error_message="Solo los distritos pertenecen a una distritación.",
            ),
            models.CheckConstraint(
                condition=Q(tile_column__isnull=True, tile_row__isnull=True)
                | Q(tile_column__isnull=False, tile_row__isnull=False),
                name="area_tile_is_whole",
                violation_error_message="La posición en el mapa necesita columna y fila.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SectionQuerySet(models.QuerySet["Section"]):
    def offered(self) -> "SectionQuerySet":
        """Sections that still exist: retired ones stay in the table and are not offered."""
        return self.filter(retired=False)


class Section(models.Model):
    plan = models.ForeignKey(DistrictPlan, on_delete=models.CASCADE, related_name="sections")
    number = models.PositiveIntegerField("número")
    municipality = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name="municipio")
    district = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="distrito"
    )
    district_code = models.CharField("distrito según la tabla", max_length=12, blank=True)
    retired = models.BooleanField("dada de baja", default=False)

    objects: ClassVar = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "sección"
        verbose_name_plural = "secciones"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="section_number_once")]

    def __str__(self) -> str:
        return f"{self.number:04}"
