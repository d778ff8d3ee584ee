import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from granian.constants import Interfaces
from granian.server import Server

from conoceles.config import integrity
from conoceles.config.backup import upgrading
from conoceles.config.backup.databases import CannotCopy
from conoceles.config.backup.sealing import WrongKey
from conoceles.ledger import witness
from conoceles.ledger.reading import size
from conoceles.lib.places import PlaceError
from conoceles.site.build.assets import copy_assets
from conoceles.site.headers import write_nginx_headers
from conoceles.site.kept import is_kept
from conoceles.site.language import not_compiled
from conoceles.site.search.store import Store

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Sirve el sitio y el taller, y construye el sitio mientras tanto; Ctrl-C detiene todo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default="8000")
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 para toda la red")
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument(
            "--without-builder",
            action="store_true",
            help="otro proceso construye el sitio de esta carpeta: este solo responde",
        )
        parser.add_argument(
            "--demo", action="store_true", help="si nadie tiene cuenta todavía, carga la elección de demostración"
        )

    def handle(self, *args: Any, port: str, host: str, workers: int, demo: bool, **options: Any) -> None:
        number = free_port(host, port)
        if host not in ("127.0.0.1", "localhost") and not os.environ.get("CONOCELES_HOSTS"):
            settings.ALLOWED_HOSTS = _tell_workers("CONOCELES_HOSTS", "*").split(",")
            self._say("Se atiende cualquier nombre de host de la red: fije los suyos con CONOCELES_HOSTS.")
        if demo and host in ("127.0.0.1", "localhost"):
            # Whoever sits at this machine enters the demonstration with one press.
            settings.DEMO = _tell_workers("CONOCELES_DEMO", "1") == "1"
        signal.signal(signal.SIGTERM, lambda signum, frame: sys.exit(0))
        self._prepare()
        account = self._first_account(demo) if settings.WORKSHOP else ""
        # Its owner's alone, as everything in the folder.
        (settings.DATA_DIR / "visits.log").touch(mode=0o600)
        builder = Keeper("build_site", "--watch")
        settings.PARENT = int(_tell_workers("CONOCELES_PARENT", str(os.getpid())))
        served = _tell_workers("CONOCELES_SERVED", f"http://{host}:{number}")
        if not settings.CSRF_TRUSTED_ORIGINS:
            settings.WORKSHOP_ADDRESS = served
        # What time causes: mails that wait, a publication that was scheduled.
        clock, measured = Keeper("tick", "--watch"), Keeper("metrics", "--serve", settings.METRICS)
        # What an earlier release built is read while this one builds.
        there = is_kept(settings.BUILD_DIR / "site" / "index.html")
        if there or options["without_builder"]:
            copy_assets()
        try:
            if not options["without_builder"]:
                builder.start()
            if not there and not options["without_builder"] and not witness.trouble():
                self._wait_for_first_build(builder)
            if settings.WORKSHOP:
                clock.start()
            if settings.METRICS:
                measured.start()
            server = _server(host, number, workers)
            threading.Thread(target=self._announce, args=(host, number, account), daemon=True).start()
            server.serve()
        finally:
            measured.stop()
            clock.stop()
            builder.stop()
        self.stdout.write("Detenido.")

    def _prepare(self) -> None:
        """Bring the database up to date and say what is wrong, before anybody is answered."""
        # nginx asks for them before anything is built.
        settings.BUILD_DIR.mkdir(parents=True, exist_ok=True)
        write_nginx_headers(settings.BUILD_DIR)
        if settings.WORKSHOP:
            self._look_at_the_guards()
            self._migrate()
        for said in integrity.troubles():
            self.stderr.write(said)
        for code in not_compiled():
            self.stderr.write(
                f"El sitio no tendrá la lengua «{code}»: sus textos no están compilados. Ejecute "
                "«python -m scripts.messages --compile» y vuelva a empezar."
            )

    def _look_at_the_guards(self) -> None:
        """Say which guards the database lacks, before any migration lays them anew; another than the embedded one must
        have them."""
        tables = connection.introspection.table_names()
        lacking = integrity.missing_guards() if {"ledger_body", "audit_seal"} <= set(tables) else []
        if not lacking:
            return
        said = (
            f"A la base de datos le faltan guardas ({', '.join(lacking)}): alguien las quitó, o se restauró sin ellas."
        )
        if connection.vendor != "sqlite":
            raise CommandError(f"{said} Póngalas con «manage.py migrate», con la cuenta dueña, y compruebe.")
        integrity.record("guards-missing", names=", ".join(lacking))
        self.stderr.write(f"{said} Se ponen otra vez; compruebe con «manage.py verify_ledger».")

    def _migrate(self) -> None:
        """Bring the embedded database up to date; another is its owner's, who is not whoever serves."""
        waits = upgrading.waiting()
        if connection.vendor == "sqlite":
            try:
                if said := upgrading.keep_before(waits):
                    self._say(said)
            except (PlaceError, CannotCopy, WrongKey, ValueError) as error:
                raise CommandError(f"No se pudo respaldar antes de actualizar la base: {error}") from error
            call_command("migrate", verbosity=0, interactive=False)
            return
        if waits:
            raise CommandError(
                "La base de datos no está al día: corra «manage.py migrate» con la cuenta dueña de la base («manage.py "
                "upgrade», si ya tenía datos), y sirva después con la que solo lee y escribe renglones."
            )

    def _first_account(self, demo: bool) -> str:
        """Return how to enter: as somebody of the demonstration, or with the code that makes the first account."""
        from conoceles.demo.load import demo_account, load_if_unused
        from conoceles.elections import first_visit

        if demo:
            load_if_unused(say=self._say)
        told = demo_account() if demo else ""
        if told or not (code := first_visit.code()):
            return told
        return f"Primera visita: abra el taller y escriba este código, que hace la cuenta de coordinación: {code}"

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _wait_for_first_build(self, builder: "Keeper") -> None:
        while True:
            if builder.process is not None and builder.process.poll() not in (None, 0):
                raise CommandError("El sitio no se pudo construir; la causa está arriba.")
            path = settings.BUILD_DIR / "site.sqlite3"
            if is_kept(settings.BUILD_DIR / "site" / "index.html") and path.is_file():
                store = Store(path)
                ready = store.note("edition") == str(size()) and store.note("builder") == str(builder.pid)
                store.close()
                if ready:
                    return
            time.sleep(0.05)

    def _announce(self, host: str, port: int, account: str) -> None:
        shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
        for _attempt in range(200):
            with contextlib.suppress(OSError), socket.create_connection((shown, port), timeout=1):
                break
            time.sleep(0.05)
        self.stdout.write(f"\nSitio:   http://{shown}:{port}/")
        if settings.WORKSHOP:
            self.stdout.write(f"Taller:  http://{shown}:{port}/ingresar/")
        if account:
            self.stdout.write(account)
        self.stdout.write("Ctrl-C detiene todo.")
        self.stdout.flush()


