from django.urls import include, path

urlpatterns = [path("", include("conoceles.site.urls"))]
handler400 = "conoceles.site.views.bad_request"
handler404 = "conoceles.site.views.not_found"
handler500 = "conoceles.look.views.server_error"
