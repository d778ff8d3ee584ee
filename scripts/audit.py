"""Compare what is installed with a list of known holes: audit.py [ADVISORIES].

Asks PyPI through pip-audit, where it can be reached; or reads a file: the archive of the OSV database
for PyPI (`all.zip` of osv.dev, fetched elsewhere). Ends with 0 where nothing is known, 1 where something is, 2 where it
could not be checked: silence is no answer.
"""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
CLEAN, KNOWN, UNCHECKED = 0, 1, 2


def pinned(lock: Path) -> dict[str, Version]:
    """Return {name as PyPI writes it: version} of a lock file."""
    found = PINNED.findall(lock.read_text(encoding="utf-8"))
    return {re.sub(r"[-_.]+", "-", name).lower(): Version(version) for name, version in found}


def asked(lock: Path) -> int:
    """Ask through pip-audit, and say what it said."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip", "--no-deps", "--strict"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return CLEAN
    if "Found " in done.stderr and "known vulnerabilit" in done.stderr:
        sys.stdout.write(done.stdout)
        return KNOWN
    return UNCHECKED


def compared(lock: Path, advisories: Path) -> int:
    """Compare with an archive of advisories in OSV's format, and say what is known. Raises OSError, BadZipFile."""
    mine, holes, read = pinned(lock), [], 0
    with zipfile.ZipFile(advisories) as archive:
        for name in archive.namelist():
            one = json.loads(archive.read(name))
            read += 1
            for affected in one.get("affected", ()):
                package = re.sub(r"[-_.]+", "-", affected.get("package", {}).get("name", "")).lower()
                if package in mine and not one.get("withdrawn") and _is_in(mine[package], affected):
                    holes.append(f"{package} {mine[package]}: {one['id']}, {one.get('summary', '')[:120]}")
    sys.stdout.write("".join(f"{line}\n" for line in sorted(set(holes))))
    if not read:
        return UNCHECKED
    sys.stdout.write(f"{len(mine)} paquetes comparados con {read} avisos: {len(set(holes))} agujeros.\n")
    return KNOWN if holes else CLEAN


def _is_in(version: Version, affected: dict[str, object]) -> bool:
    if str(version) in affected.get("versions", ()):  # type: ignore[operator]
        return True
    for span in affected.get("ranges", ()):  # type: ignore[attr-defined]
        if span.get("type") != "ECOSYSTEM":
            continue
        inside = False
        for event in span.get("events", ()):
            try:
                if "introduced" in event and (event["introduced"] == "0" or version >= Version(event["introduced"])):
                    inside = True
                if "fixed" in event and version >= Version(event["fixed"]):
                    inside = False
                if "last_affected" in event and version > Version(event["last_affected"]):
                    inside = False
            except InvalidVersion:
                continue
        if inside:
            return True
    return False


def main(arguments: list[str]) -> int:
    lock = ROOT / "requirements.lock"
    try:
        code = compared(lock, Path(arguments[0])) if arguments else asked(lock)
    except (OSError, ValueError, zipfile.BadZipFile):
        code = UNCHECKED
    if code == UNCHECKED:
        sys.stderr.write(
            "No se pudo comprobar: ningún servicio de avisos responde desde aquí. Baje en otra máquina el archivo "
            "all.zip de PyPI de osv.dev y ejecute «make audit ADVISORIES=all.zip».\n"
        )
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
