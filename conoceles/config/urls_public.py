from django.urls import URLPattern, URLResolver, include, path

from conoceles.config.watch.answers import live, readiness

urlpatterns: list[URLPattern | URLResolver] = [
    path("salud/", readiness, name="readiness"),
    path("salud/viva/", live, name="live"),
    path("", include("conoceles.site.urls")),
]
handler400 = "conoceles.site.views.bad_request"
handler404 = "conoceles.site.views.not_found"
handler500 = "conoceles.look.views.server_error"
