from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "conoceles.profiles"
    verbose_name = "Perfiles"

    def ready(self) -> None:
        from conoceles.elections.register import followers
        from conoceles.profiles.consents import follow_register

        if follow_register not in followers:
            followers.append(follow_register)
