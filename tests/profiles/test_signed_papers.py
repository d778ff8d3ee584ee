"""Signed papers: kept clean, and sealed as they were received; what would not count is refused before any work."""

import io
from datetime import timedelta
from hashlib import sha256

import pikepdf
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.config.sweep import sweep
from conoceles.lib import blobs
from conoceles.lib.sealing import keys
from conoceles.profiles.models import Consent
from tests.capture.test_pages import say
from tests.lib.test_pdf_kept import page_of, signature


def signed_with_a_key():
    """A PDF whose signature field is seen on the page and holds an electronic signature."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = page_of(pdf)
        signature(pdf, page)
        pdf.pages[0].Annots[0].V = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, Contents=pikepdf.String("FIRMA-ELECTRONICA")
        )
        pdf.save(out)
    return out.getvalue()


def test_a_signed_paper_is_also_kept_as_it_was_received_sealed_and_for_equality_alone(
    capture, candidate, equality, coordination, settings
):
    content = signed_with_a_key()
    day = timezone.localdate().isoformat()
    sent = {"treatment": "yes", "publication": "yes", "statistics": "yes", "signed_on": day}
    upload = SimpleUploadedFile("formato.pdf", content)
    candidate.post(f"/captura/{capture.ana.key}/aviso/firmado/", {**sent, "scan": upload})
    paper = Consent.objects.filter(how="scan").first()
    assert b"FIRMA-ELECTRONICA" not in blobs.where(paper.scan, blobs.PRIVATE).read_bytes()
    sealed = blobs.where(paper.received, blobs.PRIVATE)
    assert b"FIRMA-ELECTRONICA" not in sealed.read_bytes() and b"%PDF" not in sealed.read_bytes()
    assert paper.received.partition(".")[0] == sha256(content).hexdigest()
    url = f"/registro/{capture.election.slug}/consentimientos/{paper.received}/recibido"
    assert url in equality.get(f"/registro/{capture.election.slug}/identidad/{capture.ana.key}/").text
    taken = equality.get(url)
    assert taken.content == content and "attachment" in taken["Content-Disposition"]
    assert "consentimiento-recibido.pdf" in taken["Content-Disposition"]
    assert Record.objects.filter(act="consent-original").count() == 1
    assert coordination.get(url).status_code == 403 and candidate.get(url).status_code == 403
    # The clean copy is no way to it, nor the other way round.
    assert equality.get(f"/registro/{capture.election.slug}/consentimientos/{paper.received}").status_code == 404
    sweep(timedelta(0))
    assert sealed.exists()
    fresh = Fernet.generate_key().decode()
    settings.SEAL_KEYS = [fresh, *keys()]
    call_command("rotate_keys", verbosity=0)
    settings.SEAL_KEYS = [fresh]
    assert equality.get(url).content == content


def test_a_paper_that_would_not_count_is_not_worked_on(capture, candidate, monkeypatch):
    worked = []
    monkeypatch.setattr("conoceles.lib.papers.rewrite", lambda *given: worked.append(given))
    say(candidate, capture.ana, treatment="yes", publication="no", statistics="yes")
    day = timezone.localdate()
    for signed_on in (day, day + timedelta(days=1), day - timedelta(days=4000)):
        sent = {"treatment": "yes", "publication": "yes", "statistics": "yes", "signed_on": signed_on.isoformat()}
        upload = SimpleUploadedFile("formato.pdf", b"%PDF-")
        page = candidate.post(f"/captura/{capture.ana.key}/aviso/firmado/", {**sent, "scan": upload}, follow=True)
        assert "No se guardó." in page.text and not worked
