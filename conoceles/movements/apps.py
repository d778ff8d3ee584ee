from django.apps import AppConfig


class MovementsConfig(AppConfig):
    name = "conoceles.movements"
    verbose_name = "Movimientos"
