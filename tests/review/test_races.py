"""Two at once, on a database where two are: nothing is published again from an older reading, nothing falls out of the
queue."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from conoceles.ledger.models import Body
from conoceles.mail.models import Delivery
from conoceles.profiles import commitments, consents, mailbox
from conoceles.profiles.models import Commitment, ProfileSection, Review
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Hand
from conoceles.review import case_acts, deciding
from tests.factories import make_town, own_words
from tests.review.test_deciding import document, section
from tests.review.test_identity_review import EQUALITY, answer_identity, published
from tests.review.test_queue import REVIEWER, decide, of

ANA = Hand("c-ana", "candidate")


@pytest.fixture
def town(concurrent_db):
    found = make_town()
    found.open_capture()
    found.ana = found.stand("Ana Peña")
    found.publish()
    found.election.refresh_from_db()
    return found


def at_once(*acts):
    """Run acts in threads that start together; return what each raised."""
    gate, raised = threading.Barrier(len(acts)), []

    def run(act):
        gate.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 — whatever a thread raises is looked at
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]
    return raised


def test_what_is_redacted_is_never_published_again_by_who_signs_meanwhile(town):
    town.submit(town.ana, work=f"{own_words(town.ana, 'w')} Pase a la calle Hidalgo #123.")
    decide(of(town.ana))
    commitment = Commitment.objects.create(election=town.election, title="Niñez", text="Me comprometo.")
    commitments.attend(commitments.receive(commitment, town.parties["Partido Roble"], "", timezone.now(), by=""), by="")
    path, profile = section(town.ana, "path"), profile_of(town.ana)
    note = deciding.Note("work", "personal", "Quite el domicilio.")
    until = deciding.term(town.ana, timezone.now())
    raised = at_once(
        lambda: case_acts.observe_public(path, [note], town.ana, REVIEWER, until),
        lambda: commitments.sign(profile, commitment, ANA),
    )
    assert raised == []
    assert not Body.objects.filter(document__contains="Hidalgo").exists() and document(town.ana)["commitments"]


def test_a_consent_that_is_withdrawn_while_equality_approves_leaves_nothing_public(town):
    profile = answer_identity(town.ana)
    review = Review.objects.get(confidential=True)
    seen, texts, now = deciding.seen_now(review), consents.current_texts(town.election), timezone.now()
    raised = at_once(
        lambda: deciding.decide(review, seen, [], EQUALITY, now, now),
        lambda: consents.answer(profile, {texts["publication"]: False}, ANA),
    )
    assert raised == [] and published(town.ana) is None


def test_what_is_submitted_while_the_rest_is_decided_stays_in_the_queue(town):
    town.submit(town.ana)
    case_acts.reopen(section(town.ana, "reasons"), town.ana, REVIEWER, "")
    review = of(town.ana)
    seen, now = deciding.seen_now(review), timezone.now()
    raised = at_once(
        lambda: deciding.decide(review, seen, [], REVIEWER, now, now),
        lambda: town.submit(town.ana, reason=own_words(town.ana, "nuevo")),
    )
    assert all(isinstance(error, deciding.Stale) for error in raised)
    waits = ProfileSection.objects.filter(state="submitted").exists()
    assert waits and of(town.ana).waiting_since is not None


def test_two_messages_at_once_are_one_digest(town):
    client = town.account("party", "Partido Roble", party=town.parties["Partido Roble"])
    client.user.email, client.user.mails = "roble@ejemplo.mx", "daily"
    client.user.save()
    raised = at_once(*(lambda n=n: mailbox.tell(town.ana, mailbox.Kind.OBSERVED, f"Mensaje {n}", "") for n in range(2)))
    assert raised == [] and Delivery.objects.count() == 1 and Delivery.objects.get().messages.count() == 2
