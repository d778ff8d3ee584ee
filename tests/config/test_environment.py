"""Settings refuse what they do not know: a variable that nobody reads, a value that could be taken for another."""

import os
import subprocess
import sys

import pytest

from conoceles.config.environment import VARIABLES
from tests.config.test_commands import ROOT


def start(tmp_path, command=("manage.py", "check"), **variables):
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CONOCELES_")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={
            **clean,
            "CONOCELES_DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "conoceles.config.settings",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CONOCELES_HTTPS", "true", "CONOCELES_HTTPS debe ser 1 o 0 (o no estar), no «true»."),
        ("CONOCELES_DEBUG", "yes", "CONOCELES_DEBUG debe ser 1 o 0"),
        ("CONOCELES_ROLE", "publico", "CONOCELES_ROLE debe ser all, workshop o public, no «publico»."),
        ("CONOCELES_LOG", "debug", "CONOCELES_LOG debe ser DEBUG, INFO"),
        ("CONOCELES_PROXIES", "varios", "CONOCELES_PROXIES debe ser un número de 0 a 9, no «varios»."),
        ("CONOCELES_HTTP", "1", "No hay una variable CONOCELES_HTTP. ¿Quiso decir CONOCELES_HTTPS?"),
        ("CONOCELES_ZZZZZZZZZZZ", "1", "No hay una variable CONOCELES_ZZZZZZZZZZZ. Quítela"),
        ("CONOCELES_DATABASE", "mysql://x", "CONOCELES_DATABASE debe empezar con postgresql://"),
    ],
)
def test_what_is_not_understood_stops_the_start_with_a_sentence(tmp_path, name, value, sentence):
    done = start(tmp_path, **{name: value})
    assert done.returncode == 1 and sentence in done.stderr and "Traceback" not in done.stderr


def test_what_is_understood_starts(tmp_path):
    done = start(
        tmp_path, CONOCELES_HTTPS="1", CONOCELES_DEBUG="0", CONOCELES_HOSTS="a.example, b.example", CONOCELES_LOG=""
    )
    assert done.returncode == 0, done.stderr


WRITTEN = """
import django
django.setup()
from conoceles.config import settings
from conoceles.site.headers import headers
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE)
print(settings.ALLAUTH_TRUSTED_PROXY_COUNT, headers("/").get("Strict-Transport-Security"))
"""


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, ["session csrf False", "0 None"]),
        ({"CONOCELES_HTTPS": "1"}, ["__Host-session __Host-csrf True", "1 max-age=31536000"]),
        (
            {"CONOCELES_HTTPS": "1", "CONOCELES_PROXIES": "2"},
            ["__Host-session __Host-csrf True", "2 max-age=31536000"],
        ),
    ],
)
def test_https_means_cookies_of_this_host_alone_and_hsts_on_built_pages_too(tmp_path, variables, said):
    done = start(tmp_path, ["-c", WRITTEN], **variables)
    assert done.stdout.splitlines() == said, done.stderr


def test_every_variable_is_documented():
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert [name for name in VARIABLES if f"| `{name}` |" not in text] == []


def test_the_environment_is_read_in_one_place():
    """`serve` also tells its workers; what opens files from outside is told nothing of ours."""
    reading = [
        path.name for path in (ROOT / "conoceles").rglob("*.py") if "os.environ" in path.read_text(encoding="utf-8")
    ]
    assert sorted(set(reading)) == ["environment.py", "running.py", "serve.py", "wsgi.py"]
