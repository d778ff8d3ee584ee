"""Every hour is that of the institute: pages, forms, terms, phases, calendar files, mails and the record of acts, and
across midnight."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections import register
from conoceles.elections.models import Area, Election, Institute
from conoceles.ledger.reading import current
from conoceles.mail.models import Message
from conoceles.review.deciding import term
from conoceles.site.state.phases import Phase, days_left, phase
from tests.built import built_site
from tests.factories import build
from tests.review.test_queue import of

pytestmark = pytest.mark.once

SLUG = "prueba-2027"
ZONES = {
    "America/Tijuana": "hora del noroeste",
    "America/Hermosillo": "hora de Sonora",
    "America/Cancun": "hora del sureste",
    "America/Mexico_City": "hora del centro",
}


@pytest.fixture(params=list(ZONES))
def zone(request, capture, coordination):
    Institute.objects.update(time_zone=request.param)
    capture.election.refresh_from_db()
    capture.election.institute.refresh_from_db()
    where = ZoneInfo(request.param)
    election = capture.election
    day = (datetime.now(where) + timedelta(days=20)).replace(hour=8, minute=0, second=0, microsecond=0)
    election.polls_open, election.polls_close = day, day.replace(hour=18)
    election.silence_starts = (day - timedelta(days=3)).replace(hour=0)
    election.campaigns_end = (day - timedelta(days=4)).replace(hour=23, minute=59, second=59)
    election.capture_closes = (day - timedelta(days=6)).replace(hour=23, minute=59, second=59)
    register.save(election)
    return where


def site(name):
    return (built_site() / SLUG / name).read_text(encoding="utf-8")


def test_the_site_speaks_the_hour_of_its_institute_and_names_it(zone, capture):
    capture.publish()
    build()
    named = ZONES[zone.key]
    assert f"de 8:00 a 18:00 h, {named}" in site("index.html")
    assert f"Las casillas abren de 8:00 a 18:00 h, {named}." in site("seccion/1/index.html")
    opens = capture.election.polls_open.astimezone(UTC)
    assert f"DTSTART:{opens:%Y%m%dT%H%M%SZ}" in site("calendario.ics")
    [document] = current(SLUG, "calendar").values()
    assert document["polls_open"][11:19] == "08:00:00" and document["campaigns_end"][11:19] == "23:59:59"
    assert named in site("cifras/index.html"), "an hour is named where it is shown"


def test_phases_change_at_the_midnight_of_the_institute(zone, capture):
    calendar = {
        name: getattr(capture.election, name).isoformat()
        for name in ("publication_starts", "silence_starts", "polls_open", "polls_close")
    }
    midnight = capture.election.polls_open.astimezone(zone).replace(hour=0)
    assert phase(calendar, midnight - timedelta(seconds=1), zone) == Phase.SILENCE
    assert phase(calendar, midnight, zone) == Phase.ELECTION_DAY
    assert days_left(calendar, midnight - timedelta(seconds=1), zone) == 1 and days_left(calendar, midnight, zone) == 0
    assert capture.election.day == midnight.date()


def test_saving_a_calendar_untouched_changes_nothing_and_2359_lasts_until_it_is_over(zone, capture, coordination):
    url = reverse("election_edit", args=[SLUG])
    form = coordination.get(url).context["form"]
    sent = {}
    with timezone.override(zone):
        for field in form:
            shown = field.value()
            if shown is not None and shown is not False:
                moment = hasattr(shown, "hour")
                sent[field.html_name] = field.field.widget.format_value(shown) if moment else shown
    assert sent["campaigns_end"].endswith("T23:59") and sent["polls_open"].endswith("T08:00")
    before = Election.objects.filter(pk=capture.election.pk).values().get()
    assert coordination.post(url, sent).status_code == 302
    assert Election.objects.filter(pk=capture.election.pk).values().get() == before
    later = (capture.election.campaigns_end.astimezone(zone) - timedelta(days=1)).strftime("%Y-%m-%dT23:59")
    assert coordination.post(url, {**sent, "campaigns_end": later}).status_code == 302
    ends = Election.objects.get(pk=capture.election.pk).campaigns_end.astimezone(zone)
    assert (ends.hour, ends.minute, ends.second) == (23, 59, 59) and ends.strftime("%Y-%m-%dT23:59") == later


def test_a_term_ends_with_the_day_of_the_institute_and_is_told_in_its_hour(zone, capture, coordination):
    # Ten at night in Sonora is another day in the capital.
    at = (datetime.now(zone) + timedelta(days=1)).replace(hour=22, minute=30, second=0, microsecond=0)
    until = term(capture.ana, at).astimezone(zone)
    days = capture.election.correction_days
    assert (until.date() - at.date()).days == days and (until.hour, until.minute, until.second) == (23, 59, 59)
    capture.submit(capture.ana)
    review = of(capture.ana)
    page = coordination.get(f"/revision/{SLUG}/candidatura/{capture.ana.key}/")
    [sheet] = [sheet for sheet in page.context["sheets"] if sheet.section.key == "proposals"]
    sent = {f"seen-{one.section.pk}": one.submission.pk for one in page.context["sheets"]}
    sent |= {"act": "decide", "ground-proposal_1": "slogan", "comment-proposal_1": "Quite el lema."}
    answer = coordination.post(f"/revision/{SLUG}/candidatura/{capture.ana.key}/", sent)
    assert answer.status_code == 302 and sheet and review
    told = Message.objects.get(box=capture.ana.key, kind="observed")
    assert f"a las 23:59, {ZONES[zone.key]}" in told.text


def test_the_workshop_and_the_record_of_acts_show_the_hour_of_the_institute(zone, capture, coordination):
    moment = datetime.now(zone).replace(hour=0, minute=20, second=0, microsecond=0)
    with time_machine.travel(moment, tick=False):
        record("practice", by="", election=SLUG)
    page = coordination.get(f"/registro/{SLUG}/auditoria/").text
    assert "0:20 h" in page and f"Horas: {ZONES[zone.key]}." in page
    csv = b"".join(coordination.get(f"/registro/{SLUG}/auditoria/?exportar=1")).decode()
    assert moment.isoformat() in csv
    with time_machine.travel(moment, tick=False):
        assert f"{moment:%Y-%m-%d}" in coordination.get(f"/registro/{SLUG}/movimientos/{capture.ana.key}/").text


def test_a_border_municipality_votes_by_its_own_clock(capture):
    """Piedras Negras keeps summer time: its polls open at eight by its clocks, an hour before the rest of Coahuila."""
    election = capture.election
    june = datetime(2027, 6, 6, 8, tzinfo=ZoneInfo("America/Mexico_City"))
    with time_machine.travel(june - timedelta(days=10), tick=False):
        election.publication_starts = june - timedelta(days=50)
        election.campaigns_end, election.silence_starts = june - timedelta(days=4), june - timedelta(days=3)
        election.polls_open, election.polls_close = june, june.replace(hour=18)
        election.capture_closes = june - timedelta(days=6)
        register.save(election)
        place = Area.objects.get(name="Peñón Blanco")
        place.time_zone = "America/Matamoros"
        register.save(place)
        capture.publish()
        build()
    border, inland = site("seccion/1/index.html"), site("seccion/3/index.html")
    named = "hora de la frontera de Coahuila, Nuevo León y Tamaulipas"
    assert f"Las casillas abren de 8:00 a 18:00 h, {named}." in border and "calendario-matamoros.ics" in border
    assert "Las casillas abren de 8:00 a 18:00 h, hora del centro." in inland and "/calendario.ics" in inland
    assert "DTSTART:20270606T130000Z" in site("calendario-matamoros.ics")
    assert "DTSTART:20270606T140000Z" in site("calendario.ics")
