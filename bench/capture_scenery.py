"""An election with signed-in candidates, for the bench of capture; and what its database holds afterwards."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.elections.grants import give
from conoceles.elections.models import Agreement, Candidacy, Election
from conoceles.profiles import consents
from conoceles.profiles.legal_texts import default_texts, publish_text
from conoceles.profiles.models import Answer
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Hand

from bench.scenery import fill, make_register  # isort: skip


def make_people(count: int) -> list[tuple[str, str]]:
    """Return (session, key of the candidacy) of that many signed-in candidates with capture open."""
    call_command("migrate", verbosity=0)
    election = make_register(count)
    fill(election, count, answered=0.0)
    Election.objects.update(
        capture_opens=timezone.now() - timedelta(days=1), capture_closes=timezone.now() + timedelta(days=1)
    )
    agreement = Agreement.objects.create(
        institute=election.institute, number="1", date=timezone.localdate(), title="Aviso"
    )
    for kind, text in default_texts().items():
        publish_text(election, kind, text, agreement, by="")
    texts = consents.current_texts(election)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    made = []
    for candidacy in Candidacy.objects.select_related("election", "person").order_by("pk")[:count]:
        user = User.objects.open(candidacy.person.name)
        give(user, "candidate", election, by="", candidacy=candidacy)
        answers = {texts[kind]: True for kind in ("treatment", "publication", "statistics")}
        consents.answer(profile_of(candidacy), answers, Hand(user.username, "candidate"))
        session = store()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        made.append((session.session_key, candidacy.key))
    return made


def kept() -> list[tuple[str, int, str]]:
    """Return (key of the candidacy, version, text) of every first proposal."""
    rows = Answer.objects.filter(question="proposal_1")
    return list(rows.values_list("profile__candidacy__key", "version", "value"))
