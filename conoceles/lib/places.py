"""Where files are kept apart: a folder, or a bucket of an S3-like store. Names are paths with «/»."""

import logging
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from conoceles.lib import signs

# What says that a folder is for backups: files of any other are never deleted.
OURS = ".respaldos-de-conoceles"


# What other programs put beside ours, and that becomes due as backups do.
THEIRS = ("wal", "base")
# The places that had backups once.
KNOWN = "places.json"
log = logging.getLogger(__name__)


class PlaceError(RuntimeError):
    """A place that cannot be used; its text is a Spanish sentence."""


class Place(Protocol):
    """What a place can do. A name that is not there raises FileNotFoundError; a place that fails, PlaceError."""

    # Whether it lies outside of the house: what goes there is sealed.
    outside: bool

    def names(self, under: str = "") -> Iterator[tuple[str, float]]:
        """Yield (name, when it was put as seconds since 1970) of everything below a name."""

    def put(self, name: str, source: Path) -> None:
        """Keep a file under a name, whole or not at all."""

    def get(self, name: str, target: Path) -> None:
        """Bring what is kept under a name to a file."""

    def remove(self, name: str) -> int:
        """Forget a name, whether it is there or not, and return 1; 0 for one that may not be deleted."""


class Folder:
    """A folder for backups alone, on another disk."""

    outside = False

    def __init__(self, root: Path, data: Path | None) -> None:
        """`data` is the folder that is backed up, in which no backup lies; None where one must, for a while."""
        self.root = root.expanduser().resolve()
        if data in (self.root, *self.root.parents):
            raise PlaceError(
                "La carpeta de los respaldos no puede estar dentro de la de los datos: póngala en otro disco."
            )

    def prepare(self) -> None:
        """Make the folder. Raises PlaceError for one that has other things."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            others = (one for one in self.root.iterdir() if one.name not in (*THEIRS, "lost+found"))
            if not (self.root / OURS).exists() and any(others):
                raise PlaceError(
                    f"{self.root} tiene otras cosas, que se borrarían al vencer: use una carpeta vacía, solo para eso."
                )
            known = signs.get(KNOWN)
            if str(self.root) in known and not (self.root / OURS).exists():
                raise PlaceError(
                    f"{self.root} ya no tiene los respaldos de antes: ¿está montado su disco? Si los borró, borre "
                    f"también {signs.folder() / KNOWN}."
                )
            (self.root / OURS).touch(mode=0o600)
            signs.put(KNOWN, known | {str(self.root): True})
        except OSError as error:
            raise self._failed() from error

    def names(self, under: str = "") -> Iterator[tuple[str, float]]:
        for folder, _folders, files in os.walk(self.root / under, onerror=self._unread):
            for name in files:
                path = Path(folder, name)
                if not name.startswith(".") and path.is_file() and not path.is_symlink():
                    yield path.relative_to(self.root).as_posix(), path.stat().st_mtime

    def put(self, name: str, source: Path) -> None:
        target = self.root / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = target.with_name(f".{target.name}.part")
            with (
                source.open("rb") as read,
                open(draft, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file,
            ):
                shutil.copyfileobj(read, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except OSError as error:
            raise self._failed() from error

    def get(self, name: str, target: Path) -> None:
        with (self.root / name).open("rb") as read, target.open("wb") as file:
            shutil.copyfileobj(read, file, 1 << 20)

    def remove(self, name: str) -> int:
        path = self.root / name
        try:
            path.unlink(missing_ok=True)
            # The folders of other programs stay, empty or not.
            if path.parent.parent != self.root or path.parent.name not in THEIRS:
                _without_empty(path.parent, self.root)
        except OSError:
            log.warning("An old file of backups may not be deleted: see the modes of its folder.")
            return 0
        return 1

    def _unread(self, error: OSError) -> None:
        """Stop at a folder that may not be read; what other programs keep to themselves is theirs."""
        inside = Path(error.filename or self.root)
        if isinstance(error, PermissionError) and not any(part in THEIRS for part in inside.parts):
            raise PlaceError(
                f"No se puede leer {inside}: los respaldos deben ser de la cuenta que ejecuta esto, «chown -R "
                "conoceles:»."
            ) from error

    def _failed(self) -> PlaceError:
        return PlaceError(f"No se pudo escribir en {self.root}: revise sus permisos y su espacio.")


class Bucket:
    """A bucket of an S3-like store: s3://key:secret@server/bucket/prefix, or s3+http:// where it speaks no TLS."""

    outside = True

    def __init__(self, address: str) -> None:
        import boto3
        from botocore.config import Config

        parts = urlsplit(address)
        self.bucket, _, prefix = parts.path.strip("/").partition("/")
        if not (parts.hostname and parts.username and parts.password and self.bucket):
            raise PlaceError(
                "El lugar debe ser una carpeta, o como s3://llave:secreto@servidor/depósito, con llave, secreto y "
                "depósito; los signos del secreto, como «/», se escriben %2F."
            )
        self.prefix = f"{prefix}/" if prefix else ""
        self.host = parts.hostname
        scheme = "http" if parts.scheme == "s3+http" else "https"
        self.client = boto3.client(
            "s3",
            endpoint_url=f"{scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
            aws_access_key_id=unquote(parts.username),
            aws_secret_access_key=unquote(parts.password),
            region_name="us-east-1",
            config=Config(
                connect_timeout=10,
                read_timeout=60,
                retries={"max_attempts": 3},
                s3={"addressing_style": "path"},
                # Stores that are only like S3 know none of the newer sums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def prepare(self) -> None:
        """See that the bucket is there and may be written."""
        self._do("head_bucket")

    def names(self, under: str = "") -> Iterator[tuple[str, float]]:
        yield from ((name, when) for name, when, _tag in self._listed(under))

    def _listed(self, under: str) -> Iterator[tuple[str, float, str]]:
        more: dict[str, Any] = {}
        while True:
            page = self._do("list_objects_v2", Prefix=self.prefix + under, **more)
            for one in page.get("Contents", ()):
                yield one["Key"].removeprefix(self.prefix), one["LastModified"].timestamp(), one["ETag"].strip('"')
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def put(self, name: str, source: Path) -> None:
        self._do("upload_file", Filename=str(source), Key=self.prefix + name)

    def get(self, name: str, target: Path) -> None:
        self._do("download_file", Filename=str(target), Key=self.prefix + name)

    def remove(self, name: str) -> int:
        self._do("delete_object", Key=self.prefix + name)
        return 1

    def tags(self) -> dict[str, str]:
        """Return {name: MD5 in hexadecimal} of all that was written by `write`."""
        return {name: tag for name, _when, tag in self._listed("")}

    def write(self, name: str, content: bytes, **fields: str) -> None:
        """Keep bytes under a name, with the fields of an S3 object (ContentType, CacheControl…)."""
        self._do("put_object", Key=self.prefix + name, Body=content, **fields)

    def read(self, name: str) -> bytes:
        """Return the bytes of a name."""
        content: bytes = self._do("get_object", Key=self.prefix + name)["Body"].read()
        return content

    def _do(self, act: str, **what: Any) -> Any:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self.client, act)(Bucket=self.bucket, **what)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in ("404", "NoSuchKey") and act in ("download_file", "get_object"):
                raise FileNotFoundError(what["Key"]) from error
            raise PlaceError(self._why(code)) from error
        except (BotoCoreError, Boto3Error, OSError) as error:
            raise PlaceError(f"{self.host} no responde, o cortó: revise la red y la dirección del depósito.") from error

    def _why(self, code: str) -> str:
        if code in ("404", "NoSuchBucket"):
            return f"En {self.host} no hay un depósito «{self.bucket}»: créelo, o corrija la dirección."
        if code in ("403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"):
            return f"{self.host} no acepta la llave, o no le deja usar «{self.bucket}»."
        return f"{self.host} no aceptó lo que se le pidió ({code or 'sin decir por qué'})."


def place_of(address: str, data: Path) -> Folder | Bucket:
    """Return the place at an address; `data` is the folder that is backed up. Raises PlaceError."""
    if address.startswith(("s3://", "s3+http://")):
        return Bucket(address)
    if "://" in address or not Path(address).expanduser().is_absolute():
        raise PlaceError(f"«{address}» no es un lugar: use una ruta completa, como /mnt/respaldos, o s3://….")
    return Folder(Path(address), data)


def _without_empty(folder: Path, root: Path) -> None:
    """Take away the folders that a deleted file leaves empty."""
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def age(moment: float) -> float:
    """Return how many days ago a moment was."""
    return (time.time() - moment) / 86_400
