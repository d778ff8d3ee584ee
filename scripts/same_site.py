"""Build the demonstration at a fixed clock, and compare two such builds.

`same_site.py build OUT` makes it with the code of the folder where it runs: the site's files, answers of its dynamic
pages, and the workshop as each role of the demonstration sees it. `same_site.py compare BEFORE AFTER` says what
differs, by kind: HTML as a tree with white space collapsed and asset names mapped, PDF by its text, anything else by
bytes. Each difference comes with what was meant by it (EXPLAINED); one that nothing explains fails.
"""

import gzip
import hashlib
import itertools
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import unified_diff
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

ROOT = Path.cwd()
CLOCK = "2027-05-14T18:00:00+00:00"
# Asked of the site as a reader would: names, facets, comparisons, the API, what is not there.
ASKED = (
    "candidaturas/",
    "candidaturas/?q=maria",
    "candidaturas/?q=presidenta",
    "candidaturas/?orden=nombre&pagina=2",
    "candidaturas/?sexo=f&respondio=si",
    "candidaturas/?zzz=1",
    "seccion/?s=1",
    "nada/",
)
API = (
    "api/v1/{slug}/candidaturas",
    "api/v1/{slug}/candidaturas?q=maria",
    "api/v1/{slug}/candidaturas?zzz=1",
    "api/v1/nada",
)
# Work that changes nothing, once for each role; downloads, and the site, are left out of the walk.
WALK, INSIDE = 160, re.compile(r"^/(registro|captura|revision|taller|cuenta)/(?!.*\.(pdf|zip|xlsx|csv)$)")


def build(out: Path) -> None:
    """Load, build and read the demonstration into `out`, with the clock and all that is random fixed."""
    sys.path.insert(0, str(ROOT))
    data = Path(tempfile.mkdtemp(prefix="same-site-"))
    os.environ |= {
        "CONOCELES_DATA": str(data),
        "CONOCELES_SECRET_KEY": "the same in every build",
        "CONOCELES_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "conoceles.config.settings",
        "TZ": "UTC",
    }
    os.environ["CONOCELES_SEAL_KEYS"] = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    import django
    import time_machine

    _fix_what_is_random()
    with time_machine.travel(CLOCK, tick=False):
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("demo")
        call_command("build_site")
        shutil.rmtree(out, ignore_errors=True)
        for path in (data / "build" / "site").rglob("*"):
            if path.is_file():
                place = out / "site" / path.relative_to(data / "build" / "site")
                place.parent.mkdir(parents=True, exist_ok=True)
                if path.suffix == ".gz":
                    place.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
                else:
                    place.write_bytes(path.read_bytes())
        _ask(out / "dynamic")
        _walk(out / "workshop")
    shutil.rmtree(data)


def _fix_what_is_random() -> None:
    """Give every kind of call a stream of its own, so that one call more of a kind moves no other."""
    streams: Counter[object] = Counter()

    def bytes_of(kind: object, size: int) -> bytes:
        streams[kind] += 1
        out = b""
        for part in itertools.count():
            if len(out) >= size:
                return out[:size]
            out += hashlib.sha256(f"{kind} {streams[kind]} {part}".encode()).digest()
        raise AssertionError

    secrets.token_bytes = lambda size=32: bytes_of(("bytes", size), size)
    secrets.token_hex = lambda size=32: bytes_of(("hex", size), size).hex()
    secrets.token_urlsafe = lambda size=32: bytes_of(("url", size), size).hex()[:size]
    secrets.choice = lambda options: options[
        int.from_bytes(bytes_of(("choice", len(options)), 4), "big") % len(options)
    ]


