from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, include, path
from django.views.decorators.http import conditional_page

from conoceles.site import views
from conoceles.site.compressed import compressed
from conoceles.site.language import languages, prefix
from conoceles.site.search import api, find, topics


def page(address: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """Return an address whose answer travels compressed, and not at all when the browser has it."""
    return path(address, compressed(conditional_page(view)), name=name)


pages = [
    page("<slug:election>/candidaturas/", find.search, "search"),
    page("<slug:election>/candidaturas/sugerencias/", find.suggestions, "suggestions"),
    page("<slug:election>/candidaturas/<slug:slug>/", views.moved, "moved"),
    page("<slug:election>/candidaturas/<slug:slug>/<path:rest>", views.moved, "moved_under"),
    page("incrustar/<slug:election>/candidatura/<slug:slug>/", views.moved_frame, "moved_frame"),
    page("<slug:election>/temas/", topics.topics, name="topics"),
    page("<slug:election>/temas/<slug:slug>/", topics.topic, name="topic"),
    page("<slug:election>/temas/<slug:slug>/<slug:place>/", topics.topic_in, name="topic_in"),
    page("<slug:election>/comparar/", views.compare, "compare"),
    page("<slug:election>/folletos/<str:name>", views.being_made, "folletos"),
    page("<slug:election>/seccion/", views.section, "section"),
    page("<slug:election>/seccion/<int:number>/", views.padded_section, "padded_section"),
]

urlpatterns = [
    *[path(prefix(language), include(pages)) for language in languages()],
    page("api/v1/<slug:election>/candidaturas", api.search, "api_search"),
    page("api/v1/<slug:election>/candidaturas/<str:key>", api.candidacy, "api_candidacy"),
    page("api/v1/<slug:election>/cifras", api.figures, "api_figures"),
    page("api/v1/<slug:election>/comparar", api.compare, "api_compare"),
    page("<slug:election>/tarjetas/<str:name>", views.being_made, "tarjetas"),
]
