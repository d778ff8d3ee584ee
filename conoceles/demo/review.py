"""What waits for review in the invented election: submissions with something to notice, an observation, versions,
commitments."""

from collections.abc import Mapping
from random import Random

from django.utils import timezone

from conoceles.demo.drawing import private_portrait
from conoceles.demo.showcase import answer_identity, film
from conoceles.demo.texts import answers
from conoceles.elections.models import Candidacy, Election, Grant, Role
from conoceles.lib.text import length_without_blanks
from conoceles.profiles import commitments, consents
from conoceles.profiles.author import Author
from conoceles.profiles.flags import sum_up
from conoceles.profiles.handing_over import submit_all
from conoceles.profiles.models import (
    Answer,
    Commitment,
    Consent,
    Flag,
    FlagKind,
    LegalText,
    Profile,
    ProfileSection,
    Review,
    State,
)
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.values import from_text, to_text
from conoceles.review import case_acts, deciding, queue
from conoceles.review.queue import Wanted

WAITING = 16
# Who says in public that they belong to a priority group, by their place among those who wait; equality has yet to see
# the last.
GROUPS = {0: "afromexican", 2: "indigenous", 3: "disability"}
COMMITMENTS = {
    "Niñez y adolescencia": (
        "Me comprometo a que las decisiones de mi gobierno consideren primero el bienestar de niñas, niños y "
        "adolescentes, a escucharlos y a rendir cuentas cada año de lo hecho por ellos."
    ),
    "Contra la corrupción": (
        "Me comprometo a publicar mi declaración patrimonial, de intereses y fiscal, a no contratar a familiares y a "
        "abrir las compras a quien quiera revisarlas."
    ),
}


def make_reviews(election: Election) -> None:
    """Submit what some silent candidacies would, and let the reviewer decide a few of them."""
    rng, reviewer = Random(27), _account(Role.REVIEWER)
    silent = Candidacy.objects.of_election(election).registered().filter(office__answers=True, profile__isnull=True)
    chosen = list(silent.with_register().select_related("election").order_by("pk")[1 : WAITING + 1])
    if reviewer is None or len(chosen) < WAITING:
        return
    said: dict[str, str] = {}
    for number, candidacy in enumerate(chosen):
        said = _said(rng, candidacy, number, said)
        _submit(candidacy, number, said)
    _dismiss(election, reviewer)
    hand = Hand(reviewer, Role.REVIEWER)
    for _ in range(2):
        _decide(election, hand, [])
    _decide(
        election,
        hand,
        [deciding.Note("proposal_1", "no_answer", "Diga a quién sirve la propuesta y en cuánto tiempo.")],
    )
    equality = _account(Role.EQUALITY)
    for number in list(GROUPS)[:-1]:
        _decide_one(chosen[number], Hand(equality or reviewer, Role.EQUALITY), confidential=True)
    _second_version(chosen[0], hand)
    _sign(chosen[0], hand.by)


def _account(role: str) -> str | None:
    grant = Grant.objects.open().filter(role=role, user__is_demo=True).select_related("user").first()
    return grant.user.username if grant else None


def _said(rng: Random, candidacy: Candidacy, number: int, before: Mapping[str, str]) -> dict[str, str]:
    """Return long enough answers, now and then with something that the machine notices."""
    place = candidacy.ticket.contest.area.name
    said = answers(rng, place, candidacy.slug, 40, part=False)
    asked = asked_in(candidacy.election)
    for key, question in asked.questions.items():
        while question.type == "long" and key in said and length_without_blanks(said[key]) < question.min:
            said[key] += "\n" + answers(rng, place, candidacy.slug, 40, part=False)[key]
    if number % 5 == 3:
        said["work"] += " Para referencias, llame al 000 000 0000 o pase a la calle Hidalgo #123."
    if number % 5 == 4:
        said["proposal_1"] = before["proposal_1"]
    if number % 5 == 2:
        said["reason"] = said["reason"].upper()
    if number % 7 == 6:
        said["proposal_2"] += " ¡Con la gente, todo!"
    return said


def _submit(candidacy: Candidacy, number: int, said: Mapping[str, str]) -> None:
    asked, hand = asked_in(candidacy.election), Hand(f"c-demo{number}", Role.CANDIDATE)
    profile = profile_of(candidacy, asked)
    texts = consents.current_texts(candidacy.election)
    public = number % 3 != 1
    given = {LegalText.Kind.TREATMENT: True, LegalText.Kind.PUBLICATION: public, LegalText.Kind.STATISTICS: True}
    consents.answer(profile, {texts[kind]: given[kind] for kind in Consent.STATEMENTS}, hand)
    kept = {key: to_text(asked.questions[key], from_text(asked.questions[key], text)) for key, text in said.items()}
    portrait = private_portrait(9000 + number)
    kept["photo"] = to_text(asked.questions["photo"], portrait)
    if number == 0:
        kept |= {key: to_text(asked.questions[key], value) for key, value in film(asked, portrait).items()}
    Answer.objects.bulk_create(
        Answer(profile=profile, question=key, value=value, by=hand.by) for key, value in kept.items()
    )
    if number in GROUPS:
        answer_identity(profile, candidacy, GROUPS[number], hand)
    submit_all(Author(candidacy, hand, timezone.now()))


def _dismiss(election: Election, by: str) -> None:
    """Dismiss what only tells that the demo's words are few: the reviewer did, one by one."""
    rows = Flag.objects.filter(profile__candidacy__election=election, kind=FlagKind.COPY).exclude(
        question="proposal_1", percent=100
    )
    rows.update(dismissed_at=timezone.now(), dismissed_by=by)
    for profile in Profile.objects.filter(reviews__election=election):
        sum_up(profile)


def _decide(election: Election, hand: Hand, notes: list[deciding.Note]) -> None:
    at = timezone.now()
    review = queue.take_next(election, Wanted(), hand.by, at)
    if review is None:
        return
    deciding.decide(review, deciding.seen_now(review), notes, hand, deciding.term(review.profile.candidacy, at), at)


def _second_version(candidacy: Candidacy, hand: Hand) -> None:
    """Reopen a published section, change a word, submit and publish it again."""
    section = ProfileSection.objects.filter(profile=candidacy.profile, key="reasons").first()
    if section is None or section.state != State.PUBLISHED:
        return
    case_acts.reopen(section, candidacy, hand, "Corrige una fecha.")
    answer = Answer.objects.get(profile=candidacy.profile, question="reason")
    Answer.objects.filter(pk=answer.pk).update(value=f"{answer.value} Lo haremos con cuentas claras.")
    author = Hand("c-demo0", Role.CANDIDATE)
    section.refresh_from_db()
    submit_all(
        Author(
            Candidacy.objects.with_register().select_related("election").get(pk=candidacy.pk), author, timezone.now()
        )
    )
    _decide_one(candidacy, hand)


def _decide_one(candidacy: Candidacy, hand: Hand, *, confidential: bool = False) -> None:
    review = Review.objects.waiting().filter(profile__candidacy=candidacy, confidential=confidential).first()
    if review is not None:
        at = timezone.now()
        deciding.decide(review, deciding.seen_now(review), [], hand, at, at)


def _sign(candidacy: Candidacy, by: str) -> None:
    for title, text in COMMITMENTS.items():
        commitment = Commitment.objects.create(election=candidacy.election, title=title, text=text)
        petition = commitments.receive(commitment, candidacy.ticket.party, "OF-014", timezone.now(), by=by)
        if title.startswith("Niñez"):
            commitments.attend(petition, by=by)
            commitments.sign(candidacy.profile, commitment, Hand("c-demo0", Role.CANDIDATE))
