from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.elections.models import Election
from conoceles.lib import csv_file
from conoceles.profiles.flags import of_election
from conoceles.profiles.models import FlagKind

AROUND = 30


class Command(BaseCommand):
    help = "Los avisos de la máquina sobre todo lo entregado en una elección, o lo que trajo una lista. No guarda nada."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--election", required=True, metavar="DIRECCIÓN")
        parser.add_argument("--csv", action="store_true", help="como CSV: candidatura, pregunta, aviso, desde, hasta")

    def handle(self, *args: Any, **options: Any) -> None:
        election = Election.objects.filter(slug=options["election"]).first()
        if election is None:
            raise CommandError(f"No hay una elección con la dirección «{options['election']}».")
        kinds: Counter[str] = Counter()
        people = 0
        rows: list[tuple[Any, ...]] = []
        for candidacy, found in of_election(election):
            people += 1
            for flag, text in found:
                kinds[flag.kind] += 1
                rows.append((candidacy.key, flag.question, flag.kind, flag.start, flag.end))
                if not options["csv"]:
                    place = " ".join(text[max(0, flag.start - AROUND) : flag.end + AROUND].split())
                    label = FlagKind(flag.kind).label + (f" ({flag.percent}%)" if flag.percent else "")
                    self.stdout.write(f"{candidacy.person.name} · {flag.question} · {label}: …{place[:160]}…")
        if options["csv"]:
            self.stdout.writelines(csv_file.lines(("candidatura", "pregunta", "aviso", "desde", "hasta"), rows))
        totals = ", ".join(f"{FlagKind(kind).label.lower()}: {count}" for kind, count in kinds.most_common())
        self.stderr.write(f"{people} candidaturas, {kinds.total()} avisos. {totals}")
