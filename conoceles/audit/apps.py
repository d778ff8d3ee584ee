from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "conoceles.audit"
    verbose_name = "Auditoría"

    def ready(self) -> None:
        from conoceles.audit.guards import install_after_migrate

        # A table rebuild drops SQLite's triggers without a word: they are laid anew after every migration.
        post_migrate.connect(install_after_migrate, sender=self)
