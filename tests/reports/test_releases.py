"""The releases of capture and of the site: their stage and version in the footer, the report, and the INE told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conoceles.elections.models import Release
from conoceles.ledger.reading import current
from conoceles.reports.year import raising
from tests.built import built_site
from tests.factories import build


@pytest.fixture
def home(capture):
    return f"/registro/{capture.election.slug}/papeles/versiones/"


def release(client, home, interface, version, **more):
    values = {"interface": interface, "stage": "beta", "version": version, "on": f"{timezone.localdate()}"}
    return client.post(f"{home}nueva/", {**values, "changes": "Letra más grande", **more})


def test_a_release_of_the_site_is_its_stage_and_stands_in_its_footer(capture, home, liaison, settings):
    capture.publish()
    assert release(liaison, home, "site", "1.2").status_code == 302
    calendar = current(capture.election.slug, "calendar")[("calendar", capture.election.slug)]
    assert calendar["stage"] == "beta" and calendar["release"]["version"] == "1.2"
    build()
    page = " ".join((built_site() / capture.election.slug / "index.html").read_text().split())
    assert "Versión 1.2 del sitio, del" in page and "Versión beta." in page and 'content="noindex"' in page


def test_a_release_of_capture_stands_in_the_footer_of_whoever_works_in_it(capture, home, liaison, candidate):
    assert "Captura 1.1" not in candidate.get(f"/captura/{capture.ana.key}/").text
    release(liaison, home, "capture", "1.1", stage="open")
    for client, url in ((candidate, f"/captura/{capture.ana.key}/"), (liaison, home)):
        assert "Captura 1.1, abierta, del" in client.get(url).text
    assert current(capture.election.slug, "calendar").get(("calendar", "x")) is None
    capture.election.refresh_from_db()
    assert capture.election.stage == "open", "the site keeps its own"


def test_what_comes_after_the_first_is_an_improvement_that_the_ine_is_told_of_in_three_days(capture, home, liaison):
    release(liaison, home, "capture", "1.0")
    assert raising.follow(capture.election) == 0
    release(liaison, home, "capture", "1.1")
    assert raising.follow(capture.election) == 1
    told = capture.election.deliverables.get()
    assert told.title == "Mejora: Captura 1.1, beta" and told.send_until == timezone.localdate() + timedelta(days=3)


def test_a_release_is_registered_when_it_happens_and_once(home, liaison):
    tomorrow = release(liaison, home, "site", "2.0", on=f"{timezone.localdate() + timedelta(days=2)}")
    assert tomorrow.status_code == 422 and "esa fecha no ha llegado" in tomorrow.text
    release(liaison, home, "site", "1.0")
    again = release(liaison, home, "site", "1.0")
    assert again.status_code == 422 and "ya está registrada" in again.text and Release.objects.count() == 1
