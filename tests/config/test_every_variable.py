"""An installation with every variable set, started as units start it: each is seen to do what the guide says of it."""

import json
import os
import re
import signal
import smtplib
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from cryptography.fernet import Fernet
from redis import Redis

from conoceles.config.environment import VARIABLES
from tests.config.services import ROOT, free, manage, printed_roles, redis, store
from tests.config.test_commands import DEFINITION
from tests.waiting import LONG, until

# What `serve` or a developer sets, and what is one of a kind.
OF_OTHERS = {"CONOCELES_PARENT", "CONOCELES_SERVED", "CONOCELES_DEMO", "CONOCELES_DEBUG", "CONOCELES_ENV"}
HOST = "taller.instituto.example"


class Mails:
    def __init__(self):
        self.to = []

    async def handle_DATA(self, server, session, envelope):
        self.to += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def mails():
    handler = Mails()
    controller = Controller(handler, hostname="127.0.0.1", port=free())
    controller.start()
    yield handler, controller.port
    controller.stop()


@contextmanager
def served(file, log, port, *more, host=HOST):
    """Run `serve` with nothing but the file of variables."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    command = [sys.executable, "manage.py", "serve", "--port", str(port), *more]
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=clean | {"CONOCELES_ENV": str(file)}, stdout=out, stderr=out)
    try:
        until(lambda: ask(port, "/salud/viva/", host=host)[0] == 200, pid=server.pid, log=log, said="serve")
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(LONG)


def ask(port, path, host=HOST, data=None, **headers):
    """Ask as the proxy does, and return the status, the text and the headers."""
    headers |= {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=LONG) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace"), error.headers


def written(path, **values):
    path.touch(mode=0o600)
    path.write_text("".join(f"CONOCELES_{name}='{value}'\n" for name, value in values.items()), encoding="utf-8")
    return path


def with_file(file, *arguments):
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | {"CONOCELES_ENV": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.long
@pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") != "", reason="with PostgreSQL, below")
def test_each_variable_does_what_the_guide_says_and_two_roles_share_a_folder(tmp_path, mails):
    handler, mail_port = mails
    said = manage(tmp_path / "llaves", "backup_key").stdout
    logs = tmp_path / "visits.log"
    logs.write_text("2027-06-04T21:14:08-06:00 GET 200 /\n")
    port, site_port, metrics_port = free(), free(), free()
    with redis(tmp_path) as counter, store("archivos") as (store_port, _client):
        values = {
            "DATA": tmp_path / "datos",
            "ROLE": "workshop",
            "HOSTS": HOST,
            "ORIGINS": f"https://{HOST}",
            "HTTPS": "1",
            "SECRET_KEY": "un secreto de la prueba, largo",
            "SEAL_KEYS": Fernet.generate_key().decode(),
            "SMTP": f"smtp://127.0.0.1:{mail_port}",
            "MAIL_FROM": "Conóceles <avisos@instituto.example>",
            "ALERTS": "guardia@instituto.example",
            "PROXIES": "1",
            "CACHE": f"redis://127.0.0.1:{counter}/0",
            "BACKUP": tmp_path / "respaldos",
            "BACKUP_KEY": re.search(r"age1\w+", said)[0],
            "BACKUP_DAYS": "9",
            "STORE": f"s3+http://llave:secreto@127.0.0.1:{store_port}/archivos",
            "PUSH": f"s3+http://llave:secreto@127.0.0.1:{store_port}/archivos/sitio",
            "VISITS": f"{logs}*",
            "METRICS": f"127.0.0.1:{metrics_port}",
            "LOG": "INFO",
            "LOG_FORMAT": "json",
        }
        assert {f"CONOCELES_{name}" for name in values} == set(VARIABLES) - OF_OTHERS - {"CONOCELES_DATABASE"}
        file = written(tmp_path / "conoceles.env", **values)
        site = {name: values[name] for name in ("DATA", "HTTPS")} | {"ROLE": "public", "HOSTS": "sitio.example"}
        public = written(tmp_path / "publico.env", **site)
        log = tmp_path / "log"
        with (
            served(file, log, port),
            served(public, tmp_path / "log2", site_port, "--without-builder", host="sitio.example"),
        ):
            sees(port, site_port, metrics_port, counter)
            assert with_file(file, "backup").returncode == 0
            assert "En el depósito hay" in with_file(file, "push").stdout
            until(lambda: (tmp_path / "datos" / "signs" / "sent.json").exists(), said="Files in the store")
            for _look in range(2):
                with_file(file, "doctor", "--tell")
            until(lambda: "guardia@instituto.example" in handler.to, said="A mail")
        lines = [line for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
        assert lines and {json.loads(line)["process"] for line in lines} >= {"tick"}
        assert "203.0.113.9" not in log.read_text(encoding="utf-8")
    assert "portada,1" in with_file(file, "visits").stdout
    assert not (tmp_path / "datos" / "keys" / "seal_key").exists(), "the one that was given is used"
    said = with_file(
        file, "shell", "-v0", "-c", "from django.conf import settings as s; print(s.BACKUP_DAYS, s.SECRET_KEY)"
    )
    assert said.stdout == "9 un secreto de la prueba, largo\n"
    gone = with_file(file, "doctor")
    assert "Redis o Valkey no responde" in gone.stdout


def sees(port, site_port, metrics_port, counter):
    """The workshop and the site, each under its own name, and what is counted and measured."""
    status, _text, headers = ask(port, "/ingresar/")
    assert status == 200 and "max-age" in headers["Strict-Transport-Security"]
    assert ask(port, "/ingresar/", host="otro.example")[0] == 400
    assert ask(site_port, "/", host="sitio.example")[0] == 200
    assert ask(site_port, "/ingresar/", host="sitio.example")[0] == 404
    assert json.loads(ask(site_port, "/salud/", host="sitio.example")[1])["listo"] is True
    code = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', ask(port, "/empezar/")[1])[1]
    cookie = ask(port, "/empezar/")[2]["Set-Cookie"]
    assert cookie.startswith("__Host-csrf=") and "Secure" in cookie and code
    first = ask(port, "/empezar/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', first[1])[1]
    sent = f"csrfmiddlewaretoken={token}&code=X&name=Ana&email=a@b.mx&password=una+clave+bien+larga".encode()
    own = {"Cookie": first[2]["Set-Cookie"].partition(";")[0], "Origin": f"https://{HOST}"}
    assert ask(port, "/empezar/", data=sent, **own)[0] == 422
    assert any(b"203.0.113.9" in key for key in Redis(port=counter).keys("*")) or Redis(port=counter).dbsize() > 0
    with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/metrics", timeout=LONG) as answer:
        assert "conoceles_ready 1.0" in answer.read().decode()


@pytest.fixture
def database(tmp_path):
    """The two addresses of an empty PostgreSQL database."""
    address = os.environ.get("CONOCELES_DATABASE", "")
    if not address.startswith("postgres"):
        pytest.skip("two folders share a PostgreSQL")
    with printed_roles(tmp_path, address, f"every_{os.getpid()}") as addresses:
        yield addresses


@pytest.mark.long
def test_two_roles_on_two_folders_and_one_postgresql(tmp_path, database):
    owner, writer = database
    assert manage(tmp_path / "a", "migrate", "-v0", CONOCELES_DATABASE=owner).returncode == 0
    values = {"DATABASE": writer, "HOSTS": f"{HOST},sitio.example", "HTTPS": "1"}
    workshop = written(tmp_path / "a.env", DATA=tmp_path / "a", ROLE="workshop", **values)
    public = written(tmp_path / "b.env", DATA=tmp_path / "b", ROLE="public", **values)
    port, site_port = free(), free()
    with served(workshop, tmp_path / "la", port), served(public, tmp_path / "lb", site_port) as node:
        definition = tmp_path / "x.toml"
        definition.write_text(DEFINITION, encoding="utf-8")
        assert with_file(workshop, "create_election", str(definition)).returncode == 0
        assert with_file(workshop, "publish_register", "--election", "x-2020").returncode == 0
        until(lambda: ask(site_port, "/x-2020/")[0] == 200, pid=node.pid, log=tmp_path / "lb", said="The node")
    names = [tmp_path / name / "build" / "site" / "x-2020" / "index.html.gz" for name in ("a", "b")]
    assert names[0].read_bytes() == names[1].read_bytes(), "each builds its own, the same"


def test_a_mail_server_that_takes_no_password_is_said_by_its_name():
    from conoceles.mail.sending import why

    assert "la cuenta o la contraseña (535)" in why(smtplib.SMTPAuthenticationError(535, b"no"))
    assert "CONOCELES_MAIL_FROM (553)" in why(smtplib.SMTPSenderRefused(553, b"no", "a@b"))
    assert why(TimeoutError()) == "no responde a tiempo" and why(ConnectionRefusedError()).startswith("no responde")


def test_every_command_is_run_by_a_test():
    names = {path.stem for path in ROOT.glob("conoceles/*/management/commands/*.py")} - {"__init__"}
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    assert sorted(name for name in names if f'"{name}"' not in texts) == []


def test_every_command_is_in_the_guide():
    names = {path.stem for path in ROOT.glob("conoceles/*/management/commands/*.py")} - {"__init__"}
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert sorted(name for name in names if f"`{name}" not in guide) == []
