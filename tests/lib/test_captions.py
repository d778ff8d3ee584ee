"""What a video says in writing becomes captions, with its own times or shared out over what it lasts."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from conoceles.lib.captions import LONGEST, spoken, spread, timed, webvtt

SRT = "1\n00:00:01,000 --> 00:00:03,500\nHola <i>a</i> todas & todos.\n\n2\n00:00:03,500 --> 00:00:05,000\nSoy Ana\ny esto propongo.\n"
VTT = "WEBVTT\n\n00:03.000 --> 00:04.000 line:0\nAdiós.\n\n00:01.000 --> 00:03.000\nHola.\n"


def test_times_that_were_written_are_kept_and_come_in_order():
    assert timed(SRT) == [
        {"start": 1000, "end": 3500, "text": "Hola a todas & todos."},
        {"start": 3500, "end": 5000, "text": "Soy Ana y esto propongo."},
    ]
    assert [cue["text"] for cue in timed(VTT)] == ["Hola.", "Adiós."]
    assert spoken(SRT) == "Hola a todas & todos. Soy Ana y esto propongo."


def test_what_has_no_times_is_said_as_it_is():
    for text in ("", "Hola.\n\nSoy Ana.", "De aquí --> allá", "1\n00:00:05,000 --> 00:00:03,000\nAl revés"):
        assert timed(text) == [] and spoken(text) == text


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


@given(st.text())
def test_no_text_breaks_it(text):
    for cue in timed(text) + timed(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}"):
        assert webvtt([cue]).count("-->") == 1
