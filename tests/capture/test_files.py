"""Files of a questionnaire: taken, shown to those who may see them, cropped, removed; what is bad leaves the rest as it
was."""

import io
import json
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from conoceles.capture.party.bulk import _why_not
from conoceles.elections.models import Candidacy, Election, Grant, Role
from conoceles.lib import blobs
from conoceles.lib.limited.turns import asker
from conoceles.profiles.models import Answer, Consent
from conoceles.profiles.workflow import Hand
from tests.capture.test_pages import at, save

pytestmark = pytest.mark.once


def jpeg(color=(200, 30, 30), size=(900, 1200)):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG")
    return SimpleUploadedFile("foto.jpg", out.getvalue(), "image/jpeg")


def pdf():
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return SimpleUploadedFile("Plan de trabajo.pdf", out.getvalue(), "application/pdf")


def send(client, candidacy, question, **values):
    seen = (
        Answer.objects.filter(profile__candidacy=candidacy, question=question).values_list("version", flat=True).first()
    )
    return client.post(at(candidacy, f"archivo/{question}/"), {"version": seen or 0, **values})


def kept(question):
    return json.loads(Answer.objects.get(question=question).value)


def test_a_photograph_is_taken_in_the_sizes_of_the_site_and_kept_in_private(
    capture, candidate, other_candidate, visitor
):
    assert send(candidate, capture.ana, "photo", **{"q-photo": jpeg()}).status_code == 200
    value = kept("photo")
    assert set(value["files"]) == {"160", "480"} and value["crop"] == [100, 50, 50]
    name = value["files"]["480"]
    shown = candidate.get(at(capture.ana, f"medios/{name}"))
    assert (
        shown.status_code == 200
        and shown["Content-Type"] == "image/jpeg"
        and "sandbox" in shown["Content-Security-Policy"]
    )
    assert Image.open(io.BytesIO(b"".join(shown.streaming_content))).size == (480, 600)
    assert not blobs.where(name, blobs.PUBLIC).exists()
    assert visitor.get(at(capture.ana, f"medios/{name}")).status_code == 302
    assert other_candidate.get(at(capture.ana, f"medios/{name}")).status_code == 404
    # Knowing the name of somebody else's file is no way to it.
    assert other_candidate.get(at(capture.eva, f"medios/{name}")).status_code == 404


def test_a_crop_is_another_picture_of_the_same_original(capture, candidate):
    send(candidate, capture.ana, "photo", **{"q-photo": jpeg()})
    before = kept("photo")
    moved = {"q-photo-zoom": "200", "q-photo-x": "0", "q-photo-y": "100"}
    assert send(candidate, capture.ana, "photo", **moved).status_code == 200
    after = kept("photo")
    assert after["original"] == before["original"] and after["crop"] == [200, 0, 100]
    assert (
        send(
            candidate, capture.ana, "photo", **{"q-photo-zoom": "9999", "q-photo-x": "-4", "q-photo-y": "x"}
        ).status_code
        == 200
    )
    assert kept("photo")["crop"] == [100, 50, 50]


