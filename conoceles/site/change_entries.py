"""What changed, as the registry has it: week by week, as feeds, and each edition of a profile whole."""

from django.utils.translation import gettext_noop

from conoceles.site import things
from conoceles.site.entry import Entry, List
from conoceles.site.files import feeds
from conoceles.site.pages import changes, versions

CHANGES = (
    Entry(
        "candidaturas/{}/versiones/{}/",
        lambda view, version: versions.whole(view, *version),
        "version",
        things.every_version,
        things.version_marks,
        lambda view, version: version[1],
        visit="versiones",
        current="candidacies",
    ),
    Entry(
        "cambios/",
        lambda view, _none: changes.index(view),
        "changes",
        title=gettext_noop("Qué cambió"),
        visit="cambios",
        lists=(List.FOOTER, List.MAP, List.ENGINES),
        current="changes",
        overall=True,
    ),
    Entry(
        "cambios/{}/",
        changes.week_page,
        "changes_week",
        changes.every_week,
        lambda view, week: changes.marks(view, [one for day in changes.weeks(view)[week].values() for one in day]),
        visit="cambios",
        lists=(List.ENGINES,),
        current="changes",
        overall=True,
    ),
    Entry(
        "contiendas/{}/cambios.xml",
        feeds.changes_of_contest,
        each=things.contests,
        marks=lambda view, key: (view.contest_marks[key], *changes.marks(view, changes.of_contest(view, key))),
        visit="datos abiertos",
        overall=True,
    ),
    Entry(
        "municipios/{}/cambios.xml",
        feeds.changes_of_town,
        each=things.municipalities,
        marks=lambda view, area: (
            area["name"],
            *changes.marks(view, changes.of_contests(view, things.municipality_keys(view, area))),
        ),
        visit="datos abiertos",
        overall=True,
    ),
    Entry(
        "candidaturas/{}/cambios.xml",
        feeds.changes_of_candidacy,
        each=lambda view: ((one.slug, one) for one in view.with_page),
        marks=lambda view, one: (view.number_of(one), view.card_mark(one)),
        visit="datos abiertos",
        overall=True,
    ),
    Entry(
        "cambios.xml",
        lambda view, _none: feeds.changes(view),
        marks=lambda view, _none: (view.election.number,),
        visit="datos abiertos",
        overall=True,
    ),
)
