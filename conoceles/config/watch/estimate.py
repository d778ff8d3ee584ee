"""What an election of so many candidacies asks of a server: of what this one was seen to take, or of what was measured
where it holds too few."""

import os
from collections.abc import Iterator

from django.conf import settings

from conoceles.config.watch.facts import ago, amount
from conoceles.ledger.models import Edition

# What a candidacy took when it was measured (docs/performance.md, «What a candidacy takes»): bytes on disk and names of
# files of the built site, bytes of the database with the index of search, and seconds of a first build on two
# processors.
BYTES, FILES, ROWS, SECONDS = 84_000, 8.5, 40_000, 0.02
# An allowance: a photograph as it was handed in and its sizes, and a signed paper.
MEDIA = 900_000
# Memory of what always runs (two workers, builder, clock), and what each candidacy adds to the builder.
MEMORY, MEMORY_EACH = 700_000_000, 25_000
# Fewer than these say little of the next.
ENOUGH = 100


def lines(count: int) -> Iterator[str]:
    """Yield Spanish lines: disk, names of files, memory, time of a first build, and the server that is enough."""
    size, files, seen = _site()
    of = f"medido en este servidor, con {seen} candidaturas" if seen else "medido en elecciones de prueba"
    disk = count * (size + ROWS + MEDIA)
    memory = MEMORY + count * MEMORY_EACH
    yield f"Una elección de {count:,} candidaturas pide ({of}):"
    parts = f"sitio {amount(count * size)}, base {amount(count * ROWS)}, archivos {amount(count * MEDIA)}"
    yield f"  disco     {amount(disk)}: {parts}"
    backups = amount(count * (ROWS * settings.BACKUP_DAYS + MEDIA))
    yield f"  respaldos {backups} en otro disco, con {settings.BACKUP_DAYS} días guardados"
    yield f"  archivos  {count * files:,.0f} nombres (inodos)"
    yield f"  memoria   {amount(memory)}"
    yield f"  tiempo    {ago(count * SECONDS)} de una primera construcción con dos procesadores"
    cores, ram, space = (2, 4, 80) if count <= 20_000 else (4, 16, 320)
    yield f"  Basta un servidor de {cores} procesadores, {ram} GB de memoria y {space} GB de disco."


def _site() -> tuple[float, float, int]:
    """Return bytes and files that a candidacy takes of the built site, and of how many this is known; 0 where what was
    measured elsewhere is returned."""
    count = Edition.objects.filter(kind="candidacy", action="publish").values("key").distinct().count()
    if count < ENOUGH:
        return BYTES, FILES, 0
    size = files = 0
    for folder, _folders, names in os.walk(settings.BUILD_DIR / "site"):
        files += len(names)
        size += sum(os.stat(os.path.join(folder, name)).st_blocks * 512 for name in names)  # noqa: PTH116, PTH118
    return size / count, files / count, count
