"""A drill: an installation is backed up, lost, put back on another machine, and is the same; what cannot be is said."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.config.services import manage, printed_roles, store
from tests.config.test_commands import DEFINITION

# What an institute has: an account with a second factor, a sealed paper, a public and a private file, something
# published.
MADE = """
import json
from conoceles.lib import blobs, sealed_blobs
from conoceles.lib.sealing import seal
from conoceles.accounts.models import User
from allauth.mfa.models import Authenticator
from conoceles.ledger import acts, witness
from conoceles.elections.models import Institute
acts.check = lambda kind, document: None
user = User.objects.open("Ana Peña")
Authenticator.objects.create(user=user, type="totp", data={"secret": seal("JBSWY3DPEHPK3PXP", "second-factor")})
photo = blobs.put(b"retrato", "jpg", blobs.PUBLIC)
draft = blobs.put(b"borrador", "jpg", blobs.PRIVATE)
sealed_blobs.keep(b"papel firmado")
for number in range(5):
    acts.append("profile", f"k{number}", {"files": [photo], "n": number}, election="x-2020")
witness.follow()
print("hecho")
"""
REDACTED = """
from conoceles.ledger import acts, witness
acts.redact("profile", "k1", election="x-2020", ground="Datos personales.")
witness.follow()
"""


class House:
    """A folder of data with its database, which lives in a folder or in PostgreSQL."""

    def __init__(self, data: Path, owner: str = "", writer: str = ""):
        self.data, self.owner, self.writer = data, owner, writer

    def run(self, *arguments, as_owner=False, **variables):
        address = self.owner if as_owner else self.writer
        return manage(self.data, *arguments, **({"CONOCELES_DATABASE": address} if address else {}), **variables)

    def done(self, *arguments, **more):
        done = self.run(*arguments, **more)
        assert done.returncode == 0, (arguments, done.stdout[-300:], done.stderr[-900:])
        return done.stdout

    def root(self):
        return re.search(r"raíz (\S+)\.", self.done("verify_ledger"))[1]


@pytest.fixture
def houses(tmp_path):
    """Two empty houses of the same kind of database: one that works, one that is put back."""
    address = os.environ.get("CONOCELES_DATABASE", "")
    if not address.startswith("postgres"):
        yield House(tmp_path / "uno"), House(tmp_path / "dos")
        return
    name = f"drill_{os.getpid()}"
    with printed_roles(tmp_path, address, f"{name}a") as first, printed_roles(tmp_path, address, f"{name}b") as second:
        yield House(tmp_path / "uno", *first), House(tmp_path / "dos", *second)


@pytest.fixture
def working(houses, tmp_path):
    house, _other = houses
    house.done("migrate", "-v0", as_owner=True)
    definition = tmp_path / "x.toml"
    definition.write_text(DEFINITION, encoding="utf-8")
    house.done("create_election", str(definition))
    house.done("shell", "-c", MADE)
    return house


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """The public half of a backup key, and the other."""
    said = manage(tmp_path_factory.mktemp("llaves"), "backup_key").stdout
    return re.search(r"=(age1\S+)", said)[1], re.search(r"AGE-SECRET-KEY-\S+", said)[0]


@pytest.fixture
def paper(tmp_path, pair):
    path = tmp_path / "papel.txt"
    path.write_text(f"# La llave\n{pair[1].lower()}\n", encoding="utf-8")
    return str(path)


@pytest.mark.long
@pytest.mark.usefixtures("database")
def test_the_drill(houses, working, pair, paper, tmp_path):
    place, (_working, other) = tmp_path / "respaldos", houses
    said = working.done("backup", str(place), CONOCELES_BACKUP_KEY=pair[0])
    assert "edición 5" in said and "con las llaves cifradas" in said
    assert {path.stat().st_mode & 0o777 for path in place.rglob("*") if path.is_file()} == {0o600}
    assert all(b"JBSWY3DP" not in path.read_bytes() for path in place.rglob("*") if path.is_file())
    before = working.root()
    # Another machine, with nothing but the place and the paper.
    began = time.monotonic()
    said = other.done("restore", str(place), "--identity", paper, as_owner=True)
    assert "Comprobado: renglones, raíz, guardas, archivos y llaves." in said, time.monotonic() - began
    assert other.root() == before
    for name in ("secret_key", "seal_key"):
        kept = other.data / "keys" / name
        assert kept.read_text() == (working.data / "keys" / name).read_text() and kept.stat().st_mode & 0o777 == 0o600
    files = sorted(path.name for path in (working.data / "media").rglob("*.*"))
    assert len(files) == 3 and sorted(path.name for path in (other.data / "media").rglob("*.*")) == files
    # Never on top of anything.
    again = other.run("restore", str(place), "--identity", paper, as_owner=True)
    assert again.returncode == 1 and "Aquí ya hay una base de datos" in again.stderr
    # It goes on: what is published next is the next edition.
    other.done("shell", "-c", MADE.replace('open("Ana', 'open("Otra'))
    assert "10 ediciones comprobadas" in other.done("verify_ledger")


@pytest.fixture
def database(tmp_path):
    """Nothing of itself: what is tried on both databases."""


@pytest.mark.usefixtures("database")
def test_what_was_suppressed_after_the_backup_is_not_published_again(houses, working, pair, paper, tmp_path):
    place, (_working, other) = tmp_path / "respaldos", houses
    working.done("backup", str(place), CONOCELES_BACKUP_KEY=pair[0])
    first = sorted(path.name for path in place.iterdir() if path.name[0].isdigit())[0]
    working.done("shell", "-c", REDACTED)
    time.sleep(1.1)
    working.done("backup", str(place), CONOCELES_BACKUP_KEY=pair[0])
    done = other.run("restore", str(place), "--at", first, "--identity", paper, as_owner=True)
    assert done.returncode == 0 and "es un respaldo anterior" in done.stdout, done.stderr
    assert "Ya se puede servir" not in done.stdout
    refused = other.run("shell", "-c", MADE)
    assert refused.returncode == 1 and "respaldo anterior" in refused.stderr, "nothing is published until it is decided"
    assert "diga por qué" in other.run("accept_database").stderr
    said = other.done("accept_database", "se perdió el disco")
    assert "Supresiones repetidas: 1" in said
    assert "ninguna alterada" in other.done("verify_ledger")


@pytest.mark.usefixtures("database")
def test_without_the_key_nothing_new_is_made_beside_what_is_sealed(houses, working, tmp_path):
    place, (_working, other) = tmp_path / "respaldos", houses
    said = working.run("backup", str(place))
    assert said.returncode == 0 and "Las llaves NO van en él" in said.stderr
    done = other.run("restore", str(place), as_owner=True)
    assert (
        done.returncode == 1
        and "SIN LLAVES" in done.stderr
        and "Las llaves no abren" in done.stderr
        and "No se hizo ninguna nueva" in done.stderr
    )
    assert not (other.data / "keys" / "seal_key").exists()
    refused = other.run("shell", "-c", "from conoceles.lib.sealing import seal; seal('x', 'y')")
    assert refused.returncode == 1 and "falta su llave" in refused.stderr and "Traceback" not in refused.stderr
    shutil.copy(working.data / "keys" / "seal_key", other.data / "keys" / "seal_key")
    told = other.run("doctor").stdout
    assert "Llaves: Abren lo que está cifrado" in told


def test_a_damaged_backup_is_refused_and_a_lost_file_is_brought_back(working, houses, pair, paper, tmp_path):
    place, (_working, other) = tmp_path / "respaldos", houses
    working.done("backup", str(place), CONOCELES_BACKUP_KEY=pair[0])
    photo = next(path for path in (working.data / "media" / "public").rglob("*.jpg"))
    photo.write_bytes(b"roto")
    assert "1 no son lo que dice su nombre" in working.run("doctor", "--deep").stdout
    assert "Archivos traídos: 1" in working.done("restore", str(place), "--media")
    assert photo.read_bytes() == b"retrato"
    [database] = place.glob("*/database")
    with database.open("r+b") as file:
        file.seek(4000)
        file.write(os.urandom(64))
    done = other.run("restore", str(place), "--identity", paper, as_owner=True)
    assert done.returncode == 1 and "está dañada" in done.stderr


def test_a_disk_that_is_not_mounted_and_a_key_that_is_here_are_not_written_over(working, houses, pair, paper, tmp_path):
    place, (_working, other) = tmp_path / "respaldos", houses
    working.done("backup", str(place), CONOCELES_BACKUP_KEY=pair[0])
    place.rename(tmp_path / "desmontado")
    place.mkdir()
    said = working.run("backup", str(place))
    assert said.returncode == 1 and "¿está montado su disco?" in said.stderr and list(place.iterdir()) == []
    (other.data / "keys").mkdir(parents=True)
    (other.data / "keys" / "seal_key").write_text("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
    other.done("restore", str(tmp_path / "desmontado"), "--identity", paper)
    kept = (other.data / "keys" / "seal_key").read_text().split()
    assert kept == ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", (working.data / "keys" / "seal_key").read_text()]


def test_one_damaged_manifest_keeps_no_new_backup_from_being_made(working, tmp_path):
    place = tmp_path / "respaldos"
    working.done("backup", str(place))
    [manifest] = place.glob("*/manifest.json")
    manifest.write_text("{roto", encoding="utf-8")
    time.sleep(1.1)
    said = working.done("backup", str(place))
    assert "edición 5" in said and json.loads((working.data / "signs" / "backup.json").read_text())["edition"] == 5
    assert "está dañado" in working.run("backup", str(place), "--list").stderr


@pytest.mark.usefixtures("database")
def test_the_wrong_paper_and_an_empty_place_are_one_sentence(working, houses, pair, tmp_path):
    place, (_working, other) = tmp_path / "respaldos", houses
    empty = other.run("restore", str(tmp_path / "nada"))
    assert empty.returncode == 1 and "no hay ningún respaldo" in empty.stderr
    working.done("backup", str(place), CONOCELES_BACKUP_KEY=pair[0])
    wrong = tmp_path / "otra.txt"
    wrong.write_text(
        re.search(r"AGE-SECRET-KEY-\S+", manage(tmp_path / "llaves", "backup_key").stdout)[0], encoding="utf-8"
    )
    done = other.run("restore", str(place), "--identity", str(wrong), as_owner=True)
    assert done.returncode == 1 and "no abre este respaldo" in done.stderr
    wrong.write_text("hola", encoding="utf-8")
    done = other.run("restore", str(place), "--identity", str(wrong), as_owner=True)
    assert done.returncode == 1 and "cópiela completa del papel" in done.stderr
    assert "no es una llave age1" in working.run("backup", str(place), CONOCELES_BACKUP_KEY="age1x").stderr


def test_old_backups_go_with_the_files_that_none_other_names(working, pair, tmp_path):
    place = tmp_path / "respaldos"
    working.done("backup", str(place))
    [first] = [path for path in place.iterdir() if path.name[0].isdigit()]
    old = first.with_name("2026-01-01T031500Z")
    first.rename(old)
    manifest = json.loads((old / "manifest.json").read_text())
    (old / "manifest.json").write_text(json.dumps(manifest | {"stamp": old.name}))
    orphan = place / "media" / "public" / "ab" / ("ab" + "0" * 62 + ".jpg")
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    unfinished = place / "2026-02-01T031500Z" / "database"
    unfinished.parent.mkdir()
    unfinished.write_bytes(b"x")
    wal = place / "wal" / "000000010000000000000001"
    wal.parent.mkdir()
    wal.write_bytes(b"x")
    long_ago = time.time() - 40 * 86_400
    for path in (orphan, unfinished, wal):
        os.utime(path, (long_ago, long_ago))
    said = working.done("backup", str(place))
    assert not old.exists() and not orphan.exists() and not unfinished.exists() and not wal.exists()
    assert "Vencidos que se borraron: 5" in said
    assert len(list((place / "media").rglob("*.*"))) == 3, "what the newest names stays"
    assert working.done("backup", str(place), "--list").count("edición 5") == 1


@pytest.mark.long
@pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") != "", reason="the place is the same for both databases")
def test_what_goes_to_a_store_outside_is_sealed_and_comes_back(working, houses, pair, paper):
    _working, other = houses
    with store() as (port, client):
        address = f"s3+http://llave:secreto@127.0.0.1:{port}/respaldos/instituto"
        refused = working.run("backup", address)
        assert refused.returncode == 1 and "va cifrado" in refused.stderr
        working.done("backup", address, CONOCELES_BACKUP_KEY=pair[0])
        names = [one["Key"] for one in client.list_objects_v2(Bucket="respaldos")["Contents"]]
        assert all(name.startswith("instituto/") for name in names)
        inside = {name: client.get_object(Bucket="respaldos", Key=name)["Body"].read() for name in names}
        assert not any(b"Ana Pe" in content or b"borrador" in content for content in inside.values())
        hidden = [path.stem for path in (working.data / "media" / "private").rglob("*.*")]
        assert hidden and not any(
            stem.encode() in name.encode() + content for stem in hidden for name, content in inside.items()
        )
        # Another key: what is private goes once more, for it.
        other_pair = manage(working.data, "backup_key").stdout
        again = re.search(r"=(age1\S+)", other_pair)[1]
        working.done("backup", address, CONOCELES_BACKUP_KEY=again)
        more = {one["Key"] for one in client.list_objects_v2(Bucket="respaldos")["Contents"]} - set(names)
        assert len([name for name in more if "/media/private/" in name]) == len(hidden)
        assert "dé su llave" in other.run("restore", address).stderr
        first = sorted(name.split("/")[1] for name in names if name.endswith("manifest.json"))[0]
        assert "dé su llave" in working.run("restore", address, "--media").stderr
        old = other.run("restore", address, "--at", first, "--identity", paper)
        assert old.returncode == 1 and "cifrado para otra llave" in old.stderr
        shutil.rmtree(other.data)
        both = re.search(r"AGE-SECRET-KEY-\S+", other_pair)[0] + "\n" + Path(paper).read_text()
        Path(paper).write_text(both)
        said = other.done("restore", address, "--at", first, "--identity", paper)
        assert "Comprobado" in said and other.root() == working.root()
        wrong = working.run("backup", address.replace("/respaldos/", "/otros/"), CONOCELES_BACKUP_KEY=pair[0])
        assert wrong.returncode == 1 and "no hay un depósito «otros»" in wrong.stderr
    gone = working.run("backup", address, CONOCELES_BACKUP_KEY=pair[0])
    assert gone.returncode == 1 and "no responde" in gone.stderr and "Traceback" not in gone.stderr


def test_a_place_that_is_none_is_one_sentence(tmp_path):
    assert "llave, secreto y depósito" in " ".join(manage(tmp_path / "d", "backup", "s3://servidor/x").stderr.split())
    inside = manage(tmp_path / "d", "backup", str(tmp_path / "d" / "respaldos"))
    assert inside.returncode == 1 and "dentro de la de los datos" in inside.stderr
    assert "Diga dónde" in manage(tmp_path / "d", "backup").stderr


def test_the_seal_key_among_five_people_is_made_again_by_any_three(working, tmp_path):
    folder = tmp_path / "partes"
    said = working.done("seal_key_parts", "--any", "3", "--of", "5", str(folder))
    assert "5 partes" in said and "bastan 3" in said
    papers = sorted(folder.iterdir())
    assert len(papers) == 5 and all(path.stat().st_mode & 0o777 == 0o600 for path in papers)
    words = []
    for path in papers:
        text = subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout
        listed = text.partition("factores.")[2].partition("Guárdela")[0]
        numbered = sorted((int(number), word) for number, word in re.findall(r"(\d{1,2})\s+([a-z]{4,8})\b", listed))
        words.append(" ".join(word for _number, word in numbered))
        assert len(words[-1].split()) == 33, text
    key = working.data / "keys" / "seal_key"
    before = key.read_text()
    assert "no se escribe encima" in working.run("seal_key_join", input="x").stderr
    key.unlink()
    two = working.run("seal_key_join", input="\n".join(words[:2]))
    assert two.returncode == 1 and "No son tantas partes" in two.stderr and not key.exists()
    wrong = words[0].replace(words[0].split()[5], "academic" if "academic" not in words[0] else "acid")
    assert "palabra equivocada" in working.run("seal_key_join", input="\n".join([wrong, *words[1:3]])).stderr
    said = working.done("seal_key_join", input="\n".join([words[4].upper(), words[0], words[2]]))
    assert "Llave rehecha" in said and key.read_text() == before and key.stat().st_mode & 0o777 == 0o600


@pytest.mark.long
@pytest.mark.usefixtures("database")
@pytest.mark.skipif(os.environ.get("CONOCELES_DATABASE", "") == "", reason="one of the two is PostgreSQL")
def test_from_sqlite_to_postgresql_with_the_same_root(houses, tmp_path):
    small = House(tmp_path / "chica")
    small.done("migrate", "-v0")
    definition = tmp_path / "x.toml"
    definition.write_text(DEFINITION, encoding="utf-8")
    small.done("create_election", str(definition))
    small.done("shell", "-c", MADE)
    before = small.root()
    _one, large = houses
    said = small.done("move_database", large.owner)
    assert "la misma" in said and before in said
    moved = House(small.data, large.owner, large.writer)
    assert moved.root() == before
    again = small.run("move_database", large.owner)
    assert again.returncode == 1 and "ya tiene tablas" in again.stderr
    # It goes on there, as the account of every day, with the same keys.
    moved.done("shell", "-c", MADE.replace('open("Ana', 'open("Otra'))
    assert "10 ediciones comprobadas" in moved.done("verify_ledger")
    assert "Llaves: Abren lo que está cifrado" in moved.run("doctor").stdout
