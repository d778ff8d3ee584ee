"""Single places of the code broken one at a time: how many does a test notice?

`make mutants` draws COUNT of them with a fixed seed from the modules that guard the law, privacy and the ledger, breaks
each in a copy of the project, and runs the tests of its room, then all of them while none fails. It prints each
survivor and the share that was noticed, and fails under GOAL. Those of `equivalents.txt` are left out, each with its
reason: nothing that anybody can observe changes. `--minute` breaks four in the law and in the ledger's arithmetic.
"""

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EQUIVALENTS = Path(__file__).resolve().parent / "equivalents.txt"
SEED, COUNT, GOAL, LIMIT = 2027, 150, 0.95, 900
MINUTE = ("lib/merkle.py", "profiles/rules.py")
# Module: the tests to ask first.
MODULES = {
    "profiles/rules.py": "tests/profiles/test_workflow.py tests/profiles/test_effects.py",
    "profiles/workflow.py": "tests/profiles/test_effects.py tests/profiles tests/review",
    "profiles/handing_over.py": "tests/capture tests/profiles",
    "profiles/observations.py": "tests/review tests/capture",
    "profiles/consents.py": "tests/profiles/test_identity.py tests/capture",
    "profiles/public/reviewed.py": "tests/review tests/profiles",
    "profiles/public/document.py": "tests/review tests/profiles",
    "profiles/public/identity.py": "tests/profiles/test_identity.py tests/review/test_identity_review.py",
    "reports/suppression.py": "tests/profiles/test_identity.py tests/reports",
    "reports/identity_figures.py": "tests/profiles/test_identity.py tests/reports",
    "elections/access.py": "tests/config/test_works.py tests/elections",
    "elections/grants.py": "tests/elections tests/accounts",
    "elections/windows.py": "tests/capture tests/elections",
    "elections/publication.py": "tests/elections",
    "lib/access.py": "tests/elections tests/config",
    "lists/matching.py": "tests/lists",
    "lists/writing.py": "tests/lists",
    "movements/acts.py": "tests/movements",
    "site/build/plan.py": "tests/site/test_build.py tests/site/test_pages.py",
    "site/things.py": "tests/site/test_build.py tests/site",
    "ledger/acts.py": "tests/ledger",
    "ledger/guards.py": "tests/ledger",
    "ledger/verification.py": "tests/ledger",
    "lib/merkle.py": "tests/lib/test_merkle.py tests/ledger",
}
SWAPS: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}


@dataclass(frozen=True)
class Mutant:
    """One place of a module, from one offset to another, and what is written there instead."""

    module: str
    start: int
    end: int
    text: str
    line: int

    def source(self, original: str) -> str:
        """Return the module with this place broken."""
        return original[: self.start] + self.text + original[self.end :]

    def name(self, original: str) -> str:
        """Return where it is and what it does, in one line that stays while the place does."""
        before = " ".join(original[self.start : self.end].split())
        return f"{self.module}: {before[:70]} → {self.text[:70]}"


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Yield every place of a module that can be broken, once for each way."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(line: int, column: int) -> int:
        text = source[starts[line - 1] : starts[line]]
        return starts[line - 1] + len(text.encode()[:column].decode())

    def at(node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return offset(node.lineno, node.col_offset), offset(node.end_lineno, node.end_col_offset)

    def part(node: ast.expr | ast.stmt) -> str:
        return source[slice(*at(node))]

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            new = SWAPS[type(node.ops[0])]
            yield Mutant(module, *at(node), f"({part(node.left)} {new} {part(node.comparators[0])})", node.lineno)
        elif isinstance(node, ast.BoolOp):
            word = "or" if isinstance(node.op, ast.And) else "and"
            yield Mutant(
                module, *at(node), "(" + f" {word} ".join(map(_own, map(part, node.values))) + ")", node.lineno
            )
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield Mutant(module, *at(node), f"bool({part(node.operand)})", node.lineno)
        elif isinstance(node, ast.If | ast.IfExp):
            yield Mutant(module, *at(node.test), f"(not ({part(node.test)}))", node.lineno)
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
            new = str(not node.value) if isinstance(node.value, bool) else str(node.value + 1)
            yield Mutant(module, *at(node), new, node.lineno)
        elif isinstance(node, ast.Return) and node.value is not None and part(node.value) != "None":
            yield Mutant(module, *at(node), "return None", node.lineno)
        elif (
            isinstance(node, ast.Raise)
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
            or (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute))
        ):
            yield Mutant(module, *at(node), "pass", node.lineno)


