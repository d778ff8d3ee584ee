"""Decisions and what follows: states, observations, the site's document, the ledger, the mailbox."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.ledger.models import Body, Edition
from conoceles.ledger.reading import current
from conoceles.ledger.verification import verify
from conoceles.lib import blobs
from conoceles.mail.models import Delivery, Message
from conoceles.mail.sending import send_due
from conoceles.profiles import workflow
from conoceles.profiles.models import Observation, Profile, Reopening, State, Step
from conoceles.profiles.public import reviewed
from conoceles.profiles.workflow import Hand, NotAllowed
from conoceles.review import case_acts, deciding
from conoceles.review.deciding import Note
from tests.built import built_site
from tests.factories import build, complete_answers, own_words
from tests.markup import flat
from tests.review.test_queue import REVIEWER, decide, of
from tests.scenery import scenery

COORDINATION = Hand("c-jefa", "coordination")


@scenery
def public(capture):
    """Ana's whole questionnaire, approved and public."""
    capture.publish()
    capture.submit(capture.ana)
    decide(of(capture.ana))
    capture.ana.refresh_from_db()
    return capture


def document(candidacy):
    return current(candidacy.election.slug, "profile", [candidacy.key]).get(("profile", candidacy.key))


def keys(candidacy):
    found = document(candidacy)
    return [answer["key"] for answer in found["answers"]] if found else None


def section(candidacy, key):
    return Profile.objects.get(candidacy=candidacy).sections.get(key=key)


def states(candidacy):
    return dict(Profile.objects.get(candidacy=candidacy).sections.values_list("key", "state"))


def test_what_is_approved_in_the_campaign_is_public_at_once_with_its_files(public):
    found = document(public.ana)
    assert found["version"] == 4 and found["complete"] and found["review"] == []
    assert keys(public.ana)[:3] == ["proposal_1", "proposal_2", "proposal_gender"], "in the order of the page"
    assert set(states(public.ana).values()) == {"published"}
    for name in found["photo"]["files"].values():
        assert blobs.where(name, blobs.PUBLIC).is_file()
    original = json.loads(section(public.ana, "portrait").public.content)["photo"]["original"]
    assert original not in found["photo"]["files"].values() and not blobs.where(original, blobs.PUBLIC).exists()
    assert all(blobs.where(name, blobs.PUBLIC).exists() for name in found["photo"]["files"].values())
    assert list(Step.objects.filter(section=section(public.ana, "reasons")).values_list("action", flat=True)) == [
        "save",
        "submit",
        "approve",
        "publish",
    ]


def test_before_the_publication_start_what_is_approved_waits_and_is_published_with_the_rest(capture):
    election = capture.election
    election.publication_starts = timezone.now() + timedelta(days=2)
    election.save()
    capture.submit(capture.ana)
    decide(of(capture.ana))
    assert set(states(capture.ana).values()) == {"approved"}
    assert Message.objects.filter(box=capture.ana.key, kind="approved").count() == 1
    assert not Edition.objects.exists()
    with pytest.raises(NotAllowed, match="desde la fecha"):
        reviewed.publish_approved(election, COORDINATION)
    election.publication_starts = timezone.now() - timedelta(minutes=1)
    election.save()
    capture.publish()
    election.refresh_from_db()
    assert reviewed.publish_approved(election, COORDINATION) == 1
    assert reviewed.publish_approved(election, COORDINATION) == 0, "again changes nothing"
    assert document(capture.ana)["complete"] and Message.objects.filter(box=capture.ana.key, kind="published").exists()


def test_many_are_published_in_batches_that_resume(capture, monkeypatch):
    capture.publish()
    monkeypatch.setattr(reviewed, "BATCH", 2)
    monkeypatch.setattr(reviewed, "publish_one", lambda *values, **more: [])
    everyone = [capture.ana, capture.eva, capture.luz, capture.stand("Ada Mar", place="Cuatro Ciénegas")]
    for one in everyone:
        capture.submit(one)
        decide(of(one))
    monkeypatch.undo()
    monkeypatch.setattr(reviewed, "BATCH", 2)
    original, calls = reviewed._publish_batch, []

    def interrupted(*values):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return original(*values)

    monkeypatch.setattr(reviewed, "_publish_batch", interrupted)
    capture.election.refresh_from_db()
    with pytest.raises(KeyboardInterrupt):
        reviewed.publish_approved(capture.election, COORDINATION)
    assert sum(bool(document(one)["answers"]) for one in everyone) == 2
    monkeypatch.setattr(reviewed, "_publish_batch", original)
    progress = []
    assert reviewed.publish_approved(capture.election, COORDINATION, progress.append) == 2
    assert progress == [2]
    assert all(document(one)["complete"] for one in everyone)
    assert list(verify()) == []


