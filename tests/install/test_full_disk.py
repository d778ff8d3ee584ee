"""A disk that is really full: what is said, and that what was built is read meanwhile. As root, who can mount one."""

import contextlib
import json
import os
import subprocess
from contextlib import contextmanager

import pytest

from tests.config.services import free, manage
from tests.config.test_every_variable import ask, served, written
from tests.waiting import until

pytestmark = pytest.mark.install
SIZE, WORD = "48m", "cuatro palabras muy sueltas"


@contextmanager
def small_disk(folder):
    """Mount a disk of a few megabytes in the memory."""
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    subprocess.run(mounted, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder):
    """Write until nothing more fits."""
    for size in (65_536, 512):
        with (folder / "relleno").open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"\0" * size)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting is root's")
def test_on_a_full_disk_the_site_is_read_and_each_thing_is_said_in_a_sentence(tmp_path):
    port, log = free(), tmp_path / "log"
    with small_disk(tmp_path / "datos") as data:
        assert manage(data, "migrate", "-v0").returncode == 0
        assert (
            manage(
                data, "create_staff", "ana@instituto.example", "--name", "Ana Peña", input=f"{WORD}\n{WORD}\n"
            ).returncode
            == 0
        )
        file = written(tmp_path / "conoceles.env", DATA=data, HOSTS="127.0.0.1")
        with served(file, log, port, host="127.0.0.1") as server:
            until(lambda: ask(port, "/", host="127.0.0.1")[0] == 200, pid=server.pid, log=log, said="The site")
            _status, page, headers = ask(port, "/ingresar/", host="127.0.0.1")
            fill(data)
            assert ask(port, "/", host="127.0.0.1")[0] == 200, "what was built is read"
            assert ask(port, "/salud/viva/", host="127.0.0.1")[0] == 200
            doctor = manage(data, "doctor", "--json")
            disk = next(fact for fact in json.loads(doctor.stdout) if fact["name"] == "disk")
            assert doctor.returncode == 1 and "Libere espacio" in disk["do"]
            token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
            sent = f"csrfmiddlewaretoken={token}&login=ana%40instituto.example&password=palabra-secreta".encode()
            own = {"Cookie": headers["Set-Cookie"].partition(";")[0]}
            status, text, _headers = ask(port, "/ingresar/", host="127.0.0.1", data=sent, **own)
            assert status == 503 and "debe liberar espacio" in text, (status, text[-1500:])
            done = manage(data, "backup", str(data / "respaldos-fuera"))
            assert done.returncode == 1 and "Traceback" not in done.stderr
            (data / "relleno").unlink()
            until(lambda: ask(port, "/ingresar/", host="127.0.0.1")[0] == 200, said="It works again")
    said = log.read_text(encoding="utf-8", errors="replace")
    assert "ana@" not in said and "palabra-secreta" not in said
