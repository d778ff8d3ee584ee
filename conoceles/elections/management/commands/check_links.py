from typing import Any

from django.core.management.base import BaseCommand

from conoceles.elections.links import check, links_of
from conoceles.elections.models import Election


class Command(BaseCommand):
    help = "Prueba los enlaces que nombran las elecciones públicas y dice cuáles no responden."

    def handle(self, *args: Any, **options: Any) -> None:
        for election in Election.objects.filter(published_at__isnull=False):
            broken = check(election)
            self.stdout.write(f"{election.slug}: {len(links_of(election))} enlaces, {len(broken)} sin responder.")
            for link in broken:
                self.stdout.write(f"  {link.url}: {link.problem}")