def test_in_the_silence_nothing_new_is_published(capture):
    capture.publish()
    capture.submit(capture.ana)
    capture.election.refresh_from_db()
    capture.election.campaigns_end = capture.election.silence_starts = timezone.now() - timedelta(minutes=1)
    capture.election.capture_closes = capture.election.silence_starts
    capture.election.save()
    done = decide(of(capture.ana))
    assert not done.published and set(states(capture.ana).values()) == {"approved"}
    assert document(capture.ana)["answers"] == [], "no more than that it is being reviewed, as before"
    with pytest.raises(NotAllowed, match="Nada nuevo"):
        capture.ana.election.refresh_from_db()
        workflow.advance(section(capture.ana, "reasons"), "publish", capture.ana, REVIEWER)


def test_an_observation_says_what_why_and_until_when_and_only_its_section_goes_back(capture, candidate):
    capture.publish()
    capture.submit(capture.ana)
    decide(of(capture.ana), [Note("reason", "slogan", "Quite el lema.")])
    assert states(capture.ana)["reasons"] == "observed" and states(capture.ana)["proposals"] == "published"
    assert "reason" not in keys(capture.ana) and document(capture.ana)["review"] == ["Por qué busca el cargo"]
    page = candidate.get(f"/captura/{capture.ana.key}/seccion/por-que-busca-el-cargo/").text
    assert "Lema o imagen de campaña" in page and "Quite el lema." in page and "Sigue diciendo lo mismo" in page
    overview = flat(candidate.get(f"/captura/{capture.ana.key}/").text)
    assert "Hay algo que corregir" in overview and "Corregir: Por qué busca el cargo" in overview
    told = Message.objects.get(box=capture.ana.key, kind="observed")
    assert "«Por qué busca el cargo»" in told.text
    assert Message.objects.filter(box=capture.parties["Partido Roble"].key, kind="observed").count() == 1


def test_what_was_observed_is_not_submitted_again_until_it_says_something_else(capture, candidate):
    capture.submit(capture.ana)
    decide(of(capture.ana), [Note("reason", "slogan", "Quite el lema.")])
    base = f"/captura/{capture.ana.key}"
    assert candidate.post(f"{base}/entregar/").status_code == 423
    assert states(capture.ana)["reasons"] == "observed" and Observation.objects.open().count() == 1
    text = own_words(capture.ana, "otra cosa")
    answer = Profile.objects.get(candidacy=capture.ana).answers.get(question="reason")
    saved = candidate.post(
        f"{base}/seccion/por-que-busca-el-cargo/guardar/",
        {"question": "reason", "version": answer.version, "q-reason": text},
    )
    assert saved.status_code == 200 and saved.json()["missing"] == {}
    assert states(capture.ana)["reasons"] == "observed", "a correction is not lost among drafts"
    assert candidate.post(f"{base}/entregar/").status_code == 302
    assert states(capture.ana)["reasons"] == "submitted" and not Observation.objects.open().exists()
    assert of(capture.ana).rounds == 1


def test_a_correction_has_its_own_term_after_the_capture_closed(capture, candidate):
    capture.submit(capture.ana)
    decide(of(capture.ana), [Note("reason", "slogan", "Quite el lema.")])
    capture.open_capture(opened=20, closes=-1)
    base, text = f"/captura/{capture.ana.key}/seccion", own_words(capture.ana, "otra cosa")
    version = Profile.objects.get(candidacy=capture.ana).answers.get(question="reason").version
    sent = {"question": "reason", "version": version, "q-reason": text}
    other = candidate.post(f"{base}/trayectoria/guardar/", {"question": "work", "version": "1", "q-work": text})
    assert other.status_code == 423, "only what was observed"
    assert candidate.post(f"{base}/por-que-busca-el-cargo/guardar/", sent).status_code == 200
    Profile.objects.get(candidacy=capture.ana).sections.filter(key="reasons").update(
        until=timezone.now() - timedelta(minutes=1)
    )
    late = candidate.post(f"{base}/por-que-busca-el-cargo/guardar/", {**sent, "version": version + 1, "q-reason": "x"})
    assert late.status_code == 423 and "El plazo para corregir" in late.json()["error"]


