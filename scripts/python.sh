#!/bin/sh
# Print the path of a Python that is new enough; say what was found when there is none.
set -u
found=""
for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python3.14 python; do
  path=$(command -v "$name" 2>/dev/null) || continue
  version=$("$path" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
  found="$found $name ($version)"
  if "$path" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
    "$path" -c 'import sys; print(sys.executable)'
    exit 0
  fi
done
echo "Conóceles necesita Python 3.11, 3.12 o 3.13; se encontró:${found:- ninguno}. Instálelo con «sudo apt-get install python3 python3-venv» o indique cuál con PYTHON=ruta." >&2
exit 1
