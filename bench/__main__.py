"""Benches: python -m bench [--minute] [--write]. Median of the runs, as a table of ratios, with the machine and a
yardstick."""

import argparse
import datetime
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import capture, pages
from bench.machine import machine
from bench.notes import NOTES
from scripts.postgres import server

ROOT = Path(__file__).resolve().parent.parent
BAR = 0.3
BOOKS_MB = 500.0
STEP, TOGETHER, PAPER = 0.4, 15.0, 2.0
DASHBOARD, MONTHLY, FINAL = 0.3, 5.0, 20.0
# Of what is answered on request, requests/s at 20,000 candidacies; five times as many may halve it. One client, in ms.
ASKED = {"results": 600, "comparison": 1_000, "suggestions": 2_000, "api": 1_000}
ALONE = 8.0
# Until every page that names a party has its new name, in s.
RENAMED = 5.0
OUT = ROOT / "docs" / "performance.md"
FULL = {
    "runs": 5,
    "rows": 68_000,
    "books": 28,
    "sheets": 169,
    "in_books": 68_429,
    "small": 500,
    "large": 50_000,
    "search": 20_000,
    "search_most": 100_000,
    "queries": 2_000,
    "seconds": 8,
    "saving": 120,
    "few": 50,
    "many": 300,
    "waiting": 50_000,
    "steps": 60,
    "together": 450,
    "pictures": 400,
    "acts": 1000,
    "year": 50_000,
}
MINUTE = {
    "runs": 1,
    "rows": 3_000,
    "books": 2,
    "sheets": 5,
    "in_books": 1_000,
    "small": 50,
    "search": 500,
    "queries": 200,
    "seconds": 1,
    "saving": 6,
    "few": 5,
    "many": 20,
    "waiting": 150,
    "steps": 5,
    "together": 20,
    "pictures": 20,
    "acts": 100,
    "year": 150,
}


