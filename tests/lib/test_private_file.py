"""A private file in ranges: the bytes that were asked for, read as they are sent."""

import tracemalloc
from array import array

import pytest

from conoceles.lib import blobs
from conoceles.lib.private_file import private_file

MIB = 1 << 20
# The end of an answer looks at the connections to the database, which may stand open from other tests.
pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def film(tmp_path):
    """Return the name of a private film of 24 MiB, whose bytes say where they are."""
    places = array("Q", range(3 * MIB))
    places.byteswap()
    return blobs.put(places.tobytes(), "mp4", blobs.PRIVATE)


@pytest.mark.parametrize(
    ("wanted", "status", "first", "last"),
    [
        ("bytes=0-7", 206, 0, 7),
        ("bytes=8-", 206, 8, 24 * MIB - 1),
        ("bytes=100-99999999999", 206, 100, 24 * MIB - 1),
        ("bytes=25165823-25165823", 206, 24 * MIB - 1, 24 * MIB - 1),
        ("bytes=99999999-", 200, 0, 24 * MIB - 1),
        ("bytes=9-3", 200, 0, 24 * MIB - 1),
        ("", 200, 0, 24 * MIB - 1),
    ],
)
def test_a_range_is_what_was_asked_for(film, wanted, status, first, last):
    response = private_file(film, wanted)
    whole = blobs.where(film, blobs.PRIVATE).read_bytes()
    assert response.status_code == status
    assert response.getvalue() == whole[first : last + 1]
    response.close()
    assert int(response["Content-Length"]) == last - first + 1
    if status == 206:
        assert response["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"


def test_a_large_range_is_never_whole_in_memory(film):
    response = private_file(film, "bytes=1-")
    tracemalloc.start()
    sent = sum(len(part) for part in response)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    response.close()
    assert sent == 24 * MIB - 1
    assert most < MIB, "a part of what is sent, and no more"
