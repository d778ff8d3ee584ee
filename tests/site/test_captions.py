"""The captions of a video: a file beside its candidacy's page, made of what is public and gone with it."""

import csv
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from conoceles.ledger.acts import append, withdraw
from conoceles.profiles.public.document import make
from conoceles.questionnaires.questionnaire import questionnaire
from tests.built import built_site
from tests.factories import build

pytestmark = pytest.mark.once

FILM = {"public": f"{'f' * 64}.mp4", "bytes": 9, "seconds": 10}
TIMED = "WEBVTT\n\n00:00.500 --> 00:02.000\nHola, soy Ana.\n\n00:02.000 --> 00:04.000\nHaremos pozos."


@pytest.fixture
def site(town, ana, settings):
    root = built_site()

    def read(**values):
        if values:
            append("profile", ana.key, make(questionnaire(), ana, values, {}), election=town.election.slug)
        build()
        folder = f"{town.election.slug}/candidaturas/{ana.slug}"
        track = root / folder / "subtitulos.vtt"
        pages = [(root / base / folder / "index.html").read_text() for base in ("", "en")]
        return pages, track.read_text() if track.is_file() else None, f'src="/{folder}/subtitulos.vtt">'

    return read


def test_a_video_with_its_text_has_captions_over_all_it_lasts_in_both_languages(site):
    pages, track, source = site(video=FILM, video_text="Hola.\n\nSoy Ana & esto propongo.")
    assert all(f'<track kind="captions" srclang="es" label="Español" {source}' in page for page in pages)
    assert (
        track.startswith("WEBVTT\n\n00:00:00.000 --> ") and "--> 00:00:10.000\nSoy Ana &amp; esto propongo.\n" in track
    )


def test_times_that_were_pasted_are_kept_and_are_not_read_on_the_page(site):
    pages, track, _source = site(video=FILM, video_text=TIMED)
    assert "00:00:00.500 --> 00:00:02.000\nHola, soy Ana." in track
    assert all("Hola, soy Ana. Haremos pozos." in page and "--&gt;" not in page for page in pages)


def test_without_a_text_or_a_file_there_are_none_and_what_goes_takes_them_along(town, ana, site):
    pages, track, _source = site(video=FILM)
    assert track is None and all("<video" in page and "<track" not in page for page in pages)
    pages, track, _source = site(video={"link": "https://video.example/1"}, video_text=TIMED)
    assert track is None and all("<track" not in page and "Haremos pozos." in page for page in pages)
    assert site(video=FILM, video_text=TIMED)[1]
    withdraw("profile", ana.key, election=town.election.slug, reason="Se retira.")
    pages, track, _source = site()
    assert track is None and all("<video" not in page for page in pages)


def test_a_comparison_has_them_too_unless_it_is_blind(town, ana, site, client):
    eva = town.stand("Eva Sol", party="Partido Sol", answers={"reason": "Servir"})
    town.publish()
    _pages, _track, source = site(video=FILM, video_text=TIMED)
    asked = {"c": [ana.key, eva.key]}
    for base in ("", "/en"):
        assert source in client.get(f"{base}/{town.election.slug}/comparar/", asked).text
    blind = client.get(f"/{town.election.slug}/comparar/", {**asked, "ciego": "1"}).text
    assert "<track" not in blind and "Haremos pozos." in blind


def test_a_film_and_a_document_are_in_every_form_of_open_data(town, ana, site, settings, client):
    plan = {"public": f"{'a' * 64}.pdf", "bytes": 12, "pages": 3}
    site(video=FILM, work_plan=plan, declaration={"link": "https://declara.example/ana"})
    wanted = [f"https://conoceles.example.org/medios/{one['public']}" for one in (FILM, plan)]
    wanted.append("https://declara.example/ana")
    folder = built_site() / town.election.slug / "datos"
    [line] = [json.loads(line) for line in (folder / "candidaturas.jsonl").read_text().splitlines()]
    said = {answer["key"]: answer["value"] for answer in line["respuestas"]}
    assert [said[key] for key in ("video", "work_plan", "declaration")] == wanted
    [row] = csv.DictReader(io.StringIO((folder / "candidaturas.csv").read_text("utf-8-sig")))
    assert [row[key] for key in ("video", "work_plan", "declaration")] == wanted
    book = CalamineWorkbook.from_path(str(folder / "candidaturas.xlsx"))
    cells = book.get_sheet_by_name("candidaturas").to_python()
    assert set(wanted) <= set(cells[1])
    answer = client.get(f"/api/v1/{town.election.slug}/candidaturas/{ana.key}").json()
    assert set(wanted) <= {one["value"] for one in answer["respuestas"]}
