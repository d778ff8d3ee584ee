"""An election as a folder of files that any host can serve for ever: no program, no database.

What is answered on request is made once (topics), or stands in as a whole list where a question cannot be asked of
files: all candidacies, all sections, all contests.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from conoceles.lib.clock import trusted_now
from conoceles.site.kept import opened
from conoceles.site.language import languages, prefix, speaking
from conoceles.site.pages import contests
from conoceles.site.pages.context import Context, card, contest_line, frame
from conoceles.site.state.election_view import ElectionView

LINK = re.compile(r"""(?:href|src|action)=["'](/[^"'#]*)""")
ROOT = ("404.html", "robots.txt", "raiz.json")
# What is asked of a program and of nothing else: it is not there, and nothing breaks without it.
ASKED = re.compile(r"^/([a-z-]+/)?[^/]+/candidaturas/sugerencias/|^/api/|^/sw\.js$")
Ask = Callable[[str], bytes | None]


@dataclass
class Written:
    """What was written: how many files and bytes, and the links that lead nowhere."""

    files: int = 0
    size: int = 0
    broken: list[str] = field(default_factory=list)


def write(view: ElectionView, folder: Path, ask: Ask) -> Written:
    """Write an election into an empty folder and return what was written.

    `ask` gives what the program answers at an address, None for nothing: its pages without a question are kept.
    """
    slug = view.election.slug
    site = Path(settings.BUILD_DIR) / "site"
    spoken = [prefix(language) for language in languages()]
    for name in (*ROOT, "activos", "medios", "datos", *(f"{tongue}{slug}" for tongue in spoken), f"incrustar/{slug}"):
        _copy(site / name, folder / name)
    for tongue in spoken[1:]:
        _copy(site / f"{tongue}incrustar" / slug, folder / f"{tongue}incrustar" / slug)
    _stand_in(view, folder)
    shutil.copy(folder / slug / "index.html", folder / "index.html")
    broken = _follow(folder, ask)
    (folder / "LEEME.txt").write_text(_read_me(view), encoding="utf-8")
    return _summed(folder, broken)


def _copy(source: Path, target: Path) -> None:
    """Copy a file of the site, or a folder of them, as plain files; a host compresses them itself."""
    found = sorted(source.rglob("*")) if source.is_dir() else [source, source.with_name(f"{source.name}.gz")]
    for path in found:
        if path.is_file():
            name = path.name.removesuffix(".gz")
            place = target / path.relative_to(source).with_name(name) if source.is_dir() else target
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(opened(path.with_name(name)))


def _stand_in(view: ElectionView, folder: Path) -> None:
    """Write what stands where a question was asked: the list, the comparison, the sections."""
    slug = view.election.slug
    for language in languages():
        with speaking(language):
            values: dict[str, Context] = {
                "candidaturas": {"groups": _everybody(view)},
                "comparar": {"groups": contests.lines_by_office(view).items()},
                "seccion": {"sections": sorted(_sections(folder / slug / "seccion"))},
            }
            for name, own in values.items():
                shared = frame(view, view.state.number, path=f"{slug}/{name}/")
                text = render_to_string("site/archived.html", {**shared, **own, "what": name})
                path = folder / f"{prefix(language)}{slug}" / name / "index.html"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")


def _everybody(view: ElectionView) -> list[tuple[str, list[Context]]]:
    """Return [(contest, the cards of its candidacies)]."""
    rows = [(contest_line(view, key)["name"], view.by_contest.get(key, [])) for key, _thing in view.contests]
    return [(name, [card(view, one) for one in everyone]) for name, everyone in rows if everyone]


def _sections(folder: Path) -> Iterator[int]:
    if folder.is_dir():
        yield from (int(path.name) for path in folder.iterdir() if path.name.isdigit())


def stand_ins(view: ElectionView, folder: Path, ask: Ask, there: Callable[[str], bool]) -> None:
    """Write into an empty folder what files alone lack of an election: what stands where a question was asked, and the
    pages that the program makes on request. `there` says which addresses are files already."""
    _stand_in(view, folder)
    for language in languages():
        address = f"{prefix(language)}{view.election.slug}/temas/"
        if content := ask(f"/{address}"):
            path = folder / address / "index.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    _follow(folder, ask, there)


def _follow(folder: Path, ask: Ask, there: Callable[[str], bool] = lambda address: False) -> list[str]:
    """Write what pages lead to and is no file yet, as long as the program answers, and return what leads nowhere."""
    known: set[str] = set()
    waiting, broken = list(folder.rglob("*.html")), []
    while waiting:
        page = waiting.pop()
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            address = unquote(urlsplit(link).path)
            if address in known or ASKED.match(address):
                continue
            known.add(address)
            path = folder / address.lstrip("/") / ("index.html" if address.endswith("/") else "")
            if path.is_file() or there(address):
                continue
            # Paper that is still being drawn is no page.
            content = ask(address) if address.endswith("/") else None
            if content is None:
                broken.append(f"{address} ({page.relative_to(folder)})")
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            if path.suffix == ".html":
                waiting.append(path)
    return broken


def _summed(folder: Path, broken: list[str]) -> Written:
    """Write the sums of all files, and count them."""
    done, lines = Written(broken=broken), []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            done.files, done.size = done.files + 1, done.size + len(content)
            lines.append(f"{hashlib.sha256(content).hexdigest()}  {path.relative_to(folder).as_posix()}\n")
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    return done


def _read_me(view: ElectionView) -> str:
    name, now = view.calendar["name"], trusted_now()
    return (
        f"{name}, tal como se publicó hasta la edición {view.state.number} del registro público.\n\n"
        "Son archivos: súbalos a la raíz de cualquier servidor web. No necesitan programa ni base de datos.\n"
        "Las búsquedas y las comparaciones se sustituyen por listas completas.\n"
        f"Raíz del registro: {view.state.root}\n"
        f"Hecho el {now:%Y-%m-%d}. Compruebe los archivos con «sha256sum --check SHA256SUMS».\n"
    )
