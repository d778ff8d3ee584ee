"""Which institute a mail says that it is from."""

from django.db.models import Q, QuerySet

from conoceles.accounts.models import User
from conoceles.elections.models import Candidacy, Institute, Party
from conoceles.lib.automatic_mail import Sender


def of(box: str = "", whose: object = None) -> Sender:
    """Return the institute that is given, that of a box, that for which an account works, or the only one there is;
    where there are several and none of these says which, none is named."""
    found = whose if isinstance(whose, Institute) else None
    found = found or _only(_of_box(box)) or _only(_of_account(whose)) or _only(Institute.objects.all())
    if found is None:
        return Sender("Conóceles")
    ways = tuple(way for way in (found.phone, found.email, found.hours) if way)
    return Sender(found.name, ways, found.email)


def _of_box(box: str) -> "QuerySet[Institute]":
    if not box:
        return Institute.objects.none()
    candidacy = Candidacy.objects.filter(key=box).values("election__institute")
    party = Party.objects.filter(key=box).values("election__institute")
    return Institute.objects.filter(Q(pk__in=candidacy) | Q(pk__in=party))


def _of_account(whose: object) -> "QuerySet[Institute]":
    if not isinstance(whose, User):
        return Institute.objects.none()
    return Institute.objects.filter(election__grants__user=whose).distinct()


def _only(rows: "QuerySet[Institute]") -> Institute | None:
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None
