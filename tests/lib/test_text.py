import pytest
from hypothesis import given
from hypothesis import strategies as st

from conoceles.lib.keys import new_key
from conoceles.lib.text import cleaned, fold, length_without_blanks, numbered, paragraphs, slugify, sound


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


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("uno\r\ndos\rtres\x0bcuatro\x0ccinco\x85seis\u2028siete", "uno\ndos\ntres\ncuatro\ncinco\nseis\nsiete"),
        ("suena\x07 y sigue\x1b[0m", "suena y sigue[0m"),
        ("al revés \u202etxet\u202c y al derecho", "al revés txet y al derecho"),
        ("\u2066aislado\u2069 \u200emarcado\u200f", "aislado marcado"),
        ("https://ejemplo.mx/agua\u200b", "https://ejemplo.mx/agua"),
        ("\ufeffana@ejemplo.mx\u2060", "ana@ejemplo.mx"),
        ("guion\u00adcillo", "guioncillo"),
        ("Begon\u0303a", "Begoña"),
        ("no es letra \ufffe", "no es letra "),
        # Pictures of several, other writings and signs stay as they are; a tab too.
        ("👩\u200d🌾 №5 H₂O ﬁn\t日本", "👩\u200d🌾 №5 H₂O ﬁn\t日本"),
        ("", ""),
    ],
)
def test_a_text_is_kept_without_what_cannot_be_seen(typed, kept):
    assert cleaned(typed) == kept and cleaned(kept) == kept


def test_no_key_is_taken_for_a_number_by_a_spreadsheet(monkeypatch):
    drawn = iter(["2804834752503609", "12345e6789012345", "00000000000000e1", "12ab34567890cdef"])
    monkeypatch.setattr("secrets.token_hex", lambda count: next(drawn))
    assert new_key() == "12ab34567890cdef"
