"""Rebuild a compiled expression with some of its nodes replaced. Must not know what for."""

from collections.abc import Callable
from typing import Any

import msgspec

from leidraad.model import expressions as model
from leidraad.model.content import Content, Rule

Change = Callable[[model.Expression], model.Expression]


def rewritten(node: Any, change: Change) -> Any:
    """Return the expression with `change` made to every node, the innermost first."""
    if isinstance(node, tuple):
        return tuple(rewritten(part, change) for part in node)
    if not isinstance(node, model.Node | model.Branch):
        return node
    parts = {name: rewritten(getattr(node, name), change) for name in node.__struct_fields__}
    return change(msgspec.structs.replace(node, **parts)) if isinstance(node, model.Node) else type(node)(**parts)


def all_rules(content: Content) -> list[Rule]:
    """Return every rule of every guideline, in the order of the files."""
    return [rule for guideline in content.guidelines for rule in guideline.rules]


def items_read(content: Content) -> list[str]:
    """Return every item that some rule reads, itself or by a derivation; what is read stands before its reader."""
    found: dict[str, None] = {}

    def add(name: str) -> None:
        if name not in found:
            derivation = content.items[name].derivation
            for part in model.items_of(derivation) if derivation is not None else ():
                add(part)
            found[name] = None

    for rule in all_rules(content):
        for name in model.items_of(rule.truth):
            add(name)
    return list(found)
