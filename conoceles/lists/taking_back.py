"""A whole import taken back as one act, before its election is public."""

import json
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from conoceles.audit.acts import record
from conoceles.elections.addresses import give_slug
from conoceles.elections.models import Area, Candidacy, Contest, Election, Party, Person, Ticket
from conoceles.lib import blobs
from conoceles.lists.importing import ImportPlan
from conoceles.lists.matching import PERSON_FIELDS
from conoceles.lists.models import Doubt, HeldRow, ListUpload
from conoceles.lists.plan import Match
from conoceles.lists.removing import remove_candidacy, why_not
from conoceles.profiles.models import Answer, Profile

Before = dict[str, Any]
NAMED = 5
# Of a doubt that an import closed, what opens it again.
REOPENED = ("id", "candidacy_id", "name", "file", "line")


def before(plan: ImportPlan) -> Before:
    """Return how what an import will change is now, as JSON values."""
    known = [match for match in plan.register.matches if match.candidacy is not None and not match.created]
    texts = {item.match.candidacy.pk: item for item in plan.answers if item.match.candidacy and item.match.candidacy.pk}
    answers = Answer.objects.filter(profile__candidacy__in=list(texts))
    return {
        "changed": [_values(match) for match in known if match.changes or _listed_anew(match)],
        "answers": [
            [answer.profile.candidacy_id, answer.question, answer.value, answer.listed]
            for answer in answers.select_related("profile")
            if answer.question
            in {*texts[answer.profile.candidacy_id].values, *texts[answer.profile.candidacy_id].emptied}
        ],
        "asked": [[pk, sorted({*item.values, *item.emptied})] for pk, item in texts.items()],
        "held": list(HeldRow.objects.filter(election=plan.election).values_list("pk", flat=True)),
        "doubts": list(Doubt.objects.filter(candidacy__election=plan.election).values_list("pk", flat=True)),
        # What a list closes by giving a name again as the register has it.
        "open": list(Doubt.objects.filter(candidacy__election=plan.election, outcome="").values(*REOPENED)),
    }


def _listed_anew(match: Match) -> bool:
    """Return whether what the last list said of somebody is another thing from now on."""
    listed = match.candidacy.listed if match.candidacy else {}
    return listed != {**listed, **match.listed.values()}


