"""A blind comparison does not say who writes, nor for which party, even where the answer does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conoceles.site.pages.blind import Cover

MARINA, EVA = "ALMA MARINA VITELA RODRÍGUEZ", "Eva de la Luz Sol"
PARTIES = [("Partido Acción Nacional", "PAN"), ("Morena", "MORENA"), ("Partido Revolucionario Institucional", "PRI")]
COVER = Cover([MARINA, EVA], PARTIES)


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("En 2018, Marina Vitela se suma.", "En 2018, [nombre] se suma."),
        ("Soy Vitela, de aquí.", "Soy [nombre], de aquí."),
        ("Vitela Rodriguez, presidenta", "[nombre], presidenta"),
        ("Milito en el PRI y fui priista; hoy no hay pan.", "Milito en el [partido] y fui [partido]; hoy no hay pan."),
        ("Panistas y morenistas juntos, con Morena.", "[partido] y [partido] juntos, con [partido]."),
        ("Dirigí el Partido Acción Nacional.", "Dirigí el [partido]."),
        ("Debatí con Eva de la Luz Sol sobre la luz.", "Debatí con [nombre] sobre la luz."),
        ("El sol y la luz; Sol es un barrio.", "El sol y la luz; Sol es un barrio."),
        ("Agua para todas", "Agua para todas"),
        ("Dirigente de Acción Nacional y del Partido Revolucionario.", "Dirigente de [partido] y del [partido]."),
        ("El P.A.N. y el Revolucionario Institucional", "El [partido]. y el [partido]"),
        ("Sígame en @MarinaVitela o marinavitela2027", "Sígame en @[nombre] o [nombre]"),
        ("soy marina vitela", "soy [nombre]"),
    ],
)
def test_what_would_tell_is_covered_and_nothing_else(text, covered):
    assert COVER.cover(text, MARINA) == covered


@given(st.lists(st.sampled_from(["Ana", "ANA", "Río", "agua", "de", "PX", "px", "Partido", "Equis", ",", ". ", "\n"])))
def test_what_is_left_names_nobody_and_nothing_else_is_lost(words):
    text = " ".join(words)
    covered = Cover(["Ana Río"], [("Partido Equis", "PX")]).cover(text, "Ana Río")
    left = covered.split()
    assert not {"Ana", "ANA", "Río", "PX"} & set(left)
    assert "Partido Equis" not in " ".join(left)
    assert left.count("agua") == words.count("agua")


def test_a_party_without_a_name_covers_nothing():
    assert Cover(["Ana Río"], [("", ""), ("…", "¿?")]).cover("Todo sigue aquí.", "Ana Río") == "Todo sigue aquí."
