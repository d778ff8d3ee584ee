from django.urls import path

from conoceles.accounts import views

urlpatterns = [
    path("ingresar/", views.sign_in, name="sign_in"),
    path("salir/", views.sign_out, name="sign_out"),
]
