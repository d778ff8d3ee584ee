"""A Debian with nothing on it, made by debootstrap, and the guide's own blocks run on it by root, as somebody copies
them.

There is no systemd in it: a stand-in starts what a unit says, as its user, with its variables. Names are certified by
themselves, and everything after the installation of packages runs without a network.
"""

import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = ROOT / "docs" / "instalar.md"
BLOCK = re.compile(r"^## (?P<title>.+?)$|^```sh\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
STAND_IN = r"""#!/bin/sh
# Does what systemctl would, for units whose every setting that matters here is one line.
run() {
  file=/etc/systemd/system/$1
  value() { sed -n "s/^$1=//p" "$file" | tail -1; }
  set -- $(value ExecStart)
  cd "$(value WorkingDirectory)"
  umask "$(value UMask)"
  exec setpriv --reuid="$user" --regid="$user" --init-groups --no-new-privs \
    env -i PATH=/usr/bin:/bin LANG=C.UTF-8 $(sed -n 's/^Environment=//p' "$file") "$@"
}
stop() { [ -f /run/$1.pid ] && kill "$(cat /run/$1.pid)" 2>/dev/null && sleep 3; rm -f /run/$1.pid; }
start() {
  file=/etc/systemd/system/$1
  user=$(sed -n 's/^User=//p' "$file")
  if grep -q '^Type=oneshot' "$file"; then ( run "$1" ) >>/var/log/$1.log 2>&1; return; fi
  ( run "$1" ) >>/var/log/$1.log 2>&1 &
  echo $! >/run/$1.pid
}
verb=$1; shift
[ "${1:-}" = --now ] && shift
for unit in "$@"; do
  case "$verb/$unit" in
    daemon-reload/*|*/*.timer) ;;
    restart/nginx) nginx -s stop 2>/dev/null; sleep 1; nginx ;;
    reload/nginx) nginx -s reload ;;
    stop/*) stop "$unit" ;;
    restart/*) stop "$unit"; start "$unit" ;;
    *) start "$unit" ;;
  esac
done
"""
CERTIFIER = r"""#!/bin/sh
# Certifies names by themselves, where certbot would have them certified.
names=""; main=""
while [ $# -gt 0 ]; do
  case "$1" in --domain) names="$names,DNS:$2"; shift ;; --cert-name) main=$2; shift ;; esac
  shift
done
mkdir -p /etc/letsencrypt/live/$main
openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$main" -addext "subjectAltName=${names#,}" \
  -keyout /etc/letsencrypt/live/$main/privkey.pem -out /etc/letsencrypt/live/$main/fullchain.pem 2>/dev/null
"""


def blocks() -> list[tuple[str, str]]:
    """Return (heading, code) of every block of the guide, in order."""
    found, title = [], ""
    for match in BLOCK.finditer(GUIDE.read_text(encoding="utf-8")):
        title = match["title"] or title
        if match["code"]:
            found.append((title, match["code"]))
    return found


class Fresh:
    """A Debian in a folder, in network and process namespaces of its own once packages are there."""

    def __init__(self, folder: Path, suite: str = "bookworm") -> None:
        self.folder = folder
        command = ["debootstrap", "--variant=minbase", "--include=systemd", suite, str(folder)]
        subprocess.run(command, check=True, capture_output=True)
        for source in ("/etc/resolv.conf", "/etc/apt/sources.list.d", "/etc/apt/apt.conf.d"):
            target = folder / source.lstrip("/")
            if Path(source).is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            else:
                shutil.copy(source, target)
        self.put("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n")
        for name, text in (("systemctl", STAND_IN), ("certbot", CERTIFIER), ("ufw", "#!/bin/sh\nexit 0\n")):
            self.put(f"usr/local/bin/{name}", text)

    def put(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def run(self, code: str, *, network: bool = False) -> subprocess.CompletedProcess[str]:
        """Run lines of a shell in it, as root, and return what came of them."""
        spaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child", *([] if network else ["--net"])]
        inside = 'mount -t proc proc {0}/proc; mount --bind /dev {0}/dev; {1}exec chroot {0} bash -euc "$CODE"'
        script = inside.format(self.folder, "" if network else "ip link set lo up; ")
        plain = {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root"}
        return subprocess.run(
            [*spaces, "sh", "-c", script],
            env=plain | {"CODE": code, "DEBIAN_FRONTEND": "noninteractive"},
            capture_output=True,
            text=True,
            check=False,
        )
