"""The reviewer's pages: who enters, what they show, and that a step needs no script."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conoceles.audit.models import Record
from conoceles.profiles.models import Observation, Profile, Review
from conoceles.profiles.workflow import Hand
from conoceles.review import queue, rubric
from conoceles.review.models import ReplyTemplate, RubricMark
from tests.factories import own_words
from tests.markup import flat
from tests.review.test_deciding import document, section, states
from tests.review.test_queue import decide, of


def chosen(page, ground):
    """Return whether a page shows a ground as chosen."""
    return re.search(rf'value="{ground}"[^>]*checked', page.text) is not None


def form_of(page):
    """Return what the decision form of a page would send: the submissions that were read."""
    return dict(re.findall(r'name="(seen-\d+)" value="(\d+)"', page.text))


def test_only_reviewers_and_coordination_enter(
    capture, base, reviewer, coordination, candidate, party_operator, equality, help_desk, visitor
):
    pages = [f"{base}/", f"{base}/candidatura/{capture.ana.key}/", f"{base}/candidatura/{capture.ana.key}/expediente/"]
    for url in [*pages, f"{base}/juntas/", f"{base}/plantillas/"]:
        assert reviewer.get(url).status_code == coordination.get(url).status_code == 200, url
        for client in (candidate, party_operator, equality, help_desk):
            assert client.get(url).status_code == 403, url
        assert visitor.get(url).status_code == 302
    assert reviewer.get(f"{base}/siguiente/").status_code == 405
    for url in (f"{base}/publicar/", f"{base}/programar/"):
        assert reviewer.post(url).status_code == 403
    assert coordination.get(f"{base}/programar/").status_code == 405
    assert reviewer.get("/revision/otra-2027/").status_code in (403, 404)


def test_the_whole_step_by_forms_alone(capture, base, reviewer):
    opened = reviewer.post(f"{base}/siguiente/")
    url = f"{base}/candidatura/{capture.ana.key}/"
    assert opened.headers["Location"] == f"{url}#contenido"
    page = reviewer.get(url)
    assert "Decidir y abrir la siguiente" in page.text and own_words(capture.ana, "reason")[:40] in page.text
    sent = {**form_of(page), "act": "decide", "days": "2"}
    half = reviewer.post(url, {**sent, "ground-reason": "slogan", "comment-work": "Falta"})
    assert half.status_code == 422 and "complete la observación" in half.text
    assert chosen(half, "slogan") and ">Falta</textarea>" in half.text, "nothing typed is lost"
    done = reviewer.post(url, {**sent, "ground-reason": "slogan", "comment-reason": "Quite el lema."})
    assert done.headers["Location"] == f"{base}/candidatura/{capture.eva.key}/#contenido", "the next opens by itself"
    assert states(capture.ana)["reasons"] == "observed" and states(capture.ana)["path"] == "published"
    last = reviewer.get(f"{base}/candidatura/{capture.eva.key}/")
    end = reviewer.post(f"{base}/candidatura/{capture.eva.key}/", {**form_of(last), "act": "decide"})
    assert end.headers["Location"] == f"{base}/" and "Nada espera revisión" in reviewer.get(f"{base}/").text


def test_personal_data_that_was_noticed_asks_for_a_second_look(capture, base, reviewer):
    rita = capture.stand("Rita Mar", place="Cuatro Ciénegas", folio="9")
    capture.submit(rita, proposal_1=f"Llámeme al 871 555 01 02. {own_words(rita, 'proposal_1')}")
    url = f"{base}/candidatura/{rita.key}/"
    reviewer.post(url, {"act": "take"})
    page = reviewer.get(url)
    assert "La máquina señaló" in page.text and 'name="personal"' in page.text
    sent = {**form_of(page), "act": "decide", "days": "2"}
    refused = reviewer.post(url, sent)
    assert refused.status_code == 422 and "mírelos otra vez" in refused.text
    assert states(rita)["proposals"] == "submitted"
    assert reviewer.post(url, {**sent, "personal": "1"}).status_code == 302
    assert states(rita)["proposals"] in ("approved", "published")


def test_the_queue_says_at_what_pace_it_goes_and_who_did_how_much(capture, base, reviewer):
    assert "A este ritmo" not in reviewer.get(f"{base}/").text
    decide(of(capture.ana), hand=Hand(reviewer.user.username, "reviewer"))
    page = reviewer.get(f"{base}/")
    assert "A este ritmo, hasta el" in page.text
    assert page.context["pace"].people == [(reviewer.user.name, 1)]


def test_a_second_round_shows_what_was_observed_and_only_what_changed(capture, base, reviewer):
    decide(of(capture.ana), [deciding_note("reason")], Hand(reviewer.user.username, "reviewer"))
    before = own_words(capture.ana, "reason")
    words = before.split()
    capture.submit(capture.ana, reason=" ".join([*words[:3], "cambiada", *words[4:]]))
    reviewer.post(f"{base}/siguiente/")
    page = reviewer.get(f"{base}/candidatura/{capture.ana.key}/").text
    assert "<ins>cambiada</ins>" in page.replace("cambiada </ins>", "cambiada</ins>")
    assert "lo que se observó" in page and "Se observó: Lema o imagen de campaña" in page
    assert 'id="pregunta-reason"' in page and 'id="pregunta-proposal_1"' not in page, (
        "what was approved already is not read again"
    )


def deciding_note(question):
    from conoceles.review.deciding import Note

    return Note(question, "slogan", "Quite el lema.")


def test_what_another_has_is_read_and_not_decided(capture, base, reviewer, coordination):
    reviewer.post(f"{base}/siguiente/")
    url = f"{base}/candidatura/{capture.ana.key}/"
    page = coordination.get(url)
    assert "Revisión la está revisando" in page.text and "Decidir y abrir" not in page.text
    refused = coordination.post(url, {**form_of(page), "act": "decide"})
    assert refused.status_code == 409 and states(capture.ana)["path"] == "submitted"
    assert reviewer.post(url, {"act": "release"}).status_code == 302
    assert coordination.post(url, {"act": "take"}).status_code == 302
    assert of(capture.ana).claimed_by == coordination.user.username


def test_what_changed_meanwhile_is_not_decided_and_is_shown(capture, base, reviewer):
    from conoceles.review import case_acts

    url = f"{base}/candidatura/{capture.ana.key}/"
    reviewer.post(f"{base}/siguiente/")
    old = form_of(reviewer.get(url))
    case_acts.reopen(section(capture.ana, "path"), capture.ana, Hand("c-otra", "reviewer"), "")
    capture.submit(capture.ana, work=own_words(capture.ana, "otro"))
    stale = reviewer.post(url, {**old, "act": "decide"})
    assert (
        stale.status_code == 409
        and "cambió mientras" in stale.text
        and own_words(capture.ana, "otro")[:30] in stale.text
    )
    assert reviewer.post(url, {**form_of(stale), "act": "decide"}).status_code == 302


def test_those_with_nothing_to_observe_are_shown_one_by_one_and_approved_together(capture, base, reviewer):
    for candidacy in (capture.ana, capture.eva):
        reviewer.post(f"{base}/siguiente/")
        url = f"{base}/candidatura/{candidacy.key}/"
        reviewer.post(url, {**form_of(reviewer.get(url)), "act": "aside"})
    assert "Aprobar juntas (2)" in flat(reviewer.get(f"{base}/").text)
    page = reviewer.get(f"{base}/juntas/").text
    assert "Ana Peña" in page and "Eva Sol" in page
    from conoceles.review import case_acts

    case_acts.reopen(section(capture.eva, "path"), capture.eva, Hand("c-otra", "reviewer"), "")
    capture.submit(capture.eva, work=own_words(capture.eva, "otro"))
    done = reviewer.post(f"{base}/juntas/", {"candidacy": [capture.ana.key, capture.eva.key]}, follow=True)
    assert "Validadas juntas: 1" in done.text and "vuelven a la cola: Eva Sol" in done.text
    assert document(capture.ana) is not None and states(capture.eva)["path"] == "submitted"
    assert of(capture.eva).claimed_by == "" and of(capture.eva).aside == []


def test_the_queue_needs_as_many_queries_however_long(capture, base, reviewer):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert reviewer.get(f"{base}/").status_code == 200
        return len(caught)

    # The first visit notes in her session that she is there.
    count()
    few = count()
    for number in range(8):
        capture.submit(capture.stand(f"Persona {'ABCDEFGH'[number]}", place="Cuatro Ciénegas", folio=str(number)))
    assert count() == few <= 17


def test_photographs_of_what_was_submitted_are_shown_to_reviewers_alone(capture, base, reviewer, candidate, equality):
    from tests.factories import complete_answers

    name = complete_answers(capture.ana)["photo"]["original"]
    url = f"{base}/candidatura/{capture.ana.key}/medios/{name}"
    shown = reviewer.get(url)
    assert shown.getvalue().startswith(b"\xff\xd8")
    assert shown.status_code == 200 and shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert candidate.get(url).status_code == equality.get(url).status_code == 403
    assert reviewer.get(f"{base}/candidatura/{capture.eva.key}/medios/{name}").status_code == 404
    assert reviewer.get(f"{base}/candidatura/{capture.ana.key}/medios/../../x").status_code == 404


def test_the_file_observes_reopens_and_pauses(capture, base, reviewer, coordination):
    decide(of(capture.ana))
    url, proposals = f"{base}/candidatura/{capture.ana.key}/expediente/", section(capture.ana, "proposals")
    sent = {"section": proposals.pk, "act": "observe"}
    empty = reviewer.post(url, sent)
    assert empty.status_code == 422 and "al menos una observación" in empty.text
    typed = reviewer.post(url, {**sent, "ground-proposal_1": "copy"})
    assert typed.status_code == 422 and chosen(typed, "copy")
    assert (
        reviewer.post(url, {**sent, "ground-proposal_1": "copy", "comment-proposal_1": "Es de otra."}).status_code
        == 302
    )
    assert states(capture.ana)["proposals"] == "observed" and Observation.objects.get().ground == "copy"
    path = section(capture.ana, "path")
    assert reviewer.post(url, {"section": path.pk, "act": "pause", "note": "Queja"}).status_code == 422, (
        "coordination's"
    )
    assert coordination.post(url, {"section": path.pk, "act": "pause", "note": ""}).status_code == 422
    assert coordination.post(url, {"section": path.pk, "act": "pause", "note": "Queja"}).status_code == 302
    assert coordination.post(url, {"section": path.pk, "act": "publish"}).status_code == 422
    assert coordination.post(url, {"section": path.pk, "act": "nada"}).status_code == 422
    assert coordination.post(url, {"section": "x", "act": "reopen"}).status_code == 422
    assert states(capture.ana)["path"] == "paused"
    assert "Queja" in reviewer.get(url).text


def test_templates_begin_with_ours_and_become_the_elections(capture, base, reviewer):
    assert "Escríbalo con sus propias palabras" in reviewer.get(f"{base}/plantillas/").text
    bad = reviewer.post(f"{base}/plantillas/", {"ground": ["nada"], "text": ["Hola"]})
    assert bad.status_code == 422 and "Hola" in bad.text
    assert reviewer.post(f"{base}/plantillas/", {"ground": ["copy", ""], "text": ["Copia.", " "]}).status_code == 302
    assert list(ReplyTemplate.objects.values_list("text", flat=True)) == ["Copia."]
    reviewer.post(f"{base}/siguiente/")
    assert "Copia." in reviewer.get(f"{base}/candidatura/{capture.ana.key}/").text


def test_the_rubric_is_marked_at_approval_changed_with_history_and_totalled(capture, base, reviewer):
    reviewer.post(f"{base}/siguiente/")
    url = f"{base}/candidatura/{capture.ana.key}/"
    marked = {"rubric": "1", "rubric-p1_is_proposal": "1", "rubric-p1_whom": "1", "rubric-p2_whom": "1"}
    reviewer.post(url, {**form_of(reviewer.get(url)), "act": "decide", **marked})
    met = rubric.marks_of(Profile.objects.get(candidacy=capture.ana))
    assert met["p1_whom"] and not met["p2_whom"], "what depends on a first variable that failed fails too"
    lines, evaluated = rubric.totals(capture.election)
    assert evaluated == 1 and lines[0][2] == 6 and lines[1][2] == 0
    reviewer.post(f"{url}expediente/", {"act": "rubric", "rubric": "1", "rubric-p1_is_proposal": "1"})
    assert rubric.marks_of(Profile.objects.get(candidacy=capture.ana))["p1_whom"] is False
    assert RubricMark.objects.filter(variable="p1_whom").count() == 2, "both marks are kept"
    assert rubric.totals(capture.election)[0][0][2] == 4
    assert "1 candidatura evaluada" in flat(reviewer.get(f"{base}/metodo/").text)
    assert Record.objects.filter(act="rubric-marked").count() == 2


def test_a_method_that_depends_on_nothing_is_refused():
    with pytest.raises(rubric.BadRubric, match="no va antes"):
        variables = [{"key": "b", "label": "B", "points": 1, "needs": "c"}]
        rubric.parse({"title": "x", "sections": [{"key": "a", "title": "A", "variables": variables}]})


def test_identity_is_reviewed_by_equality_alone(capture, base, candidate, reviewer, coordination, equality):
    from tests.review.test_identity_review import answer_identity

    answer_identity(capture.ana)
    url = f"{base}/identidad/{capture.ana.key}/"
    for client in (reviewer, coordination, candidate):
        assert client.get(f"{base}/identidad/").status_code == client.get(url).status_code == 403
    assert "Una candidatura espera revisión" in equality.get(f"{base}/identidad/").text
    assert equality.post(f"{base}/identidad/siguiente/").headers["Location"] == f"{url}#contenido"
    page = equality.get(url)
    assert "pueblo-inventado" in page.text and Record.objects.filter(act="identity-read").exists()
    assert equality.post(url, {**form_of(page), "act": "decide"}).status_code == 302
    assert not Review.objects.waiting().filter(confidential=True).exists()
    assert queue.counts(capture.election, "x", of(capture.ana).waiting_since, confidential=False)["total"] == 2


def test_what_is_not_a_decision_decides_nothing(capture, base, reviewer, coordination):
    capture.submit(capture.luz, message="Llame al 866 123 4567")
    url = f"{base}/candidatura/{capture.luz.key}/"
    reviewer.post(url, {"act": "take"})
    sent = form_of(reviewer.get(url))
    for more in (
        {"act": "nada"},
        {},
        {"act": "aside"},
        {"act": "aside", "ground-work": "copy", "comment-work": "Copia"},
    ):
        answer = reviewer.post(url, {**sent, **more})
        assert answer.status_code == 422 and states(capture.luz)["path"] == "submitted", more
    assert "Tiene avisos sin descartar" in reviewer.post(url, {**sent, "act": "aside"}).text
    assert coordination.post(url, {"act": "free"}).status_code == 302
    assert of(capture.luz).claimed_by == coordination.user.username, "coordination takes what somebody left"
    assert coordination.post(url, {"act": "decide", "seen-1": "x" * 5000}).status_code in (409, 422)
    for query in ("contienda=nada", "aviso=x&partido=y", "pagina=-1", "de=" + "x" * 5000):
        assert reviewer.get(f"{base}/?{query}").status_code == 200, query
    assert reviewer.post(f"{base}/plantillas/", {"text": ["Sin motivo"]}).status_code == 422


def test_an_observation_is_lifted_extended_and_what_is_public_hidden(capture, base, reviewer, coordination):
    decide(of(capture.ana))
    url, path = f"{base}/candidatura/{capture.ana.key}/expediente/", section(capture.ana, "path")
    assert reviewer.post(url, {"section": path.pk, "act": "reopen", "note": ""}).status_code == 302
    assert "work" in [one["key"] for one in document(capture.ana)["answers"]]
    hide = {"section": path.pk, "act": "hide", "note": "Trae un domicilio", "personal": "1"}
    assert reviewer.post(url, hide).status_code == 302
    assert "work" not in [one["key"] for one in document(capture.ana)["answers"]]
    from conoceles.ledger.models import Body

    assert not Body.objects.filter(document__contains=own_words(capture.ana, "work")[:30]).exists()
    assert reviewer.post(url, hide).status_code == 422, "nothing is public any more"
    proposals = section(capture.ana, "proposals")
    reviewer.post(
        url,
        {"section": proposals.pk, "act": "observe", "ground-proposal_1": "copy", "comment-proposal_1": "Es de otra."},
    )
    before = section(capture.ana, "proposals").until
    assert reviewer.post(url, {"section": proposals.pk, "act": "extend", "note": "Estuvo enferma"}).status_code == 302
    assert section(capture.ana, "proposals").until >= before
    assert reviewer.post(url, {"section": proposals.pk, "act": "lift", "note": "Fue un error"}).status_code == 302
    assert states(capture.ana)["proposals"] == "published" and not Observation.objects.open().exists()
    assert "proposal_1" in [one["key"] for one in document(capture.ana)["answers"]]


def test_the_file_of_whoever_was_decided_is_found_by_name(capture, base, reviewer):
    decide(of(capture.ana))
    assert f"/candidatura/{capture.ana.key}/expediente/" in reviewer.get(f"{base}/?q=ana").text
    assert "Nadie con ese nombre" in reviewer.get(f"{base}/?q=zzz").text


def test_what_a_colleague_is_reviewing_is_not_reopened_under_her_eyes(capture, base, reviewer, coordination):
    reviewer.post(f"{base}/siguiente/")
    url = f"{base}/candidatura/{capture.ana.key}/expediente/"
    refused = coordination.post(url, {"section": section(capture.ana, "path").pk, "act": "reopen", "note": ""})
    assert refused.status_code == 422 and "Otra persona está revisando" in refused.text


def test_what_a_list_answered_is_taken_off_for_good(capture, base, reviewer):
    listed = capture.stand("Rosa Lista", place="Cuatro Ciénegas", answers={"work": "Vive en la calle Hidalgo #123"})
    Profile.objects.filter(candidacy=listed).update(source="Lista oficial")
    capture.publish()
    url = f"{base}/candidatura/{listed.key}/expediente/"
    assert reviewer.post(url, {"act": "hide_list", "note": ""}).status_code == 422
    assert reviewer.post(url, {"act": "hide_list", "note": "Domicilio"}).status_code == 302
    assert document(listed) is None and capture.publish() == 0, "no later publication brings it back"


def test_the_reason_of_a_withdrawal_never_reaches_the_ledger(capture, base, reviewer):
    from conoceles.audit.models import Record as Act
    from conoceles.ledger.models import Body

    listed = capture.stand("Rosa Lista", place="Cuatro Ciénegas", answers={"work": "Maestra", "reason": "Servir"})
    Profile.objects.filter(candidacy=listed).update(source="Lista oficial")
    capture.publish()
    url = f"{base}/candidatura/{listed.key}/expediente/"
    reviewer.post(url, {"act": "hide_list", "note": "Traía el 618 123 4567 de su hermana"})
    assert not Body.objects.filter(document__contains="hermana").exists()
    assert not any("hermana" in str(row.detail) for row in Act.objects.all())


def test_the_same_answer_may_be_observed_again_after_the_first_was_lifted(capture, base, reviewer):
    url = f"{base}/candidatura/{capture.ana.key}/"
    note = {"ground-reason": "slogan", "comment-reason": "Quite el lema."}
    for _round in range(2):
        reviewer.post(url, {"act": "take"})
        assert reviewer.post(url, {**form_of(reviewer.get(url)), "act": "decide", **note}).status_code == 302
        reason = section(capture.ana, "reasons")
        assert reason.state == "observed"
        assert (
            reviewer.post(
                f"{url}expediente/", {"section": reason.pk, "act": "lift", "note": "Fue un error"}
            ).status_code
            == 302
        )
        assert states(capture.ana)["reasons"] == "submitted"
    assert reviewer.post(f"{url}expediente/", {"section": reason.pk, "act": "refuse", "note": "No"}).status_code == 422


def test_a_personal_note_veils_what_a_list_said_in_that_section_alone(capture, base, reviewer):
    listed = capture.stand(
        "Rosa Lista", place="Cuatro Ciénegas", answers={"work": "Calle Hidalgo #123", "reason": "Servir"}
    )
    Profile.objects.filter(candidacy=listed).update(source="Lista oficial")
    capture.publish()
    capture.submit(listed)
    from conoceles.review.deciding import Note

    decide(of(listed), [Note("work", "personal", "Quite el domicilio."), Note("reason", "other", "Explique.")])
    said = {one["key"]: one["value"] for one in document(listed)["answers"]}
    assert "work" not in said and said["reason"] == "Servir"
    assert Profile.objects.get(candidacy=listed).list_hidden == ["path"]


def test_a_video_and_a_pdf_are_seen_in_place(capture, reviewer):
    from conoceles.lib import blobs

    film, plan = blobs.put(b"0123456789", "mp4", blobs.PRIVATE), blobs.put(b"%PDF-1.4", "pdf", blobs.PRIVATE)
    capture.submit(
        capture.ana,
        video={"public": film, "bytes": 10, "seconds": 3},
        video_text="Lo que dice el video.",
        work_plan={"public": plan, "bytes": 8, "pages": 1, "name": "plan.pdf"},
    )
    base = f"/revision/{capture.election.slug}/candidatura/{capture.ana.key}/"
    page = flat(reviewer.get(base).text)
    assert f'<video class="film" controls preload="metadata" src="{base}medios/{film}">' in page
    assert f'href="{base}medios/{plan}"' in page
    part = reviewer.get(f"{base}medios/{film}", headers={"range": "bytes=2-4"})
    assert part.status_code == 206 and part.getvalue() == b"234"
