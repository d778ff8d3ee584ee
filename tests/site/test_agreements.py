"""The public list of agreements: those that the institute shows, as they stand, and no file of them."""

from datetime import date

import pytest
from django.conf import settings

from conoceles.elections.models import Agreement
from conoceles.ledger.reading import current
from tests.factories import build

pytestmark = pytest.mark.once


def page(election):
    path = settings.BUILD_DIR / "site" / election.slug / "acuerdos" / "index.html"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def written(**more):
    return {"number": "IEP/CG/7/2027", "body": "Consejo General", "date": "2027-02-01", "title": "Lineamientos", **more}


def test_an_agreement_is_public_where_it_is_shown_and_nowhere_else(capture, coordination):
    election = capture.election
    capture.publish()
    home = f"/registro/{election.slug}/lista/acuerdos/"
    assert coordination.post(f"{home}nueva/", written()).status_code == 302
    assert not current(election.slug, "agreements"), "kept in the workshop"
    build()
    assert page(election) == ""
    one = Agreement.objects.get(number="IEP/CG/7/2027")
    change = f"{home}{one.pk}/"
    shown = written(shown="on", website="https://iep.example/acuerdo-7.pdf")
    assert coordination.post(change, shown).status_code == 302
    build()
    said = page(election)
    assert "IEP/CG/7/2027" in said and "Lineamientos" in said and "1 de febrero de 2027" in said
    assert 'href="https://iep.example/acuerdo-7.pdf"' in said
    home_page = (settings.BUILD_DIR / "site" / election.slug / "index.html").read_text(encoding="utf-8")
    assert f"/{election.slug}/acuerdos/" in home_page
    assert "checked" in coordination.get(change).text
    assert coordination.post(change, written(title="Lineamientos, corregidos", shown="on")).status_code == 302
    build()
    assert "Lineamientos, corregidos" in page(election)
    assert coordination.post(change, written()).status_code == 302
    build()
    assert page(election) == "", "no longer shown: the page goes"


def test_the_last_comes_first_and_a_script_is_words(capture):
    election = capture.election
    for number, day in (("A/1", date(2027, 1, 5)), ("A/2", date(2027, 3, 5))):
        one = Agreement.objects.create(institute=election.institute, number=number, date=day, title="<b>x</b>")
        one.shown_in.add(election)
    capture.publish()
    build()
    said = page(election)
    assert said.index("A/2") < said.index("A/1") and "&lt;b&gt;x&lt;/b&gt;" in said
