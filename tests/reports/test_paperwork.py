"""Activities, letters, meetings, allies: written on a phone in a minute, or noticed by the system and nodded to."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from conoceles.audit.acts import record
from conoceles.audit.models import Record
from conoceles.config.sweep import sweep
from conoceles.lib import blobs
from conoceles.lib.dates import local_date
from conoceles.reports.models import Activity, Meeting
from conoceles.reports.paperwork.screens import SCREENS
from conoceles.reports.year import noticing
from tests.capture.test_files import jpeg


@pytest.fixture
def home(capture):
    return f"/registro/{capture.election.slug}/papeles/"


VISIT = {"kind": "visit", "text": "Visita a la preparatoria", "starts": "2027-04-02"}


def test_who_writes_reads_and_is_kept_out(home, liaison, communication, commission, reviewer, party_operator):
    for screen in SCREENS:
        assert liaison.get(f"{home}{screen}/").status_code == 200
        assert liaison.get(f"{home}{screen}/nueva/").status_code == 200
        assert commission.get(f"{home}{screen}/").status_code == 200
        assert commission.get(f"{home}{screen}/nueva/").status_code == 403, "the commission only reads"
        assert reviewer.get(f"{home}{screen}/").status_code == party_operator.get(f"{home}{screen}/").status_code == 403
    for screen in ("oficios", "sesiones", "versiones", "comparacion", "plantilla"):
        assert communication.get(f"{home}{screen}/").status_code == 403, screen
        assert communication.post(f"{home}{screen}/nueva/", {}).status_code == 403, screen
    assert "Oficios" not in communication.get(f"{home}actividades/").text
    assert "Agregar" in communication.get(f"{home}actividades/").text
    assert "Agregar actividad" not in commission.get(f"{home}actividades/").text
    assert liaison.get(f"{home}nada/").status_code == 404


def test_a_visit_is_written_in_a_minute_with_its_photographs(home, liaison, commission):
    photo = Image.open(BytesIO(jpeg().read()))
    exif = Image.Exif()
    exif[0x010E] = "en casa de Ana"

    def files(first, count):
        found = []
        for number in range(first, first + count):
            out = BytesIO()
            photo.resize((1600, 1200 + number)).save(out, "JPEG", exif=exif)
            found.append(SimpleUploadedFile(f"{number}.jpg", out.getvalue(), "image/jpeg"))
        return found

    assert liaison.post(f"{home}actividades/nueva/", {**VISIT, "pictures": files(0, 2)}).status_code == 302
    one = Activity.objects.get()
    assert len(one.photos) == 2 and one.by.startswith("c") and one.nod == "confirmed"
    kept = blobs.where(one.photos[0], blobs.PRIVATE).read_bytes()
    assert max(Image.open(BytesIO(kept)).size) == 1280 and b"en casa de Ana" not in kept
    shown = commission.get(f"{home}actividades/{one.pk}/0/")
    assert shown.getvalue() == kept and commission.get(f"{home}actividades/{one.pk}/9/").status_code == 404
    sweep(timedelta(0))
    assert blobs.where(one.photos[0], blobs.PRIVATE).is_file(), "what an activity keeps is not swept"
    assert Record.objects.get(act="paper-written").thing == f"activity {one.pk}"
    answer = liaison.post(f"{home}actividades/{one.pk}/", {**VISIT, "text": "Otra", "pictures": files(2, 1)})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.text == "Otra" and len(one.photos) == 3, "another photograph joins those that it has"
    liaison.post(f"{home}actividades/{one.pk}/", {**VISIT, "drop": one.photos[:2]})
    one.refresh_from_db()
    assert len(one.photos) == 1


def test_a_bad_file_says_which_and_nothing_typed_is_lost(home, liaison):
    files = [jpeg(), SimpleUploadedFile("x.jpg", b"nada", "image/jpeg")]
    wrong = liaison.post(f"{home}actividades/nueva/", {**VISIT, "pictures": files})
    assert wrong.status_code == 422 and "Fotografía 2: Eso no es una fotografía" in wrong.text
    assert "Visita a la preparatoria" in wrong.text and not Activity.objects.exists()
    many = liaison.post(f"{home}actividades/nueva/", {**VISIT, "pictures": [jpeg() for _ in range(7)]})
    assert many.status_code == 422 and "se aceptan hasta 6" in many.text
    back = liaison.post(f"{home}actividades/nueva/", {**VISIT, "ends": "2027-04-01"})
    assert back.status_code == 422 and "Termina antes de iniciar" in back.text


def test_attendance_of_a_training_is_by_party_and_adds_up(capture, home, liaison):
    sun = capture.parties["Partido Sol"]
    came = {f"came_{sun.pk}": "12", "came_0": "30"}
    wrong = liaison.post(f"{home}actividades/nueva/", {**VISIT, **came})
    assert wrong.status_code == 422 and "La asistencia por partido es de una capacitación" in wrong.text
    assert liaison.post(f"{home}actividades/nueva/", {**VISIT, "kind": "training", **came}).status_code == 302
    one = Activity.objects.get()
    assert one.attendance == 42
    assert {(row.party, row.outside, row.people) for row in one.attendances.all()} == {
        (sun, False, 12),
        (None, True, 30),
    }


def test_what_the_system_noticed_waits_for_a_nod(capture, home, liaison, commission):
    election = capture.election
    for _ in range(3):
        record("credential-delivered", election=election.slug, thing="candidacy x")
    record("notices-sent", election=election.slug, mailed=1, letters=0)
    record("sign-in", election=election.slug)
    today = local_date(timezone.now(), election.zone)
    before = Activity.objects.count()
    assert noticing.notice(election, today) == 0, "a day is told when it is over"
    tomorrow = today + timedelta(days=1)
    assert noticing.notice(election, tomorrow) >= 2 and noticing.notice(election, tomorrow) == 0
    assert Activity.objects.count() > before
    texts = set(Activity.objects.proposed().values_list("text", flat=True))
    assert {"Se entregaron 3 cuentas.", "Se enviaron avisos a candidaturas."} <= texts
    page = liaison.get(f"{home}actividades/").text
    assert "Esperan su visto bueno" in page and "Va en el informe" in page
    assert "Va en el informe" not in commission.get(f"{home}actividades/").text
    one, other = Activity.objects.proposed().order_by("text")[:2]
    liaison.post(f"{home}actividades/{one.pk}/confirmar/", {"act": "confirm"})
    liaison.post(f"{home}actividades/{other.pk}/confirmar/", {"act": "leave"})
    assert Activity.objects.get(pk=one.pk).nod == "confirmed"
    assert Activity.objects.get(pk=other.pk).nod == "left_out"
    assert liaison.post(f"{home}actividades/{one.pk}/confirmar/", {"act": "leave"}).status_code == 404
    assert noticing.notice(election, tomorrow) == 0, "what was left out is not proposed again"


def test_a_day_that_was_corrected_says_nothing_of_what_was_noticed(capture):
    election, today = capture.election, local_date(timezone.now(), capture.election.zone)
    record("notices-sent", election=election.slug)
    noticing.notice(election, today + timedelta(days=1))
    Activity.objects.filter(cause__startswith="notices-sent").update(starts=date(2072, 1, 1), nod="confirmed")
    record("help-logged", election=election.slug)
    assert noticing.notice(election, today + timedelta(days=1)) == 1


def test_a_meeting_counts_its_quorum_and_remembers_who_is_in_the_commission(capture, home, liaison):
    values = {
        "kind": "ordinary",
        "number": "1",
        "at": "2027-04-02T11:00",
        "members": "Ana, presidenta\nLuz\nEva\nSol",
        "present": "Ana\nLuz",
    }
    assert liaison.post(f"{home}sesiones/nueva/", values).status_code == 302
    one = Meeting.objects.get()
    assert one.quorum is False
    one.present = "Ana\nLuz\nEva"
    assert one.quorum is True and Meeting(members="Ana").quorum is None
    assert "Ana, presidenta" in liaison.get(f"{home}sesiones/nueva/").text


def test_what_comes_from_the_ine_with_a_term_counts_as_waiting(capture, home, liaison):
    values = {
        "direction": "in",
        "number": "INE/1",
        "date": "2027-04-02",
        "channel": "sivople",
        "other": "INE",
        "subject": "Pide el avance",
        "due_on": "2027-04-05",
    }
    assert liaison.post(f"{home}oficios/nueva/", values).status_code == 302
    assert "1 por atender" in " ".join(liaison.get(f"/registro/{capture.election.slug}/").text.split())
    wrong = liaison.post(f"{home}oficios/nueva/", {**values, "number": "X", "direction": "out"})
    assert wrong.status_code == 422 and "Solo un oficio recibido se responde en un plazo." in wrong.text
