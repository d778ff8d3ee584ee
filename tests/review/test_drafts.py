"""What a reviewer writes is kept until the review is decided, whatever happens to her page."""

from conoceles.review.models import Draft
from tests.review.test_pages import chosen, form_of
from tests.review.test_queue import of

WRITTEN = {"ground-reason": "slogan", "comment-reason": "Quite el lema.", "comment-work": "Falta", "days": "4"}


def open_one(capture, base, reviewer):
    reviewer.post(f"{base}/siguiente/")
    return f"{base}/candidatura/{capture.ana.key}/"


def is_there(page):
    return (
        chosen(page, "slogan")
        and ">Quite el lema.</textarea>" in page.text
        and ">Falta</textarea>" in page.text
        and 'value="4" selected' in page.text
    )


def test_a_draft_is_kept_while_it_is_written_and_is_there_again(capture, base, reviewer):
    url = open_one(capture, base, reviewer)
    saved = reviewer.post(url, {**form_of(reviewer.get(url)), **WRITTEN, "act": "keep"})
    assert saved.status_code == 200 and saved.json()["at"]
    page = reviewer.get(url)
    assert is_there(page) and "Recuperamos lo que escribió" in page.text
    # Half an observation is a draft, not a mistake.
    assert 'class="error"' not in page.text
    reviewer.post(url, {**WRITTEN, "comment-reason": " ", "ground-reason": "", "comment-work": "", "act": "keep"})
    assert not Draft.objects.exists()


def test_leaving_it_in_the_queue_keeps_what_was_written(capture, base, reviewer):
    url = open_one(capture, base, reviewer)
    reviewer.post(url, {**WRITTEN, "act": "release"})
    assert of(capture.ana).claimed_by == ""
    reviewer.post(url, {"act": "take"})
    assert is_there(reviewer.get(url))


def test_a_refused_decision_is_kept_too_and_a_decision_ends_the_draft(capture, base, reviewer):
    url = open_one(capture, base, reviewer)
    seen = form_of(reviewer.get(url))
    assert reviewer.post(url, {**seen, **WRITTEN, "act": "decide"}).status_code == 422
    assert is_there(reviewer.get(url))
    done = reviewer.post(url, {**seen, **WRITTEN, "ground-work": "slogan", "act": "decide"})
    assert done.status_code == 302 and not Draft.objects.exists()


def test_what_one_writes_nobody_else_reads(capture, base, reviewer, coordination):
    url = open_one(capture, base, reviewer)
    reviewer.post(url, {**WRITTEN, "act": "keep"})
    coordination.post(url, {"act": "free"})
    page = coordination.get(url)
    assert "Quite el lema." not in page.text and "Recuperamos" not in page.text
    reviewer.post(url, {"comment-reason": "x" * 20_000, "otra": "cosa", "act": "keep"})
    assert Draft.objects.get().fields == {"comment-reason": "x" * 8000, "days": ""}
