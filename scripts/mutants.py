"""Single places of the code broken one at a time: how many does a test notice?

`make mutants` draws COUNT of them with a fixed seed from the modules that guard the law, privacy and the ledger. It
runs all tests once and notes which of them reach which line (`reached.py`); then it breaks each place in a copy of the
project and runs the tests that reach it, those of its room first, until one fails. What runs when its module is read is
asked of those that reach the module, then of all tests. It prints each survivor and the share that was noticed, and
fails under GOAL. Those of `equivalents.txt` are left out, each with its reason: nothing that anybody can observe
changes. `--minute` breaks four in the law and in the ledger's arithmetic, and asks the tests of their rooms alone.
"""

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from coverage import CoverageData

ROOT = Path(__file__).resolve().parent.parent
EQUIVALENTS = Path(__file__).resolve().parent / "equivalents.txt"
SEED, COUNT, GOAL, LIMIT = 2027, 150, 0.95, 1800
QUIET = ("-p", "no:cacheprovider", "-p", "no:randomly", "-m", "not browser and not long")
# Broken in a minute, and the tests to ask there.
MINUTE = {
    "lib/merkle.py": ("tests/lib/test_merkle.py", "tests/ledger"),
    "profiles/rules.py": ("tests/profiles/test_workflow.py", "tests/profiles/test_effects.py"),
}
MODULES = (
    "profiles/rules.py",
    "profiles/workflow.py",
    "profiles/handing_over.py",
    "profiles/observations.py",
    "profiles/consents.py",
    "profiles/public/reviewed.py",
    "profiles/public/document.py",
    "profiles/public/identity.py",
    "reports/suppression.py",
    "reports/identity_figures.py",
    "elections/access.py",
    "elections/grants.py",
    "elections/windows.py",
    "elections/publication.py",
    "lib/access.py",
    "lists/matching.py",
    "lists/writing.py",
    "movements/acts.py",
    "site/build/plan.py",
    "site/things.py",
    "ledger/acts.py",
    "ledger/guards.py",
    "ledger/verification.py",
    "lib/merkle.py",
)
# Returned in the place of these, None says the same to whoever asks whether it is anything; True is broken as False.
NOTHING = ("None", "True", "False", "0", '""', "[]", "{}", "()")
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
        elif isinstance(node, ast.Return) and node.value is not None and part(node.value) not in NOTHING:
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
    """Return `count` mutants of some modules, each with its name: the same for the same seed, and each for as long as
    its own place does not change, whatever is written around it."""
    found = []
    for module in sorted(modules):
        source = (ROOT / "conoceles" / module).read_text(encoding="utf-8")
        found += [(one, one.name(source)) for one in mutants(module, source)]
    return sorted(found, key=lambda one: sha256(f"{seed} {one[1]}".encode()).digest())[:count]


@dataclass
class Reached:
    """Which tests reach each line of a module when its functions run, and how long each test takes."""

    lines: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]

    def of(self, mutant: Mutant) -> list[list[str]]:
        """Return the tests to ask about a mutant, one list after another; in each those of its room first, the quick
        ones before others."""
        lines, room = self.lines[mutant.module], f"tests/{mutant.module.split('/')[0]}/"
        tests = set(lines.get(mutant.line, [])) - {""}
        if tests:
            return [self._likely_first(tests, room)]
        near = {test for found in lines.values() for test in found if test}
        return [*([self._likely_first(near, room)] if near else []), ["tests"]]

    def _likely_first(self, tests: set[str], room: str) -> list[str]:
        return sorted(tests, key=lambda test: (not test.startswith(room), self.seconds.get(test, 0)))


def reached(copies: list[Path], folder: Path) -> Reached | None:
    """Run all tests once and return what reaches what; None when one fails before anything is broken."""
    files = [str(copies[0] / "conoceles" / module) for module in MODULES]
    where = {"REACHED_TO": str(folder), "REACHED_IN": ":".join(files)}
    if failure := _fails(
        copies[0], ["tests"], "-p", "scripts.reached", "-n", "2", "--dist", "worksteal", limit=4 * LIMIT, **where
    ):
        sys.stdout.write(f"{failure}\n")
        return None
    lines: dict[str, dict[int, list[str]]] = {}
    seconds: dict[str, float] = {}
    found = CoverageData(str(folder / "all"))
    for part in folder.glob("lines.*"):
        data = CoverageData(str(part))
        data.read()
        found.update(data)
    standing: dict[str, set[str]] = {}
    for part in folder.glob("sceneries-*.json"):
        for name, tests in json.loads(part.read_text(encoding="utf-8")).items():
            standing.setdefault(name, set()).update(tests)
    for module, file in zip(MODULES, files, strict=True):
        lines[module] = {
            line: sorted(set().union(*(standing.get(one, {one}) for one in contexts)))
            for line, contexts in found.contexts_by_lineno(file).items()
        }
    for part in folder.glob("seconds-*.json"):
        seconds |= json.loads(part.read_text(encoding="utf-8"))
    return Reached(lines, seconds)


def noticed(mutant: Mutant, copy: Path, asked: list[list[str]]) -> bool:
    """Break a place in a copy of the project, run tests until one fails, put it back; return whether one failed."""
    path = copy / "conoceles" / mutant.module
    original = path.read_text(encoding="utf-8")
    path.write_text(mutant.source(original), encoding="utf-8")
    try:
        return any(_fails(copy, tests) for tests in asked)
    finally:
        path.write_text(original, encoding="utf-8")


def _fails(copy: Path, tests: list[str], *options: str, limit: int = LIMIT, **environment: str) -> str:
    """Run tests and return the end of what they say when one fails, or when they do not end; '' when all pass."""
    asked = copy.parent / "asked"
    asked.write_text("\n".join(tests), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", *QUIET, *options, f"@{asked}"]
    try:
        done = subprocess.run(
            command,
            cwd=copy,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=limit,
        )
    except subprocess.TimeoutExpired:
        return f"They do not end in {limit} s."
    return "\n".join((done.stdout + done.stderr).splitlines()[-30:]) if done.returncode else ""


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
    return dict(line.split(" # ", 1) for line in lines if " # " in line)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minute", action="store_true", help="four, and only the tests of their rooms")
    options.add_argument("--count", type=int, default=COUNT)
    options.add_argument("--seed", type=int, default=SEED)
    given = options.parse_args()
    drawn = draw(4 if given.minute else given.count, given.seed, MINUTE if given.minute else MODULES)
    explained = equivalents()
    todo = [(mutant, name) for mutant, name in drawn if name not in explained]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(2) as pool:
        copies = [_copy(Path(folder), name) for name in "ab"]
        if given.minute:
            asked = {mutant: [list(MINUTE[mutant.module])] for mutant, _name in todo}
            healthy = not _fails(copies[0], sorted({test for [tests] in asked.values() for test in tests}))
        else:
            found = reached(copies, Path(folder))
            asked = {mutant: found.of(mutant) for mutant, _name in todo} if found else {}
            healthy = found is not None
        if not healthy:
            sys.stdout.write("The tests fail before anything is broken: nothing would be measured.\n")
            return 2
        halves = [todo[0::2], todo[1::2]]

        def work(place: int) -> list[str]:
            alive = []
            for mutant, name in halves[place]:
                if not noticed(mutant, copies[place], asked[mutant]):
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
