"""From scale files to typed scales. Refuses a table that its sources do not bear; evaluates nothing."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from leidraad.compiling.from_syntax import Names, compile_condition, compile_expression
from leidraad.compiling.recorded import KIND_OF, from_recorded
from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest, wrong
from leidraad.language.from_text import parse
from leidraad.model import expressions as model
from leidraad.model.content import ITEM_TYPES, Caution, Item, Recorded, Row, Scale, Step, Value, Withheld
from leidraad.reading.located_yaml import Document, Path
from leidraad.reading.scale_sources import InputSource, LookupSource, OutcomeSource, RowSource, ScaleSource, TableSource

# Best first. What rests on memory, on putting sources together or on sources that disagree is not shipped.
CONFIDENCES = ("primary", "primary_abstract", "secondary")
UNSURE = ("derived", "disputed", "UNVERIFIED", "NOT_FOUND")
HITS = ("unique", "any")
TRUTH = {"true": True, "false": False}


def from_scales(documents: tuple[Document, ...], dictionary: Mapping[str, Item]) -> tuple[Scale, ...]:
    """Return all scales, by name; raise UserInputError with the first mistake of every file.

    A scale has items of its own; the dictionary is for results that stand in a case.
    """
    found: dict[str, Scale] = {}
    problems: list[Diagnostic] = []
    for document in documents:
        try:
            scale = _Compiler(document, dictionary).scale()
            if scale.id in found:
                raise wrong("duplicate-id", f"the scale `{scale.id}` stands twice", scale.span)
            found[scale.id] = scale
        except UserInputError as error:
            problems += error.diagnostics
    if problems:
        raise UserInputError(problems)
    return tuple(found[name] for name in sorted(found))


class _Compiler:
    def __init__(self, document: Document, dictionary: Mapping[str, Item]) -> None:
        self._document = document
        self._dictionary = dictionary
        self._source = document.convert(ScaleSource)
        self._items: dict[str, Item] = {}

    def scale(self) -> Scale:
        source, document = self._source, self._document
        for name, given in source.inputs.items():
            self._add(name, given, ("inputs", name), "raw")
        steps = [step for at, lookup in enumerate(source.lookups) for step in self._lookup(lookup, at)]
        steps += [self._table(table, at) for at, table in enumerate(source.tables)]
        self._check_results()
        return Scale(
            id=source.id, title=source.title, about=source.about, rights=source.rights, read_on=source.read_on,
            sources=source.sources, items=self._items, inputs=tuple(source.inputs), steps=tuple(steps),
            results=tuple(source.results), span=document.spans[()], instead_of=self._instead_of(),
            cautions=tuple(self._cautions()), withheld=tuple(self._withheld()), recorded=self._recorded(),
        )  # fmt: skip

    def _add(self, name: str, source: InputSource | OutcomeSource | TableSource, path: Path, kind: str) -> Item:
        span = self._document.spans[path]
        if name in self._items:
            raise wrong("duplicate-item", f"`{name}` stands twice in this scale", span, "give it another name")
        if source.type not in ITEM_TYPES:
            raise wrong("wrong-value", f"`{source.type}` is no type of an item", span, nearest(source.type, ITEM_TYPES))
        bounds = getattr(source, "range", None)
        low, high = map(Decimal, bounds) if bounds else (None, None)
        item = Item(
            name=name, type=source.type, group=self._source.id, kind=kind, label=source.label, definition="",
            span=span, values={v: Value(label) for v, label in source.values.items()}, low=low, high=high,
            unit=getattr(source, "unit", None),
        )  # fmt: skip
        self._items[name] = item
        return item

    def _derive(self, item: Item, derivation: model.Expression) -> None:
        self._items[item.name] = msgspec.structs.replace(item, derivation=derivation)

    def _condition(self, path: Path) -> model.Expression:
        scalar = self._document.scalars[path]
        node = compile_condition(parse(scalar.text, scalar.span), Names(self._items))
        if any(isinstance(part, model.IsNull) for part in model.walk(node)):
            raise wrong("null-test", "a row must not hold because something is unknown", scalar.span,
                        "compare the item with a value")  # fmt: skip
        return node

    def _table(self, table: TableSource, at: int) -> Step:
        path = ("tables", str(at))
        span = self._document.spans[path]
        if (table.expression is None) == (not table.rows):
            raise wrong("table", f"`{table.id}` needs either `rows` or `is`", span, "write one of the two")
        if table.hit not in HITS:
            raise wrong("wrong-value", f"`{table.hit}` is no hit policy", span, "write unique or any")
        if table.expression is not None:
            self._formula(table, path)
            return Step(table.id, text=table.text)
        # The rows are read before the table's own name exists, so that none can speak of itself.
        conditions = [self._condition((*path, "rows", str(i), "when")) for i in range(len(table.rows))]
        item = self._add(table.id, table, path, "derived")
        rows = [self._row(table, row, item, condition, (*path, "rows", str(i)))
                for i, (row, condition) in enumerate(zip(table.rows, conditions, strict=True))]  # fmt: skip
        return self._step(item, rows, table.hit == "any")

    def _formula(self, table: TableSource, path: Path) -> None:
        scalar = self._document.scalars[(*path, "is")]
        typed = compile_expression(parse(scalar.text, scalar.span), Names(self._items))
        item = self._add(table.id, table, path, "derived")
        if typed.kind not in KIND_OF.get(item.type, set()):
            raise wrong("type", f"`{item.name}` is of type {item.type}, but `is` gives another", scalar.span)
        self._derive(item, typed.node)

    def _step(self, item: Item, rows: list[Row], shared: bool) -> Step:
        nothing = model.Null(item.span)
        branches = tuple(model.Branch(r.condition, _literal(r)) for r in rows)
        self._derive(item, model.Case(item.span, branches, nothing))
        return Step(item.name, tuple(rows), shared)

    def _row(self, table: TableSource, row: RowSource, item: Item, condition: model.Expression, path: Path) -> Row:
        span = self._document.spans[path]
        if (row.then is None) == (row.none is None):
            raise wrong("row", "a row has either `then` or `none`", span, "`none` says why there is no outcome")
        outcome = None if row.then is None else self._outcome(item, row.then, span)
        sources = tuple(row.source or table.source)
        confidence = self._borne(sources, row.confidence or table.confidence, span)
        return Row(condition, outcome, sources, confidence, span, row.text, row.none)

    def _lookup(self, lookup: LookupSource, at: int) -> list[Step]:
        path = ("lookups", str(at))
        confidence = self._borne(tuple(lookup.source), lookup.confidence, self._document.spans[path])
        by = self._input(lookup.by, self._document.spans[path])
        if unlisted := [value for value in by.values if value not in lookup.rows]:
            raise wrong("table", f"`{unlisted[0]}` has no row", self._document.spans[path], "add the row")
        found = []
        for column, (name, given) in enumerate(lookup.gives.items()):
            item = self._add(name, given, (*path, "gives", name), "derived")
            rows = [self._entry(key, cells, column, by, item, lookup, confidence, (*path, "rows", key))
                    for key, cells in lookup.rows.items()]  # fmt: skip
            found.append(self._step(item, rows, False))
        return found

    def _entry(self, key, cells: list[str], column: int, by: Item, item: Item, lookup, confidence, path: Path) -> Row:
        span = self._document.spans[path]
        if key not in by.values:
            raise wrong("unknown-value", f"`{by.name}` has no value '{key}'", span, nearest(key, by.values))
        if len(cells) != len(lookup.gives):
            raise wrong("row", f"this row has {len(cells)} cells, not {len(lookup.gives)}", span)
        condition = model.Compare(span, "=", model.ItemValue(span, by.name), model.Text(span, key))
        outcome = self._outcome(item, cells[column], span)
        return Row(condition, outcome, tuple(lookup.source), confidence, span, by.values[key].label)

    def _outcome(self, item: Item, text: str, span: Span) -> bool | int | str:
        if item.type == "choice" and text in item.values:
            return text
        if item.type == "boolean" and text in TRUTH:
            return TRUTH[text]
        if item.type == "integer" and text.removeprefix("-").isdecimal():
            return int(text)
        hint = nearest(text, item.values) or f"the values are {', '.join(item.values)}"
        raise wrong("unknown-value", f"`{item.name}` has no value '{text}'", span, hint if item.values else None)

    def _borne(self, sources: tuple[str, ...], confidence: str | None, span: Span) -> str:
        """Return the confidence of a cell, if it has a source and may be shipped."""
        if not sources:
            raise wrong("no-source", "this names no source", span, "add `source: [...]`")
        for name in sources:
            if name not in self._source.sources:
                raise wrong("unknown-source", f"no source `{name}`", span, nearest(name, self._source.sources))
        if confidence not in CONFIDENCES:
            hint = f"what is not {', '.join(CONFIDENCES[:-1])} or {CONFIDENCES[-1]} belongs under `withheld`"
            raise wrong("not-sure-enough", f"a cell of confidence `{confidence}` cannot be shipped", span, hint)
        return confidence

    def _input(self, name: str, span: Span) -> Item:
        if name not in self._source.inputs:
            raise wrong("unknown-item", f"no input `{name}`", span, nearest(name, self._source.inputs))
        return self._items[name]

    def _instead_of(self) -> dict[str, tuple[str, ...]]:
        found = {name: tuple(source.instead_of) for name, source in self._source.inputs.items() if source.instead_of}
        for name, others in found.items():
            for other in others:
                self._input(other, self._document.spans[("inputs", name)])
        return found

    def _check_results(self) -> None:
        for name in self._source.results:
            if name not in self._items or name in self._source.inputs:
                raise wrong("unknown-item", f"no table `{name}`", self._document.spans[("results",)],
                            nearest(name, self._items))  # fmt: skip

    def _recorded(self) -> Recorded | None:
        source = self._source.recorded
        return source and from_recorded(source, self._document, self._items, self._dictionary)

    def _cautions(self):
        for at, caution in enumerate(self._source.cautions):
            condition = self._condition(("cautions", str(at), "when"))
            yield Caution(condition, caution.text, self._unsure(caution.confidence, ("cautions", str(at))))

    def _withheld(self):
        for at, entry in enumerate(self._source.withheld):
            confidence = self._unsure(entry.confidence, ("withheld", str(at)))
            yield Withheld(entry.text, confidence, tuple(entry.inputs))

    def _unsure(self, confidence: str | None, path: Path) -> str | None:
        if confidence not in (*UNSURE, None):
            span = self._document.spans[path]
            raise wrong("wrong-value", f"`{confidence}` says not why", span, f"write one of {', '.join(UNSURE)}")
        return confidence


def _literal(row: Row) -> model.Expression:
    match row.outcome:
        case None:
            return model.Null(row.span)
        case bool():
            return model.Truth(row.span, row.outcome)
        case int():
            return model.Whole(row.span, row.outcome)
    return model.Text(row.span, row.outcome)
