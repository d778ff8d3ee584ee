import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.lib.progress import Progress
from conoceles.site.build import AlreadyBuilding, Builder, Built


class Command(BaseCommand):
    help = "Construye el sitio a partir del registro público: solo lo que cambió."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="hace de nuevo todas las páginas")
        parser.add_argument("--watch", action="store_true", help="sigue el registro público hasta que se detenga")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            builder = Builder()
        except AlreadyBuilding as error:
            raise CommandError(str(error)) from error
        stopped: list[int] = []
        if options["watch"]:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda signum, frame: stopped.append(signum))
        progress = Progress("Construyendo")

        def show(done: int, total: int) -> None:
            progress.total = total
            progress(done)

        builder.assets()
        self._say(builder.build(everything=options["all"], progress=show))
        progress.close()
        if options["watch"]:
            builder.watch(lambda: bool(stopped), self._say)
        builder.close()

    def _say(self, built: Built) -> None:
        self.stdout.write(
            f"Sitio en la edición {built.edition}: {built.written} páginas escritas, {built.removed} retiradas, "
            f"{built.planned} en total, {built.seconds:.1f} s."
        )
        self.stdout.flush()
