"""The style sheet of an institute's pages: ours, with its colours. One file, named by its hash."""

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

from conoceles.lib.flat_sheets import flat

SHEETS = (
    "look/look.css",
    *(f"site/{name}.css" for name in ("site", "home", "find", "candidacy", "compare", "figures")),
)
# How our own sheet names the files of its type, from where it stands.
TYPE = re.compile(r"url\(\"?(type/[a-z0-9.-]+)\"?\)")
# What an institute may change, once for light and once for dark; the rest follows from these and from our own.
TOKENS = ("band", "accent", "mark", "page")


def stylesheet(theme: dict[str, dict[str, str]]) -> tuple[str, bytes]:
    """Return (name, content) of the style sheet with an institute's colours: {"light": {token: colour}, "dark": …}."""
    return _sheet(tuple((mode, tuple(sorted(theme.get(mode, {}).items()))) for mode in ("light", "dark")))


@lru_cache(maxsize=64)
def _sheet(theme: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> tuple[str, bytes]:
    parts = [_source(name) for name in SHEETS]
    light, dark = (
        "".join(f"--{token}:{colour};" for token, colour in colours if token in TOKENS) for _mode, colours in theme
    )
    for mode, condition, tokens in (
        ("light", "not all and (prefers-color-scheme:dark)", light),
        ("dark", "(prefers-color-scheme:dark)", dark),
    ):
        # Of a mode for which an institute chose nothing, ours stays whole.
        if mode == "dark" and "--page:" in tokens:
            tokens += "--paper:color-mix(in srgb,var(--page) 90%,#fff);"
        soft = "--accent-soft:color-mix(in srgb,var(--accent) 16%,var(--paper));" if "--accent:" in tokens else ""
        if tokens:
            parts.append(f"@layer tokens{{@media {condition}{{:root{{{tokens}{soft}}}}}}}")
    content = TYPE.sub(lambda found: f'url("{static(f"look/{found[1]}")}")', flat("\n".join(parts))).encode()
    return f"estilo-{sha256(content).hexdigest()[:12]}.css", content


def _source(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")
