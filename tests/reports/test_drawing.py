"""Drawings of documents: the tables of the code, the steps of the workflow, the pages of the site; and the logo."""

import io
import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from docx import Document
from lxml import etree
from PIL import Image

from conoceles.ledger.reading import size
from conoceles.lib import blobs
from conoceles.profiles.models import State
from conoceles.reports.documents import inside, issuing, planned, setting, site_map
from conoceles.reports.documents.content import Drawing, Period, read
from conoceles.reports.documents.drawing import as_svg
from conoceles.reports.documents.kinds import KINDS
from conoceles.site.registry import ENTRIES
from tests.factories import build

pytestmark = pytest.mark.once

NOW = datetime(2027, 5, 3, 18, tzinfo=UTC)
APRIL = Period(NOW.date().replace(month=4, day=1), NOW.date().replace(month=4, day=30))


def texts(svg):
    return [one.text for one in etree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_every_table_of_the_product_is_drawn_once_with_what_it_points_to():
    drawings = [one for section in inside.database() for one in section.drawings]
    tables = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("conoceles.")}
    own = [key for one in drawings[1:] for key, _label, outside in one.boxes if not outside]
    assert sorted(own) == sorted(tables)
    register = next(one for one in drawings if one.title == "Diagrama de «elections»")
    assert ("elections_candidacy", "elections_person") in register.arrows
    for one in drawings:
        svg = as_svg(one)
        assert texts(svg) == [label for _key, label, _outside in one.boxes]
        assert svg.count("marker-end") == sum(start != end for start, end in one.arrows)
        assert all(f"de {start} a {end}" in one.alt for start, end in one.arrows), "for who does not see it"
        assert svg == as_svg(one)


def test_the_states_are_those_of_the_workflow_and_a_circle_is_drawn_too():
    drawing = planned.process().drawings[0]
    assert [key for key, *_more in drawing.boxes] == list(State.values)
    assert ("submitted", "observed") in drawing.arrows and ("observed", "submitted") in drawing.arrows
    assert as_svg(drawing).count("<rect") == len(State.values)
    alone = Drawing("x", "x", [("a", "A & <B>", False)], [("a", "a")])
    assert texts(as_svg(alone)) == ["A & <B>"]
    round_ = Drawing("x", "x", [(key, key, False) for key in "abc"], [("a", "b"), ("b", "c"), ("c", "a")])
    assert as_svg(round_).count('<path d="M') == 4


def test_the_structure_of_the_site_is_that_of_its_registry_before_and_after_it_is_public(capture):
    election = capture.election
    before = site_map.structure(election, NOW, size())
    assert "todavía no es pública" in before.tables[0].note
    capture.publish()
    build()
    after = site_map.structure(election, NOW, size())
    listed = [row for table in after.tables for row in table.rows]
    assert len(listed) == len(ENTRIES)
    pages = {row[0]: row[2] for row in listed}
    standing = election.candidacies.filter(office__answers=True).count()
    assert pages["/…/candidaturas/{}/"] == standing > 0


def test_a_drawing_and_the_logo_are_in_word_and_on_paper_with_their_words(capture):
    out = io.BytesIO()
    Image.new("RGB", (200, 120), "#135").save(out, "PNG")
    institute = capture.election.institute
    institute.logo, institute.logo_alt = blobs.put(out.getvalue(), "png", blobs.PUBLIC), "Logotipo de prueba"
    institute.save()
    asked = issuing.Asked(APRIL, number="", addressee="", intro="", by_plan=False)
    issued = issuing.issue(KINDS["proceso"], capture.election, asked, NOW, by="c")
    content = issuing.content_of(issued)
    assert content == read(content.as_json()) and content.drawings
    word = Document(io.BytesIO(blobs.where(issued.docx, blobs.PRIVATE).read_bytes()))
    said = [one.get("descr") for one in word.element.iter() if one.tag.endswith("}docPr")]
    assert said == [content.drawings[0].alt]
    header = word.sections[0].header._element
    assert [one for one in header.iter() if one.tag.endswith("}blip")], "the logo"
    paper = blobs.where(issued.pdf, blobs.PRIVATE).read_bytes()
    assert paper.startswith(b"%PDF") and re.search(rb"/Alt", paper)
    # What is no longer there leaves no hole.
    blobs.where(institute.logo, blobs.PUBLIC).unlink()
    assert setting.as_docx(content, issuing.marks(content, asked, 1, "0" * 64))
