"""The groups of an affirmative action: told first, shown once the term is over, held back by a reserve."""

import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from conoceles.audit.models import Record
from conoceles.elections import register
from conoceles.ledger.models import Body
from conoceles.ledger.reading import current
from conoceles.mail.models import Message
from conoceles.profiles import due, groups, reserves
from conoceles.profiles.consents import follow_register
from conoceles.profiles.models import GroupNotice, ReserveRequest
from conoceles.profiles.workflow import Hand
from tests.built import built_site
from tests.factories import build, consent

EQUALITY, ANA = Hand("c-paridad", "equality"), Hand("c-ana", "candidate")


@pytest.fixture
def ana(capture):
    """Registered under two affirmative actions; her account is in use."""
    capture.publish()
    capture.ana.affirmative_actions = ["indigenous", "young"]
    capture.ana.save()
    return capture.ana


def shown(candidacy):
    document = current(candidacy.election.slug).get(("identity", candidacy.key))
    return document["groups"] if document else []


def after(days):
    return timezone.now() + timedelta(days=days)


def told(candidacy, days=0, how=GroupNotice.How.BOX):
    """Tell a candidacy as if so many days ago."""
    groups.tell([candidacy], how, EQUALITY, after(-days))


def test_nothing_is_shown_before_she_is_told_and_her_term_is_over(ana):
    due.every_minute(after(30))
    assert shown(ana) == [], "nobody told her"
    told(ana)
    term = ana.group_notices.first().until
    local = term.astimezone(ana.election.zone)
    assert (local.hour, local.minute, local.second) == (23, 59, 59)
    assert (local.date() - timezone.localdate(timezone=ana.election.zone)).days == 3
    due.every_minute(timezone.now())
    assert shown(ana) == [], "her term runs"
    for notice in ana.group_notices.all():
        notice.until = after(-1)
        notice.save()
    said = due.every_minute(timezone.now())
    assert shown(ana) == ["indigenous", "young"] and "1 candidaturas" in said[-1]
    assert due.every_minute(timezone.now()) == [], "once"


def test_it_shows_her_group_whatever_she_consents_to_and_never_her_answers(ana):
    told(ana, days=10)
    consent(ana, treatment=False, publication=False, statistics=False)
    due.every_minute(timezone.now())
    document = current(ana.election.slug)[("identity", ana.key)]
    assert document == {"version": 2, "groups": ["indigenous", "young"], "answers": []}


def test_a_waiting_request_takes_it_off_and_a_refused_one_brings_it_back(ana):
    told(ana, days=10)
    due.every_minute(timezone.now())
    assert reserves.ask(ana, "violence", ANA) and not reserves.ask(ana, "other", ANA), "one waits at a time"
    assert shown(ana) == []
    assert not Body.objects.filter(edition__kind="identity", edition__action="publish").exists()
    due.every_minute(timezone.now())
    assert shown(ana) == [], "it waits"
    assert reserves.refuse(ana, by="c-paridad") and not reserves.refuse(ana, by="c-paridad")
    assert shown(ana) == ["indigenous", "young"]
    assert reserves.ask(ana, "other", ANA)
    reserves.set_reserve(ana, True, by="c-paridad", reason="request")
    due.every_minute(timezone.now())
    assert shown(ana) == [] and [one.granted for one in ReserveRequest.objects.order_by("id")] == [False, True]
    subjects = list(Message.objects.filter(box=ana.key).order_by("id").values_list("subject", flat=True))
    assert subjects[-2:] == ["El Instituto no concedió la reserva", "El Instituto concedió la reserva"]
    assert not Message.objects.filter(box=ana.ticket.party.key).exists(), "no party is told"
    reserves.set_reserve(ana, False, by="c-paridad", reason="over")
    assert shown(ana) == ["indigenous", "young"]


def test_a_letter_tells_from_the_day_it_was_received(ana):
    told(ana, days=20, how=GroupNotice.How.LETTER)
    due.every_minute(timezone.now())
    assert shown(ana) == [] and ana.group_notices.first().until is None
    assert groups.receive(ana, after(-1), "Su suplente", EQUALITY) == 2
    due.every_minute(timezone.now())
    assert shown(ana) == []
    assert groups.receive(ana, after(-9), "Otra persona", EQUALITY) == 0, "a receipt is recorded once"
    GroupNotice.objects.update(until=after(-1))
    due.every_minute(timezone.now())
    assert shown(ana) == ["indigenous", "young"]


