"""What every letter of an institute says around its text: number, matter, place and date, ground, signer, copies."""

from typing import Any

from django.utils import timezone

from conoceles.elections.models import Election, Institute
from conoceles.lib import blobs
from conoceles.lib.dates import local_date, long_date


def oficio(election: Election, *, matter: str, number: str = "", day: str = "") -> dict[str, Any]:
    """Return the values that `paper.typ` sets around a text: as of today, or of a day in words."""
    institute = election.institute
    signer = institute.units.filter(signs=True).exclude(holder="").first()
    return {
        "institute": {**institute_values(institute), "logo": bool(_logo(institute))},
        "logo_alt": institute.logo_alt or f"Logotipo de {institute.name}",
        "election": election.name,
        "place_and_date": ", ".join(filter(None, [institute.state, day or long_date(local_date(timezone.now()))])),
        "number": number,
        "matter": matter,
        "ground": institute.ground,
        "signer": {"name": signer.holder, "post": signer.post} if signer else None,
        "copies": [line.strip() for line in institute.copies.splitlines() if line.strip()],
        "help_desk": institute.help_desk,
    }


def files_of(election: Election) -> dict[str, bytes]:
    """Return the files that those values name: the logo, where there is one."""
    logo = _logo(election.institute)
    return {"logo.png": logo} if logo else {}


def institute_values(institute: Institute) -> dict[str, str]:
    """Return what a letterhead says."""
    return {"name": institute.name, "address": institute.address}


def _logo(institute: Institute) -> bytes:
    path = blobs.where(institute.logo, blobs.PUBLIC) if institute.logo else None
    return path.read_bytes() if path and path.is_file() else b""
