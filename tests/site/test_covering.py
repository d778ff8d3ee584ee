"""A blind comparison does not say who writes, nor for which party, even where the answer does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conoceles.site.covering import Cover

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
    ],
)
def test_what_would_tell_is_covered_and_nothing_else(text, covered):
    assert COVER.cover(text, MARINA) == covered


@given(st.text(alphabet="abc éñÁ .,\n-áPANpan", max_size=60))
def test_what_names_nobody_is_not_touched(text):
    nobody = Cover(["Zzz Yyy"], [("Partido Zzz", "ZZZ")])
    assert nobody.cover(text, "Zzz Yyy") == text
