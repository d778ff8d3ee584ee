"""One way of writing numbers, and whom a page tells to call."""

import ast
import re
from pathlib import Path

from conoceles.lib.text import figure
from conoceles.look.templatetags.look import tel

ROOT = Path(__file__).parents[2] / "conoceles"
TRANSLATES = ("_", "gettext", "ngettext", "pgettext")
# «69 %», and thousands apart by a blank.
APART = re.compile(r"\}\}?(?: |&nbsp;|\\xa0)%(?![(}])|\u202f|\\u202f")


def test_a_share_stands_beside_its_sign_and_thousands_have_a_comma():
    files = [path for kind in ("html", "py", "js", "typ") for path in ROOT.rglob(f"*.{kind}")]
    found = [str(path.relative_to(ROOT)) for path in files if APART.search(path.read_text(encoding="utf-8"))]
    assert found == [] and figure(1600) == "1,600"


def test_no_text_that_is_translated_stands_within_a_formatted_one():
    """There the message files do not find it, and it stays in Spanish on every page."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in ROOT.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in TRANSLATES
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    assert found == []


def test_a_telephone_is_a_link_that_calls_it_and_what_is_none_is_a_text():
    assert tel("800 555 0100") == '<a href="tel:+528005550100">800 555 0100</a>'
    assert tel("+52 (618) 123-4567") == '<a href="tel:+526181234567">+52 (618) 123-4567</a>'
    assert tel("ext. 12") == "ext. 12" and tel("") == ""


def test_the_help_desk_is_not_told_to_call_itself(capture, coordination, help_desk):
    home = f"/registro/{capture.election.slug}/"
    capture.election.institute.phone = "800 555 0100"
    capture.election.institute.save()
    assert 'href="tel:+528005550100"' in coordination.get(home).text
    assert "¿Necesita ayuda?" not in help_desk.get(home).text


def test_what_an_act_did_is_told_in_spanish():
    from conoceles.audit.acts import in_words

    said = in_words({"as_role": "help_desk", "term": "2027-05-31", "change": "totp_activated", "created": 1600})
    assert said == ("función: mesa de ayuda; plazo: 31 de mayo de 2027; cambio: aplicación agregada; creadas: 1,600")
