"""The comments that reviewers begin from."""

from itertools import zip_longest

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.audit.acts import record
from conoceles.elections.models import Election
from conoceles.lib.access import FORM
from conoceles.lib.forms import plain
from conoceles.profiles.models import Ground
from conoceles.review import replies
from conoceles.review.views import REPLY
from conoceles.review.works import REVIEW


@REVIEW.view(*FORM)
def reply_templates(request: HttpRequest, slug: str) -> HttpResponse:
    """The comments that reviewers of an election begin from."""
    election = get_object_or_404(Election, slug=slug)
    texts, wrong = replies.replies_of(election), ""
    if request.method == "POST":
        grounds, comments = request.POST.getlist("ground"), request.POST.getlist("text")
        texts = [
            (ground, text)
            for ground, sent in zip_longest(grounds, comments, fillvalue="")
            if (text := plain(sent, 4 * REPLY))
        ]
        if any(ground not in Ground.values for ground, _text in texts):
            wrong = "Elija el motivo de cada plantilla."
        elif any(len(text) > REPLY for _ground, text in texts):
            wrong = f"Una plantilla tiene más de {REPLY} caracteres: acórtela."
        else:
            replies.keep(election, texts)
            record("replies-changed", by=request.user.get_username(), election=slug)
            messages.success(request, "Plantillas guardadas.")
            return redirect("replies", slug)
    context = {"election": election, "texts": [*texts, ("", "")], "grounds": Ground.choices, "wrong": wrong}
    return render(request, "review/replies.html", context, status=422 if wrong else 200)
