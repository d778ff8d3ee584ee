"""Style sheets without cascade layers, for browsers that do not know them (before 2022): each rule weighs more as its
layer comes later."""

from collections.abc import Iterable
from typing import Any

import tinycss2

# In the order of the layers: what comes later wins, however specific what came earlier is.
LAYERS = ("tokens", "base", "frame", "parts", "pages", "print")
# Matches everything, and weighs as much as an identifier.
WEIGHT = ":not(#_)"
GROUPS = ("media", "supports")


def flat(sheet: str) -> str:
    """Return a style sheet that shows the same without `@layer`.

    Raises ValueError for a layer that has no place in LAYERS, or what cannot be read.
    """
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return "\n".join(_flat(rule) for rule in rules if not _is_order(rule)) + "\n"


def _is_order(rule: Any) -> bool:
    return rule.type == "at-rule" and rule.lower_at_keyword == "layer" and rule.content is None


def _flat(rule: Any) -> str:
    if rule.type == "error":
        raise ValueError(f"line {rule.source_line}: {rule.message}")
    if rule.type != "at-rule" or rule.lower_at_keyword != "layer":
        return str(rule.serialize())
    name = tinycss2.serialize(rule.prelude).strip()
    if name not in LAYERS:
        raise ValueError(f"line {rule.source_line}: there is no layer {name!r}.")
    inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
    return _weighed(inside, WEIGHT * LAYERS.index(name))


def _weighed(rules: Iterable[Any], weight: str) -> str:
    found = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = ",".join(_heavier(one, weight) for one in _selectors(rule.prelude))
            found.append(f"{selectors}{{{tinycss2.serialize(rule.content).strip()}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in GROUPS:
            inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            condition = tinycss2.serialize(rule.prelude).strip()
            found.append(f"@{rule.lower_at_keyword} {condition}{{{_weighed(inside, weight)}}}")
        else:
            found.append(_flat(rule))
    return "\n".join(found)


def _selectors(prelude: list[Any]) -> list[list[Any]]:
    """Return the selectors of a list of them, each without the blanks around it."""
    found: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            found.append([])
        elif token.type != "comment":
            found[-1].append(token)
    return [_trimmed(one) for one in found]


def _trimmed(tokens: list[Any]) -> list[Any]:
    while tokens and tokens[0].type == "whitespace":
        tokens = tokens[1:]
    while tokens and tokens[-1].type == "whitespace":
        tokens = tokens[:-1]
    return tokens


def _heavier(selector: list[Any], weight: str) -> str:
    """Return a selector with a weight more in its first part: after the name of an element, before anything else."""
    named = selector[0].type == "ident" or selector[0] == "*"
    first, rest = (selector[:1], selector[1:]) if named else ([], selector)
    return f"{tinycss2.serialize(first)}{weight}{tinycss2.serialize(rest)}"
