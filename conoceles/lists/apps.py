from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "conoceles.lists"
    verbose_name = "Listas"
