"""A page's markup as a browser reads it: how its template breaks its lines says nothing."""

import re


def flat(html: str) -> str:
    """Return `html` with one space for any white space, and none beside a tag."""
    return re.sub(r" ?([<>]) ?", r"\1", " ".join(html.split()))
