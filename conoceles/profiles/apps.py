from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "conoceles.profiles"
    verbose_name = "Perfiles"

    def ready(self) -> None:
        from conoceles.elections.register import followers
        from conoceles.profiles.consents import follow_register
        from conoceles.profiles.movement import follow

        # A movement locks the sections before anything touches the ledger.
        followers[:] = [follow, follow_register]
