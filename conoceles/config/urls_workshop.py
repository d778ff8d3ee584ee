from django.urls import URLPattern, URLResolver, include, path

from conoceles.capture import urls as capture
from conoceles.config.manual_views import help_page, help_pages, help_paper, help_picture
from conoceles.config.views import being_done, sign_in, start, today
from conoceles.config.watch.views import systems
from conoceles.elections import urls as elections
from conoceles.reports import urls as reports
from conoceles.review import urls as review

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("conoceles.config.urls_health")),
    path("ingresar/", sign_in, name="sign_in"),
    path("", include("conoceles.accounts.urls")),
    path("", include(elections.first_urlpatterns)),
    path("ayuda/", help_pages, name="help_pages"),
    path("ayuda/imagenes/<str:name>", help_picture, name="help_picture"),
    path("ayuda/<slug:name>.pdf", help_paper, name="help_paper"),
    path("ayuda/<slug:name>/<str:form>.pdf", help_paper, name="help_slides"),
    path("ayuda/<slug:name>/", help_page, name="help_page"),
    path("taller/", start, name="start"),
    path("taller/sistemas/", systems, name="systems"),
    path("taller/haciendo/<str:name>/", being_done, name="being_done"),
    path("taller/<slug:slug>/", today, name="today"),
    path("captura/", include("conoceles.capture.urls")),
    path("revision/", include(reports.review_urlpatterns)),
    path("revision/", include("conoceles.review.urls")),
    # The highest room is asked first: the form of a candidacy stands in the lists, among the catalogues of the
    # register.
    path("registro/", include("conoceles.reports.urls")),
    path("registro/", include("conoceles.lists.urls")),
    path("registro/", include(review.register_urlpatterns)),
    path("registro/", include(capture.register_urlpatterns)),
    path("registro/", include("conoceles.movements.urls")),
    path("registro/", include("conoceles.elections.urls")),
]
handler400 = "conoceles.look.views.bad_request"
handler403 = "conoceles.look.views.forbidden"
handler404 = "conoceles.look.views.not_found"
handler429 = "conoceles.look.views.too_many"
handler500 = "conoceles.look.views.server_error"
