from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("conoceles.config.urls_health")),
    path("", include("conoceles.site.urls")),
]
handler400 = "conoceles.site.views.bad_request"
handler404 = "conoceles.site.views.not_found"
handler500 = "conoceles.look.views.server_error"
