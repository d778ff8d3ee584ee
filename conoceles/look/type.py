"""The type of the pages: Source Sans, from its package, with the letters of Spanish and of the languages of Mexico."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from fontTools import subset

from conoceles.lib.paper import fonts

# Weights by the names of their files in the package.
WEIGHTS = {"400": "Regular", "700": "Bold"}
# Latin with its accents; apostrophes, long vowels and marks of the languages of Mexico; punctuation, arrows, money.
LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x101, 0x113, 0x12B, 0x14D, 0x16B, 0x152, 0x153, 0x17D, 0x17E),
    *(0x268, 0x289, 0x2B9, 0x2BB, 0x2BC, 0xA78C, 0x300, 0x301, 0x304, 0x308, 0x331),
    *(0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x2030, 0x20AC),
    *(0x2190, 0x2191, 0x2192, 0x2193, 0x2212),
)
FEATURES = ["kern", "liga", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum"]


class TypeFinder(BaseFinder):
    """Finds `look/type/sans-400.woff2` and its like among static files: made when they are collected."""

    def find(self, path: str, *args: Any, **kwargs: Any) -> Any:
        """Return nothing: no page reads them but from where they are collected."""
        return []

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, InMemoryStorage]]:
        storage = _storage()
        for weight in WEIGHTS:
            yield f"look/type/sans-{weight}.woff2", storage


@cache
def _storage() -> InMemoryStorage:
    storage = InMemoryStorage()
    for weight in WEIGHTS:
        storage.save(f"look/type/sans-{weight}.woff2", ContentFile(font(weight)))
    return storage


def font(weight: str) -> bytes:
    """Return the type of a weight as WOFF2, some 12 KB, the same bytes each time; FileNotFoundError without its
    package."""
    options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False, recalc_timestamp=False)
    loaded = subset.load_font(str(fonts() / f"SourceSansPro-{WEIGHTS[weight]}.ttf"), options)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=LETTERS)
    chosen.subset(loaded)
    out = BytesIO()
    subset.save_font(loaded, out, options)
    loaded.close()
    return out.getvalue()
