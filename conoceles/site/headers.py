"""The headers of built files: said once, for our own server and for nginx."""

from pathlib import Path

from django.conf import settings

from conoceles.site.language import languages, prefix

CSP = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
FRAMED_CSP = CSP.replace("frame-ancestors 'none'", "frame-ancestors *")
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # «Usar mi ubicación» compares it in the browser; nothing is sent.
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
CORS = {"Access-Control-Allow-Origin": "*"}
FRAMED = tuple(f"/{prefix(language)}incrustar/" for language in languages())
PAGES = "public, max-age=60"
# What is named by its hash never changes; but what people handed in may have to be forgotten.
NAMED = "public, max-age=31536000, immutable"
MEDIA = "public, max-age=86400"


def headers(url: str) -> dict[str, str]:
    """Return the headers of a built file by its address: open data is for any site, framed pages for any frame."""
    found = {**HEADERS, **secure()}
    if url.startswith(FRAMED):
        return {**found, "Content-Security-Policy": FRAMED_CSP}
    return {**found, **CORS} if is_data(url) else found


def secure() -> dict[str, str]:
    """Return what tells browsers to come by HTTPS alone, where the installation speaks it."""
    seconds = settings.SECURE_HSTS_SECONDS
    return {"Strict-Transport-Security": f"max-age={seconds}"} if seconds else {}


def is_data(url: str) -> bool:
    """Return whether a file is open data."""
    return url.startswith(("/datos/", "/api/")) or url.endswith(
        (".csv", ".json", ".jsonl", ".xlsx", ".ics", ".xml", ".vtt")
    )


def write_nginx_headers(folder: Path) -> None:
    """Write the same headers as files that nginx includes: of pages, of framed pages, of open data."""
    for name, url in (("nginx-headers", "/"), ("nginx-headers-framed", FRAMED[0]), ("nginx-headers-data", "/datos/")):
        lines = [f'add_header {key} "{value}" always;' for key, value in headers(url).items()]
        lines.append('add_header Last-Modified "";')
        (folder / f"{name}.conf").write_text("\n".join(lines) + "\n")
