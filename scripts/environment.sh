#!/bin/sh
# Make .venv from a lock file and the message files of the site, once for each version of them: environment.sh LOCK
# Where a folder `wheels` is there (make wheels), nothing is asked of any network.
set -eu
lock=$1
stamp=.venv/.$(basename "$lock").sum
sum=$(cat "$lock" scripts/uv.lock conoceles/*/locale/*/LC_MESSAGES/*.po | cksum)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null && exit 0
python=$(sh scripts/python.sh)
if ! .venv/bin/python -c '' 2>/dev/null; then
  rm -rf .venv
  if ! "$python" -m venv .venv >/dev/null 2>&1; then
    rm -rf .venv
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    sh scripts/debian.sh "crear el entorno de Python" "/nonexistent=python$version-venv"
    "$python" -m venv .venv
  fi
  echo "Entorno nuevo con $("$python" --version) en .venv."
fi
offline=""
[ -d wheels ] && offline="--no-index --find-links wheels"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: $offline -r scripts/uv.lock 2>/dev/null || {
  echo "No se pudo instalar uv con pip: revise la conexión al registro de paquetes de Python y vuelva a intentarlo." >&2
  exit 1
}
echo "Instalando lo que dice $lock…"
# Only adds: the lock for development holds all that running needs.
.venv/bin/uv pip install --quiet --python .venv/bin/python $offline --require-hashes -r "$lock"
.venv/bin/python scripts/messages.py --compile
.venv/bin/python -m compileall -q .venv/lib/python*/site-packages/django conoceles >/dev/null 2>&1 || true
echo "$sum" > "$stamp"
