"""Who may write in a candidacy's questionnaire: the fetch is the permission."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest

from conoceles.capture.models import HelpInvitation
from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Role
from conoceles.lib import clock
from conoceles.lib.access import READ, View, rule
from conoceles.profiles.author import Author
from conoceles.profiles.workflow import Hand

WHO = "la candidatura, su partido, o la mesa de ayuda cuando la invitan"


def author_of(request: HttpRequest, key: str, at: datetime | None = None) -> Author:
    """Return whoever asks as an author of a candidacy's questionnaire; raise Http404 when it is none: that it exists is
    not told."""
    at, mine = at or clock.trusted_now(), grants(request)
    rows = Candidacy.objects.filter(key=key, office__answers=True)
    candidacy = rows.select_related("person", "ticket", "election").first()
    if candidacy is None:
        raise Http404
    name, reads = request.user.get_username(), request.method in READ
    if any(grant.candidacy_id == candidacy.pk for grant in mine.of_role(Role.CANDIDATE)):
        return Author(candidacy, Hand(name, Role.CANDIDATE), at, reads=reads)
    if any(grant.party_id == candidacy.ticket.party_id for grant in mine.of_role(Role.PARTY)):
        return Author(candidacy, Hand(name, Role.PARTY), at, reads=reads)
    if Role.HELP_DESK in mine.roles(candidacy.election.slug):
        invitation = HelpInvitation.objects.standing(at).filter(profile__candidacy=candidacy, entered_by=name).first()
        if invitation is not None:
            return Author(candidacy, Hand(name, Role.HELP_DESK), at, invited=True, reads=reads)
    raise Http404


def authors(*methods: str) -> Callable[[View], View]:
    """Mark a view for authors: whoever signed in may ask, and `author_of()` decides."""
    return rule(WHO, methods or READ, lambda request, kwargs: True)
