import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.ledger.reading import size
from conoceles.site.build.builder import AlreadyBuilding, Builder
from conoceles.site.search.store import Store

AREAS, LIST = "areas", "candidacies/ine_conoceles_durango_2022.csv"
PARTIES, COALITIONS = "parties/partidos_coahuila_durango.csv", "parties/coaliciones_coahuila_durango.csv"
NEEDED = [
    f"{AREAS}/sections_durango_2017.csv",
    f"{AREAS}/codes_ine_inegi_durango.csv",
    f"{AREAS}/municipalities_durango_inegi.geojson",
    LIST,
    PARTIES,
    COALITIONS,
]
ELECTION = "durango-2022"


class Command(BaseCommand):
    help = "Hace el recorrido completo con una lista oficial: lugares, partidos, candidaturas, publicación y sitio."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="carpeta con los datos de Durango 2022")

    def handle(self, *args: Any, source: Path, **options: Any) -> None:
        missing = [name for name in NEEDED if not (source / name).is_file()]
        if missing:
            raise CommandError(
                f"En la carpeta {source.name or source} faltan {', '.join(missing)}: el INE publica la lista de "
                "candidaturas y las "
                "secciones, y el INEGI los límites municipales; indique dónde están con SOURCE=carpeta."
            )
        call_command("migrate", verbosity=0, interactive=False)
        call_command("import_areas", source / AREAS, state="durango")
        call_command("create_election", ELECTION)
        call_command("import_parties", source / PARTIES, source / COALITIONS, election=ELECTION)
        call_command("import_candidacies", source / LIST, preset="ine-conoceles-2022", election=ELECTION)
        call_command("publish_register", election=ELECTION)
        self._build()
        self.stdout.write(
            f"Listo: el sitio está en /{ELECTION}/ cuando se sirve con make run en la misma carpeta DATA."
        )

    def _build(self) -> None:
        """Build the site, or wait until the server that runs on this folder has."""
        try:
            builder = Builder()
        except AlreadyBuilding:
            self._wait()
            return
        builder.assets.collect()
        built = builder.build()
        builder.close()
        self.stdout.write(
            f"Sitio en la edición {built.edition}: {built.written} páginas escritas en {built.seconds:.1f} s."
        )

    def _wait(self) -> None:
        store, wanted, started = Store(settings.BUILD_DIR / "site.sqlite3"), size(), time.monotonic()
        while int(store.note("edition") or 0) < wanted:
            if time.monotonic() - started > 120:
                raise CommandError(
                    "El servidor que usa esta carpeta no construyó el sitio en dos minutos: revise su salida."
                )
            time.sleep(0.1)
        self.stdout.write(f"El servidor ya muestra la edición {wanted}.")
