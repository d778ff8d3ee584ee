"""What a list left in doubt."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models import Candidacy, Election, Institute
from conoceles.lists.plan import BROKEN, NAMESAKE, NOBODY, PARTIES


class Doubt(models.Model):
    """Another name came in a later list for a known candidacy: correction or substitution, a person decides."""

    class Outcome(models.TextChoices):
        CORRECTION = "correction", "es la misma persona: se corrige su nombre"
        SUBSTITUTION = "substitution", "es otra persona: la sustituye"
        DISMISSED = "dismissed", "la lista está equivocada: no cambia nada"

    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="doubts")
    name = models.CharField("nombre en la lista nueva", max_length=160)
    file = models.CharField("archivo", max_length=160)
    line = models.PositiveIntegerField("línea")
    found_at = models.DateTimeField("encontrada", auto_now_add=True)
    outcome = models.CharField("resolución", max_length=12, choices=Outcome, blank=True)
    settled_at = models.DateTimeField("resuelta", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="quién la resolvió",
    )

    class Meta:
        verbose_name = "duda"
        verbose_name_plural = "dudas"
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "name"], condition=Q(outcome=""), name="doubt_open_once"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True) | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="doubt_settled_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy} → {self.name}"


class HeldRow(models.Model):
    """Rows of a list that register nobody until a person says who they are of: what the list says, and what was
    said."""

    class Kind(models.TextChoices):
        NOBODY = NOBODY, "la celda no nombra a nadie"
        BROKEN = BROKEN, "el nombre tiene letras rotas"
        PARTIES = PARTIES, "la misma persona por varios partidos"
        NAMESAKE = NAMESAKE, "el registro ya tiene a alguien con ese nombre"

    class Outcome(models.TextChoices):
        REGISTERED = "registered", "se registra"
        DISMISSED = "dismissed", "no se registra"

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="held_rows", verbose_name="elección")
    kind = models.CharField("por qué espera", max_length=10, choices=Kind)
    # What tells the same rows of a later list.
    mark = models.CharField(max_length=64)
    # As `plan.Listed.as_json` gives them.
    rows = models.JSONField("renglones")
    # What of them the list brings: "party", "area".
    create = models.JSONField("lo que la lista trae", default=list)
    file = models.CharField("archivo", max_length=160)
    # As a person finds it: «380», «hoja Síndicos, 12».
    place = models.CharField("línea", max_length=120)
    found_at = models.DateTimeField("encontrada", auto_now_add=True)
    outcome = models.CharField("resolución", max_length=12, choices=Outcome, blank=True)
    # The name, or the party, that was said; EACH where all the rows are different people.
    answer = models.CharField("lo que se dijo", max_length=160, blank=True)
    settled_at = models.DateTimeField("resuelta", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="quién la resolvió",
    )

    # Different people; the same one, who stands twice.
    EACH, SAME = "*", "="

    class Meta:
        verbose_name = "renglón en espera"
        verbose_name_plural = "renglones en espera"
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["election", "mark"], name="held_row_once"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True) | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="held_row_settled_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return str(self.rows[0]["name"])


class ListUpload(models.Model):
    """A list that somebody sent: read, and kept for a week while it is decided whether it is written."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+", verbose_name="elección")
    preset = models.CharField("formato", max_length=80)
    only = models.JSONField("solo estas filas", default=dict)
    sheets = models.JSONField("hojas", default=list)
    # What a person paired: {field: {word of the list: the register's}}.
    words = models.JSONField("palabras", default=dict)
    name = models.CharField("archivo", max_length=160)
    # The private blobs of the file, and of what it would do, or did.
    blob = models.CharField(max_length=80)
    report = models.CharField(max_length=80)
    by = models.CharField("quién", max_length=40, blank=True)
    at = models.DateTimeField("recibida", default=timezone.now)
    written_at = models.DateTimeField("escrita", null=True, blank=True)
    # The private blob of what takes it back.
    undo = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField("deshecha", null=True, blank=True)

    class Meta:
        verbose_name = "lista recibida"
        verbose_name_plural = "listas recibidas"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name


class PairedWords(models.Model):
    """What the words of a format's lists are in an election's register, as a person paired them: {field: {word of the
    list: the register's}}."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+", verbose_name="elección")
    preset = models.CharField("formato", max_length=80)
    words = models.JSONField("palabras", default=dict)

    class Meta:
        verbose_name = "palabras emparejadas"
        verbose_name_plural = "palabras emparejadas"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["election", "preset"], name="paired_words_once")]

    def __str__(self) -> str:
        return self.preset


class SettledWork(models.Model):
    """A work of the set-up of an election that somebody looked at, or said that it is not needed."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="settled_works")
    work = models.CharField("trabajo", max_length=20)
    # As it stood then: what changed is looked at again.
    mark = models.CharField(max_length=16)
    at = models.DateTimeField("cuándo", default=timezone.now)
    by = models.CharField("quién", max_length=40)

    class Meta:
        verbose_name = "trabajo de preparación resuelto"
        verbose_name_plural = "trabajos de preparación resueltos"
        constraints = [models.UniqueConstraint(fields=["election", "work"], name="work_settled_once")]

    def __str__(self) -> str:
        return self.work


class PlaceFile(models.Model):
    """What INE or INEGI publish of places, as somebody sent it: read, its columns chosen, and written or not."""

    class Kind(models.TextChoices):
        BOUNDARIES = "boundaries", "límites"
        SECTIONS = "sections", "secciones"
        KEYS = "keys", "claves y cabeceras"

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="place_files")
    kind = models.CharField("qué trae", max_length=10, choices=Kind)
    name = models.CharField("archivo", max_length=160)
    blob = models.CharField("sus renglones", max_length=80)
    # {field: column}; whose the keys of its places are; what its places are.
    columns = models.JSONField("columnas", default=dict)
    whose = models.CharField("de quién son las claves", max_length=5, default="ine")
    places = models.CharField("qué lugares son", max_length=16, default="municipality")
    at = models.DateTimeField("recibido", default=timezone.now)
    by = models.CharField("quién", max_length=40)
    written_at = models.DateTimeField("escrito", null=True, blank=True)

    class Meta:
        verbose_name = "archivo de lugares"
        verbose_name_plural = "archivos de lugares"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


class ListFormat(models.Model):
    """How a kind of official list is read, as an institute made it on screen: the same data as a preset's file."""

    institute = models.ForeignKey(Institute, on_delete=models.CASCADE, related_name="list_formats")
    title = models.CharField("nombre", max_length=120)
    # As `presets.preset_of` reads it from TOML.
    document = models.JSONField("formato", default=dict)
    # The private blob of the list on which it was made, for a week, and its name.
    sample = models.CharField(max_length=80, blank=True)
    sample_name = models.CharField(max_length=160, blank=True)
    # The row of its heading, where a person said it; 0 where it is found out.
    heading = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField("hecho", default=timezone.now)
    by = models.CharField("quién", max_length=40)

    class Meta:
        verbose_name = "formato de lista"
        verbose_name_plural = "formatos de lista"
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "title"],
                name="list_format_title_once",
                violation_error_message="Ya hay un formato con ese nombre.",
            )
        ]

    def __str__(self) -> str:
        return self.title
