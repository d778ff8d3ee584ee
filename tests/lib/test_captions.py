"""What a video says in writing becomes captions, with its own times or shared out over what it lasts."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conoceles.lib.captions import LONGEST, captions, spoken, spread, timed, webvtt

SRT = (
    "1\n00:00:01,000 --> 00:00:03,500\nHola <i>a</i> todas & todos.\n\n2\n00:00:03,500 --> 00:00:05,000\nNací "
    "en\n1980\n"
)
VTT = (
    "\ufeffWEBVTT\nKind: captions\n\nNOTE esto no se dice\n\nSTYLE\n::cue {}\n\nadiós\n00:03.000 --> 00:04.000 "
    "line:0\nAdi&oacute;s.\n\n"
    "00:01.000 --> 00:03.000\n<v Ana>Ho<00:01.500><c>la</c>, Ana &amp; Luis.\n"
)


def test_times_that_were_written_are_kept_and_come_in_order():
    assert timed(SRT) == [
        {"start": 1000, "end": 3500, "text": "Hola a todas & todos."},
        {"start": 3500, "end": 5000, "text": "Nací en 1980"},
    ]
    assert timed(VTT) == [
        {"start": 1000, "end": 3000, "text": "Hola, Ana & Luis."},
        {"start": 3000, "end": 4000, "text": "Adiós."},
    ]
    assert spoken(SRT) == "Hola a todas & todos. Nací en 1980" and captions(SRT, 9) == timed(SRT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hola.\n\nSoy Ana.",
        "De aquí --> allá",
        "1\n00:00:05,000 --> 00:00:03,000\nAl revés",
        "Una propuesta larga.\n\n00:00:01,000 --> 00:00:02,000\nGracias.",
        "00:00:01,000 --> 00:00:02,000\nHola\n\ny esto también",
        "WEBVTT\n00:01.000 --> 00:02.000\nSin renglón vacío",
        "--> \n[1][999]hola",
        "{1}{1}25 -->",
        "<SAMI><sync>hola -->",
        '{"info": {}, "events": [{"start": 1.5, "text": "-->"}]}',
    ],
)
def test_what_is_not_captions_from_beginning_to_end_is_said_as_it_is(text):
    assert timed(text) == [] and spoken(text) == text
    assert captions(text, 5) == ([] if "-->" in text else spread(text, 5))


def test_a_file_of_captions_says_hours_and_escapes_what_would_be_a_mark():
    cues = [{"start": 3_661_001, "end": 3_662_000, "text": "a < b & c --> d"}]
    assert webvtt(cues) == "WEBVTT\n\n01:01:01.001 --> 01:01:02.000\na &lt; b &amp; c --&gt; d\n"
    assert webvtt([]) == "WEBVTT\n"


@given(st.text(), st.integers(1, 300))
def test_a_text_is_shared_out_over_the_whole_video_and_loses_no_word(text, seconds):
    cues = spread(text, seconds)
    assert "".join("".join(cue["text"] for cue in cues).split()) == "".join(text.split())
    assert all(len(cue["text"]) <= LONGEST for cue in cues)
    if cues:
        assert cues[0]["start"] == 0 and cues[-1]["end"] == 1000 * seconds
        assert all(one["end"] == other["start"] for one, other in itertools.pairwise(cues))


PIECES = st.lists(
    st.sampled_from(
        [
            "1",
            "\n",
            "\n\n",
            "00:00:01,000 --> 00:00:02,000",
            "00:01.0",
            " --> ",
            "WEBVTT",
            "NOTE",
            "hola",
            "{\\an8}",
            "&",
            "<",
        ]
    )
)


@given(PIECES)
def test_whatever_looks_like_captions_loses_no_word(pieces):
    text = "".join(pieces)
    silent = "NOTE" in text or "WEBVTT" in text or "<" in text
    for cue in timed(text):
        assert webvtt([cue]).count("-->") == 1 and cue["start"] < cue["end"]
    if not silent:
        assert spoken(text).count("hola") == text.count("hola") and spoken(text).count("{\\an8}") == text.count(
            "{\\an8}"
        )


@given(st.text())
def test_no_text_breaks_it(text):
    for cue in timed(text) + timed(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}"):
        assert webvtt([cue]).count("-->") == 1
