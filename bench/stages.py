"""One measurement each; run in its own process with its own data folder. Every function returns plain numbers."""

import contextlib
import io
import os
import re
import resource
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import segno
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from PIL import Image

from bench.ports import free_port, listening
from bench.scenery import SLUG, fill, make_register
from bench.words import people
from conoceles.elections import register
from conoceles.elections.models import Area, Candidacy, Election
from conoceles.lib.images import portrait
from conoceles.lib.paper import make_pdf
from conoceles.lib.text import fold
from conoceles.lists import importing
from conoceles.lists.presets import load
from conoceles.profiles.public.election import publish_register
from conoceles.site.build.builder import Builder
from conoceles.site.files.booklets import FOLDER
from conoceles.site.search.reader import Reader

ROOT = Path(__file__).resolve().parent.parent
Numbers = dict[str, float]


def prepare(size: int, answered: float) -> Numbers:
    """Make and publish an election of `size` candidacies; return editions per second."""
    call_command("migrate", verbosity=0)
    fill(make_register(size), size, answered=answered)
    started = time.perf_counter()
    appended = publish_register(Election.objects.get())
    return {"editions_per_second": appended / (time.perf_counter() - started)}


def import_rows(size: int) -> Numbers:
    """Import `size` rows of our template from XLSX; return rows/s, the write transaction in s and the peak memory in
    MB."""
    call_command("migrate", verbosity=0)
    election = make_register(size)
    path = Path(settings.DATA_DIR) / "lista.xlsx"
    made = subprocess.run([sys.executable, "-m", "bench.sheet", str(path), str(size)], cwd=ROOT, check=True)
    assert made.returncode == 0
    held: list[float] = []
    atomic = transaction.atomic

    @contextlib.contextmanager
    def timed(*args: Any, **kwargs: Any) -> Iterator[None]:
        started = time.perf_counter()
        with atomic(*args, **kwargs):
            yield
        held.append(time.perf_counter() - started)

    started = time.perf_counter()
    plan = importing.plan_import(path, load("conoceles"), election)
    planned = time.perf_counter() - started
    importing.transaction.atomic = timed  # type: ignore[assignment]
    importing.write(plan)
    importing.transaction.atomic = atomic
    seconds = time.perf_counter() - started
    report = plan.report()
    assert report["created"] == report["rows"] == size == Candidacy.objects.count(), report["items"][:3]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "rows_per_second": size / seconds,
        "seconds": seconds,
        "read_and_match": planned,
        "write_transaction": max(held),
        "peak_mb": peak,
    }


def build(size: int) -> Numbers:
    """Render every page; return pages/s."""
    builder = Builder()
    builder.assets.collect()
    done = builder.build(everything=True)
    builder.close()
    return {"pages_per_second": done.written / done.seconds, "pages": done.written, "seconds": done.seconds}


