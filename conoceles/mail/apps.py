from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "conoceles.mail"
    verbose_name = "Correo"
