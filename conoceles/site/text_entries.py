"""The pages of texts, as the registry has them: what the institute writes, approves and explains, and the map."""

from django.utils.translation import gettext_noop

from conoceles.site import things
from conoceles.site.entry import Entry, List
from conoceles.site.pages import agreements, context, privacy, texts

TEXTS = (
    Entry(
        "texto/{}/",
        texts.text_page,
        "text",
        lambda view: zip(view.text_slugs, view.text_slugs, strict=True),
        texts.marks,
        lambda view, slug: view.number_of_frame,
        name=lambda view, slug: str(context.text(view, slug)["title"]),
        listed=texts.listed,
        visit="texto",
        lists=(List.FOOTER, List.MAP, List.ENGINES),
        ahead=True,
    ),
    Entry(
        "acuerdos/",
        lambda view, _none: agreements.agreements(view),
        "agreements",
        agreements.there_are,
        lambda view, _none: (view.election.agreements.number if view.election.agreements else 0,),
        lambda view, _none: view.election.agreements.number if view.election.agreements else 0,
        title=gettext_noop("Acuerdos"),
        visit="texto",
        lists=(List.FOOTER, List.MAP, List.ENGINES),
        ahead=True,
    ),
    Entry(
        "privacidad/",
        lambda view, _none: privacy.privacy(view),
        "privacy",
        things.private,
        lambda view, _none: privacy.marks(view),
        lambda view, _none: view.election.privacy.number if view.election.privacy else 0,
        title=gettext_noop("Privacidad"),
        visit="texto",
        lists=(List.FOOTER, List.MAP, List.ENGINES),
        ahead=True,
    ),
    Entry(
        "mapa-del-sitio/",
        lambda view, _none: texts.site_map(view),
        "site_map",
        marks=lambda view, _none: (view.contests_mark, view.areas_mark),
        edition=lambda view, _none: view.number_of_frame,
        title=gettext_noop("Mapa del sitio"),
        visit="texto",
        lists=(List.FOOTER, List.ENGINES),
    ),
)
