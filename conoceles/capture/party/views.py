"""A party's screens: all its candidacies, its spreadsheet, its approval."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.capture.access import author_of, authors
from conoceles.capture.models import BulkUpload
from conoceles.capture.party import bulk, today
from conoceles.capture.party.dashboard import lines
from conoceles.capture.party.finishing import ACTS, divided
from conoceles.capture.party.finishing import validate as finishing_validate
from conoceles.capture.party.listing import Wanted, mine, operator
from conoceles.capture.party.sheet import PHOTOS
from conoceles.capture.party.sheet_out import as_xlsx
from conoceles.elections.models import Role
from conoceles.elections.seen import saw, seen_until
from conoceles.elections.windows import capture_window
from conoceles.lib.access import FORM
from conoceles.lib.doing import doing
from conoceles.lib.private_file import private_file
from conoceles.lib.tables import BadTable
from conoceles.mail.models import Message
from conoceles.profiles import workflow
from conoceles.profiles.author import Author
from conoceles.profiles.models import ProfileSection, State
from conoceles.profiles.rules import Action
from conoceles.profiles.workflow import Hand

PAGE = 50
# States that the dashboard counts even when nobody is in them.
ALWAYS = (State.EMPTY, State.DRAFT, State.SUBMITTED, State.PUBLISHED)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@operator(*FORM)
def party(request: HttpRequest, key: str) -> HttpResponse:
    """What waits, what others did, and every candidacy; pressing says that it was seen."""
    found, candidacies = mine(key)
    if request.method == "POST":
        saw(request.user.pk, found.election, request.POST.get("until", ""), found.key)
        return redirect("party", key)
    everyone = lines(candidacies, found.election)
    counts = {state: sum(line.state == state for line in everyone) for state in State.values}
    wanted = Wanted.of(request.GET)
    shown = wanted.pick(everyone)
    now = timezone.now()
    since = seen_until(request.user.pk, found.election, now, found.key)
    unread = Message.objects.in_boxes([found.key]).unread().count()
    window = capture_window(candidacies[0]) if candidacies else None
    context = {
        "party": found,
        "institute": found.election.institute,
        "waiting": today.waits(found, everyone, unread, now),
        "changes": today.changes(found, everyone, since),
        "since": since,
        "now": now.isoformat(),
        "counts": [(State(state), count) for state, count in counts.items() if count or state in ALWAYS],
        "page": Paginator(shown, PAGE).get_page(request.GET.get("pagina")),
        "total": len(everyone),
        "left": sum(not line.done for line in everyone),
        "unread": unread,
        "window": window,
        "wanted": wanted,
        "complete": len(divided(ACTS["entregar"], shown)[0]),
        "waiting_nod": len(divided(ACTS["validar"], shown)[0]),
        "query": f"{wanted.query}&" if wanted.kept else "",
    }
    return render(request, "party/party.html", context)


@operator()
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    found, candidacies = mine(key)
    response = HttpResponse(as_xlsx(candidacies, found.election), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.xlsx"'
    return response


@operator(*FORM)
def upload(request: HttpRequest, key: str) -> HttpResponse:
    found, candidacies = mine(key)
    wrong = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            wrong = "Elija el archivo que llenó."
        else:
            try:
                with doing(request) as tell:
                    user = User.objects.get(pk=request.user.pk or 0)
                    received = bulk.receive(file, found, user, candidacies, tell)
            except BadTable as error:
                wrong = str(error)
            else:
                return redirect("party_changes", key, received.pk)
    context = {"party": found, "institute": found.election.institute, "wrong": wrong, "photos": PHOTOS}
    return render(request, "party/upload.html", context, status=422 if wrong else 200)


@operator(*FORM)
def changes(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """The change set, what does not go first; confirming it applies what it shows, and what it did stays here."""
    found, candidacies = mine(key)
    received = get_object_or_404(BulkUpload, pk=pk, party=found, user=request.user.pk)
    hand = Hand(request.user.get_username(), Role.PARTY)
    try:
        if request.method == "POST" and received.applied_at is None:
            with doing(request) as tell:
                bulk.apply(received, candidacies, hand, tell)
            return redirect("party_changes", key, pk)
        changed = bulk.change_set(received, candidacies, hand) if received.applied_at is None else None
    except BadTable as error:
        messages.error(request, str(error))
        return redirect("party_upload", key)
    context = {
        "party": found,
        "institute": found.election.institute,
        "received": received,
        "changed": changed,
        "result": received.result,
    }
    return render(request, "party/changes.html", context)


@operator()
def picture(request: HttpRequest, key: str, pk: int, candidacy: str) -> FileResponse:
    """A photograph that came with a sheet, small, before it is taken."""
    received = get_object_or_404(BulkUpload, pk=pk, party__key=key, user=request.user.pk)
    value = next((value for whose, value, _note in received.photos if whose == candidacy and value), None)
    if not value:
        raise Http404
    return private_file(min(value["files"].items(), key=lambda one: int(one[0]))[1])


def _give_back(author: Author, sections: list[ProfileSection], note: str) -> str:
    """Return every section with its reason, or none: a sentence says why."""
    try:
        with transaction.atomic():
            for section in sections:
                workflow.advance(section, Action.RETURN, author.candidacy, author.hand, note=note)
    except workflow.NotAllowed as error:
        return str(error)
    return ""


@authors(*FORM)
def validate(request: HttpRequest, key: str) -> HttpResponse:
    """What a candidacy submitted to its party: validate it, or give it back with a reason."""
    author = author_of(request, key)
    if author.hand.role != Role.PARTY:
        raise Http404
    waiting = ProfileSection.objects.filter(profile=author.profile, state=State.PARTY)
    wrong = ""
    if request.method == "POST":
        note = request.POST.get("note", "").strip()[:500]
        if request.POST.get("act") == "return" and not note:
            wrong = "Escriba qué hay que corregir: la candidatura lo leerá."
        elif not waiting:
            wrong = "Ya no hay nada por validar: quizá otra persona de su partido lo hizo."
        elif request.POST.get("act") == "return":
            wrong = _give_back(author, list(waiting), note)
            if not wrong:
                messages.success(request, "Devolvió lo entregado, con su motivo.")
                return redirect("party", author.candidacy.ticket.party.key)
        else:
            _done, refused = finishing_validate(author)
            if not refused:
                messages.success(request, "Validó lo entregado: ya está en el Instituto.")
                return redirect("party", author.candidacy.ticket.party.key)
            wrong = " ".join(refused)
    titles = [
        author.curricular.parts[section.key].title for section in waiting if section.key in author.curricular.parts
    ]
    context = {
        "author": author,
        "candidacy": author.candidacy,
        "institute": author.candidacy.election.institute,
        "own": False,
        "titles": titles,
        "wrong": wrong,
        "note": request.POST.get("note", ""),
    }
    return render(request, "party/validate.html", context, status=422 if wrong else 200)
