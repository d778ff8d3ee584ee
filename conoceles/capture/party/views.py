"""A party's screens: all its candidacies, its spreadsheet, its approval."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from conoceles.accounts.models import User
from conoceles.capture.access import author_of, authors
from conoceles.capture.models import BulkUpload
from conoceles.capture.party import bulk, today
from conoceles.capture.party.dashboard import lines
from conoceles.capture.party.sheet import PHOTOS, as_xlsx
from conoceles.elections.access import grants
from conoceles.elections.models import Candidacy, Party, Role
from conoceles.elections.seen import saw, seen_until
from conoceles.elections.windows import capture_window
from conoceles.lib.access import FORM, POST, READ, View, rule
from conoceles.lib.tables import BadTable
from conoceles.mail.models import Message
from conoceles.profiles import workflow
from conoceles.profiles.author import Author
from conoceles.profiles.handing_over import hand_over, show_handed_over
from conoceles.profiles.models import ProfileSection, State
from conoceles.profiles.rules import Action
from conoceles.profiles.workflow import Hand

PAGE = 50
# States that the dashboard counts even when nobody is in them.
ALWAYS = (State.EMPTY, State.DRAFT, State.SUBMITTED, State.PUBLISHED)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def operator(*methods: str) -> Callable[[View], View]:
    """Mark a view for whoever operates the party of the address."""

    def allowed(request: HttpRequest, kwargs: dict[str, str]) -> bool:
        return any(grant.party and grant.party.key == kwargs["key"] for grant in grants(request).of_role(Role.PARTY))

    return rule("quien opera ese partido o coalición", methods or READ, allowed)


def _mine(key: str) -> tuple[Party, list[Candidacy]]:
    party = get_object_or_404(Party.objects.select_related("election__institute"), key=key)
    rows = Candidacy.objects.filter(ticket__party=party, office__answers=True).registered().with_register()
    return party, list(
        rows.select_related("election__institute").order_by(
            "ticket__contest__name", "office__order", "position", "-role"
        )
    )


@operator(*FORM)
def party(request: HttpRequest, key: str) -> HttpResponse:
    """What waits, what others did, and every candidacy; pressing says that it was seen."""
    found, candidacies = _mine(key)
    if request.method == "POST":
        saw(request.user.pk, found.election, request.POST.get("until", ""), found.key)
        return redirect("party", key)
    everyone = lines(candidacies, found.election)
    counts = {state: sum(line.state == state for line in everyone) for state in State.values}
    words = request.GET.get("q", "").strip().casefold()[:100]
    wanted = request.GET.get("estado", "")
    shown = [
        line
        for line in everyone
        if (not wanted or line.state == wanted)
        and (not words or words in f"{line.candidacy.person.name} {line.candidacy.ticket.contest.area.name}".casefold())
    ]
    first = [State.OBSERVED, State.PARTY, State.EMPTY, State.DRAFT]
    shown.sort(key=lambda line: first.index(State(line.state)) if line.state in first else len(first))
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
        "words": request.GET.get("q", ""),
        "wanted": wanted,
        "query": "".join(f"&{name}={quote(request.GET[name])}" for name in ("q", "estado") if request.GET.get(name)),
    }
    return render(request, "party/party.html", context)


@operator()
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    found, candidacies = _mine(key)
    response = HttpResponse(as_xlsx(candidacies, found.election), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.xlsx"'
    return response


@operator(*FORM)
def upload(request: HttpRequest, key: str) -> HttpResponse:
    found, candidacies = _mine(key)
    wrong = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            wrong = "Elija el archivo que llenó."
        else:
            try:
                received = bulk.receive(file, found, User.objects.get(pk=request.user.pk or 0))
                with TemporaryDirectory() as folder:
                    bulk.change_set(received, candidacies, Path(folder))
            except BadTable as error:
                wrong = str(error)
            else:
                return redirect("party_changes", key, received.pk)
    context = {"party": found, "institute": found.election.institute, "wrong": wrong, "photos": PHOTOS}
    return render(request, "party/upload.html", context, status=422 if wrong else 200)


@operator(*FORM)
def changes(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """The change set, row by row; confirming it applies what it shows."""
    found, candidacies = _mine(key)
    received = get_object_or_404(BulkUpload, pk=pk, party=found, user=request.user.pk)
    applied = None
    try:
        if request.method == "POST" and received.applied_at is None:
            applied = bulk.apply(received, candidacies, Hand(request.user.get_username(), Role.PARTY))
            messages.success(request, f"Aplicado. Respuestas: {applied.saved}. Fotografías: {applied.photos}.")
        with TemporaryDirectory() as folder:
            changed = bulk.change_set(received, candidacies, Path(folder))
    except BadTable as error:
        messages.error(request, str(error))
        return redirect("party_upload", key)
    context = {
        "party": found,
        "institute": found.election.institute,
        "received": received,
        "changed": changed,
        "applied": applied,
    }
    return render(request, "party/changes.html", context)


@operator(*POST)
def validate_many(request: HttpRequest, key: str) -> HttpResponse:
    """Validate every section that waits for the party, of the candidacies that were chosen."""
    _found, candidacies = _mine(key)
    chosen = set(request.POST.getlist("candidacy"))
    done, refused = 0, []
    for candidacy in candidacies:
        if candidacy.key in chosen:
            author = author_of(request, candidacy.key)
            validated, why = _validate(author)
            done += validated
            refused += [f"{candidacy.person.name}: {sentence}" for sentence in why]
    if done:
        messages.success(request, f"Validó y entregó al Instituto {done} secciones.")
    for sentence in refused[:20]:
        messages.error(request, sentence)
    if not done and not refused:
        messages.error(request, "No eligió ninguna candidatura con secciones por validar.")
    return redirect("party", key)


def _validate(author: Author) -> tuple[int, list[str]]:
    """Validate every section that waits for the party; return how many were, and why others could not be."""
    done, refused = 0, []
    for section in ProfileSection.objects.filter(profile=author.profile, state=State.PARTY):
        try:
            hand_over(author, section.key, Action.VALIDATE, author.curricular)
        except workflow.NotAllowed as error:
            refused.append(str(error))
        else:
            done += 1
    if done:
        show_handed_over(author)
    return done, refused


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
            _done, refused = _validate(author)
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
