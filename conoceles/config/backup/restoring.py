"""Putting a backup back into an empty place, and seeing that it is whole before anybody works on it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from conoceles.config import integrity
from conoceles.config.backup import databases, manifest, sealing
from conoceles.config.backup.manifest import Manifest, hash_of
from conoceles.config.backup.taking import WITNESS
from conoceles.lib import blobs
from conoceles.lib.doing import Tell, quietly
from conoceles.lib.places import Bucket, Folder, PlaceError

SEALED = "Este respaldo está cifrado: dé su llave con --identity, del papel en que se guardó."


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


def restore(place: Folder | Bucket, of: Manifest, mine: sealing.Identities | None, tell: Tell = quietly) -> Restored:
    """Put a backup back into the empty folder and database of the settings, check it, and return what was found.

    `mine` opens what is sealed; without it the keys are not put back. Raises CannotRestore, CannotCopy, WrongKey,
    PlaceError.
    """
    _refuse_what_is_there(place, of, mine)
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=settings.DATA_DIR) as folder:
        brought = _Bringer(place, mine, Path(folder))
        of = brought.whole(of)
        done = Restored(of)
        tell("La base de datos", 0, 0)
        copied = brought(of.database)
        if hash_of(copied) != of.sha256:
            raise CannotRestore("La copia de la base no es la que se respaldó: está dañada. Use otro respaldo.")
        held = brought.secrets(of.keys) if of.keys and mine is not None else {}
        databases.put_back(copied)
        copied.unlink()
        if held:
            _put_keys(held)
            done.keys = True
        apart = _put_apart(brought)
        done.files, lost = _put_media(brought, of, tell)
    done.wrong = [*apart, *lost, *check(of)]
    done.waits = " ".join(integrity.troubles())
    return done


def bring_media(place: Folder | Bucket, of: Manifest, mine: sealing.Identities | None) -> tuple[int, list[str]]:
    """Bring from a backup the files that are missing or damaged here, and return how many and what could not be.
    Raises CannotRestore."""
    if place.outside and mine is None:
        raise CannotRestore(SEALED)
    with tempfile.TemporaryDirectory(prefix="restoring-", dir=settings.DATA_DIR) as folder:
        brought = _Bringer(place, mine, Path(folder))
        return _put_media(brought, brought.whole(of), quietly)


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


def _refuse_what_is_there(place: Folder | Bucket, of: Manifest, mine: sealing.Identities | None) -> None:
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
        raise CannotRestore(SEALED)


class _Bringer:
    """Brings files from a place, opened."""

    def __init__(self, place: Folder | Bucket, mine: sealing.Identities | None, folder: Path) -> None:
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

    def whole(self, of: Manifest) -> Manifest:
        """Return the whole manifest of one of which only an outline may be read. Raises WrongKey, ValueError."""
        return manifest.parsed(self(of.whole), of.whole) if of.whole else of

    def secrets(self, name: str) -> dict[str, object]:
        target = self.folder / "secrets"
        self.place.get(name, target)
        if self.mine is None:
            return {}
        return sealing.opened_secrets(target.read_bytes(), self.mine)


def _put_keys(found: dict[str, object]) -> None:
    """Put the keys back where they were, and the file of variables beside them, to be looked at. A seal key that is
    here already goes on sealing; those of the backup open what they sealed."""
    folder = Path(settings.DATA_DIR) / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    texts = {"secret_key": str(found["secret_key"]), "conoceles.env.restaurado": str(found.get("variables") or "")}
    there = folder / "seal_key"
    mine = there.read_text(encoding="utf-8").split() if there.exists() else []
    theirs = found["seal_keys"] if isinstance(found["seal_keys"], list) else []
    texts["seal_key"] = "\n".join([*mine, *(key for key in map(str, theirs) if key not in mine)])
    for name, text in texts.items():
        if text:
            with open(folder / name, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(text)


def _put_apart(brought: _Bringer) -> list[str]:
    """Put back what is kept apart from the database, where it was lost; never over what is here. Return what could not
    be."""
    folder = Path(settings.WITNESS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for kept, _at in list(brought.place.names(WITNESS)):
        target = folder / Path(kept).name.removesuffix(sealing.SUFFIX)
        # The last sign of life is of the machine that lived.
        if target.exists() or target.name == "alive":
            continue
        try:
            shutil.move(brought(kept), target)
        except sealing.WrongKey:
            return [
                "Lo que dice qué se suprimió después está cifrado para otra llave: ponga también esa en el archivo de "
                "--identity, una por renglón."
            ]
        target.chmod(0o600)
    return []


def _put_media(brought: _Bringer, of: Manifest, tell: Tell) -> tuple[int, list[str]]:
    count, lost = 0, []
    for store, names in of.media.items():
        for done, (name, kept) in enumerate(sorted(names.items())):
            tell("Archivos", done, len(names))
            target = blobs.where(name, store)
            wanted = of.sums.get(name) or Path(name).stem
            if target.is_file() and hash_of(target) == wanted:
                continue
            try:
                source = brought(kept)
            except FileNotFoundError:
                lost.append(f"El respaldo no tiene el archivo {name}.")
                continue
            except (sealing.WrongKey, PlaceError) as error:
                # What is whole of the rest comes all the same; `--media` goes on with what did not.
                lost.append(f"El archivo {name} no se pudo traer: {error}")
                continue
            if hash_of(source) != wanted:
                lost.append(f"El archivo {name} está dañado en el respaldo.")
                continue
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if store == blobs.PRIVATE else 0o755)
            shutil.move(source, target)
            target.chmod(0o600 if store == blobs.PRIVATE else 0o644)
            count += 1
    return count, lost


def list_of(place: Folder | Bucket) -> Iterator[str]:
    """Yield a line for each finished backup of a place."""
    for one in manifest.all_of(place):
        with_keys = "con llaves" if one.keys else "sin llaves"
        files = len(one.names())
        yield f"{one.stamp}  edición {one.editions}, {one.size:,} bytes, {files} archivos, {with_keys}"


def summary(done: Restored) -> str:
    """Return what was put back, in one line."""
    rows = sum(done.of.tables.values())
    keys = "con sus llaves" if done.keys else "sin llaves"
    return f"Restaurado el de {done.of.stamp}: {rows} renglones, {done.files} archivos, {keys}. Raíz {done.of.root}."
