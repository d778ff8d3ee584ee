from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from conoceles.demo import removal
from conoceles.demo.load import DAYS_LEFT, SLUG, demo_account, load, set_phase
from conoceles.elections.models import Election


class Command(BaseCommand):
    help = "Carga la elección de demostración (datos ficticios), o la pone en otra fase de su calendario."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--phase", choices=list(DAYS_LEFT), default="open")
        parser.add_argument("--remove", action="store_true", help="la quita del sitio y del registro, con sus cuentas")

    def handle(self, *args: Any, phase: str, remove: bool, **options: Any) -> None:
        if remove:
            self.stdout.write(self._remove())
            return
        now = timezone.now()
        election = Election.objects.filter(slug=SLUG).first() or load(now)
        set_phase(election, phase, now)
        self.stdout.write(f"{election}: fase {phase}, se vota el {election.day:%d/%m/%Y}.")
        self.stdout.write(demo_account())

    def _remove(self) -> str:
        election = Election.objects.filter(slug=SLUG, fictional=True).first()
        if election is None:
            return "No hay elección de demostración."
        gone = removal.remove(election)
        (settings.DATA_DIR / "keys" / "demo_password").unlink(missing_ok=True)
        return (
            f"Se quitó la demostración: {gone} renglones, con sus cuentas. En el libro consta que se publicó y se "
            "retiró; sus páginas dejan el sitio en cuanto se construya."
        )
