"""Commitments: asked for by a party, opened by the institute, signed by each candidacy, shown with their text."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from conoceles.ledger.models import Edition
from conoceles.mail.models import Message
from conoceles.profiles import commitments
from conoceles.profiles.models import Commitment, Petition, Signature
from conoceles.profiles.saving import profile_of
from conoceles.profiles.workflow import Hand, NotAllowed
from tests.built import built_site
from tests.factories import build
from tests.review.test_deciding import document
from tests.review.test_queue import decide, of

ANA = Hand("c-ana", "candidate")


@pytest.fixture
def offered(capture):
    capture.publish()
    commitment = Commitment.objects.create(election=capture.election, title="Niñez", text="Me comprometo a escuchar.")
    petition = commitments.receive(commitment, capture.parties["Partido Roble"], "OF-1", timezone.now(), by="c-x")
    assert commitments.offered(capture.ana, timezone.now()) == [], "not opened yet"
    commitments.attend(petition, by="c-x")
    return commitment


def test_only_candidacies_of_the_party_that_asked_may_sign_and_each_for_itself(capture, offered):
    with pytest.raises(NotAllowed, match="no está abierto"):
        commitments.sign(profile_of(capture.eva), offered, Hand("c-eva", "candidate"))
    with pytest.raises(NotAllowed, match="lo firma la persona"):
        commitments.sign(profile_of(capture.ana), offered, Hand("c-party", "party"))
    first = commitments.sign(profile_of(capture.ana), offered, ANA)
    assert commitments.sign(profile_of(capture.ana), offered, ANA) == first, "once"
    assert Message.objects.filter(box=capture.parties["Partido Roble"].key, kind="commitment").count() == 1
    with pytest.raises(ValidationError, match="ya lo pidió"):
        commitments.receive(offered, capture.parties["Partido Roble"], "", timezone.now(), by="")


def test_attending_opens_it_to_the_alliances_that_were_chosen_and_to_no_other(capture):
    capture.publish()
    commitment = Commitment.objects.create(election=capture.election, title="Niñez", text="Me comprometo.")
    river, alliance = capture.parties["Partido Río"], capture.parties["Juntos por Prueba"]
    assert river in alliance.members.all() and list(commitments.alliances(river)) == [alliance]
    eva = capture.stand("Eva Aliada", place="Cuatro Ciénegas", party="Juntos por Prueba")
    petition = commitments.receive(commitment, river, "OF-1", timezone.now(), by="c-x", channel="mail")
    commitments.attend(petition, by="c-x", also=[alliance, capture.parties["Partido Roble"]])
    assert list(petition.alliances.all()) == [alliance], "only those of which it is a member"
    assert commitments.offered(eva, timezone.now()) == [commitment]
    commitments.sign(profile_of(eva), commitment, Hand("c-eva", "candidate"))
    fresh = commitments.reword(commitment, "Niñez", "Otro texto.", by="c-x")
    assert commitments.offered(eva, timezone.now()) == [fresh], "what was chosen goes along to the new text"


def test_what_was_signed_is_a_badge_with_its_text_and_leaves_when_taken_back(capture, offered, settings):
    capture.submit(capture.ana)
    decide(of(capture.ana))
    signature = commitments.sign(profile_of(capture.ana), offered, ANA)
    [badge] = document(capture.ana)["commitments"]
    assert (badge["title"], badge["text"]) == ("Niñez", "Me comprometo a escuchar.") and document(capture.ana)[
        "answers"
    ]
    build()
    page = built_site() / capture.election.slug / "candidaturas" / capture.ana.slug / "index.html"
    assert "Compromisos firmados" in page.read_text() and "Me comprometo a escuchar." in page.read_text()
    commitments.end(signature, ANA)
    assert document(capture.ana)["commitments"] == [] and Signature.objects.filter(ended_at__isnull=False).exists()


def test_who_signs_without_answering_has_not_answered(capture, offered):
    from conoceles.ledger.reading import since
    from conoceles.site.state.fold import State

    commitments.sign(profile_of(capture.ana), offered, ANA)
    state = State()
    state.follow(since(0))
    election = state.elections[capture.election.slug]
    assert election.profiles[capture.ana.key].answered is False
    assert election.answers(election.candidacies[capture.ana.key]) is None


def test_signing_keeps_what_a_list_answered(capture, offered):
    listed = capture.stand("Rosa Lista", place="Cuatro Ciénegas", answers={"reason": "Así decía la lista"})
    capture.publish()
    commitments.sign(listed.profile, offered, Hand("c-rosa", "candidate"))
    assert [one["value"] for one in document(listed)["answers"]] == ["Así decía la lista"]
    assert document(listed)["commitments"] and capture.publish() == 0


def test_a_signed_text_never_changes_another_takes_its_place(capture, offered):
    commitments.sign(profile_of(capture.ana), offered, ANA)
    fresh = commitments.reword(offered, "Niñez", "Otro texto.", by="c-x")
    offered.refresh_from_db()
    assert fresh.pk != offered.pk and offered.retired_at and offered.text == "Me comprometo a escuchar."
    assert commitments.offered(capture.ana, timezone.now()) == [fresh]
    commitments.sign(profile_of(capture.ana), fresh, ANA)
    assert commitments.reword(fresh, "Niñez", "Tercer texto.", by="c-x").pk != fresh.pk, "twice in a day"
    fresh.refresh_from_db()
    fresh = Commitment.objects.get(title="Niñez")
    same = commitments.reword(fresh, "Niñez", "Sin firmas todavía.", by="c-x")
    assert same.pk == fresh.pk
    assert Petition.objects.filter(commitment=fresh, attended_at__isnull=False).count() == 1


def test_in_the_silence_nothing_is_signed_nor_taken_back(capture, offered):
    signature = commitments.sign(profile_of(capture.ana), offered, ANA)
    editions = Edition.objects.count()
    capture.election.refresh_from_db()
    capture.election.campaigns_end = capture.election.silence_starts = timezone.now()
    capture.election.capture_closes = capture.election.silence_starts
    capture.election.save()
    signature.profile.candidacy.election.refresh_from_db()
    with pytest.raises(NotAllowed, match="Desde la veda"):
        commitments.end(signature, ANA)
    capture.luz.election.refresh_from_db()
    with pytest.raises(NotAllowed):
        commitments.sign(profile_of(capture.luz), offered, Hand("c-luz", "candidate"))
    assert Edition.objects.count() == editions


def test_the_screens(capture, offered, candidate, party_operator, coordination, reviewer):
    address = f"/registro/{capture.election.slug}/compromisos/"
    mine = f"/captura/{capture.ana.key}/compromisos/"
    assert reviewer.get(address).status_code == 403 and coordination.get(address).status_code == 200
    assert party_operator.get(mine).status_code == 404
    assert "Compromisos que puede firmar" in candidate.get(f"/captura/{capture.ana.key}/").text
    unread = candidate.post(mine, {"sign": offered.key})
    assert unread.status_code == 422 and "marque que leyó" in unread.text
    assert candidate.post(mine, {"sign": "nada", "read": "nada"}).status_code == 422
    assert candidate.post(mine, {"sign": offered.key, "read": offered.key}).status_code == 302
    assert "Firmados" in candidate.get(mine).text
    assert candidate.post(mine, {"end": offered.key}).status_code == 302
    assert not Signature.objects.filter(ended_at__isnull=True).exists()
    empty = coordination.post(address, {"act": "commitment", "title": "Otro", "text": ""})
    assert empty.status_code == 422 and 'value="Otro"' in empty.text
    coordination.post(address, {"act": "commitment", "title": "Otro", "text": "Texto"})
    other = Commitment.objects.get(title="Otro")
    sent = {
        "act": "petition",
        "commitments": [other.pk],
        "party": capture.parties["Partido Sol"].pk,
        "received_at": "2026-11-01T10:00",
        "channel": "mail",
    }
    assert coordination.post(address, sent).status_code == 302
    assert coordination.post(address, sent).status_code == 422, "asked already"
    coordination.post(address, {"act": "attend", "pk": Petition.objects.get(commitment=other).pk})
    assert Petition.objects.get(commitment=other).attended_at


def test_one_paper_asks_for_several_commitments_and_opens_them_with_one_press(capture, offered, coordination):
    address = f"/registro/{capture.election.slug}/compromisos/"
    others = [
        Commitment.objects.create(election=capture.election, title=f"Otro {number}", text="Texto") for number in (1, 2)
    ]
    sent = {
        "act": "petition-attend",
        "commitments": [one.pk for one in others],
        "party": capture.parties["Partido Roble"].pk,
        "received_at": "2026-11-01T10:00",
        "channel": "mail",
    }
    page = coordination.post(address, sent, follow=True)
    assert "2 peticiones registradas; se abrió la firma." in page.text
    assert Petition.objects.filter(commitment__in=others, attended_at__isnull=False).count() == 2
    third = Commitment.objects.create(election=capture.election, title="Otro 3", text="Texto")
    refused = coordination.post(address, {**sent, "commitments": [third.pk, others[0].pk]})
    assert refused.status_code == 422
    assert not Petition.objects.filter(commitment=third).exists(), "all or nothing"
    assert "«Otro 1»:" in refused.text, "and which one it was"
    allied = {**sent, "party": capture.parties["Partido Sol"].pk, "commitments": [third.pk]}
    page = coordination.post(address, allied, follow=True)
    assert "Falta decir si se abre también para sus coaliciones" in page.text
    assert Petition.objects.get(commitment=third).attended_at is None
    late = coordination.post(address, {**sent, "commitments": [third.pk], "received_at": "2090-01-01T10:00"})
    assert late.status_code == 422
    assert "Esa fecha no ha llegado" in late.text
