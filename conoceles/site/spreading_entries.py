"""The pages and files that help to spread the site, as the registry has them."""

from django.utils.translation import gettext_noop

from conoceles.site.entry import Entry, List
from conoceles.site.files import kit
from conoceles.site.pages import spreading

SPREADING = (
    Entry(
        "difusion/",
        lambda view, _none: spreading.materials(view),
        "materials",
        title=gettext_noop("Ayude a difundir"),
        visit="portada",
        lists=(List.FOOTER, List.MAP, List.ENGINES),
        current="materials",
        overall=True,
        while_voting=True,
    ),
    Entry(
        "kiosco/",
        lambda view, _none: spreading.kiosk(view),
        "kiosk",
        title=gettext_noop("Pantalla para ferias"),
        visit="portada",
        lists=(List.MAP,),
        current="kiosk",
        overall=True,
        while_voting=True,
    ),
    Entry(
        "prensa/",
        lambda view, _none: spreading.press(view),
        "press",
        title=gettext_noop("Para la prensa"),
        visit="cifras",
        lists=(List.MAP, List.ENGINES),
        current="figures",
        overall=True,
    ),
    Entry(
        "difusion/{}.jpg",
        lambda view, picture: picture.make(),
        each=kit.every,
        marks=lambda view, picture: picture.marks,
        drawn=True,
    ),
)
