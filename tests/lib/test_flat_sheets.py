"""Style sheets without layers show the same: what comes later weighs more, however specific what came before is."""

import pytest

from conoceles.lib.flat_sheets import WEIGHT, flat


def test_a_later_layer_weighs_more_than_an_earlier_one():
    sheet = flat("@layer tokens, base; @layer pages { .a { x: 1 } } @layer base { #b .c, p > a::before { x: 2 } }")
    assert f"{WEIGHT * 4}.a{{x: 1}}" in sheet
    assert f"{WEIGHT}#b .c,p{WEIGHT} > a::before{{x: 2}}" in sheet
    assert "@layer" not in sheet


def test_conditions_stay_and_what_is_in_no_layer_is_left_alone():
    sheet = flat("@layer parts { @media print { a, b { x: 1 } } } @media screen { i { x: 2 } } u { x: 3 }")
    assert f"@media print{{a{WEIGHT * 3},b{WEIGHT * 3}{{x: 1}}}}" in sheet
    assert "i { x: 2 }" in sheet and "u { x: 3 }" in sheet


def test_a_comma_within_brackets_parts_no_selector():
    assert f"{WEIGHT}:is(.a, .b) c{{" in flat("@layer base { :is(.a, .b) c { x: 1 } }")


def test_a_layer_that_has_no_place_is_refused():
    with pytest.raises(ValueError, match="there is no layer"):
        flat("@layer other { a { x: 1 } }")
