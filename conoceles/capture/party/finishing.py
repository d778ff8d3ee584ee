"""What a party finishes for many of its candidacies at once: handing over what is complete, validating what waits."""

from dataclasses import dataclass

from django.utils import timezone

from conoceles.capture.party.dashboard import Line
from conoceles.elections import jobs
from conoceles.elections.models import Candidacy, Job, Role
from conoceles.lib.text import so_many
from conoceles.profiles import mailbox, workflow
from conoceles.profiles.author import Author
from conoceles.profiles.handing_over import hand_over, show_handed_over, submit_all
from conoceles.profiles.models import ProfileSection, State
from conoceles.profiles.rules import Action
from conoceles.profiles.workflow import Hand

DELIVER, VALIDATE = "deliver", "validate"
# Candidacies of one step.
BATCH = 5
NOTHING = "No tiene ninguna sección completa por entregar."
GONE = "Ya no está registrada, o ya no es de este partido."


@dataclass(frozen=True)
class Finishing:
    """What a party does for many: its address, how it is called, and its states."""

    kind: str
    address: str
    verb: str
    done: tuple[str, str]
    states: tuple[str, ...]


ACTS = {
    one.address: one
    for one in (
        Finishing(
            DELIVER,
            "entregar",
            "Entregar",
            ("candidatura entregada", "candidaturas entregadas"),
            (State.DRAFT, State.OBSERVED),
        ),
        Finishing(
            VALIDATE,
            "validar",
            "Validar y entregar",
            ("candidatura validada y entregada", "candidaturas validadas y entregadas"),
            (State.PARTY,),
        ),
    )
}


def divided(act: Finishing, rows: list[Line]) -> tuple[list[Line], list[tuple[str, str]]]:
    """Return those of some candidacies that would go, and the others that are not done, as (name, why not)."""
    goes = [line for line in rows if line.state in act.states and (act.kind == VALIDATE or not line.missing)]
    stays = [] if act.kind == VALIDATE else [line for line in rows if line not in goes and not line.done]
    return goes, [(line.candidacy.person.name, _why(line)) for line in stays]


def _why(line: Line) -> str:
    if line.state == State.PARTY:
        return "Espera su visto bueno: se valida, no se entrega."
    if line.state == State.EMPTY:
        return "Está vacía."
    if len(line.missing) > 3:
        return f"Le faltan {so_many(len(line.missing), 'respuesta', 'respuestas')}."
    return f"Le falta: {'; '.join(line.missing)}."


def _ends(job: Job) -> str:
    act = next(one for one in ACTS.values() if one.kind == job.kind)
    return f"{so_many(job.done, *act.done)}." if job.done else "No se entregó ninguna."


def _authors(job: Job, some: list[str]) -> dict[str, Author]:
    """Return the author of each candidacy of a step that is still the party's."""
    rows = Candidacy.objects.of_election(job.election).registered().filter(key__in=some, office__answers=True)
    rows = rows.filter(ticket__party__key=job.values["party"])
    at, hand = timezone.now(), Hand(job.by.username, Role.PARTY)
    return {one.key: Author(one, hand, at) for one in rows.select_related("person", "ticket", "election__institute")}


@jobs.kind(DELIVER, most=BATCH, ends=_ends)
def _deliver(job: Job, some: list[str]) -> jobs.Step:
    step, authors = jobs.Step(), _authors(job, some)
    for key in some:
        author = authors.get(key)
        if author is None:
            step.failed.append((job.values["names"].get(key, key), GONE))
            continue
        name, refused = author.candidacy.person.name, list[str]()
        done = submit_all(author, refused=refused)
        if refused or not done:
            step.failed.append((name, " ".join(refused) or NOTHING))
        if done:
            step.done += 1
            said = f"Su partido entregó {so_many(len(done), 'sección', 'secciones')} al Instituto."
            mailbox.tell(author.candidacy, mailbox.Kind.RECEIVED, "Acuse: lo que se entregó", said, to_party=False)
    return step


@jobs.kind(VALIDATE, most=BATCH, ends=_ends)
def _validate(job: Job, some: list[str]) -> jobs.Step:
    step, authors = jobs.Step(), _authors(job, some)
    for key in some:
        author = authors.get(key)
        if author is None:
            step.failed.append((job.values["names"].get(key, key), GONE))
            continue
        done, refused = validate(author)
        if refused or not done:
            step.failed.append((author.candidacy.person.name, " ".join(refused) or "Ya no tenía nada por validar."))
        step.done += bool(done)
    return step


def validate(author: Author) -> tuple[int, list[str]]:
    """Validate every section that waits for the party; return how many were, and why others could not be."""
    done, refused = 0, []
    for section in ProfileSection.objects.filter(profile=author.profile, state=State.PARTY):
        try:
            hand_over(author, section.key, Action.VALIDATE, author.curricular)
        except workflow.NotAllowed as error:
            refused.append(str(error))
        else:
            done += 1
    if done:
        show_handed_over(author)
    return done, refused
