"""Taking everything away: every table with its dictionary, the files, the public record; identity apart."""

import csv
import io
import json
import zipfile
from hashlib import sha256

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from conoceles.audit.models import Record
from conoceles.lib import blobs
from conoceles.profiles.models import Consent
from conoceles.reports import everything
from conoceles.reports.models import Activity
from tests.factories import make_town
from tests.review.test_identity_review import answer_identity

# What nobody takes along, and why.
STAYS = {
    "User": "accounts are of the installation: passwords, sessions, second factors",
    "Invitation": "codes that open accounts",
    "Grant": "who works here, by account",
    "Seen": "until where somebody looked",
    "Prepared": "acts that wait for a second person",
    "Job": "acts on many, whose acts go along",
    "HelpInvitation": "doors that opened for an hour",
    "Message": "mails, of accounts",
    "Delivery": "mails, of accounts",
    "Print": "fingerprints of texts, computed",
    "PrintHash": "fingerprints of texts, computed",
    "IdentityAnswer": "confidential: equality takes it apart",
    "DistrictPlan": "said by places and sections",
    "ReplyTemplate": "of who reviews",
    "Draft": "of who reviews, before deciding",
    "Parked": "decisions that can be undone for some seconds",
    "DocumentTemplate": "a file of the institute's own",
    "Seal": "of the acts, which go along",
    "ListUpload": "a list that is being decided: gone in a week",
    "PlaceFile": "a file of places that is being decided: gone in a week",
    "ListFormat": "how lists are read: taken out as TOML",
    "SettledWork": "what somebody looked at while the election was set up",
    "Method": "what is judged: taken out as TOML",
    "Record": "goes along as actos.csv",
}


def packed(election):
    out = io.BytesIO()
    done = everything.pack(election, out)
    return zipfile.ZipFile(out), done


def rows(archive, table):
    return list(csv.DictReader(io.StringIO(archive.read(f"tablas/{table}.csv").decode("utf-8-sig"))))


def test_every_model_is_taken_along_or_says_why_not(capture):
    archive, _done = packed(capture.election)
    tables = {name.removeprefix("tablas/").removesuffix(".csv") for name in archive.namelist() if "tablas/" in name}
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("conoceles.")]
    models = [model for config in rooms for model in config.get_models() if config.label not in ("ledger", "site")]
    assert {model.__name__ for model in models if model._meta.db_table not in tables} == set(STAYS)


def test_it_holds_what_there_is_with_a_dictionary_the_files_and_hashes_that_hold(capture):
    capture.publish()
    capture.submit(capture.ana)
    photo = blobs.put(b"\xff\xd8 evidencia", "jpg", blobs.PRIVATE)
    Activity.objects.create(election=capture.election, kind="visit", text="Feria", starts="2027-04-02", photos=[photo])
    archive, done = packed(capture.election)
    people = {row["name"] for row in rows(archive, "elections_person")}
    assert "Ana Peña" in people and rows(archive, "reports_activity")[0]["text"] == "Feria"
    assert done["elections_candidacy"] == capture.election.candidacies.count() and done["ediciones"] > 5
    assert archive.read(f"archivos/{photo}") == b"\xff\xd8 evidencia"
    dictionary = list(csv.DictReader(io.StringIO(archive.read("diccionario.csv").decode("utf-8-sig"))))
    said = {(row["tabla"], row["columna"]) for row in dictionary}
    for name in archive.namelist():
        if name.startswith("tablas/"):
            table = name.removeprefix("tablas/").removesuffix(".csv")
            header = archive.read(name).decode("utf-8-sig").splitlines()[0].split(",")
            assert all((table, column) in said for column in header), table
    for line in archive.read("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ")
        assert sha256(archive.read(name)).hexdigest() == digest


def test_nothing_of_identity_is_in_it(capture):
    answer_identity(capture.ana)
    archive, _done = packed(capture.election)
    whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"pueblo-inventado" not in whole
    for table in ("profiles_profilesection", "profiles_submission", "profiles_review"):
        assert "identity" not in archive.read(f"tablas/{table}.csv").decode()
    assert all("scan" not in row for row in rows(archive, "profiles_consent"))


def test_of_whoever_does_not_consent_to_treatment_nothing_is_opened(capture):
    answer_identity(capture.ana)
    assert b"pueblo-inventado" in everything.identity_csv(capture.election)
    before = Consent.objects.get(profile__candidacy=capture.ana, text__kind="treatment")
    Consent.objects.create(profile=before.profile, text=before.text, given=False, how="screen")
    assert b"pueblo-inventado" not in everything.identity_csv(capture.election)


def test_why_a_reserve_was_asked_for_stays_and_members_of_coalitions_come_along(capture):
    archive, _done = packed(capture.election)
    header = archive.read("tablas/profiles_reserverequest.csv").decode("utf-8-sig").splitlines()[0]
    assert "reason" not in header.split(",")
    members = rows(archive, "elections_party_members")
    alliance = capture.parties["Juntos por Prueba"]
    assert {int(row["to_party_id"]) for row in members if int(row["from_party_id"]) == alliance.pk} == {
        one.pk for one in alliance.members.all()
    }
    lines = archive.read("registro-publico.jsonl").decode().splitlines()
    assert all("salt" in json.loads(line) for line in lines)


def test_nothing_of_another_election_comes_along(capture):
    other = make_town("otra-2027", "97")
    other.stand("Persona Ajena")
    archive, _done = packed(capture.election)
    assert b"Persona Ajena" not in b"".join(archive.read(name) for name in archive.namelist())


def test_on_screen_coordination_takes_all_and_equality_identity_apart(capture, coordination, equality, liaison):
    home = f"/registro/{capture.election.slug}/todo/"
    answer_identity(capture.ana)
    assert liaison.get(home).status_code == equality.get(home).status_code == 403
    assert coordination.get(f"{home}identidad/").status_code == 403
    assert "No lleva respuestas de identidad" in coordination.get(home).text
    with zipfile.ZipFile(io.BytesIO(coordination.post(home).getvalue())) as archive:
        assert "LEEME.txt" in archive.namelist()
    assert "datos sensibles" in equality.get(f"{home}identidad/").text
    text = equality.post(f"{home}identidad/").content.decode("utf-8-sig")
    assert "pueblo-inventado" in text and capture.ana.key in text and "Ana" not in text
    assert {one.act for one in Record.objects.filter(act__endswith="-taken")} == {"everything-taken", "identity-taken"}


def test_the_command(capture, tmp_path, capsys):
    call_command("take_everything", str(tmp_path / "x.zip"), election=capture.election.slug)
    assert "renglones y" in capsys.readouterr().out and zipfile.is_zipfile(tmp_path / "x.zip")
    assert (tmp_path / "x.zip").stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="No hay una elección"):
        call_command("take_everything", str(tmp_path / "y.zip"), election="nada")
