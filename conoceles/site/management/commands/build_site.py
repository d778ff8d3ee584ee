import logging
import os
import signal
import sqlite3
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.ledger import witness
from conoceles.lib.orphans import end_with_parent
from conoceles.lib.progress import Progress
from conoceles.site.build.builder import BACKGROUND_LOCK, DRAW_FOR, DRAWN, AlreadyBuilding, Builder, Built, StoreLost

MORE = 3
log = logging.getLogger("conoceles.builder")
LOST = "El almacén del sitio se perdió o está dañado; al empezar otra vez se hace de nuevo."


class Command(BaseCommand):
    help = "Construye el sitio a partir del registro público: solo lo que cambió."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="hace de nuevo todas las páginas")
        parser.add_argument("--watch", action="store_true", help="sigue el registro público hasta que se detenga")
        parser.add_argument(
            "--background",
            action="store_true",
            help="solo lo que sigue después: cifras, descargas, folletos y tarjetas",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["watch"] or options["background"]:
            # The one that works in the background is the builder's.
            end_with_parent(settings.PARENT if options["watch"] else 0)
        # Whenever it is interrupted, what was not finished is made at the next start.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            builder = Builder(lock=BACKGROUND_LOCK if options["background"] else "lock")
        except AlreadyBuilding as error:
            raise CommandError(str(error)) from error
        try:
            if options["background"]:
                # It never takes a core from whoever makes pages or answers.
                os.nice(10)
                if builder.build_background(limit=DRAW_FOR).left:
                    # Whoever keeps the site starts another run.
                    sys.exit(MORE)
            else:
                self._build(builder, **options)
        except (StoreLost, sqlite3.DatabaseError) as error:
            said = str(error) if isinstance(error, StoreLost) else ""
            raise CommandError(said or LOST) from error
        except KeyboardInterrupt:
            sys.exit(0 if options["watch"] else 130)
        finally:
            builder.close()

    def _build(self, builder: Builder, **options: Any) -> None:
        progress = Progress("Construyendo")
        if not options["watch"] and (said := witness.trouble()):
            raise CommandError(said)
        builder.assets.collect()
        built = builder.build(everything=options["all"], progress=progress.of)
        progress.close()
        self._say(built)
        if not options["watch"]:
            self.stdout.write("Las páginas ya se leen; falta lo que tarda más: cifras, descargas, folletos y tarjetas.")
            self.stdout.flush()
            # Paper and pictures, which a builder that stays makes when it is idle.
            if options["all"]:
                builder.manifest = {path: "" if DRAWN.search(path) else mark for path, mark in builder.manifest.items()}
            drawing = Progress("Dibujando lo que se imprime y se comparte")
            drawn = builder.build_background(progress=drawing.of)
            drawing.close()
            self.stdout.write(
                f"Cifras, descargas, folletos y tarjetas en la edición {drawn.edition}: {drawn.written} archivos, "
                f"{drawn.seconds:.1f} s. El sitio está completo."
            )
        else:
            builder.watch(lambda built: log.info(_said(built)))

    def _say(self, built: Built) -> None:
        self.stdout.write(_said(built))
        self.stdout.flush()


def _said(built: Built) -> str:
    return (
        f"Sitio en la edición {built.edition}: {built.written} páginas escritas, {built.removed} retiradas, "
        f"{built.planned} en total, {built.seconds:.1f} s. Raíz {built.root}."
    )
