"""People who save answers, against a real server: how long each waits, and whether any acknowledged save is lost."""

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EVERY = 5.0
WORDS = (
    "agua",
    "obra",
    "colonia",
    "meta",
    "plazo",
    "escuela",
    "camino",
    "mercado",
    "salud",
    "empleo",
    "parque",
    "ruta",
    "vecinas",
    "río",
)


@dataclass
class Person:
    """One who is signed in, with what the server has acknowledged and what is on its way."""

    session: str
    key: str
    version: int = 0
    acknowledged: str = ""
    # Everything sent since: whatever of it was written, its answer never came.
    on_its_way: list[str] = field(default_factory=list)


@dataclass
class Load:
    """What a run saw: seconds of each save that was acknowledged, and what went wrong, by kind."""

    seconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)

    def quantile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    def wrong(self, kind: str) -> None:
        self.errors[kind] = self.errors.get(kind, 0) + 1


def environment(data: Path, database: str = "") -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    clean |= {"CONOCELES_DATA": str(data), "DJANGO_SETTINGS_MODULE": "conoceles.config.settings"}
    return clean | ({"CONOCELES_DATABASE": database} if database else {})


def call(data: Path, database: str, code: str) -> Any:
    """Run a line of Python in a process of its own with that data and return what it gives, through JSON."""
    program = (
        "import json, django; django.setup(); from bench import capture_scenery as scenery; print('GIVES', "
        f"json.dumps({code}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(data, database),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return json.loads(next(line for line in done.stdout.splitlines() if line.startswith("GIVES")).removeprefix("GIVES"))


class Server:
    """`manage.py serve` in a process group of its own."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.data, self.database = data, database
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=environment(self.data, self.database),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        for _attempt in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("The server did not start.")

    def kill(self) -> None:
        """Kill everything of it at once, with signal 9."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def make_people(data: Path, count: int, database: str = "") -> list[Person]:
    """Prepare an election with that many signed-in candidates in an empty database."""
    return [Person(*row) for row in call(data, database, f"scenery.make_people({count})")]


def kept(data: Path, database: str = "") -> dict[str, tuple[int, str]]:
    """Return {key: (version, text)} of what the database holds."""
    found = call(data, database, "scenery.kept()")
    return {key: (version, text) for key, version, text in found}


def lost(people: list[Person], found: dict[str, tuple[int, str]]) -> list[str]:
    """Return the keys of those whose last acknowledged save is not what the database holds.

    A save that was on its way when the server died may have been written without its answer having arrived.
    """

    def stands(person: Person) -> bool:
        kept = found.get(person.key)
        last = (person.version, person.acknowledged)
        return kept == last or kept in [(person.version + 1, text) for text in person.on_its_way]

    return [person.key for person in people if person.version and not stands(person)]


def run(people: list[Person], port: int, seconds: float, every: float = EVERY) -> Load:
    """Let everybody save a changed text of 1,000 characters every few seconds; return what they saw."""
    load = Load()
    asyncio.run(_everybody(people, port, seconds, every, load))
    return load


async def _everybody(people: list[Person], port: int, seconds: float, every: float, load: Load) -> None:
    until = time.monotonic() + seconds
    rng = random.Random(7)
    await asyncio.gather(*(_one(person, port, rng.uniform(0, every), until, every, load) for person in people))


async def _one(person: Person, port: int, wait: float, until: float, every: float, load: Load) -> None:
    await asyncio.sleep(wait)
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    rng, following = random.Random(person.key), time.monotonic()
    while following < until:
        await asyncio.sleep(max(0.0, following - time.monotonic()))
        following += every
        person.on_its_way.append(_text(rng))
        started = time.perf_counter()
        try:
            if writer is None or reader is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(_request(person, port))
            status, body = await asyncio.wait_for(_answer(reader), 30)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            load.wrong(type(error).__name__)
            await _close(writer)
            writer = None
            continue
        if status != 200:
            load.wrong(str(status))
            continue
        load.seconds.append(time.perf_counter() - started)
        person.version, person.acknowledged = json.loads(body)["version"], person.on_its_way[-1]
        person.on_its_way.clear()
    await _close(writer)


async def _close(writer: asyncio.StreamWriter | None) -> None:
    if writer is not None:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def _text(rng: random.Random) -> str:
    text = " ".join(rng.choice(WORDS) for _ in range(170))
    return text[:1000].strip()


def _request(person: Person, port: int) -> bytes:
    token = "a" * 32
    text = person.on_its_way[-1].replace(" ", "+").replace("í", "%C3%AD")
    body = f"csrfmiddlewaretoken={token}&question=proposal_1&version={person.version}&q-proposal_1={text}".encode()
    head = (
        f"POST /captura/{person.key}/seccion/propuestas/guardar/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Cookie: session={person.session}; csrf={token}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length:")), None)
    if length is None:
        raise ValueError("no length")
    return status, await reader.readexactly(length)
