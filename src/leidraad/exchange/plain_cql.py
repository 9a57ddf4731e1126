"""One compiled expression as text of standard CQL that means the same in every engine. Knows nothing of rules.

Written out, because CQL means something else: `in` with a literal list (false for an unknown element) becomes a chain
of comparisons; `in` and `exists` with a set item (false while it is unknown) become null then. `Coalesce` of more
than five or of one is written with what CQL has.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from leidraad.diagnostics import Span
from leidraad.language import syntax
from leidraad.language.from_model import to_syntax
from leidraad.language.to_text import to_text
from leidraad.model import expressions as model

MOST_IN_COALESCE = 5
Naming = Callable[[str], str]


def plain_text(node: model.Expression, naming: Naming) -> str:
    """Return the expression on one line; `naming` gives the text by which the library knows an item."""
    tree = to_syntax(rewritten(node, _standard))
    return to_text(rewritten(tree, lambda part: _named(part, naming)))


def rewritten(tree: Any, change: Callable[[Any], Any]) -> Any:
    """Return a tree with `change` made to every struct in it, the innermost first."""
    if isinstance(tree, tuple):
        return tuple(rewritten(part, change) for part in tree)
    if not isinstance(tree, msgspec.Struct) or isinstance(tree, Span):
        return tree
    parts = {name: rewritten(getattr(tree, name), change) for name in tree.__struct_fields__}
    return change(type(tree)(**parts))


def _named(part: Any, naming: Naming) -> Any:
    return syntax.Name(part.span, naming(part.text)) if isinstance(part, syntax.Name) else part


def _standard(part: Any) -> Any:
    match part:
        case model.In(span=span, element=element, options=options):
            return _any_of(span, tuple(model.Compare(span, "=", element, option) for option in options))
        case model.Contains(span=span, element=element, item=item):
            unknown = [item] if isinstance(element, model.Text) else [element, item]
            return _unless_null(unknown, part)
        case model.NonEmpty(item=item):
            return _unless_null([item], part)
        case model.Coalesce(span=span, operands=operands):
            return _first_known(span, operands)
        case model.Case(span=span, branches=branches, otherwise=otherwise):
            # A branch that asks null is never taken, and the translator refuses it.
            asking = tuple(branch for branch in branches if not isinstance(branch.condition, model.Null))
            return model.Case(span, asking, otherwise) if asking else otherwise
    return part


def _any_of(span: Span, parts: tuple[model.Expression, ...]) -> model.Expression:
    if len(parts) < 2:
        return parts[0] if parts else model.Truth(span, False)
    return model.Or(span, parts)


def _unless_null(parts: list[model.Expression], node: model.Expression) -> model.Expression:
    unknown = _any_of(node.span, tuple(model.IsNull(node.span, part) for part in parts))
    return model.Case(node.span, (model.Branch(unknown, model.Null(node.span)),), node)


def _first_known(span: Span, operands: tuple[model.Expression, ...]) -> model.Expression:
    if len(operands) < 2:
        return operands[0] if operands else model.Null(span)
    if len(operands) <= MOST_IN_COALESCE:
        return model.Coalesce(span, operands)
    first, rest = operands[: MOST_IN_COALESCE - 1], operands[MOST_IN_COALESCE - 1 :]
    return model.Coalesce(span, (*first, _first_known(span, rest)))
