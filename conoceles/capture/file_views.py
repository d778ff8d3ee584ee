"""Files of a questionnaire: one sent by itself, and what is kept shown to those who may see it. And the preview."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse

from conoceles.capture.access import author_of, authors
from conoceles.capture.preview import draft_files, preview_page
from conoceles.capture.uploads import keep
from conoceles.lib.access import POST
from conoceles.lib.forms import whole_number
from conoceles.lib.limited import BadFile
from conoceles.lib.limited.turns import Busy
from conoceles.lib.private_file import private_file
from conoceles.profiles import workflow
from conoceles.profiles.models import Consent
from conoceles.profiles.saving import Conflict
from conoceles.questionnaires.questionnaire import FILES


@authors(*POST)
def upload(request: HttpRequest, key: str, question: str) -> HttpResponse:
    """Take one file and answer in JSON; the page then shows what was kept."""
    author = author_of(request, key)
    asked, asked_section = author.question(question)
    if asked.type not in FILES:
        raise Http404
    sentence = author.refusal(asked_section)
    if sentence:
        return JsonResponse({"error": sentence}, status=423)
    version = whole_number(request.POST.get("version"))
    try:
        saved = keep(author, asked_section, asked, request, version)
    except Busy as error:
        # The page sends it again by itself.
        return JsonResponse({"error": str(error)}, status=503, headers={"Retry-After": "5"})
    except BadFile as error:
        return JsonResponse({"error": str(error)}, status=422)
    except workflow.NotAllowed as error:
        return JsonResponse({"error": str(error)}, status=423)
    except Conflict:
        return JsonResponse({"error": "El archivo cambió en otro lugar: recargue la página para verlo."}, status=409)
    return JsonResponse({"version": saved.version if saved else version})


@authors()
def media(request: HttpRequest, key: str, name: str) -> FileResponse:
    """Show a private file that an answer of this very candidacy names."""
    author = author_of(request, key)
    if name not in draft_files(author):
        raise Http404
    return private_file(name, request.headers.get("Range", ""))


@authors()
def signed_paper(request: HttpRequest, key: str, name: str) -> FileResponse:
    """Show the person the paper that she signed."""
    author = author_of(request, key)
    if not author.sees_identity or not Consent.objects.filter(profile=author.profile, scan=name).exists():
        raise Http404
    return private_file(name)


@authors()
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The public page of the candidacy as its draft would make it."""
    author = author_of(request, key)
    response = HttpResponse(preview_page(author))
    response["X-Robots-Tag"] = "noindex"
    return response
