"""The guide followed by somebody who only copies: on an empty Debian, to HTTPS under two names, with PostgreSQL.

`make test-install` runs it; it needs root, debootstrap and two minutes.
"""

import subprocess
import sys

import pytest

from tests.install.fresh import ROOT, Fresh, blocks

pytestmark = pytest.mark.install
WAIT = "for try in $(seq 120); do [ -f /var/lib/conoceles/build/nginx-headers.conf ] && break; sleep 1; done; sleep 5"

# ruff: noqa: E501
# What is seen once all is installed: each line «name: value».
SEEN = r"""
echo
at() { curl --silent --insecure --resolve "$1:443:127.0.0.1" --max-time 20 "${@:3}" "https://$1$2"; }
say() { printf '%s: ' "$1"; shift; printf '%s ' "$@" | tr '\r\n' '  '; echo; }
say home "$(at $SITIO / -o /dev/null -w '%{http_code}')"
say hsts "$(at $SITIO / -D - -o /dev/null | grep -i strict-transport)"
say vary "$(at $SITIO / -D - -o /dev/null -H 'Accept-Encoding: gzip' | grep -i -E 'vary|content-encoding' | sort | tr -d '\r')"
say sign-in-on-site "$(at $SITIO /ingresar/ -o /dev/null -w '%{http_code} %{redirect_url}')"
say sign-in "$(at $TALLER /ingresar/ -L -o /dev/null -w '%{http_code}')"
say workshop-home "$(at $TALLER / -o /dev/null -w '%{http_code} %{redirect_url}')"
say asset "$(at $TALLER "$(at $TALLER /empezar/ | grep -o '/activos/[^"]*css' | head -1)" -o /dev/null -w '%{http_code}')"
say ready "$(at $SITIO /salud/)" "$(at $TALLER /salud/)"
say redirect "$(curl --silent --resolve "$SITIO:80:127.0.0.1" "http://$SITIO/x" -o /dev/null -w '%{http_code} %{redirect_url}')"
say missing "$(at $SITIO /no-hay/ -o /dev/null -w '%{http_code}')"
say metrics "$(curl --silent http://127.0.0.1:9464/metrics | grep '^conoceles_ready')"
for try in $(seq 120); do at $TALLER /ingresar/ -o /dev/null -w '%{http_code}\n'; done > /tmp/many
say many "$(grep -c 429 /tmp/many)"
for try in 1 2 3; do at $SITIO / -o /dev/null; at $SITIO "/?q=secreto" -o /dev/null; done
say visits "$(cat /var/log/conoceles/visits.log | tr '\n' '|')"
logrotate --force /etc/logrotate.d/conoceles 2>&1
sleep 1; at $SITIO / -o /dev/null; sleep 1
cd /opt/conoceles
say counted "$(runuser --user conoceles -- .venv/bin/python manage.py visits /var/log/conoceles/visits.log*)"
say logs "$(ls /var/log/conoceles | tr '\n' ' ')"
say keys "$(runuser --user www-data -- cat /var/lib/conoceles/keys/secret_key 2>&1 | grep -c 'Permission denied')"
say database-role "$(runuser --user conoceles -- .venv/bin/python manage.py shell -v0 -c 'from django.db import connection as c; k = c.cursor(); k.execute("SELECT current_user"); print(k.fetchone()[0])')"
say own "$(find /opt/conoceles -user conoceles | head -3)"
say doctor "$(runuser --user conoceles -- .venv/bin/python manage.py doctor 2>/dev/null | grep -v bien | tr '\n' '|')"
say units "$(systemd-analyze verify /etc/systemd/system/conoceles*.service /etc/systemd/system/conoceles*.timer 2>&1 | grep -i conoceles | tr '\n' '|')"
say log "$(grep -c . /var/log/conoceles.service.log)"
say addresses "$(zgrep -l '127\.0\.0\.1' /var/log/conoceles/*.log* | tr '\n' ' ')"
say errors "$(grep -i -c -E 'traceback|error' /var/log/conoceles.service.log || true)"
"""
ONE = r"""
cd /opt/conoceles
rm -rf ~/uno; CONOCELES_DATA=/var/tmp/nada .venv/bin/python manage.py deploy_files ~/uno --site "$SITIO" --mail "$CORREO"
cp ~/uno/etc/nginx/sites-available/*.conf /etc/nginx/sites-available/
cp ~/uno/etc/nginx/conf.d/*.conf /etc/nginx/conf.d/
cp ~/uno/etc/nginx/snippets/*.conf /etc/nginx/snippets/
install -m 0600 -o conoceles -g conoceles ~/uno/etc/conoceles/conoceles.env /etc/conoceles/conoceles.env
sed -i 's#^CONOCELES_DATA=.*#CONOCELES_DATA=/var/lib/conoceles/uno#' /etc/conoceles/conoceles.env
sed -i 's#/var/lib/conoceles/build#/var/lib/conoceles/uno/build#' /etc/nginx/snippets/*.conf /etc/nginx/sites-available/*.conf
systemctl stop conoceles-public.service; systemctl restart conoceles.service
for try in $(seq 100); do [ -f /var/lib/conoceles/uno/build/nginx-headers.conf ] && break; sleep 1; done; sleep 4
nginx -t; systemctl reload nginx; sleep 2
say one-home "$(at $SITIO / -o /dev/null -w '%{http_code}')"
say one-sign-in "$(at $SITIO /ingresar/ -L -o /dev/null -w '%{http_code}')"
say one-search "$(at $SITIO /candidaturas/ -o /dev/null -w '%{http_code}')"
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What was seen on the server once the guide was followed: {name: value}, and what was printed on the way."""
    out = tmp_path_factory.mktemp("release")
    made = [sys.executable, "scripts/release.py", "--unreleased", "--wheels", str(out)]
    subprocess.run(made, cwd=ROOT, check=True, capture_output=True)
    fresh = Fresh(tmp_path_factory.mktemp("server") / "root")
    for path in out.iterdir():
        (fresh.folder / "root" / path.name).write_bytes(path.read_bytes())
    steps = blocks()
    packages = next(code for title, code in steps if title.startswith("2."))
    done = fresh.run(packages, network=True)
    assert done.returncode == 0, done.stderr[-2000:]
    # As the installation of PostgreSQL does on a server whose services may start.
    rest = ["pg_ctlcluster $(ls /etc/postgresql) main start"]
    rest.append("echo 127.0.0.1 conoceles.instituto.example taller.instituto.example localhost > /etc/hosts")
    for title, code in steps:
        if not title.startswith("2."):
            rest += [f"echo '== {title}'", code]
        if title.startswith("8."):
            rest.append(WAIT)
        if title.startswith("12."):
            rest.append("sleep 8")
    done = fresh.run("\n".join([*rest, "set +e", SEEN, ONE]))
    log = fresh.folder / "var" / "log" / "conoceles.service.log"
    printed = done.stdout + done.stderr + (log.read_text(errors="replace") if log.is_file() else "")
    found = dict(
        line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line and line.split(": ")[0].islower()
    )
    assert "== 13. Comprobar" in done.stdout, printed[-3000:]
    yield {name: value.strip() for name, value in found.items()} | {"printed": printed}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("home", "200"),
        ("hsts", "strict-transport-security: max-age=31536000"),
        ("vary", "content-encoding: gzip vary: Accept-Encoding"),
        ("sign-in-on-site", "302 https://taller.instituto.example/ingresar/"),
        ("sign-in", "200"),
        ("workshop-home", "302 https://taller.instituto.example/taller/"),
        ("asset", "200"),
        ("redirect", "301 https://conoceles.instituto.example/x"),
        ("missing", "404"),
        ("metrics", "conoceles_ready 1.0"),
        ("keys", "1"),
        ("database-role", "conoceles"),
        ("own", ""),
        ("units", ""),
        ("addresses", ""),
        ("one-home", "200"),
        ("one-sign-in", "200"),
    ],
)
def test_what_is_seen_once_the_guide_was_followed(seen, name, value):
    assert seen[name].lower() == value.lower(), seen["printed"][-3000:]


def test_it_is_ready_under_both_names(seen):
    assert seen["ready"].count('"listo": true') == 2, seen["printed"][-2000:]


def test_many_who_try_to_sign_in_are_slowed_and_some_pass(seen):
    assert 20 < int(seen["many"]) < 100


def test_visits_are_counted_through_rotated_and_compressed_logs_without_a_query(seen):
    assert "GET 200 /|" in seen["visits"] and "secreto" not in seen["visits"] and "ingresar" not in seen["visits"]
    assert ".gz" in seen["logs"]
    before = seen["visits"].count(" 200 /|")
    assert seen["counted"].split(",")[-1].strip() == str(before + 1), seen["counted"] + seen["visits"]


def test_the_first_code_and_the_backup_were_there(seen):
    assert "edición 0" in seen["printed"] and "con llaves" in seen["printed"]


def test_the_doctor_finds_nothing_wrong_but_what_was_not_filled_in(seen):
    assert "MAL" not in seen["doctor"], seen["doctor"]
