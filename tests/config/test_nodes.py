"""Three public nodes behind one nginx: one is killed, then the primary database; what who reads sees is counted."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from contextlib import ExitStack, contextmanager

import pytest

from scripts.nginx import running
from scripts.postgres import server
from tests.config.services import ROOT, free, manage, psql
from tests.config.test_commands import DEFINITION
from tests.waiting import LONG, until

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") == "", reason="PostgreSQL's"),
]
READERS, EACH = 4, 150
PAGES = ("/x-2020/", "/", "/en/x-2020/", "/x-2020/candidaturas/?q=ana", "/raiz.json", "/nada/")


@pytest.fixture
def database():
    """Nothing of itself: what is tried on PostgreSQL."""


def named(address, name):
    return f"{address.rpartition('/')[0]}/{name}"


@contextmanager
def node(folder, variables, host, port):
    """Run a public node on an address of its own, and yield its process."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    environment = {**clean, **variables, "CONOCELES_DATA": str(folder), "CONOCELES_HOSTS": "*"}
    command = [sys.executable, "manage.py", "serve", "--host", host, "--port", str(port)]
    log = folder.with_suffix(".log")
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True)
    try:
        address = f"http://{host}:{port}"
        until(lambda: ask(address, "/x-2020/")[0] == 200, pid=process.pid, log=log, said="A node")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(LONG)


def ask(address, path):
    """Return (status, tag, body)."""
    try:
        with urllib.request.urlopen(f"{address}{path}", timeout=LONG) as answer:
            return answer.status, answer.headers["ETag"], answer.read()
    except urllib.error.HTTPError as error:
        return error.code, "", error.read()


def same(addresses, path):
    """Return whether all answer with the same status, tag and bytes."""
    return len({ask(address, path) for address in addresses}) == 1


def balancer(folder, ports, listen):
    """Write what the guide says of the one in front, with the addresses of this machine."""
    text = (ROOT / "docs" / "crecer.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    for number, port in enumerate(ports, 1):
        block = block.replace(f"10.0.0.1{number}:8001", f"127.0.0.{number + 1}:{port}")
    block = block.replace("listen 80;", f"listen 127.0.0.1:{listen};")
    places = "".join(
        f"{name}_temp_path {folder}/{name}; " for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = folder / "balancer.conf"
    path.write_text(
        f"daemon off; user root; pid {folder}/pid; error_log {folder}/errors; events {{ }}\n"
        f"http {{ access_log off; {places}\n{block}\n}}\n"
    )
    return path


class Readers:
    """Some who read without a pause, each on a connection of its own, and what they were answered."""

    def __init__(self, port):
        self.port, self.seen, self.stop = port, Counter(), threading.Event()
        self.threads = [threading.Thread(target=self.read, args=(number,)) for number in range(READERS)]

    def read(self, number):
        done = number
        while not self.stop.is_set():
            path = PAGES[done % len(PAGES)]
            done += 1
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                self.seen[(404 if path == "/nada/" else 200) == answer.status or answer.status] += 1
                connection.close()
            except (OSError, http.client.HTTPException) as error:
                self.seen[type(error).__name__] += 1

    def more(self, count):
        """Return once they were answered so many times more."""
        wanted = sum(self.seen.values()) + count
        until(lambda: sum(self.seen.values()) >= wanted, said="Answers")


@pytest.mark.usefixtures("database")
def test_a_node_and_the_primary_are_lost_and_who_reads_sees_nothing_of_it(tmp_path):
    ports, listen = [free() for _number in range(3)], free()
    with ExitStack() as stack:
        nodes = stack.enter_context(server(more="-c wal_level=logical -c max_logical_replication_workers=12"))
        with server(more="-c wal_level=logical") as primary:
            main = {"CONOCELES_DATABASE": named(primary, "registro")}
            psql(primary, "CREATE DATABASE registro;")
            assert manage(tmp_path / "taller", "migrate", "-v0", **main).returncode == 0
            sql = manage(tmp_path / "taller", "ledger_publication", **main).stdout
            word = re.search(r"leen: (\w+)", sql)[1]
            psql(named(primary, "registro"), sql)
            host, _, port = primary.partition("@")[2].partition("/")[0].partition(":")
            definition = tmp_path / "x.toml"
            definition.write_text(DEFINITION, encoding="utf-8")
            for command in (("create_election", str(definition)), ("publish_register", "--election", "x-2020")):
                done = manage(tmp_path / "taller", *command, **main)
                assert done.returncode == 0, done.stderr
            processes, addresses = [], []
            for number, own in enumerate(ports, 1):
                psql(nodes, f"CREATE DATABASE registro_{number};")
                variables = {"CONOCELES_DATABASE": named(nodes, f"registro_{number}"), "CONOCELES_ROLE": "public"}
                folder = tmp_path / f"nodo{number}"
                assert manage(folder, "migrate", "-v0", **variables).returncode == 0
                asked = ("ledger_publication", "--node", f"nodo_{number}", "--host", host, "--port", port)
                told = manage(folder, *asked, **variables).stdout.replace("CONTRASEÑA", word)
                # On one server the primary's name of the database is another.
                psql(named(nodes, f"registro_{number}"), told.replace(f"dbname=registro_{number}", "dbname=registro"))
                processes.append(stack.enter_context(node(folder, variables, f"127.0.0.{number + 1}", own)))
                addresses.append(f"http://127.0.0.{number + 1}:{own}")
            for path in ("/x-2020/", "/en/x-2020/", "/raiz.json"):
                until(lambda path=path: same(addresses, path), said=f"{path}: the same bytes and tag on all nodes")
            stack.enter_context(running(balancer(tmp_path, ports, listen)))
            until(lambda: ask(f"http://127.0.0.1:{listen}", "/x-2020/")[0] == 200, said="The one in front")
            readers = Readers(listen)
            for thread in readers.threads:
                thread.start()
            stack.callback(readers.stop.set)
            readers.more(EACH)
            os.killpg(processes[0].pid, signal.SIGKILL)
            readers.more(EACH)
        # The primary is gone too.
        readers.more(EACH)
        readers.stop.set()
        for thread in readers.threads:
            thread.join(LONG)
        sys.stdout.write(f"answers: {sum(readers.seen.values())}, as they should be: {readers.seen[True]}\n")
        assert set(readers.seen) == {True}, readers.seen
        said = manage(
            tmp_path / "nodo2", "doctor", CONOCELES_DATABASE=named(nodes, "registro_2"), CONOCELES_ROLE="public"
        )
        assert "lo publicado se sigue leyendo" in said.stdout
