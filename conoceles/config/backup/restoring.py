"""Putting a backup back into an empty place, and seeing that it is whole before anybody works on it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from conoceles.config import integrity
from conoceles.config.backup import databases, manifest, sealing
from conoceles.config.backup.manifest import Manifest, hash_of
from conoceles.config.backup.places import Bucket, Folder
from conoceles.config.backup.taking import WITNESS
from conoceles.lib import blobs, sealed_blobs
from conoceles.lib.doing import Tell, quietly


class CannotRestore(RuntimeError):
    """A backup that is not put back; its text is a Spanish sentence."""


@dataclass
class Restored:
    """What was put back, and what of it is not as it should be: Spanish sentences."""

    of: Manifest
    files: int = 0
    keys: bool = False
    wrong: list[str] = field(default_factory=list)
    # What a person decides before anything is published.
    waits: str = ""


def chosen(place: Folder | Bucket, stamp: str = "") -> Manifest:
    """Return the manifest of a backup, the newest where none is named. Raises CannotRestore."""
    found = manifest.stamps(place)
    if not found:
        raise CannotRestore("Ahí no hay ningún respaldo terminado.")
    wanted = stamp or found[0]
    if wanted not in found:
        raise CannotRestore(f"No hay un respaldo «{wanted}»; los hay: {', '.join(found[:5])}.")
    return manifest.read(place, f"{wanted}/{manifest.NAME}")


def restore(
    place: Folder | Bucket, of: Manifest, mine: pyrage.x25519.Identity | None, tell: Tell = quietly
) -> Restored:
    """Put a backup back into the empty folder and database of the settings, check it, and return what was found.

    `mine` opens what is sealed; without it the keys are not put back. Raises CannotRestore, CannotCopy, WrongKey,
    PlaceError.
    """
    _refuse_what_is_there(place, of, mine)
    done = Restored(of)
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=settings.DATA_DIR) as folder:
        brought = _Bringer(place, mine, Path(folder))
        if of.keys and mine is not None:
            _put_keys(brought.secrets(of.keys))
            done.keys = True
        tell("La base de datos", 0, 0)
        copied = brought(of.database)
        if hash_of(copied) != of.sha256:
            raise CannotRestore("La copia de la base no es la que se respaldó: está dañada. Use otro respaldo.")
        databases.put_back(copied)
        copied.unlink()
        _put_apart(place)
        done.files, lost = _put_media(brought, of, tell)
    done.wrong = [*lost, *check(of)]
    done.waits = " ".join(integrity.troubles())
    return done


def bring_media(place: Folder | Bucket, of: Manifest, mine: pyrage.x25519.Identity | None) -> tuple[int, list[str]]:
    """Bring from a backup the files that are missing or damaged here, and return how many and what could not be."""
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=settings.DATA_DIR) as folder:
        return _put_media(_Bringer(place, mine, Path(folder)), of, quietly)


def check(of: Manifest) -> Iterator[str]:
    """Yield a Spanish sentence for each thing that is not as the backup says: counts, root, guards, files, keys."""
    now = databases.counts(of.tables)
    for table, count in of.tables.items():
        if now.tables[table] != count:
            yield f"La tabla {table} tiene {max(0, now.tables[table])} renglones y el respaldo decía {count}."
    yield from (f"A la copia le falta la guarda {name}: se pone otra vez." for name in integrity.missing_guards())
    if (now.editions, now.root) != (of.editions, of.root):
        yield f"La raíz del registro no es la del respaldo: edición {now.editions}, y decía {of.editions}."
    # A release that is newer than the backup reads it once it is up to date.
    call_command("migrate", verbosity=0, interactive=False)
    # What is older than what was published is for a person to decide, and said apart.
    later = integrity.troubles()
    yield from (one for one in integrity.altered() if one not in later)
    if not settings.WORKSHOP:
        return
    from conoceles.config.watch.keeping import missing_files
    from conoceles.profiles.sealed import shut

    missing = [name for _store, name in missing_files() if name not in of.missing]
    if missing:
        yield f"Faltan {len(missing)} archivos que algo nombra: {', '.join(missing[:3])}."
    closed = [f"{kind.name} {pk}" for kind, pk in shut()]
    if closed:
        yield (
            f"Las llaves no abren {len(closed)} cosas cifradas ({closed[0]}): ponga las de entonces en keys/seal_key, "
            "o en CONOCELES_SEAL_KEYS, antes de servir. No se hizo ninguna nueva."
        )


def _refuse_what_is_there(place: Folder | Bucket, of: Manifest, mine: pyrage.x25519.Identity | None) -> None:
    if of.vendor != connection.vendor:
        raise CannotRestore(
            f"El respaldo es de {'SQLite' if 'sqlite' in of.vendor else 'PostgreSQL'}, y CONOCELES_DATABASE dice otra "
            "base: restáurelo en una igual y después use «manage.py move_database»."
        )
    if not databases.is_empty():
        raise CannotRestore(
            "Aquí ya hay una base de datos: se restaura en una carpeta y una base vacías, nunca encima. Indique otra "
            "con CONOCELES_DATA (y CONOCELES_DATABASE)."
        )
    if place.outside and mine is None:
        raise CannotRestore("Este respaldo está cifrado: dé su llave con --identity, del papel en que se guardó.")


class _Bringer:
    """Brings files from a place, opened."""

    def __init__(self, place: Folder | Bucket, mine: pyrage.x25519.Identity | None, folder: Path) -> None:
        self.place, self.mine, self.folder = place, mine, folder

    def __call__(self, name: str) -> Path:
        """Return a file with what is kept under a name. Raises FileNotFoundError, WrongKey."""
        target = self.folder / "brought"
        target.touch(mode=0o600)
        self.place.get(name, target)
        if not name.endswith(sealing.SUFFIX) or self.mine is None:
            return target
        opened = self.folder / "opened"
        sealing.open_file(target, opened, self.mine)
        return opened

    def secrets(self, name: str) -> dict[str, object]:
        target = self.folder / "secrets"
        self.place.get(name, target)
        if self.mine is None:
            return {}
        return sealing.opened_secrets(target.read_bytes(), self.mine)


def _put_keys(found: dict[str, object]) -> None:
    """Put the keys back where they were, and the file of variables beside them, to be looked at."""
    folder = Path(settings.DATA_DIR) / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    seal_keys = found["seal_keys"]
    texts = {"secret_key": str(found["secret_key"]), "conoceles.env.restaurado": str(found.get("variables") or "")}
    if isinstance(seal_keys, list):
        texts["seal_key"] = "\n".join(map(str, seal_keys))
    for name, text in texts.items():
        if text:
            with open(folder / name, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(text)


def _put_apart(place: Folder | Bucket) -> None:
    """Put back what is kept apart from the database, where it was lost; never over what is here."""
    folder = Path(settings.WITNESS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, _at in list(place.names(WITNESS)):
        target = folder / Path(name).name
        # The last sign of life is of the machine that lived.
        if not target.exists() and target.name != "alive":
            target.touch(mode=0o600)
            place.get(name, target)


def _put_media(brought: _Bringer, of: Manifest, tell: Tell) -> tuple[int, list[str]]:
    count, lost = 0, []
    for store, names in of.media.items():
        for done, (name, kept) in enumerate(sorted(names.items())):
            tell("Archivos", done, len(names))
            target = blobs.where(name, store)
            if target.is_file() and _is_whole(target, name, kept):
                continue
            try:
                source = brought(kept)
            except FileNotFoundError:
                lost.append(f"El respaldo no tiene el archivo {name}.")
                continue
            if not _is_whole(source, name, kept):
                lost.append(f"El archivo {name} está dañado en el respaldo.")
                continue
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if store == blobs.PRIVATE else 0o755)
            shutil.move(source, target)
            target.chmod(0o600 if store == blobs.PRIVATE else 0o644)
            count += 1
    return count, lost


def _is_whole(path: Path, name: str, kept: str) -> bool:
    """Return whether a file holds what its name says; what is sealed, what its name in the place says."""
    sealed = name.endswith(f".{sealed_blobs.EXTENSION}")
    wanted = Path(kept.removesuffix(sealing.SUFFIX)).stem if sealed else Path(name).stem
    return hash_of(path) == wanted


def list_of(place: Folder | Bucket) -> Iterator[str]:
    """Yield a line for each finished backup of a place."""
    for one in manifest.all_of(place):
        with_keys = "con llaves" if one.keys else "sin llaves"
        files = sum(map(len, one.media.values()))
        yield f"{one.stamp}  edición {one.editions}, {one.size:,} bytes, {files} archivos, {with_keys}"


def summary(done: Restored) -> str:
    """Return what was put back, in one line."""
    rows = sum(done.of.tables.values())
    keys = "con sus llaves" if done.keys else "sin llaves"
    return f"Restaurado el de {done.of.stamp}: {rows} renglones, {done.files} archivos, {keys}. Raíz {done.of.root}."
