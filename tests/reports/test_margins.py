"""What an attacker finds out of published identity tables: never more than «from nobody to four» of a hidden cell."""

from datetime import timedelta
from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone

from conoceles.reports.documents import qualitative
from conoceles.reports.identity_figures import TooSoon, cut, veil_what_says_too_much
from conoceles.reports.identity_groups import groups
from conoceles.reports.margins import Cut, Told, margins, narrow, told_apart
from conoceles.reports.models import IdentityCut, IdentityNote
from conoceles.reports.suppression import apart, suppressed
from scripts.margins import attacked
from tests.factories import make_town
from tests.review.test_identity_review import answer_identity, approve


def a_cut(cells, members, total=None, **more):
    return Cut([Told("q", cells, sum(members) if total is None else total, **more)], frozenset(range(total or 0)))


def test_a_lone_hidden_cell_is_found_by_subtraction():
    found = margins([a_cut({"sí": None, "no": 40}, [], total=43)])
    assert found == {(0, "q", "sí"): (3, 3)} and narrow([a_cut({"sí": None, "no": 40}, [], total=43)])


def test_two_that_together_are_few_are_narrow_and_five_are_not():
    few = a_cut({"sí": None, "no": None, "no dice": 40}, [], total=43)
    assert margins([few]) == {(0, "q", "sí"): (0, 3), (0, "q", "no"): (0, 3)} and len(narrow([few])) == 2
    assert narrow([a_cut({"sí": None, "no": None, "no dice": 40}, [], total=45)]) == []


def test_persons_whose_answers_are_public_are_subtracted():
    told = a_cut({"sí": None, "no": None, "no dice": 40}, [], total=47, known={"sí": 3, "no": 2})
    assert margins([told]) == {(0, "q", "sí"): (3, 5), (0, "q", "no"): (2, 4)} and narrow([told])
    assert suppressed({"sí": 3, "no": 4, "no dice": 40}, known={"sí": 3, "no": 2})["no dice"] is None


def test_a_later_cut_gives_away_what_an_earlier_one_hid():
    first = Cut([Told("q", {"sí": None, "no": None, "nada": 90}, 100)], frozenset(range(100)))
    later = Cut([Told("q", {"sí": 9, "no": 6, "nada": 90}, 105)], frozenset(range(105)))
    assert narrow([first]) == []
    assert margins([first, later])[0, "q", "sí"] == (4, 9) and narrow([first, later]) == [], "still wide enough"
    later = Cut([Told("q", {"sí": 8, "no": 5, "nada": 92}, 105)], frozenset(range(105)))
    assert margins([first, later])[0, "q", "no"] == (2, 5) and narrow([first, later])


def test_what_would_say_too_much_is_hidden_whole():
    first = Cut([Told("q", {"sí": None, "no": None, "nada": 90}, 100)], frozenset(range(100)))
    cells = [["sí", 8], ["no", 5], ["nada", 92]]
    tables = [{"key": "q", "cells": cells, "asked": 105, "answered": 105, "several": False}]
    veil_what_says_too_much(tables, [first], list(range(105)))
    assert tables[0]["asked"] is None and {count for _label, count in tables[0]["cells"]} == {None}


def test_where_several_answers_are_given_those_who_did_not_give_one_are_hidden_too():
    assert apart({"a": 98, "b": 40, "c": 3, "d": 0}, 100) == {"a": None, "b": 40, "c": None, "d": 0}


def test_whoever_corrects_an_answer_between_two_cuts_bounds_nothing_and_stops_nothing():
    first = Cut([Told("q", {"a": None, "b": None, "c": 10, "": 0}, 20)], frozenset(range(20)))
    later = Cut([Told("q", {"a": 8, "b": 8, "c": 9, "": 0}, 25)], frozenset(range(25)))
    found = margins([first, later])
    assert all(least <= most for least, most in found.values())


