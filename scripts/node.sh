#!/bin/sh
# Put programs of the Node registry beside the environment, each in a folder of its own: node.sh NAME@VERSION...
set -eu
for wanted in "$@"; do
  folder=.venv/node/${wanted%@*}
  [ -f "$folder/.$wanted" ] && continue
  rm -rf "$folder"
  mkdir -p "$folder"
  npm install --prefix "$folder" --silent --no-audit --no-fund --no-save --no-package-lock "$wanted" || {
    echo "No se pudo descargar $wanted: revise la conexión al registro de paquetes de Node y vuelva a intentarlo." >&2
    exit 1
  }
  touch "$folder/.$wanted"
done
