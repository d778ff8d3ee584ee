"""Whose movement it is, found by part of a name as anywhere else."""

from tests.movements.test_acts import public  # noqa: F401 - scenery


def test_part_of_a_name_leads_to_the_movements_of_the_one_it_names(public, coordination):  # noqa: F811
    base = f"/registro/{public.election.slug}/movimientos/"
    assert "Registrar su movimiento" in coordination.get(base).text
    answer = coordination.get(base, {"candidacy": "pena"})
    assert answer.headers["Location"] == f"{base}{public.ana.key}/"


def test_of_several_one_is_chosen_and_of_none_it_is_said(public, coordination):  # noqa: F811
    base = f"/registro/{public.election.slug}/movimientos/"
    public.stand("Ana Luz", place="Cuatro Ciénegas", folio="31")
    page = coordination.get(base, {"candidacy": "ana"})
    assert "2 coinciden: elija cuál." in page.text
    sent = {"candidacy": "ana", "candidacy-antes": "ana", "candidacy-cual": public.ana.key}
    assert coordination.get(base, sent).headers["Location"] == f"{base}{public.ana.key}/"
    assert "Nadie de esta elección tiene esas palabras" in coordination.get(base, {"candidacy": "xyz"}).text


def test_liaison_and_commission_read_and_are_offered_none(public):  # noqa: F811
    base = f"/registro/{public.election.slug}/movimientos/"
    for role in ("liaison", "commission"):
        page = public.account(role, role).get(base)
        assert page.status_code == 200
        assert "Registrar su movimiento" not in page.text
