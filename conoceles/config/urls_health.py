from django.urls import path

from conoceles.config.watch.answers import live, readiness

urlpatterns = [path("salud/", readiness, name="readiness"), path("salud/viva/", live, name="live")]
