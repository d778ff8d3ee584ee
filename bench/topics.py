"""How well the words of the catalogue of topics find who speaks of each, against 129 profiles judged by hand.

Prints precision and recall of each topic: over the profiles that the words were chosen on, and over the others.
"""

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from conoceles.lib.canonical import Document
from conoceles.site.words.said import Said
from conoceles.site.words.topics import Catalogue

ROOT = Path(__file__).resolve().parent.parent
PROFILES = ROOT.parent / "shared" / "data" / "candidacies" / "ine_conoceles_durango_2022.csv"
JUDGED = ROOT / "tests" / "site" / "judged" / "topics_durango_2022.csv"
CATALOGUE = ROOT / "conoceles" / "elections" / "topics.toml"
PROPOSALS = ("PROPUESTA_1", "PROPUESTA_2", "PROPUESTA_GENERO")
REASON = "MOTIVO_CARGO_PUBLICO"


@dataclass
class Measured:
    """How many profiles speak of a topic as the words have it and as a person has it, rightly, in vain, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Of those found, how many speak of it, 0 to 1; 1 when none was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of those that speak of it, how many were found, 0 to 1; 1 when none does."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def measured(
    chosen: Callable[[dict[str, str]], bool] = lambda row: True,
) -> dict[str, Measured]:
    """Return {topic: what its words find} over the judged profiles that are chosen."""
    topics = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["topics"]
    catalogue = Catalogue(topics)
    with PROFILES.open(encoding="utf-8-sig", newline="") as file:
        profiles = {row["FILA"]: row for row in csv.DictReader(file)}
    found = {topic["key"]: Measured() for topic in topics}
    with JUDGED.open(encoding="utf-8", newline="") as file:
        for row in filter(chosen, csv.DictReader(file)):
            said, judged = set(Said.of(document(profiles[row["row"]]), catalogue).topics), set(row["topics"].split())
            for topic, one in found.items():
                one.right += topic in said & judged
                one.wrong += topic in said - judged
                one.missed += topic in judged - said
    return found


def document(row: dict[str, str]) -> Document:
    """Return the answers of a row of the list as a profile's document has them."""
    return {
        "answers": [
            {
                "key": name,
                "label": name,
                "type": "long",
                "value": row[name],
                "means": {"proposal": True} if name in PROPOSALS else {"printed": 1},
            }
            for name in (REASON, *PROPOSALS)
        ]
    }


def total(found: dict[str, Measured]) -> Measured:
    """Return all topics together."""
    every = found.values()
    return Measured(sum(one.right for one in every), sum(one.wrong for one in every), sum(one.missed for one in every))


def main() -> None:
    tuned, others = measured(lambda row: row["tuned"] == "yes"), measured(lambda row: row["tuned"] == "no")
    print(f"{'tema':16} {'precisión':>10} {'recuerdo':>9}   {'(otros)':>9} {'':>9} {'hablan':>7}")
    for topic, one in {**tuned, "todos": total(tuned)}.items():
        other = {**others, "todos": total(others)}[topic]
        speak = one.right + one.missed + other.right + other.missed
        print(
            f"{topic:16} {one.precision:10.2f} {one.recall:9.2f}   {other.precision:9.2f} {other.recall:9.2f} {speak:7}"
        )


if __name__ == "__main__":
    main()
