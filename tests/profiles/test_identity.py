"""Confidential answers: which may be public, who reads them, and what a change of mind takes off the site."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.elections import register
from conoceles.ledger.acts import append
from conoceles.ledger.models import Body
from conoceles.ledger.reading import current
from conoceles.ledger.verification import verify
from conoceles.profiles import reserves
from conoceles.profiles.consents import follow_register
from conoceles.profiles.models import Consent, IdentityAnswer, Profile
from conoceles.profiles.public.identity import draft_document, may_be_public
from conoceles.questionnaires.asked import asked_in
from tests.built import built_site, everything
from tests.capture.test_pages import say
from tests.factories import build, consent
from tests.review.test_identity_review import answer_identity, approve

SECRET = "pueblo-inventado-ñandú"


@pytest.fixture
def answered(capture):
    return answer_identity(
        capture.ana, indigenous_people_other=SECRET, disability="yes", disability_hinders=["walking"], income="a"
    )


def keys(profile):
    document = draft_document(Profile.objects.select_related("candidacy__election").get(pk=profile.pk))
    return [answer["key"] for answer in document["answers"]] if document else []


SAID = ["indigenous", "indigenous_people", "indigenous_people_other", "disability", "disability_hinders", "income"]


def test_the_rule_of_consent_and_reserve(answered, capture):
    ana = capture.ana
    assert keys(answered) == SAID
    consent(ana, publication=False)
    assert keys(answered) == []
    consent(ana)
    assert keys(answered) == SAID
    ana.identity_reserved = True
    ana.save()
    assert keys(answered) == []
    asked = asked_in(capture.election, "identity")
    assert may_be_public(ana, Consent.objects.latest_of(answered), asked) == set()


def published(capture):
    capture.publish()
    assert approve(capture.ana).published
    return current(capture.election.slug)[("identity", capture.ana.key)]


def test_withdrawn_consent_takes_every_edition_off_the_ledger_and_the_site_at_once(
    answered, capture, candidate, settings
):
    published(capture)
    document = current(capture.election.slug)[("identity", capture.ana.key)]
    append(
        "identity", capture.ana.key, {**document, "answers": document["answers"][:3]}, election=capture.election.slug
    )
    build()
    page = built_site() / capture.election.slug / "candidaturas" / capture.ana.slug / "index.html"
    assert SECRET in page.read_text()
    assert say(candidate, capture.ana, treatment="yes", publication="no", statistics="yes").status_code == 302
    assert not any(SECRET in body.document for body in Body.objects.all())
    assert ("identity", capture.ana.key) not in current(capture.election.slug)
    build()
    assert SECRET not in page.read_text()
    assert SECRET.encode() not in everything(settings.BUILD_DIR)
    assert list(verify()) == []
    assert Record.objects.filter(act="consent-withdrawn", detail__statement="publication").count() == 1


def test_a_reserve_takes_it_all_down_and_is_recorded_with_its_reason(answered, capture, equality):
    published(capture)
    url = f"/registro/{capture.election.slug}/identidad/{capture.ana.key}/"
    assert equality.post(url, {"reason": ""}).status_code == 422
    assert equality.post(url, {"reason": "violence", "reserved": "1"}).status_code == 302
    assert ("identity", capture.ana.key) not in current(capture.election.slug)
    assert Record.objects.get(act="reserve").detail["reason"] == "violence"


def test_equality_reads_what_nobody_else_can_and_each_reading_is_recorded(
    answered, capture, equality, reviewer, coordination, help_desk, party_operator, candidate, staff
):
    url = f"/registro/{capture.election.slug}/identidad/{capture.ana.key}/"
    assert SECRET in equality.get(url).text
    assert Record.objects.filter(act="identity-read", by=equality.user.username).count() == 1
    for other in (reviewer, help_desk, party_operator, candidate, coordination, staff):
        assert other.get(url).status_code == 403
    assert Record.objects.filter(act="identity-read").count() == 1


def test_confidential_answers_are_in_no_log_export_or_act(
    answered, capture, coordination, staff, caplog, party_operator
):
    slug = capture.election.slug
    with caplog.at_level(logging.DEBUG):
        pages = [
            staff.get(f"/registro/{slug}/plantilla.csv").content,
            staff.get(f"/registro/{slug}/plantilla.xlsx").content,
            b"".join(coordination.get(f"/registro/{slug}/auditoria/?exportar=1").streaming_content),
            coordination.get(f"/registro/{slug}/avance/").content,
            coordination.get(f"/registro/{slug}/avisos/").content,
            party_operator.get(f"/captura/{capture.ana.key}/vista-previa/").content,
            party_operator.get(f"/captura/partido/{capture.parties['Partido Roble'].key}/hoja.xlsx").content,
        ]
    assert not any(SECRET.encode() in page for page in pages)
    assert SECRET not in caplog.text and SECRET not in str(list(Record.objects.values()))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {table}")
            assert SECRET not in str(cursor.fetchall()), table


def test_a_sealed_answer_opens_in_its_own_place_alone(answered):
    from conoceles.lib.sealing import CannotUnseal

    one, other = IdentityAnswer.objects.all()[:2]
    other.sealed = one.sealed
    with pytest.raises(CannotUnseal, match="alguien alteró"):
        _ = other.value


def test_keys_are_rotated_without_losing_an_answer(answered, settings):
    from cryptography.fernet import Fernet
    from django.core.management import call_command

    from conoceles.lib.sealing import CannotUnseal, keys

    before = {row.question: row.value for row in IdentityAnswer.objects.all()}
    fresh = Fernet.generate_key().decode()
    settings.SEAL_KEYS = [fresh, *keys()]
    call_command("rotate_keys", verbosity=0)
    settings.SEAL_KEYS = [fresh]
    assert {row.question: row.value for row in IdentityAnswer.objects.all()} == before
    assert Record.objects.filter(act="keys-rotated").count() == 1
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CannotUnseal, match=re.escape("CONOCELES_SEAL_KEYS")):
        _ = IdentityAnswer.objects.first().value


def test_consent_given_again_publishes_no_draft_and_redacts_nothing(answered, capture, candidate):
    before = published(capture)
    draft = IdentityAnswer.objects.get(question="indigenous_people_other")
    draft.value = "borrador sin revisar"
    draft.save()
    say(candidate, capture.ana, treatment="yes", publication="yes", statistics="no")
    assert current(capture.election.slug)[("identity", capture.ana.key)] == before
    assert not Body.objects.filter(edition__action="redact").exists()


def test_withdrawing_treatment_takes_identity_down_and_closes_its_sections(answered, capture, candidate):
    published(capture)
    say(candidate, capture.ana, treatment="no", publication="yes", statistics="yes")
    assert ("identity", capture.ana.key) not in current(capture.election.slug)
    assert "Identidad" not in candidate.get(f"/captura/{capture.ana.key}/").text
    assert candidate.post(f"/captura/{capture.ana.key}/entregar/").status_code == 423


def test_a_reserve_is_not_granted_for_having_no_reason_any_more(answered, capture, equality):
    published(capture)
    url = f"/registro/{capture.election.slug}/identidad/{capture.ana.key}/"
    assert "Ya no hay motivo" not in equality.get(url).text
    assert "Elija el motivo" in equality.post(url, {"reserved": "1", "reason": "over"}).text
    capture.ana.refresh_from_db()
    assert not capture.ana.identity_reserved
    equality.post(url, {"reserved": "1", "reason": "order"})
    assert "Ya no hay motivo" in equality.get(url).text
    equality.post(url, {"reserved": "0", "reason": "over"})
    capture.ana.refresh_from_db()
    assert not capture.ana.identity_reserved


def test_the_register_neither_sees_nor_lifts_a_reserve(answered, capture, staff):
    published(capture)
    reserves.set_reserve(capture.ana, True, by="c-paridad", reason="order")
    url = f"/registro/{capture.election.slug}/lista/candidaturas/{capture.ana.pk}/"
    assert "reserva" not in staff.get(url).text
    capture.ana.refresh_from_db()
    register.save_candidacy(capture.ana, capture.ana.person, by="c-registro", follow=follow_register)
    capture.ana.refresh_from_db()
    assert capture.ana.identity_reserved and ("identity", capture.ana.key) not in current(capture.election.slug)


def test_the_register_of_acts_does_not_tell_which_confidential_question_was_asked_about(answered, capture, candidate):
    candidate.post(f"/captura/{capture.ana.key}/orientacion/disability_kinds/", {"text": "¿Qué marco?"})
    assert Record.objects.get(act="guidance-asked").detail == {}


def test_a_consent_is_to_the_version_that_was_read(answered, capture, candidate, coordination):
    from conoceles.profiles.legal_texts import publish_text
    from conoceles.profiles.models import LegalText

    old = {text.kind: text.pk for text in LegalText.objects.all()}
    publish_text(capture.election, "publication", "Otro texto.", capture.election.legal_texts.first().agreement, by="")
    sent = {f"v-{kind}": old[kind] for kind in ("treatment", "publication", "statistics")}
    late = candidate.post(
        f"/captura/{capture.ana.key}/aviso/", {**sent, "treatment": "yes", "publication": "yes", "statistics": "yes"}
    )
    assert late.status_code == 409 and "cambió mientras lo leía" in late.text
    assert not Consent.objects.filter(text__text="Otro texto.").exists()


def test_nobody_but_the_person_and_equality_reads_a_signed_paper(
    answered, capture, candidate, equality, party_operator, coordination
):
    from tests.capture.test_files import jpeg

    day = timezone.localdate().isoformat()
    sent = {"treatment": "yes", "publication": "yes", "statistics": "yes", "signed_on": day, "scan": jpeg()}
    assert not Record.objects.filter(act="consent-scan").exists(), "on screen there is no paper"
    candidate.post(f"/captura/{capture.ana.key}/aviso/firmado/", sent)
    name = Consent.objects.filter(how="scan").first().scan
    mine = f"/captura/{capture.ana.key}/aviso/firmado/{name}"
    theirs = f"/registro/{capture.election.slug}/consentimientos/{name}"
    for client, url in ((candidate, mine), (equality, theirs)):
        paper = client.get(url)
        assert paper.status_code == 200 and paper["Content-Type"] == "image/jpeg" and paper.getvalue()
    assert party_operator.get(mine).status_code == 404 and coordination.get(theirs).status_code == 403
    assert Record.objects.filter(act="consent-scan").count() == 3


def test_the_preview_shows_the_person_what_would_be_public_of_her_identity(answered, capture, candidate):
    url = f"/captura/{capture.ana.key}/vista-previa/"
    assert SECRET in candidate.get(url).text
    consent(capture.ana, publication=False)
    assert SECRET not in candidate.get(url).text


def test_an_old_paper_does_not_speak_over_a_later_no(answered, capture, candidate, equality):
    from tests.capture.test_files import jpeg

    say(candidate, capture.ana, treatment="yes", publication="no", statistics="yes")
    sent = {"candidacy": capture.ana.key, "treatment": "yes", "publication": "yes", "statistics": "yes", "scan": jpeg()}
    refused = equality.post(
        f"/registro/{capture.election.slug}/consentimientos/", {**sent, "signed_on": timezone.localdate().isoformat()}
    )
    assert refused.status_code == 422 and "respondió «no»" in refused.text
    assert Consent.objects.latest_of(answered)["publication"].given is False


def test_a_paper_signed_after_a_no_speaks(answered, capture, candidate, equality):
    from tests.capture.test_files import jpeg

    say(candidate, capture.ana, treatment="yes", publication="no", statistics="yes")
    Consent.objects.filter(given=False).update(at=timezone.now() - timedelta(days=1))
    type(capture.election.legal_texts.first()).objects.update(since=timezone.now() - timedelta(days=3))
    sent = {"candidacy": capture.ana.key, "treatment": "yes", "publication": "yes", "statistics": "yes", "scan": jpeg()}
    taken = equality.post(
        f"/registro/{capture.election.slug}/consentimientos/", {**sent, "signed_on": timezone.localdate().isoformat()}
    )
    assert taken.status_code == 302 and Consent.objects.latest_of(answered)["publication"].given is True


def test_a_reserve_pressed_twice_is_granted_once(answered, capture, equality):
    url = f"/registro/{capture.election.slug}/identidad/{capture.ana.key}/"
    for _press in range(2):
        equality.post(url, {"reason": "violence", "reserved": "1"})
    # Whoever read her before does not grant it again.
    reserves.set_reserve(capture.ana, True, by="c-otra", reason="order")
    capture.ana.refresh_from_db()
    assert capture.ana.identity_reserved and Record.objects.filter(act="reserve").count() == 1
