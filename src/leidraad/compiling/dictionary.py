"""From dictionary sources to typed data items. Derivations are compiled against all other items."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

import msgspec

from leidraad.compiling.circles import circle
from leidraad.compiling.from_syntax import PLAIN, Names, compile_expression
from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest, wrong
from leidraad.language.from_text import parse
from leidraad.model import expressions as model
from leidraad.model.content import ITEM_TYPES, KINDS, Item, Value, Wording
from leidraad.reading.located_yaml import Document
from leidraad.reading.sources import ItemSource

# The kinds of value that an item of a type may be derived as, where they bear another name.
FITTING = {"choice": {"text"}, "decimal": {"decimal", "integer"}}
# What the program itself asks for: the phase gives each rule its timing, the domain is what a user is asked first.
REQUIRED = ("care_phase", "tumour_domain")
WORDS = {"true": True, "false": False}
NO_ITEMS: Mapping[str, Item] = MappingProxyType({})


def from_dictionary(documents: tuple[Document, ...], known: Mapping[str, Item] = NO_ITEMS) -> dict[str, Item]:
    """Return all items, `known` first; raise UserInputError with every mistake found.

    `known` are items that were compiled before, which these stand beside and may read.
    """
    sources = _sources(documents, known)
    bare = {**known, **{name: _item(name, source, sources) for name, (source, _) in sources.items()}}
    problems: list[Diagnostic] = []
    items: dict[str, Item] = dict(known)
    for name, (source, document) in sources.items():
        try:
            items[name] = _with_derivation(bare[name], source, document, bare)
            _check_implications(items[name], bare)
        except UserInputError as error:
            problems += error.diagnostics
    problems += _circles(items)
    problems += [_lacking(name) for name in REQUIRED if name not in items]
    if problems:
        raise UserInputError(problems)
    return items


def _lacking(name: str) -> Diagnostic:
    hint = "take `shared/dictionary/route.yaml` over from the guidelines that come with the program"
    return Diagnostic("missing-item", f"the dictionary has no `{name}`, which every guideline needs", None, hint)


def _sources(documents: tuple[Document, ...], known: Mapping[str, Item]) -> dict[str, tuple[ItemSource, Document]]:
    found: dict[str, tuple[ItemSource, Document]] = {}
    for document in documents:
        for name in document.convert(dict[str, Any]):
            if name in known:
                message = f"the item `{name}` is also in {known[name].span.file}"
                raise wrong("duplicate-item", message, document.spans[(name,)], "read that one, or take another name")
            if name in found:
                where = found[name][1].spans[(name,)].file
                raise wrong("duplicate-item", f"the item `{name}` is also in {where}", document.spans[(name,)])
            found[name] = (document.convert(ItemSource, (name,)), document)
    return found


def _item(name: str, source: ItemSource, sources: dict) -> Item:
    document: Document = sources[name][1]
    span = document.spans[(name,)]
    for word, allowed, field in ((source.type, ITEM_TYPES, "type"), (source.kind, KINDS, "kind")):
        if word not in allowed:
            hint = nearest(word, allowed) or f"write one of {', '.join(allowed)}"
            raise wrong("wrong-value", f"`{word}` is no {field} of an item", span, hint)
    if source.kind == "derived" and source.expression is None:
        raise wrong("derivation", f"`{name}` is derived, but nothing says from what", span, "add `is: ...`")
    if source.kind != "derived" and source.expression is not None:
        raise wrong("derivation", f"`{name}` has `is`, but is not derived", span, "write `kind: derived`, or drop `is`")
    low, high = _bounds(source, span)
    return Item(
        name=name, type=source.type, group=source.group, kind=source.kind, label=source.label,
        definition=source.definition.en, span=span, values=_values(source, sources, span), report=source.report,
        unit=source.unit, low=low, high=high, unclear=source.unclear, settable=source.settable,
        no_rule=source.no_rule,
    )  # fmt: skip


def _bounds(source: ItemSource, span: Span) -> tuple[Decimal | None, Decimal | None]:
    if source.range is None:
        return None, None
    try:
        low, high = map(Decimal, source.range)
    except InvalidOperation:
        raise wrong("wrong-value", "`range` is no pair of numbers", span, "write [lowest, highest]") from None
    return low, high


def _values(source: ItemSource, sources: dict, span: Span, taken: tuple[str, ...] = ()) -> dict[str, Value]:
    own = {
        value: Value(Wording(v.nl, v.en), {item: WORDS.get(text, text) for item, text in v.implies.items()})
        for value, v in source.values.items()
    }
    if source.values_from is None:
        return own
    if source.values_from not in sources:
        hint = nearest(source.values_from, sources)
        raise wrong("unknown-item", f"no data item `{source.values_from}` to take values from", span, hint)
    if source.values_from in taken:
        message = f"the values of `{source.values_from}` are taken from itself"
        raise wrong("cyclic-values", message, span, "write the values out once")
    return _values(sources[source.values_from][0], sources, span, (*taken, source.values_from)) | own


def _with_derivation(item: Item, source: ItemSource, document: Document, bare: dict[str, Item]) -> Item:
    if source.expression is None:
        return item
    scalar = document.scalars[(item.name, "is")]
    typed = compile_expression(parse(scalar.text, scalar.span), Names(bare))
    if typed.kind not in FITTING.get(item.type, {item.type}) | {"null"}:
        message = f"`{item.name}` is of type {item.type}, but `is` gives a {PLAIN.get(typed.kind, typed.kind)}"
        raise wrong("type", message, scalar.span, "change `type`, or let `is` give a value of that type")
    for text in (node for node in model.outcomes(typed.node) if isinstance(node, model.Text)):
        if item.values and text.value not in item.values:
            hint = nearest(text.value, item.values) or f"the values are {', '.join(item.values)}"
            raise wrong("unknown-value", f"`{item.name}` has no value '{text.value}'", text.span, hint)
    return msgspec.structs.replace(item, derivation=typed.node)


def _check_implications(item: Item, bare: dict[str, Item]) -> None:
    for value in item.values.values():
        for name, fact in value.implies.items():
            target = bare.get(name)
            if target is None:
                raise wrong("unknown-item", f"no data item `{name}`", item.span, nearest(name, bare))
            if target.type == "boolean" and not isinstance(fact, bool):
                raise wrong("unknown-value", f"`{name}` is true or false, not `{fact}`", item.span)
            if target.type not in ("boolean", "choice"):
                hint = "only what is true or false, or one of several values, can be implied"
                raise wrong("type", f"`{name}` is of type {target.type} and cannot be implied", item.span, hint)
            if target.type == "choice" and fact not in target.values:
                raise wrong("unknown-value", f"`{name}` has no value `{fact}`", item.span)


def _circles(items: dict[str, Item]) -> list[Diagnostic]:
    def inputs(name: str) -> tuple[str, ...]:
        # An item with a mistake of its own is missing here; that mistake is told already.
        derivation = items[name].derivation if name in items else None
        return model.items_of(derivation) if derivation is not None else ()

    found = []
    for name, item in items.items():
        if path := circle(name, inputs):
            message = f"`{name}` is derived from itself: {' from '.join(path)}"
            found.append(Diagnostic("cyclic-derivation", message, item.span, "break the circle"))
    return found
