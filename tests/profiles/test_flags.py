"""What the machine notices: on the real texts of Durango, each flag judged by hand; and each kind by itself."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from conoceles.lib import likeness, wording
from conoceles.profiles import flags
from conoceles.profiles.flags import Names, Own, of_election, raised, ways_to_name
from conoceles.profiles.models import Answer, Flag, FlagKind, Review
from conoceles.questionnaires.questionnaire import questionnaire
from scripts.precision import precision
from tests.factories import own_words

pytestmark = pytest.mark.once

JUDGED = Path(__file__).parent / "flags_durango.csv"
NOBODY = Own(frozenset(), frozenset(), frozenset())


def noticed(key, text, names=None, alike=lambda text: []):
    question = questionnaire().questions[key]
    value = [{"course": text}] if question.type == "group" else text
    return [
        (one.kind, text[one.start : one.end]) for one in raised(question, value, NOBODY, names or Names({}, {}), alike)
    ]


@pytest.fixture
def durango(real_data, db):
    """The election of Durango 2022 as the list brought it, and the row of each name in the file."""
    from conoceles.elections.models import Election

    call_command("import_areas", real_data / "areas", state="durango")
    call_command("create_election", "durango-2022")
    parties = [
        real_data / "parties" / name for name in ("partidos_coahuila_durango.csv", "coaliciones_coahuila_durango.csv")
    ]
    call_command("import_parties", *parties, election="durango-2022")
    path = real_data / "candidacies" / "ine_conoceles_durango_2022.csv"
    call_command("import_candidacies", path, preset="ine-conoceles-2022", election="durango-2022")
    rows = {}
    with path.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            rows[" ".join(row["NOMBRE_CANDIDATO"].split())] = int(row["FILA"])
    return Election.objects.get(slug="durango-2022"), rows


@pytest.mark.real_data
def test_every_flag_on_the_answered_profiles_of_durango_was_judged_by_hand(durango, capsys):
    election, rows = durango
    found, people = Counter(), 0
    for candidacy, flagged in of_election(election):
        people += 1
        for flag, _text in flagged:
            found[rows[" ".join(candidacy.person.name.split())], flag.question, flag.kind] += 1
    with JUDGED.open() as file:
        judged = Counter((int(row["row"]), row["question"], row["flag"]) for row in csv.DictReader(file))
    assert people == 129
    assert found - judged == Counter(), "raised, and nobody judged it"
    assert judged - found == Counter(), "judged, and no longer raised"
    table = precision(JUDGED)
    assert all(right / total >= 0.9 for _kind, right, total in table), table


@pytest.mark.real_data
def test_names_of_others_and_parties_are_found_in_the_real_texts(durango):
    election, _rows = durango
    names = flags.read_names(election.pk)
    wanted = {question.key for question in questionnaire().questions.values() if question.type == "long"}
    texts = list(Answer.objects.filter(question__in=wanted).values_list("value", flat=True))
    mentions = {words for text in texts for _s, _e, words in wording.named(text, names.persons)}
    assert len(mentions) == 2, "two texts name somebody who stands, both of the same ticket: nothing is flagged"
    found = {words for text in texts for _s, _e, words in wording.named(text, names.parties)}
    assert {"partido de la revolucion democratica", "partido revolucionario institucional", "pri"} <= found


# A text that raises each kind; a near-copy needs somebody who wrote the same.
EXAMPLES = {
    "phone": "Llame al 866 123 4567",
    "email": "Escríbame a ana@ejemplo.mx",
    "address": "Vivo en calle Juárez número 5, colonia Centro",
    "curp": "Mi CURP es PEAA800101MCLXXX09",
    "rfc": "Mi RFC es PEAA800101AB1",
    "voter_key": "Mi clave de elector es PEXXAN80010105M100",
    "capitals": "TODO ESTO SE ESCRIBIÓ CON LETRAS MAYÚSCULAS Y NADIE LO LEE",
    "link": "Vea www.ejemplo.mx/plan y vuelva",
    "slogan": "Vota por el pueblo",
    "filler": "nada nada nada nada nada nada",
    "short": "Quiero servir.",
    "person": "No como Saul Hernandes, que mintió",
    "party": "Mejor que el PAN",
}


@pytest.mark.parametrize("kind", sorted(set(FlagKind) - {FlagKind.COPY}))
def test_every_kind_of_flag_is_raised_by_some_text(kind):
    persons = {words: frozenset({1}) for words in ways_to_name("Saúl Hernandes Vidaurri")}
    names = Names(persons, {"pan": frozenset({9})})
    question = "reason" if kind == "short" else "message"
    assert kind in {one for one, _text in noticed(question, EXAMPLES[kind], names)}


def test_capitals_filler_length_links_and_slogans():
    assert noticed("reason", ".") == [("filler", ".")]
    assert noticed("training", "Sin información.") == [("filler", "Sin información.")]
    assert noticed("reason", "nada nada nada nada nada nada") == [("filler", "nada nada nada nada nada nada")]
    short = "Quiero servir a mi gente con trabajo y con cuentas claras."
    assert [kind for kind, _text in noticed("reason", short)] == ["short"]
    assert noticed("message", "TODO ESTO SE ESCRIBIÓ CON LETRAS MAYÚSCULAS Y NADIE LO LEE")[0][0] == "capitals"
    assert noticed("message", "Vea www.ejemplo.mx/plan y vuelva") == [("link", "www.ejemplo.mx/plan")]
    assert noticed("message", "Seguiremos. ¡Con la gente, todo! Gracias") == [("slogan", "¡Con la gente, todo!")]
    assert noticed("message", "Vota por el pueblo") == [("slogan", "Vota por el pueblo")]
    assert noticed("message", "Escríbame a ana@ejemplo.mx") == [("email", "ana@ejemplo.mx")], "a mail is no link"
    assert noticed("message", "Trabajaré por el agua, la escuela y la clínica.") == []


def test_names_are_those_of_others_and_a_path_may_name_parties():
    person = {words: frozenset({1}) for words in ways_to_name("Saúl Hernandes Vidaurri")}
    names = Names(person, {"pan": frozenset({9}), "accion nacional": frozenset({9})})
    assert noticed("message", "No como Saul Hernandes, que mintió", names) == [("person", "Saul Hernandes")]
    assert noticed("message", "Mejor que el PAN y que Acción Nacional", names) == [
        ("party", "PAN"),
        ("party", "Acción Nacional"),
    ]
    assert noticed("message", "Habrá pan y trabajo", names) == [], "bread is no party"
    assert noticed("politics", "Milité en Acción Nacional", names) == [("short", "Milité en Acción Nacional")]
    own = Own(frozenset({1}), frozenset({9}), frozenset())
    question = questionnaire().questions["message"]
    assert raised(question, "Con Saul Hernandes y el PAN", own, names, lambda text: []) == []


def test_a_near_copy_says_of_whom_and_how_much(capture):
    ours = own_words(capture.ana, "x") + " " + own_words(capture.ana, "y")
    percent, start, end = likeness.share(ours, own_words(capture.ana, "y"))
    assert 40 <= percent <= 60 and ours[start:end].rstrip(".") == own_words(capture.ana, "y").rstrip(".")
    assert likeness.share(ours, own_words(capture.eva, "y"))[0] == 0


def test_what_is_submitted_is_compared_with_what_others_submitted(capture):
    capture.submit(capture.ana)
    text = own_words(capture.ana, "proposal_1")
    profile = capture.submit(capture.eva, proposal_1=text.upper())
    flag = Flag.objects.get(profile=profile, kind="copy")
    assert (flag.question, flag.other, flag.other_question, flag.percent) == (
        "proposal_1",
        capture.ana,
        "proposal_1",
        100,
    )
    assert Review.objects.get(profile=profile).flags == ["capitals", "copy"]
    mate = capture.submit(capture.luz, proposal_1=text)
    assert not Flag.objects.filter(profile=mate, kind="copy", other=capture.ana).exists(), (
        "a formula shares its proposals"
    )


def test_a_dismissal_is_remembered_when_the_same_words_come_again(capture, reviewer, candidate):
    profile = capture.submit(capture.ana, message="Llame al 866 123 4567")
    flag = Flag.objects.get(profile=profile)
    url = f"/revision/{capture.election.slug}/aviso/{flag.pk}/"
    assert reviewer.post(url, headers={"accept": "application/json"}).json() == {"dismissed": True}
    assert Review.objects.get(profile=profile).flags == []
    from conoceles.profiles.workflow import Hand
    from conoceles.review import case_acts

    section = profile.sections.get(key="documents")
    case_acts.reopen(section, capture.ana, Hand("c-rev", "reviewer"), "")
    capture.submit(capture.ana, message="Otra vez: llame al 866 123 4567, o al 866 765 4321")
    assert [(one.kind, one.dismissed_at is None) for one in Flag.objects.filter(profile=profile)] == [
        ("phone", False),
        ("phone", True),
    ]
    assert Review.objects.get(profile=profile).flags == ["phone"]
    assert reviewer.get(url).status_code == 405 and candidate.post(url).status_code == 403
    assert reviewer.post(url, {"back": "1"}).status_code == 302
    assert Flag.objects.get(pk=flag.pk).dismissed_at is None


def test_the_command_lists_every_flag_of_an_election(capture, capsys):
    capture.submit(capture.ana, message="Llame al 866 123 4567")
    call_command("flags", "--election", capture.election.slug)
    out, err = capsys.readouterr()
    assert "Ana Peña · message · Un teléfono: …Llame al 866 123 4567…" in out and "1 avisos" in err
    call_command("flags", "--election", capture.election.slug, "--csv")
    assert f"{capture.ana.key},message,phone,9,21" in capsys.readouterr().out
