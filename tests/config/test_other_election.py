"""A thing of one election is never reached under the address of another, even by whoever works in both."""

import io
import json
import re
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from PIL import Image

from conoceles.accounts import invitations
from conoceles.accounts.models import User
from conoceles.capture.models import HelpRequest
from conoceles.elections import jobs
from conoceles.elections.grants import give, open_operator
from conoceles.elections.models import Grant, PageText, Party, Role
from conoceles.elections.screens import SCREENS
from conoceles.elections.two_people import Done
from conoceles.lib import blobs, sealed_blobs
from conoceles.lists import uploads
from conoceles.lists.models import Doubt, HeldRow, PlaceFile
from conoceles.lists.plan import Listed
from conoceles.lists.preparing.place_files import PlaceRows
from conoceles.mail.models import Delivery, Message
from conoceles.profiles.models import Answer, Consent, Flag, LegalText
from conoceles.profiles.saving import profile_of
from conoceles.reports.models import Activity, Deliverable, Issued, Notice
from tests.factories import Town, add_second_factor, make_town
from tests.review.test_identity_review import answer_identity
from tests.scenery import scenery

STAFF = [role for role in Role.values if role not in ("candidate", "party")]
# What an address names that is no thing of an election.
WORDS = {"slug", "form", "kind", "part", "screen", "year", "month"}


def photo(candidacy):
    """Return the name of a photograph that a candidacy submitted."""
    curricular(candidacy)
    return json.loads(Answer.objects.get(profile__candidacy=candidacy, question="photo").value)["files"]["480"]


def identity(candidacy):
    answer_identity(candidacy)
    return candidacy.key


def curricular(candidacy):
    town = Town(candidacy.election, None)
    town.submit(candidacy)
    return candidacy.key


def scan(candidacy):
    name = blobs.put(b"%PDF-1.4 signed", "pdf", blobs.PRIVATE)
    text = LegalText.objects.filter(election=candidacy.election, kind=LegalText.Kind.TREATMENT).first()
    Consent.objects.create(profile=profile_of(candidacy), text=text, given=True, how="scan", scan=name)
    return name


def received_paper(candidacy):
    scan(candidacy)
    name = sealed_blobs.keep(b"%PDF-1.4 signed")
    Consent.objects.filter(profile__candidacy=candidacy).update(received=name)
    return name


def delivery(candidacy):
    message = Message.objects.create(box=candidacy.key, kind="other", subject="Hola", text="Hola")
    sent = Delivery.objects.create(user=Grant.objects.get(pk=letter(candidacy)).user, outcome="bounced", name="<a@b>")
    sent.messages.add(message)
    return sent.pk


def signed():
    return blobs.put(b"%PDF-1.4 firmado", "pdf", blobs.PRIVATE)


def deliverable(candidacy):
    """Return one with a paper."""
    name = blobs.put(b"%PDF-1.4 entregado", "pdf", blobs.PRIVATE)
    day = date(2027, 4, 2)
    made = Deliverable.objects.create(
        election=candidacy.election, cause="calendar:x", title="X", do_by=day, send_by=day, send_until=day, file=name
    )
    return made.pk


def activity(candidacy, nod="confirmed"):
    name = blobs.put(b"\xff\xd8 una fotografia", "jpg", blobs.PRIVATE)
    made = Activity.objects.create(
        election=candidacy.election, kind="visit", text="Feria", starts=date(2027, 4, 2), photos=[name], nod=nod
    )
    return made.pk


def issued(candidacy):
    name = blobs.put(b"%PDF-1.4 emitido", "pdf", blobs.PRIVATE)
    made = Issued.objects.create(
        election=candidacy.election, kind="mensual", title="Informe", edition=1, hash="0" * 64, pdf=name, docx=name
    )
    return made.pk


def letter(candidacy):
    user = User.objects.open(candidacy.person.name)
    give(user, "candidate", candidacy.election, by="", candidacy=candidacy)
    grant = Grant.objects.get(user=user)
    invitations.issue(user, "letter", by="v")
    user.invitations.update(scan=signed())
    return grant.pk


