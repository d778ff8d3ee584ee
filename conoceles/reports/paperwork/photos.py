"""Photographs as evidence of an activity: made anew, small, without what the camera wrote in them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from PIL import Image

from conoceles.lib import blobs, papers
from conoceles.lib.limited import BadFile
from conoceles.lib.limited.running import rewrite
from conoceles.lib.uploads import kept_for_a_moment

MOST, MIB = 6, 15
SIDE = 1280


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photographs in one field; [] for none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", f"Hasta {MOST}, de su teléfono.")
        super().__init__(widget=PhotosInput(attrs={"accept": "image/*"}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files that were sent."""
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if len(files) > MOST:
            raise forms.ValidationError(f"Son {len(files)} fotografías y se aceptan hasta {MOST}: elija las mejores.")
        return [super(PhotosField, self).clean(file, initial) for file in files]


def keep(uploads: Iterable[Any]) -> list[str]:
    """Keep photographs, at most SIDE pixels a side, and return their private blobs. Raises BadFile, naming which."""
    return [_keep(upload, place) for place, upload in enumerate(uploads, 1)]


def _keep(upload: Any, place: int) -> str:
    try:
        papers.refuse_large(upload, MIB)
        with kept_for_a_moment(upload) as source:
            rewrite("photo", source, source.parent)
            made = source.parent / "original.jpg"
            with Image.open(made) as image:
                image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
                image.save(made, "JPEG", quality=82, optimize=True)
            return blobs.move(made, "jpg", blobs.PRIVATE)
    except BadFile as error:
        raise BadFile(f"Fotografía {place}: {error}") from error
