"""From a compiled expression back to CQL text: for messages that quote a condition."""

from leidraad.language import syntax
from leidraad.language.to_text import to_text
from leidraad.model import expressions as model


def to_cql(node: model.Expression) -> str:
    """Return the expression as CQL text on one line."""
    return to_text(to_syntax(node))


def to_syntax(node: model.Expression) -> syntax.Syntax:
    """Return the syntax tree that compiles to this node."""
    at = node.span
    match node:
        case model.Null():
            return syntax.Literal(at, None)
        case model.Today():
            return syntax.Call(at, "Today", ())
        case model.ItemValue(item=name):
            return syntax.Name(at, name)
        case model.Not(operand=x):
            return syntax.Unary(at, "not", to_syntax(x))
        case model.Negate(operand=x):
            return syntax.Unary(at, "-", to_syntax(x))
        case model.NonEmpty(item=x) | model.Exists(operand=x):
            return syntax.Unary(at, "exists", to_syntax(x))
        case model.IsNull(operand=x):
            return syntax.NullTest(at, to_syntax(x), "null", False)
        case model.And(operands=parts) | model.Or(operands=parts):
            return _chain("and" if isinstance(node, model.And) else "or", parts)
        case model.In(element=x, options=options):
            return syntax.Binary(at, "in", to_syntax(x), syntax.ListLiteral(at, tuple(map(to_syntax, options))))
        case model.Contains(element=x, item=item):
            return syntax.Binary(at, "in", to_syntax(x), to_syntax(item))
        case model.Case(branches=branches, otherwise=otherwise):
            whens = tuple(syntax.When(to_syntax(b.condition), to_syntax(b.result)) for b in branches)
            return syntax.CaseOf(at, None, whens, to_syntax(otherwise))
        case model.Coalesce(operands=parts):
            return syntax.Call(at, "Coalesce", tuple(map(to_syntax, parts)))
        case model.ListOf(elements=parts):
            return syntax.ListLiteral(at, tuple(map(to_syntax, parts)))
        case model.Between(unit=unit, left=left, right=right):
            return syntax.DurationBetween(at, unit, to_syntax(left), to_syntax(right))
        case model.Compare() | model.Arithmetic():
            return syntax.Binary(at, node.operator, to_syntax(node.left), to_syntax(node.right))
        case model.Xor() | model.Implies():
            return syntax.Binary(at, type(node).__name__.lower(), to_syntax(node.left), to_syntax(node.right))
    return syntax.Literal(at, node.value)


def _chain(operator: str, parts: tuple[model.Expression, ...]) -> syntax.Syntax:
    chain = to_syntax(parts[0])
    for part in parts[1:]:
        chain = syntax.Binary(chain.span, operator, chain, to_syntax(part))
    return chain
