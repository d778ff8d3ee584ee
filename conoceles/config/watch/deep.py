"""Looking at everything: the whole record, all that is sealed, every kept file, and the site as it was built."""

import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from conoceles.config import integrity
from conoceles.config.watch import keeping
from conoceles.config.watch.facts import Fact, State
from conoceles.ledger.reading import since, size
from conoceles.lib import blobs, sealed_blobs
from conoceles.lib.clock import trusted_now
from conoceles.site.build.drafts import Drafts, stamp
from conoceles.site.build.plan import plan
from conoceles.site.build.planned import Page
from conoceles.site.build.release import release
from conoceles.site.build.rendering import render
from conoceles.site.kept import is_kept, opened
from conoceles.site.language import prefix
from conoceles.site.search.store import Store
from conoceles.site.state.fold import State as Folded

# So many pages are made anew, spread over all of them.
SAMPLE = 40
AGAIN = "Pida «Publicar otra vez» en Sistemas, o detenga el servicio y ejecute «manage.py build_site --all»."


def look() -> Iterator[Fact]:
    """Yield what a thorough look finds; it may take minutes."""
    yield _record()
    yield _contents()
    yield from _site()
    if settings.WORKSHOP:
        yield keeping.keys(None)


def _record() -> Fact:
    wrong = list(integrity.verify())
    said = " ".join(wrong[:3]) if wrong else f"{size()} ediciones comprobadas, ninguna alterada."
    do = "Compare con un respaldo antes de tocar nada: «manage.py verify_ledger»." if wrong else ""
    return Fact("record", "Registro, entero", State.WRONG if wrong else State.WELL, said, do)


def _contents() -> Fact:
    """Say whether every kept file holds what its name says."""
    looked, wrong = 0, []
    for store in (blobs.PUBLIC, blobs.PRIVATE):
        for path in blobs.folder(store).rglob("*.*"):
            # What is sealed is named by what it holds once opened: `keys` opens it.
            if path.name.startswith(".") or path.suffix == f".{sealed_blobs.EXTENSION}" or not path.is_file():
                continue
            looked += 1
            if _hash(path) != path.stem:
                wrong.append(path.name)
    said = f"{len(wrong)} no son lo que dice su nombre: {', '.join(wrong[:3])}." if wrong else f"{looked} comprobados."
    do = (
        "Revise el disco y tráigalos del respaldo: «manage.py restore LUGAR --media» (con --identity si va cifrado)."
        if wrong
        else ""
    )
    return Fact("contents", "Archivos, por dentro", State.WRONG if wrong else State.WELL, said, do)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        hashed = sha256()
        while chunk := file.read(1 << 20):
            hashed.update(chunk)
    return hashed.hexdigest()


def _site() -> Iterator[Fact]:
    """Say whether each built file is as it was put, and a sample of them as the record makes it now."""
    path = settings.BUILD_DIR / "site.sqlite3"
    if not path.is_file():
        return
    store = Store(path)
    try:
        edition, kept = int(store.note("edition") or 0), store.stamps()
    finally:
        store.close()
    if edition != size():
        yield Fact("pages", "Páginas", State.ATTENTION, "El sitio se está poniendo al día: repita en un minuto.")
        return
    folded = Folded()
    folded.follow(since(0))
    pages = plan(folded, trusted_now(), release())
    site = settings.BUILD_DIR / "site"
    damaged = [path for path in pages if path in kept and kept[path] != stamp(site, _paths(pages[path]))]
    written = sorted(path for path, page in pages.items() if page.template and path in kept and not page.section)
    sample = written[:: max(1, len(written) // SAMPLE)]
    different = _different([pages[path] for path in sample], site)
    wrong = [*damaged, *different]
    said = f"{len(kept)} archivos como se pusieron; {len(sample)} hechos de nuevo, iguales."
    if wrong:
        said = f"{len(damaged)} cambiaron después de hechos y {len(different)} no salen así del registro: {wrong[0]}."
    yield Fact("pages", "Páginas", State.WRONG if wrong else State.WELL, said, AGAIN if wrong else "")


def _paths(page: Page) -> list[str]:
    return [f"{prefix(language)}{page.path}" for language in page.languages]


def _different(pages: list[Page], site: Path) -> list[str]:
    """Return the paths whose bytes are not those that are made now."""
    with tempfile.TemporaryDirectory(prefix="conoceles-doctor-") as folder:
        drafts = Drafts(Path(folder) / "drafts", Path(folder) / "site")
        made = render(pages, drafts)
        drafts.flush()
        found = []
        for page in made:
            for path in _paths(page):
                drafts.place(path)
                there = site / path
                if not is_kept(there) or opened(there) != opened(Path(folder) / "site" / path):
                    found.append(path)
    return found