def test_what_the_register_takes_back_leaves_the_site_and_what_it_adds_waits_for_its_own_notice(ana):
    told(ana, days=10)
    due.every_minute(timezone.now())
    ana.affirmative_actions = ["young", "disability"]
    register.save_candidacy(ana, ana.person, by="c-registro", follow=follow_register)
    assert shown(ana) == ["young"] and groups.untold(ana) == ["disability"]
    assert not Body.objects.filter(document__contains='"indigenous"', edition__kind="identity").exists()


def test_in_the_silence_nothing_new_is_shown(ana):
    told(ana, days=10)
    due.every_minute(ana.election.silence_starts)
    assert shown(ana) == [] and not GroupNotice.objects.filter(shown_at__isnull=False).exists()


def test_an_election_published_later_brings_the_groups_whose_term_is_over(capture):
    from conoceles.profiles.public.reviewed import publish_approved

    capture.ana.affirmative_actions = ["migrant"]
    capture.ana.save()
    told(capture.ana, days=10)
    capture.publish()
    publish_approved(capture.election, EQUALITY)
    assert shown(capture.ana) == ["migrant"]


def page_of(settings, candidacy):
    folder = built_site() / candidacy.election.slug
    return (folder / "candidaturas" / candidacy.slug / "index.html").read_text()


def test_the_page_says_it_and_finds_her_by_it(ana, settings, client):
    told(ana, days=10)
    due.every_minute(timezone.now())
    build()
    html = page_of(settings, ana)
    assert "Registrada por acción afirmativa" in html and "Indígena, Joven" in html
    assert "consentimiento de la persona" not in html, "she answered nothing"
    assert ana.person.name in client.get(f"/{ana.election.slug}/candidaturas/?grupo=indigenous").text
    assert ana.person.name not in client.get(f"/{ana.election.slug}/candidaturas/?grupo=migrant").text


def test_who_has_no_page_is_shown_with_her_group_in_her_ticket(capture, settings):
    office = capture.ana.office
    office.answers = False
    register.save(office)
    capture.publish()
    for one in (capture.ana, capture.eva):
        one.refresh_from_db()
    ana = capture.ana
    ana.affirmative_actions = ["disability"]
    ana.save()
    told(ana, days=10, how=GroupNotice.How.LETTER)
    groups.receive(ana, after(-10), "Ana", EQUALITY)
    build()
    contest = built_site() / ana.election.slug / "contiendas" / ana.ticket.contest.slug / "index.html"
    assert "Acción afirmativa" not in contest.read_text()
    due.every_minute(timezone.now())
    build()
    assert "Acción afirmativa: Con discapacidad" in " ".join(contest.read_text().split())


def test_the_screen_tells_her_beside_the_statement_and_her_answer_begins_the_term(ana, candidate):
    from conoceles.profiles.models import LegalText

    url = f"/captura/{ana.key}/aviso/"
    html = candidate.get(url).text
    assert "registrada por acción afirmativa: personas indígenas y personas jóvenes" in html
    assert not GroupNotice.objects.exists(), "looking tells nothing to the institute"
    texts = {text.kind: text.pk for text in LegalText.objects.filter(election=ana.election).order_by("number")}
    sent = {f"v-{kind}": texts[kind] for kind in ("treatment", "publication", "statistics")}
    sent |= {"treatment": "yes", "publication": "no", "statistics": "yes"}
    late = candidate.post(url, {**sent, "groups": "indigenous"})
    assert late.status_code == 409 and "cambió" in late.text and not GroupNotice.objects.exists()
    assert candidate.post(url, {**sent, "groups": "indigenous young"}).status_code == 302
    assert {(one.group, one.how) for one in GroupNotice.objects.all()} == {
        ("indigenous", "screen"),
        ("young", "screen"),
    }
    assert "Lea qué se publica" not in candidate.get(f"/captura/{ana.key}/").text


def words(pdf):
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_the_form_on_paper_says_it_too(ana, candidate):
    filled = words(candidate.get(f"/captura/{ana.key}/aviso/formato.pdf").content)
    blank = words(candidate.get(f"/captura/{ana.key}/aviso/formato.pdf?vacio=1").content)
    assert "registrada por acción afirmativa: personas indígenas y personas jóvenes" in filled
    assert "Si su candidatura está registrada por una acción afirmativa" in blank and "indígenas" not in blank