def _ask(out: Path) -> None:
    from django.test import Client

    client, slug = Client(headers={"host": "localhost"}), "demo-2027"
    found = json.loads(client.get(f"/api/v1/{slug}/candidaturas").content)
    keys = [row["clave"] for row in found["candidaturas"]][:3]
    compared = "comparar/?" + "&".join(f"c={one}" for one in keys)
    site = (*ASKED, compared, f"{compared}&ver=propuestas", f"{compared}&ciego=1")
    asked = [
        *(f"{slug}/{path}" for path in site),
        *API,
        f"api/v1/{slug}/{compared.replace('/?', '?')}",
        f"api/v1/{slug}/candidaturas/{keys[0]}",
    ]
    for language in ("", "en/"):
        for path in asked:
            address = f"/{language if not path.startswith('api') else ''}{path.format(slug=slug)}"
            response = client.get(address)
            _keep(out, address, response)


def _walk(out: Path) -> None:
    from django.contrib.auth import get_user_model
    from django.test import Client

    for user in get_user_model().objects.filter(is_demo=True).order_by("pk"):
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        seen, waiting = set(), ["/taller/", "/cuenta/"]
        while waiting and len(seen) < WALK:
            address = waiting.pop(0)
            if address in seen:
                continue
            seen.add(address)
            response = client.get(address)
            _keep(out / str(user.pk), address, response)
            if response.status_code in (301, 302):
                waiting.append(response.headers["Location"])
            elif "html" in response.headers.get("Content-Type", ""):
                links = re.findall(r'<a\b[^>]*?\shref="(/[^"#]*)', response.content.decode())
                fresh = [link.replace("&amp;", "&") for link in links]
                waiting += [one for one in fresh if one not in seen and INSIDE.search(one.split("?")[0])]


def _keep(out: Path, address: str, response: Any) -> None:
    kind = response.headers.get("Content-Type", "").split(";")[0].split("/")[-1] or "none"
    content = b"".join(response) if response.streaming else response.content
    if response.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    name = re.sub(r"[^\w=&?.-]", "_", address)[:150]
    target = out / f"{response.status_code}{name}.{kind}"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content + response.headers.get("Location", "").encode())


