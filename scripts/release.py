"""Make a release from a tag: the archive of the code, its dependencies as wheels, what is in it (SBOM), sums, and a
signature where a key is given.

`release.py [--key FILE] [--wheels] [OUT]`. The tag of HEAD is the version that the code says; nothing else is released.
The archive has the same bytes wherever it is made.
"""

import argparse
import gzip
import hashlib
import io
import re
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "scripts/uv.lock")
# What only some of the smaller versions of a Python ask for.
FOR_SOME = re.compile(r" ; python_full_version [<>=]+ '3\.\d+\.\d+'")


def git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True).stdout


def version() -> str:
    """Return the version that the code says, the same everywhere. Stops where two places differ."""
    said = {
        re.search(pattern, (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)[1]  # type: ignore[index]
        for name, pattern in (
            ("pyproject.toml", r'^version = "([^"]+)"'),
            ("conoceles/__init__.py", r'^__version__ = "([^"]+)"'),
            ("CHANGELOG.md", r"^## (\S+)"),
        )
    }
    if len(said) != 1:
        sys.exit(f"pyproject.toml, conoceles/__init__.py y CHANGELOG.md dicen versiones distintas: {sorted(said)}.")
    return said.pop()


def check(name: str) -> None:
    """Stop unless HEAD is clean, tagged with the version, and its changes are dated."""
    if git("status", "--porcelain").strip():
        sys.exit("Hay cambios sin registrar: una versión se hace de lo que está en git.")
    tags = git("tag", "--points-at", "HEAD").decode().split()
    if f"v{name}" not in tags:
        sys.exit(f"HEAD no tiene la etiqueta v{name}: «git tag v{name}» cuando las pruebas pasen.")
    heading = next(
        line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line[:3] == "## "
    )
    if not re.search(r"\d{4}-\d\d-\d\d", heading):
        sys.exit(f"CHANGELOG.md: «{heading}» no dice su fecha.")


def archive(name: str, out: Path) -> Path:
    """Write the code as it is in git into an archive and return it."""
    made = out / f"conoceles-{name}.tar.gz"
    plain = git("archive", "--format=tar", f"--prefix=conoceles-{name}/", "HEAD")
    made.write_bytes(gzip.compress(plain, 9, mtime=0))
    return made


def wheels(name: str, out: Path) -> Path:
    """Write every dependency, as it is locked, into an archive with a folder `wheels`, and return it: for a server
    without a network, of this kind of machine and this Python."""
    folder = out / "wheels"
    folder.mkdir(exist_ok=True)
    for lock in LOCKS:
        # A smaller version of the same Python asks for more.
        asked = folder / "asked.txt"
        asked.write_text(FOR_SOME.sub("", (ROOT / lock).read_text(encoding="utf-8")), encoding="utf-8")
        subprocess.run(
            [
                sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--only-binary", ":all:",
                "--require-hashes", "--requirement", str(asked), "--dest", str(folder),
            ],
            check=True,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        asked.unlink()
    made = out / f"conoceles-{name}-wheels.tar.gz"
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for path in sorted(folder.iterdir()):
            info = tar.gettarinfo(path, f"wheels/{path.name}")
            info.uid = info.gid = info.mtime = 0
            info.uname = info.gname = ""
            with path.open("rb") as file:
                tar.addfile(info, file)
            path.unlink()
    folder.rmdir()
    made.write_bytes(gzip.compress(raw.getvalue(), 1, mtime=0))
    return made


def contents(name: str, out: Path) -> Path:
    """Write what the release is made of (CycloneDX) and return it."""
    made = out / f"conoceles-{name}.cdx.json"
    subprocess.run(
        [
            sys.executable, "-m", "cyclonedx_py", "requirements", str(ROOT / "requirements.lock"),
            "--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--output-file", str(made),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return made


def sums(files: list[Path], out: Path) -> Path:
    """Write the SHA-256 of the files as `sha256sum --check` reads it."""
    made = out / "SHA256SUMS"
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(files)]
    made.write_text("".join(lines))
    return made


def sign(path: Path, key: str) -> None:
    """Sign a file with an SSH key, into a file beside it: `ssh-keygen -Y verify` reads it."""
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "conoceles", "-f", key, str(path)], check=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", nargs="?", type=Path, default=ROOT / "dist")
    options.add_argument("--key", default="", help="an SSH private key that signs the sums")
    options.add_argument("--wheels", action="store_true", help="with the archive of wheels")
    options.add_argument("--unreleased", action="store_true", help="of HEAD as it is, to try it")
    given = options.parse_args()
    name = version()
    if not given.unreleased:
        check(name)
    given.out.mkdir(parents=True, exist_ok=True)
    files = [archive(name, given.out), contents(name, given.out)]
    if given.wheels:
        files.append(wheels(name, given.out))
    written = sums(files, given.out)
    if given.key:
        sign(written, given.key)
    sys.stdout.write(f"{name}: {', '.join(path.name for path in files)} y SHA256SUMS en {given.out}.\n")


if __name__ == "__main__":
    main()
