"""Ways around acts of two people that were tried: none of them leads anywhere."""

from datetime import timedelta

from django.utils import timezone

from conoceles.accounts import invitations
from conoceles.elections import register
from conoceles.elections.grants import close_for_candidacy, open_for_candidacy
from conoceles.elections.models import Candidacy, Election, Grant, Office, Person, Prepared
from conoceles.ledger.acts import forget
from conoceles.ledger.models import SetAside
from conoceles.ledger.reading import current
from conoceles.mail.models import Delivery
from conoceles.mail.sending import send_due
from tests.elections.test_two_people import (
    REASON,
    back,
    boxes,
    hire,
    home,
    in_use,
    later,
    liaison,
    page,
    release,
    second,
)

__all__ = ["home", "liaison", "second"]


def test_to_cancel_somebody_and_bring_her_back_gives_nobody_her_place(capture, home, candidate, liaison, coordination):
    capture.account("coordination", "Segunda coordinación")
    grant = in_use(capture, candidate)
    close_for_candidacy(capture.ana, by="c-x", why="por error")
    fresh = open_for_candidacy(Candidacy.objects.select_related("election", "person").get(pk=capture.ana.pk), by="c-x")
    assert fresh.user_id != grant.user_id and not invitations.in_use(fresh.user)
    asked = coordination.post(f"{home}cuentas/cartas/", {"grant": fresh.pk}, follow=True)
    assert "Queda preparado" in asked.text and not fresh.user.invitations.exists()


def test_whoever_may_release_is_told_and_so_is_whom_it_concerns(capture, home, coordination, second, liaison):
    hire(coordination, home)
    for user in (second.user, liaison.user):
        assert any("Espera a otra persona: Dar a Nueva persona" in subject for _box, subject in boxes(user.username))
    assert not any("Espera" in subject for _box, subject in boxes(coordination.user.username))
    grant = Grant.objects.get(user=liaison.user)
    assert "Queda preparado" in coordination.post(f"{home}personal/", {"end": grant.pk}, follow=True).text
    assert any("Se pidió algo que le toca" in subject for _box, subject in boxes(liaison.user.username))


def test_neither_the_rule_nor_who_reads_identity_is_released_alone(capture, home, coordination, second):
    hire(coordination, home)
    coordination.post(f"{home}por-liberar/regla/", {"two_people": "no"})
    with later():
        back(coordination)
        for row in Prepared.objects.waiting():
            sent = {"release": row.pk, "reason": REASON}
            assert coordination.post(f"{home}por-liberar/", sent).status_code == 422


def test_an_edit_of_something_else_publishes_nobody_new(capture, home, coordination, second):
    capture.publish()
    slug, rosa = capture.election.slug, Person.objects.create(name="Rosa Invento", sex="female")
    # As a list writes it: in the register, and not public until it is published.
    ticket = capture.ana.ticket
    Candidacy.objects.create(
        election=capture.election, ticket=ticket, person=rosa, office=capture.ana.office, position=9, slug="rosa-9"
    )
    office = Office.objects.get(election=capture.election, kind="mayor")
    office.name = "Presidencia del municipio"
    register.save(office, by="c-x")
    found = [one for (kind, _key), one in current(slug).items() if kind == "candidacy"]
    assert len(found) == 3 and not any("Rosa" in one["name"] for one in found)
    # And what is public waits too, while the publication of all waits.
    coordination.post(f"{home}publicar/")
    capture.ana.person.name = "Ana Peña Luna"
    capture.ana.person.save()
    register.save(office, by="c-x")
    assert not any(
        "Luna Peña" in one["name"] or "Peña Luna" in one["name"] for one in current(slug).values() if "name" in one
    )


def test_another_date_asks_again_for_what_was_agreed_for_the_one_before(capture, home, coordination, second):
    coordination.post(f"/revision/{capture.election.slug}/programar/", {"on": "1"})
    assert "se publique sola el" in page(second, home).text
    release(second, home)
    election = Election.objects.get()
    assert election.publishes_itself
    election.publication_starts -= timedelta(days=1)
    register.save(election, by="c-x")
    assert not Election.objects.get().publishes_itself


def test_what_was_refused_stays_when_something_else_is_deleted(capture, home, reviewer, coordination, second):
    first = SetAside.objects.create(number=900, election=capture.election.slug, key=capture.ana.key, content="x")
    SetAside.objects.create(number=901, election=capture.election.slug, key=capture.ana.key, content="y")
    assert forget([901]) == 1 and list(SetAside.objects.all()) == [first]


def test_a_mail_without_an_address_is_not_sent_and_says_so(capture, home, candidate, coordination, second):
    grant = in_use(capture, candidate)
    coordination.post(f"{home}cuentas/cartas/", {"grant": grant.pk})
    release(second, home)
    send_due(timezone.now() + timedelta(minutes=1))
    assert Delivery.objects.filter(user=grant.user, outcome="failed", reason="sin correo").exists()
