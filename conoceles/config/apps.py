from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "conoceles.config"
    verbose_name = "Configuración"
