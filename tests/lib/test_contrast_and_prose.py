"""Colours that can be told apart; texts of staff that cannot run; message files that lack nothing."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conoceles.lib.contrast import contrast, mixed
from conoceles.lib.prose import prose
from tests.browser.conftest import ROOT


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#0a5a66", "#0a5a66", 1.0)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01) == contrast(other, one)


def test_what_is_no_colour_is_refused():
    with pytest.raises(ValueError, match="rojo"):
        contrast("rojo", "#ffffff")


def test_colours_are_mixed_channel_by_channel():
    assert mixed("#ffffff", "#000000", 0.5) == "#808080"


def test_headings_begin_below_the_title_of_the_page():
    assert prose("# Uno\n\n## Dos\n\n### Tres") == "<h2>Uno</h2>\n<h2>Dos</h2>\n<h3>Tres</h3>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://a.example/x.png)",
        "<img src=x onerror=y>",
    ],
)
def test_nothing_in_a_text_runs_or_asks_another_host(text):
    made = prose(text)
    assert "<script" not in made and "<img" not in made and 'href="javascript' not in made


@given(st.text())
def test_any_text_becomes_html_without_a_script(text):
    assert "<script" not in prose(text).lower()


def test_links_to_other_sites_say_nothing_of_ours():
    assert prose("[a](https://a.example)") == '<p><a href="https://a.example" rel="noreferrer">a</a></p>\n'


def test_every_language_has_every_text():
    done = subprocess.run(
        [sys.executable, "-m", "scripts.messages", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr == "" and done.returncode == 0


def test_a_text_without_translation_is_missed(tmp_path):
    from babel.messages.catalog import Catalog

    from scripts.messages import missing

    path = tmp_path / "xx" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        (
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Uno"\nmsgstr "One"\n\nmsgid '
            '"Viejo"\nmsgstr "Old"\n'
        ),
        encoding="utf-8",
    )
    wanted = Catalog()
    wanted.add("Uno")
    wanted.add("Dos")
    assert missing(path, wanted) == ["xx: falta «Dos»", "xx: sobra «Viejo»"]
