"""The file of a candidacy, as reviewers read it."""

import re

from conoceles.profiles.models import Flag


def test_the_file_of_a_candidacy_shows_her_photograph_above_everything(capture, base, reviewer):
    page = reviewer.get(f"{base}/candidatura/{capture.ana.key}/expediente/").text
    head = page.split("<main", 1)[1].split("</header>", 1)[0]
    (picture,) = re.findall(r'class="face"\s+src="([^"]+)"\s+alt="Fotografía', head)
    answer = reviewer.get(picture)
    assert answer["Content-Type"].startswith("image/")
    answer.close()


def test_the_filters_of_the_queue_stay_with_whoever_reads_searches_and_dismisses(capture, base, reviewer):
    query = "espera=old"
    page = reviewer.get(f"{base}/?{query}&q=ana").text
    assert '<input type="hidden" name="espera" value="old">' in page
    assert f"/expediente/?{query}" in page
    file = f"{base}/candidatura/{capture.ana.key}/expediente/?{query}"
    assert f'href="{base}/?{query}"' in reviewer.get(file).text
    profile = capture.ana.profile
    flag = Flag.objects.create(profile=profile, question="reason", kind="slogan", start=0, end=3, mark="x")
    reading = f"{base}/candidatura/{capture.ana.key}/?{query}"
    assert f'action="{base}/aviso/{flag.pk}/?{query}"' in reviewer.get(reading).text
    assert reviewer.post(f"{base}/aviso/{flag.pk}/?{query}").headers["Location"] == f"{reading}#pregunta-reason"
