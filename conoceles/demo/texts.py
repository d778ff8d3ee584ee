"""Believable answers of varied length, composed from the demo's words."""

from random import Random

from conoceles.demo.proposals import GENDER, REASONS, TOPICS
from conoceles.demo.words import DEGREES, JOBS, PATHS, TRAINING
from conoceles.questionnaires.questionnaire import questionnaire


def answers(rng: Random, place: str, slug: str, age: int, part: bool) -> dict[str, str]:
    """Return {question: answer} of one person; with `part`, some of the required ones are missing."""
    topics = rng.sample(sorted(TOPICS), 2)
    years = max(2, min(age - 20, rng.randint(3, 25)))
    degree, status = rng.choice(DEGREES)
    given = {
        "message": TOPICS[topics[0]][0],
        "proposal_1": _proposal(rng, topics[0], place),
        "proposal_2": _proposal(rng, topics[1], place),
        "proposal_gender": _paragraphs(rng, rng.sample(GENDER, rng.randint(1, 3))),
        "reason": _paragraphs(
            rng, [text.format(place=place, years=years) for text in rng.sample(REASONS, rng.randint(1, 3))]
        ),
        "degree": degree,
        "degree_status": status,
        "work": _work(rng, years),
        "politics": _paragraphs(rng, [text.format(years=years) for text in rng.sample(PATHS, rng.randint(1, 3))]),
        "social": f"https://redes.example/{slug}",
    }
    if rng.random() < 0.6:
        given["training"] = ". ".join(rng.sample(TRAINING, rng.randint(1, 3))) + "."
    if rng.random() < 0.3:
        given["web"] = f"https://{slug}.example/"
    if part:
        required = [question.key for question in questionnaire().questions.values() if question.required]
        for key in rng.sample(required, rng.randint(1, len(required) - 2)):
            given.pop(key, None)
    return given


def _proposal(rng: Random, topic: str, place: str) -> str:
    _message, problems, acts, goals, means = TOPICS[topic]
    length = rng.random()
    sentences = [rng.choice(problems), rng.choice(acts), rng.choice(goals)]
    if length > 0.4:
        sentences.append(rng.choice(means))
    if length > 0.65:
        sentences[2:2] = [act for act in acts if act not in sentences]
    if length > 0.85:
        sentences[1:1] = [problem for problem in problems if problem not in sentences]
    return _paragraphs(rng, [sentence.format(place=place) for sentence in sentences])


def _paragraphs(rng: Random, sentences: list[str]) -> str:
    """Join sentences, now and then as a new paragraph."""
    text = sentences[0]
    for sentence in sentences[1:]:
        text += ("\n" if rng.random() < 0.35 else " ") + sentence
    return text


def _work(rng: Random, years: int) -> str:
    jobs = rng.sample(JOBS, rng.randint(1, 3))
    since, lines = 2026 - years, []
    for job in jobs:
        until = min(2026, since + rng.randint(2, 9))
        lines.append(f"De {since} a {until}, {job}." if until < 2026 else f"Desde {since}, {job}.")
        since = until
        if since >= 2026:
            break
    return "\n".join(lines)
