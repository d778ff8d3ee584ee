"""The page of the privacy notices, the blank form and the mailbox that takes it signed."""

import subprocess

import pytest

from conoceles.elections import register
from conoceles.elections.publication import publish_after_edit
from conoceles.ledger.reading import current
from conoceles.profiles.legal_texts import publish_text
from tests.built import built_site
from tests.factories import build

pytestmark = pytest.mark.once


def test_everybody_reads_the_notices_and_prints_the_form(capture, settings, client):
    institute = capture.election.institute
    institute.consents_email, institute.arco = "consentimientos@iep.example.org", "Unidad de Transparencia, ext. 12"
    register.save(institute)
    capture.publish()
    build()
    folder = built_site() / capture.election.slug
    html = (folder / "privacidad" / "index.html").read_text()
    for text in capture.election.legal_texts.all():
        assert text.text.splitlines()[0] in html and text.agreement.number in html
    assert "Quien visita este sitio" in html, "who reads comes first"
    assert "mailto:consentimientos@iep.example.org" in html and "Unidad de Transparencia, ext. 12" in html
    assert f"/{capture.election.slug}/privacidad/" in (folder / "index.html").read_text(), "from every footer"
    paper = (folder / "privacidad" / "formato-en-blanco.pdf").read_bytes()
    done = subprocess.run(["pdftotext", "-", "-"], input=paper, capture_output=True, check=True)
    words = " ".join(done.stdout.decode().split())
    assert "consentimientos@iep.example.org" in words and "Si su candidatura está registrada" in words
    assert words.count("No consiento") == 3 and "Ana Peña" not in words
    info = subprocess.run(["pdfinfo", "-"], input=paper, capture_output=True, check=True).stdout.decode()
    assert "Tagged:          yes" in info


def test_a_new_version_replaces_the_one_on_the_site_and_without_texts_there_is_no_page(capture, settings):
    capture.publish()
    agreement = capture.election.legal_texts.first().agreement
    publish_text(capture.election, "notice_short", "Otro aviso, más claro.", agreement, by="c-coord")
    shown = current(capture.election.slug, "privacy")[("privacy", capture.election.slug)]
    assert [one["number"] for one in shown["texts"]] == [2, 1, 1, 1, 1]
    build()
    page = built_site() / capture.election.slug / "privacidad" / "index.html"
    assert "Otro aviso, más claro." in page.read_text()


def test_before_the_election_is_public_its_texts_stay_in_the_workshop(capture):
    agreement = capture.election.legal_texts.first().agreement
    publish_text(capture.election, "notice_short", "Otro aviso.", agreement, by="c-coord")
    assert current(capture.election.slug, "privacy") == {}


def test_without_texts_there_is_no_page(town, settings):
    town.publish()
    build()
    folder = built_site() / town.election.slug
    assert not (folder / "privacidad").exists() and "privacidad/" not in (folder / "index.html").read_text()


def test_the_page_follows_who_takes_the_papers(capture, settings):
    capture.publish()
    build()
    institute = capture.election.institute
    institute.consents_email = "otro@iep.example.org"
    register.save(institute)
    publish_after_edit(institute)
    build()
    page = built_site() / capture.election.slug / "privacidad" / "index.html"
    assert "otro@iep.example.org" in page.read_text()
