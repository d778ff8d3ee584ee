from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "conoceles.site"
    verbose_name = "Sitio"
