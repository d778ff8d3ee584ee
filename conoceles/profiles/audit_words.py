"""How the keys that acts name are said: a section and a question by their titles, a flag and a ground by name."""

import time
from functools import lru_cache

from conoceles.elections.models import Election
from conoceles.profiles.models import FlagKind, Ground
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import CURRICULAR, IDENTITY

# Titles are read again so often, in seconds.
KEPT_FOR = 60


def section(key: str, election: str) -> str:
    """Return the title of a section of an election's questionnaires, its key where they have none such."""
    return _titles(election)[0].get(key, key)


def question(key: str, election: str) -> str:
    """Return how a question is asked in an election, its key where it is not."""
    return _titles(election)[1].get(key, key)


def flag(key: str, election: str) -> str:
    return str(dict(FlagKind.choices).get(key, key)).lower()


def ground(key: str, election: str) -> str:
    return str(dict(Ground.choices).get(key, key)).lower()


WORDS = {"section": section, "question": question, "flag": flag, "ground": ground}


def _titles(slug: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return {section: title} and {question: as it is asked} of an election, {} and {} where there is none such."""
    return _of(slug, int(time.monotonic() // KEPT_FOR))


@lru_cache(maxsize=8)
def _of(slug: str, _moment: int) -> tuple[dict[str, str], dict[str, str]]:
    election = Election.objects.filter(slug=slug).first()
    if election is None:
        return {}, {}
    asked = [asked_in(election, kind) for kind in (CURRICULAR, IDENTITY)]
    sections = {key: f"«{part.title}»" for one in asked for key, part in one.parts.items()}
    return sections, {key: f"«{each.label}»" for one in asked for key, each in one.questions.items()}
