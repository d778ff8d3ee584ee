"""How style sheets, scripts and images are kept to be served: with their hash in the name, sheets without layers."""

from typing import IO, Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile

from conoceles.lib.flat_sheets import flat


class FlatStaticFilesStorage(ManifestStaticFilesStorage):
    """The storage of Django, with every style sheet flattened for browsers from before layers."""

    def _save(self, name: str, content: IO[Any]) -> str:
        if name.endswith(".css"):
            # Whoever named it by its hash has read it to its end.
            content.seek(0)
            text = content.read()
            content = ContentFile(flat(text.decode() if isinstance(text, bytes) else text).encode())
        return str(super()._save(name, content))  # type: ignore[misc]
