"""Movements: what an agreement changes, everything that follows, and undoing it with another."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.elections.models import Candidacy, Grant, Person, Ticket
from conoceles.ledger.reading import current
from conoceles.lists.doubts import settle_name
from conoceles.lists.models import Doubt
from conoceles.mail.models import Message
from conoceles.movements import acts, changing
from conoceles.movements.basis import Basis, CannotMove
from conoceles.movements.models import Movement
from conoceles.profiles.models import Profile
from tests.built import built_site
from tests.factories import build, make_agreement
from tests.review.test_deciding import document, states
from tests.review.test_identity_review import answer_identity, approve
from tests.review.test_identity_review import published as public_identity
from tests.review.test_queue import decide, of
from tests.scenery import scenery

Status = Candidacy.Status


@scenery
def basis(capture):
    return Basis(make_agreement(capture.election, "IEP/CG/50/2027"), date(2026, 11, 2), "c-registro")


@scenery
def public(capture):
    """Ana with an account, her profile and identity public."""
    capture.publish()
    capture.account("candidate", "Ana Peña", candidacy=capture.ana)
    answer_identity(capture.ana)
    approve(capture.ana)
    capture.submit(capture.ana)
    decide(of(capture.ana))
    return capture


def row(candidacy):
    return Candidacy.objects.get(pk=candidacy.pk)


def in_public(candidacy):
    return current(candidacy.election.slug, "candidacy", [candidacy.key])["candidacy", candidacy.key]


def page_of(settings, candidacy):
    build()
    path = built_site() / candidacy.election.slug / "candidaturas" / row(candidacy).slug / "index.html"
    return path.read_text()


def test_a_withdrawal_leaves_a_tombstone_closes_the_account_and_takes_everything_off(public, basis, settings):
    [one] = acts.finish(public.ana, "withdrawal", basis)
    assert (
        row(public.ana).status == Status.WITHDRAWN and in_public(public.ana)["status"]["agreement"] == "IEP/CG/50/2027"
    )
    assert document(public.ana) is None and public_identity(public.ana) is None
    assert set(states(public.ana).values()) == {"withdrawn"}
    assert not Grant.objects.open().filter(candidacy=public.ana).exists()
    assert list(Movement.objects.all()) == [one]
    assert Message.objects.filter(box=public.ana.key, kind="movement").exists()
    assert row(public.luz).status == Status.REGISTERED, "the alternate stays"
    page = page_of(settings, public.ana)
    assert "renunció a la candidatura" in page and "IEP/CG/50/2027" in page and "Propuestas" not in page
    assert Record.objects.filter(act="movement", detail__number="IEP/CG/50/2027").exists()
    with pytest.raises(CannotMove, match="ya no está registrada"):
        acts.finish(public.ana, "withdrawal", basis)


def test_a_cancellation_may_take_the_whole_ticket(public, basis):
    done = acts.finish(public.ana, "cancellation", basis, whole_ticket=True)
    assert {one.candidacy_id for one in done} == {public.ana.pk, public.luz.pk}
    assert row(public.luz).status == Status.CANCELLED and row(public.eva).status == Status.REGISTERED


def test_a_substitute_has_her_own_page_profile_and_account(public, basis, settings):
    one, fresh = acts.substitute(public.ana, basis, person=Person(name="Nora Nueva", sex="female"))
    assert row(public.ana).status == Status.SUBSTITUTED and one.other == fresh
    assert fresh.role == "owner" and fresh.ticket == public.ana.ticket and fresh.slug != row(public.ana).slug
    assert (
        Grant.objects.open().filter(candidacy=fresh).exists() and not Profile.objects.filter(candidacy=fresh).exists()
    )
    page = page_of(settings, public.ana)
    assert "fue sustituida" in page and "Nora Nueva" in page
    theirs = page_of(settings, fresh)
    assert "Sustituye a" in theirs and "Corte de la lista" not in theirs
    assert "No ha respondido" not in theirs and "Se le pidió" not in theirs, "the others were asked before she stood"


def test_the_alternate_may_take_the_place(public, basis):
    _one, fresh = acts.substitute(public.ana, basis, alternate=public.luz)
    assert fresh.pk == public.luz.pk and row(public.luz).role == "owner"
    with pytest.raises(CannotMove, match="Solo la suplente"):
        acts.substitute(public.luz, basis, alternate=public.eva)
    assert row(public.luz).status == Status.REGISTERED, "nothing was half done"


def test_a_correction_redirects_the_old_address_and_keeps_what_was(public, basis):
    slug = row(public.ana).slug
    one = changing.correct(public.ana, basis, {"name": "Ana María Peña Luna", "sex": "female", "age": None})
    assert one.changes == {"name": ["Ana Peña", "Ana María Peña Luna"]}
    assert in_public(public.ana)["name"] == "Ana María Peña Luna" and slug in in_public(public.ana)["former_slugs"]
    with pytest.raises(CannotMove, match="No cambia nada"):
        changing.correct(public.ana, basis, {"name": "Ana María Peña Luna"})
    with pytest.raises(ValidationError):
        changing.correct(public.ana, basis, {"name": "<b>"})
    back = acts.undo(one, basis)
    assert back.undoes == one and in_public(public.ana)["name"] == "Ana Peña"
    with pytest.raises(CannotMove, match="ya se deshizo"):
        acts.undo(one, basis)


def test_a_correction_reaches_the_words_beside_her_photograph(public, basis):
    assert document(public.ana)["photo"]["alt"] == "Fotografía de Ana Peña"
    changing.correct(public.ana, basis, {"name": "Ana Peña Luna"})
    assert document(public.ana)["photo"]["alt"] == "Fotografía de Ana Peña Luna"


def test_a_correction_never_makes_another_person_of_a_candidacy(public, basis):
    with pytest.raises(CannotMove, match="regístrela como sustitución"):
        changing.correct(public.ana, basis, {"name": "Rosa del Campo Ibarra"})
    assert row(public.ana).person.name == "Ana Peña"


def test_a_death_is_said_neutrally_and_to_the_party_alone(public, basis, settings):
    told = Message.objects.filter(box=public.ana.key).count()
    with pytest.raises(CannotMove, match="es de una persona"):
        acts.finish(public.ana, "death", basis, whole_ticket=True)
    [gone] = acts.finish(public.ana, "death", basis)
    assert in_public(public.ana)["status"]["state"] == "deceased" and document(public.ana) is None
    html = page_of(settings, public.ana)
    rows = (built_site() / public.election.slug / "datos" / "candidaturas.csv").read_text()
    described = (built_site() / public.election.slug / "datos" / "datapackage.json").read_text()
    assert "fallecimiento" in rows and '"fallecimiento"' in described, "what open data say is described"
    assert "Esta persona falleció" in html and "cancelada" not in html and "renunció" not in html
    assert Message.objects.filter(box=public.ana.key).count() == told
    assert (
        "Ana Peña: fallecimiento"
        in Message.objects.filter(box=public.ana.ticket.party.key).order_by("id").last().subject
    )
    acts.undo(gone, basis)
    assert row(public.ana).status == Status.REGISTERED


def test_a_change_of_party_is_a_movement_and_is_undone(public, basis, settings):
    other = Ticket.objects.create(contest=public.ana.ticket.contest, party=public.parties["Partido Río"])
    was, page = row(public.ana).ticket, document(public.ana)
    here = {"ticket": was, "office": public.ana.office, "position": 1, "role": "owner"}
    with pytest.raises(CannotMove, match="No cambia nada"):
        changing.change(public.ana, basis, here)
    moved = changing.change(public.ana, basis, {**here, "ticket": other})
    assert in_public(public.ana)["party"] == public.parties["Partido Río"].key and document(public.ana) == page
    assert moved.read_changes == [("Partido Roble", "Partido Río")]
    assert "Partido Río" in page_of(settings, public.ana)
    assert Grant.objects.open().filter(candidacy=public.ana).exists(), "it is the same candidacy"
    back = acts.undo(moved, basis)
    assert back.undoes == moved and row(public.ana).ticket == was
    elsewhere = Ticket.objects.create(contest=public.contest("Cuatro Ciénegas"), party=public.parties["Partido Río"])
    with pytest.raises(CannotMove, match="otra contienda"):
        changing.change(public.ana, basis, {**here, "ticket": elsewhere})


def test_a_change_into_a_taken_place_is_refused(public, basis):
    here = {"ticket": public.eva.ticket, "office": public.eva.office, "position": 1, "role": "owner"}
    with pytest.raises((CannotMove, ValidationError)):
        changing.change(public.ana, basis, here)
    assert row(public.ana).ticket != public.eva.ticket


def test_a_court_reinstates_and_everything_comes_back_as_it_was(public, basis):
    before, identity = document(public.ana), public_identity(public.ana)
    acts.substitute(public.ana, basis, person=Person(name="Nora Nueva", sex="female"))
    nora = Candidacy.objects.get(person__name="Nora Nueva")
    acts.reinstate(public.ana, basis)
    assert row(public.ana).status == Status.REGISTERED and row(nora).status == Status.SUBSTITUTED
    assert document(public.ana) == before and public_identity(public.ana) == identity
    assert (
        in_public(nora)["status"]["state"] == "substituted" and in_public(public.ana)["status"]["state"] == "registered"
    )
    assert set(states(public.ana).values()) == {"published", "approved"}, "identity is approved, never published"
    assert Grant.objects.open().filter(candidacy=public.ana).exists()
    assert [one.kind for one in Movement.objects.order_by("id")] == ["substitution", "substitution", "reinstatement"]
    with pytest.raises(CannotMove, match="ya está registrada"):
        acts.reinstate(public.ana, basis)


def test_undoing_is_another_movement(public, basis):
    before = document(public.ana)
    [gone] = acts.finish(public.ana, "withdrawal", basis)
    back = acts.undo(gone, basis)
    assert back.kind == "reinstatement" and back.undoes == gone and document(public.ana) == before
    assert back.changes == {}, "nobody was lowered"
    again = acts.undo(back, basis)
    assert again.kind == "withdrawal" and again.undoes == back and row(public.ana).status == Status.WITHDRAWN
    _one, fresh = acts.substitute(public.eva, basis, person=Person(name="Otra Más", sex="female"))
    acts.undo(Movement.objects.get(candidacy=public.eva), basis)
    assert row(public.eva).status == Status.REGISTERED and row(fresh).status == Status.SUBSTITUTED


def test_an_alternate_who_was_raised_goes_back_to_her_place(public, basis):
    raised, _fresh = acts.substitute(public.ana, basis, alternate=public.luz)
    acts.undo(raised, basis)
    assert row(public.ana).status == row(public.luz).status == Status.REGISTERED
    assert (row(public.ana).role, row(public.luz).role) == ("owner", "alternate")


def test_only_the_last_movement_is_undone(public, basis):
    [first] = acts.finish(public.ana, "cancellation", basis)
    acts.reinstate(public.ana, basis)
    acts.finish(public.ana, "withdrawal", basis)
    with pytest.raises(CannotMove, match="otro movimiento de Ana Peña"):
        acts.undo(first, basis)
    one, nora = acts.substitute(public.eva, basis, person=Person(name="Nora Nueva", sex="female"))
    acts.substitute(nora, basis, person=Person(name="Olga Otra", sex="female"))
    with pytest.raises(CannotMove, match="otro movimiento de Nora Nueva"):
        acts.undo(one, basis)


def test_undoing_a_reinstatement_puts_back_whoever_had_the_place(public, basis):
    acts.substitute(public.ana, basis, alternate=public.luz)
    back = acts.reinstate(public.ana, basis)
    assert (row(public.ana).role, row(public.luz).role) == ("owner", "alternate")
    acts.undo(back, basis)
    assert row(public.ana).status == Status.SUBSTITUTED and row(public.luz).role == "owner"
    _one, nora = acts.substitute(public.eva, basis, person=Person(name="Nora Nueva", sex="female"))
    again = acts.reinstate(public.eva, basis)
    assert again.other == nora and acts.undo(again, basis).other == nora
    assert in_public(public.eva)["status"]["state"] == "substituted"
    assert row(public.eva).status == Status.SUBSTITUTED and row(nora).status == Status.REGISTERED


def test_an_alternate_who_was_raised_and_left_comes_back_as_alternate(public, basis):
    acts.substitute(public.ana, basis, alternate=public.luz)
    acts.finish(public.luz, "withdrawal", basis)
    acts.reinstate(public.ana, basis)
    acts.reinstate(public.luz, basis)
    assert (row(public.ana).status, row(public.ana).role) == (Status.REGISTERED, "owner")
    assert (row(public.luz).status, row(public.luz).role) == (Status.REGISTERED, "alternate")


def test_a_publication_of_the_register_brings_nothing_of_who_left_back(capture, basis):
    listed = capture.stand("Rosa Lista", place="Cuatro Ciénegas", answers={"reason": "Así decía la lista"})
    capture.publish()
    acts.finish(listed, "cancellation", basis)
    assert capture.publish() == 0 and document(listed) is None


def test_in_the_silence_movements_still_work(public, basis):
    public.election.refresh_from_db()
    public.election.campaigns_end = public.election.silence_starts = timezone.now() - timedelta(minutes=1)
    public.election.capture_closes = public.election.silence_starts
    public.election.save()
    before = document(public.ana)
    [one] = acts.finish(public.ana, "withdrawal", basis)
    assert document(public.ana) is None
    acts.undo(one, basis)
    assert document(public.ana) == before


def test_what_a_list_answered_comes_back_too(capture, basis):
    listed = capture.stand("Rosa Lista", place="Cuatro Ciénegas", answers={"reason": "Así decía la lista"})
    capture.publish()
    before = document(listed)
    [one] = acts.finish(listed, "cancellation", basis)
    assert document(listed) is None
    acts.undo(one, basis)
    assert document(listed)["answers"] == before["answers"]


def test_a_doubt_that_ends_a_candidacy_leaves_its_movement_too(public, staff_user):
    doubt = Doubt.objects.create(candidacy=public.ana, name="Nora Nueva", file="lista.csv", line=3)
    agreement = make_agreement(public.election, "IEP/CG/60/2027")
    settle_name(doubt, "substitution", staff_user, day=date(2026, 11, 1), agreement=agreement)
    one = Movement.objects.get(candidacy=public.ana)
    assert (one.kind, one.agreement) == ("substitution", agreement)
    assert document(public.ana) is None and set(states(public.ana).values()) == {"withdrawn"}


def test_the_screens(public, coordination, reviewer, party_operator):
    make_agreement(public.election, "IEP/CG/70/2027")
    base = f"/registro/{public.election.slug}/movimientos/"
    url = f"{base}{public.ana.key}/"
    for client in (reviewer, party_operator):
        assert client.get(base).status_code == client.get(url).status_code == 403
    from conoceles.elections.models import Agreement

    sent = {"agreement": Agreement.objects.get(number="IEP/CG/70/2027").pk, "day": "2026-11-02"}
    assert coordination.get(url).status_code == 200
    wrong = coordination.post(url, {"act": "substitute", **sent})
    assert wrong.status_code == 422 and "una de las dos" in wrong.text
    assert coordination.post(url, {"act": "substitute", **sent, "name": "<b>"}).status_code == 422
    assert "su suplente, que ocupa" in coordination.get(url).text
    alone = f"{base}{public.luz.key}/"
    assert "su suplente, que ocupa" not in coordination.get(alone).text, "an alternate has none behind her"
    nobody = coordination.post(alone, {"act": "substitute", **sent, "alternate": "on"})
    assert nobody.status_code == 422 and "Escriba el nombre de quien la sustituye." in nobody.text
    tomorrow = coordination.post(url, {"act": "end", **sent, "day": "2090-01-01", "kind": "withdrawal"})
    assert tomorrow.status_code == 422 and "de mañana en adelante" in tomorrow.text
    assert coordination.post(url, {"act": "nada"}).status_code == 422
    assert coordination.post(url, {"act": "end", **sent, "kind": "withdrawal"}).status_code == 302
    listing = " ".join(coordination.get(base).text.split())
    assert "Renuncia, 2 de noviembre de 2026" in listing and "nace el aviso al INE" in listing
    one = Movement.objects.get()
    assert coordination.post(url, {"act": "undo", **sent, "movement": one.pk}).status_code == 302
    assert row(public.ana).status == Status.REGISTERED


def test_a_folio_goes_with_the_place_and_comes_back(capture, basis):
    one = capture.stand("Ada Mar", place="Cuatro Ciénegas")
    Candidacy.objects.filter(pk=one.pk).update(folio="F-77")
    done, nora = acts.substitute(one, basis, person=Person(name="Nora Nueva", sex="female"))
    assert row(nora).folio == "F-77" and row(one).folio == ""
    acts.undo(done, basis)
    assert row(one).folio == "F-77" and row(nora).folio == ""


def test_what_was_undone_does_not_keep_the_one_before_from_being_undone(public, basis):
    first, nora = acts.substitute(public.eva, basis, person=Person(name="Nora Nueva", sex="female"))
    second, _olga = acts.substitute(nora, basis, person=Person(name="Olga Otra", sex="female"))
    acts.undo(second, basis)
    acts.undo(first, basis)
    assert row(public.eva).status == Status.REGISTERED


def test_the_one_who_is_back_does_not_substitute_her_substitute(public, basis, settings):
    done, _nora = acts.substitute(public.luz, basis, person=Person(name="Nora Nueva", sex="female"))
    acts.undo(done, basis)
    assert "Sustituye a" not in page_of(settings, public.luz)
