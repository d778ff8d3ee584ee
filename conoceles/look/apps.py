from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "conoceles.look"
    verbose_name = "Aspecto"
