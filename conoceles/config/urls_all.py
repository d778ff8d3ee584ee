from django.urls import include, path

from conoceles.config import urls_public, urls_workshop

urlpatterns = [path("", include(urls_workshop.urlpatterns)), path("", include("conoceles.site.urls"))]
handler400 = urls_public.handler400
handler403 = urls_workshop.handler403
handler404 = urls_public.handler404
handler429 = urls_workshop.handler429
handler500 = urls_workshop.handler500