def _values(match: Match) -> dict[str, Any]:
    candidacy = match.candidacy
    if candidacy is None:
        raise ValueError("A match that changes something has its candidacy.")
    rows = {name: candidacy.person if name in PERSON_FIELDS else candidacy for name in match.changes}
    return {
        "candidacy": candidacy.pk,
        "before": {name: _plain(getattr(row, name)) for name, row in rows.items()},
        "after": {name: _plain(value) for name, value in match.changes.items()},
        "listed": candidacy.listed,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def keep(plan: ImportPlan, was: Before) -> str:
    """Keep what takes an import back that was just written, and return its private blob."""
    register = plan.register
    created = [match.candidacy.pk for match in register.matches if match.created and match.candidacy]
    kept = {
        **was,
        "election": plan.election.pk,
        "created": created,
        "made": {
            name: [row.pk for row in rows if row.pk]
            for name, rows in (
                ("tickets", register.new_tickets),
                ("contests", register.new_contests),
                ("parties", register.new_parties),
                ("areas", register.new_areas),
            )
        },
        "held": list(
            HeldRow.objects.filter(election=plan.election).exclude(pk__in=was["held"]).values_list("pk", flat=True)
        ),
        "doubts": list(
            Doubt.objects.filter(candidacy__election=plan.election)
            .exclude(pk__in=was["doubts"])
            .values_list("pk", flat=True)
        ),
    }
    return blobs.put(json.dumps(kept, ensure_ascii=False).encode(), "json", blobs.PRIVATE)


def _kept(upload: ListUpload) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(blobs.where(upload.undo, blobs.PRIVATE).read_text(encoding="utf-8"))
    return found


def counts(upload: ListUpload) -> dict[str, int]:
    """Return how many candidacies an import made and changed, and how many of its doubts would go."""
    kept = _kept(upload)
    doubts = len(kept["held"]) + len(kept["doubts"])
    return {"created": len(kept["created"]), "changed": len(kept["changed"]), "doubts": doubts}


def why_stays(upload: ListUpload) -> str:
    """Return why an import can no longer be taken back, as a Spanish sentence; '' where it can."""
    if not upload.written_at or not upload.undo:
        return "No hay nada escrito de esta lista."
    if upload.undone_at:
        return "Esta importación ya se deshizo."
    if upload.election.published_at:
        return "La elección ya es pública: lo que sobra se cancela con un movimiento, y lo que cambió se corrige."
    later = ListUpload.objects.filter(
        election=upload.election, written_at__gt=upload.written_at, undone_at__isnull=True
    ).exclude(pk=upload.pk)
    if later.exists():
        return f"Después se escribió «{later[0].name}»: deshaga esa primero."
    kept = _kept(upload)
    settled = HeldRow.objects.filter(pk__in=kept["held"], outcome=HeldRow.Outcome.REGISTERED)
    if settled.exists():
        names = ", ".join(str(one) for one in settled[:NAMED])
        return f"Alguien ya resolvió dudas de esta lista y registró a {names}: borre antes esas candidaturas."
    rows = Candidacy.objects.filter(pk__in=kept["created"]).select_related("person")
    held = [(one.person.name, why) for one in rows.iterator(chunk_size=500) if (why := why_not(one))]
    if held:
        names = "; ".join(f"{name}: {why}" for name, why in held[:NAMED])
        return f"De lo que creó, {len(held)} ya tienen algo que se perdería. {names}"
    return ""


def take_back(upload: ListUpload, *, by: str, reason: str) -> list[str]:
    """Leave the register as it was before an import, and return whom it left as somebody corrected her afterwards.

    Raises ValidationError with a Spanish sentence where it can no longer be done; nothing is changed then.
    """
    with transaction.atomic():
        upload = ListUpload.objects.select_for_update(of=("self",)).select_related("election").get(pk=upload.pk)
        if why := why_stays(upload):
            raise ValidationError(why)
        kept = _kept(upload)
        HeldRow.objects.filter(pk__in=kept["held"], outcome="").delete()
        Doubt.objects.filter(pk__in=kept["doubts"], outcome="").delete()
        try:
            with transaction.atomic():
                _remove(kept)
                stayed = _restored(kept["changed"])
        except (ProtectedError, IntegrityError) as error:
            raise ValidationError("Algo que se hizo después depende de esta lista, o tiene su lugar.") from error
        _restore_answers(kept)
        _reopen(kept["open"])
        upload.undone_at = timezone.now()
        upload.save(update_fields=["undone_at"])
        record("import-undone", by=by, election=upload.election.slug, reason=reason, deleted=len(kept["created"]))
    return stayed


def _remove(kept: dict[str, Any]) -> None:
    for candidacy in Candidacy.objects.filter(pk__in=kept["created"]):
        remove_candidacy(candidacy)
    made = kept["made"]
    Ticket.objects.filter(pk__in=made["tickets"], candidacies__isnull=True).delete()
    Contest.objects.filter(pk__in=made["contests"], tickets__isnull=True).delete()
    Party.objects.filter(pk__in=made["parties"], tickets__isnull=True).delete()
    for area in Area.objects.filter(pk__in=made["areas"], contest__isnull=True):
        # Places are of the state: those that another election uses stay.
        others = Election.objects.filter(plan__state=area.state).exclude(pk=kept["election"])
        if not why_not(area) and not others.exists():
            area.delete()


def _restored(changed: list[dict[str, Any]]) -> list[str]:
    """Give candidacies back what they had, and return the names of those that stay as somebody corrected them."""
    moved = [values["candidacy"] for values in changed if {"role", "position"} & values["before"].keys()]
    intact = [values for values in changed if _as_written(values)]
    # Who exchanged places leaves them first, so that each can take her own.
    free = [values["candidacy"] for values in intact if values["candidacy"] in moved]
    Candidacy.objects.filter(pk__in=free).update(role=Candidacy.Role.UNCONFIRMED)
    for values in intact:
        _restore(values)
    kept = {values["candidacy"] for values in intact}
    stayed = Candidacy.objects.filter(pk__in=[one["candidacy"] for one in changed if one["candidacy"] not in kept])
    return list(stayed.values_list("person__name", flat=True))


def _as_written(values: dict[str, Any]) -> bool:
    """Return whether a candidacy still has what the import wrote."""
    candidacy = Candidacy.objects.select_related("person").filter(pk=values["candidacy"]).first()
    if candidacy is None:
        return False
    return all(
        _plain(getattr(candidacy.person if name in PERSON_FIELDS else candidacy, name)) == after
        for name, after in values["after"].items()
    )


def _restore(values: dict[str, Any]) -> None:
    """Give a candidacy back what it had."""
    candidacy = Candidacy.objects.with_register().select_related("election").get(pk=values["candidacy"])
    person = candidacy.person
    rows = {name: person if name in PERSON_FIELDS else candidacy for name in values["before"]}
    for name, row in rows.items():
        field: Any = row._meta.get_field(name)
        setattr(row, name, field.to_python(values["before"][name]))
    Person.objects.filter(pk=person.pk).update(
        **{name: getattr(person, name) for name in rows if name in PERSON_FIELDS}
    )
    own = {name: getattr(candidacy, name) for name in rows if name not in PERSON_FIELDS}
    Candidacy.objects.filter(pk=candidacy.pk).update(**own, listed=values["listed"])
    give_slug(candidacy)


def _reopen(doubts: list[dict[str, Any]]) -> None:
    """Ask again what the import answered by itself; what a person settled stays settled."""
    there = set(Doubt.objects.filter(pk__in=[one["id"] for one in doubts]).values_list("pk", flat=True))
    for one in doubts:
        if one["id"] not in there and Candidacy.objects.filter(pk=one["candidacy_id"]).exists():
            Doubt.objects.create(**one)


def _restore_answers(kept: dict[str, Any]) -> None:
    """Answers of candidacies that stood already: those that a person wrote afterwards stay."""
    had = {(pk, question): (value, listed) for pk, question, value, listed in kept["answers"]}
    for pk, questions in kept["asked"]:
        if pk in kept["created"]:
            continue
        for answer in Answer.objects.filter(profile__candidacy=pk, question__in=questions, by=""):
            if (pk, answer.question) not in had:
                answer.delete()
                continue
            answer.value, answer.listed = had.pop((pk, answer.question))
            answer.save(update_fields=["value", "listed"])
    there = set(
        Answer.objects.filter(profile__candidacy__in={pk for pk, _q in had}).values_list(
            "profile__candidacy", "question"
        )
    )
    for (pk, question), (value, listed) in had.items():
        profile = Profile.objects.filter(candidacy=pk).first()
        if profile is not None and (pk, question) not in there:
            Answer.objects.create(profile=profile, question=question, value=value, listed=listed)
