"""The menu of the workshop: the works that the rooms above register, as one account may enter them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from conoceles.config.manuals import part_of
from conoceles.config.rooms import each
from conoceles.elections.access import Group, Place, Work, grants, named_election
from conoceles.elections.models import Election
from conoceles.elections.waiting import Waiting, waiting


def works() -> list[Work]:
    """Return every work of every room, in the order of menus."""
    found = [work for room in each("works") for work in room.WORKS]
    return sorted(found, key=lambda work: (work.order, work.address))


class Waits:
    """What waits in the works of an election, counted together when the first is asked for."""

    def __init__(self, works: Iterable[Work], election: Election | None) -> None:
        self.works = works
        self.election = election

    @cached_property
    def counted(self) -> dict[str, Waiting]:
        if self.election is None:
            return {}
        return waiting({work.address: work.waiting for work in self.works if work.waiting}, self.election)

    def __getitem__(self, work: Work) -> Waiting:
        return self.counted.get(work.address, Waiting(0))


@dataclass
class MenuItem:
    """A work in a menu; `waits` is what waits for somebody in it."""

    work: Work
    url: str
    together: Waits

    @property
    def waits(self) -> Waiting:
        return self.together[self.work]

    @property
    def waiting(self) -> int:
        return self.waits.count

    @property
    def asks(self) -> str:
        """Return what waits, after its number: «perfiles por revisar»."""
        return self.work.asks[self.waits.count != 1]


class Menu:
    """What whoever asks may enter of the election that the address names; empty for an address without one."""

    def __init__(self, request: HttpRequest) -> None:
        match = request.resolver_match
        named = match.kwargs if match else {}
        self.election = named_election(request)
        self.of_row = (named["screen"], str(named["pk"])) if "screen" in named and "pk" in named else ()
        self.key = named.get("key") or ""
        self.everywhere = grants(request).everywhere
        self.anywhere = grants(request).roles()
        self.roles = grants(request).roles(self.election.slug) if self.election else set()

    def _at(self, place: Place, *more: str) -> list[MenuItem]:
        if self.election is None:
            return []
        mine = [work for work in works() if work.place == place and work.wanted & self.roles]
        together, slug = Waits(mine, self.election), self.election.slug
        return [MenuItem(work, reverse(work.address, args=[slug, *more, *work.arguments]), together) for work in mine]

    @cached_property
    def installation(self) -> list[MenuItem]:
        """Return what may be done in the whole installation, whatever election the address names."""
        mine = [
            work
            for work in works()
            if work.place == Place.INSTALLATION
            and work.wanted & (self.everywhere if work.everywhere else self.anywhere)
        ]
        return [MenuItem(work, reverse(work.address), Waits((), self.election)) for work in mine]

    @cached_property
    def preparing(self) -> str:
        """Return the page of the works that prepare the election, until it is public and open; '' for who does none."""
        if self.election is None or (self.election.published_at and self.election.stage == Election.Stage.OPEN):
            return ""
        return next((item.url for item in self.tools if item.work.address == "set_up"), "")

    @cached_property
    def finding(self) -> str:
        """Return the page on which one candidacy is looked for; '' for who may not."""
        return next((item.url for item in self.works if item.work.address == "find"), "")

    @cached_property
    def tools(self) -> list[MenuItem]:
        return self._at(Place.TOOLS)

    @cached_property
    def works(self) -> list[MenuItem]:
        return self._at(Place.WORKS)

    @cached_property
    def groups(self) -> list[tuple[str, list[MenuItem]]]:
        """Return the works under their headings, without those that a panel shows."""
        mine = [item for item in self.works if not item.work.panel]
        found = [(str(group), [item for item in mine if item.work.group == group]) for group in Group]
        return [(title, items) for title, items in found if items]

    @cached_property
    def register(self) -> list[MenuItem]:
        return self._at(Place.REGISTER)

    @cached_property
    def row(self) -> list[MenuItem]:
        """Return what may be done with the row of a catalogue that the address names."""
        return self._at(Place.ROW, *self.of_row) if self.of_row else []

    @cached_property
    def candidacy(self) -> list[MenuItem]:
        """Return what may be opened of the candidacy that the address names."""
        return self._at(Place.CANDIDACY, self.key) if self.key else []


def help_of(request: HttpRequest) -> str:
    """Return the address of the part of the help that explains the page asked for, or of all of it."""
    match = request.resolver_match
    page, part = part_of((match.url_name if match else "") or "", {str(one.role) for one in grants(request).rows})
    if not page:
        return reverse("help_pages")
    return reverse("help_page", args=[page]) + (f"#{part}" if part else "")


def menu(request: HttpRequest) -> dict[str, object]:
    """Give templates the menu and the help of the page, made only where they are shown."""
    return {"menu": SimpleLazyObject(lambda: Menu(request)), "help_here": SimpleLazyObject(lambda: help_of(request))}
