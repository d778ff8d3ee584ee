"""The things of an election of which there is a page each, what their pages show, and the last edition behind them."""

from collections.abc import Iterable

from conoceles.site.entry import Context, Things, once
from conoceles.site.pages.content_figures import content_of
from conoceles.site.pages.places import calendar_name
from conoceles.site.state.election_view import ElectionView
from conoceles.site.state.fold import Candidacy
from conoceles.site.words.catalogue import topics_of


def with_captions(view: ElectionView) -> Things:
    for one in view.with_page:
        profile = view.election.profiles.get(one.key)
        if one.stands and profile and profile.captions:
            yield one.slug, one


def with_message(view: ElectionView) -> Things:
    for one in view.with_page:
        profile = view.profile(one)
        if one.stands and profile and profile.message:
            yield one.slug, one


def with_versions(view: ElectionView) -> Things:
    versions = view.election.versions
    return ((one.slug, one) for one in view.with_page if one.stands and len(versions.get(one.key, [])) > 1)


def every_version(view: ElectionView) -> Things:
    """Yield each edition of a profile that had answers, as «her address/its number»."""
    for slug, one in with_versions(view):
        for number in view.election.versions[one.key]:
            yield f"{slug}/{number}", (one, number)


def version_marks(view: ElectionView, version: tuple[Candidacy, int]) -> Iterable[object]:
    one, _number = version
    return view.election.versions[one.key], view.card_mark(one)


def candidacy_marks(view: ElectionView, one: Candidacy) -> Iterable[object]:
    before = view.predecessor(one)
    return (
        len(view.election.versions.get(one.key, [])),
        before.commitment if before else "",
        *(view.election.candidacies[key].commitment for key in one.also if key in view.election.candidacies),
        view.card_mark(one),
        view.identity_mark(one),
        view.ticket_marks.get(one.ticket, ""),
    )


def contests(view: ElectionView) -> Things:
    return ((thing.document["slug"], key) for key, thing in view.contests)


def parties(view: ElectionView) -> Things:
    return ((thing.document["slug"], key) for key, thing in view.election.parties.items())


def party_marks(view: ElectionView, key: str) -> Iterable[object]:
    joined = [one for one, thing in view.election.parties.items() if key in thing.document["members"]]
    people = view.by_party.get(key, [])
    marks = (view.party_marks[key], *(view.party_marks[one] for one in joined))
    return (view.contests_mark, view.areas_mark, *marks, *(view.mark(one) for one in people))


def party_edition(view: ElectionView, key: str) -> int:
    people = view.by_party.get(key, [])
    return max([view.election.parties[key].number, *(view.number_of(one) for one in people)])


def municipalities(view: ElectionView) -> Things:
    return ((area["slug"], area) for area in view.municipalities)


def municipality_keys(view: ElectionView, area: Context) -> list[str]:
    return view.by_municipality.get(area["key"], [])


def last(view: ElectionView, keys: list[str], least: int = 0) -> int:
    """Return the last edition behind some contests."""
    return max([least, *(view.last_editions[key] for key in keys)])


def sections(view: ElectionView) -> Things:
    return (
        (str(number), (number, style)) for number, *style in ((one[0], one[1], one[2], one[3]) for one in view.sections)
    )


def facets(view: ElectionView) -> Things:
    return ((facet.id, facet.id) for facet in content_of(view).facets)


def nothing(view: ElectionView) -> Things:
    return ()


def with_topics(view: ElectionView) -> Things:
    return once(view) if topics_of(view).topics else ()


def topics(view: ElectionView) -> Things:
    return ((key, key) for key in topics_of(view).topics)


def private(view: ElectionView) -> Things:
    return once(view) if view.election.privacy else ()


def bounded(view: ElectionView) -> Things:
    return once(view) if any("shape" in area for area in view.municipalities) else ()


def zones(view: ElectionView) -> Things:
    """Yield the zones of places that vote by another clock than the institute's."""
    for where in dict.fromkeys(area["time_zone"] for area in view.municipalities if area.get("time_zone")):
        yield calendar_name(where).removeprefix("calendario-").removesuffix(".ics"), where
