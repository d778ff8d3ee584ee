"""The audit of dependencies says what is known, and fails when it could not look."""

import json
import zipfile

import pytest

from scripts import audit
from scripts.audit import CLEAN, KNOWN, ROOT, UNCHECKED, compared, main, pinned


def archive(tmp_path, *advisories):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as file:
        for number, one in enumerate(advisories):
            file.writestr(f"PYSEC-{number}.json", json.dumps(one))
    return path


def advisory(package, *events, **more):
    span = {"type": "ECOSYSTEM", "events": list(events)}
    affected = {"package": {"name": package, "ecosystem": "PyPI"}, "ranges": [span]}
    return {"id": "PYSEC-1", "summary": "Un agujero.", "affected": [affected], **more}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (advisory("Django", {"introduced": "0"}, {"fixed": "999"}), KNOWN),
        (advisory("django", {"introduced": "0"}, {"fixed": "2.0"}), CLEAN),
        (advisory("django", {"introduced": "999"}), CLEAN),
        (advisory("django", {"introduced": "0"}, {"last_affected": "999"}), KNOWN),
        (advisory("Python_Dotenv", {"introduced": "0"}), KNOWN),
        (advisory("django", {"introduced": "0"}, withdrawn="2026-01-01"), CLEAN),
        (advisory("otro-paquete", {"introduced": "0"}), CLEAN),
    ],
)
def test_what_is_known_of_what_is_installed_is_said(tmp_path, capsys, given, code):
    assert compared(ROOT / "requirements.lock", archive(tmp_path, given)) == code
    assert f"{code} agujeros" in capsys.readouterr().out


def test_what_could_not_be_checked_is_no_silence(tmp_path, capsys, monkeypatch):
    assert main([str(tmp_path / "nada.zip")]) == UNCHECKED
    assert main([str(archive(tmp_path))]) == UNCHECKED
    monkeypatch.setattr(audit, "asked", lambda lock: UNCHECKED)
    assert main([]) == UNCHECKED and "ADVISORIES=all.zip" in capsys.readouterr().err


def test_every_pinned_package_is_compared():
    found = pinned(ROOT / "requirements.lock")
    assert len(found) > 50 and str(found["django"]).startswith("5.2")
