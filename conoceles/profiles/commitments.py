"""Commitments: a party asks, the institute opens the signing, each candidacy signs for itself; badges with their
text."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.models import Candidacy, Party, Role
from conoceles.profiles import mailbox
from conoceles.profiles.models import Commitment, Petition, Profile, Signature
from conoceles.profiles.public import reviewed
from conoceles.profiles.workflow import Hand, NotAllowed


def offered(candidacy: Candidacy, at: datetime) -> list[Commitment]:
    """Return the commitments that a candidacy may sign at a moment: those that its party asked for and the institute
    opened."""
    if candidacy.status != Candidacy.Status.REGISTERED or at >= candidacy.election.silence_starts:
        return []
    rows = Commitment.objects.filter(
        election=candidacy.election_id,
        retired_at__isnull=True,
    ).filter(
        Q(petitions__party=candidacy.ticket.party_id) | Q(petitions__alliances=candidacy.ticket.party_id),
        petitions__attended_at__isnull=False,
    )
    return list(rows.distinct())


def alliances(party: Party) -> "QuerySet[Party]":
    """Return the coalitions and common candidacies of which a party is a member."""
    return Party.objects.filter(election=party.election_id, members=party).order_by("order", "name")


def receive(
    commitment: Commitment,
    party: Party,
    number: str,
    received_at: datetime,
    *,
    by: str,
    channel: str = Petition.Channel.PAPER,
) -> Petition:
    """Record that a party asked for a commitment. Raises ValidationError when it had."""
    with transaction.atomic():
        petition = Petition(
            commitment=commitment,
            party=party,
            number=number,
            received_at=received_at,
            recorded_by=by,
            channel=channel,
        )
        petition.full_clean()
        petition.save()
        record(
            "petition-received",
            by=by,
            election=party.election.slug,
            thing=f"party {party.key}",
            commitment=commitment.key,
        )
    return petition


def attend(petition: Petition, *, by: str, also: Iterable[Party] = ()) -> None:
    """Open the signing of a commitment to the candidacies of the party that asked, and to those of the alliances that
    were chosen; the party is told. Once is enough."""
    with transaction.atomic():
        locked = (
            Petition.objects.select_for_update(of=("self",))
            .select_related("party__election", "commitment")
            .get(pk=petition.pk)
        )
        if locked.attended_at is not None:
            return
        locked.attended_at, locked.attended_by = timezone.now(), by
        locked.save(update_fields=["attended_at", "attended_by"])
        party = locked.party
        locked.alliances.set([one for one in also if party in one.members.all()])
        record(
            "petition-attended",
            by=by,
            election=party.election.slug,
            thing=f"party {party.key}",
            commitment=locked.commitment.key,
        )
        mailbox.tell_party(
            party,
            mailbox.Kind.COMMITMENT,
            f"Ya se puede firmar: {locked.commitment.title}",
            "Sus candidaturas pueden firmar el compromiso desde su cuestionario; cada una lo firma por sí misma.",
        )


def sign(profile: Profile, commitment: Commitment, hand: Hand, at: datetime | None = None) -> Signature:
    """Sign a commitment and show it on the candidacy's page. Raises NotAllowed when it is not offered, or another
    signs."""
    at, candidacy = at or timezone.now(), profile.candidacy
    if hand.role != Role.CANDIDATE:
        raise NotAllowed("Un compromiso lo firma la persona candidata, desde su cuenta.")
    if commitment not in offered(candidacy, at):
        raise NotAllowed("Ese compromiso no está abierto para su candidatura.")
    with transaction.atomic():
        _lock(commitment)
        profile = (
            Profile.objects.select_for_update(of=("self",)).select_related("candidacy__election").get(pk=profile.pk)
        )
        found = profile.signatures.filter(commitment=commitment, ended_at__isnull=True).first()
        if found is not None:
            return found
        signature = Signature.objects.create(commitment=commitment, profile=profile, by=hand.by, at=at)
        _record("commitment-signed", profile, commitment, hand)
        reviewed.show(profile.pk)
    return signature


def end(signature: Signature, hand: Hand) -> None:
    """Take back a signature, which leaves the page. Raises NotAllowed in the silence: nothing changes then."""
    profile = signature.profile
    if hand.role != Role.CANDIDATE:
        raise NotAllowed("Un compromiso lo retira la persona candidata, desde su cuenta.")
    if timezone.now() >= profile.candidacy.election.silence_starts:
        raise NotAllowed("Desde la veda los compromisos ya no cambian.")
    with transaction.atomic():
        if Signature.objects.filter(pk=signature.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
            _record("commitment-ended", profile, signature.commitment, hand)
            reviewed.show(profile.pk)


def reword(commitment: Commitment, title: str, text: str, *, by: str) -> Commitment:
    """Change a commitment that nobody signed, or retire it and return the one that takes its place, with its petitions.

    Raises ValidationError with a Spanish sentence.
    """
    slug = commitment.election.slug
    with transaction.atomic():
        record("commitment-changed", by=by, election=slug, commitment=commitment.key)
        commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
        if not commitment.signatures.exists():
            commitment.title, commitment.text = title, text
            commitment.full_clean()
            commitment.save()
            return commitment
        commitment.retired_at = timezone.now()
        if title == commitment.title:
            commitment.title = f"{commitment.title[:58]} (hasta {timezone.localdate():%d/%m/%Y}, {commitment.key[:4]})"[
                :80
            ]
        commitment.save(update_fields=["retired_at", "title"])
        fresh = Commitment(election=commitment.election, title=title, text=text)
        fresh.full_clean()
        fresh.save()
        for petition in commitment.petitions.all():
            copied = Petition.objects.create(
                commitment=fresh,
                party=petition.party,
                number=petition.number,
                received_at=petition.received_at,
                recorded_by=petition.recorded_by,
                attended_at=petition.attended_at,
                attended_by=petition.attended_by,
                channel=petition.channel,
            )
            copied.alliances.set(petition.alliances.all())
        return fresh


def _lock(commitment: Commitment) -> None:
    """Keep a text from being reworded while it is signed. Raises NotAllowed when it was retired meanwhile, or
    reworded."""
    now = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if now.retired_at is not None or now.text != commitment.text:
        raise NotAllowed("El texto cambió mientras lo leía: léalo de nuevo.")


def _record(act: str, profile: Profile, commitment: Commitment, hand: Hand) -> None:
    candidacy = profile.candidacy
    record(
        act,
        by=hand.by,
        role=hand.role,
        election=candidacy.election.slug,
        thing=f"candidacy {candidacy.key}",
        commitment=commitment.key,
    )
