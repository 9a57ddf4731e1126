"""The scope and condition of every rule as one CQL library that reads one parameter. Must not change a meaning.

Two forms are written out, because CQL gives them another meaning when something is unknown: membership of a literal
list becomes the chain of comparisons, and membership of a set item is null while the item is.
"""

from rewriting import all_rules, items_read, rewritten

from leidraad.language.from_model import to_cql
from leidraad.language.to_text import quote
from leidraad.model import expressions as model
from leidraad.model.content import Content, Item

TYPES = {
    "boolean": "Boolean", "choice": "String", "set": "List<String>", "integer": "Integer", "decimal": "Decimal",
    "date": "Date", "text": "String",
}  # fmt: skip


def to_library(content: Content) -> str:
    """Return the library: the parameter P, a define for each derived item, a define for each rule."""
    items = [content.items[name] for name in items_read(content)]
    fields = ", ".join(f"{_quoted(item.name)} {TYPES[item.type]}" for item in items)
    derived = [_define(f"item {item.name}", _derived(item, content)) for item in items if item.derivation is not None]
    rules = [_define(rule.id, _text(rule.truth, content)) for rule in all_rules(content)]
    return "\n".join(["library Leidraad", f"parameter P Tuple {{ {fields} }}", *derived, *rules, ""])


def _define(name: str, text: str) -> str:
    return f"define {_quoted(name)}: {text}"


def _quoted(name: str) -> str:
    return quote(name, '"')


def _derived(item: Item, content: Content) -> str:
    """What the user stated of a derived item goes before what its parts say."""
    return f"Coalesce(P.{_quoted(item.name)}, {_text(item.derivation, content)})"


def _text(node: model.Expression, content: Content) -> str:
    def change(part: model.Expression) -> model.Expression:
        match part:
            case model.ItemValue(item=name):
                derived = content.items[name].derivation is not None
                return model.ItemValue(part.span, _quoted(f"item {name}") if derived else f"P.{_quoted(name)}")
            case model.In(element=element, options=options):
                chain = tuple(model.Compare(part.span, "=", element, option) for option in options)
                return chain[0] if len(chain) == 1 else model.Or(part.span, chain)
            case model.Contains(item=item) | model.NonEmpty(item=item):
                unknown = model.Branch(model.IsNull(part.span, item), model.Null(part.span))
                return model.Case(part.span, (unknown,), part)
        return part

    return to_cql(rewritten(node, change))
