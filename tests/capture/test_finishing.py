"""A party finishes for many at once: what is complete goes with one press, and the rest says why."""

import pytest

from conoceles.capture.party.dashboard import lines
from conoceles.capture.party.finishing import DELIVER
from conoceles.elections import jobs
from conoceles.elections.models import Candidacy, Job
from conoceles.mail.models import Message
from conoceles.profiles.models import Answer, Flag, ProfileSection, State
from conoceles.profiles.saving import profile_of
from conoceles.profiles.saving import save as keep
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import asked_in
from conoceles.review.deciding import Note
from tests.capture.test_pages import LONG
from tests.factories import complete_answers, own_words
from tests.review.test_queue import decide, of

S = State.SUBMITTED


@pytest.fixture
def home(capture):
    return f"/captura/partido/{capture.parties['Partido Roble'].key}/"


def words(answer):
    return " ".join(answer.text.split())


def complete(whom):
    """Leave a questionnaire complete, as its party saved it, and not handed over."""
    whom = Candidacy.objects.with_register().select_related("election").get(pk=whom.pk)
    asked, hand = asked_in(whom.election), Hand("c-partido", "party")
    for key, value in complete_answers(whom).items():
        keep(profile_of(whom, asked), asked.questions[key], value, version=0, asked=asked, candidacy=whom, hand=hand)


def correct(whom, question, value):
    whom = Candidacy.objects.with_register().select_related("election").get(pk=whom.pk)
    asked, hand = asked_in(whom.election), Hand("c-partido", "party")
    version = Answer.objects.get(profile__candidacy=whom, question=question).version
    profile = profile_of(whom, asked)
    keep(profile, asked.questions[question], value, version=version, asked=asked, candidacy=whom, hand=hand)


def test_all_that_are_complete_go_with_one_press_and_the_others_say_why(capture, home, party_operator, other_party):
    third = capture.stand("Rosa Mar", place="Cuatro Ciénegas")
    for whom in (capture.ana, third):
        complete(whom)
    page = words(party_operator.get(home))
    assert "Entregar" in page and "las 2 completas" in page
    looked = party_operator.get(f"{home}terminar/entregar/")
    assert "Entregar 2 candidaturas" in looked.text and "Luz Río" in looked.text and "Está vacía." in looked.text
    assert not ProfileSection.objects.filter(state=S).exists()
    press = looked.context["press"]
    first = party_operator.post(f"{home}terminar/entregar/", {"press": press})
    again = party_operator.post(f"{home}terminar/entregar/", {"press": press})
    assert again.status_code == 302, "nothing is left to hand over"
    done = party_operator.get(first.headers["Location"])
    assert "2 candidaturas entregadas." in done.text and Job.objects.count() == 1
    assert {one.candidacy.pk for one in lines([capture.ana, third, capture.luz], capture.election) if one.done} == {
        capture.ana.pk,
        third.pk,
    }
    assert Message.objects.filter(box=capture.ana.key, kind="received").exists()
    assert other_party.get(first.headers["Location"]).status_code == 403
    stranger = f"/captura/partido/{capture.parties['Partido Sol'].key}/trabajos/{Job.objects.get().pk}/"
    assert other_party.get(stranger).status_code == 404


def test_only_those_that_match_the_page_go_and_who_changed_meanwhile_is_named(capture, home, party_operator):
    third = capture.stand("Rosa Mar", place="Cuatro Ciénegas")
    for whom in (capture.ana, third):
        complete(whom)
    looked = party_operator.get(f"{home}terminar/entregar/", {"q": "rosa"})
    assert [line.candidacy.pk for line in looked.context["goes"]] == [third.pk]
    values = {"party": capture.parties["Partido Roble"].key, "names": {third.key: "Rosa Mar", "otra": "Quien se fue"}}
    Answer.objects.filter(profile__candidacy=third, question="degree").delete()
    job = jobs.begin(DELIVER, capture.election, party_operator.user, "Entregar", [third.key, "otra"], values, "x")
    job = jobs.run(job.pk)
    assert {who for who, _why in job.failed} == {"Rosa Mar", "Quien se fue"}
    assert any("Grado máximo" in why or "ninguna sección" in why for _who, why in job.failed)


def test_what_the_machine_would_notice_is_told_before_also_what_they_copy_of_each_other(capture, home, party_operator):
    third = capture.stand("Rosa Mar", place="Cuatro Ciénegas")
    for whom in (capture.ana, third):
        complete(whom)
    looked = party_operator.get(f"{home}terminar/entregar/")
    assert "La máquina va a señalar" not in looked.text
    same = own_words(capture.ana, "una obra")
    correct(capture.ana, "proposal_1", same + " Llámeme al 871 123 4567.")
    correct(third, "proposal_1", same + " Otra cosa.")
    looked = words(party_operator.get(f"{home}terminar/entregar/"))
    assert "La máquina va a señalar algo en 2" in looked
    assert "Un teléfono" in looked
    assert looked.count("Se parece a otra candidatura") == 2
    assert f"/captura/{capture.ana.key}/seccion/propuestas/#pregunta-proposal_1" in looked
    assert not Flag.objects.exists(), "looking keeps nothing"


def test_what_was_corrected_is_complete_again(capture, home, party_operator, reviewer):
    capture.submit(capture.ana)
    decide(of(capture.ana), [Note("proposal_1", "other", "Diga cómo.")])
    before = lines([capture.ana], capture.election)[0]
    assert before.state == State.OBSERVED and "corregir «Primera propuesta»" in before.missing[0]
    correct(capture.ana, "proposal_1", LONG + " Ahora con más detalle y sin lo que sobraba.")
    after = lines([capture.ana], capture.election)[0]
    assert after.state == State.OBSERVED and after.missing == []
    assert "la completa" in words(party_operator.get(home))