def test_in_a_table_of_several_answers_those_who_answered_gave_one_at_least():
    told = a_cut({"a": 10, "b": 7, "c": None, "Sin respuesta": 0}, [], total=20, several=True)
    assert margins([told])[0, "q", "c"] == (3, 20)
    shown = apart({"a": 10, "b": 7, "c": 3, "Sin respuesta": 0}, 20)
    assert [key for key, count in shown.items() if count is None] == ["b", "c"]


def test_what_a_few_newcomers_answered_is_not_told_by_subtraction(capture):
    people = [capture.stand(f"Persona {letter}", folio=letter) for letter in "ABCDEFGHIJKLMNOPQRST"]
    for number, one in enumerate(people[:15]):
        answer_identity(one, indigenous="yes" if number < 6 else "no")
        approve(one)
    first = cut(capture.election, by="")
    assert dict(next(one for one in first.tables if one["key"] == "indigenous")["cells"])["Sí"] == 6
    for number, one in enumerate(people[15:]):
        answer_identity(one, indigenous="yes" if number == 0 else "no")
        approve(one)
    second = cut(capture.election, by="")
    table = next(one for one in second.tables if one["key"] == "indigenous")
    assert {count for _label, count in table["cells"]} == {None} and table["asked"] is None
    hanging = [one for one in second.tables if one["key"].startswith("indigenous_")]
    assert hanging and all(one["asked"] is None for one in hanging), "how many were asked would tell it"


@pytest.mark.parametrize("seed", range(6))
def test_no_random_tables_in_three_cuts_are_broken(seed):
    rng = Random(seed)
    people = [rng.choices("abcdef", [60, 20, 8, 5, 4, 3])[0] for _ in range(140)]
    told = []
    for size in (60, 60 + rng.randint(5, 12), 130):
        known = {label: people[:6].count(label) for label in "abcdef"}
        counts = {label: people[:size].count(label) for label in "abcdef"}
        cells = [list(pair) for pair in suppressed(counts, known=known).items()]
        tables = [{"key": "q", "cells": cells, "asked": size, "answered": size, "several": False, "known": known}]
        veil_what_says_too_much(tables, told, list(range(size)))
        told.append(Cut([Told("q", dict(tables[0]["cells"]), tables[0]["asked"], known=known)], frozenset(range(size))))
        assert narrow(told) == []


@pytest.mark.real_data
@pytest.mark.once
@pytest.mark.parametrize("public", [0, 20])
def test_no_hidden_cell_of_the_real_answers_is_found(real_data, public):
    found, wrong = attacked(public)
    assert len(found) > 25 and wrong == []


def test_the_product_counts_who_did_not_answer_and_attacks_its_own_cuts(capture):
    people = [capture.stand(f"Persona {letter}", folio=letter) for letter in "ABCDEFGHIJKLMNOPQRST"]
    for number, one in enumerate(people[:12]):
        answer_identity(one, indigenous="yes" if number < 6 else "no")
        approve(one)
    first = cut(capture.election, by="")
    for one in people[12:]:
        answer_identity(one, indigenous="no")
        approve(one)
    second = cut(capture.election, by="")
    table = next(one for one in second.tables if one["key"] == "indigenous")
    assert ["Sin respuesta", 0] in table["cells"] and table["asked"] == table["answered"] == 20
    assert dict(table["cells"])["Sí"] == 6 and dict(table["cells"])["No"] == 14
    assert IdentityCut.objects.count() == 2 and first.people == 12


def test_sums_and_differences_of_several_cuts_tell_of_no_few():
    """T4 − T2 − T3 + T1 is of one person, though no two of the cuts are near each other."""
    first, second, third = ({*range(20)}, {*range(26)}, {*range(20), *range(26, 32)})
    fourth = {*range(33)}
    assert min(len(group) for group in told_apart([first, second], third)) >= 5
    assert {32} in list(told_apart([first, second, third], fourth))
    assert {32} not in list(told_apart([first, second, third], {*range(38)}))


