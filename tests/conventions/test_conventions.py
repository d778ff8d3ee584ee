"""Rules of the house that a machine can hold; each ends in an empty list of errors."""

import ast
import itertools
import re
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import allauth
import pytest
from django.apps import apps
from django.urls import get_resolver

from conoceles.ledger.kinds import FOLDER, kinds
from scripts.access import rules

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Highest first, as the contract of the import order names them; those that may not see each other stand at one height.
LAYERS = SETTINGS["tool"]["importlinter"]["contracts"][0]["layers"]
HEIGHTS = {room: -place for place, layer in enumerate(LAYERS) for room in layer.replace(" ", "").split("|")}
ROOMS = list(HEIGHTS)
SOURCES = [path for path in (ROOT / "conoceles").rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = list((ROOT / "conoceles").rglob("*.html"))
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")


def test_every_address_says_who_may_open_it():
    errors = [address for address, who, _methods in rules() if not who]
    assert errors == []


def test_foreign_keys_point_down():
    errors = []
    for model in apps.get_models():
        room = model.__module__.split(".")[1]
        if not model.__module__.startswith("conoceles."):
            continue
        for relation in model._meta.get_fields():
            target = getattr(relation, "related_model", None)
            ours = relation.concrete and target is not None and target.__module__.startswith("conoceles.")
            if ours and HEIGHTS[target.__module__.split(".")[1]] > HEIGHTS[room]:
                errors.append(f"{model.__name__}.{relation.name} → {target.__name__}")
    assert errors == []


def _room(path):
    return path.relative_to(ROOT / "conoceles").parts[0]


def test_models_import_no_views():
    errors = []
    for path in SOURCES:
        if "models" in (path.stem, path.parent.name):
            text = path.read_text(encoding="utf-8")
            found = re.findall(r"^\s*(?:from|import) (\S*(?:views|urls|forms|access|works)\b.*)$", text, re.MULTILINE)
            errors += [f"{path.relative_to(ROOT)}: {line}" for line in found]
    assert errors == []


def _named_addresses(patterns):
    """Yield (name, room of its view) of every address; those of libraries are the accounts'."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _named_addresses(pattern.url_patterns)
        elif pattern.name:
            view = getattr(pattern.callback, "__wrapped__", pattern.callback)
            module = view.__module__.split(".")
            yield pattern.name, module[1] if module[0] == "conoceles" else "accounts"


def test_every_address_that_a_room_names_is_of_its_own_room_or_of_one_below():
    rooms = dict(_named_addresses(get_resolver().url_patterns))
    naming = re.compile(r"""(?:{%\s*url |\breverse\(|\bredirect\(|\breverse_lazy\()\s*["']([\w:-]+)["']""")
    errors = []
    for path in [*SOURCES, *TEMPLATES, *(ROOT / "conoceles").rglob("*.txt")]:
        for name in naming.findall(path.read_text(encoding="utf-8")):
            if name not in rooms:
                errors.append(f"{path.relative_to(ROOT)}: nobody is called {name}")
            elif HEIGHTS[rooms[name]] > HEIGHTS[_room(path)] or (
                HEIGHTS[rooms[name]] == HEIGHTS[_room(path)] and rooms[name] != _room(path)
            ):
                errors.append(f"{path.relative_to(ROOT)}: {name} is of {rooms[name]}")
    assert errors == []


def test_the_ledger_is_written_by_its_own_acts_alone():
    writing = re.compile(
        r"\b(Edition|Body|Head)(\.objects\.(create|bulk_create|update|filter\([^)]*\)\.(update|delete))|\()"
    )
    allowed = {
        ROOT / "conoceles/ledger/acts.py",
        ROOT / "conoceles/ledger/models.py",
        ROOT / "conoceles/ledger/verification.py",
    }
    errors = [str(path) for path in SOURCES if path not in allowed and writing.search(path.read_text(encoding="utf-8"))]
    assert errors == []


def test_every_room_has_a_readme_of_at_most_a_page():
    errors = []
    for room in ROOMS:
        readme = ROOT / "conoceles" / room / "README.md"
        if not readme.is_file() or len(readme.read_text(encoding="utf-8").splitlines()) > 45:
            errors.append(room)
    assert errors == []


def test_there_is_no_room_that_the_order_does_not_name():
    assert sorted(path.parent.name for path in (ROOT / "conoceles").glob("*/__init__.py")) == sorted(ROOMS)


def test_files_and_templates_are_short():
    limits = {".py": 400, ".html": 150, ".css": 900, ".js": 250}
    errors = []
    for name in TRACKED:
        path = ROOT / name
        limit = limits.get(path.suffix)
        if limit and path.is_file() and "migrations" not in path.parts:
            size = len(path.read_text(encoding="utf-8").splitlines())
            if size > limit:
                errors.append(f"{name}: {size}")
    assert errors == []


def test_functions_are_short():
    errors = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.FunctionDef)
                and sum(isinstance(part, ast.stmt) for part in ast.walk(node)) - 1 > 35
            ):
                errors.append(f"{path.name}: {node.name}")
    assert errors == []


def test_built_exceptions_are_raised():
    errors = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Call)
                and isinstance(node.value.func, ast.Name)
            ):
                name = node.value.func.id
                if name.endswith("Error") or name in {
                    "BadTable",
                    "CannotPublish",
                    "CannotSettle",
                    "Unknown",
                    "Http404",
                }:
                    errors.append(f"{path.name}:{node.lineno}")
    assert errors == []


def test_no_broad_except_in_the_product():
    errors = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None
                or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
            ):
                errors.append(f"{path.name}:{node.lineno}")
    assert errors == []


def _templates(path):
    return next(parent for parent in path.parents if parent.name == "templates")


def test_every_template_is_used():
    everything = "\n".join(path.read_text(encoding="utf-8") for path in [*SOURCES, *TEMPLATES])
    errors = []
    for path in TEMPLATES:
        name = f"{path.parent.name}/{path.name}"
        # The plan of the site names a page's template by its stem.
        # allauth asks for its own templates by name; ours replace them.
        replaces = (Path(allauth.__file__).parent / "templates" / path.relative_to(_templates(path))).is_file()
        if name not in everything and f'"{path.stem}"' not in everything and not replaces:
            errors.append(name)
    assert errors == []


def test_debts_are_dated_and_not_overdue():
    errors, today = [], datetime.now(UTC).date()
    for path in [*SOURCES, *TEMPLATES]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"\b(TODO|FIXME|XXX)\b", line):
                dated = re.search(r"TODO\([\w-]+, (\d{4}-\d{2}-\d{2})\): ", line)
                if not dated or date.fromisoformat(dated[1]) < today:
                    errors.append(f"{path.name}:{number}")
    assert errors == []


