#!/bin/sh
# Put programs of the Node registry beside the environment, each once for each version: node.sh NAME@VERSION...
set -eu
folder=.venv/node
mkdir -p "$folder"
for wanted in "$@"; do
  stamp="$folder/.$(echo "$wanted" | tr '/@' '__')"
  [ -f "$stamp" ] && continue
  npm install --prefix "$folder" --silent --no-audit --no-fund --no-save --no-package-lock "$wanted" || {
    echo "No se pudo descargar $wanted: revise la conexión al registro de paquetes de Node y vuelva a intentarlo." >&2
    exit 1
  }
  touch "$stamp"
done
