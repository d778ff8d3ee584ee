"""Sealing the register of acts: a chain of hashes, whose last one is kept outside the database too.

Acts are sealed together, once a minute, and not one by one as they are written: that would let one act at a time happen
in the whole installation.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from hashlib import sha256
from itertools import pairwise

from django.db import IntegrityError, transaction
from django.db.models import Q

from conoceles.audit.models import Record, Seal
from conoceles.lib import apart

SEEN = "audit.json"
# Runs that are looked for in one query; and for how many seals something may still come below the last.
MOST, OPEN = 300, 120
Run = list[int]


def seal() -> Seal | None:
    """Seal the acts that were written since the last time, and return the seal; None when there were none.

    What is sealed is what can be read now: an act whose transaction ends later is of a later seal.
    """
    last = Seal.objects.order_by("-number").first()
    upto, number = (last.upto, last.number + 1) if last else (0, 1)
    holes = [hole for hole in last.holes if hole[2] > number - OPEN] if last else []
    late = _within([hole[:2] for hole in holes])
    fresh = list(Record.objects.filter(Q(pk__gt=upto) | late).order_by("pk"))
    if not fresh:
        return None
    numbers = [row.pk for row in fresh]
    # What was before the very first act of all is no hole.
    upto = upto if last else numbers[0] - 1
    made = Seal(
        number=number,
        runs=_runs(numbers),
        holes=(_without(holes, numbers) + [[*run, number] for run in _between(upto, numbers)])[-MOST:],
        upto=max(upto, numbers[-1]),
        count=len(fresh),
        hash=_hash(last.hash if last else "", fresh),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        # Another process sealed them.
        return None
    return made


def keep() -> None:
    """Keep the last seal outside the database, unless the one that is there is not in it any more."""
    last = Seal.objects.order_by("-number").first()
    if last is not None and not trouble():
        take()


def take() -> None:
    """Keep the last seal outside the database, whatever was kept before: a person decided so."""
    last = Seal.objects.order_by("-number").first()
    apart.put(SEEN, json.dumps({"number": last.number, "hash": last.hash} if last else {}))


def trouble() -> str:
    """Return the sentence that says that the seal that was kept is not in the database; '' when it is."""
    kept = json.loads(apart.read(SEEN) or "{}")
    if not kept:
        return ""
    found = Seal.objects.filter(number=kept["number"]).values_list("hash", flat=True).first()
    if found == kept["hash"]:
        return ""
    what = "falta" if found is None else "fue reescrito"
    return f"El sello {kept['number']} del registro de actos {what}: la base de datos es anterior o se alteró."


def verify() -> Iterator[str]:
    """Yield one Spanish sentence for each seal whose acts are not those that were written; then what is wrong with the
    last one that was kept."""
    before, sealed, last = "", 0, None
    for number, one in enumerate(Seal.objects.order_by("number").iterator(chunk_size=500), 1):
        if one.number != number:
            yield f"Registro de actos: falta el sello {number}."
            return
        rows = list(Record.objects.filter(_within(one.runs)).order_by("pk"))
        sealed += one.count
        first, last = one.runs[0][0], one.runs[-1][1]
        if len(rows) != one.count:
            yield f"Registro de actos: entre el {first} y el {last} había {one.count}, y hay {len(rows)}."
        elif _hash(before, rows) != one.hash:
            yield f"Registro de actos: alguno entre el {first} y el {last} fue alterado, o su sello."
        before, last = one.hash, one
    if said := trouble():
        yield said
    if last is not None:
        yield from _unsealed(last, sealed)


def _unsealed(last: Seal, sealed: int) -> Iterator[str]:
    """Yield that there are acts below the last sealed one that no seal covers: they were put there afterwards."""
    below = Record.objects.filter(pk__lte=last.upto).exclude(_within([hole[:2] for hole in last.holes])).count()
    if below > sealed:
        yield f"Registro de actos: {below - sealed} se agregaron entre otros que ya estaban sellados."


def _hash(before: str, rows: Iterable[Record]) -> str:
    hashed = sha256(before.encode())
    for row in rows:
        at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
        said = [row.pk, at, row.by, row.role, row.act, row.election, row.thing, row.detail]
        hashed.update(sha256(json.dumps(said, sort_keys=True).encode()).digest())
    return hashed.hexdigest()


def _within(runs: Iterable[Run]) -> Q:
    return Q(*(Q(pk__range=run) for run in runs), _connector=Q.OR) if runs else Q(pk__in=[])


def _runs(numbers: list[int]) -> list[Run]:
    """Return the runs of consecutive numbers of an ordered list."""
    found: list[Run] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _between(upto: int, numbers: list[int]) -> list[Run]:
    """Return what is missing after `upto` and between the numbers that are beyond it."""
    edges = [upto, *(number for number in numbers if number > upto)]
    return [[low + 1, high - 1] for low, high in pairwise(edges) if high > low + 1]


def _without(holes: list[Run], numbers: list[int]) -> list[Run]:
    """Return what is left of some holes, [first, last, the seal that found it], without some numbers."""
    left = []
    for low, high, found in holes:
        edges = [low - 1, *(number for number in numbers if low <= number <= high), high + 1]
        left += [[one + 1, other - 1, found] for one, other in pairwise(edges) if other > one + 1]
    return left