def operator(candidacy):
    return open_operator(candidacy.ticket.party, "Quien opera", "", by="").pk


def notice(candidacy):
    made = Notice.objects.create(
        candidacy=candidacy, kind="missing", channel="letter", number="1", term=date(2027, 4, 2), scan=signed()
    )
    return made.pk


def job(candidacy):
    """Return an act on many with a paper and a notice, of whoever works in both elections."""
    by = User.objects.get(name="Todo Terreno")
    done = jobs.keep(candidacy.election, by, Done("Hecho.", b"%PDF-1.4 cartas", "cartas.pdf"))
    Notice.objects.filter(pk=notice(candidacy)).update(job=done)
    return done.pk


def flag(candidacy):
    return Flag.objects.create(
        profile=profile_of(candidacy), question="reason", kind="short", start=0, end=3, mark="a"
    ).pk


def page_text(candidacy):
    return PageText.objects.create(election=candidacy.election, slug="que-es", title="Qué es", body="Hola").pk


def request_for_help(candidacy):
    made = HelpRequest.objects.create(
        election=candidacy.election, candidacy=candidacy, channel="screen", question="reason", topic="Duda", text="¿?"
    )
    return made.pk


def request_for_guidance(candidacy):
    pk = request_for_help(candidacy)
    HelpRequest.objects.filter(pk=pk).update(audience=Role.EQUALITY)
    return pk


def held_row(candidacy):
    listed = Listed(2, "mayor", "Peñón Blanco", "Partido Roble", "VACANTE").as_json()
    return HeldRow.objects.create(
        election=candidacy.election, kind="nobody", mark=str(candidacy.pk), rows=[listed], file="a.csv", place="2"
    ).pk


def list_upload(candidacy):
    text = "CARGO,LUGAR,PARTIDO,CALIDAD,NOMBRE\nPresidencia municipal,x,ROBLE,Propietaria,Ana\n"
    file = SimpleUploadedFile("a.csv", text.encode())
    return uploads.receive(file, candidacy.election, "conoceles", only={}, sheets=[], by="").pk


def place_file(candidacy):
    return PlaceFile.objects.create(
        election=candidacy.election,
        kind="sections",
        name="a.csv",
        blob=blobs.put(PlaceRows(["SECCION"], [["1"]], [], []).as_bytes(), "json", blobs.PRIVATE),
        by="",
    ).pk


