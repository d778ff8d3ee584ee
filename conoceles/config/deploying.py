"""The files of a server, written with the values of one installation: nginx, units, timers, logrotate, variables."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, URLResolver

FOLDER = Path(settings.BASE_DIR) / "deploy"
# {file of deploy/: where it goes}; those of one host name or of two are chosen.
COMMON = {
    "nginx-http.conf": "etc/nginx/conf.d/conoceles.conf",
    "nginx-tls.conf": "etc/nginx/snippets/conoceles-tls.conf",
    "nginx-proxy.conf": "etc/nginx/snippets/conoceles-proxy.conf",
    "nginx-site.conf": "etc/nginx/snippets/conoceles-site.conf",
    "nginx-workshop.conf": "etc/nginx/snippets/conoceles-workshop.conf",
    "nginx-redirect.conf": "etc/nginx/sites-available/conoceles-http.conf",
    "logrotate": "etc/logrotate.d/conoceles",
    "conoceles.env": "etc/conoceles/conoceles.env",
    "conoceles.service": "etc/systemd/system/conoceles.service",
    "conoceles-backup.service": "etc/systemd/system/conoceles-backup.service",
    "conoceles-backup.timer": "etc/systemd/system/conoceles-backup.timer",
    "conoceles-doctor.service": "etc/systemd/system/conoceles-doctor.service",
    "conoceles-doctor.timer": "etc/systemd/system/conoceles-doctor.timer",
}
ONE = {"nginx-one.conf": "etc/nginx/sites-available/conoceles.conf"}
TWO = {
    "nginx-two.conf": "etc/nginx/sites-available/conoceles.conf",
    "publico.env": "etc/conoceles/publico.env",
    "conoceles-public.service": "etc/systemd/system/conoceles-public.service",
}
# A link to the folder of the release in use.
CODE = "/opt/conoceles"
BACKUP = "/var/backups/conoceles"
PORT, SITE_PORT = "8000", "8001"


def written(
    site: str, workshop: str, mail: str, data: str, code: str = CODE, backup: str = BACKUP
) -> Iterator[tuple[str, str]]:
    """Yield (path below /, text) of every file of a server whose site and workshop have these host names, which may be
    one."""
    two = workshop != site
    values = {
        "SITE": site,
        "WORKSHOP": workshop,
        "HOSTS": f"{site} {workshop}" if two else site,
        "HOSTS_LISTED": workshop if two else site,
        "ROLE": "workshop" if two else "all",
        "MAIL": mail,
        "DATA": data,
        "CODE": code,
        "BACKUP": backup,
        "WORKSHOP_PORT": PORT,
        "SITE_PORT": SITE_PORT if two else PORT,
        "WORKSHOP_PATHS": "|".join(workshop_paths()),
    }
    for name, place in sorted((COMMON | (TWO if two else ONE)).items()):
        text = (FOLDER / name).read_text(encoding="utf-8")
        for key, value in values.items():
            text = text.replace(f"@{key}@", value)
        yield place, text


def workshop_paths() -> list[str]:
    """Return the first part of every address of the workshop."""
    from conoceles.config import urls_workshop

    return sorted({route.partition("/")[0] for route in _routes(urls_workshop.urlpatterns)} - {"", "salud"})


def _routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        else:
            yield route