def _tell_workers(name: str, value: str) -> str:
    """Set what workers read from the environment when they are started anew; those that are forked have our
    settings."""
    os.environ[name] = value
    return value


def _server(host: str, port: int, workers: int) -> Any:
    # Eight threads are not too many for two processors: those that wait for a turn (`lib/limited`) do nothing.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    return Server(
        "conoceles.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=8,
        # It counts connections, idle ones too: a browser keeps its own open between one save and the next.
        backlog=2048,
        backpressure=2048,
        log_access=True,
        log_access_format=settings.VISIT,
        log_dictconfig=settings.VISITS,
        log_level="warning",  # type: ignore[arg-type]
        respawn_failed_workers=True,
        # A browser that keeps its connection open does not keep us from ending.
        workers_kill_timeout=8,
    )


class Keeper:
    """A child process, one of our commands, that is started again when it dies, and ended with us."""

    def __init__(self, *arguments: str) -> None:
        self.command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = False

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, env=os.environ.copy())
        threading.Thread(target=self._keep, daemon=True).start()

    def _keep(self) -> None:
        while self.process is not None:
            self.process.wait()
            if self.stopping:
                return
            log.error("Terminó «%s» (%s): se inicia de nuevo.", self.command[2], self.process.returncode)
            time.sleep(2)
            if not self.stopping:
                self.process = subprocess.Popen(self.command, env=os.environ.copy())

    def stop(self) -> None:
        self.stopping = True
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


def free_port(host: str, text: str) -> int:
    """Return the port as a number when it can be listened on.

    Raises CommandError, with what to do, when it is no port, is taken or is not allowed.
    """
    if not (text.isdigit() and 0 < int(text) < 65536):
        raise CommandError(f"«{text}» no es un puerto: use un número de 1 a 65535, como make run PORT=8123.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except PermissionError as error:
            raise CommandError(
                f"El puerto {port} necesita permisos de administración: use uno mayor que 1023."
            ) from error
        except OSError as error:
            raise CommandError(
                f"El puerto {port} ya está ocupado en {host}: detenga lo que lo usa o elija otro, con --port o PORT=."
            ) from error
    return port
