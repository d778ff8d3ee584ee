"""Addresses and telephones as people write them: made whole where one reading is possible, refused where none is."""

import re
from urllib.parse import urlsplit

from conoceles.lib.text import fold

# In a network's own field: what somebody writes who has none.
NONE = "-"
NOTHING = {"n/a", "na", "n.a.", "no aplica", "no", "no tengo", "no tiene", "ninguna", "ninguno", "sin", "x", NONE}
PROFILES = {
    "facebook": "https://www.facebook.com/",
    "x": "https://x.com/",
    "instagram": "https://www.instagram.com/",
    "tiktok": "https://www.tiktok.com/@",
    "youtube": "https://www.youtube.com/@",
}
# The hosts of each network.
HOSTS = {
    "facebook": ("facebook.com", "fb.com", "fb.me"),
    "x": ("x.com", "twitter.com"),
    "instagram": ("instagram.com",),
    "tiktok": ("tiktok.com",),
    "youtube": ("youtube.com", "youtu.be"),
}
HANDLE = re.compile(r"@?([A-Za-z0-9_.-]{1,60})")
# A name with a dot is somebody's in a network, unless it ends as addresses do.
ENDS = re.compile(r"\.(?:com|mx|org|net|info|me|tv|app|dev|site|online|link|page|be|edu|gob|gov|us)$", re.IGNORECASE)
LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
HOST = re.compile(rf"(?:{LABEL}\.)+(?:[^\W\d_]{{2,24}}|xn--[a-z0-9-]{{2,59}})")
BARE = re.compile(rf"(?:{HOST.pattern})(?::\d{{2,5}})?(?:[/?#]\S*)?")
# What closes a sentence and is of no address.
AROUND = " <>,;.«»\"'"
# Before ten digits: how one called to Mexico, from Mexico, or to a mobile telephone once.
PREFIX = re.compile(r"(?:\+?52 ?1?|00 ?52|04[45]|01)")


def as_address(text: str) -> str:
    """Return a web address as it opens («www.x.mx» is «https://www.x.mx»); what is none is left as it was."""
    bare = text.strip().rstrip(AROUND).lstrip(AROUND)
    if "://" in bare:
        return bare if not problems_of_address(bare) else text
    return f"https://{bare}" if BARE.fullmatch(bare) else text


def as_profile(network: str, text: str) -> str:
    """Return the address of somebody in a network («@nayeli», «nayeli.montes» or «nayeli» in that of X is
    «https://x.com/nayeli»); NONE where it says that there is none; what is neither is left as it was."""
    if fold(text) in NOTHING:
        return NONE
    handle = HANDLE.fullmatch(text.strip())
    if handle and network in PROFILES and (text.strip().startswith("@") or not ENDS.search(text.strip())):
        return PROFILES[network] + handle[1]
    return as_address(text)


def as_phone(text: str) -> str:
    """Return a Mexican telephone in ten digits where it was written otherwise; what is none is left as it was."""
    plain = re.sub(r"[\s().\-‐‑‒–—−]", "", text)
    digits = plain if len(plain) == 10 else PREFIX.sub("", plain, count=1)
    if re.fullmatch(r"[0-9]{10}", digits) and problem_of_phone(text):
        return digits
    return text


def problems_of_address(text: str) -> str:
    """Return what is wrong with a web address, as a Spanish sentence; '' for nothing."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return f"«{text[:60]}» no es una dirección que se pueda abrir."
    if parts.scheme not in ("http", "https") or " " in text or len(text) > 500:
        return f"«{text[:60]}» no es una dirección completa: escríbala como ejemplo.mx/su-nombre, o como https://ejemplo.mx"
    if not HOST.fullmatch(host) or text[-1] in ",;«»\"'":
        return f"«{text[:60]}» no es una dirección que se pueda abrir: revise cómo está escrita."
    return ""


def problem_of_profile(network: str, text: str) -> str:
    """Return what is wrong with the address of somebody in a network, as a Spanish sentence; '' for nothing."""
    if sentence := problems_of_address(text):
        where = HOSTS.get(network, ("",))[0]
        return (
            sentence.replace("ejemplo.mx/su-nombre, o como https://ejemplo.mx", f"{where}/su-nombre, o @su-nombre")
            if where
            else sentence
        )
    host = (urlsplit(text).hostname or "").removeprefix("www.").removeprefix("m.")
    theirs = [other for other, hosts in HOSTS.items() if host in hosts]
    if theirs and network in HOSTS and network not in theirs:
        return f"«{text[:60]}» es de otra red: póngala en la suya."
    return ""


def problem_of_phone(text: str) -> str:
    """Return what is wrong with a telephone, as a Spanish sentence; '' for nothing."""
    ten = len(re.sub(r"[\s().-]", "", text)) == 10 and re.fullmatch(r"[0-9\s().-]+", text)
    return "" if ten else f"«{text[:30]}» no tiene diez dígitos."
