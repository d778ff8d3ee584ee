"""Which version of a questionnaire is asked, and which was answered."""

from datetime import datetime
from functools import lru_cache

from conoceles.elections.models import Election
from conoceles.questionnaires.models import ElectionQuestionnaire
from conoceles.questionnaires.questionnaire import CURRENT, CURRICULAR, Questionnaire, parse, questionnaire


def asked_in(election: Election, kind: str = CURRICULAR) -> Questionnaire:
    """Return what an election asks now: its last published version, or the file's when it published none."""
    # A published version never changes, so what it says is read once; which one is the last is asked each time.
    # A practice asks what its election asks (practice.py).
    of = int(election.slug.rpartition("-")[2]) if election.practice else election.pk
    last = (
        ElectionQuestionnaire.objects.filter(election=of, kind=kind, published_at__isnull=False)
        .order_by("-number")
        .values_list("pk", "published_at")
        .first()
    )
    return _published(*last) if last else questionnaire(CURRENT[kind])


def version_named(name: str) -> Questionnaire:
    """Return the version that a profile or a submission names; raise FileNotFoundError or DoesNotExist when there is
    none."""
    name, _, pk = name.partition("#")
    if not pk:
        return questionnaire(name)
    return _published(*ElectionQuestionnaire.objects.values_list("pk", "published_at").get(pk=pk))


@lru_cache(maxsize=64)
def _published(pk: int, at: datetime) -> Questionnaire:
    version = ElectionQuestionnaire.objects.get(pk=pk)
    return parse(f"{version.kind}-{version.number}#{pk}", version.document)
