"""What the documents send a reader to is there: files, and the names that recipes tell her to write."""

import re
from functools import lru_cache
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import resolve

from conoceles.capture import views
from conoceles.capture.party import views as party_views
from conoceles.profiles import mailbox
from tests.conventions.test_conventions import ROOT, SOURCES, TRACKED

ROOMS = ROOT / "conoceles"
DOCUMENTS = [name for name in TRACKED if name.endswith(".md") and name != "CHANGELOG.md"]
FILE = re.compile(r"[\w./-]+\.(?:py|html|toml|js|css|csv|json|md|po|sh)\b")
NAME = re.compile(r"[A-Z]\w+(?:\.\w+)?|\w+\(\)|[A-Z_]{4,}")
# «`NAME` (`file`)», also «`NAME` in `file`», and two names that share one: «(both in `file`)».
BESIDE = re.compile(r"`(\w+(?:\(\))?)`[^`.;:]*?(?:\((?:both in |all in )?| in )`((?:conoceles|tests)/[\w./-]+\.\w+)`")
# What is written there, made there, or somebody's own.
NOT_OURS = {
    "out.json",
    "data/out.json",
    "./mine.toml",
    "uri/index.html",
    "/sw.js",
    "conoceles/site/locale/nah/LC_MESSAGES/django.po",
}


def spans(document: str) -> list[str]:
    """Return what a document marks as code or links to."""
    text = (ROOT / document).read_text(encoding="utf-8")
    links = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    return [*re.findall(r"`([^`\n]+)`", text), *filter(None, links)]


@lru_cache(maxsize=1)
def code() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(document):
    here = ROOT / document
    lost = []
    for span in spans(document):
        for name in FILE.findall(span):
            if name in NOT_OURS or "<" in span or "/datos/" in span or "*" in span or "…" in span:
                continue
            places = [ROOT / name, ROOMS / name, here.parent / name]
            bare = "/" not in name and any(name == Path(one).name for one in TRACKED)
            under = any(one.endswith(f"/{name}") for one in TRACKED)
            if not (any(place.exists() for place in places) or bare or under):
                lost.append(name)
    assert lost == []


def test_every_name_of_a_recipe_is_in_the_file_that_it_names():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    pairs = [(span.removesuffix("()"), file) for span, file in BESIDE.findall(" ".join(text.split()))]
    named = dict(pairs)
    assert {"RULES", "ENTRIES", "FlagKind", "raised", "_take"} <= set(named)
    lost = [
        f"{name}: {file}"
        for name, file in pairs
        if not re.search(rf"\b{name}\b", (ROOT / file).read_text(encoding="utf-8"))
    ]
    assert lost == []
    others = {span.removesuffix("()") for span in spans("CONTRIBUTING.md") if NAME.fullmatch(span)} - set(named)
    others -= {"SLUG", "FILE", "TextChoices"}
    assert [name for name in sorted(others) if not re.search(rf"\b{name.split('.')[-1]}\b", code())] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_target_and_every_command_of_a_document_is_there(document):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    lost = []
    for span in spans(document):
        lost += [span for name in re.findall(r"\bmake ([a-z-]+)", span) if name not in targets]
        lost += [span for name in re.findall(r"manage\.py ([a-z_]+)", span) if name not in get_commands()]
    assert lost == []


def test_a_mail_sends_its_reader_to_a_page_that_there_is():
    assert resolve(mailbox.OF_CANDIDACY.format("abc123")).func == views.overview
    assert resolve(mailbox.OF_PARTY.format("abc123")).func == party_views.party