def test_a_public_section_that_is_observed_leaves_the_site_which_says_so(public, tmp_path, settings):
    case_acts.observe_public(
        section(public.ana, "proposals"),
        [Note("proposal_1", "copy", "Es de otra.")],
        public.ana,
        REVIEWER,
        deciding.term(public.ana, timezone.now()),
    )
    assert "proposal_1" not in keys(public.ana) and document(public.ana)["review"] == ["Propuestas"]
    assert Edition.objects.filter(kind="profile", action="redact").count() == 0
    build()
    page = (built_site() / public.election.slug / "candidaturas" / public.ana.slug / "index.html").read_text()
    assert (
        "<strong>En revisión:</strong>Propuestas." in flat(page)
        and own_words(public.ana, "proposal_1")[:30] not in page
    )
    public.submit(public.ana, proposal_1=own_words(public.ana, "nueva"))
    decide(of(public.ana))
    assert "proposal_1" in keys(public.ana) and document(public.ana)["review"] == []


def test_personal_data_is_redacted_from_every_edition(public):
    secret = "calle Hidalgo #123"
    case_acts.reopen(section(public.ana, "path"), public.ana, REVIEWER, "")
    public.submit(public.ana, work=f"{own_words(public.ana, 'w')} Pase a la {secret}.")
    decide(of(public.ana))
    assert secret in json.dumps(document(public.ana), ensure_ascii=False)
    case_acts.observe_public(
        section(public.ana, "path"),
        [Note("work", "personal", "Quite el domicilio.")],
        public.ana,
        REVIEWER,
        deciding.term(public.ana, timezone.now()),
    )
    assert not Body.objects.filter(document__contains=secret).exists()
    assert Edition.objects.filter(kind="profile", action="redact").count() == 1
    assert "work" not in keys(public.ana) and "proposal_1" in keys(public.ana) and list(verify()) == []


def test_a_candidacy_asks_to_reopen_and_what_is_public_stays_until_the_new_version_is(public):
    candidate = public.account("candidate", "Ana Peña", candidacy=public.ana)
    from tests.factories import consent

    consent(public.ana)
    url = f"/captura/{public.ana.key}/seccion/por-que-busca-el-cargo/"
    assert "Pedir que se reabra" in candidate.get(url).text
    assert candidate.post(f"{url}reabrir/", {"reason": ""}).status_code == 302 and not Reopening.objects.exists()
    candidate.post(f"{url}reabrir/", {"reason": "Puse mal una fecha"})
    candidate.post(f"{url}reabrir/", {"reason": "Otra vez"})
    assert Reopening.objects.get().reason == "Puse mal una fecha", "asked once"
    asked = Record.objects.get(act="reopening-asked")
    assert (asked.thing, asked.detail) == (f"candidacy {public.ana.key}", {"section": "reasons"})
    reason = section(public.ana, "reasons")
    case_acts.refuse_reopening(reason, public.ana, REVIEWER, "La fecha es la correcta.")
    assert Reopening.objects.get().granted is False and states(public.ana)["reasons"] == "published"
    assert Message.objects.filter(box=public.ana.key, kind="reopened", text="La fecha es la correcta.").exists()
    case_acts.reopen(reason, public.ana, REVIEWER, "Adelante.")
    assert states(public.ana)["reasons"] == "draft" and "reason" in keys(public.ana)
    public.submit(public.ana, reason=own_words(public.ana, "nuevo"))
    candidate.post(f"{url}reabrir/", {"reason": "Se me fue el año"})
    decide(of(public.ana), [Note("reason", "other", "Falta el año.")])
    assert "Usted había pedido reabrir «Por qué busca el cargo»" in Message.objects.filter(kind="observed").last().text
    assert "reason" in keys(public.ana), "the version that was public stays while the newer one is corrected"


def test_a_pause_takes_a_section_off_with_its_reason_and_resuming_puts_it_back(public):
    proposals = section(public.ana, "proposals")
    with pytest.raises(NotAllowed):
        case_acts.pause(proposals, public.ana, REVIEWER, "Queja")
    case_acts.pause(proposals, public.ana, COORDINATION, "Queja en trámite")
    assert "proposal_1" not in keys(public.ana) and document(public.ana)["review"] == ["Propuestas"]
    case_acts.resume(section(public.ana, "proposals"), public.ana, COORDINATION, "Se desechó")
    assert "proposal_1" in keys(public.ana) and document(public.ana)["review"] == []
    assert [step.note for step in Step.objects.filter(action__in=("pause", "resume"))] == [
        "Queja en trámite",
        "Se desechó",
    ]


def test_what_was_read_is_what_is_decided(capture):
    capture.submit(capture.ana)
    review, pins = of(capture.ana), deciding.seen_now(of(capture.ana))
    case_acts.reopen(section(capture.ana, "reasons"), capture.ana, REVIEWER, "")
    capture.submit(capture.ana, reason=own_words(capture.ana, "nuevo"))
    now = timezone.now()
    with pytest.raises(deciding.Stale):
        deciding.decide(review, pins, [], REVIEWER, now, now)
    assert set(states(capture.ana).values()) == {"submitted"}, "nothing was decided"


