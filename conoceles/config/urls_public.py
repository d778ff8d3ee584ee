from django.urls import include, path

urlpatterns = [path("", include("conoceles.site.urls"))]
