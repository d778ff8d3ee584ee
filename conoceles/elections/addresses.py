"""The public address of a candidacy: name plus office plus place, numbered for namesakes, kept for ever."""

import re

from conoceles.elections.models import Candidacy, Election, FormerSlug
from conoceles.lib.text import numbered, slugify


def wanted_slug(name: str, office: str, place: str) -> str:
    """Return the address before numbering: «rosa-mena-luz-presidencia-municipal-el-oro»."""
    return slugify(f"{name} {office} {place}", limit=110)


def taken_slugs(election: Election) -> set[str]:
    """Return every address of the election in use now or before."""
    taken = set(Candidacy.objects.of_election(election).values_list("slug", flat=True))
    return taken | set(FormerSlug.objects.filter(election=election).values_list("slug", flat=True))


def give_slug(candidacy: Candidacy) -> None:
    """Set the address that the candidacy's name, office and place ask for; save it, and keep the old one when it
    changes.

    An address once given to this candidacy may come back to it; one given to another never does.
    """
    wanted = wanted_slug(candidacy.person.name, candidacy.office.name, candidacy.ticket.contest.area.name)
    if re.fullmatch(rf"{re.escape(wanted)}(-\d+)?", candidacy.slug):
        return
    own = set(candidacy.former_slugs.values_list("slug", flat=True)) if candidacy.pk else set()
    taken = taken_slugs(candidacy.election) - own
    old, candidacy.slug = candidacy.slug, numbered(wanted, taken)
    if candidacy.pk:
        candidacy.former_slugs.filter(slug=candidacy.slug).delete()
        candidacy.save(update_fields=["slug"])
        if old:
            FormerSlug.objects.get_or_create(election=candidacy.election, slug=old, defaults={"candidacy": candidacy})
