from django.urls import path

from conoceles.site import views

urlpatterns = [
    path("<slug:election>/candidaturas/", views.search, name="search"),
    path("<slug:election>/candidaturas/<slug:slug>/", views.moved, name="moved"),
    path("<slug:election>/seccion/", views.section, name="section"),
    path("<slug:election>/seccion/<int:number>/", views.padded_section, name="padded_section"),
]