def test_she_asks_for_the_reserve_on_her_own_page_and_nobody_else_can(ana, candidate, party_operator, help_desk):
    told(ana)
    url = f"/captura/{ana.key}/reserva/"
    assert "no se publica antes del" in candidate.get(url).text
    refused = candidate.post(url, {"reason": "porque sí"})
    assert refused.status_code == 422 and "Elija por qué" in refused.text
    for _press in range(2):
        assert candidate.post(url, {"reason": "other"}).status_code == 302
    assert ReserveRequest.objects.count() == 1 and "en estudio" in candidate.get(url).text
    assert Record.objects.filter(act="reserve-asked").count() == 1
    assert "other" not in str(Record.objects.get(act="reserve-asked").detail)
    assert party_operator.get(url).status_code == 404 and help_desk.get(url).status_code == 404


def test_the_last_look_lists_what_preview_and_page_show(ana, candidate):
    consent(ana)
    for part, question, value in (("identidad", "indigenous", "yes"), ("identidad", "diversity", "no")):
        candidate.post(f"/captura/{ana.key}/seccion/{part}/guardar/", {"question": question, f"q-{question}": value})
    last = " ".join(candidate.get(f"/captura/{ana.key}/entregar/").text.split())
    public, _, counted = last.partition("Solo se contará en las estadísticas")
    assert "Registrada por acción afirmativa: personas indígenas y personas jóvenes" in public
    assert "¿Se considera una persona indígena?" in public
    assert "LGBTTTIQ+" not in public and "LGBTTTIQ+" in counted, "a «no» is not shown on the page"
    preview = candidate.get(f"/captura/{ana.key}/vista-previa/").text
    assert "Indígena, Joven" in preview and "¿Se considera una persona indígena?" in preview
    assert "LGBTTTIQ+" not in preview
    reserves.ask(ana, "other", ANA)
    last = candidate.get(f"/captura/{ana.key}/entregar/").text
    assert "Registrada por acción afirmativa" not in last


def test_staff_tells_many_records_receipts_and_decides(capture, equality, coordination, reviewer):
    capture.publish()
    for one, values in ((capture.ana, ["young"]), (capture.eva, ["older"])):
        one.affirmative_actions = values
        one.save()
    url = f"/registro/{capture.election.slug}/accion-afirmativa/"
    assert reviewer.get(url).status_code == 403
    page = " ".join(equality.get(url).text.split())
    assert "2 por acción afirmativa" in page and "Hacer 2 cartas" in page and "en su buzón" not in page
    assert equality.get(f"{url}cartas.pdf").status_code == 404
    for _press in range(2):
        equality.post(url, {"act": "letter", "number": "IEP/12"})
    assert GroupNotice.objects.filter(how="letter", number="IEP/12").count() == 2
    assert equality.get(f"{url}cartas.pdf").content[:5] == b"%PDF-"
    sent = {"act": "receive", "day": timezone.localdate().isoformat(), "received_by": "Oficialía"}
    assert equality.post(url, sent).status_code == 422
    late = {**sent, "candidacy": capture.ana.key, "day": (timezone.localdate() + timedelta(days=1)).isoformat()}
    refused = equality.post(url, late)
    assert refused.status_code == 422 and "todavía no llega" in refused.text
    assert equality.post(url, {**sent, "candidacy": capture.ana.key}).status_code == 302
    assert [one.candidacy for one in GroupNotice.objects.filter(told_at__isnull=False)] == [capture.ana]
    reserves.ask(capture.eva, "violence", Hand("c-eva", "candidate"))
    file = f"/registro/{capture.election.slug}/identidad/{capture.eva.key}/"
    assert file in equality.get(url).text and file not in coordination.get(url).text
    assert "por riesgo de violencia" in equality.get(file).text
    assert "violencia" not in coordination.get(url).text
    assert equality.post(file, {"refuse": "1"}).status_code == 302
    assert not ReserveRequest.objects.waiting().exists()


def test_who_uses_her_account_is_told_in_her_box(ana, candidate, equality):
    user = candidate.user
    user.last_login = timezone.now()
    user.save()
    url = f"/registro/{ana.election.slug}/accion-afirmativa/"
    for _press in range(2):
        equality.post(url, {"act": "box"})
    [message] = Message.objects.filter(box=ana.key, kind="group")
    assert "pida la reserva" in message.text and message.link == f"/captura/{ana.key}/reserva/"
    assert GroupNotice.objects.filter(how="box", until__isnull=False).count() == 2
