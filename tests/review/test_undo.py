"""Some seconds in which a decision can be undone: nothing is done meanwhile, nothing written is lost."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from conoceles.config.tick import every_minute
from conoceles.mail.models import Message
from conoceles.profiles.models import Observation, Review
from conoceles.review import parking
from conoceles.review.models import Draft, Parked
from tests.markup import flat
from tests.review.test_deciding import section, states
from tests.review.test_identity_review import answer_identity
from tests.review.test_pages import form_of
from tests.review.test_queue import of

SPAN = timedelta(seconds=15)


@pytest.fixture
def seconds(monkeypatch):
    monkeypatch.setattr(parking, "UNDO", SPAN)


@pytest.fixture
def url(capture, base, reviewer, seconds):
    found = f"{base}/candidatura/{capture.ana.key}/"
    reviewer.post(found, {"act": "take"})
    return found


def decide(reviewer, url, **notes):
    return reviewer.post(url, {**form_of(reviewer.get(url)), **notes, "act": "decide", "days": "3"})


OBSERVED = {"ground-proposal_1": "slogan", "comment-proposal_1": "Quite el lema."}


def test_a_decision_waits_and_is_offered_to_be_undone(capture, base, url, reviewer):
    before = states(capture.ana)
    page = reviewer.get(decide(reviewer, url).headers["Location"])
    assert "Validado: Ana Peña" in flat(page.text)
    assert "Deshacer" in page.text
    assert states(capture.ana) == before
    assert "Ana Peña" not in reviewer.get(f"{base}/").text.split("<table", 1)[-1], "it does not wait any more"


def test_what_is_undone_is_as_it_was_with_what_was_written(capture, base, url, reviewer):
    before = states(capture.ana)
    decide(reviewer, url, **OBSERVED)
    answer = reviewer.post(f"{base}/deshacer/", {"decision": Parked.objects.get().pk})
    assert url in answer.headers["Location"]
    page = reviewer.get(url)
    assert "Quite el lema." in page.text
    assert "lo revisa usted hasta" in flat(page.text)
    every_minute(timezone.now() + timedelta(minutes=1))
    assert states(capture.ana) == before
    assert not Observation.objects.exists()
    assert not Message.objects.filter(kind="observed").exists()


def test_when_the_seconds_are_over_the_clock_does_it(capture, url, reviewer):
    decide(reviewer, url, **OBSERVED)
    assert every_minute(timezone.now()) == []
    assert every_minute(timezone.now() + SPAN) == ["Decisiones de revisión hechas: 1."]
    assert states(capture.ana)["proposals"] == "observed"
    assert Message.objects.filter(kind="observed", box=capture.ana.key).count() == 1
    assert not Draft.objects.exists()
    assert every_minute(timezone.now() + SPAN) == [], "twice does it once"


def test_the_page_does_it_when_the_seconds_are_over(capture, base, url, reviewer):
    decide(reviewer, url)
    asked = {"decision": Parked.objects.get().pk}
    assert reviewer.post(f"{base}/hacer/", asked).json() == {"said": ""}
    Parked.objects.update(due_at=timezone.now())
    assert reviewer.post(f"{base}/hacer/", asked).json() == {"said": "Hecho."}
    assert "submitted" not in states(capture.ana).values()
    answer = reviewer.post(f"{base}/deshacer/", {"decision": 1}, follow=True)
    assert "Ya se hizo: ahora se cambia desde el expediente." in answer.text


def test_nobody_undoes_what_another_decided(capture, base, url, reviewer, coordination):
    decide(reviewer, url)
    coordination.post(f"{base}/deshacer/", {"decision": Parked.objects.get().pk})
    assert Parked.objects.count() == 1
    assert "Deshacer" not in coordination.get(f"{base}/").text


def test_one_that_cannot_be_done_any_more_waits_before_whoever_decided_it(capture, base, url, reviewer):
    decide(reviewer, url, **OBSERVED)
    Parked.objects.update(seen={}, due_at=timezone.now())
    assert parking.settle() == []
    page = flat(reviewer.get(f"{base}/").text)
    assert "No se hizo: Observado: Ana Peña." in page
    assert "Lo que leyó cambió mientras lo revisaba" in page
    answer = reviewer.post(f"{base}/deshacer/", {"decision": Parked.objects.get().pk})
    assert url in answer.headers["Location"]
    assert Draft.objects.get().fields["comment-proposal_1"] == "Quite el lema."
    assert Review.objects.get(profile=capture.ana.profile).claimed_by == reviewer.user.username
    assert not Parked.objects.exists()


def test_one_that_breaks_keeps_no_other_from_it(capture, base, url, reviewer, monkeypatch):
    decide(reviewer, url)
    other = f"{base}/candidatura/{capture.eva.key}/"
    reviewer.post(other, {"act": "take"})
    decide(reviewer, other)
    Parked.objects.update(due_at=timezone.now())
    whole = parking.deciding.decide

    def broken(review, *more):
        if review.profile_id == capture.ana.profile.pk:
            raise broken.with_what
        return whole(review, *more)

    broken.with_what = OSError("a disk that is full")

    monkeypatch.setattr(parking.deciding, "decide", broken)
    assert len(parking.settle()) == 1
    assert "submitted" not in states(capture.eva).values()
    assert Parked.objects.get().refused == "", "tried again by the next who comes"
    broken.with_what = KeyError("what nobody thought of")
    assert parking.settle() == []
    assert Parked.objects.get().refused == parking.BROKEN
    assert every_minute(timezone.now() + SPAN) == []


def test_what_another_was_writing_stays_when_it_is_undone(capture, base, url, reviewer):
    Draft.objects.create(review=of(capture.ana), by="c-otra", fields={"comment-reason": "Falta"})
    decide(reviewer, url)
    reviewer.post(f"{base}/deshacer/", {"decision": Parked.objects.get().pk})
    assert Draft.objects.filter(by="c-otra").exists()


def test_in_the_last_minutes_before_the_silence_it_is_done_at_once(capture, url, reviewer):
    page = form_of(reviewer.get(url))
    with time_machine.travel(capture.election.silence_starts - timedelta(minutes=2)):
        reviewer.force_login(reviewer.user)
        reviewer.post(url, {**page, "act": "decide", "days": "3"})
    assert not Parked.objects.exists()
    assert "submitted" not in states(capture.ana).values()


def test_equality_undoes_hers_and_a_reviewer_does_not(capture, base, equality, reviewer, seconds):
    identity = f"{base}/identidad/"
    page = f"{identity}{capture.ana.key}/"
    answer_identity(capture.ana)
    equality.post(page, {"act": "take"})
    decide(equality, page)
    parked = Parked.objects.get()
    assert "Deshacer" in equality.get(identity).text
    assert "Deshacer" not in reviewer.get(f"{base}/").text
    reviewer.post(f"{base}/deshacer/", {"decision": parked.pk})
    assert Parked.objects.exists()
    assert reviewer.post(f"{identity}deshacer/", {"decision": parked.pk}).status_code == 403
    answer = equality.post(f"{identity}deshacer/", {"decision": parked.pk})
    assert page in answer.headers["Location"]
    assert not Parked.objects.exists()


def test_what_was_written_of_a_section_that_no_longer_waits_decides_nothing(capture, base, reviewer):
    reviewer.post(f"{base}/siguiente/")
    url = f"{base}/candidatura/{capture.ana.key}/"
    sent = form_of(reviewer.get(url)) | {
        "act": "decide",
        "ground-proposal_1": "copy",
        "comment-proposal_1": "Es de otra.",
    }
    reopened = section(capture.ana, "proposals")
    case = f"{base}/candidatura/{capture.ana.key}/expediente/"
    assert reviewer.post(case, {"section": reopened.pk, "act": "reopen", "note": "Lo pidió"}).status_code == 302
    refused = reviewer.post(url, sent)
    assert refused.status_code == 409 and "No se decidió nada" in refused.text and "«Es de otra.»" in refused.text
    assert "approved" not in states(capture.ana).values() and "published" not in states(capture.ana).values()
