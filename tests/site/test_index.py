"""The search index as bitmaps: what was put, put again and dropped is what is found, in order, page by page."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from conoceles.site.search.index import FACETS, ORDERS, Entry, Writer, readable
from conoceles.site.search.postings import Postings
from conoceles.site.search.reader import Reader
from conoceles.site.search.store import Store

E = "prueba-2027"
KEYS = [f"k{number:02}" for number in range(40)]
WORDS = ["ana", "rosa", "garcia", "garza", "lopez", "peña", "cuatro", "cienegas"]
SEXES = ["female", "male"]


@some.composite
def entries(draw) -> Entry:
    key, place = draw(some.sampled_from(KEYS)), draw(some.sampled_from(["Cuatro Ciénegas", "Lerdo", "Gómez Palacio"]))
    name = " ".join(draw(some.lists(some.sampled_from(WORDS), min_size=1, max_size=3)))
    facets = {"sex": [draw(some.sampled_from(SEXES))], "topic": draw(some.lists(some.sampled_from(["agua", "salud"])))}
    said = draw(some.lists(some.sampled_from(["agu", "camp", "escuel"]), unique=True))
    ballot = f"{draw(some.integers(0, 9))} {key}"
    return Entry(
        key, name, place, "Partido Nogal", "Sindicatura", facets, said, f"{name}\t{key}", ballot, f"1 {name}\t{key}"
    )


@pytest.fixture
def store():
    with TemporaryDirectory() as folder:
        kept = Store(Path(folder) / "site.sqlite3")
        yield kept
        kept.close()


def put(store: Store, *several: Entry) -> None:
    writer = Writer(store, E)
    writer.put(several)
    writer.commit()


def named(key: str, name: str, place: str = "Lerdo") -> Entry:
    return Entry(key, name, place, "Partido Nogal", "Sindicatura", {"sex": ["female"]}, [], name, key, name)


@settings(max_examples=60, deadline=None)
@given(
    acts=some.lists(
        some.tuples(some.lists(entries(), max_size=12), some.lists(some.sampled_from(KEYS), max_size=4)),
        min_size=1,
        max_size=4,
    ),
    start=some.integers(0, 45),
    size=some.integers(1, 45),
    order=some.sampled_from(ORDERS),
)
def test_what_is_found_is_what_stands_in_its_order(acts, start, size, order):
    standing: dict[str, Entry] = {}
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "site.sqlite3")
        for given_entries, gone in acts:
            writer = Writer(store, E)
            writer.put(given_entries)
            standing |= {one.key: one for one in given_entries}
            writer.drop(gone)
            for key in gone:
                standing.pop(key, None)
            writer.commit()
        assert readable(store, E) == len(standing)
        index = Postings(store, E, "now")
        for found, wanted in (
            (index.everyone(), list(standing.values())),
            (index.having("facet_sex female"), [one for one in standing.values() if one.facets["sex"] == ["female"]]),
            (index.having("said agu"), [one for one in standing.values() if "agu" in one.said]),
            (index.begun("name gar"), [one for one in standing.values() if "gar" in one.name]),
        ):
            ranked = [one.key for one in sorted(wanted, key=lambda one: getattr(one, order))]
            assert index.keys(index.page(found, order, start, size)) == ranked[start : start + size]
        counted = Reader(store, E).search("", {}, exact=True, start=0, size=1).facets
        assert set(counted) == set(FACETS)
        for sex in SEXES:
            assert counted["sex"].get(sex, 0) == sum(one.facets["sex"] == [sex] for one in standing.values())
        terms = {name for (name,) in store.connection.execute("SELECT name FROM term")}
        assert all(any(word in one.name for one in standing.values()) for word in WORDS if f"name {word}" in terms)
        store.close()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("gonzalez", ["a"]),
        ("gonzales", ["a"]),
        ("gnozalez", ["a"]),
        ("gnozales", ["a"]),
        ("gonxxlez", ["a"]),
        ("gonxxxez", []),
        ("ruis", ["b"]),
        ("riuz", ["b"]),
        ("rxxz", []),
        ("cuatrocienegas", ["c"]),
        ("cuatrosienegas", ["c"]),
        ("rosamaria", ["d"]),
        ("rosamaira", ["d"]),
        ("mariatoled", ["d"]),
    ],
)
def test_words_written_with_a_letter_or_two_of_difference_are_found(store, asked, found):
    put(
        store,
        named("a", "Ana González"),
        named("b", "Berta Ruiz"),
        named("c", "Carla Soto", "Cuatro Ciénegas"),
        named("d", "Rosa María Toledo"),
    )
    assert Reader(store, E).search(asked, {}, exact=False, start=0, size=9).keys == found


def test_a_reader_follows_each_commit_and_keeps_nothing_of_the_one_before(store):
    put(store, named("a", "Ana González"))
    follows = Reader(store, E)
    assert follows.search("ana", {}, exact=True, start=0, size=9).total == 1
    put(store, named("b", "Ana Ruiz"), named("a", "Berta González"))
    found = follows.search("ana", {}, exact=True, start=0, size=9)
    assert found.keys == ["b"] and found.facets["sex"] == {"female": 1}


def test_most_of_the_words_within_what_was_chosen(store):
    put(store, named("a", "Ana González Soto"), named("b", "Ana Ruiz"))
    found = Reader(store, E).search("ana gonzalez montemayor", {"sex": ["female"]}, exact=False, start=0, size=9)
    assert found.keys == ["a"] and found.left_out == ["montemayor"] and found.partial
    nobody = Reader(store, E).search("ana gonzalez montemayor", {"sex": ["male"]}, exact=False, start=0, size=9)
    assert nobody.keys == [] and nobody.left_out == []


def test_all_of_a_search_reads_one_state_though_another_is_committed_meanwhile(store):
    put(store, named("a", "Ana González"), named("b", "Ana Ruiz"))
    one = Reader(store, E)
    one.search("ana", {}, exact=True, start=0, size=9)
    other = Store(store.path)
    with one._index() as index:
        put(other, *(named(f"z{number}", "Ana Zoe") for number in range(9)))
        assert index.keys(index.page(index.having("name zoe") | index.having("name ana"), "order", 0, 20)) == ["a", "b"]
    assert one.search("ana", {}, exact=True, start=0, size=20).total == 11
    other.close()


def test_values_that_somebody_made_up_are_not_remembered(store):
    put(store, named("a", "Ana González"))
    one = Reader(store, E)
    for number in range(50):
        one.search(f"nadie{number}", {"sex": [f"made up {number}"]}, exact=False, start=0, size=9)
    assert one.opened is not None and not [name for name in one.opened._kept if "made" in name]