@pytest.mark.parametrize(
    ("question", "file", "says"),
    [
        ("photo", SimpleUploadedFile("foto.jpg", b"MZ" + b"\0" * 3000), "no es una fotografía"),
        ("photo", SimpleUploadedFile("foto.jpg", b""), "vacío"),
        ("work_plan", SimpleUploadedFile("plan.pdf", b"MZ" + b"\0" * 3000), "no es un PDF"),
        ("work_plan", SimpleUploadedFile("plan.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024 + 1)), "se aceptan hasta 10"),
    ],
)
def test_a_bad_file_is_refused_and_what_was_there_stays(question, file, says, capture, candidate):
    good = jpeg() if question == "photo" else pdf()
    send(candidate, capture.ana, question, **{f"q-{question}": good})
    before = Answer.objects.get(question=question).value
    save(candidate, capture.ana, "propuestas", "proposal_1", **{"q-proposal_1": "Agua"})
    refused = send(candidate, capture.ana, question, **{f"q-{question}": file})
    assert refused.status_code == 422 and says in refused.json()["error"]
    assert Answer.objects.get(question=question).value == before
    assert Answer.objects.get(question="proposal_1").value == "Agua"


def test_without_a_script_the_page_sends_files_and_answers_together(capture, candidate):
    sent = {"v-photo": "0", "q-photo": jpeg(), "v-web": "0", "q-web": "https://ejemplo.mx"}
    assert candidate.post(at(capture.ana, "seccion/fotografia-y-contacto/"), sent).status_code == 302
    assert kept("photo")["files"] and Answer.objects.get(question="web").value == "https://ejemplo.mx"
    bad = {
        "v-photo": "1",
        "q-photo": SimpleUploadedFile("f.jpg", b"nada de nada"),
        "v-web": "1",
        "q-web": "https://otra.mx",
    }
    page = candidate.post(at(capture.ana, "seccion/fotografia-y-contacto/"), bad)
    assert page.status_code == 422 and "no es una fotografía" in page.text
    assert Answer.objects.get(question="web").value == "https://otra.mx" and kept("photo")["files"]


def closed(capture):
    Election.objects.update(capture_closes=timezone.now() - timedelta(days=1))


def handed_over(capture):
    capture.submit(capture.ana)


def before_consents(capture):
    Consent.objects.all().delete()


@pytest.mark.parametrize("why", [closed, handed_over, before_consents])
def test_a_file_that_would_not_be_taken_is_not_worked_on(why, capture, candidate, party_operator, monkeypatch):
    why(capture)
    worked = []
    monkeypatch.setattr("conoceles.profiles.files.rewrite", lambda *given: worked.append(given))
    refused = send(candidate, capture.ana, "photo", **{"q-photo": jpeg()})
    assert refused.status_code == 423 and refused.json()["error"]
    page = candidate.post(at(capture.ana, "seccion/fotografia-y-contacto/"), {"v-photo": "0", "q-photo": jpeg()})
    assert page.status_code in (302, 423) and not worked
    if why is not before_consents:
        hand = Hand("operadora", Role.PARTY)
        assert _why_not(Candidacy.objects.get(pk=capture.ana.pk), "", {}, hand) == refused.json()["error"]


def test_a_pdf_is_named_counted_and_removed(capture, candidate):
    assert send(candidate, capture.ana, "work_plan", **{"q-work_plan": pdf()}).status_code == 200
    assert kept("work_plan")["pages"] == 1 and kept("work_plan")["name"] == "Plan de trabajo.pdf"
    assert "Plan de trabajo.pdf" in candidate.get(at(capture.ana, "seccion/mensaje-y-documentos/")).text
    assert send(candidate, capture.ana, "work_plan", **{"q-work_plan-remove": "1"}).status_code == 200
    assert Answer.objects.get(question="work_plan").value == ""


def test_a_video_may_be_a_link_that_is_only_followed_on_click(capture, candidate):
    assert send(candidate, capture.ana, "video", **{"q-video-link": "sin esquema"}).status_code == 422
    assert send(candidate, capture.ana, "video", **{"q-video-link": "https://video.example/1"}).status_code == 200
    page = candidate.get(at(capture.ana, "vista-previa/")).text
    assert 'href="https://video.example/1"' in page and "<iframe" not in page and "<video" not in page


def test_the_preview_of_a_video_has_no_captions_yet_and_reads_what_it_says_without_times(capture, candidate):
    name = blobs.put(b"film", "mp4", blobs.PRIVATE)
    capture.submit(
        capture.ana,
        video={"public": name, "bytes": 4, "seconds": 5},
        video_text="00:00:01,000 --> 00:00:02,000\nHola, soy Ana.",
    )
    page = candidate.get(at(capture.ana, "vista-previa/")).text
    assert "<video" in page and "<track" not in page and "Hola, soy Ana." in page and "--&gt;" not in page


def test_the_preview_shows_the_draft_of_files_where_only_its_owner_reads_them(capture, candidate):
    send(candidate, capture.ana, "photo", **{"q-photo": jpeg()})
    send(candidate, capture.ana, "work_plan", **{"q-work_plan": pdf()})
    page = candidate.get(at(capture.ana, "vista-previa/")).text
    for name in (kept("photo")["files"]["480"], kept("work_plan")["public"]):
        assert at(capture.ana, f"medios/{name}") in page and f'"/medios/{name}' not in page


def test_without_ffmpeg_only_a_link_to_a_video_is_offered(capture, candidate, monkeypatch):
    url = at(capture.ana, "seccion/mensaje-y-documentos/")
    monkeypatch.setattr("conoceles.lib.rewriting.ffmpeg.available", lambda: True)
    assert 'name="q-video"' in candidate.get(url).text
    monkeypatch.setattr("conoceles.lib.rewriting.ffmpeg.available", lambda: False)
    page = candidate.get(url).text
    assert 'name="q-video"' not in page and 'name="q-video-link"' in page
    # The script leaves its saving to the form's buttons, whether a file may be sent or not.
    assert page.count("data-file") == 3


def test_a_file_that_finds_the_queue_full_is_sent_again_and_what_was_typed_is_kept(capture, candidate, monkeypatch):
    monkeypatch.setattr("conoceles.lib.limited.turns.IN_A_PROCESS", 0)
    busy = send(candidate, capture.ana, "photo", **{"q-photo": jpeg()})
    assert busy.status_code == 503 and busy["Retry-After"] == "5" and "personas" in busy.json()["error"]
    sent = {"v-photo": "0", "q-photo": jpeg(), "v-web": "0", "q-web": "https://ejemplo.mx"}
    page = candidate.post(at(capture.ana, "seccion/fotografia-y-contacto/"), sent)
    assert page.status_code == 422 and "archivos de otras personas" in page.text
    assert Answer.objects.get(question="web").value == "https://ejemplo.mx"
    assert not Answer.objects.filter(question="photo").exists()


def test_whose_files_are_made_is_known_while_they_are(capture, candidate, monkeypatch):
    found = []
    monkeypatch.setattr("conoceles.profiles.files.rewrite", lambda *given: found.append(asker.get()) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(candidate, capture.ana, "photo", **{"q-photo": jpeg()})
    assert found == [str(Grant.objects.get(candidacy=capture.ana).user_id)] and asker.get() == ""
