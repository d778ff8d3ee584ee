from django.urls import include, path

urlpatterns = [
    path("", include("conoceles.accounts.urls")),
    path("registro/", include("conoceles.elections.urls")),
    path("registro/", include("conoceles.profiles.urls")),
]
handler403 = "conoceles.look.views.forbidden"
handler404 = "conoceles.look.views.not_found"
handler500 = "conoceles.look.views.server_error"
