"""Taking a backup: the database at one moment, every file that is kept, the keys sealed, and what is kept apart."""

import logging
import shutil
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyrage
from django.conf import settings
from django.db import connection

import conoceles
from conoceles.config.backup import databases, manifest, sealing
from conoceles.config.backup.manifest import Manifest, hash_of
from conoceles.config.watch.keeping import missing_files
from conoceles.ledger import witness
from conoceles.lib import blobs, clock, sealed_blobs, signs
from conoceles.lib.doing import Tell, quietly
from conoceles.lib.locks import exclusive
from conoceles.lib.places import THEIRS, Bucket, Folder, age

log = logging.getLogger(__name__)
WITNESS, MEDIA = "witness", "media"


def take(place: Folder | Bucket, key: str = "", tell: Tell = quietly) -> tuple[Manifest, int]:
    """Take a backup and return its manifest and how many old files were thrown away.

    `key` is the public age key of whoever may open it. Without one the keys are not in it, and nothing goes outside of
    the house. Raises PlaceError, CannotCopy, WrongKey.
    """
    to = sealing.recipient(key) if key else None
    if place.outside and to is None:
        raise sealing.WrongKey(
            "Lo que sale de la casa va cifrado: haga una llave con «manage.py backup_key» y ponga CONOCELES_BACKUP_KEY."
        )
    with exclusive("backup"), tempfile.TemporaryDirectory(prefix="conoceles-backup-", dir=_near()) as folder:
        place.prepare()
        made = _take(place, to, Path(folder), tell)
        last = {"at": datetime.fromisoformat(made.at).timestamp(), "edition": made.editions, "keys": bool(made.keys)}
        signs.put(signs.BACKUP, last)
        gone = prune(place)
    return made, gone


def _near() -> Path:
    """Return where copies wait: a disk with room for them, not a memory."""
    found = Path(settings.DATA_DIR) / "backing-up"
    # What a killed one left.
    shutil.rmtree(found, ignore_errors=True)
    found.mkdir(mode=0o700)
    return found


def _take(place: Folder | Bucket, to: pyrage.x25519.Recipient | None, folder: Path, tell: Tell) -> Manifest:
    now = datetime.now(UTC)
    stamp = f"{now:%Y-%m-%dT%H%M%SZ}"
    tell("La base de datos", 0, 0)
    copied = folder / "database"
    taken = databases.copy(copied)
    found = Manifest(
        stamp=stamp,
        at=now.isoformat(),
        release=conoceles.__version__,
        vendor=connection.vendor,
        database=f"{stamp}/database" + (sealing.SUFFIX if place.outside else ""),
        sha256=hash_of(copied),
        size=copied.stat().st_size,
        editions=taken.editions,
        root=taken.root,
        tables=taken.tables,
    )
    send = _Sender(place, to, folder)
    send(found.database, copied, private=True)
    copied.unlink()
    found.media = {store: _media(send, store, found.sums, tell) for store in (blobs.PUBLIC, blobs.PRIVATE)}
    if settings.WORKSHOP:
        found.missing = [name for _store, name in missing_files()]
    if to is not None:
        found.keys = f"{stamp}/keys{sealing.SUFFIX}"
        place.put(found.keys, _written(folder / "keys", sealing.secrets(to)))
    _keep_apart(send)
    shown = found
    if place.outside:
        shown = found.outline(f"{stamp}/manifest{sealing.SUFFIX}")
        send(shown.whole, _written(folder / "whole", found.text().encode()), private=True)
    place.put(f"{stamp}/{manifest.NAME}", _written(folder / "manifest", shown.text().encode()))
    return found


