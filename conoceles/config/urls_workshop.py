from django.urls import URLPattern, URLResolver, include, path

from conoceles.profiles.capture.views import start

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("conoceles.accounts.urls")),
    path("taller/", start, name="start"),
    path("captura/", include("conoceles.profiles.capture.urls")),
    path("revision/", include("conoceles.profiles.review.urls")),
    path("registro/", include("conoceles.elections.urls")),
    path("registro/", include("conoceles.profiles.urls")),
]
handler400 = "conoceles.look.views.bad_request"
handler403 = "conoceles.look.views.forbidden"
handler404 = "conoceles.look.views.not_found"
handler500 = "conoceles.look.views.server_error"
