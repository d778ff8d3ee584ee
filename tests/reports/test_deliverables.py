"""What is owed to the INE: a calendar from election day, what raises itself, sending with a letter, reminders."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.elections.models import Unit
from conoceles.movements import acts
from conoceles.movements.basis import Basis
from conoceles.movements.contests import set_state
from conoceles.reports import due
from conoceles.reports.models import Correspondence, Deliverable, DeliverableRule, Feedback
from conoceles.reports.year import calendar, raising, reminding, sending
from tests.factories import make_agreement


@pytest.fixture
def election(capture):
    return capture.election


@pytest.fixture
def year(election):
    calendar.take_shipped(election.institute, by="c")
    calendar.make(election, by="c")
    return election


@pytest.fixture
def home(election):
    return f"/registro/{election.slug}/entregables/"


def row(election, cause):
    return Deliverable.objects.get(election=election, cause=cause)


def test_the_calendar_of_coahuila_has_twenty_deliverables_of_eleven_kinds(election):
    # As in 2023-24: the election of 2 June 2024.
    election.polls_open = datetime(2024, 6, 2, 14, tzinfo=UTC)
    election.publication_starts = datetime(2024, 3, 31, 6, tzinfo=UTC)
    assert calendar.take_shipped(election.institute, by="c") == 11
    found = {one.cause.removeprefix("calendar:"): (one.do_by, one.send_by) for one in calendar.planned(election)}
    assert len(found) == 20
    assert found["comision"] == (date(2023, 9, 2), date(2023, 9, 7))
    assert found["sistema"][0] == date(2023, 10, 2) and found["plan"][0] == date(2023, 11, 2)
    assert found["proceso"][0] == date(2024, 1, 2) and found["prototipo"][0] == date(2024, 2, 2)
    assert found["estimacion"][0] == date(2024, 3, 2) and found["inicio"][0] == date(2024, 3, 31)
    assert found["final"] == (date(2024, 10, 2), date(2024, 10, 7))
    monthly = sorted(day for cause, (day, _send) in found.items() if cause.startswith("mensual"))
    assert monthly == [date(2023, month, 5) for month in (10, 11, 12)] + [date(2024, month, 5) for month in range(1, 7)]
    # Garbled in the source: the reports of April and May follow the rule of the others.
    partial = {cause: day for cause, (day, _send) in found.items() if cause.startswith("parcial")}
    assert partial == {"parcial-2024-04": date(2024, 5, 5), "parcial-2024-05": date(2024, 6, 5)}
    assert calendar.take_shipped(election.institute, by="c") == 0, "an institute that has its own keeps it"


def test_a_month_that_is_shorter_ends_on_its_last_day():
    assert calendar.months_later(date(2027, 5, 31), -3) == date(2027, 2, 28)
    assert calendar.months_later(date(2027, 1, 15), 14) == date(2028, 3, 15)


def test_an_election_at_the_end_of_the_years_has_a_calendar_all_the_same(election):
    calendar.take_shipped(election.institute, by="c")
    election.polls_open = datetime(9999, 12, 30, 14, tzinfo=UTC)
    assert len(calendar.planned(election)) == 20


def test_making_it_again_changes_nothing_and_another_day_moves_what_is_not_done(year):
    assert not calendar.differences(year) and Deliverable.objects.count() == 20
    done = row(year, "calendar:comision")
    done.done_on = done.do_by
    sending.save(done, by="c")
    year.polls_open += timedelta(days=7)
    year.polls_close += timedelta(days=7)
    year.save()
    found = calendar.differences(year)
    assert not found.new and {one.cause for one, _planned in found.moved} == {
        f"calendar:{key}" for key in ("instancia", "sistema", "plan", "proceso", "prototipo", "estimacion", "final")
    }
    before = row(year, "calendar:comision").do_by
    calendar.make(year, by="c")
    assert row(year, "calendar:comision").do_by == before, "what was done stays as it was"
    DeliverableRule.objects.filter(key="plan").delete()
    assert [one.cause for one in calendar.differences(year).gone] == ["calendar:plan"]
    calendar.make(year, by="c")
    assert Deliverable.objects.count() == 19 and not calendar.differences(year)
    made = Record.objects.filter(act="deliverables-made").first()
    assert made.detail == {"created": 0, "updated": 0, "removed": 1}


def test_what_must_be_told_raises_itself_from_the_act_that_caused_it(capture, election):
    basis = Basis(make_agreement(election, "IEP/CG/50/2027"), date(2026, 11, 2), "c")
    [moved] = acts.finish(capture.ana, "withdrawal", basis)
    annulled = set_state(capture.ana.ticket.contest, "annulled", basis)
    Feedback.objects.create(election=election, who="Un partido", on=date(2026, 11, 3), text="Letra", improvement=True)
    Feedback.objects.create(election=election, who="Otro", on=date(2026, 11, 3), text="Gracias")
    assert raising.follow(election) == 3 and raising.follow(election) == 0, "each once"
    told = row(election, f"movement:{moved.pk}")
    assert (told.done_on, told.send_until, told.state) == (date(2026, 11, 2), date(2026, 11, 7), "done")
    assert told.title == "Renuncia de Ana Peña, IEP/CG/50/2027"
    assert row(election, f"contest-movement:{annulled.pk}").send_until == date(2026, 11, 7)
    assert Deliverable.objects.get(kind="mejora").send_until == date(2026, 11, 6), "improvements within three days"
    assert due.every_minute(timezone.now()) == []


def test_a_letter_sends_several_and_its_receipt_is_of_all(year):
    rows = [row(year, "calendar:comision"), row(year, "calendar:instancia")]
    letter = Correspondence.objects.create(
        election=year, direction="out", number="IEP/SE/1", date=rows[0].do_by, other="INE", subject="Remite"
    )
    assert sending.send(rows, letter, letter.date + timedelta(days=1), by="c") == 2
    assert sending.send(rows, letter, letter.date + timedelta(days=1), by="c") == 0, "pressed twice it is sent once"
    sent = row(year, "calendar:comision")
    assert (sent.state, sent.done_on, sent.letter) == ("sent", letter.date + timedelta(days=1), letter)
    letter.acknowledged_on = letter.date + timedelta(days=2)
    letter.save()
    sending.acknowledge(letter, by="c")
    assert {row(year, one.cause).state for one in rows} == {"acknowledged"}
    assert not Deliverable.objects.of_election(year).unsent().filter(pk__in=[one.pk for one in rows]).exists()


def test_once_it_is_done_the_days_to_send_it_count_from_then(year):
    plan = row(year, "calendar:plan")
    plan.done_on = plan.do_by - timedelta(days=20)
    sending.save(plan, by="c")
    assert plan.send_until == plan.done_on + timedelta(days=5) and plan.send_by == plan.do_by + timedelta(days=5)
    assert plan.due_on == plan.send_until and plan.is_late(plan.send_until + timedelta(days=1))
    late = set(Deliverable.objects.of_election(year).overdue(plan.send_until + timedelta(days=1)))
    assert plan in late


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"sent_on": date(2027, 1, 1)}, "deliverable_done_before_sent"),
        ({"done_on": date(2027, 1, 1), "sent_on": date(2027, 1, 2)}, "deliverable_sent_by_letter"),
        ({"acknowledged_on": date(2027, 1, 1)}, "deliverable_sent_before_acknowledged"),
        ({"send_by": date(2020, 1, 1)}, "deliverable_sent_after_done_by"),
    ],
)
def test_what_can_be_false_of_one_is_refused_by_the_database(year, change, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Deliverable.objects.filter(cause="calendar:plan").update(**change)


def test_what_is_due_or_late_is_mailed_once_a_week_to_who_sends_it(capture, year):
    unit = Unit.objects.create(institute=year.institute, name="Innovación", email="innovacion@ejemplo.mx")
    Deliverable.objects.filter(cause="calendar:plan").update(unit=unit)
    capture.account("liaison", "Vinculación")
    plan = row(year, "calendar:plan")
    Deliverable.objects.exclude(pk=plan.pk).update(not_needed="no")
    assert reminding.remind(year, plan.do_by - timedelta(days=4)) == 0
    first = reminding.remind(year, plan.do_by - timedelta(days=3))
    assert first >= 1 and "innovacion@ejemplo.mx" in {one.to[0] for one in mail.outbox}
    assert "Plan de trabajo: se debe hacer a más tardar el" in mail.outbox[0].body
    assert reminding.remind(year, plan.do_by - timedelta(days=2)) == 0, "once a week"
    mail.outbox.clear()
    assert reminding.remind(year, plan.do_by + timedelta(days=6)) == first
    assert mail.outbox[0].subject == "Conóceles: 1 entregable vencido" and "debió hacer" in mail.outbox[0].body


def test_the_screens(election, home, coordination, liaison, commission, reviewer, party_operator):
    for stranger in (reviewer, party_operator):
        assert stranger.get(home).status_code == 403
    assert "Empiece por la plantilla" in liaison.get(home).text
    assert "Tomar la plantilla" not in commission.get(home).text
    assert commission.post(f"{home}calendario/", {"act": "take"}).status_code == 403
    liaison.post(f"{home}calendario/", {"act": "take"})
    assert "Agrega 20, cambia de fecha 0" in " ".join(liaison.get(home).text.split())
    liaison.post(f"{home}calendario/")
    page = liaison.get(home).text
    assert "Informe final" in page and "Hacer el calendario" not in page
    plan = row(election, "calendar:plan")
    other = row(election, "calendar:proceso")
    wrong = liaison.post(
        f"{home}remitir/", {"number": "IEP/7", "day": "2027-01-02", "channel": "sivople", "other": "INE"}
    )
    assert wrong.status_code == 422 and "Marque al menos un entregable" in wrong.text and "IEP/7" in wrong.text
    sent = {"number": "IEP/7", "day": f"{plan.do_by}", "channel": "sivople", "other": "INE"}
    answer = liaison.post(f"{home}remitir/", {**sent, "deliverable": [plan.pk, other.pk]}, follow=True)
    assert "Remitidos 2 con el oficio IEP/7. Falta su acuse." in answer.text
    assert Correspondence.objects.get().subject == "Remite 2 entregables"
    bad = liaison.post(f"{home}{plan.pk}/", {"title": "X", "do_by": "ayer"})
    assert bad.status_code == 422 and "ayer" in bad.text
    month = liaison.get(f"{home}mes/{plan.do_by.year}-{plan.do_by.month}/")
    assert month.status_code == 200 and "Plan de trabajo" in month.text
    assert liaison.get(f"{home}mes/2027-13/").status_code == 404
    calendar_file = liaison.get(reverse("deliverables_ics", args=[election.slug]))
    lines = calendar_file.content.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines.count("BEGIN:VEVENT") == 40
    assert all(len(line.encode()) <= 75 for line in lines)
    assert coordination.get(home).status_code == 200


def test_what_a_letter_takes_follows_the_letter_as_it_is_corrected(election, liaison):
    calendar.take_shipped(election.institute, by="c")
    calendar.make(election, by="c")
    plan, other = row(election, "calendar:plan"), row(election, "calendar:proceso")
    url = f"/registro/{election.slug}/papeles/oficios/"
    values = {"direction": "out", "number": "IEP/9", "date": f"{plan.do_by}", "channel": "sivople", "other": "INE"}
    values |= {"subject": "Plan", "deliverables": [plan.pk, other.pk]}
    liaison.post(f"{url}nueva/", values)
    letter = Correspondence.objects.get()
    later = plan.do_by + timedelta(days=3)
    liaison.post(f"{url}{letter.pk}/", {**values, "date": f"{later}", "deliverables": [plan.pk]})
    plan.refresh_from_db()
    other.refresh_from_db()
    assert plan.sent_on == later and other.sent_on is None and other.letter is None
    turned = liaison.post(f"{url}{letter.pk}/", {**values, "direction": "in", "deliverables": []})
    assert turned.status_code == 422 and "quítelos antes" in turned.text


def test_what_was_corrected_by_hand_is_left_by_the_calendar(year, home, liaison):
    plan = row(year, "calendar:plan")
    extended = {"title": plan.title, "do_by": f"{plan.do_by}", "send_by": f"{plan.send_by + timedelta(days=9)}"}
    assert liaison.post(f"{home}{plan.pk}/", extended).status_code == 302
    assert not calendar.differences(year), "a term that was extended stays"
    rule = DeliverableRule.objects.get(key="proceso")
    rule.term_days = 8
    rule.save()
    calendar.make(year, by="c")
    assert row(year, "calendar:proceso").term_days == 8


def test_one_election_that_fails_stops_no_other(year, monkeypatch, caplog):
    monkeypatch.setattr(raising, "follow", lambda election: 1 // 0)
    assert due.every_minute(timezone.now()) == [] and "What time causes failed" in caplog.text


def test_a_year_that_no_calendar_has_is_refused(home, election, liaison):
    url = f"/registro/{election.slug}/papeles/retroalimentacion/nueva/"
    wrong = liaison.post(url, {"who": "x", "on": "9999-12-31", "text": "y", "improvement": "on"})
    assert wrong.status_code == 422 and "Escriba un año entre 2000 y 2100." in wrong.text


def test_nothing_is_sent_in_a_year_that_no_calendar_has(year, home, liaison):
    plan = row(year, "calendar:plan")
    sent = {"number": "IEP/7", "channel": "sivople", "other": "INE", "deliverable": [plan.pk]}
    for day in ("9999-12-31", "0001-01-01"):
        wrong = liaison.post(f"{home}remitir/", {**sent, "day": day})
        assert wrong.status_code == 422 and "Escriba un año entre 2000 y 2100." in wrong.text
    assert row(year, "calendar:plan").sent_on is None


def test_what_a_letter_brought_and_its_receipt_are_written_in_its_form(election, home, liaison):
    calendar.take_shipped(election.institute, by="c")
    calendar.make(election, by="c")
    plan = row(election, "calendar:plan")
    url = f"/registro/{election.slug}/papeles/oficios/nueva/"
    values = {
        "direction": "out",
        "number": "IEP/9",
        "date": f"{plan.do_by}",
        "channel": "sivople",
        "other": "INE",
        "subject": "Plan",
    }
    wrong = liaison.post(url, {**values, "acknowledgement": "A-1"})
    assert wrong.status_code == 422 and "El acuse lleva fecha." in wrong.text
    day = f"{plan.do_by + timedelta(days=1)}"
    done = liaison.post(url, {**values, "deliverables": [plan.pk], "acknowledged_on": day, "acknowledgement": "A-1"})
    assert done.status_code == 302
    plan.refresh_from_db()
    assert plan.state == "acknowledged" and plan.letter.number == "IEP/9"
    back = liaison.post(url, {**values, "direction": "in", "deliverables": [row(election, "calendar:final").pk]})
    assert back.status_code == 422 and "no remite entregables" in back.text
    again = liaison.post(url, values)
    assert again.status_code == 422 and "Ya está registrado un oficio con ese número" in again.text