def test_what_a_list_answered_stays_until_the_persons_own_words_are_public(capture):
    listed = capture.stand(
        "Rosa Lista", place="Cuatro Ciénegas", answers={"reason": "Así decía la lista", "work": "Maestra"}
    )
    capture.publish()
    assert set(keys(listed)) == {"reason", "work"}
    capture.submit(listed)
    decide(of(listed), [Note("reason", "other", "Explique.")])
    found = {answer["key"]: answer["value"] for answer in document(listed)["answers"]}
    assert found["reason"] == "Así decía la lista" and found["work"] != "Maestra" and "proposal_1" in found


def test_the_photograph_of_a_list_stays_until_the_persons_own_is_public(capture):
    listed = capture.stand("Rosa Lista", place="Cuatro Ciénegas", answers={"work": "Maestra"})
    picture = {"160": blobs.put(b"retrato", "jpg", blobs.PUBLIC), "640": blobs.put(b"grande", "jpg", blobs.PUBLIC)}
    Profile.objects.filter(candidacy=listed).update(photo=picture)
    capture.publish()
    assert document(listed)["photo"]["files"] == picture
    capture.submit(listed)
    decide(of(listed), [Note("photo", "other", "Otra foto.")])
    assert document(listed)["photo"]["files"] == picture, "her own is observed"
    capture.submit(listed, photo=complete_answers(capture.ana)["photo"])
    decide(of(listed))
    assert document(listed)["photo"]["files"] != picture


def test_she_is_told_of_what_is_public_once_and_not_while_something_is_observed(capture):
    capture.publish()
    capture.submit(capture.ana)
    decide(of(capture.ana), [Note("proposal_1", "other", "Explique.")])
    assert Message.objects.filter(box=capture.ana.key, kind="published").count() == 0
    capture.submit(capture.eva)
    decide(of(capture.eva))
    assert Message.objects.filter(box=capture.eva.key, kind="published").count() == 1


def test_files_of_what_was_approved_before_the_day_are_shown_on_it(capture):
    capture.submit(capture.ana)
    decide(of(capture.ana))
    capture.publish()
    assert document(capture.ana) is None
    reviewed.publish_approved(capture.election, COORDINATION)
    for name in document(capture.ana)["photo"]["files"].values():
        assert blobs.where(name, blobs.PUBLIC).is_file()


def test_nothing_of_an_election_that_is_not_public_is_shown(capture):
    profile = capture.submit(capture.ana)
    decide(of(capture.ana))
    assert reviewed.show(profile.pk) is False and document(capture.ana) is None


def test_who_left_or_said_nothing_shows_nothing(capture):
    from conoceles.profiles.saving import profile_of

    capture.publish()
    empty = profile_of(capture.eva)
    assert reviewed.show(empty.pk) is False
    capture.ana.status, capture.ana.status_date = "withdrawn", timezone.localdate()
    capture.ana.status_agreement = capture.election.legal_texts.first().agreement
    profile = capture.submit(capture.ana)
    capture.ana.save()
    assert document(capture.ana)["review"]
    assert reviewed.show(profile.pk) is True and document(capture.ana) is None


def test_acts_are_recorded_without_what_was_said(public):
    acts = set(Record.objects.values_list("act", flat=True))
    assert {"section-submitted", "section-approved"} <= acts
    words = own_words(public.ana, "reason").split()[0]
    assert not any(words in json.dumps(row.detail) for row in Record.objects.all())


def test_each_account_is_written_to_as_it_prefers(capture, candidate, party_operator):
    user, party = candidate.user, party_operator.user
    user.email, party.email, party.mails = "ana@ejemplo.mx", "roble@ejemplo.mx", "daily"
    user.save()
    party.save()
    capture.submit(capture.ana)
    decide(of(capture.ana), [Note("reason", "slogan", "Quite el lema.")])
    assert send_due() == (1, 0) and mail.outbox[0].to == ["ana@ejemplo.mx"]
    assert "El Instituto le pide corregir" in mail.outbox[0].subject and "lema" not in mail.outbox[0].body
    assert send_due(timezone.now() + timedelta(days=1)) == (1, 0) and mail.outbox[1].to == ["roble@ejemplo.mx"]
    assert send_due(timezone.now() + timedelta(days=2)) == (0, 0)
    assert set(Delivery.objects.values_list("outcome", flat=True)) == {"sent"}
    assert State.OBSERVED in states(capture.ana).values()
