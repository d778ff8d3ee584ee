"""Comments that reviewers begin from: those of the election, or ours while it has none."""

import tomllib
from functools import cache
from pathlib import Path

from conoceles.elections.models import Election
from conoceles.review.models import ReplyTemplate

FILE = Path(__file__).parent / "replies.toml"


@cache
def ours() -> list[tuple[str, str]]:
    """Return (ground, text) of the comments that come with the product."""
    return [(row["ground"], row["text"]) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["replies"]]


def replies_of(election: Election) -> list[tuple[str, str]]:
    """Return (ground, text) of an election's comments; ours while it has none."""
    rows = ReplyTemplate.objects.filter(election=election).values_list("ground", "text")
    return list(rows) or ours()


def keep(election: Election, texts: list[tuple[str, str]]) -> None:
    """Make these the comments of an election, in place of those it had."""
    ReplyTemplate.objects.filter(election=election).delete()
    ReplyTemplate.objects.bulk_create(
        ReplyTemplate(election=election, ground=ground, text=text) for ground, text in texts
    )
