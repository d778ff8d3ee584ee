"""The one file of an installation's variables: who may read it, what it says, what the environment says over it."""

import os
import subprocess
import sys

import pytest

from tests.config.test_commands import ROOT

SHOW = """
from conoceles.config import settings
print(settings.DATA_DIR.name, settings.ROLE, settings.DEFAULT_FROM_EMAIL)
"""


def start(path, **variables):
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    named = {"CONOCELES_ENV": str(path)} if path else {}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=ROOT,
        env={**clean, **named, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "conoceles.env"
    path.touch(mode=0o600)
    return path


def test_units_timers_and_hands_read_the_same_file(file, tmp_path):
    file.write_text(
        f"# Lo de este servidor.\nCONOCELES_DATA={tmp_path}/datos\nCONOCELES_ROLE=public\n"
        'CONOCELES_MAIL_FROM="Conóceles <avisos@instituto.example>"\n',
        encoding="utf-8",
    )
    assert start(file).stdout == "datos public Conóceles <avisos@instituto.example>\n"
    over = start(file, CONOCELES_ROLE="workshop")
    assert over.stdout.startswith("datos workshop"), "what the environment says stands"


def test_a_password_with_signs_of_a_shell_is_what_it_says(file, tmp_path):
    file.write_text(f"CONOCELES_DATA={tmp_path}/datos\nCONOCELES_MAIL_FROM='a$HOME#b@x.example'\n", encoding="utf-8")
    assert start(file).stdout == "datos all a$HOME#b@x.example\n"


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("CONOCELES_DATA=/tmp/x\n", 0o640, "otras cuentas lo pueden leer: ejecute «chmod 600"),
        ("CONOCLES_HOSTS=a\n", 0o600, "«CONOCLES_HOSTS» no se entiende"),
        ("CONOCELES_HOST=a\n", 0o600, "No hay una variable CONOCELES_HOST. ¿Quiso decir"),
        ("CONOCELES_HOSTS\n", 0o600, "renglón 1: «CONOCELES_HOSTS» no se entiende; debe ser"),
        ("CONOCELES_DATA=/tmp/x\nCONOCELES_HTTPS='1\n", 0o600, "renglón 2: «CONOCELES_HTTPS» no se entiende"),
        ("CONOCELES HOSTS=a\n", 0o600, "no se entiende"),
        ("CONOCELES_ENV=/otro\n", 0o600, "«CONOCELES_ENV» no se entiende"),
    ],
)
def test_what_is_wrong_with_the_file_is_one_sentence(file, text, mode, said):
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    done = start(file)
    assert done.returncode == 1 and said in done.stderr and "Traceback" not in done.stderr


def test_a_file_that_is_named_must_be_there(tmp_path):
    done = start(tmp_path / "otro.env")
    assert done.returncode == 1 and "No se puede leer" in done.stderr and "Traceback" not in done.stderr
