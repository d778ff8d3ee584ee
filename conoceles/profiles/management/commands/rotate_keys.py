from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections import key_acts
from conoceles.ledger.acts import set_aside_place
from conoceles.ledger.models import SetAside
from conoceles.lib import sealed_blobs
from conoceles.lib.progress import Progress
from conoceles.lib.sealing import CannotUnseal, seal, unseal
from conoceles.profiles.models import Consent, IdentityAnswer, Submission

SECOND_FACTOR = "second-factor"


class Command(BaseCommand):
    help = (
        "Vuelve a cifrar todo con la primera llave de CONOCELES_SEAL_KEYS; las demás deben seguir ahí hasta que "
        "termine. "
        "Se puede interrumpir y repetir."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not key_acts.allowed(timezone.now()):
            raise CommandError(
                "El cambio de llave necesita dos personas: pídalo en el taller, en «Actos de dos personas», y corra "
                "esto cuando otra lo libere."
            )
        try:
            answers = self._each(IdentityAnswer.objects.order_by("pk"), "respuestas", _answer)
            submissions = self._each(Submission.objects.filter(sealed=True).order_by("pk"), "entregas", _submission)
            factors = self._each(Authenticator.objects.order_by("pk"), "segundos factores", _second_factor)
            papers = self._each(Consent.objects.exclude(received="").order_by("pk"), "papeles firmados", _paper)
            aside = self._each(SetAside.objects.order_by("pk"), "cuerpos apartados", _aside)
        except CannotUnseal as error:
            raise CommandError(str(error)) from error
        record(
            "keys-rotated", answers=answers, submissions=submissions, second_factors=factors, papers=papers, aside=aside
        )
        self.stdout.write(
            f"Cifrado de nuevo: {answers} respuestas, {submissions} entregas, {factors} segundos factores, {papers} "
            f"papeles firmados, {aside} cuerpos apartados."
        )

    def _each(self, rows: Any, name: str, again: Any) -> int:
        done, bar = 0, Progress(name, rows.count())
        for pk in list(rows.values_list("pk", flat=True)):
            with transaction.atomic():
                again(rows.model.objects.select_for_update(of=("self",)).get(pk=pk))
            done += 1
            bar(done)
        return done


def _answer(row: IdentityAnswer) -> None:
    row.value = str(row.value)
    row.save(update_fields=["sealed"])


def _submission(row: Submission) -> None:
    place = f"submission {row.section_id}"
    row.content = seal(unseal(row.content, place), place)
    row.save(update_fields=["content"])


def _paper(row: Consent) -> None:
    sealed_blobs.seal_again(row.received)


def _aside(row: SetAside) -> None:
    place = set_aside_place(row.number)
    row.content = seal(unseal(row.content, place), place)
    row.save(update_fields=["content"])


def _second_factor(row: Authenticator) -> None:
    for name in ("secret", "seed"):
        if name in row.data:
            row.data[name] = seal(unseal(row.data[name], SECOND_FACTOR), SECOND_FACTOR)
    if "migrated_codes" in row.data:
        row.data["migrated_codes"] = [
            seal(unseal(code, SECOND_FACTOR), SECOND_FACTOR) for code in row.data["migrated_codes"]
        ]
    row.save(update_fields=["data"])
