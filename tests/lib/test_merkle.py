from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conoceles.lib.canonical import canonical
from conoceles.lib.merkle import Frontier, leaf_hash, node_hash

# The inputs and roots of the reference implementation of RFC 6962.
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def test_roots_are_those_of_rfc_6962():
    tree = Frontier()
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.push(leaf_hash(leaf))
        assert tree.root().hex() == root


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_growing_leaf_by_leaf_gives_the_root_of_the_whole(leaves):
    tree = Frontier()
    for leaf in leaves:
        tree.push(leaf_hash(leaf))
    assert tree.root() == naive_root(leaves)
    assert Frontier(tree.size, tree.hashes).root() == tree.root()


def test_an_edge_of_another_size_is_refused():
    with pytest.raises(ValueError, match="1 hashes"):
        Frontier(4, [b"", b""])


def test_canonical_json_sorts_keys_keeps_accents_and_refuses_floats():
    assert canonical({"ñ": 1, "a": [True, None, "é"]}) == '{"a":[true,null,"é"],"ñ":1}'.encode()
    with pytest.raises(ValueError, match="floating"):
        canonical({"a": [{"b": 1.5}]})
