"""Whatever form a text comes by, nothing of it is kept that cannot be seen."""

import pytest

from conoceles.config.cleaned_forms import CleanedForms
from conoceles.elections.models import Party

# A control, a mark that turns the direction of writing, a zero-width blank, an accent apart, Word's line break.
PASTED = "\u202eJose\u0301\u200b Nun\u0303o\x07"
KEPT = "José Nuño"


@pytest.mark.parametrize("extra", ["", "\u2066", "\ufeff", "\u00ad"])
def test_a_catalogue_keeps_what_can_be_seen(capture, coordination, extra):
    party = capture.parties["Partido Sol"]
    url = f"/registro/{capture.election.slug}/lista/partidos/{party.pk}/"
    page = coordination.get(url)
    sent = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    sent = {name: value for name, value in sent.items() if not isinstance(value, list)}
    assert coordination.post(url, {**sent, "name": f"{PASTED}{extra}"}).status_code == 302
    assert Party.objects.get(pk=party.pk).name == KEPT


def test_a_search_finds_what_was_pasted(capture, coordination):
    found = coordination.get(f"/registro/{capture.election.slug}/buscar/", {"q": "A\u200bna\u202e"})
    assert capture.ana.key in found.headers["Location"]


def test_letters_that_paper_lacks_and_pictures_of_several_signs_stay(rf):
    seen = {}

    def respond(request):
        seen.update(request.POST.dict())

    text = "ﬁrma ꞌsaltilloꞌ № 5 👩‍👧"
    CleanedForms(respond)(rf.post("/", {"text": text, "lines": "uno\x0bdos\r\ntres", "password": "a\u200bb"}))
    assert seen["text"] == text
    assert seen["lines"] == "uno\ndos\ntres"
    assert seen["password"] == "a\u200bb", "what was typed, whatever it is"
