"""What may be said of a candidacy that answered nothing."""

from enum import StrEnum


class Silence(StrEnum):
    REVIEW = "review"
    ASKED = "asked"
    MAY = "may"
    LISTED = "listed"
    UNASKED = "unasked"
