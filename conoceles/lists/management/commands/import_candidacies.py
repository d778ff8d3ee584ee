from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.elections.models import Election
from conoceles.lib.progress import Progress
from conoceles.lib.tables import BadTable
from conoceles.lists import presets
from conoceles.lists.importing import plan_import, save_report, write


class Command(BaseCommand):
    help = "Lee una lista oficial: crea y actualiza candidaturas y respuestas, o dice por qué no."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, XLSX, XLS u ODS")
        parser.add_argument("--preset", required=True, help=f"formato de la lista: {', '.join(presets.names())}")
        parser.add_argument("--election", required=True, help="dirección de la elección, como durango-2022")
        parser.add_argument("--only", action="append", default=[], metavar="COLUMNA=VALOR", help="solo estas filas")
        parser.add_argument(
            "--sheet", action="append", default=[], metavar="HOJA", help="esta hoja del libro; varias, o * para todas"
        )
        parser.add_argument("--dry-run", action="store_true", help="dice qué haría, sin escribir nada")
        parser.add_argument("--report", type=Path, help="archivo JSON con el destino de cada fila")

    def handle(self, *args: Any, file: Path, preset: str, election: str, **options: Any) -> None:
        found = Election.objects.filter(slug=election).first()
        if found is None:
            raise CommandError(f"No existe la elección {election}; créela con create_election.")
        if any("=" not in pair for pair in options["only"]):
            raise CommandError("Escriba el filtro como COLUMNA=VALOR.")
        only = dict(pair.split("=", 1) for pair in options["only"])
        progress = Progress("Leyendo filas")
        try:
            plan = plan_import(
                file, presets.load(preset), found, only=only, sheets=options["sheet"], progress=progress.of
            )
            if not options["dry_run"]:
                write(plan)
        except BadTable as error:
            raise CommandError(str(error)) from error
        finally:
            progress.close()
        if options["report"]:
            save_report(plan, options["report"])
        self.stdout.write(summary(plan.report(), options["dry_run"]))


def summary(report: dict[str, Any], dry_run: bool) -> str:
    """Return the closing line of an import."""
    absent = sum(item["fate"] == "absent" for item in report["items"])
    text = (
        f"{report['file']}: {report['rows']} filas; {report['created']} creadas, {report['updated']} actualizadas, "
        f"{report['unchanged']} sin cambios, {report['doubtful']} dudosas, {report['refused']} rechazadas"
    )
    text += f"; {absent} candidaturas del registro no están en la lista." if absent else "."
    if report["told"]:
        text += f" {' '.join(report['told'])}"
    if report["others"]:
        text += f" Hojas que no se leyeron: {', '.join(report['others'])}."
    if report["unread"]:
        text += f" Columnas que nadie leyó: {', '.join(report['unread'])}."
    return f"Ensayo, nada se escribió. {text}" if dry_run else text
