"""An election with many profiles waiting for review, written straight into the tables; some of them whole, by the
product's own acts."""

import json
from datetime import timedelta
from random import Random

from django.core.management import call_command
from django.utils import timezone

from bench.scenery import fill, make_register
from conoceles.demo.texts import answers
from conoceles.elections.models import Agreement, Candidacy, Election
from conoceles.lib import likeness
from conoceles.profiles.legal_texts import default_texts, publish_text
from conoceles.profiles.models import Print, PrintHash, Profile, ProfileSection, Review, Submission
from conoceles.profiles.public.election import publish_register
from tests.factories import Town, own_words

CHUNK = 1000


def prepare_review(size: int, whole: int) -> dict[str, float]:
    """Make `size` profiles that wait for review, the first `whole` of them complete; each has a long text to be
    compared with."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    election = make_register(size)
    fill(election, size, answered=0.0)
    now = timezone.now()
    Election.objects.update(capture_opens=now - timedelta(days=1), capture_closes=now + timedelta(days=1))
    election.refresh_from_db()
    agreement = Agreement.objects.create(
        institute=election.institute, number="1", date=timezone.localdate(), title="Aviso"
    )
    for kind, text in default_texts().items():
        publish_text(election, kind, text, agreement, by="")
    publish_register(election)
    town = Town(election, election.plan)  # type: ignore[arg-type]
    candidacies = list(Candidacy.objects.order_by("pk"))
    for candidacy in candidacies[:whole]:
        town.submit(candidacy)
    rng = Random(size)
    for start in range(whole, len(candidacies), CHUNK):
        _wait(rng, election, candidacies[start : start + CHUNK])
    return {"profiles": Profile.objects.count(), "texts": Print.objects.filter(question="proposal_1").count()}


def _wait(rng: Random, election: Election, candidacies: list[Candidacy]) -> None:
    """Write what a submission leaves: section, submission, fingerprint, place in the queue. One text in ten is of
    common sentences."""
    now = timezone.now()
    profiles = Profile.objects.bulk_create(Profile(candidacy=one, questionnaire="curricular-1") for one in candidacies)
    texts = [
        answers(rng, "el municipio", "x", 40, part=False)["proposal_1"]
        if rng.random() < 0.1
        else own_words(one, "proposal_1")
        for one in candidacies
    ]
    sections = ProfileSection.objects.bulk_create(
        ProfileSection(profile=one, key="proposals", state="submitted", changed_at=now) for one in profiles
    )
    submissions = Submission.objects.bulk_create(
        Submission(section=section, at=now, questionnaire="curricular-1", content=json.dumps({"proposal_1": text}))
        for section, text in zip(sections, texts, strict=True)
    )
    Review.objects.bulk_create(Review(profile=one, election=election, waiting_since=now) for one in profiles)
    prints = Print.objects.bulk_create(
        Print(profile=one, election=election, question="proposal_1", submission=submission)
        for one, submission in zip(profiles, submissions, strict=True)
    )
    PrintHash.objects.bulk_create(
        (
            PrintHash(print=one, value=value)
            for one, text in zip(prints, texts, strict=True)
            for value in likeness.fingerprint(text)
        ),
        batch_size=4000,
    )
