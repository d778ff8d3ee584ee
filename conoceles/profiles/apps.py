from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "conoceles.profiles"
    verbose_name = "Perfiles"