def visible(size: int, files: bool) -> Numbers:
    """Correct a person's name while the builder watches; return seconds until each place shows it, and if `files` until
    open data do, which follow within a minute."""
    builder = subprocess.Popen(
        [sys.executable, "manage.py", "build_site", "--watch"], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    site = settings.BUILD_DIR / "site" / SLUG
    try:
        one = (
            Candidacy.objects.filter(office__kind="mayor", role="owner")
            .with_register()
            .select_related("election")
            .order_by("?")[0]
        )
        _until(lambda: _built(builder.pid), 600)
        time.sleep(1.0)
        one.person.name = f"{one.person.name.split(' Nueva')[0]} Nueva{time.time_ns()}"
        word = one.person.name.split()[-1]
        started = time.perf_counter()
        register.save_candidacy(one, one.person)
        committed = time.perf_counter()
        area, party = one.ticket.contest.area, one.ticket.party
        places = [
            site / "candidaturas" / one.slug / "index.html",
            site / "contiendas" / one.ticket.contest.slug / "index.html",
            site / "municipios" / area.slug / "index.html",
            site / "partidos" / party.slug / "index.html",
        ]
        for path in places:
            _until(lambda path=path: path.is_file() and word in path.read_text(), 60)
        reader = Reader(settings.BUILD_DIR / "index" / SLUG)
        _until(lambda: reader.search(word, {}, exact=True, start=0, size=1).total == 1, 60)
        shown = time.perf_counter()
        found = {"act": committed - started, "visible": shown - committed}
        if files:
            _until(lambda: word in (site / "datos" / "candidaturas.csv").read_text(), 120)
            found["open_data"] = time.perf_counter() - committed
        return found
    finally:
        builder.terminate()
        builder.wait(60)


def _built(pid: int) -> bool:
    from conoceles.ledger.reading import size as ledger_size
    from conoceles.site.search.store import Store

    store = Store(settings.BUILD_DIR / "site.sqlite3")
    with contextlib.closing(store):
        return store.note("builder") == str(pid) and store.note("edition") == str(ledger_size())


def _until(condition: Any, seconds: float) -> None:
    started = time.perf_counter()
    while not condition():
        if time.perf_counter() - started > seconds:
            raise TimeoutError("The site did not show the change.")
        time.sleep(0.01)


def index_only(size: int) -> Numbers:
    """Make the search index and its cards without rendering pages; return candidacies indexed per second."""
    from django.utils import timezone

    from conoceles.ledger.reading import since

    builder = Builder()
    builder.assets.collect()
    builder.state.follow(since(0))
    started = time.perf_counter()
    with builder.store.writing():
        builder.cards.update(builder.state, timezone.now(), fresh=True, redacted=set())
    seconds = time.perf_counter() - started
    builder.close()
    return {"indexed_per_second": size / seconds}


def search(size: int, count: int) -> Numbers:
    """Ask `count` distinct queries over HTTP, by one client and then by eight; return percentiles in ms and
    requests/s."""
    queries = _queries(count)
    with _granian("conoceles.config.wsgi:application") as port:
        results: Numbers = {}
        for clients in (1, 8):
            _ask(port, queries[:200])
            latencies: list[float] = []
            started = time.perf_counter()
            parts = [queries[start::clients] for start in range(clients)]
            threads = [
                threading.Thread(target=lambda part=part, into=latencies: into.extend(_ask(port, part)))
                for part in parts
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            seconds = time.perf_counter() - started
            assert len(latencies) == len(queries)
            ranked = statistics.quantiles(latencies, n=100)
            results |= {
                f"p50_ms_{clients}": ranked[49],
                f"p99_ms_{clients}": ranked[98],
                f"requests_per_second_{clients}": len(queries) / seconds,
            }
    return results


def _queries(count: int) -> list[str]:
    """Return what people type: names whole and in part, with a slip, places, and facets."""
    rng, found = Random(7), set()
    towns = list(Area.objects.municipalities().values_list("name", flat=True))
    while len(found) < count:
        name, _sex = people(rng)
        words = name.split()
        kind = rng.randrange(5)
        text = [name, words[-1], f"{words[0]} {words[-2]}", _slip(rng, words[-1]), rng.choice(towns)][kind]
        query = {"q": fold(text)}
        if rng.random() < 0.3:
            query["sexo"] = rng.choice(["female", "male"])
        if rng.random() < 0.2:
            query["edad"] = rng.choice(["18-29", "30-44", "45-59"])
        if rng.random() < 0.2:
            query["pagina"] = "2"
        found.add(urllib.parse.urlencode(query))
    return sorted(found)


def _slip(rng: Random, word: str) -> str:
    place = rng.randrange(1, len(word))
    return word[:place] + rng.choice("aeionrst") + word[place + 1 :]


def _ask(port: int, queries: list[str]) -> list[float]:
    """Return the latency of each query in ms, over one kept connection."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    latencies = []
    for query in queries:
        started = time.perf_counter()
        connection.request("GET", f"/{SLUG}/candidaturas/?{query}")
        answer = connection.getresponse()
        body = answer.read()
        latencies.append((time.perf_counter() - started) * 1000)
        assert answer.status in (200, 302), (answer.status, query)
        assert answer.status == 302 or b"</html>" in body
    connection.close()
    return latencies


def hello(seconds: int) -> Numbers:
    """Return the yardstick: Django answering «hello» on Granian, in requests/s."""
    with _granian("bench.rendered:hello") as port:
        return {"requests_per_second": _wrk(f"http://127.0.0.1:{port}/", seconds)}


def serving(seconds: int) -> Numbers:
    """Serve one candidacy's page four ways; return requests/s of each and the ratios to Django's rendering."""
    pages = sorted(
        (settings.BUILD_DIR / "site" / SLUG / "candidaturas").glob("*/index.html"), key=lambda path: path.stat().st_size
    )
    page = pages[len(pages) // 2]
    path, found = f"/{SLUG}/candidaturas/{page.parent.name}/", {}
    for name, server in (
        ("django", _granian("bench.rendered:database")),
        ("memory", _granian("bench.rendered:memory")),
        ("own", _granian("conoceles.config.wsgi:application")),
        ("nginx", _nginx()),
    ):
        with server as port:
            _same(f"http://127.0.0.1:{port}{path}", page)
            found[name] = _wrk(f"http://127.0.0.1:{port}{path}", seconds)
    return found | {f"{name}_ratio": found[name] / found["django"] for name in ("memory", "own", "nginx")}


def _same(url: str, page: Path) -> None:
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.read() == page.read_bytes(), f"{url} is not the built page"


@contextlib.contextmanager
def _granian(target: str) -> Iterator[int]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "2",
        "--backpressure",
        "64",
    ]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", target]
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ.copy(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        listening(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


@contextlib.contextmanager
def _nginx() -> Iterator[int]:
    port, folder = free_port(), Path(settings.DATA_DIR) / "nginx"
    folder.mkdir(exist_ok=True)
    for path in (settings.DATA_DIR, settings.BUILD_DIR):
        Path(path).chmod(0o755)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} worker_processes 2; pid {folder}/pid; error_log {folder}/error.log; daemon off;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_requests 1000000;\n"
        + "".join(f"{name}_temp_path {folder}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + "\n"
        + f"server {{ listen 127.0.0.1:{port}; root {settings.BUILD_DIR}/site; gzip_static on;\n"
        f"include {settings.BUILD_DIR}/nginx-headers.conf;\n"
        "location / { index index.html; } } }\n"
    )
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        listening(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _wrk(url: str, seconds: int) -> float:
    command = ["wrk", "-t2", "-c16", f"-d{seconds}s", "-H", "Accept-Encoding: gzip", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Non-2xx" not in done.stdout, done.stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


def booklet(pictures: int) -> dict[str, float]:
    """Print one booklet of so many people, each with an own photograph and an answer, and return how long it took."""
    files = {
        f"{number}.jpg": portrait(Image.effect_noise((320, 400), 40 + number % 60), 160) for number in range(pictures)
    }
    code = io.BytesIO()
    segno.make("https://ejemplo.mx/", error="m").save(code, kind="svg", border=2, xmldecl=False, svgns=True)
    files["qr.svg"] = code.getvalue()
    text = "Una propuesta con su plazo, su costo y quién responde de ella ante la gente de cada colonia. " * 2
    lines = [
        {
            "name": f"Persona {number}",
            "initials": "P",
            "party": "Partido",
            "emblem": "",
            "emblem_alt": "",
            "note": "",
            "lead": "",
            "photo": f"{number}.jpg",
            "answers": [{"label": "Primera propuesta", "value": text}],
        }
        for number in range(pictures)
    ]
    values = {
        "title": "Folleto",
        "election": "Elección",
        "institute": {"name": "Instituto"},
        "large": False,
        "order": "En orden.",
        "footer": "Instituto",
        "disclaimer": "Informa.",
        "lead": ["Se vota."],
        "qr": "qr.svg",
        "address": "ejemplo.mx",
        "sample": "",
        "cutoff": "Hasta la edición 1.",
        "day": [2027, 5, 1],
        "contests": [{"name": "Contienda", "notes": [], "lines": lines}],
    }
    started = time.monotonic()
    content = make_pdf(FOLDER / "booklet.typ", values, files)
    seconds = time.monotonic() - started
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {"seconds": seconds, "pages": len(pdf.pages), "megabytes": len(content) / 1e6}
