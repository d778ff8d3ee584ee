"""How an institute's pages look: four colours for light and dark, and a logo; and how they
sound, where it says something in a language of its peoples. What could not be read is refused."""

from typing import Any

from django.db import transaction

from conoceles.elections import register
from conoceles.elections.models import Institute
from conoceles.ledger import blobs
from conoceles.lib.contrast import contrast, mixed
from conoceles.lib.limited import BadFile
from conoceles.lib.limited.running import rewrite
from conoceles.lib.uploads import kept_for_a_moment

LOGO_MIB, SOUND_MIB = 4, 30
MODES = {"light": "claro", "dark": "oscuro"}
TOKENS = {"band": "banda", "accent": "acento", "mark": "resaltado", "page": "fondo"}
# Ours, used wherever an institute chose nothing: the tokens of look.css.
OWN = {
    "light": {"band": "#0f2a33", "accent": "#0a5a66", "mark": "#ffe08a", "page": "#f2f1ed"},
    "dark": {"band": "#1e3f4a", "accent": "#8fd2d6", "mark": "#f0cd6a", "page": "#0e1b20"},
}
FIXED = {
    "light": {"ink": "#14242b", "soft": "#46565d", "paper": "#ffffff", "alert": "#9c2415"},
    "dark": {"ink": "#eef1ef", "soft": "#b3bfc2", "paper": "#182a31", "alert": "#ffab9d"},
}
ON_BAND, ON_MARK = "#ffffff", "#14242b"
TEXT, SIGN = 4.5, 3.0
Theme = dict[str, dict[str, str]]


def problems(theme: Theme) -> list[tuple[str, str, str]]:
    """Return [(mode, token, Spanish sentence)] of the pairs of colours that could not be told apart (WCAG 2.2 AA)."""
    found = []
    for mode, called in MODES.items():
        chosen, fixed = {**OWN[mode], **theme.get(mode, {})}, FIXED[mode]
        # As the style sheet has it: paper a little lighter than a dark page that was chosen, the soft accent mixed with
        # it.
        paper = (
            mixed(chosen["page"], "#ffffff", 0.9)
            if mode == "dark" and theme.get(mode, {}).get("page")
            else fixed["paper"]
        )
        soft = mixed(chosen["accent"], paper, 0.16)
        pairs = [
            ("band", ON_BAND, "el texto blanco sobre la banda", TEXT),
            ("mark", ON_MARK, "el texto oscuro sobre el resaltado", TEXT),
            ("mark", chosen["band"], "el resaltado sobre la banda", SIGN),
            ("accent", paper, "el acento sobre el papel", TEXT),
            ("accent", chosen["page"], "el acento sobre el fondo", TEXT),
            ("accent", soft, "el acento sobre su tono suave", SIGN),
            ("page", fixed["ink"], "el texto sobre el fondo", TEXT),
            ("page", fixed["soft"], "el texto secundario sobre el fondo", TEXT),
            ("page", fixed["alert"], "los avisos de error sobre el fondo", TEXT),
        ]
        for token, other, what, least in pairs:
            ratio = contrast(chosen[token], other)
            if ratio < least:
                found.append((mode, token, _sentence(called, what, ratio, least)))
    return found


def _sentence(called: str, what: str, ratio: float, least: float) -> str:
    return (
        f"En {called}, {what} no se lee bien: su contraste es {ratio:.1f} y debe ser al menos {least:.1f}. Elija otro "
        "tono."
    )


def make_picture(upload: Any, kind: str) -> str:
    """Make a `logo` or an `emblem` anew, as a small PNG, and return its public blob. Raises BadFile."""
    if (upload.size or 0) > LOGO_MIB << 20:
        raise BadFile(f"El archivo pesa más de {LOGO_MIB} MB: guárdelo más pequeño.")
    with kept_for_a_moment(upload) as source:
        rewrite("emblem", source, source.parent)
        return blobs.put((source.parent / f"{kind}.png").read_bytes(), "png")


def make_sound(upload: Any) -> tuple[str, int]:
    """Make a recording anew, as an MP3, and return its public blob and its seconds. Raises BadFile."""
    if (upload.size or 0) > SOUND_MIB << 20:
        raise BadFile(f"El archivo pesa más de {SOUND_MIB} MB: guárdelo más pequeño.")
    with kept_for_a_moment(upload) as source:
        seconds = int(rewrite("sound", source, source.parent)["seconds"])
        return blobs.put((source.parent / "clean.mp3").read_bytes(), "mp3"), seconds


def save(institute: Institute, *, by: str) -> None:
    """Save the look of an institute and publish what that changes. Raises ValidationError."""
    with transaction.atomic():
        register.save(institute, by=by)