def _own(part: str) -> str:
    return f"({part})"


def draw(count: int, seed: int, modules: Iterable[str]) -> list[tuple[Mutant, str]]:
    """Return `count` mutants of some modules, the same for the same seed and code, each with its name."""
    found = []
    for module in sorted(modules):
        source = (ROOT / "conoceles" / module).read_text(encoding="utf-8")
        found += [(one, one.name(source)) for one in mutants(module, source)]
    return random.Random(seed).sample(found, min(count, len(found)))  # noqa: S311


def noticed(mutant: Mutant, copy: Path, *, whole: bool) -> bool:
    """Break a place in a copy of the project, run tests until one fails, put it back; return whether one failed."""
    path = copy / "conoceles" / mutant.module
    original = path.read_text(encoding="utf-8")
    path.write_text(mutant.source(original), encoding="utf-8")
    try:
        near = MODULES[mutant.module].split()
        return _fails(copy, near) or (whole and _fails(copy, ["tests"]))
    finally:
        path.write_text(original, encoding="utf-8")


def _fails(copy: Path, tests: list[str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not browser", *tests]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, check=False, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def _copy(parent: Path, name: str) -> Path:
    """Return a copy of what git knows of the project, with the real data beside it."""
    copy = parent / name / "project"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for file in filter(None, listed.stdout.split("\0")):
        if (ROOT / file).is_file():
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, copy / file)
    for made in (ROOT / "conoceles").rglob("*.mo"):
        shutil.copy2(made, copy / made.relative_to(ROOT))
    (parent / name / "shared").symlink_to(ROOT.parent / "shared")
    subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
    subprocess.run(["git", "add", "-A"], cwd=copy, check=True)
    return copy


def equivalents() -> dict[str, str]:
    """Return {mutant: why no test can notice it}."""
    lines = EQUIVALENTS.read_text(encoding="utf-8").splitlines() if EQUIVALENTS.is_file() else []
    return dict(line.split(" # ", 1) for line in lines if " # " in line)  # type: ignore[misc]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minute", action="store_true", help="four, and only the tests of their rooms")
    options.add_argument("--count", type=int, default=COUNT)
    options.add_argument("--near", action="store_true", help="only the tests of each module's room")
    given = options.parse_args()
    drawn = draw(4 if given.minute else given.count, SEED, MINUTE if given.minute else MODULES)
    explained = equivalents()
    todo = [(mutant, name) for mutant, name in drawn if name not in explained]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(2) as pool:
        copies = [_copy(Path(folder), name) for name in "ab"]
        near = sorted({test for mutant, _name in todo for test in MODULES[mutant.module].split()})
        if _fails(copies[0], near if given.minute or given.near else ["tests"]):
            sys.stdout.write("The tests fail before anything is broken: nothing would be measured.\n")
            return 2
        halves = [todo[0::2], todo[1::2]]

        def work(place: int) -> list[str]:
            alive = []
            for mutant, name in halves[place]:
                if not noticed(mutant, copies[place], whole=not (given.minute or given.near)):
                    alive.append(f"line {mutant.line}: {name}")
                    sys.stdout.write(f"survives: {alive[-1]}\n")
                    sys.stdout.flush()
            return alive

        survivors = [one for half in pool.map(work, range(2)) for one in half]
    killed = len(todo) - len(survivors)
    share = killed / len(todo) if todo else 1.0
    sys.stdout.write(f"{killed} of {len(todo)} noticed ({share:.0%}); {len(drawn) - len(todo)} equivalent.\n")
    return 0 if share >= (0.75 if given.minute else GOAL) else 1


if __name__ == "__main__":
    sys.exit(main())