def test_no_page_asks_anything_of_another_host_or_runs_inline():
    outside = re.compile(r"""(src|action)=["']https?://|<link[^>]+href=["']https?://|url\(\s*["']?https?://|@import""")
    inline = re.compile(r"<script(?![^>]*(\bsrc=|application/json))|<style|\sstyle=|\son[a-z]+=")
    errors = [path.name for path in TEMPLATES if outside.search(path.read_text()) or inline.search(path.read_text())]
    errors += [path.name for path in (ROOT / "conoceles").rglob("*.css") if outside.search(path.read_text())]
    assert errors == []


def test_only_html_that_the_builder_escaped_is_marked_safe():
    found = []
    for path in [*SOURCES, *TEMPLATES]:
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"\|\s*safe\b|mark_safe\(|autoescape off", line):
                found.append((path.name, line.strip()))
    # A card that the builder rendered; JSON whose < > & are written as escapes; CommonMark whose HTML was escaped.
    assert sorted(name for name, _line in found) == ["_kept.html", "look.py", "prose.py"], found


def test_the_repository_names_no_host_of_a_package_registry_and_no_path_of_a_machine():
    words = ["pypi" + ".org", "python" + "hosted", "registry.npm" + "js", "/work" + "/", "/ro" + "ot/"]
    errors = []
    for name in TRACKED:
        path = ROOT / name
        if name and path.is_file() and path.suffix not in {".png"}:
            text = path.read_text(encoding="utf-8", errors="ignore")
            errors += [f"{name}: {word}" for word in words if word in text]
    assert errors == []


def test_the_public_role_boots_without_any_workshop_room(tmp_path):
    """The public process has no way to reach the workshop: its rooms cannot even be imported."""
    code = """
import sys
PUBLIC = {"config", "site", "ledger", "look", "lib"}
class Refuse:
    def find_spec(self, name, path=None, target=None):
        workshop = name.startswith("conoceles.") and name.split(".")[1] not in PUBLIC
        if workshop or name.startswith("allauth"):
            raise ImportError(f"{name} is not here")
sys.meta_path.insert(0, Refuse())
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
call_command("build_site", verbosity=0)
from conoceles.config.wsgi import application
client = Client(headers={"host": "localhost"})
assert client.get("/nada-2027/candidaturas/").status_code == 404
assert client.get("/ingresar/").status_code == 404
assert client.get("/registro/").status_code == 404
print("booted")
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env={
            "CONOCELES_DATA": str(tmp_path),
            "CONOCELES_ROLE": "public",
            "DJANGO_SETTINGS_MODULE": "conoceles.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().endswith("booted"), done.stderr


@pytest.mark.parametrize("kind", kinds())
def test_no_kind_has_a_field_for_what_must_never_be_public(kind):
    errors = []
    for path in FOLDER.glob(f"{kind}-*.json"):
        schema = path.read_text(encoding="utf-8").lower()
        errors += [
            f"{path.name}: {word}" for word in ("curp", "rfc", "birth", "voter", "folio", "home") if word in schema
        ]
    assert errors == []


def test_only_the_workflow_writes_a_state():
    writing = re.compile(
        r"\.state\s*=[^=]|update\([^)]*\bstate=|ProfileSection\.objects\.(create|bulk_create)|ProfileSection\("
    )
    errors = []
    for path in SOURCES:
        if path.parent.name == "profiles" and path.name == "workflow.py":
            continue
        if path.parts[len(ROOT.parts) + 1] not in ("site", "ledger", "demo") and path.parent.name != "models":
            errors += [f"{path.name}: {line.strip()}" for line in path.read_text().splitlines() if writing.search(line)]
    assert errors == []


def _near(one, other):
    """Return whether two names are a letter apart, or a final one."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def test_no_two_files_of_a_folder_are_a_letter_apart():
    folders = {}
    for path in SOURCES:
        folders.setdefault(path.parent, []).append(path.stem)
    near = [
        f"{folder.relative_to(ROOT)}: {one}, {other}"
        for folder, names in folders.items()
        for one, other in itertools.combinations(sorted(names), 2)
        if _near(one, other)
    ]
    assert near == []
