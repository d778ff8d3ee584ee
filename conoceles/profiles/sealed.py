"""Everything that is kept sealed: how each kind of it is opened, and sealed again with another key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from conoceles.ledger.acts import set_aside_place
from conoceles.ledger.models import SetAside
from conoceles.lib import sealed_blobs
from conoceles.lib.sealing import CannotUnseal, seal, unseal
from conoceles.profiles.models import Consent, IdentityAnswer, Submission

SECOND_FACTOR = "second-factor"


@dataclass(frozen=True)
class Sealed:
    """One kind of thing that is kept sealed. `open` raises CannotUnseal, or FileNotFoundError for a paper that is
    gone."""

    key: str
    # In Spanish, of several.
    name: str
    rows: Callable[[], "QuerySet[Any]"]
    open: Callable[[Any], object]
    again: Callable[[Any], None]


def anything() -> bool:
    """Return whether anything is kept sealed."""
    return any(kind.rows().exists() for kind in KINDS)


def shut(most: int | None = None) -> Iterator[tuple[Sealed, int]]:
    """Yield (kind, primary key) of what no key opens; of each kind only the newest are tried where `most` says how
    many."""
    for kind in KINDS:
        for row in kind.rows().order_by("-pk")[:most]:
            try:
                kind.open(row)
            except CannotUnseal:
                yield kind, row.pk
            except FileNotFoundError:
                # A file that is missing is another trouble, told by whoever looks for files.
                continue


def _answer(row: IdentityAnswer) -> None:
    row.value = str(row.value)
    row.save(update_fields=["sealed"])


def _open_submission(row: Submission) -> str:
    return unseal(row.content, f"submission {row.section_id}")


def _submission(row: Submission) -> None:
    row.content = seal(_open_submission(row), f"submission {row.section_id}")
    row.save(update_fields=["content"])


def _paper(row: Consent) -> None:
    sealed_blobs.seal_again(row.received)


def _open_aside(row: SetAside) -> str:
    return unseal(row.content, set_aside_place(row.number))


def _aside(row: SetAside) -> None:
    row.content = seal(_open_aside(row), set_aside_place(row.number))
    row.save(update_fields=["content"])


def _secrets(row: Authenticator) -> Iterator[str]:
    yield from (row.data[name] for name in ("secret", "seed") if name in row.data)
    yield from row.data.get("migrated_codes", [])


def _open_second_factor(row: Authenticator) -> list[str]:
    return [unseal(secret, SECOND_FACTOR) for secret in _secrets(row)]


def _second_factor(row: Authenticator) -> None:
    for name in ("secret", "seed"):
        if name in row.data:
            row.data[name] = seal(unseal(row.data[name], SECOND_FACTOR), SECOND_FACTOR)
    if "migrated_codes" in row.data:
        row.data["migrated_codes"] = [
            seal(unseal(code, SECOND_FACTOR), SECOND_FACTOR) for code in row.data["migrated_codes"]
        ]
    row.save(update_fields=["data"])


KINDS = (
    Sealed("answers", "respuestas", lambda: IdentityAnswer.objects.order_by("pk"), lambda row: str(row.value), _answer),
    Sealed(
        "submissions",
        "entregas",
        lambda: Submission.objects.filter(sealed=True).order_by("pk"),
        _open_submission,
        _submission,
    ),
    Sealed(
        "second_factors",
        "segundos factores",
        lambda: Authenticator.objects.order_by("pk"),
        _open_second_factor,
        _second_factor,
    ),
    Sealed(
        "papers",
        "papeles firmados",
        lambda: Consent.objects.exclude(received="").order_by("pk"),
        lambda row: sealed_blobs.opened(row.received),
        _paper,
    ),
    Sealed("aside", "cuerpos apartados", lambda: SetAside.objects.order_by("pk"), _open_aside, _aside),
)
