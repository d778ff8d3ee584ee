from django.urls import path

from conoceles.movements import views

urlpatterns = [
    path("<slug:slug>/movimientos/", views.movements, name="movements"),
    path("<slug:slug>/movimientos/<int:pk>/informado/", views.movement_told, name="movement_told"),
    path("<slug:slug>/movimientos/<slug:key>/", views.move, name="move"),
]
