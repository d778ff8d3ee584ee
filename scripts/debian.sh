#!/bin/sh
# Install Debian packages that are missing: debian.sh PURPOSE COMMAND=PACKAGE… ; without root, one sentence says which.
set -u
purpose=$1; shift
missing=""
for pair in "$@"; do
  command=${pair%%=*}; package=${pair#*=}
  case "$command" in
    /*) ls $command >/dev/null 2>&1 || missing="$missing $package" ;;
    *) command -v "$command" >/dev/null 2>&1 || missing="$missing $package" ;;
  esac
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ]; then
  echo "Para $purpose faltan paquetes de Debian y no es usted root: ejecute «sudo apt-get install$missing» y vuelva a intentarlo." >&2
  exit 1
fi
echo "Instalando$missing…"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null 2>&1
apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 || {
  echo "No se pudieron instalar$missing: ejecute «apt-get install$missing» para ver por qué." >&2
  exit 1
}
