from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Election
from conoceles.lib.progress import Progress
from conoceles.reports.archive import pack


class Command(BaseCommand):
    help = (
        "El expediente de una elección, de un partido o de una contienda: un ZIP con fichas, consentimientos, índice y "
        "huellas."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="ARCHIVO.zip")
        parser.add_argument("--election", required=True, metavar="DIRECCIÓN")
        parser.add_argument("--party", metavar="DIRECCIÓN DEL PARTIDO")
        parser.add_argument("--contest", metavar="DIRECCIÓN DE LA CONTIENDA")

    def handle(self, *args: Any, **options: Any) -> None:
        election = Election.objects.filter(slug=options["election"]).first()
        if election is None:
            raise CommandError(f"No hay una elección con la dirección «{options['election']}».")
        rows = Candidacy.objects.of_election(election).filter(office__answers=True).with_register()
        for name, path in (("party", "ticket__party__slug"), ("contest", "ticket__contest__slug")):
            if options[name]:
                rows = rows.filter(**{path: options[name]})
        total = rows.count()
        if not total:
            raise CommandError("No hay ninguna candidatura así.")
        draft = options["file"].with_suffix(".part")
        with draft.open("wb") as out:
            ordered = rows.select_related("election__institute").order_by("ticket__contest__name", "pk")
            done = pack(ordered.iterator(chunk_size=100), out, Progress("fichas", total))
        draft.replace(options["file"])
        record("archive-made", election=election.slug, sheets=done, of=options["party"] or options["contest"] or "")
        self.stdout.write(f"{done} fichas en {options['file']}.")
