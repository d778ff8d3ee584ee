"""The cast and the scenery of every test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

# Before Django reads its settings: each test process has a data folder of its own.
os.environ["CONOCELES_DATA"] = tempfile.mkdtemp(prefix="conoceles-test-")

import pytest
from django.test import Client

from conoceles.accounts.models import User
from conoceles.elections.grants import give
from conoceles.elections.models import Role
from conoceles.review import parking
from conoceles.site.search import reading
from tests.factories import Town, add_second_factor, consent, make_account, make_town
from tests.scenery import Stage, folders, scenery, wanted

REAL_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


# What gives programs that a test starts a database beside that of the tests.
OF_PROGRAMS = ("database", "roles")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the long ones: no worker is left with one of them at the end. What asks no database is not asked again
    on PostgreSQL, nor what starts programs that have a data folder of their own, nor what is asked `once`: how pages
    look that are a function of the ledger, whose reading is tested on both."""
    items.sort(key=lambda item: "long" not in item.keywords)
    if os.environ.get("CONOCELES_DATABASE", "").startswith("postgres"):
        again = [item for item in items if _asks_a_database(item) and not item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
        items[:] = again


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup", *OF_PROGRAMS} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["CONOCELES_DATA"], ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Keep SQLite's test database in a file, as in production: threads and transactions behave as they will. Where a
    template was migrated once for all workers (`scripts/test.py`), begin with a copy of it."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    template = os.environ.get("TEST_TEMPLATE")
    if database["ENGINE"].endswith("sqlite3"):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        database["TEST"]["NAME"] = str(Path(os.environ["CONOCELES_DATA"]) / f"test-{worker}.sqlite3")
        if template:
            shutil.copyfile(template, database["TEST"]["NAME"])
    elif template:
        database["TEST"]["TEMPLATE"] = template


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """A copied file is kept when the tests begin; it goes with the process's folder."""
    from django.conf import settings

    copied = bool(os.environ.get("TEST_TEMPLATE"))
    return django_db_keepdb or (copied and settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"))


@pytest.fixture(autouse=True)
def decides_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decisions of review are done at once: what can be undone meanwhile is tried where it is meant."""
    monkeypatch.setattr(parking, "UNDO", timedelta(0))


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path: Path) -> Iterator[None]:
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for name, folder in folders(tmp_path).items():
        setattr(settings, name, folder)
    yield
    reading.forget()


@pytest.fixture(scope="session")
def the_stage(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: object
) -> Iterator[Stage]:
    """The sceneries of this process."""
    one = Stage(tmp_path_factory.mktemp("scenery"))
    yield one
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        one.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> None:
    """Set the scene of a test right before the transaction of its own begins."""
    if fixturedef.argname != "_django_db_helper":
        return
    several = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    with request.getfixturevalue("django_db_blocker").unblock():
        if several:
            request.getfixturevalue("the_stage").clear()
        else:
            request.getfixturevalue("the_stage").hold(wanted(request._pyfuncitem), request.getfixturevalue("tmp_path"))


@pytest.fixture
def real_data() -> Path:
    """The folder of real lists; the test is skipped, and counted, where it is not."""
    if not REAL_DATA.is_dir():
        pytest.skip("../shared/data is not here")
    return REAL_DATA


@pytest.fixture
def staff_user(db: None) -> User:
    """Coordination of the whole installation, with a second factor."""
    user = make_account("registro@ejemplo.mx", "Registro")
    give(user, Role.COORDINATION, None, by="")
    add_second_factor(user)
    return user


@pytest.fixture
def staff(staff_user: User) -> Client:
    client = Client()
    client.force_login(staff_user)
    return client


@pytest.fixture
def other_account(db: None) -> Client:
    """Someone who signs in and is not staff."""
    user = make_account("otra@ejemplo.mx", "Otra persona")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def visitor() -> Client:
    return Client()


@scenery
def town() -> Town:
    """A small election with campaigns running: two municipalities, three parties, a coalition."""
    return make_town()


@pytest.fixture
def concurrent_db(transactional_db: None) -> Iterator[None]:
    """A database that several threads really write; emptied afterwards, which the ledger's guards would refuse."""
    from django.db import connection

    from conoceles.audit import guards as audit_guards
    from conoceles.ledger import guards

    yield
    # Emptying the tables ends with post_migrate, which lays the guards anew.
    guards.remove(connection)
    audit_guards.remove(connection)


@scenery
def capture(town: Town) -> Town:
    """The small election with capture open, and three candidacies of two parties."""
    town.open_capture()
    town.ana = town.stand("Ana Peña")  # type: ignore[attr-defined]
    town.luz = town.stand("Luz Río", role="alternate")  # type: ignore[attr-defined]
    town.eva = town.stand("Eva Sol", party="Partido Sol")  # type: ignore[attr-defined]
    return town


@pytest.fixture
def candidate(capture: Town) -> Client:
    """Ana, who has answered her consents."""
    client = capture.account("candidate", "Ana Peña", candidacy=capture.ana)  # type: ignore[attr-defined]
    consent(capture.ana)  # type: ignore[attr-defined]
    return client


@pytest.fixture
def other_candidate(capture: Town) -> Client:
    return capture.account("candidate", "Eva Sol", candidacy=capture.eva)  # type: ignore[attr-defined]


@pytest.fixture
def party_operator(capture: Town) -> Client:
    """Whoever operates Ana's party."""
    return capture.account("party", "Partido Roble", party=capture.parties["Partido Roble"])


@pytest.fixture
def other_party(capture: Town) -> Client:
    return capture.account("party", "Partido Sol", party=capture.parties["Partido Sol"])


@pytest.fixture
def reviewer(capture: Town) -> Client:
    return capture.account("reviewer", "Revisión")


@pytest.fixture
def equality(capture: Town) -> Client:
    return capture.account("equality", "Paridad")


@pytest.fixture
def help_desk(capture: Town) -> Client:
    return capture.account("help_desk", "Mesa de ayuda")


@pytest.fixture
def coordination(capture: Town) -> Client:
    return capture.account("coordination", "Coordinación")


@pytest.fixture
def liaison(capture: Town) -> Client:
    return capture.account("liaison", "Vinculación")


@pytest.fixture
def commission(capture: Town) -> Client:
    return capture.account("commission", "Comisión")


@pytest.fixture
def communication(capture: Town) -> Client:
    return capture.account("communication", "Comunicación social")
