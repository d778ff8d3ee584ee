from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from conoceles.demo.load import DAYS_LEFT, SLUG, demo_account, load, set_phase
from conoceles.elections.models import Election


class Command(BaseCommand):
    help = "Carga la elección de demostración (datos ficticios), o la pone en otra fase de su calendario."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--phase", choices=list(DAYS_LEFT), default="open")

    def handle(self, *args: Any, phase: str, **options: Any) -> None:
        now = timezone.now()
        election = Election.objects.filter(slug=SLUG).first() or load(now)
        set_phase(election, phase, now)
        self.stdout.write(f"{election}: fase {phase}, se vota el {election.day:%d/%m/%Y}.")
        self.stdout.write(demo_account())