class Tree(HTMLParser):
    """One line for each tag with its sorted attributes, and for each run of text."""

    BARE = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path", "use"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.text: list[str] = []

    def _flush(self) -> None:
        text = " ".join("".join(self.text).split())
        if text:
            self.lines.append(text)
        self.text = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._flush()
        # A bare attribute says what an empty one says.
        said = [f'{name}="{" ".join((value or "").split())}"' for name, value in sorted(attrs)]
        self.lines.append(" ".join([f"<{tag}", *said]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._flush()
        if tag not in self.BARE:
            self.lines.append(f"</{tag}")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def close(self) -> None:
        super().close()
        self._flush()


ASSET = re.compile(r"/activos/(?:[\w-]+/)*([\w-]+?)(?:[.-][0-9a-f]{8,16})?\.(css|js|svg|png|woff2)")
TOKEN = re.compile(r'(name="csrfmiddlewaretoken"[^\n]*value="|"challenge": ")[^"]*')


def as_tree(content: bytes) -> list[str]:
    tree = Tree()
    tree.feed(content.decode())
    tree.close()
    text = ASSET.sub(r"/activos/\1.\2", "\n".join(tree.lines))
    return TOKEN.sub(r"\1", text).splitlines()


def as_pdf(content: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode().splitlines()


def as_lines(content: bytes) -> list[str]:
    return ASSET.sub(r"/activos/\1.\2", content.decode("utf-8", "replace")).splitlines()


def comparable(path: Path) -> list[str]:
    """Return a file as lines that are equal when it shows the same."""
    content = path.read_bytes()
    if b"\x00" in content and path.suffix != ".pdf":
        return [hashlib.sha256(content).hexdigest()]
    reader: Callable[[bytes], list[str]] = {".html": as_tree, ".pdf": as_pdf}.get(path.suffix, as_lines)
    return reader(content)


def files(root: Path) -> dict[str, Path]:
    found = {str(path.relative_to(root)): path for path in root.rglob("*") if path.is_file()}
    return {name: path for name, path in found.items() if not name.startswith("site/activos/")}


def differences(before: Path, after: Path) -> Iterator[tuple[str, str]]:
    """Yield (file, what differs) of two builds; a file of one alone says which."""
    old, new = files(before), files(after)
    for name in sorted(old.keys() | new.keys()):
        if name not in old or name not in new:
            yield name, "solo después" if name not in old else "solo antes"
        elif old[name].read_bytes() != new[name].read_bytes():
            one, other = comparable(old[name]), comparable(new[name])
            if one != other:
                yield name, "\n".join(list(unified_diff(one, other, lineterm="", n=0))[2:])


# What was meant to change, by the row of the list that this comparison closes: where, and what its lines say.
EXPLAINED = (
    ("2, un registro de páginas", r"mapa-del-sitio/|sitemap", r"."),
    ("6, guiones con formato", r"site/sw\.js", r"."),
    ("9, husos horarios", r"tarjetas/portada\.jpg", r"."),
    (
        "3, trabajos",
        r"registro_demo-2027_\.html|revision_demo-2027_",
        r"avance|Avance|aspecto|Aspecto|colores|por atender",
    ),
    ("3, trabajos", r"registro_demo-2027_\.html", r"páginas"),
    ("3, trabajos", r"aspecto_\.html", r"solo después|textos/|Textos del sitio"),
    ("4, lo que significa una pregunta", r"cuestionario_", r"contact|proposal|printed|lead|propuesta|extracto|cubre"),
    (
        "4, lo que significa una pregunta",
        r"cuestionario_",
        r"imprime|tarjetas|message|scale|option|mensaje|name=|Teléf|Correo",
    ),
    ("6, guiones en su cuarto", r"workshop/", r"filling\.js|^\{ ?\"ids\""),
    ("9, husos horarios", r"", r"hora d|central Mexico time|Horas:|time_zone|Zona horaria|La de todas sus fechas"),
    ("9, husos horarios", r"", r"America/|de \d+:\d\d a \d+:\d\d h|from \d+:\d\d to|, \d+:\d\d h$|a las \d+:\d\d\.$"),
    ("9, husos horarios", r"seccion/", r"calendario\.ics|Agregar a mi calendario|Add to my calendar"),
    ("9, husos horarios", r"calendario\.ics|folletos/", r"UID:|SUMMARY|^ |\d+:\d\d"),
)
# A tag that says nothing by itself: it goes with the lines around it.
PLAIN = re.compile(r"</?(p|a|li|ul|span|div|label|option|select|script)( class=\"[\w -]*\"| id=\"\w+\")*$")


def explained(name: str, what: str) -> tuple[set[str], list[str]]:
    """Return the rows that explain what differs in a file, and the lines that none explains."""
    rows, alone = set(), []
    for line in what.splitlines():
        if line.startswith("@@"):
            continue
        said = line[1:] if line[:1] in "+-" else line
        row = next((row for row, where, says in EXPLAINED if re.search(where, name) and re.search(says, said)), "")
        if row:
            rows.add(row)
        elif not PLAIN.match(said):
            alone.append(line)
    return rows, alone


def main() -> int:
    if len(sys.argv) == 3 and sys.argv[1] == "build":
        build(Path(sys.argv[2]))
        return 0
    if len(sys.argv) == 4 and sys.argv[1] == "compare":
        rows, alone, seen = Counter[str](), 0, set[str]()
        for name, what in differences(Path(sys.argv[2]), Path(sys.argv[3])):
            found, lines = explained(name, what)
            rows.update(found or ({"ninguno"} if lines else {"solo etiquetas"}))
            alone += bool(lines)
            if lines and "\n".join(lines) not in seen:
                seen.add("\n".join(lines))
                sys.stdout.write(f"SIN EXPLICAR {name}\n" + "\n".join(lines)[:1500] + "\n\n")
        for row, count in sorted(rows.items()):
            sys.stdout.write(f"{count:6} archivos distintos por {row}\n")
        sys.stdout.write(f"{alone} archivos sin explicar.\n")
        return 1 if alone else 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    sys.exit(main())
