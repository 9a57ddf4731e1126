"""From the `recorded` part of a scale file to how the scale judges a result in a case. Evaluates nothing."""

from collections.abc import Mapping

from leidraad.compiling.from_syntax import Names, compile_condition, compile_expression
from leidraad.diagnostics import nearest, wrong
from leidraad.language.from_text import parse
from leidraad.model import expressions as model
from leidraad.model.content import Item, Recorded
from leidraad.reading.located_yaml import Document
from leidraad.reading.scale_sources import RecordedSource

AT = "recorded"
# Of what kind an expression must be to give an item of a type.
KIND_OF = {"choice": {"text"}, "integer": {"integer"}, "decimal": {"integer", "decimal"}, "boolean": {"boolean"}}


def from_recorded(
    source: RecordedSource, document: Document, scale: Mapping[str, Item], case: Mapping[str, Item]
) -> Recorded:
    """Return the compiled part; `scale` holds the items of the scale, `case` those of the dictionary."""
    _known(source.inputs, scale, document, "input")
    _known([*source.about, *source.beside], case, document, "data item")
    _known([source.table], scale, document, "table")
    _known([source.warns_at], scale[source.table].values, document, "value")
    when = document.scalars[(AT, "when")]
    return Recorded(
        condition=compile_condition(parse(when.text, when.span), Names(case)), about=tuple(source.about),
        beside=tuple(source.beside), inputs={name: _input(name, document, scale, case) for name in source.inputs},
        result=source.table, warns_at=source.warns_at,
    )  # fmt: skip


def _known(names, known: Mapping, document: Document, kind: str) -> None:
    for name in names:
        if name not in known:
            raise wrong("unknown-item", f"no {kind} `{name}`", document.spans[(AT,)], nearest(name, known))


def _input(name: str, document: Document, scale: Mapping[str, Item], case: Mapping[str, Item]) -> model.Expression:
    scalar = document.scalars[(AT, "inputs", name)]
    typed = compile_expression(parse(scalar.text, scalar.span), Names(case))
    item = scale[name]
    if typed.kind not in KIND_OF.get(item.type, set()) | {"null"}:
        raise wrong("type", f"`{name}` is of type {item.type}, but this gives another", scalar.span)
    for text in (node for node in model.outcomes(typed.node) if isinstance(node, model.Text)):
        if text.value not in item.values:
            raise wrong("unknown-value", f"`{name}` has no value '{text.value}'", text.span,
                        nearest(text.value, item.values))  # fmt: skip
    return typed.node