def test_a_cut_that_several_others_would_tell_of_one_person_waits(capture):
    people = [capture.stand(f"Persona {letter}", folio=letter) for letter in "ABCDEFGHIJKLMNOPQ"]
    for one in people:
        answer_identity(one, indigenous="no")
        approve(one)
    profiles = [one.profile.pk for one in people]
    for members in (profiles[:5], profiles[:10], [*profiles[:5], *profiles[10:16]]):
        IdentityCut.objects.create(election=capture.election, at=timezone.now(), tables=[], members=members)
    with pytest.raises(TooSoon, match="Sumando y restando cortes anteriores"):
        cut(capture.election, by="")
    more = [capture.stand(f"Otra {letter}", folio=f"x{letter}") for letter in "ABCD"]
    for one in more:
        answer_identity(one, indigenous="no")
        approve(one)
    assert cut(capture.election, by="").people == 21


def test_equality_says_of_each_group_what_it_reads_and_earlier_elections_stand_beside_it(capture, equality, commission):
    before = make_town("antes-2024", "97").election
    for name in ("publication_starts", "campaigns_end", "silence_starts", "polls_open", "polls_close"):
        setattr(before, name, getattr(before, name) - timedelta(days=1000))
    before.capture_opens = before.capture_closes = None
    before.save()
    older = {"key": "indigenous", "label": "¿Es indígena?", "cells": [["Sí", None], ["No", 9], ["No sé", 7]]}
    IdentityCut.objects.create(election=before, at=timezone.now(), tables=[{**older, "several": False}])
    for letter in "ABCDEFGHIJKL":
        one = capture.stand(f"Persona {letter}", folio=letter)
        answer_identity(one, indigenous="yes" if letter < "G" else "no")
        approve(one)
    cut(capture.election, by="")
    home = reverse("identity_totals", args=[capture.election.slug])
    said = "Más personas indígenas que en 2024. <b>"
    assert equality.post(home, {"note": "indigenous", "text": said}).status_code == 302
    assert commission.post(home, {"note": "indigenous", "text": "otra"}).status_code == 403
    assert equality.post(home, {"note": "no-existe", "text": "x"}).status_code == 404
    long = equality.post(home, {"note": "indigenous", "text": "x" * 2001})
    assert long.status_code == 422 and "caben 2000" in long.text and "x" * 2001 in long.text
    page = " ".join(commission.get(home).text.split())
    assert "Más personas indígenas que en 2024. &lt;b&gt;" in page and before.name in page
    group = next(one for one in groups(capture.election) if one.table["key"] == "indigenous")
    assert group.elections == [before.name, capture.election.name]
    assert dict(group.series)["Sí"] == [None, 6] and dict(group.series)["No sé"] == [7, ""]
    section = qualitative.identity(capture.election)
    tables = {table.title: table for table in section.tables}
    assert said in tables[group.table["label"]].note
    rows = {row[0]: row[1:] for row in tables[f"{group.table['label']}, por elección"].rows}
    assert rows["Sí"] == ["protegido", 6]
    # Of another cut: it says so, and the report leaves it out until somebody keeps it again.
    IdentityNote.objects.update(at=timezone.now() - timedelta(days=2))
    assert "Se escribió de un corte anterior" in equality.get(home).text
    tables = {table.title: table for table in qualitative.identity(capture.election).tables}
    assert said not in tables[group.table["label"]].note
    # Of elections that are near, many people stood in both.
    for name in ("publication_starts", "campaigns_end", "silence_starts", "polls_open", "polls_close"):
        setattr(before, name, getattr(before, name) + timedelta(days=900))
    before.save()
    assert not any(one.series for one in groups(capture.election))
    assert equality.post(home, {"note": "indigenous", "text": " "}).status_code == 302
    assert not IdentityNote.objects.exists()
