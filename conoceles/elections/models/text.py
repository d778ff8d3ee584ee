"""Pages that staff write for the site, each version kept, and whether the addresses that the site names still
answer."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models

from conoceles.elections.models.election import Election
from conoceles.lib.keys import new_key


class PageText(models.Model):
    """A page of words: «Qué es Conóceles», «Accesibilidad». What is public is what its last publication said."""

    key = models.CharField(max_length=16, default=new_key, unique=True, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="texts", verbose_name="elección")
    slug = models.CharField(
        "dirección",
        max_length=60,
        help_text="En minúsculas y con guiones, como que-es. Las traducciones de una página llevan la misma.",
        validators=[RegexValidator(r"^[a-z0-9-]+$", "Use minúsculas sin acentos, números y guiones, como que-es.")],
    )
    language = models.CharField(
        "lengua",
        max_length=3,
        default="es",
        help_text="es para español, en para inglés.",
        validators=[RegexValidator(r"^[a-z]{2,3}$", "Use el código de la lengua, de dos o tres letras, como es o en.")],
    )
    title = models.CharField("título", max_length=120)
    body = models.TextField(
        "texto",
        max_length=40_000,
        help_text="Una línea en blanco separa párrafos. «## » empieza un subtítulo, «- » una lista, **así** se resalta "
        "y [así](https://ejemplo.mx) se enlaza.",
    )
    order = models.PositiveSmallIntegerField("orden en el pie de página", default=1)
    is_public = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = "texto"
        verbose_name_plural = "textos"
        ordering = ["order", "slug", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "slug", "language"],
                name="text_once_in_each_language",
                violation_error_message="Ya hay un texto con esa dirección en esa lengua.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class TextVersion(models.Model):
    """What a text said when it was saved, and by whom."""

    text = models.ForeignKey(PageText, on_delete=models.CASCADE, related_name="versions")
    title = models.CharField(max_length=120)
    body = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    published = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.text}, {self.at:%d/%m/%Y %H:%M}"


class CheckedLinkQuerySet(models.QuerySet["CheckedLink"]):
    def broken(self) -> "CheckedLinkQuerySet":
        return self.exclude(problem="")


class CheckedLink(models.Model):
    """An address that the site names, and what came of asking for it last; `problem` is '' when it answered."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="checked_links")
    url = models.URLField(max_length=500)
    at = models.DateTimeField()
    problem = models.CharField(max_length=120, blank=True)
    broken_since = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = CheckedLinkQuerySet.as_manager()

    class Meta:
        ordering = ["url"]
        constraints = [
            models.UniqueConstraint(fields=["election", "url"], name="link_checked_once"),
            models.CheckConstraint(
                condition=models.Q(problem="", broken_since__isnull=True)
                | (~models.Q(problem="") & models.Q(broken_since__isnull=False)),
                name="link_broken_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.url
