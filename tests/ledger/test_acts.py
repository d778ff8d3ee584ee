import json
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from conoceles.ledger import reading
from conoceles.ledger.acts import BATCH, Entry, NothingPublished, append, append_many, redact, withdraw
from conoceles.ledger.kinds import FOLDER, BadDocument, check, kinds
from conoceles.ledger.models import Body, Edition, Head
from conoceles.ledger.verification import verify

PARTY = {
    "version": 1,
    "name": "Partido Roble",
    "short": "R",
    "slug": "roble",
    "kind": "party",
    "members": [],
    "order": 1,
}


def party(key: str, **changes: object) -> Edition:
    return append("party", key, {**PARTY, **changes}, election="e-2027")


def test_editions_are_numbered_without_gaps_and_read_in_order(db):
    numbers = [party(key).number for key in ("a", "b", "a")]
    assert numbers == [1, 2, 3]
    assert [edition.key for edition in reading.since(1)] == ["b", "a"]
    assert reading.size() == 3


def test_what_stands_now_is_the_last_edition_of_each_thing(db):
    party("a")
    party("b")
    party("a", name="Partido Encino")
    withdraw("party", "b", election="e-2027", reason="Se publicó por error")
    assert {key: document["name"] for (_kind, key), document in reading.current("e-2027").items()} == {
        "a": "Partido Encino"
    }


def test_the_commitment_is_salted_so_equal_documents_do_not_look_equal(db):
    assert party("a").commitment != party("a").commitment


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"kind": "club"}, {"curp": "XXXX"}, {"version": 9}, {"order": "1"}, {"slug": "Roble"}],
)
def test_a_document_that_breaks_its_schema_is_refused_and_nothing_is_written(db, changes):
    with pytest.raises(BadDocument):
        party("a", **changes)
    assert Edition.objects.count() == Body.objects.count() == 0


def test_a_kind_without_schema_is_refused(db):
    with pytest.raises(BadDocument, match="no kind"):
        append("secret", "a", {"version": 1}, election="e-2027")


@pytest.mark.parametrize("kind", kinds())
def test_no_kind_takes_a_field_that_its_schema_does_not_name(kind):
    with pytest.raises(BadDocument):
        check(kind, {"version": 1, "home_address": "Calle 1"})
    for path in FOLDER.glob(f"{kind}-*.json"):
        assert _open_objects(json.loads(path.read_text())) == [], path.name


def _open_objects(schema, path=""):
    """Return the places of a schema that take a field which they do not name."""
    found = []
    if isinstance(schema, dict):
        # What maps keys to values says how a value looks; anything else names its fields.
        if "properties" in schema and schema.get("additionalProperties") is not False:
            found.append(path)
        for name, inner in schema.items():
            found += _open_objects(inner, f"{path}/{name}")
    elif isinstance(schema, list):
        for number, inner in enumerate(schema):
            found += _open_objects(inner, f"{path}/{number}")
    return found


def test_a_batch_is_whole_or_nothing(db):
    with pytest.raises(BadDocument):
        append_many([Entry("party", "a", PARTY, "e-2027"), Entry("party", "b", {**PARTY, "name": ""}, "e-2027")])
    with pytest.raises(ValueError, match="at most"):
        append_many([Entry("party", "a", PARTY, "e-2027")] * (BATCH + 1))
    assert Edition.objects.count() == 0


def test_a_caller_that_fails_after_appending_leaves_no_gap(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        party("a")
        raise ZeroDivisionError
    assert party("b").number == 1
    assert list(verify()) == []


def test_only_what_is_published_can_be_withdrawn(db):
    with pytest.raises(NothingPublished):
        withdraw("party", "a", election="e-2027", reason="No existe")
    party("a")
    withdraw("party", "a", election="e-2027", reason="Error")
    with pytest.raises(NothingPublished):
        withdraw("party", "a", election="e-2027", reason="Otra vez")


def test_a_redaction_deletes_every_earlier_body_and_the_chain_still_verifies(db):
    party("a", name="Con un dato personal")
    other = party("b")
    party("a", name="Con el mismo dato")
    edition = redact("party", "a", election="e-2027", ground="datos personales de terceros")
    assert set(Body.objects.values_list("edition_id", flat=True)) == {other.number, edition.number}
    assert "dato personal" not in "".join(Body.objects.values_list("document", flat=True)).replace(
        "datos personales de terceros", ""
    )
    assert json.loads(edition.body.document)["targets"] == [1, 3]
    assert list(verify()) == []
    assert ("party", "a") not in reading.current("e-2027")
    assert next(read.document for read in reading.since(0)) is None


def test_a_thing_may_be_published_again_after_a_redaction_and_redacted_again(db):
    party("a")
    redact("party", "a", election="e-2027", ground="otro")
    party("a", name="Limpio")
    assert reading.current("e-2027")[("party", "a")]["name"] == "Limpio"
    redact("party", "a", election="e-2027", ground="otro")
    assert list(verify()) == []
    with pytest.raises(NothingPublished):
        redact("party", "a", election="e-2027", ground="otro")


def test_each_root_is_that_of_the_tree_so_far_and_the_edge_is_short(db):
    roots = {party(f"k{number}").root for number in range(20)}
    assert len(roots) == 20
    assert len(Head.objects.get().edge) == 2
    assert list(verify()) == []


def test_the_moment_is_kept_in_whole_seconds(db):
    with time_machine.travel(timezone.now() - timedelta(days=3), tick=False):
        edition = party("a")
    assert edition.at.microsecond == 0
    assert list(verify()) == []


def test_two_people_who_publish_at_once_both_get_a_number(concurrent_db):
    errors: list[Exception] = []

    def publish(name: str) -> None:
        try:
            for index in range(10):
                party(f"{name}{index}")
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert list(Edition.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 41))
    assert list(verify()) == []
