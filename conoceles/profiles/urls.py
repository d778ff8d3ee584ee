from django.urls import path

from conoceles.profiles import views

urlpatterns = [
    path("<slug:slug>/importar/", views.import_list, name="import"),
    path("<slug:slug>/publicar/", views.publish, name="publish"),
    path("<slug:slug>/plantilla.<slug:form>", views.template, name="template"),
]
