"""One measurement each; run in its own process with its own data folder. Every function returns plain numbers."""

import contextlib
import io
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import segno
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from PIL import Image

from bench.scenery import SLUG, fill, make_register
from bench.serving import granian, nginx, one_file, same, wrk
from conoceles.elections import register
from conoceles.elections.models import Candidacy, Election, Party
from conoceles.ledger.acts import withdraw
from conoceles.lib.images import portrait
from conoceles.lib.paper import make_pdf
from conoceles.lists import importing
from conoceles.lists.presets import load
from conoceles.profiles.public.election import publish_register
from conoceles.site.build.builder import Builder
from conoceles.site.files.booklets import FOLDER
from conoceles.site.kept import gunzip, is_kept, opened
from conoceles.site.search.reader import Reader
from conoceles.site.search.store import Store

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


def taken(size: int) -> Numbers:
    """Make the whole site, its paper and pictures too; return what a candidacy takes of it on disk, in bytes and files,
    and of the database, and the seconds of the pages of one."""
    builder = Builder()
    builder.assets.collect()
    built = builder.build(everything=True)
    builder.build_background()
    builder.close()
    files = [path.stat() for path in (settings.BUILD_DIR / "site").rglob("*") if path.is_file()]
    database = Path(settings.DATA_DIR) / "conoceles.sqlite3"
    return {
        "bytes": sum(one.st_blocks * 512 for one in files) / size,
        "files": len(files) / size,
        "rows": database.stat().st_size / size,
        "index": (settings.BUILD_DIR / "site.sqlite3").stat().st_size / size,
        "seconds": built.seconds / size,
    }


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
            _until(lambda path=path: is_kept(path) and word in opened(path).decode(), 60)
        reader = Reader(Store(settings.BUILD_DIR / "site.sqlite3"), SLUG)
        _until(lambda: reader.search(word, {}, exact=True, start=0, size=1).total == 1, 60)
        shown = time.perf_counter()
        found = {"act": committed - started, "visible": shown - committed}
        if files:
            _until(lambda: word in opened(site / "datos" / "candidaturas.csv").decode(), 120)
            found["open_data"] = time.perf_counter() - committed
        return found
    finally:
        builder.terminate()
        builder.wait(60)


def renamed() -> Numbers:
    """Correct a party's name while the builder watches; return seconds until no page has the old one, how many files
    name it, and seconds until somebody who withdraws an answer meanwhile is seen to."""
    builder = subprocess.Popen(
        [sys.executable, "manage.py", "build_site", "--watch"], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    site = settings.BUILD_DIR / "site" / SLUG
    try:
        _until(lambda: _built(builder.pid), 600)
        time.sleep(1.0)
        party = Party.objects.order_by("order")[0]
        old, party.name = party.name, f"Partido {time.time_ns()}"
        register.save(party)
        started = time.perf_counter()
        time.sleep(0.3)
        one = Candidacy.objects.filter(office__kind="mayor", profile__isnull=False).order_by("?")[0]
        withdraw("profile", one.key, election=SLUG, reason="En revisión")
        withdrawn = time.perf_counter()
        page = site / "candidaturas" / one.slug / "index.html"
        _until(lambda: "proposal_1" not in opened(page).decode(), 60)
        gone = time.perf_counter() - withdrawn
        _until(lambda: _built(builder.pid), 60)
        seconds = time.perf_counter() - started
        texts = {path: gunzip(path.read_bytes()).decode() for path in site.rglob("*.html.gz")}
        old_name = [path for path, text in texts.items() if f">{old}<" in text]
        # Figures follow within a minute, and versions are as they were.
        assert all({"cifras", "versiones", "cambios"} & set(path.parts) for path in old_name), old_name[:5]
        return {"seconds": seconds, "pages": sum(party.name in text for text in texts.values()), "withdrawn": gone}
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


def hello(seconds: int) -> Numbers:
    """Return the yardstick: Django answering «hello» on Granian, in requests/s."""
    with granian("bench.rendered:hello") as port:
        return {"requests_per_second": wrk(f"http://127.0.0.1:{port}/", seconds)}


def serving(seconds: int) -> Numbers:
    """Serve one candidacy's page four ways; return requests/s of each and the ratios to Django's rendering."""
    pages = sorted(
        (settings.BUILD_DIR / "site" / SLUG / "candidaturas").glob("*/index.html.gz"),
        key=lambda path: path.stat().st_size,
    )
    page = pages[len(pages) // 2]
    path, found = f"/{SLUG}/candidaturas/{page.parent.name}/", {}
    for name, server in (
        ("django", granian("bench.rendered:database")),
        ("memory", granian("bench.rendered:memory")),
        ("own", granian("conoceles.config.wsgi:application")),
        ("nginx", nginx()),
        ("file", one_file(page)),
    ):
        with server as port:
            asked = f"http://127.0.0.1:{port}" + ("/index.html" if name == "file" else path)
            if name != "file":
                same(asked, page)
            found[name] = wrk(asked, seconds)
    return (
        found
        | {f"{name}_ratio": found[name] / found["django"] for name in ("memory", "own", "nginx")}
        | {
            "file_ratio": found["nginx"] / found["file"],
            "own_to_nginx": found["own"] / found["nginx"],
        }
    )


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
            "photo_alt": f"Fotografía de Persona {number}",
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
        "qr_alt": "Código QR: ejemplo.mx",
        "lang": "es",
        "region": "mx",
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
