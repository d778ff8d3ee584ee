import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.config.watch import deep, estimate
from conoceles.config.watch.facts import Fact, State
from conoceles.config.watch.looking import look
from conoceles.config.watch.telling import tell

# More than the whole country has.
MOST = 1_000_000
MARK = {State.WELL: "  bien", State.ATTENTION: "! atención", State.WRONG: "✗ MAL"}


class Command(BaseCommand):
    help = (
        "Dice cómo está la instalación, cada cosa que está mal y cómo se remedia; termina con 1 si algo está mal. "
        "--deep lo revisa todo, también cada archivo del sitio; --estimate N dice qué equipo pide una elección."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--deep", action="store_true", help="todo el registro, todo lo cifrado, cada archivo (minutos)"
        )
        parser.add_argument("--json", action="store_true", help="para otro programa")
        parser.add_argument(
            "--tell", action="store_true", help="avisa por correo de lo que cambió; para un temporizador"
        )
        parser.add_argument("--estimate", type=int, metavar="N", help="qué pide una elección de N candidaturas")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["estimate"] is not None and not 0 < options["estimate"] <= MOST:
            raise CommandError(f"Diga cuántas candidaturas, de 1 a {MOST:,}.")
        if options["estimate"] is not None:
            for line in estimate.lines(options["estimate"]):
                self.stdout.write(line)
            return
        facts = look(fresh=True)
        if options["deep"]:
            facts = sorted([*facts, *deep.look()], key=lambda fact: -fact.state)
        if options["tell"]:
            tell(facts)
        if options["json"]:
            self.stdout.write(
                json.dumps([asdict(one) | {"state": one.state.said} for one in facts], ensure_ascii=False)
            )
        else:
            self._say(facts)
        wrong = sum(fact.state == State.WRONG for fact in facts)
        if wrong:
            raise CommandError(f"{wrong} {'cosa está' if wrong == 1 else 'cosas están'} mal.")

    def _say(self, facts: list[Fact]) -> None:
        for fact in facts:
            self.stdout.write(f"{MARK[fact.state]:<11} {fact.title}: {fact.said}")
            if fact.do and fact.state != State.WELL:
                self.stdout.write(f"{'':<11} → {fact.do}")
