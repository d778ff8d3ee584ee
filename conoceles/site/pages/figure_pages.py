"""The pages of figures: who answered, and what the answers contain."""

from typing import Any

from conoceles.site.pages import figures
from conoceles.site.pages.charts import by_sex, chart
from conoceles.site.pages.content_figures import Content
from conoceles.site.state.election_view import ElectionView

# So many groups are few enough to show of every question without asking; more than so many are, of every question, in
# the file alone.
FEW, MANY = 6, 40


def participation(view: ElectionView) -> dict[str, Any]:
    """Return the page of who answered: the whole, week by week, and by everything that is published."""
    weeks = figures.by_week(view)
    return {
        "total": figures.participation(view),
        "alternates": figures.alternates(view),
        "weeks": [{"day": day, "share": share} for day, share in weeks],
        "line": {**_line([share.percent for _day, share in weeks]), "last": weeks[-1][0]} if len(weeks) > 1 else None,
        "charts": [chart(table) for table in figures.tables(view)],
        "standing": (standing := figures.standing(view)),
        "sexes": by_sex(standing),
        "by_office": figures.standing_by_office(view),
        "cutoff": view.election.at,
    }


def _line(percents: list[int]) -> dict[str, Any]:
    """Return the points of a line in a drawing 600 wide, from 180 up to 20: {"points", "area", "dots"}."""
    step = 534 / (len(percents) - 1)
    dots = [(round(46 + place * step, 1), round(180 - percent * 1.6, 1)) for place, percent in enumerate(percents)]
    points = " ".join(f"{x},{y}" for x, y in dots)
    return {"points": points, "area": f"46,180 {points} {dots[-1][0]},180", "dots": dots}


def contents(view: ElectionView, content: Content) -> dict[str, Any]:
    """Return the page of what the answers contain."""
    return {
        "questions": content.questions,
        "degrees": content.degrees,
        "themes": content.themes,
        "proposing": content.proposing,
        "answered": content.answered,
        "facets": content.facets,
        "cutoff": view.election.at,
    }


def contents_by(view: ElectionView, content: Content, name: str) -> dict[str, Any]:
    """Return the page of what the answers contain, by the groups of one facet."""
    # Asked for again: its words are in the language of the page.
    facet = next(one for one in content.facets if one.id == name)
    given = content.given_by(facet)
    many = len(given) > MANY
    questions = [] if many else content.questions_by(facet)
    return {
        "given": given,
        "many": many,
        "facet": facet,
        "facets": content.facets,
        "questions": questions,
        "degrees": [] if many else content.degrees_by(facet),
        "unfolded": len(given) <= FEW,
        "cutoff": view.election.at,
    }
