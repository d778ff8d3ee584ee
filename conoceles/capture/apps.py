from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "conoceles.capture"
    verbose_name = "Captura"
