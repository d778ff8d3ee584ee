from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "conoceles.ledger"
    verbose_name = "Registro público"

    def ready(self) -> None:
        from conoceles.ledger.guards import install_after_migrate

        # SQLite drops triggers in silence when it rebuilds a table, so they are laid anew after every migration.
        post_migrate.connect(install_after_migrate, sender=self, dispatch_uid="ledger-guards")
