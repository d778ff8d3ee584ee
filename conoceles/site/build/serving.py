"""Serving the built files without nginx: pages as they are on disk now, assets for ever, media for a day.

Tags and rules are those of nginx (`deploy/nginx-site.conf`): whichever of several machines answers, the answer is one.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise

from conoceles.site.compressed import ACCEPTED
from conoceles.site.headers import HEADERS, MEDIA, NAMED, PAGES, headers
from conoceles.site.kept import gunzip

# The only file whose folder begins with a dot (RFC 9116).
SECURITY = "/.well-known/security.txt"
NAMED_FOLDERS = ("/activos/", "/medios/")
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FEED = "application/atom+xml; charset=utf-8"
StartResponse = Callable[..., Any]


class BuiltSite:
    """A WSGI application: a built file when there is one, else the application behind.

    Pages change while we serve them, so each is read whole from one open file: its length and its bytes are always of
    the same version. Files named by their hash never change and are left to WhiteNoise, which knows ranges.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], root: Path) -> None:
        self.application, self.root = application, str(root)
        self.named = _Named(application, autorefresh=True, add_headers_function=_named_headers)
        for folder in NAMED_FOLDERS:
            self.named.add_files(self.root + folder, prefix=folder)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.application(environ, start_response)
        url = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        if url.startswith(NAMED_FOLDERS):
            return self.named(environ, start_response)  # type: ignore[no-any-return]
        if "//" in url or ("/." in url and url != SECURITY) or "\\" in url or "\x00" in url:
            return self.application(environ, start_response)
        path = self.root + url + ("index.html" if url.endswith("/") else "")
        kind = FEED if path.endswith("/cambios.xml") else TYPES.get(os.path.splitext(path)[1])  # noqa: PTH122
        if kind is None:
            return self._folder(path, url, environ, start_response)
        return self._page(path, url, kind, environ, start_response)

    def _folder(self, path: str, url: str, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if os.path.isfile(f"{path}/index.html.gz"):  # noqa: PTH113
            query = environ.get("QUERY_STRING")
            start_response(
                "301 Moved Permanently",
                [("Location", f"{url}/" + (f"?{query}" if query else "")), ("Content-Length", "0")],
            )
            return []
        return self.application(environ, start_response)

    def _page(
        self, path: str, url: str, kind: str, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        if found := _read(f"{path}.gz"):
            if ACCEPTED.search(environ.get("HTTP_ACCEPT_ENCODING", "")):
                return _answer(found, kind, "gzip", url, environ, start_response)
            # What is opened for a reader is the same in meaning, not in bytes.
            opened = gunzip(found[0]), f"W/{found[1]}"
            return _answer(opened, kind, "", url, environ, start_response)
        if found := _read(path):
            return _answer(found, kind, "", url, environ, start_response)
        return self.application(environ, start_response)


class _Named(WhiteNoise):  # type: ignore[misc]
    """WhiteNoise that remembers what it found: a name that carries its hash means the same bytes for ever."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remembered: dict[str, Any] = {}

    def find_file(self, url: str) -> Any:
        found = self.remembered.get(url)
        if found is None or not os.path.exists(found.alternatives[-1][1]):  # noqa: PTH110
            found = super().find_file(url)
            if found is not None and len(self.remembered) < 20_000:
                self.remembered[url] = found
        return found


def _read(path: str) -> tuple[bytes, str] | None:
    """Return (bytes, entity tag) of a file, or None when it is not there."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            stat = os.fstat(file.fileno())
            return file.read(), f'"{int(stat.st_mtime):x}-{stat.st_size:x}"'
    except OSError:
        return None


def _answer(
    found: tuple[bytes, str], kind: str, encoding: str, url: str, environ: dict[str, Any], start_response: StartResponse
) -> Iterable[bytes]:
    content, tag = found
    fields = [*headers(url).items(), ("Cache-Control", PAGES), ("ETag", tag), ("Vary", "Accept-Encoding")]
    if tag.removeprefix("W/") in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", fields)
        return []
    fields += [("Content-Type", kind), ("Content-Length", str(len(content)))]
    if encoding:
        fields.append(("Content-Encoding", encoding))
    start_response("200 OK", fields)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]


def _named_headers(headers: Any, path: str, url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    # Their time is made of what they hold, and tells nobody when.
    del headers["Last-Modified"]
    headers["Cache-Control"] = MEDIA if url.startswith("/medios/") else NAMED
