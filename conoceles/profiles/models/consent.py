"""What was told about personal data, and what each candidacy consented to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from conoceles.elections.models import Agreement, Election, Role
from conoceles.profiles.models.profile import Profile


class LegalText(models.Model):
    """A version of a notice or of a statement, with the agreement that approved it. A version that was shown never
    changes."""

    class Kind(models.TextChoices):
        NOTICE_SHORT = "notice_short", "aviso de privacidad simplificado"
        NOTICE_FULL = "notice_full", "aviso de privacidad integral"
        TREATMENT = "treatment", "consentimiento: tratamiento de los datos"
        PUBLICATION = "publication", "consentimiento: publicación de los datos de identidad"
        STATISTICS = "statistics", "consentimiento: uso estadístico"

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, related_name="legal_texts", verbose_name="elección"
    )
    kind = models.CharField("texto", max_length=14, choices=Kind)
    number = models.PositiveSmallIntegerField("versión")
    text = models.TextField("texto")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, verbose_name="acuerdo que lo aprobó")
    since = models.DateTimeField("desde", default=timezone.now)

    class Meta:
        verbose_name = "texto de privacidad"
        verbose_name_plural = "textos de privacidad"
        ordering = ["kind", "-number"]
        constraints = [models.UniqueConstraint(fields=["election", "kind", "number"], name="legal_text_version_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, versión {self.number}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def latest_of(self, profile: Profile) -> dict[str, "Consent"]:
        """Return {statement: the last word on it}."""
        rows = self.filter(profile=profile).select_related("text__agreement").order_by("id")
        return {row.text.kind: row for row in rows}


class Consent(models.Model):
    """One answer to one statement. A change of mind is another row; none is ever rewritten."""

    class How(models.TextChoices):
        SCREEN = "screen", "en pantalla"
        SCAN = "scan", "en papel firmado"

    STATEMENTS = (LegalText.Kind.TREATMENT, LegalText.Kind.PUBLICATION, LegalText.Kind.STATISTICS)

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="consents", verbose_name="perfil")
    text = models.ForeignKey(LegalText, on_delete=models.PROTECT, verbose_name="texto que respondió")
    given = models.BooleanField("consiente")
    at = models.DateTimeField("momento", default=timezone.now)
    by = models.CharField("cuenta", max_length=40, blank=True)
    role = models.CharField("como", max_length=16, choices=Role)
    how = models.CharField("medio", max_length=10, choices=How)
    # The private blob of the signed scan.
    scan = models.CharField("documento firmado", max_length=80, blank=True)
    # The sealed blob of the same paper, as it was received: the clean copy keeps what it shows, not its electronic
    # signature.
    received = models.CharField("documento firmado, como se recibió", max_length=80, blank=True)

    objects: ClassVar = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "consentimiento"
        verbose_name_plural = "consentimientos"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how="screen", scan="") | (Q(how="scan") & ~Q(scan="")),
                name="consent_scan_kept",
                violation_error_message="Un consentimiento en papel lleva su documento firmado.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.text.get_kind_display()}: {'sí' if self.given else 'no'}"
