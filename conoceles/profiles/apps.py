from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "conoceles.profiles"
    verbose_name = "Perfiles"

    def ready(self) -> None:
        from conoceles.accounts import invitations
        from conoceles.audit import acts
        from conoceles.elections import grants, two_people
        from conoceles.profiles import audit_words, told

        acts.WORDS.update(audit_words.WORDS)
        two_people.happened.connect(told.of_prepared)
        invitations.entered.connect(told.of_entered)
        grants.given.connect(told.of_given)
