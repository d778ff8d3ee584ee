"""What changed between two texts, word by word."""

import re

from hypothesis import given
from hypothesis import strategies as st

from conoceles.lib.differences import differences


def shown(before, after):
    return [(piece.kind, piece.text) for piece in differences(before, after)]


def test_only_the_words_that_changed_are_shown():
    assert shown("Haremos cinco pozos en la sierra.", "Haremos siete pozos en la sierra. Con cuentas.") == [
        ("same", "Haremos "),
        ("gone", "cinco "),
        ("new", "siete "),
        ("same", "pozos en la sierra. "),
        ("new", "Con cuentas."),
    ]


def test_a_word_that_stays_between_two_changes_is_read_with_them():
    assert shown("uno de dos y tres cuatro cinco", "seis de ocho y tres cuatro cinco") == [
        ("gone", "uno de dos "),
        ("new", "seis de ocho "),
        ("same", "y tres cuatro cinco"),
    ]


def test_the_same_text_has_no_changes():
    assert shown("Lo mismo.\n\nAquí", "Lo mismo.\n\nAquí") == [("same", "Lo mismo.\n\nAquí")]


@given(st.text("ab .\n", max_size=60), st.text("ab .\n", max_size=60))
def test_the_pieces_join_again_into_both_texts(before, after):
    pieces = differences(before, after)
    plain = [re.sub(r"[^\S\n]+", "", text) for text in (before, after)]
    joined = ["".join(p.text for p in pieces if p.kind != kind) for kind in ("new", "gone")]
    assert [re.sub(r"[^\S\n]+", "", text) for text in joined] == plain
