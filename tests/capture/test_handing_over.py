"""Handing over as a last look at answers: only what goes, what would be noticed, the photograph; and its receipt."""

import subprocess
from hashlib import sha256

import pytest

from conoceles.profiles.models import ProfileSection, Submission
from conoceles.review.deciding import Note
from tests.capture.test_finishing import complete
from tests.capture.test_pages import LONG, PROPOSALS, at, finish, save
from tests.review.test_queue import decide, of


def words(answer):
    return " ".join(answer.text.split())


def test_only_what_goes_is_listed_each_with_a_way_to_change_it(capture, candidate):
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    save(candidate, capture.ana, "formacion", "training", **{"q-training-0-course": "Un curso"})
    page = candidate.get(at(capture.ana, "entregar/"))
    shown = {question.key for _destiny, items in page.context["destinies"] for question, _value in items}
    assert shown == set(PROPOSALS), "a section that misses something does not go, and is not listed"
    assert f"{at(capture.ana, 'seccion/propuestas/')}#pregunta-proposal_1" in page.text


def test_what_would_be_noticed_is_told_before_and_never_whose_it_resembles(capture, candidate):
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    assert "Un teléfono" not in candidate.get(at(capture.ana, "entregar/")).text
    text = f"Llámenme al 871 555 01 02. {LONG}"
    save(candidate, capture.ana, "propuestas", "proposal_1", 1, **{"q-proposal_1": text})
    page = words(candidate.get(at(capture.ana, "entregar/")))
    assert "verá esto señalado" in page and "Un teléfono" in page
    assert candidate.post(at(capture.ana, "entregar/")).status_code == 302, "it is told, and stops nobody"


def test_the_photograph_is_seen_in_the_last_look_and_in_the_head_of_each_section(capture, candidate):
    complete(capture.ana)
    page = candidate.get(at(capture.ana, "entregar/")).text
    assert "Su fotografía, como se publicará" in page and "Fotografía guardada" not in page
    assert 'class="face"' in candidate.get(at(capture.ana, "seccion/propuestas/")).text


def test_what_was_handed_over_reads_like_a_page(capture, candidate):
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    candidate.post(at(capture.ana, "entregar/"))
    page = candidate.get(at(capture.ana, "seccion/propuestas/"))
    assert "<textarea" not in page.text and 'role="alert"' not in page.text
    assert LONG.strip()[:40] in page.text


def test_a_correction_leads_to_handing_over_and_says_so(capture, candidate):
    capture.submit(capture.ana)
    decide(of(capture.ana), [Note("proposal_1", "other", "Diga cómo.")])
    assert "Hay algo que corregir" in candidate.get(at(capture.ana)).text
    page = candidate.get(at(capture.ana, "seccion/propuestas/"))
    version = {field.question.key: field.version for field in page.context["fields"]}
    sent = {f"v-{key}": number for key, number in version.items()}
    sent |= {f"q-{field.question.key}": field.value for field in page.context["fields"]}
    done = candidate.post(at(capture.ana, "seccion/propuestas/"), {**sent, "q-proposal_1": f"{LONG} Y cómo se paga."})
    assert done.headers["Location"] == at(capture.ana, "entregar/")
    assert "Corregido: falta entregarlo" in candidate.get(at(capture.ana)).text
    assert "Corregida: falta entregarla" in candidate.get(at(capture.ana, "seccion/propuestas/")).text


def printed(content):
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.once
def test_the_receipt_has_a_folio_the_list_and_the_hash_of_what_is_kept(capture, candidate, other_candidate, help_desk):
    assert candidate.get(at(capture.ana, "acuse.pdf")).status_code == 404, "nothing was handed over yet"
    finish(candidate, capture.ana, "propuestas", PROPOSALS)
    candidate.post(at(capture.ana, "entregar/"))
    assert "acuse.pdf" in candidate.get(at(capture.ana)).text
    paper = candidate.get(at(capture.ana, "acuse.pdf"))
    assert paper["Content-Type"] == "application/pdf"
    said = printed(paper.content)
    kept = Submission.objects.get()
    assert f"{capture.ana.key}-{kept.pk}" in said and "Primera propuesta" in said
    assert sha256(kept.content.encode()).hexdigest() in said.replace(" ", "").replace("\n", "")
    assert other_candidate.get(at(capture.ana, "acuse.pdf")).status_code == 404
    assert help_desk.get(at(capture.ana, "acuse.pdf")).status_code == 404


def test_the_receipt_of_a_party_has_nothing_confidential(capture, candidate, party_operator):
    answers = {key: {f"q-{key}": "no"} for key in ("indigenous", "disability", "afromexican", "diversity", "migrant")}
    finish(candidate, capture.ana, "identidad", answers)
    candidate.post(at(capture.ana, "entregar/"))
    assert ProfileSection.objects.get().confidential
    assert candidate.get(at(capture.ana, "acuse.pdf")).status_code == 200
    assert party_operator.get(at(capture.ana, "acuse.pdf")).status_code == 404
