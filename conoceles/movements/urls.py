from django.urls import path

from conoceles.movements import contest_views, views

urlpatterns = [
    path("<slug:slug>/movimientos/", views.movements, name="movements"),
    path("<slug:slug>/movimientos/contienda/<slug:key>/", contest_views.move_contest, name="move_contest"),
    path("<slug:slug>/movimientos/<slug:key>/", views.move, name="move"),
]
