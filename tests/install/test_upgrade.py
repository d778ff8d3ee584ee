"""From the last release to this code, with what an institute has, while people read; and back.

Pages and searches are asked for all along, through nginx as the guide writes it, and every answer is counted.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter

import pytest

from scripts.nginx import running, written
from tests.config.services import ROOT, free
from tests.config.test_commands import DEFINITION

pytestmark = pytest.mark.install


def last_release():
    """Return the commit of the last release: the newest tag, else the commit that dated it among the changes, where a
    copy of the history has no tags."""
    if found := git("describe", "--tags", "--match", "v*", "--abbrev=0", "HEAD"):
        return found
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = re.search(r"^## \d+\.\d+\.\d+ · \d{4}-\d\d-\d\d$", changes, re.MULTILINE)
    assert heading, "no release is dated"
    dated = git("log", "--format=%H", f"-S{heading[0]}", "--", "CHANGELOG.md")
    assert dated, "its commit is not in this history"
    return dated.splitlines()[-1]


def git(*arguments):
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def code_of(commit, folder):
    """Put the code of a commit into a folder."""
    folder.mkdir()
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed, check=True)
    for path in ROOT.glob("conoceles/*/locale/*/LC_MESSAGES/*.mo"):
        shutil.copy(path, folder / path.relative_to(ROOT))
    return folder


class Release:
    """The code of one release, on the data of an institute."""

    def __init__(self, folder, data):
        self.folder, self.data = folder, data
        clean = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
        self.environment = clean | {"CONOCELES_DATA": str(data), "PYTHONPATH": str(folder)}

    def done(self, *arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (arguments, done.stdout[-500:], done.stderr[-1500:])
        return done.stdout

    def serve(self, port):
        with (self.data / "log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(port)],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )


class Readers(threading.Thread):
    """People who read all along: {path: how many answers of each status}."""

    def __init__(self, port, paths):
        super().__init__(daemon=True)
        self.port, self.paths, self.going = port, paths, True
        self.answers = {path: Counter() for path in paths}

    def run(self):
        while self.going:
            for path in self.paths:
                self.answers[path][self._ask(path)] += 1
            # One address may search ten times a second.
            time.sleep(0.12)

    def _ask(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status if answer.read() else "empty"
        except urllib.error.HTTPError as error:
            return error.code
        except OSError as error:
            return type(error).__name__


def answering(port, path="/salud/viva/"):
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)


def end(server):
    server.send_signal(signal.SIGTERM)
    server.wait(60)


def test_from_the_last_release_to_this_code_while_people_read_and_back(tmp_path):
    data = tmp_path / "datos"
    old = Release(code_of(last_release(), tmp_path / "vieja"), data)
    new = Release(code_of("HEAD", tmp_path / "nueva"), data)
    old.done("migrate", "-v0")
    definition = tmp_path / "x.toml"
    definition.write_text(DEFINITION, encoding="utf-8")
    old.done("create_election", str(definition))
    old.done("publish_register", "--election", "x-2020")
    root = re.search(r"raíz (\S+)\.", old.done("verify_ledger"))[1]
    port, front = free(), free()
    server = old.serve(port)
    try:
        answering(port)
        assert answering(port, "/x-2020/") == 200
        with running(written(tmp_path / "nginx", data, front, f"127.0.0.1:{port}")):
            answering(front, "/x-2020/")
            readers = Readers(front, ["/", "/x-2020/", "/x-2020/candidaturas/"])
            readers.start()
            time.sleep(2)
            said = new.done("upgrade")
            assert "Reinicie el servicio" in said
            end(server)
            # Of what the new release names, the old one knew nothing.
            names = data / "build" / "site" / "activos" / "staticfiles.json"
            names.write_text('{"paths": {}, "version": "1.1", "hash": ""}', encoding="utf-8")
            server = new.serve(port)
            answering(port)
            assert answering(port, "/empezar/") == 200
            time.sleep(4)
            readers.going = False
            readers.join()
        assert {status for answers in readers.answers.values() for status in answers} == {200}, readers.answers
        assert all(sum(answers.values()) > 20 for answers in readers.answers.values())
        assert re.search(r"raíz (\S+)\.", new.done("verify_ledger"))[1] == root, "nothing was lost on the way"
        end(server)
        back(old, new, said, tmp_path)
    finally:
        if server.poll() is None:
            end(server)


def back(old, new, said, tmp_path):
    """Go back as the guide says: the folder of before where the database did not change, else its backup."""
    if "ya está al día" in said:
        assert "ediciones comprobadas" in old.done("verify_ledger")
        return
    place = re.search(r", en (\S+): edición", said)[1]
    again = Release(old.folder, tmp_path / "de-vuelta")
    again.done("restore", place)
    assert re.search(r"raíz (\S+)\.", again.done("verify_ledger"))[1]