def stage(data: Path, name: str, *arguments: float, module: str = "stages", database: str = "") -> dict[str, float]:
    """Run one stage in its own process and return its numbers; stop with its output when it fails."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    environment |= {"CONOCELES_DATA": str(data), "DJANGO_SETTINGS_MODULE": "conoceles.config.settings"}
    environment |= {"CONOCELES_DATABASE": database} if database else {}
    code = (
        f"import json, sys, django; django.setup(); from bench import {module} as stages; "
        f"print('NUMBERS', json.dumps(stages.{name}(*{list(arguments)!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{name}: {done.stdout}{done.stderr}")
    line = next(line for line in done.stdout.splitlines() if line.startswith("NUMBERS"))
    return json.loads(line.removeprefix("NUMBERS"))


class Bench:
    def __init__(self, sizes: dict[str, int], folder: Path) -> None:
        self.sizes, self.folder = sizes, folder
        self.rows: list[tuple[str, str, str]] = []

    def say(self, what: str, value: str, note: str = "") -> None:
        self.rows.append((what, value, note))
        sys.stdout.write(f"{what}: {value} {note}\n")
        sys.stdout.flush()

    def median(self, name: str, data: Path, *arguments: float, runs: int = 0) -> dict[str, float]:
        found = [stage(data, name, *arguments) for _run in range(runs or self.sizes["runs"])]
        return {key: statistics.median(one[key] for one in found) for key in found[0]}

    def run(self) -> None:
        sizes = self.sizes
        self.hello = self.median("hello", self.new("hello"), sizes["seconds"])["requests_per_second"]
        self.say("Yardstick: Django «hello» on Granian, 2 workers", f"{self.hello:,.0f} requests/s")
        self.imports()
        self.builds()
        self.serving()
        self.search()
        self.capture()
        self.review()
        self.paper()
        self.year()
        self.durable()
        if self.sizes is FULL:
            self.pages()

    def builds(self) -> None:
        sizes = self.sizes
        for name in ("small", "large")[: 1 if sizes is MINUTE else 2]:
            size = sizes[name]
            data = self.new(name)
            stage(data, "prepare", size, 0.8)
            built = self.median("build", data, size)
            self.say(
                f"Full build, {size:,} candidacies",
                f"{built['pages_per_second']:,.0f} pages/s",
                f"{built['pages']:,.0f} pages in {built['seconds']:.1f} s, in two languages, compressed",
            )
            if name == "small":
                self.taken(data, size)
            seen = self.median("visible", data, size, sizes is FULL)
            files = f"; open data {seen['open_data']:.0f} s" if sizes is FULL else ""
            self.say(
                f"One change to visible, {size:,} candidacies",
                f"{seen['visible']:.2f} s",
                f"page, contest, municipality, party, search; act {seen['act'] * 1000:.0f} ms{files}",
            )
            if name == "small":
                party = self.median("renamed", data)
                self.say(
                    f"A party changes its name, {size:,} candidacies",
                    f"{party['seconds']:.1f} s",
                    f"{party['pages']:.0f} files name it; {party['seconds'] / RENAMED:.2f} of the bar of "
                    f"{RENAMED:.0f} s; a withdrawal meanwhile is seen to in {party['withdrawn']:.1f} s",
                )

    def taken(self, data: Path, size: int) -> None:
        one = stage(data, "taken", size)
        self.say(
            f"What a candidacy takes, {size:,} candidacies",
            f"{one['bytes'] / 1000:,.0f} KB, {one['files']:.1f} files",
            f"of the built site, with paper and pictures; {one['rows'] / 1000:,.0f} KB of the database, "
            f"{one['index'] / 1000:,.0f} KB of the index",
        )

    def paper(self) -> None:
        pictures = self.sizes["pictures"]
        one = self.median("booklet", self.new("paper"), pictures, runs=self.sizes["runs"])
        self.say(
            f"A booklet with {pictures} photographs, PDF/UA",
            f"{one['seconds']:.2f} s",
            (
                f"{one['pages']:.0f} pages, {one['megabytes']:.1f} MB; {one['seconds'] / PAPER:.2f} of the bar of "
                f"{PAPER:.0f} s"
            ),
        )

    def year(self) -> None:
        size, data = self.sizes["year"], self.new("year")
        stage(data, "prepare_year", size, module="year_stages")
        seen = stage(data, "dashboards", module="year_stages")
        for name, called in (("today", "«Hoy» of coordination"), ("progress", "The dashboard of progress")):
            self.say(
                f"{called} at {size:,} candidacies",
                f"{seen[name] * 1000:.0f} ms",
                f"{seen[f'{name}_queries']:.0f} queries; {seen[name] / DASHBOARD:.2f} of the bar of "
                f"{DASHBOARD * 1000:.0f} ms; the count behind it {seen['count']:.1f} s, in the background",
            )
        made = stage(data, "reports", module="year_stages")
        for kind, bar in (("mensual", MONTHLY), ("final", FINAL)):
            self.say(
                f"A report issued at {size:,} candidacies, {kind}",
                f"{made[kind]:.1f} s",
                f"DOCX, PDF/UA and XLSX; {made[kind] / bar:.2f} of the bar of {bar:.0f} s",
            )

    def durable(self) -> None:
        one = stage(self.new("durable"), "durable", self.sizes["acts"], module="disk_stages")
        self.say(
            "One act acknowledged, SQLite, synchronous=FULL",
            f"{one['full'] * 1000:.2f} ms",
            f"{one['full'] / one['normal']:.1f} × of NORMAL ({one['normal'] * 1000:.2f} ms), median of each",
        )

    def pages(self) -> None:
        found = pages.marks(self.new("pages"), self.sizes["runs"])
        for name, marks in found.items():
            written = ", ".join(f"{mark} {value:.0f}" for mark, value in marks.items())
            self.say(f"Lighthouse, mobile, {name}", f"{min(marks.values()):.0f}", written)
        if min(min(marks.values()) for marks in found.values()) < pages.BAR:
            sys.exit(f"Lighthouse: menos de {pages.BAR} en alguna página.")

    def imports(self) -> None:
        found = []
        for run in range(self.sizes["runs"]):
            data = self.new(f"import-{run}")
            found.append(stage(data, "import_rows", self.sizes["rows"]))
            shutil.rmtree(data)
        one = {key: statistics.median(numbers[key] for numbers in found) for key in found[0]}
        self.say(
            f"Import of {self.sizes['rows']:,} rows (XLSX, register columns)",
            f"{one['rows_per_second']:,.0f} rows/s",
            (
                f"{one['seconds']:.1f} s in all; write transaction {one['write_transaction']:.1f} s; peak "
                f"{one['peak_mb']:.0f} MB"
            ),
        )

        sizes = self.sizes
        data = self.new("books")
        books = stage(data, "books", sizes["books"], sizes["sheets"], sizes["in_books"], module="book_stages")
        shutil.rmtree(data)
        self.say(
            f"{sizes['books']} books, {sizes['sheets']} sheets, {sizes['in_books']:,} rows, with their faults",
            f"{books['rows_per_second']:,.0f} rows/s",
            (
                f"{books['rows_per_second'] / one['rows_per_second']:.2f} × of the import above; "
                f"{books['doubts']:.0f} doubts, those put in; peak {books['peak_mb']:.0f} MB, "
                f"{books['peak_mb'] / BOOKS_MB:.2f} of the bar of {BOOKS_MB:.0f} MB"
            ),
        )
        if books["peak_mb"] > BOOKS_MB:
            sys.exit(f"Los libros pasan de {BOOKS_MB:.0f} MB.")

    def serving(self) -> None:
        one = self.median("serving", self.folder / "small", self.sizes["seconds"])
        self.say(
            "A candidacy's page rendered by Django on each request",
            f"{one['django']:,.0f} requests/s",
            "1 ×, read from SQLite",
        )
        self.say(
            "The same with the election already in memory",
            f"{one['memory']:,.0f} requests/s",
            f"{one['memory_ratio']:.1f} ×",
        )
        self.say(
            "The same page from the build by our own server",
            f"{one['own']:,.0f} requests/s",
            f"{one['own_ratio']:.0f} ×",
        )
        self.say(
            "The same page from the build by nginx, as the guide writes it",
            f"{one['nginx']:,.0f} requests/s",
            f"{one['nginx_ratio']:.0f} ×; our own server {one['own_to_nginx']:.2f} of it",
        )
        self.say(
            "One file of that size by the same nginx, by no rule",
            f"{one['file']:,.0f} requests/s",
            f"nginx with the site's rules {one['file_ratio']:.2f} of it; the bar is 0.9",
        )

    def capture(self) -> None:
        seconds, few, many = self.sizes["saving"], self.sizes["few"], self.sizes["many"]
        with server(durable=True) as address:
            for people, name, database in ((few, "SQLite", ""), (many, "PostgreSQL", address)):
                data = self.new(f"capture-{name}")
                crowd = capture.make_people(data, people, database)
                served = capture.Server(data, database)
                served.start()
                try:
                    capture.run(crowd[:8], served.port, 2, 0.2)
                    load = capture.run(crowd, served.port, seconds)
                finally:
                    served.kill()
                missing = capture.lost(crowd, capture.kept(data, database))
                p95 = load.quantile(0.95)
                self.say(
                    f"{people} people saving 1,000 characters every {capture.EVERY:.0f} s for {seconds} s, {name}",
                    f"p95 {p95 * 1000:.0f} ms",
                    f"p50 {load.quantile(0.5) * 1000:.0f} ms, {len(load.seconds):,} saves, {sum(load.errors.values())} "
                    "errors, "
                    f"{len(missing)} lost; {p95 / BAR:.2f} of the bar of {BAR * 1000:.0f} ms",
                )
                if missing or load.errors:
                    sys.exit(f"{name}: {load.errors}, perdidas: {missing}")

    def review(self) -> None:
        size, steps, together = self.sizes["waiting"], self.sizes["steps"], self.sizes["together"]
        with server(durable=True) as address:
            for name, database in (("SQLite", ""), ("PostgreSQL", address))[: 1 if self.sizes is MINUTE else 2]:
                data, run = self.new(f"review-{name}"), {"module": "review_stages", "database": database}
                stage(data, "prepare", size, steps + 1 + together, **run)
                one = stage(data, "steps", steps, **run)
                self.say(
                    f"A reviewer's step at {size:,} waiting profiles (open, read flags, approve, next), {name}",
                    f"median {one['median'] * 1000:.0f} ms",
                    f"p95 {one['p95'] * 1000:.0f} ms, {one['p95'] / STEP:.2f} of the bar of {STEP * 1000:.0f} ms; the "
                    "queue's page "
                    f"{one['queue'] * 1000:.0f} ms in {one['queue_queries']:.0f} queries",
                )
                copies = stage(data, "near_copies", 40, **run)
                self.say(
                    f"A near-copy among {copies['texts']:,.0f} texts, {name}",
                    f"median {copies['median'] * 1000:.0f} ms",
                    f"worst {copies['worst'] * 1000:.0f} ms; {copies['found']:.0f} of {copies['of']:.0f} found",
                )
                act = stage(data, "published_together", together, **run)
                self.say(
                    f"{together} profiles published in one act at {size:,} candidacies, {name}",
                    f"visible {act['visible']:.1f} s after its end",
                    (
                        f"the act {act['act']:.1f} s; {act['pages']:,.0f} pages; {act['visible'] / TOGETHER:.2f} of "
                        "the bar of 15 s"
                    ),
                )

    def search(self) -> None:
        for name, share in (("search", 1.0), ("search_most", 0.5))[: 1 if self.sizes is MINUTE else 2]:
            data, size = self.new(name), self.sizes[name]
            stage(data, "prepare", size, 0.8)
            indexed = stage(data, "index_only", size, module="search_stages")["indexed_per_second"]
            self.say(f"Search index, {size:,} candidacies", f"{indexed:,.0f} candidacies/s", "with their cards")
            one = stage(data, "dynamic", self.sizes["queries"], self.sizes["seconds"], module="search_stages")
            for kind, bar in ASKED.items():
                self.say(
                    f"Answered on request, {kind}, {size:,} candidacies, {self.sizes['queries']:,} distinct addresses",
                    f"{one[kind]:,.0f} requests/s",
                    f"{one[kind] / self.hello:.3f} × of «hello»; {one[kind] / bar / share:.2f} of the bar",
                )
            self.say(
                f"Results, {size:,} candidacies, one client",
                f"p99 {one['p99_ms']:.1f} ms",
                f"p50 {one['p50_ms']:.1f} ms; {one['p99_ms'] / ALONE:.2f} of the bar of {ALONE:.0f} ms",
            )

    def new(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir()
        return path

    def table(self) -> str:
        lines = [
            "| what | median | and |",
            "|---|---|---|",
            *(f"| {what} | {value} | {note} |" for what, value, note in self.rows),
        ]
        return "\n".join(lines) + "\n"


HEAD = """# Performance

Printed by `make bench` (about half an hour); `make bench-minute` runs the same on small sizes. Each number is the
median of {runs} runs on one machine that also ran the load: read ratios, not absolutes.

{day}, {machine}.

"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minute", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument(
        "--part",
        choices=["imports", "builds", "search", "capture", "review", "paper", "year", "pages"],
        help="one part alone",
    )
    parser.add_argument("--runs", type=int, help="so many runs instead of five")
    options = parser.parse_args()
    sizes = MINUTE if options.minute else FULL
    sizes["runs"] = options.runs or sizes["runs"]
    with tempfile.TemporaryDirectory(prefix="conoceles-bench-") as folder:
        bench = Bench(sizes, Path(folder))
        getattr(bench, options.part or "run")()
    sys.stdout.write("\n" + bench.table() + f"\n{machine()}\n")
    if options.write:
        head = HEAD.format(
            runs=sizes["runs"], day=datetime.datetime.now(datetime.UTC).date().isoformat(), machine=machine()
        )
        OUT.write_text(head + bench.table() + NOTES, encoding="utf-8")


if __name__ == "__main__":
    main()
