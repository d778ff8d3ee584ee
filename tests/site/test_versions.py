"""The public list of versions: since when, and what each edition changed, from the ledger alone."""

import pytest

from conoceles.ledger.acts import append, redact, withdraw
from tests.built import built_site
from tests.factories import build
from tests.markup import flat

pytestmark = pytest.mark.once

ASK = {"label": "Primera propuesta", "section": "Propuestas", "type": "long"}


def document(text, *, photo="", review=(), commitments=()):
    found = {
        "version": 3,
        "complete": True,
        "source": "",
        "review": list(review),
        "commitments": list(commitments),
        "answers": [{"key": "proposal_1", "value": text, **ASK}] if text else [],
    }
    if photo:
        found["photo"] = {"alt": "Ana", "files": {"160": f"{photo * 64}.jpg"}}
    return found


@pytest.fixture
def pages(town, ana, settings):
    folder = built_site() / town.election.slug / "candidaturas" / ana.slug

    def read():
        build()
        versions = folder / "versiones" / "index.html"
        return (folder / "index.html").read_text(), versions.read_text() if versions.is_file() else None

    return read


def publish(town, ana, *values, **more):
    append("profile", ana.key, document(*values, **more), election=town.election.slug)


def test_one_version_says_since_when_and_has_no_page(town, ana, pages):
    publish(town, ana, "Haremos cinco pozos.")
    page, versions = pages()
    assert "Pública desde el" in page and "Es su única versión." in page and versions is None


def test_each_version_shows_what_changed_word_by_word(town, ana, pages):
    publish(town, ana, "Haremos cinco pozos en la sierra y en el llano.")
    publish(town, ana, "Haremos siete pozos en la sierra y en el llano.", photo="a")
    _page, versions = pages()
    assert "<del>cinco </del><ins>siete </ins>" in versions
    publish(town, ana, "", review=["Propuestas"])
    page, versions = map(flat, pages())
    assert "Ver sus 3 versiones" in page and "<strong>En revisión:</strong>Propuestas." in page
    assert "cinco" not in versions and "siete" not in versions, "what is no longer public is not read there either"
    assert "Fotografía: es otro archivo" in versions and "Primera propuesta: se quitó" in versions
    assert "Se publicó por primera vez: Primera propuesta." in versions
    assert versions.index("se quitó") < versions.index("Primera propuesta: cambió"), "the newest first"


def test_a_first_version_without_answers_says_so(town, ana, pages):
    publish(town, ana, "")
    publish(town, ana, "Haremos pozos.")
    _page, versions = map(flat, pages())
    assert "Se publicó su registro, todavía sin respuestas." in versions and "primera vez: ." not in versions


def test_what_was_redacted_or_withdrawn_is_said_and_its_words_are_gone(town, ana, pages):
    publish(town, ana, "Mi vecina vive en la calle Hidalgo.")
    pages()
    redact("profile", ana.key, election=town.election.slug, ground="Datos personales.")
    publish(town, ana, "Haremos pozos.")
    _page, versions = pages()
    assert "vecina" not in versions and "Lo que decía esta versión se suprimió." in versions
    assert "Motivo: <span>Datos personales.</span>" in versions
    withdraw("profile", ana.key, election=town.election.slug, reason="Ya no hay nada publicado.")
    _page, versions = pages()
    assert "Se retiró del sitio. <span>Ya no hay nada publicado.</span>" in versions


def test_commitments_come_and_go(town, ana, pages):
    badge = {"key": "k1", "title": "Niñez", "text": "Me comprometo.", "signed": "2027-04-05"}
    publish(town, ana, "Haremos pozos.")
    publish(town, ana, "Haremos pozos.", commitments=[badge])
    publish(town, ana, "Haremos pozos.")
    _page, versions = pages()
    assert "Compromiso: Niñez: se agregó" in versions and "Compromiso: Niñez: se quitó" in versions
