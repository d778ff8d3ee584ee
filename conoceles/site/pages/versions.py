"""The versions of a profile: since when it is public, and what each edition changed, from the ledger's own
documents."""

from typing import Any

from django.utils.translation import gettext as _

from conoceles.ledger.reading import Read, editions
from conoceles.lib.canonical import Document
from conoceles.lib.dates import local_date
from conoceles.lib.differences import differences
from conoceles.site.pages.context import card
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy

Context = dict[str, Any]


def line(view: ElectionView, one: Candidacy) -> Context:
    """Return since when a profile is public and how many versions it has had, with the page that shows them when more
    than one."""
    numbers = view.election.versions.get(one.key, [])
    first = view.election.first_at.get(one.key)
    return {
        "count": len(numbers),
        "since": local_date(first) if first else None,
        "url": f"{view.address(one)}versiones/" if len(numbers) > 1 and one.stands else "",
    }


def every(view: ElectionView, one: Candidacy) -> list[Context]:
    """Return every version of a profile, the newest first, with what changed word by word.

    Of what is no longer public only that it changed is said, and not its words.
    """
    found: list[Context] = []
    before: Document | None = None
    read = editions(view.election.versions.get(one.key, []))
    last = read[-1].document if read and read[-1].action == "publish" and read[-1].document else {"answers": []}
    public = {answer["key"] for answer in last["answers"]}
    for edition in read:
        document = edition.document or {}
        shown = edition.document if edition.action == "publish" else None
        found.append(
            {
                "number": edition.number,
                "at": edition.at,
                "action": edition.action,
                "reason": document.get("reason") or document.get("ground", ""),
                "deleted": edition.action == "publish" and edition.document is None,
                "changes": changes(before, shown, public) if shown is not None else [],
                "first": before is None,
            }
        )
        before = shown
    return list(reversed(found))


def changes(before: Document | None, after: Document, public: set[str]) -> list[Context]:
    """Return what differs between two documents of a profile, answer by answer, in the order of the page.

    The words of a change are given for the questions that are still `public`.
    """
    old = {answer["key"]: answer for answer in before["answers"]} if before else {}
    new = {answer["key"]: answer for answer in after["answers"]}
    found: list[Context] = []
    for key, answer in (old | new).items():
        was, now = old.get(key, {}).get("value", ""), new.get(key, {}).get("value", "")
        filed = old.get(key, {}).get("file") != new.get(key, {}).get("file")
        if was != now or filed:
            kind = "new" if key not in old else ("gone" if key not in new else "changed")
            pieces = differences(was, now) if kind == "changed" and was != now and key in public else []
            found.append({"label": answer["label"], "kind": kind, "pieces": pieces, "file": filed})
    if before is not None and _photo(before) != _photo(after):
        found.append({"label": "Fotografía", "kind": "changed", "pieces": [], "file": True})
    signed, signs = _signed(before), _signed(after)
    for kind, some, others in (("new", signs, signed), ("gone", signed, signs)):
        found += [
            {"label": _("Compromiso: %(title)s") % {"title": title}, "kind": kind, "pieces": [], "file": False}
            for key, title in some.items()
            if key not in others
        ]
    return found


def _photo(document: Document) -> Any:
    return (document.get("photo") or {}).get("files")


def _signed(document: Document | None) -> dict[str, str]:
    return {one["key"]: one["title"] for one in (document or {}).get("commitments", [])}


def whole(view: ElectionView, one: Candidacy, number: int) -> Context:
    """Return the page of one edition of a profile: the answers that it had, of those questions that are still
    public."""
    numbers = view.election.versions[one.key]
    read = {edition.number: edition for edition in editions([number, numbers[-1]])}
    edition, last = read[number], read[numbers[-1]]
    had = _answers(edition)
    public = {answer["key"] for answer in _answers(last)}
    shown = [answer for answer in had if answer["key"] in public]
    return {
        "candidacy": card(view, one),
        "number": number,
        "at": edition.at,
        "last": number == numbers[-1],
        # Not every edition shows something: one took it away, another was deleted since.
        "gone": edition.action != "publish",
        "deleted": edition.action == "publish" and edition.document is None,
        "hidden": len(shown) < len(had),
        "versions_url": f"{view.address(one)}versiones/",
        "answers": [answer for answer in shown if answer["type"] in ("text", "long")],
    }


def _answers(edition: Read) -> list[Document]:
    found: list[Document] = edition.document["answers"] if edition.action == "publish" and edition.document else []
    return found
