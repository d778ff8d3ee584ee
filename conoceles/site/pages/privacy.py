"""The privacy notices and statements, and the form to sign on paper."""

from collections.abc import Iterable

from conoceles.lib.paper import CONSENTS, make_pdf
from conoceles.site.pages.context import Context
from conoceles.site.state.election_view import ElectionView

FORM = "privacidad/formato-en-blanco.pdf"
NOTICES = ("notice_short", "notice_full")


def privacy(view: ElectionView) -> Context:
    """Return the page: the notices in force, the statements, the blank form and the mailbox that takes it signed."""
    texts = _texts(view)
    return {
        "notices": [one for one in texts if one["kind"] in NOTICES],
        "statements": [one for one in texts if one["kind"] not in NOTICES],
        "caveat": _document(view)["caveat"],
        # The file has one language.
        "form": f"/{view.election.slug}/{FORM}",
        "mailbox": view.institute.get("consents", ""),
        "arco": view.institute.get("arco", ""),
    }


def form(view: ElectionView) -> Context:
    """Return the form without anybody's name as a file."""
    texts = {one["kind"]: one for one in _texts(view)}
    notice = texts.get("notice_short") or next(iter(texts.values()))
    values = {
        "institute": {"name": view.institute["name"], "address": view.institute.get("address", "")},
        "election": view.calendar["name"],
        "name": "",
        "what": "",
        "party": "",
        "notice": notice["text"],
        "notice_version": f"{notice['number']}, acuerdo {notice['agreement']}",
        "groups": _document(view)["caveat"],
        "mailbox": view.institute.get("consents", ""),
        "statements": [
            {
                "title": one["title"],
                "text": one["text"],
                "number": one["number"],
                "agreement": one["agreement"],
                "publication": one["kind"] == "publication",
                "given": "",
            }
            for one in texts.values()
            if one["kind"] not in NOTICES
        ],
    }
    return {"content": make_pdf(CONSENTS, values)}


def marks(view: ElectionView) -> Iterable[object]:
    """Yield what the page and the form show besides the frame."""
    thing = view.election.privacy
    yield thing.commitment if thing else ""
    yield from (view.institute.get(name, "") for name in ("name", "address", "arco", "consents"))


def _document(view: ElectionView) -> Context:
    thing = view.election.privacy
    return thing.document if thing else {"texts": [], "caveat": ""}


def _texts(view: ElectionView) -> list[Context]:
    texts: list[Context] = _document(view)["texts"]
    return texts