class _Sender:
    """Puts files into a place, sealed where they are private and it lies outside; what is there already stays."""

    def __init__(self, place: Folder | Bucket, to: pyrage.x25519.Recipient | None, folder: Path) -> None:
        self.place, self.to, self.folder = place, to, folder
        self.there = {name for name, _at in place.names(MEDIA)}

    def name_of(self, name: str, store: str, of_bytes: str) -> str:
        """Return how a file is called in the place. Outside, what is private is called by nothing that its content
        tells, and by another name for another key: what was sealed for a key of before is put again."""
        known = f"{of_bytes}.{sealed_blobs.EXTENSION}" if of_bytes else name
        if store == blobs.PRIVATE and self.place.outside:
            known = sha256(f"{self.to} {known}".encode()).hexdigest() + sealing.SUFFIX
        return f"{MEDIA}/{store}/{known[:2]}/{known}"

    def __call__(self, name: str, source: Path, *, private: bool) -> None:
        """Put a file. Raises FileNotFoundError for one that was thrown away meanwhile."""
        if name in self.there:
            return
        source.stat()
        if private and self.place.outside and self.to is not None:
            sealed = self.folder / "sealed"
            sealing.seal(source, sealed, self.to)
            self.place.put(name, sealed)
            sealed.unlink()
        else:
            self.place.put(name, source)


def _media(send: _Sender, store: str, sums: dict[str, str], tell: Tell) -> dict[str, str]:
    """Put every file of a store into the place, once each, and return {its name: its name there}."""
    paths = [path for path in blobs.folder(store).rglob("*.*") if path.is_file() and not path.name.startswith(".")]
    found = {}
    for done, path in enumerate(sorted(paths)):
        tell(f"Archivos {'privados' if store == blobs.PRIVATE else 'públicos'}", done, len(paths))
        try:
            # What is sealed is named by what it holds once opened, and changes with its key: here, by its bytes.
            if path.suffix == f".{sealed_blobs.EXTENSION}":
                sums[path.name] = hash_of(path)
            name = send.name_of(path.name, store, sums.get(path.name, ""))
            send(name, path, private=store == blobs.PRIVATE)
        except FileNotFoundError:
            # Thrown away meanwhile: nothing names it.
            continue
        found[path.name] = name
    return found


def _written(path: Path, content: bytes) -> Path:
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path


def _keep_apart(send: _Sender) -> None:
    """Copy what is kept apart from the database, unless something is wrong with it: never an older one over a newer."""
    folder = Path(settings.WITNESS_DIR)
    if witness.trouble() or not folder.is_dir():
        return
    suffix = sealing.SUFFIX if send.place.outside else ""
    for path in sorted(folder.iterdir()):
        if not path.name.startswith("."):
            send(f"{WITNESS}/{path.name}{suffix}", path, private=True)


def prune(place: Folder | Bucket) -> int:
    """Delete the backups that are older than they are kept, those that were never finished, and the files that none of
    the others names; return how many files. The newest backup stays, however old.

    Nothing is deleted by a clock that is not believed, nor where a backup of a later hour says that it was wrong; and
    no file while one of the manifests cannot be read.
    """
    stamps = manifest.stamps(place)
    if clock.trouble() or (stamps and age(_moment(stamps[0])) < -1):
        return 0
    kept = {stamp for stamp in stamps if age(_moment(stamp)) <= settings.BACKUP_DAYS} | set(stamps[:1])
    try:
        named = {name for stamp in kept for name in _names(place, stamp)}
    except ValueError as error:
        log.warning("Nothing old was deleted: %s", error)
        return 0
    gone = 0
    for name, at in list(place.names()):
        top = name.partition("/")[0]
        if _is_due(name, top, at, kept, stamps, named):
            gone += place.remove(name)
    return gone


def _is_due(name: str, top: str, at: float, kept: set[str], stamps: list[str], named: set[str]) -> bool:
    if top == MEDIA:
        # One that is being put now is named by none yet.
        return name not in named and age(at) > 1
    if top in THEIRS:
        return age(at) > settings.BACKUP_DAYS
    if not _is_stamp(top):
        return False
    return top not in kept and (top in stamps or age(at) > 1)


def _names(place: Folder | Bucket, stamp: str) -> set[str]:
    return manifest.read(place, f"{stamp}/{manifest.NAME}").names()


def _moment(stamp: str) -> float:
    return datetime.strptime(stamp, "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()


def _is_stamp(text: str) -> bool:
    try:
        _moment(text)
    except ValueError:
        return False
    return True
