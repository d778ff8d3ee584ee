"""The public list of agreements: those that the institute shows, as they stand, and no file of them."""

from datetime import date

import pytest

from conoceles.audit.models import Record
from conoceles.elections.links import links_of
from conoceles.elections.models import Agreement
from conoceles.ledger.reading import current
from tests.built import built_site
from tests.factories import build, make_town

pytestmark = pytest.mark.once


def page(election):
    path = built_site() / election.slug / "acuerdos" / "index.html"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def linked(election):
    """Return the pages that lead to the list."""
    folder = built_site() / election.slug
    return [path for path in folder.rglob("*.html") if f'/{election.slug}/acuerdos/"' in path.read_text("utf-8")]


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
    assert len(linked(election)) > 5, "on every page that was built before there were any"
    assert "checked" in coordination.get(change).text
    assert coordination.post(change, written(title="Lineamientos, corregidos", shown="on")).status_code == 302
    build()
    assert "Lineamientos, corregidos" in page(election)
    assert coordination.post(change, written()).status_code == 302
    build()
    assert page(election) == "" and linked(election) == [], "no longer shown: the page goes, and what leads to it"


def test_what_another_site_shows_is_changed_by_who_works_in_all_of_them(capture):
    other = make_town("otra-2027", "97").election
    mine, election = capture.account("register", "R"), capture.election
    one = Agreement.objects.create(institute=election.institute, number="A/1", date=date(2027, 1, 5), title="Uno")
    one.shown_in.add(other)
    change = f"/registro/{election.slug}/lista/acuerdos/{one.pk}/"
    same = {"number": "A/1", "body": "Consejo General", "date": "2027-01-05", "title": "Uno"}
    assert mine.post(change, {**same, "shown": "on"}).status_code == 302, "on one's own site it is free"
    assert set(one.shown_in.all()) == {election, other}
    refused = mine.post(change, {**same, "title": "Otro", "shown": "on"})
    assert refused.status_code == 422 and "otras elecciones del Instituto" in refused.text
    record = Record.objects.filter(act="register-changed", thing=f"agreement {one.pk}").last()
    assert record.election == election.slug


def test_an_address_that_no_browser_opens_is_refused(capture, coordination):
    for wrong in ("ftp://iep.example/x", "javascript:alert(1)"):
        home = f"/registro/{capture.election.slug}/lista/acuerdos/nueva/"
        assert coordination.post(home, written(website=wrong)).status_code == 422
    one = Agreement.objects.create(
        institute=capture.election.institute,
        number="A/1",
        date=date(2027, 1, 5),
        title="Uno",
        website="https://iep.example/uno.pdf",
    )
    one.shown_in.add(capture.election)
    assert "https://iep.example/uno.pdf" in links_of(capture.election), "its address is asked for like any other"


def test_the_last_comes_first_and_a_script_is_words(capture):
    election = capture.election
    for number, day in (("A/1", date(2027, 1, 5)), ("A/2", date(2027, 3, 5))):
        one = Agreement.objects.create(institute=election.institute, number=number, date=day, title="<b>x</b>")
        one.shown_in.add(election)
    capture.publish()
    build()
    said = page(election)
    assert said.index("A/2") < said.index("A/1") and "&lt;b&gt;x&lt;/b&gt;" in said
