"""Kill -9 before and after each COMMIT, rename and fsync of capture, review, publication, import and build: python -m
scripts.kills [--minute].

Each act runs once to list its points, then again and again from the same beginning, killed at one point each time. What
is left must lose nothing that was acknowledged, break no chain, let the act be done again, and give the same site as a
clean build. `--minute` takes a few points of each act.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = Path(tempfile.mkdtemp(prefix="conoceles-kills-"))
DATA, BEGINNING = FOLDER / "data", FOLDER / "beginning"
for name in [name for name in os.environ if name.startswith("CONOCELES_")]:
    del os.environ[name]
os.environ |= {"CONOCELES_DATA": str(DATA), "DJANGO_SETTINGS_MODULE": "conoceles.config.settings"}

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from conoceles.config import integrity  # noqa: E402
from conoceles.elections.models import Candidacy, Election  # noqa: E402
from conoceles.ledger.reading import current  # noqa: E402
from conoceles.lists import presets  # noqa: E402
from conoceles.lists.importing import plan_import, write  # noqa: E402
from conoceles.profiles.models import Answer, Profile, Review, State  # noqa: E402
from conoceles.profiles.public.election import publish_register  # noqa: E402
from conoceles.profiles.public.reviewed import publish_approved  # noqa: E402
from conoceles.profiles.workflow import Hand  # noqa: E402
from conoceles.review import deciding  # noqa: E402
from conoceles.site.build.builder import Builder  # noqa: E402
from tests.factories import consent, make_town  # noqa: E402

Ack = Callable[[str], None]
REVIEWER = Hand("c-revisa", "reviewer")
# Of each act at most: what comes after repeats what came before.
MOST, FEW = 60, 1


@dataclass(frozen=True)
class Act:
    """One act: what does it, telling what was acknowledged, and what must be so of what was (raises AssertionError)."""

    name: str
    do: Callable[[Ack], None]
    check: Callable[[list[str]], None]


def beginning() -> None:
    """Make the world in which each act begins: capture open, one handed over, one approved, the register public."""
    call_command("migrate", verbosity=0)
    town = make_town()
    town.open_capture()
    ana, eva = town.stand("Ana Peña"), town.stand("Eva Sol", party="Partido Sol")
    town.stand("Luz Río", role="alternate")
    town.publish()
    consent(ana)
    town.submit(eva)
    builder().build()


def election() -> Election:
    return Election.objects.get()


def called(name: str) -> Candidacy:
    return Candidacy.objects.select_related("election").get(person__name=name)


def save(ack: Ack) -> None:
    """Ana saves an answer three times by the door that her browser uses."""
    from conoceles.accounts.models import User
    from conoceles.elections.grants import give

    ana = called("Ana Peña")
    user = User.objects.filter(name="Ana Peña").first() or User.objects.open("Ana Peña")
    if not user.grants.exists():
        give(user, "candidate", ana.election, by="", candidacy=ana)
    client, version = Client(), _saved()[0]
    client.force_login(user)
    for number in range(3):
        sent = {"question": "proposal_1", "version": version, "q-proposal_1": f"Agua para todos {number}"}
        answer = client.post(f"/captura/{ana.key}/seccion/propuestas/guardar/", sent)
        assert answer.status_code == 200, answer.content
        version = answer.json()["version"]
        ack(f"{version} Agua para todos {number}")


def _saved() -> tuple[int, str]:
    row = Answer.objects.filter(profile__candidacy=called("Ana Peña"), question="proposal_1").first()
    return (row.version, row.value) if row else (0, "")


def saved(acks: list[str]) -> None:
    version, text = _saved()
    last = int(acks[-1].split()[0]) if acks else 0
    assert version in (last, last + 1), (version, acks)
    assert version > last or not acks or f"{version} {text}" == acks[-1]


def approve(ack: Ack) -> None:
    """A reviewer approves what Eva handed over, which becomes public."""
    review = Review.objects.get(profile__candidacy=called("Eva Sol"))
    if review.waiting_since is not None:
        deciding.decide(review, deciding.seen_now(review), [], REVIEWER, timezone.now())
    ack("approved")


def approved(acks: list[str]) -> None:
    eva = called("Eva Sol")
    states = set(Profile.objects.get(candidacy=eva).sections.values_list("state", flat=True))
    public = current(eva.election.slug, "profile", [eva.key]).get(("profile", eva.key))
    assert states in ({State.PUBLISHED}, {State.SUBMITTED}), states
    assert (states == {State.PUBLISHED}) == bool(public and public["answers"])
    assert not acks or states == {State.PUBLISHED}


def publish(ack: Ack) -> None:
    """The register and what is approved are published, with a name that changed."""
    ana = called("Ana Peña") if Candidacy.objects.filter(person__name="Ana Peña").exists() else called("Ana Peña Luna")
    ana.person.name = "Ana Peña Luna"
    ana.person.save()
    publish_register(election())
    publish_approved(election(), REVIEWER)
    ack("published")


def published(acks: list[str]) -> None:
    names = {one["name"] for (kind, _key), one in current(election().slug).items() if kind == "candidacy"}
    assert len(names) == 3
    assert not acks or "Ana Peña Luna" in names


def take_in(ack: Ack) -> None:
    """A list brings two persons, all or none."""
    path = FOLDER / "lista.csv"
    path.write_text(
        "CARGO,LUGAR,PARTIDO,CALIDAD,NOMBRE\n"
        "Presidencia municipal,Cuatro Ciénegas,Partido Sol,Propietaria,Rosa Invento Río\n"
        "Presidencia municipal,Cuatro Ciénegas,Partido Sol,Suplente,Mar Invento Sol\n",
        encoding="utf-8",
    )
    write(plan_import(path, presets.load("conoceles"), election()))
    publish_register(election())
    ack("taken in")


def taken_in(acks: list[str]) -> None:
    found = Candidacy.objects.filter(person__name__contains="Invento").count()
    assert found in (0, 2), found
    assert not acks or found == 2


def build(ack: Ack) -> None:
    """The site is made anew."""
    one = builder()
    one.build(everything=True)
    one.build_background()
    one.close()
    ack("built")


ACTS = (
    Act("capture", save, saved),
    Act("review", approve, approved),
    Act("publish", publish, published),
    Act("import", take_in, taken_in),
    Act("build", build, lambda acks: None),
)


def builder() -> Builder:
    made = Builder()
    made.assets.collect()
    return made


class Points:
    """Counts what an act does that a power cut could part, and ends this process at one of them."""

    def __init__(self, target: int) -> None:
        self.target, self.names = target, []  # type: ignore[var-annotated]

    def pass_by(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.target:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: object, attribute: str, name: str) -> None:
        inner = getattr(owner, attribute)

        def outer(*values: object, **more: object) -> object:
            self.pass_by(f"before {name}")
            done = inner(*values, **more)
            self.pass_by(f"after {name}")
            return done

        setattr(owner, attribute, outer)

    def lay(self) -> None:
        self.around(BaseDatabaseWrapper, "_commit", "COMMIT")
        for name in ("rename", "replace"):
            self.around(os, name, "rename")
        self.around(os, "fsync", "fsync")


def in_a_child(work: Callable[[Ack], None]) -> tuple[int, list[str]]:
    """Run something in a process of its own; return how it ended (0, or what it was killed with) and what it told."""
    connections.close_all()
    read, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        code = 1
        try:
            work(lambda text: os.write(told, f"{text}\n".encode()) and None)
            code = 0
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent says it
            os.write(told, f"! {type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(code)
    os.close(told)
    with os.fdopen(read) as lines:
        said = lines.read().splitlines()
    _pid, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), said


def run(act: Act, target: int) -> tuple[int, list[str], list[str]]:
    """Begin anew and do an act, killed at a point (0: at none); return how it ended, what was acknowledged, and the
    points that it passed when it ended by itself."""
    shutil.rmtree(DATA, ignore_errors=True)
    shutil.copytree(BEGINNING, DATA)

    def work(ack: Ack) -> None:
        points = Points(target)
        points.lay()
        act.do(ack)
        ack(f"points {json.dumps(points.names)}")

    code, said = in_a_child(work)
    names = next((json.loads(line[7:]) for line in said if line.startswith("points ")), [])
    return code, [line for line in said if not line.startswith("points ")], names


def after(act: Act, acks: list[str]) -> list[str]:
    """Return what is wrong with what a killed act left; [] for nothing."""

    def work(ack: Ack) -> None:
        wrong = list(integrity.verify())
        assert wrong == [], wrong
        act.check(acks)
        act.do(lambda text: None)
        assert list(integrity.verify()) == []
        now = timezone.now()
        one = builder()
        one.build(now=now)
        one.build_background(now=now)
        one.close()
        there = set(contents(settings.BUILD_DIR / "site"))
        with override_settings(BUILD_DIR=DATA / "clean", STATIC_ROOT=DATA / "clean" / "site" / "activos"):
            clean = builder()
            clean.build(now=now)
            clean.build_background(now=now)
            clean.close()
        differ = sorted(path for path, _hash in there ^ set(contents(DATA / "clean" / "site")))
        assert differ == [], differ[:5]

    code, said = in_a_child(work)
    return said if code or said else []


def contents(site: Path) -> Iterator[tuple[str, str]]:
    """Yield (path, hash) of every page and file that is made of the ledger."""
    for path in sorted(site.rglob("*")):
        inside = path.relative_to(site)
        if path.is_file() and inside.parts[0] != "activos" and path.suffix != ".pdf":
            yield str(inside), hashlib.sha256(path.read_bytes()).hexdigest()


def chosen(names: list[str], most: int, seed: int) -> list[int]:
    """Return the points to be killed at, evenly among all."""
    every = list(range(1, len(names) + 1))
    if len(every) <= most:
        return every
    step = len(every) / most
    return sorted({every[min(int(step * (place + (seed % 7) / 7)), len(every) - 1)] for place in range(most)})


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minute", action="store_true", help="a few points of each act")
    options.add_argument("--only", default="", help="one act")
    given = options.parse_args()
    setup_test_environment()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    code, said = in_a_child(lambda ack: beginning())
    if code:
        sys.stdout.write("\n".join(said) + "\n")
        return 2
    shutil.copytree(DATA, BEGINNING)
    wrong, killed, started = 0, 0, time.monotonic()
    for place, act in enumerate(one for one in ACTS if given.only in ("", one.name)):
        code, acks, names = run(act, 0)
        if code or not names:
            sys.stdout.write(f"{act.name}: it does not end by itself: {acks}\n")
            return 2
        targets = chosen(names, FEW if given.minute else MOST, place + 3)
        for target in targets:
            code, acks, _names = run(act, target)
            left = [f"it was not killed: {code}"] if code != -signal.SIGKILL else after(act, acks)
            killed += 1
            wrong += bool(left)
            for line in left:
                sys.stdout.write(f"{act.name}, {names[target - 1]} ({target} of {len(names)}): {line}\n")
        sys.stdout.write(f"{act.name}: {len(names)} points, killed at {len(targets)}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{killed - wrong} of {killed} kills left all whole, {time.monotonic() - started:.0f} s.\n")
    connection.close()
    shutil.rmtree(FOLDER, ignore_errors=True)
    return 1 if wrong or not killed else 0


if __name__ == "__main__":
    sys.exit(main())
