"""Write docs/access.md from the decorators of the views; with --check, fail when the file says something else."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conoceles.config.settings")

HEAD = """# Who may open what

Printed from the views by `make access`; `make check` fails when it is out of date, and a test fails on any address
without a rule. Built pages are files: anyone may read them, and they have no session.

| address | who | methods |
|---|---|---|
"""


def rules() -> Iterator[tuple[str, str, str]]:
    """Yield (address, who, methods) of every address of the role `all`; who is '' for a view without a rule."""
    import django

    django.setup()
    from django.urls import get_resolver

    yield from sorted(set(_walk(get_resolver().url_patterns, "/")))


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, str, str]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, address)
        else:
            who, methods = getattr(pattern.callback, "access", ("", ()))
            yield address, who, ", ".join(methods)


def main() -> int:
    lines = [f"| `{address}` | {who} | {methods} |" for address, who, methods in rules()]
    text = HEAD + "\n".join(lines) + "\n"
    path = ROOT / "docs" / "access.md"
    if "--check" in sys.argv:
        if path.read_text(encoding="utf-8") == text:
            return 0
        sys.stderr.write("docs/access.md no coincide con el código: ejecute make access.\n")
        return 1
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
