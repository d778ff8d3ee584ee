"""Works: menus, decorators and who may enter are one object; every room registers its own."""

import pytest
from django.urls import get_resolver, resolve, reverse

from conoceles.config.menu import works
from conoceles.demo import people
from conoceles.elections.access import STAFF, Place
from conoceles.elections.models import Role


def views(patterns=None):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns)
        else:
            yield pattern


def test_every_role_of_staff_has_somebody_in_the_demonstration():
    assert set(people.STAFF) == set(STAFF)


def test_every_address_says_who_may_enter():
    assert [pattern.name for pattern in views() if not hasattr(pattern.callback, "access")] == []


def test_every_view_for_staff_is_of_a_work_that_its_room_registers():
    registered, errors = works(), []
    for pattern in views():
        who, _methods = pattern.callback.access
        work = getattr(pattern.callback, "work", None)
        staffed = set(who.removesuffix(" de toda la instalación").split(", ")) <= {role.label for role in STAFF}
        if (staffed and work is None) or (work is not None and work not in registered):
            errors.append(pattern.name)
    assert errors == []


def test_a_menu_leads_to_a_view_of_its_own_work():
    errors = []
    for work in works():
        more = {Place.CANDIDACY: ["a" * 16], Place.ROW: ["partidos", "1"]}.get(work.place, [])
        scope = [] if work.everywhere or work.place == Place.INSTALLATION else ["x-2027", *more]
        known = {"rows": ["lugares"]}.get(work.address, [])
        view = resolve(reverse(work.address, args=[*scope, *work.arguments, *known])).func
        if view.work is not work:
            errors.append(work.address)
    assert errors == []


@pytest.mark.parametrize("role", [role.value for role in STAFF])
def test_what_the_menu_shows_to_a_role_opens_and_the_rest_refuses(capture, role):
    client = capture.account(role, role)
    shown = client.get(f"/registro/{capture.election.slug}/").text
    errors = []
    for work in works():
        if (
            work.everywhere
            or work.place in (Place.CANDIDACY, Place.ROW, Place.INSTALLATION)
            or work.panel
            or work.address in ("rows", "election")
        ):
            continue
        url = reverse(work.address, args=[capture.election.slug, *work.arguments])
        opens = client.get(url).status_code in (200, 405)
        if opens != (role in work.wanted) or opens != (f'href="{url}"' in shown):
            errors.append((work.address, opens))
    assert errors == []


def test_the_menu_says_how_many_wait(capture, coordination):
    url = f"/registro/{capture.election.slug}/"
    assert "1 por atender" not in coordination.get(url).text
    capture.submit(capture.ana)
    assert "1 por atender" in coordination.get(url).text


def test_nobody_outside_has_a_menu(capture, candidate, visitor):
    assert candidate.get(f"/registro/{capture.election.slug}/").status_code == 403
    assert visitor.get(f"/registro/{capture.election.slug}/").status_code == 302
    assert Role.CANDIDATE not in {role for work in works() for role in work.wanted}
