import pytest
from hypothesis import given
from hypothesis import strategies as st

from conoceles.lib.text import fold, length_without_blanks, numbered, paragraphs, slugify, sound


def test_accents_case_and_blanks_do_not_tell_names_apart():
    assert fold("  PEÑÓN   Blanco ") == fold("penon blanco") == "penon blanco"


def test_a_slug_is_words_joined_by_hyphens_and_never_cut_in_a_word():
    assert slugify("María José Ñúñez, El Oro") == "maria-jose-nunez-el-oro"
    assert slugify("uno dos tres", limit=8) == "uno-dos"
    assert slugify("¿?") == "sin-nombre"


def test_namesakes_are_numbered():
    assert numbered("ana", {"ana", "ana-2"}) == "ana-3"
    assert numbered("ana", set()) == "ana"


def test_two_or_more_blanks_begin_a_paragraph_and_one_does_not():
    assert paragraphs("Primero.  Segundo.\nTercero. Sigue") == ["Primero.", "Segundo.", "Tercero. Sigue"]


def test_length_counts_no_blank():
    assert length_without_blanks(" a b\n\tc ") == 3


@given(st.text())
def test_a_slug_is_always_an_address(text):
    slug = slugify(text)
    assert slug and set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and len(slug) <= 90


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_paragraphs_keep_every_word(text):
    assert "".join("".join(paragraphs(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("llamas", "yamas"),
        ("joaquin", "joaqin"),
        ("chavez", "chabes"),
        ("hernandez", "ernandes"),
        ("zacatal", "sacatal"),
        ("wenceslao", "guenseslao"),
        ("quiroz", "kiros"),
        ("gil", "jil"),
        ("garrido", "garido"),
    ],
)
def test_what_mexican_spanish_says_alike_sounds_alike(one, other):
    assert sound(one) == sound(other)


def test_what_is_said_otherwise_sounds_otherwise():
    assert len({sound(word) for word in ("chavez", "navez", "javez", "gomez", "guerra", "jerra", "peña")}) == 7
