"""The words of acts: each one is recorded somewhere, and each detail that is kept has a name on screen."""

import ast

from conoceles.audit.acts import ACTS, DETAILS, in_words
from tests.conventions.test_conventions import ROOT, SOURCES

# Who and about what: columns of their own on screen.
COLUMNS = {"by", "role", "election", "thing"}


def recorded():
    """Yield (file, names of the details) of each act that is recorded by its name."""
    for path in SOURCES:
        if path.is_relative_to(ROOT / "conoceles"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                    yield path, {keyword.arg for keyword in node.keywords if keyword.arg} - COLUMNS


def test_every_detail_that_is_kept_has_a_name_on_screen():
    unnamed = {f"{path.name}: {name}" for path, names in recorded() for name in names if name not in DETAILS}
    assert unnamed == set()


def test_every_act_is_recorded_somewhere():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in SOURCES
        if path.is_relative_to(ROOT / "conoceles") and path != ROOT / "conoceles" / "audit" / "acts.py"
    )
    assert [act for act in ACTS if f'"{act}"' not in code] == []


def test_a_section_a_question_a_flag_and_a_ground_are_said_by_their_names(capture):
    slug = capture.election.slug
    said = in_words({"section": "proposals", "question": "proposal_1", "flag": "copy", "ground": "slogan"}, slug)
    assert said == (
        "sección: «Propuestas»; pregunta: «Primera propuesta»; aviso: se parece a otra candidatura; "
        "motivo: lema o imagen de campaña"
    )
    assert in_words({"section": "unknown", "question": "gone"}, slug) == "sección: unknown; pregunta: gone"
    assert in_words({"section": "proposals"}, "no-hay") == "sección: proposals"
