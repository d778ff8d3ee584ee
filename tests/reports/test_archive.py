"""The archive: sheets that say everything but identity, and a ZIP whose hashes hold."""

import csv
import io
import subprocess
import zipfile
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.elections.models import Candidacy
from conoceles.lib import blobs
from conoceles.profiles.models import Consent
from conoceles.reports.archive import pack, sheet_pdf
from conoceles.review.deciding import Note
from tests.factories import own_words
from tests.review.test_identity_review import answer_identity
from tests.review.test_queue import decide, of
from tests.scenery import scenery


@scenery
def filed(capture):
    answer_identity(capture.ana)
    capture.submit(capture.ana)
    decide(of(capture.ana), [Note("reason", "slogan", "Quite el lema grande.")])
    name = blobs.put(b"%PDF-1.4 firmado", "pdf", blobs.PRIVATE)
    consent = Consent.objects.filter(profile__candidacy=capture.ana).first()
    Consent.objects.filter(pk=consent.pk).update(how="scan", scan=name)
    return capture


def everyone(capture):
    return (
        Candidacy.objects.of_election(capture.election)
        .with_register()
        .select_related("election__institute")
        .order_by("pk")
    )


def test_a_sheet_says_what_was_said_and_done_and_nothing_of_identity(filed, tmp_path):
    path = tmp_path / "ficha.pdf"
    path.write_bytes(sheet_pdf(everyone(filed).get(pk=filed.ana.pk)))
    text = " ".join(
        subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout.split()
    )
    assert "Ana Peña" in text and own_words(filed.ana, "work")[:25] in text and "Quite el lema grande." in text
    assert "consentimiento: tratamiento de los datos, versión 1: sí" in text
    assert "pueblo-inventado" not in text and "indígena" not in text
    info = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    assert "Tagged:          yes" in info and "Ficha de Ana Peña" in info


def test_a_zip_is_indexed_and_its_hashes_hold(filed, tmp_path):
    out = io.BytesIO()
    assert pack(everyone(filed), out) == 3
    with zipfile.ZipFile(out) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("indice.csv").decode("utf-8-sig"))))
        assert [row["clase"] for row in rows] == ["ficha", "consentimiento firmado", "ficha", "ficha"]
        assert all(sha256(archive.read(row["archivo"])).hexdigest() == row["sha256"] for row in rows)
        archive.extractall(tmp_path)
        names = set(archive.namelist())
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0 and checked.stdout.count(": OK") == len(names) - 1


def test_the_screen_gives_one_of_a_party_or_a_contest(filed, coordination, reviewer, candidate):
    url = f"/registro/{filed.election.slug}/expedientes/"
    assert reviewer.get(url).status_code == candidate.get(url).status_code == 403
    assert coordination.post(url, {"party": "nada"}).status_code == 422
    got = coordination.post(url, {"party": filed.parties["Partido Roble"].key})
    with zipfile.ZipFile(io.BytesIO(got.getvalue())) as archive:
        assert sum(name.endswith("ficha.pdf") for name in archive.namelist()) == 2
    got = coordination.post(url, {"contest": filed.contest("Peñón Blanco").key})
    assert len(zipfile.ZipFile(io.BytesIO(got.getvalue())).namelist()) == 6
    assert Record.objects.filter(act="archive-made").count() == 2
    sheet = reviewer.get(f"{url}{filed.ana.key}.pdf")
    assert sheet.status_code == 200 and sheet.content.startswith(b"%PDF")
    assert candidate.get(f"{url}{filed.ana.key}.pdf").status_code == 403


def test_the_command(filed, tmp_path, capsys):
    call_command("archive", str(tmp_path / "x.zip"), election=filed.election.slug, party="partido-roble")
    assert "2 fichas" in capsys.readouterr().out and zipfile.is_zipfile(tmp_path / "x.zip")
    with pytest.raises(CommandError, match="No hay ninguna"):
        call_command("archive", str(tmp_path / "y.zip"), election=filed.election.slug, contest="nada")
    assert timezone.now()
