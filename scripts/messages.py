"""The site's texts in other languages: standard message files (gettext PO), kept in step with templates and code.

`python -m scripts.messages` brings every file up to date; `--check` says what is missing; `--compile` makes what
programs read; `--new CODE` begins another language.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LOCALE = ROOT / "conoceles" / "site" / "locale"
ROOMS = ("site", "look", "lib")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# What institutes and questionnaires say by default, and the site shows in the reader's language when it can.
QUESTIONNAIRES = ROOT / "conoceles" / "questionnaires" / "definitions"
Message = tuple[str | tuple[str, str], str, str | None]


def messages() -> Iterator[Message]:
    """Yield (text or (singular, plural), where it is, context or None) of everything that can be translated."""
    for room in ROOMS:
        for path in sorted((ROOT / "conoceles" / room).rglob("*.py")):
            with path.open("rb") as file:
                for line, text, _comments, context in extract("python", file, keywords=KEYWORDS):
                    yield text, f"{path.relative_to(ROOT)}:{line}", context
        for path in sorted((ROOT / "conoceles" / room / "templates").rglob("*.*ml")):
            yield from ((text, str(path.relative_to(ROOT)), None) for text in _of_template(path))
    yield from ((text, "conoceles/questionnaires/definitions", None) for text in _of_questionnaires())
    yield _party_order(), "conoceles/elections/models/election.py", None


def _of_template(path: Path) -> Iterator[str | tuple[str, str]]:
    """Yield what a template translates, as Django itself reads it."""
    from django.template import engines
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    template = engines["django"].from_string(path.read_text(encoding="utf-8")).template
    for node in _nodes(template.nodelist):
        if isinstance(node, TranslateNode):
            text = getattr(node.filter_expression.var, "literal", node.filter_expression.var)
            if isinstance(text, str):
                yield text
        elif isinstance(node, BlockTranslateNode):
            singular = node.render_token_list(node.singular)[0]
            plural = node.render_token_list(node.plural)[0] if node.plural else ""
            yield (_trimmed(singular), _trimmed(plural)) if plural else _trimmed(singular)


def _nodes(nodelist: object) -> Iterator[object]:
    for node in nodelist:  # type: ignore[attr-defined]
        yield node
        for name in ("nodelist", "nodelist_loop", "nodelist_empty"):
            yield from _nodes(getattr(node, name, None) or [])
        for _condition, inner in getattr(node, "conditions_nodelists", []):
            yield from _nodes(inner)


def _trimmed(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text.strip())


def _of_questionnaires() -> Iterator[str]:
    import tomllib

    for path in sorted(QUESTIONNAIRES.glob("*.toml")):
        asked = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from (section["title"] for section in asked["sections"])
        yield from (question["label"] for question in asked["questions"])


def _party_order() -> str:
    from conoceles.elections.models import Election

    return str(Election._meta.get_field("party_order").default)


def catalogue() -> Catalog:
    """Return what there is to translate."""
    found = Catalog(project="Conóceles", charset="utf-8")
    for text, where, context in messages():
        found.add(
            text,
            locations=[(where.split(":")[0], None)],
            context=context,
            flags=("python-format",) if "%(" in str(text) else (),
        )
    return found


def files() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=None)


def missing(path: Path, wanted: Catalog) -> list[str]:
    """Return the texts that a language lacks or that are marked as doubtful, and those it has that nothing asks for."""
    have = read(path)
    errors = []
    for message in wanted:
        if message.id:
            found = have.get(message.id, message.context)
            text = found.string if found else ""
            if not all(text if isinstance(text, tuple | list) else [text]) or (found and found.fuzzy):
                errors.append(f"{path.parent.parent.name}: falta «{message.id}»")
            elif found and list(found.check()):
                errors.append(f"{path.parent.parent.name}: no coinciden las partes variables de «{message.id}»")
    errors += [
        f"{path.parent.parent.name}: sobra «{message.id}»"
        for message in have
        if message.id and not wanted.get(message.id, message.context)
    ]
    return errors


def update(path: Path, wanted: Catalog) -> None:
    have = read(path)
    have.update(wanted, no_fuzzy_matching=True)
    have.obsolete.clear()
    out = BytesIO()
    write_po(out, have, width=130, sort_output=True, include_lineno=False, ignore_obsolete=True, omit_header=False)
    path.write_bytes(out.getvalue())


def compile_all() -> None:
    """Make the binary form of each file, beside it: it is generated, and never committed."""
    for path in files():
        draft = path.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, read(path))
        draft.replace(path.with_suffix(".mo"))


def main() -> int:
    if "--compile" in sys.argv:
        compile_all()
        return 0
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conoceles.config.settings")
    import django

    django.setup()
    wanted = catalogue()
    if "--new" in sys.argv:
        code = sys.argv[sys.argv.index("--new") + 1]
        path = LOCALE / code / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True)
        head = (
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n '
            '!= 1);\\n"\n'
        )
        path.write_text(f'{head}"Language: {code}\\n"\n', encoding="utf-8")
    if "--check" in sys.argv:
        errors = [error for path in files() for error in missing(path, wanted)]
        sys.stderr.write("".join(f"{error}\n" for error in errors))
        return 1 if errors else 0
    for path in files():
        update(path, wanted)
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
