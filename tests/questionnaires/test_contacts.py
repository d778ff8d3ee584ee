"""Addresses and telephones as people write them."""

import pytest

from conoceles.questionnaires.contacts import (
    NONE,
    as_address,
    as_phone,
    as_profile,
    problem_of_phone,
    problem_of_profile,
    problems_of_address,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("www.ejemplo.mx", "https://www.ejemplo.mx"),
        ("ejemplo.mx", "https://ejemplo.mx"),
        ("youtu.be/abc", "https://youtu.be/abc"),
        ("ejemplo.mx,", "https://ejemplo.mx"),
        ("https://ejemplo.mx,", "https://ejemplo.mx"),
        ("<https://ejemplo.mx/a>.", "https://ejemplo.mx/a"),
        ("ñandú.mx/página?x=1", "https://ñandú.mx/página?x=1"),
        ("http://ejemplo.mx", "http://ejemplo.mx"),
        ("https://ejemplo.mx/a.,b", "https://ejemplo.mx/a.,b"),
    ],
)
def test_an_address_is_made_whole_where_one_reading_is_possible(typed, meant):
    assert as_address(typed) == meant and problems_of_address(meant) == ""
    assert as_address(meant) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "https://.",
        "https://1.1",
        "https://a",
        "https://a..mx",
        "https://-a.mx",
        "https://ejemplo.m",
        "ana@ejemplo.mx",
        "mi página",
        "https://[::1",
        "ftp://ejemplo.mx",
        "javascript://ejemplo.mx",
        "no tengo",
        "ejemplo",
    ],
)
def test_what_is_no_address_stays_as_it_was_and_is_refused(typed):
    assert as_address(typed) == typed and problems_of_address(typed)


@pytest.mark.parametrize(
    ("network", "typed", "meant"),
    [
        ("instagram", "@nayeli_montes", "https://www.instagram.com/nayeli_montes"),
        ("tiktok", "@n.m", "https://www.tiktok.com/@n.m"),
        ("x", " @Nayeli ", "https://x.com/Nayeli"),
        ("instagram", "nayeli.montes", "https://www.instagram.com/nayeli.montes"),
        ("facebook", "nayelimontes", "https://www.facebook.com/nayelimontes"),
        ("facebook", "nayelimontes.com", "https://nayelimontes.com"),
        ("other", "nayeli.montes", "https://nayeli.montes"),
        ("facebook", "facebook.com/n", "https://facebook.com/n"),
        ("facebook", "N/A", NONE),
        ("x", "No tengo", NONE),
        ("youtube", "ninguna", NONE),
        ("other", "@nayeli", "@nayeli"),
        ("facebook", "Nayeli Montes", "Nayeli Montes"),
    ],
)
def test_a_profile_is_understood_in_its_network(network, typed, meant):
    assert as_profile(network, typed) == meant


@pytest.mark.parametrize(
    ("network", "address", "said"),
    [
        ("facebook", "https://www.instagram.com/n", "es de otra red"),
        ("x", "https://twitter.com/n", ""),
        ("youtube", "https://youtu.be/n", ""),
        ("other", "https://www.facebook.com/n", ""),
        ("instagram", "Nayeli Montes", "instagram.com/su-nombre, o @su-nombre"),
    ],
)
def test_an_address_is_of_the_network_where_it_was_written(network, address, said):
    found = problem_of_profile(network, address)
    assert said in found if said else found == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("+52 871 123 4567", "8711234567"),
        ("52 1 871 123 4567", "8711234567"),
        ("871–123–4567", "8711234567"),
        ("044 871 123 4567", "8711234567"),
        ("01 (871) 123-4567", "8711234567"),
        ("871 123 4567", "871 123 4567"),
        ("(871) 123-4567", "(871) 123-4567"),
        ("5212345678", "5212345678"),
    ],
)
def test_a_telephone_has_ten_digits_however_it_was_written(typed, meant):
    assert as_phone(typed) == meant and problem_of_phone(meant) == ""


@pytest.mark.parametrize("typed", ["871 123", "+1 871 123 4567", "871 123 4567 ext. 3", "８７１１２３４５６７"])
def test_what_is_no_telephone_stays_as_it_was_and_is_refused(typed):
    assert as_phone(typed) == typed and problem_of_phone(typed)