def emblem(candidacy):
    """Return the name of an emblem of an election's party."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "#336699").save(out, "PNG")
    name = blobs.put(out.getvalue() + candidacy.election.slug.encode(), "png", blobs.PUBLIC)
    Party.objects.filter(pk=candidacy.ticket.party_id).update(emblem=name)
    return name


MAKE = {
    "place_file": place_file,
    "import_undo": list_upload,
    "picture": emblem,
    "flag_dismiss": flag,
    "identity_review": identity,
    "identity_file": identity,
    "review": curricular,
    "review_file": curricular,
    "review_media": photo,
    "notice_scan": notice,
    "notice_letters": job,
    "job": job,
    "job_paper": job,
    "delivery_scan": letter,
    "sheet": lambda candidacy: candidacy.key,
    "candidacy_page": lambda candidacy: candidacy.key,
    "bounced_again": delivery,
    "help_reply": request_for_help,
    "guidance_reply": request_for_guidance,
    "help_enter": lambda candidacy: candidacy.key,
    "held_row": held_row,
    "import_read": list_upload,
    "import_sheet": list_upload,
    "doubt_name": lambda candidacy: Doubt.objects.create(candidacy=candidacy, name="Otra", file="a.csv", line=2).pk,
    "candidacy": lambda candidacy: candidacy.pk,
    "identity_of": identity,
    "scan": scan,
    "scan_received": received_paper,
    "deliverable": deliverable,
    "deliverable_file": deliverable,
    "paper": activity,
    "paper_file": activity,
    "activity_nod": lambda candidacy: activity(candidacy, "proposed"),
    "document_file": issued,
    "move_contest": lambda candidacy: candidacy.ticket.contest.key,
    "move": lambda candidacy: candidacy.key,
    "delivery": letter,
    "account_close": letter,
    "factor_lift": letter,
    "hand_over": operator,
    "text": lambda candidacy: PageText.objects.create(election=candidacy.election, slug="que", title="Q", body="b").pk,
    "text_off": lambda candidacy: (
        PageText.objects.create(election=candidacy.election, slug="no", title="Q", body="b").pk
    ),
}
# Questions are of a questionnaire, which the address names by its kind; rows are asked for below, screen by screen; old
# addresses of the site are public.
SAID = {"screen": "actividades", "form": "pdf", "number": "0", "place": "1"}
# Formats are of an institute: `lists/test_formats.py` asks for those of another.
ELSEWHERE = {
    "row_delete",
    "format_edit",
    "format_file",
    "redaction_purged",
    "question",
    "row",
    "moved",
    "moved_under",
    "moved_frame",
    "topic",
    "topic_in",
}


def addresses(resolver, before=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern, before + str(pattern.pattern))
        else:
            named = set(pattern.pattern.converters)
            if "slug" in named and named - WORDS:
                yield before + str(pattern.pattern), pattern.name, sorted(named - {"slug"})


ADDRESSES = list(addresses(get_resolver(settings.ROOT_URLCONF)))


@scenery
def both():
    """Two elections, a candidacy in each, and who works in both with every role."""
    towns = [make_town("prueba-2027", "98"), make_town("otra-2027", "97")]
    user = User.objects.open("Todo Terreno")
    for town in towns:
        town.open_capture()
        town.ana = town.stand("Ana Peña")
        for role in STAFF:
            give(user, role, town.election, by="")
    add_second_factor(user)
    return towns, user


def test_every_address_that_names_a_thing_is_asked_for():
    assert {name for _address, name, _named in ADDRESSES} == set(MAKE) | ELSEWHERE


def answers(client, url):
    """Return what an address says to whoever asks and to whoever sends."""
    found = [client.get(url), client.post(url, {})]
    for one in found:
        # A file is read whole, so that it is closed.
        assert one.getvalue() or not one.streaming
    return [one.status_code for one in found]


@pytest.mark.parametrize("name", sorted(MAKE))
def test_a_thing_of_another_election_is_not_there(both, client, name):
    (here, there), user = both
    client.force_login(user)
    thing = MAKE[name](there.ana)
    address, named = next((address, named) for address, one, named in ADDRESSES if one == name)

    def url(town):
        # Where a file hangs from a candidacy, it is asked of the one that each election has.
        own = town.ana.key if "name" in named else thing
        values = {"slug": town.election.slug, "key": str(own), "pk": str(own), "name": str(thing), **SAID}
        return "/" + re.sub(r"<\w+:(\w+)>", lambda match: values[match[1]], address)

    foreign = answers(client, url(here))
    assert set(foreign) <= {404, 405} and 404 in foreign
    assert set(answers(client, url(there))) - {404, 405}, "in its own election it is there"


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_a_row_of_another_election_is_not_there(both, client, name):
    towns, user = both
    client.force_login(user)
    screen = SCREENS[name]
    here = set(screen.rows(towns[0].election).values_list("pk", flat=True))
    foreign = [row.pk for row in screen.rows(towns[1].election) if row.pk not in here]
    for pk in foreign[:1]:
        url = f"/registro/{towns[0].election.slug}/lista/{name}/{pk}/"
        assert client.get(url).status_code == 404
        assert client.post(url, {}).status_code == 404
        assert client.get(f"{url}borrar/").status_code == client.post(f"{url}borrar/", {}).status_code == 404
        assert client.get(f"/registro/{towns[1].election.slug}/lista/{name}/{pk}/").status_code == 200
