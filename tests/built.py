"""The built site as its readers see it: by the names they ask for, opened, however it is kept."""

import gzip
from collections.abc import Iterator
from pathlib import Path, PosixPath

from django.conf import settings

from conoceles.site.kept import opened


class Built(PosixPath):
    """A file or folder of the built site; text has its plain name and its plain bytes."""

    @property
    def kept(self) -> Path:
        """The file on disk."""
        packed = Path(f"{self}.gz")
        return packed if packed.is_file() else Path(self)

    def read_bytes(self) -> bytes:
        return opened(Path(self))

    def read_text(self, encoding: str = "utf-8", errors: str = "strict") -> str:  # type: ignore[override]
        return self.read_bytes().decode(encoding, errors)

    def is_file(self) -> bool:
        return self.kept.is_file()

    def exists(self) -> bool:  # type: ignore[override]
        return self.kept.exists()

    def unlink(self, missing_ok: bool = False) -> None:
        self.kept.unlink(missing_ok)

    def glob(self, pattern: str) -> Iterator["Built"]:  # type: ignore[override]
        return self._named([*Path(self).glob(pattern), *Path(self).glob(f"{pattern}.gz")])

    def rglob(self, pattern: str) -> Iterator["Built"]:  # type: ignore[override]
        return self._named([*Path(self).rglob(pattern), *Path(self).rglob(f"{pattern}.gz")])

    def iterdir(self) -> Iterator["Built"]:  # type: ignore[override]
        return self._named(list(Path(self).iterdir()))

    @staticmethod
    def _named(paths: list[Path]) -> Iterator["Built"]:
        return iter(dict.fromkeys(Built(path.with_suffix("") if path.suffix == ".gz" else path) for path in paths))


def built_site(folder: Path | None = None) -> Built:
    """Return the site in a build folder, ours unless another is given."""
    return Built((folder or settings.BUILD_DIR) / "site")


def everything(folder: Path) -> bytes:
    """Return all that a folder holds, opened where it is kept compressed."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files)
