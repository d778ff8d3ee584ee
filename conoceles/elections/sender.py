"""Which institute a mail says that it is from."""

from django.db.models import Q

from conoceles.elections.models import Candidacy, Institute, Party
from conoceles.lib.automatic_mail import Sender


def of(box: str = "") -> Sender:
    """Return the institute of the candidacy or party whose box it is; where it is of none, that of the installation."""
    found = _of_box(box) if box else None
    institute = found or Institute.objects.first()
    if institute is None:
        return Sender("Conóceles")
    ways = tuple(way for way in (institute.phone, institute.email, institute.hours) if way)
    return Sender(institute.name, ways, institute.email)


def _of_box(box: str) -> Institute | None:
    candidacy = Candidacy.objects.filter(key=box).values("election__institute")
    party = Party.objects.filter(key=box).values("election__institute")
    return Institute.objects.filter(Q(pk__in=candidacy) | Q(pk__in=party)).first()
