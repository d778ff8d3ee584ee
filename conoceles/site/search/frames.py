"""What the pages answered on request share: names, orders and addresses of an election, kept in the store at build."""

from typing import Any

from django.utils.translation import gettext as _

from conoceles.lib.vocabulary import DEGREES, degree_order
from conoceles.site.listing import frame
from conoceles.site.pages import context
from conoceles.site.search import offers
from conoceles.site.search.entries import degree_key
from conoceles.site.state.election_view import ElectionView
from conoceles.site.words.catalogue import topics_of


def dynamic_frame(view: ElectionView) -> dict[str, Any]:
    """Return what the dynamic pages of an election share, as plain values."""
    shared = frame(view, view.election.number, "candidacies")
    degrees = {
        degree_key(name): name
        for name in sorted({profile.degree for profile in view.election.profiles.values()})
        if name
    }
    districts = [area for area in view.areas.values() if area["kind"] == "district"]
    return {
        **shared,
        "labels": {
            "office": {key: context.office_name(view, key) for key in view.offices},
            "party": {key: thing.document["name"] for key, thing in view.election.parties.items()},
            "municipality": {area["key"]: area["name"] for area in view.municipalities},
            "district": {area["key"]: area["name"] for area in districts},
            "contest": {key: context.contest_name(view, thing.document) for key, thing in view.contests},
            "degree": {key: _(degree) for key, degree in degrees.items()},
            "topic": {key: topic["name"] for key, topic in topics_of(view).topics.items()},
        },
        "order": {
            "office": list(view.offices),
            "party": sorted(view.election.parties, key=lambda key: view.party_order[key]),
            "municipality": [area["key"] for area in view.municipalities],
            "district": [area["key"] for area in sorted(districts, key=lambda area: area["ine"].zfill(4))],
            "contest": [key for key, _thing in view.contests],
            "degree": [degree_key(name) for name in sorted({*DEGREES, *degrees.values()}, key=degree_order)],
        },
        "named": offers.entries(view),
        "topics": list(topics_of(view).topics.values()),
        "questions": view.election.questions,
        "slugs": {area["key"]: area["slug"] for area in view.municipalities},
        "towns": {area["key"]: area["head_town"] for area in view.municipalities if "head_town" in area},
    }
