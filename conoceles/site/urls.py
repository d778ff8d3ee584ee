from django.urls import include, path

from conoceles.site import api, find, views
from conoceles.site.language import languages, prefix

pages = [
    path("<slug:election>/candidaturas/", find.search, name="search"),
    path("<slug:election>/candidaturas/sugerencias/", find.suggestions, name="suggestions"),
    path("<slug:election>/candidaturas/<slug:slug>/", views.moved, name="moved"),
    path("<slug:election>/comparar/", views.compare, name="compare"),
    path("<slug:election>/seccion/", views.section, name="section"),
    path("<slug:election>/seccion/<int:number>/", views.padded_section, name="padded_section"),
]

urlpatterns = [
    *[path(prefix(language), include(pages)) for language in languages()],
    path("api/v1/<slug:election>/candidaturas", api.search, name="api_search"),
    path("api/v1/<slug:election>/candidaturas/<str:key>", api.candidacy, name="api_candidacy"),
    path("api/v1/<slug:election>/comparar", api.compare, name="api_compare"),
    path("<slug:election>/folletos/<str:name>", views.being_made, name="folletos"),
    path("<slug:election>/tarjetas/<str:name>", views.being_made, name="tarjetas"),
]
