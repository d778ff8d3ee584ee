"""Every act leaves its line in the register: who, as what, about what, with which details and no others."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from conoceles.accounts import addresses
from conoceles.audit.models import Record
from conoceles.elections import grants
from conoceles.elections.models import Grant
from conoceles.mail.models import Message
from conoceles.movements import acts
from conoceles.movements.basis import Basis
from conoceles.profiles import consents, reserves, workflow
from conoceles.profiles.models import LegalText, Profile, State
from conoceles.profiles.public import redaction, reviewed
from conoceles.profiles.rules import Action
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Hand
from conoceles.reports.identity_figures import cut
from tests.factories import consent, make_agreement
from tests.review.test_deciding import decide, section
from tests.review.test_queue import of

BY = Hand("c-prueba", "reviewer")


def lines(act):
    rows = Record.objects.filter(act=act).order_by("pk")
    return [(row.by, row.role, row.election, row.thing, row.detail) for row in rows]


def last(act):
    return lines(act)[-1]


@pytest.fixture
def slug(capture):
    return capture.election.slug


@pytest.fixture
def ana(capture):
    return f"candidacy {capture.ana.key}"


def test_accounts_and_roles(capture, slug, ana):
    grant = grants.open_for_candidacy(capture.ana, by="c-uno")
    assert last("account-opened") == ("c-uno", "", slug, ana, {})
    assert last("grant-given") == ("c-uno", "", slug, ana, {"as_role": "candidate"})
    assert grants.open_for_candidacy(capture.ana, by="c-dos") == grant and len(lines("account-opened")) == 1
    party = capture.parties["Partido Sol"]
    grants.open_for_party(party, by="c-uno")
    assert last("account-opened") == ("c-uno", "", slug, f"party {party.key}", {})
    grants.close_for_candidacy(capture.ana, by="c-tres", why="renuncia")
    assert last("grant-ended") == ("c-tres", "", slug, ana, {"as_role": "candidate", "why": "renuncia"})
    assert not Grant.objects.open().filter(candidacy=capture.ana).exists()
    staff = grants.hire("Uno@Ejemplo.mx", "Uno", "reviewer", capture.election, by="c-uno")
    given = last("grant-given")
    assert given[:3] == ("c-uno", "", slug) and given[4] == {"as_role": "reviewer"}
    assert addresses.of(staff.user) == "uno@ejemplo.mx" and staff.user.is_staff


def test_consents_and_reserve(capture, slug, ana):
    profile = consent(capture.ana)
    texts = {text.kind: text for text in LegalText.objects.filter(election=capture.election)}
    statistics = texts[LegalText.Kind.STATISTICS]
    hand = Hand("c-ana", "candidate")
    given = [line for line in lines("consent-given") if line[4]["statement"] == "statistics"]
    assert [(line[3], line[4]["given"], line[4]["how"]) for line in given] == [(ana, True, "screen")]
    consents.answer(profile, {statistics: False}, hand)
    detail = {"statement": "statistics", "version": statistics.number, "given": False, "how": "screen"}
    assert last("consent-withdrawn") == ("c-ana", "candidate", slug, ana, detail)
    consents.answer(profile, {statistics: False}, hand)
    assert len(lines("consent-withdrawn")) == 1, "the same word twice is said once"
    reserves.set_reserve(capture.ana, True, by="c-paridad", reason="violence")
    assert last("reserve") == ("c-paridad", "", slug, ana, {"reserved": True, "reason": "violence"})


def test_steps_of_a_section(capture, slug, ana):
    capture.publish()
    capture.submit(capture.ana)
    decide(of(capture.ana))
    hand = Hand("c-coord", "coordination")
    done = section(capture.ana, "proposals")
    expected = []
    for action, more in (
        (Action.PAUSE, {"note": "Por una denuncia."}),
        (Action.RESUME, {}),
        (Action.REOPEN, {"until": timezone.now() + timedelta(days=1)}),
    ):
        done = workflow.advance(done, action, capture.ana, hand, **more)
        expected.append((workflow.ACTS[action], ("c-coord", "coordination", slug, ana, {"section": "proposals"})))
    assert [(act, last(act)) for act, _line in expected] == expected
    submitted = [line[4]["section"] for line in lines("section-submitted")]
    assert len(submitted) == len(set(submitted)) > 1 and {line[3] for line in lines("section-submitted")} == {ana}


def test_what_a_list_said_is_hidden_with_a_message_and_no_words(capture, slug):
    listed = capture.stand("Mar Paz", place="Cuatro Ciénegas", answers={"message": "Hola"})
    capture.publish()
    profile = Profile.objects.get(candidacy=listed)
    redaction.hide_list(profile, BY, "Por un error de la lista.")
    assert lines("list-hidden") == [("c-prueba", "reviewer", slug, f"candidacy {listed.key}", {})]
    told = Message.objects.get(box=listed.key)
    assert (told.kind, told.text) == ("paused", "Por un error de la lista.")


def test_publishing_together_says_how_many_and_tells_each(capture, slug, monkeypatch):
    capture.publish()
    monkeypatch.setattr(reviewed, "publish_one", lambda *values, **more: [])
    for one in (capture.ana, capture.eva):
        capture.submit(one)
        decide(of(one))
    monkeypatch.undo()
    assert reviewed.publish_approved(capture.election, BY) == 2
    assert lines("profiles-published") == [("c-prueba", "reviewer", slug, "", {"profiles": 2})]
    assert {one.box for one in Message.objects.filter(kind="published")} >= {capture.ana.key, capture.eva.key}


@pytest.mark.parametrize(("kind", "label"), [("withdrawal", "renuncia"), ("cancellation", "cancelación")])
def test_a_movement_is_recorded_told_and_takes_the_sections_along(capture, slug, ana, kind, label):
    capture.publish()
    capture.submit(capture.ana)
    basis = Basis(make_agreement(capture.election, "IEP/CG/50/2027"), date(2026, 11, 2), "c-registro", "Por escrito.")
    [movement] = acts.finish(capture.ana, kind, basis)
    assert lines("movement") == [("c-registro", "register", slug, ana, {"kind": label, "number": "IEP/CG/50/2027"})]
    assert (movement.by, movement.day, movement.note) == ("c-registro", date(2026, 11, 2), "Por escrito.")
    told = Message.objects.get(box=capture.ana.key, kind="movement")
    assert told.subject == f"Su candidatura: {label}" and "IEP/CG/50/2027, desde el 2 de noviembre de 2026" in told.text
    steps = profile_of(capture.ana).sections.filter(confidential=False)
    assert {one.state for one in steps} == {State.WITHDRAWN}
    noted = {step.note for one in steps for step in one.steps.filter(action="withdraw")}
    assert noted == {f"{label}, IEP/CG/50/2027"}


def test_a_cut_of_identity_is_recorded_with_nothing_of_anybody(capture, slug):
    cut(capture.election, by="c-paridad")
    assert lines("identity-cut") == [("c-paridad", "equality", slug, "", {})]
