"""The headers of built files: said once, for our own server and for nginx."""

from pathlib import Path

CSP = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGES = "public, max-age=60"
NAMED = "public, max-age=31536000, immutable"


def write_nginx_headers(path: Path) -> None:
    """Write the same headers as a file that nginx includes."""
    lines = [f'add_header {name} "{value}" always;' for name, value in HEADERS.items()]
    path.write_text("\n".join(lines) + "\n")
