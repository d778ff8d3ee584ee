"""Notices to those whose questionnaire is missing or incomplete: sent in batches, received, and repeated when their day
comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.capture.party.dashboard import Line, lines
from conoceles.elections import jobs
from conoceles.elections.asking import note_asked
from conoceles.elections.models import Candidacy, Election, Grant, Job, Party, Role
from conoceles.elections.oficio import files_of, oficio
from conoceles.lib.dates import local_date, long_date
from conoceles.lib.forms import whole_number, words_of
from conoceles.lib.paper import make_pdf
from conoceles.lib.text import fold, so_many
from conoceles.mail.models import Delivery
from conoceles.profiles import mailbox
from conoceles.profiles.models import Answer, State
from conoceles.reports.models import Notice

TEMPLATE = Path(__file__).parent / "paper" / "notices.typ"
# Candidacies of one step.
BATCH = 100
NOTIFY = "notices"
# How whoever has no e-mail is told: each by her own letter, or all of a party in one to it.
BY_LETTER, BY_PARTY = "person", "party"
AFTER = "Entretanto entregó: ya no le falta nada."
SAME = "Ya se le avisó con ese plazo."
RUNNING = "Ya se le avisó, y su plazo no ha vencido."


@dataclass
class Filter:
    """Which of those who miss something are looked at."""

    words: str = ""
    party: int = 0
    state: str = ""
    told: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Filter":
        """Return the filter that an address says."""
        return cls(
            words_of(asked.get("q"), 100),
            whole_number(asked.get("partido")),
            str(asked.get("estado", "")),
            str(asked.get("aviso", "")),
        )

    def takes(self, line: Line, last: Notice | None, today: date, returned: set[int]) -> bool:
        """Return whether a line passes, given its last notice and the notices whose mail did not arrive."""
        one = line.candidacy
        party = one.ticket.party
        said = fold(f"{one.person.name} {one.folio} {one.ticket.contest.name} {party.name} {party.short}")
        of_told = {
            "ninguno": last is None,
            "sin-acuse": last is not None and last.received_at is None and last.channel != Notice.Channel.MAIL,
            "vencido": last is not None and last.term < today,
            "devuelto": last is not None and last.pk in returned,
            "recordar": last is not None and last.remind_on is not None and last.remind_on <= today,
        }
        return (
            all(word in said for word in fold(self.words).split())
            and (not self.party or party.pk == self.party)
            and (not self.state or line.state == self.state)
            and of_told.get(self.told, True)
        )


TOLD = {
    "ninguno": "Sin ningún aviso",
    "recordar": "Por recordar hoy",
    "vencido": "Avisadas, con el plazo vencido",
    "sin-acuse": "Con carta sin acuse",
    "devuelto": "Su correo no llegó",
}


def pending(election: Election, only: Iterable[int] | None = None) -> list[Line]:
    """Return a line for each candidacy, or each of some, that has not submitted everything, in the order of contests.

    What came by an official list counts as answered.
    """
    rows = Candidacy.objects.of_election(election).registered().filter(office__answers=True).with_register()
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    everyone = lines(
        list(rows.select_related("election").order_by("ticket__contest__name", "ticket__party__order", "pk")), election
    )
    by_list = set(
        Answer.objects.filter(
            profile__candidacy__election=election, profile__sections__isnull=True, listed__gt="", by=""
        ).values_list("profile__candidacy", flat=True)
    )
    waits = (State.EMPTY, State.DRAFT, State.OBSERVED)
    return [line for line in everyone if line.state in waits and line.candidacy.pk not in by_list]


def last_of(election: Election) -> dict[int, Notice]:
    """Return the last notice of each candidacy that has one."""
    rows = Notice.objects.filter(candidacy__election=election).select_related("candidacy__person").order_by("sent_at")
    return {notice.candidacy_id: notice for notice in rows}


def returned(election: Election) -> set[int]:
    """Return the notices whose mail did not arrive."""
    rows = Notice.objects.filter(candidacy__election=election, message__deliveries__in=Delivery.objects.troubled())
    return set(rows.values_list("pk", flat=True))


def due(election: Election, day: date) -> list[Notice]:
    """Return the last notice of each candidacy that is to be reminded by a day and has not submitted yet."""
    asked = {pk: one for pk, one in last_of(election).items() if one.remind_on and one.remind_on <= day}
    waiting = {line.candidacy.pk for line in pending(election, asked)} if asked else set()
    return [notice for pk, notice in asked.items() if pk in waiting]


def readers_of(candidacies: Iterable[Candidacy]) -> dict[int | None, Any]:
    """Return {candidacy: the account that reads its mails}."""
    rows = Grant.objects.open().filter(candidacy__in=list(candidacies), role=Role.CANDIDATE, user__is_active=True)
    return {grant.candidacy_id: grant.user for grant in rows.exclude(user__email="").select_related("user")}


def ask(chosen: list[Line], election: Election, by: Any, *, press: str, repeat: bool, how: str, **said: Any) -> Job:
    """Return the job that tells some candidacies what they miss, not yet begun. `said`: term, remind_on and number;
    `repeat` tells also whom a term that runs was told."""
    values = {
        "term": said["term"].isoformat(),
        "remind_on": said["remind_on"].isoformat() if said["remind_on"] else "",
        "number": said["number"],
        "how": how,
        "repeat": repeat,
    }
    title = f"Avisos, plazo al {long_date(said['term'])}"
    left = [str(line.candidacy.pk) for line in sorted(chosen, key=lambda line: line.candidacy.ticket.party.order)]
    return jobs.begin(NOTIFY, election, by, title, left, values, press)


def _ends(job: Job) -> str:
    """Tell each party of its own, write what was done into the audit, and say it."""
    rows = Notice.objects.filter(job=job).select_related("candidacy__ticket__party", "candidacy__person")
    term = date.fromisoformat(job.values["term"])
    mailbox.note_parties([one.candidacy for one in rows], term)
    mailed = sum(one.channel == Notice.Channel.MAIL for one in rows)
    letters = sum(one.channel == Notice.Channel.LETTER for one in rows)
    parties = len({one.candidacy.ticket.party_id for one in rows if one.channel == Notice.Channel.PARTY})
    if letters or parties:
        job.links = [["Cartas y oficios (PDF)", reverse("notice_letters", args=[job.election.slug, job.pk])]]
    if not rows:
        return "No se avisó a nadie."
    record(
        "notices-sent",
        by=job.by.username,
        election=job.election.slug,
        mailed=mailed,
        letters=letters + parties,
        term=term.isoformat(),
    )
    how = [
        so_many(mailed, "correo", "correos") if mailed else "",
        so_many(letters, "carta", "cartas") if letters else "",
        so_many(parties, "oficio a su partido", "oficios a partidos") if parties else "",
    ]
    return f"{so_many(len(rows), 'candidatura avisada', 'candidaturas avisadas')}: {', '.join(filter(None, how))}."


@jobs.kind(NOTIFY, most=BATCH, ends=_ends)
def _notify(job: Job, some: list[str]) -> jobs.Step:
    """Tell some candidacies what they miss: by mail where their account has one, on paper otherwise."""
    term = date.fromisoformat(job.values["term"])
    step, now = jobs.Step(), timezone.now()
    found = {str(line.candidacy.pk): line for line in pending(job.election, [int(pk) for pk in some])}
    last, readers = last_of(job.election), readers_of([line.candidacy for line in found.values()])
    names = dict(Candidacy.objects.filter(pk__in=some).values_list("pk", "person__name"))
    told = []
    for pk in some:
        if pk not in found:
            step.failed.append((names.get(int(pk), "Una candidatura"), AFTER))
        elif (before := last.get(int(pk))) and (before.term == term or not job.values["repeat"]) and _runs(before):
            step.failed.append((names[int(pk)], SAME if before.term == term else RUNNING))
        else:
            told.append(found[pk])
    for line in told:
        user = readers.get(line.candidacy.pk)
        Notice.objects.create(
            candidacy=line.candidacy,
            job=job,
            kind=_kind(line),
            channel=_channel(line.candidacy, job.values["how"], mailed=bool(user)),
            missing=line.missing,
            number=job.values["number"],
            sent_at=now,
            sent_by=job.by.username,
            term=term,
            remind_on=job.values["remind_on"] or None,
            message=mailbox.tell_notice(line.candidacy, line.missing, term, user, entered=line.entered),
        )
    note_asked([line.candidacy for line in told], local_date(now))
    step.done = len(told)
    return step


def _runs(notice: Notice) -> bool:
    return notice.term >= timezone.localdate()


def _channel(candidacy: Candidacy, how: str, *, mailed: bool) -> str:
    if mailed:
        return Notice.Channel.MAIL
    alone = candidacy.ticket.party.kind == Party.Kind.INDEPENDENT
    return Notice.Channel.LETTER if how == BY_LETTER or alone else Notice.Channel.PARTY


def _kind(line: Line) -> str:
    if line.state == State.OBSERVED:
        return Notice.Kind.OBSERVED
    return Notice.Kind.INCOMPLETE if line.entered else Notice.Kind.MISSING


def unreceived(election: Election, party: int = 0) -> QuerySet[Notice]:
    """Return the notices on paper that nobody says were received, of one party or of all."""
    rows = Notice.objects.filter(candidacy__election=election, received_at__isnull=True)
    rows = rows.exclude(channel=Notice.Channel.MAIL)
    if party:
        rows = rows.filter(candidacy__ticket__party=party)
    related = ("candidacy__person", "candidacy__office", "candidacy__ticket__contest__area", "candidacy__ticket__party")
    return rows.select_related(*related).order_by("candidacy__ticket__party__order", "candidacy__person__name", "pk")


def receive(rows: Iterable[Notice], *, at: Any, received_by: str, scan: str, by: str) -> None:
    """Record that some notices were received: when, by whom, and the private blob of what was signed."""
    with transaction.atomic():
        for notice in rows:
            notice.received_at, notice.received_by, notice.scan = at, received_by, scan
            notice.full_clean()
            notice.save(update_fields=["received_at", "received_by", "scan"])
            candidacy = notice.candidacy
            record(
                "notice-received",
                by=by,
                election=candidacy.election.slug,
                thing=f"candidacy {candidacy.key}",
                notice=notice.pk,
            )


def default_term(election: Election) -> date:
    """Return three days from today, or the closing of capture when that comes first."""
    today = local_date(timezone.now())
    soon = today + timedelta(days=3)
    closing = local_date(election.capture_closes) if election.capture_closes else soon
    return min(soon, closing) if closing > today else soon


def letters_of(job: Job) -> list[Notice]:
    """Return the notices on paper of a job, by party."""
    rows = Notice.objects.filter(job=job).exclude(channel=Notice.Channel.MAIL)
    related = ("candidacy__person", "candidacy__office", "candidacy__ticket__contest__area", "candidacy__ticket__party")
    return list(
        rows.select_related(*related).order_by("candidacy__ticket__party__order", "candidacy__person__name", "pk")
    )


def letters_pdf(rows: list[Notice], election: Election) -> bytes:
    """Return the letters of some notices of one job as one PDF/UA: one for each party that is told of its own, one for
    each of the others, and their receipts."""
    first = rows[0]
    parties: dict[Party, list[Notice]] = {}
    for one in rows:
        if one.channel == Notice.Channel.PARTY:
            parties.setdefault(one.candidacy.ticket.party, []).append(one)
    return make_pdf(
        TEMPLATE,
        {
            **oficio(
                election,
                matter="cuestionario sin entregar",
                number=first.number,
                day=long_date(local_date(first.sent_at)),
            ),
            "term": long_date(first.term),
            "parties": [
                {"name": party.name, "members": [_member(one) for one in members]} for party, members in parties.items()
            ],
            "letters": [_member(one) for one in rows if one.channel == Notice.Channel.LETTER],
        },
        files_of(election),
    )


def _member(notice: Notice) -> dict[str, Any]:
    candidacy = notice.candidacy
    return {
        "name": candidacy.person.name,
        "what": f"{candidacy.office.name}, {candidacy.ticket.contest.area.name}",
        "party": candidacy.ticket.party.name,
        "entered": notice.kind != Notice.Kind.MISSING,
        "missing": notice.missing,
    }
