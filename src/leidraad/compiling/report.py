"""From the files of a report to its typed definition. Checks every name; counts nothing."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from leidraad.compiling.dictionary import from_dictionary
from leidraad.compiling.from_syntax import Names, compile_condition
from leidraad.diagnostics import Diagnostic, Span, UserInputError, nearest, wrong
from leidraad.language.from_text import parse
from leidraad.model import expressions as model
from leidraad.model import report as made
from leidraad.model.content import Content, Item
from leidraad.reading.located_yaml import Document, Path
from leidraad.reading.report_sources import (
    CheckSource,
    PanelSource,
    PublishedSource,
    ReportSource,
    SelectionFile,
    StepSource,
    VolumeNormSource,
)

UNITS = ("percent", "percent_approx", "count", "count_approx", "years", "years_approx", "year", "per_100000",
         "new_patients_per_year", "patients_per_year", "resections_per_year_min")  # fmt: skip
# The types of `of` that each kind of panel counts; a kind that is not here has no `of`.
COUNTED = {"shares": ("choice", "boolean"), "hospital_shares": ("choice",), "spread": ("integer", "decimal")}
BESIDE = {"survival": "years", "net_survival": "years", "spread": "statistic"}
STATISTICS = ("median", "mean")
SPLIT = ("choice", "boolean")
AGAINST_POPULATION = ("net_survival", "standardised_survival", "standardised_incidence")
# Worked out by the report for each hospital, not for each patient; and the item that says when.
VOLUME, PERIOD = "volume_class", "registry_period"
T = TypeVar("T")


def from_report(source: ReportSource, content: Content) -> made.ReportDefinition:
    """Return the definition of a report; raise UserInputError with every mistake, each with its place.

    `content` is that of all guidelines, since panels name the rules that they bear on.
    """
    items = from_dictionary((source.items,), content.items)
    compiler = _Compiler(items, content)
    head = source.selection.convert(SelectionFile)
    if head.since > head.until:
        raise wrong("wrong-value", "the report ends before it begins", source.selection.spans[("until",)])
    steps = compiler.all(source.selection, ("steps",), head.steps, compiler.step)
    checks = compiler.all(source.checks, (), source.checks.convert(list[Any]), compiler.check)
    norms = compiler.all(source.norms, (), source.norms.convert(list[Any]), compiler.norm)
    panels = compiler.all(source.panels, (), source.panels.convert(list[Any]), compiler.panel)
    if compiler.problems:
        # What names a panel with a mistake would only seem to be wrong.
        raise UserInputError(compiler.problems)
    published = compiler.all(source.published, (), source.published.convert(list[Any]), compiler.figure)
    if compiler.problems:
        raise UserInputError(compiler.problems)
    return made.ReportDefinition(
        id=source.guideline, edition=source.edition, title=head.title, items=items, steps=steps, checks=checks,
        panels=panels, norms=norms, published=published, since=head.since, until=head.until,
        least_count=head.least_count,
    )  # fmt: skip


class _Compiler:
    """Compiles entry by entry: what a later file names must have come before."""

    def __init__(self, items: Mapping[str, Item], content: Content) -> None:
        self._items = items
        self._names = Names(items)
        self._rules = {x.id for g in content.guidelines for x in (*g.rules, *g.norms, *g.notes)}
        self._found: dict[str, dict[str, Any]] = {}
        self.problems: list[Diagnostic] = []

    def all(self, document: Document, path: Path, entries: list, compiled: Callable[[Document, Path], T]) -> tuple:
        """Return the entries of a list, and note what is wrong with each."""
        found = self._found.setdefault(compiled.__name__, {})
        for at in range(len(entries)):
            here = (*path, str(at))
            try:
                entry = compiled(document, here)
                if entry.id in found:
                    raise wrong("duplicate-id", f"`{entry.id}` stands twice", document.spans[here], "rename one")
                found[entry.id] = entry
            except UserInputError as error:
                self.problems += error.diagnostics
        return tuple(found.values())

    def step(self, document: Document, path: Path) -> made.Step:
        source = document.convert(StepSource, path)
        self._known_rules(source.rules, document, path)
        return made.Step(
            source.id, source.title, self._condition(document, (*path, "leave_out")), source.source,
            document.spans[path], tuple(source.rules), source.note,
        )  # fmt: skip

    def check(self, document: Document, path: Path) -> made.Check:
        source = document.convert(CheckSource, path)
        _allowed(source.kind, made.CHECK_KINDS, "kind of check", document.spans[(*path, "kind")])
        for at, name in enumerate(source.items):
            self._item(name, document.spans[(*path, "items", str(at))])
        when = self._condition(document, (*path, "when"), null_tests=True)
        return made.Check(
            source.id, source.kind, when, tuple(source.items), source.text, source.source, document.spans[path]
        )

    def norm(self, document: Document, path: Path) -> made.VolumeNorm:
        source, span = document.convert(VolumeNormSource, path), document.spans[path]
        _allowed(source.kind, made.NORM_KINDS, "kind of norm", document.spans[(*path, "kind")])
        share = source.kind == "share_of_patients"
        if share and source.of is None:
            hint = "say in `of` what each patient should have had"
            raise wrong("norm", f"a norm of the kind {source.kind} has `of`", span, hint)
        if not share and source.of is not None:
            raise wrong("norm", f"a norm of the kind {source.kind} has no `of`", document.spans[(*path, "of")])
        if source.since and source.until and source.since > source.until:
            raise wrong("norm", "this norm ends before it begins", document.spans[(*path, "until")])
        return made.VolumeNorm(
            id=source.id, kind=source.kind, title=source.title, least=source.least, edition=source.edition,
            population=self._condition(document, (*path, "population")), source=source.source, span=span,
            since=source.since, until=source.until, note=source.note,
            of=self._condition(document, (*path, "of")) if source.of is not None else None,
        )  # fmt: skip

    def panel(self, document: Document, path: Path) -> made.Panel:
        source, span = document.convert(PanelSource, path), document.spans[path]
        _allowed(source.kind, made.PANEL_KINDS, "kind of panel", document.spans[(*path, "kind")])
        self._known_rules(source.rules, document, path)
        self._counted(source, document, path)
        self._standardised(source, document, path)
        self._named(source.norms, "norm", document, (*path, "norms"))
        if source.without_step is not None:
            self._named([source.without_step], "step", document, (*path, "without_step"))
        return made.Panel(
            id=source.id, figure=source.figure, kind=source.kind, chapter=source.chapter, title=source.title,
            definition=source.definition, population=self._condition(document, (*path, "population")),
            source=source.source, span=span, of=source.of, by=tuple(source.by), rules=tuple(source.rules),
            norms=tuple(source.norms), without_step=source.without_step, note=source.note, standard=source.standard,
        )  # fmt: skip

    def _counted(self, source: PanelSource, document: Document, path: Path) -> None:
        """Refuse an `of` or `by` that a panel of this kind cannot count."""
        types = COUNTED.get(source.kind)
        if types and source.of is None:
            hint = "say in `of` which item"
            raise wrong("panel", f"a panel of the kind {source.kind} counts an item", document.spans[path], hint)
        if source.of is not None and not types:
            raise wrong("panel", f"a panel of the kind {source.kind} has no `of`", document.spans[(*path, "of")])
        for at, name in enumerate(source.by):
            place = document.spans[(*path, "by", str(at))]
            if self._item(name, place).type not in SPLIT and source.kind != "per_hospital":
                raise wrong("panel", f"`{name}` has no fixed values to split by", place, "name a choice")
        if types:
            place = document.spans[(*path, "of")]
            if self._item(source.of, place).type not in types:
                message = f"a panel of the kind {source.kind} cannot count `{source.of}`"
                raise wrong("panel", message, place, f"name an item of the type {' or '.join(types)}")

    def _standardised(self, source: PanelSource, document: Document, path: Path) -> None:
        """Refuse weights where none are used, and a split that goes with no population."""
        weighed = source.kind == "standardised_survival"
        if weighed and source.standard is None:
            hint = f"write one of {', '.join(made.SURVIVAL_STANDARDS)}"
            raise wrong("panel", f"a panel of the kind {source.kind} has `standard`", document.spans[path], hint)
        if source.standard is not None:
            place = document.spans[(*path, "standard")]
            if not weighed:
                raise wrong("panel", f"a panel of the kind {source.kind} has no `standard`", place)
            _allowed(source.standard, made.SURVIVAL_STANDARDS, "standard", place)
        if source.kind in AGAINST_POPULATION and VOLUME in source.by:
            place = document.spans[(*path, "by", str(source.by.index(VOLUME)))]
            raise wrong("panel", f"a panel of the kind {source.kind} cannot be split by `{VOLUME}`", place)
        if source.kind == "standardised_incidence" and source.by[-1:] != [PERIOD]:
            hint = f"let `{PERIOD}` be the last item of `by`"
            raise wrong("panel", f"a panel of the kind {source.kind} goes by period", document.spans[path], hint)

    def figure(self, document: Document, path: Path) -> made.Published:
        source, span = document.convert(PublishedSource, path), document.spans[path]
        _allowed(source.unit, UNITS, "unit", document.spans[(*path, "unit")])
        if (source.panel is None) == (source.why_not is None):
            hint = "name the panel that shows it, or say in `why_not` why none can"
            raise wrong("published", f"`{source.id}` has not exactly one of `panel` and `why_not`", span, hint)
        if source.panel is not None:
            self._named([source.panel], "panel", document, (*path, "panel"))
            self._cell(source, self._found["panel"][source.panel], document, path)
        elif source.cell or source.shown_back:
            raise wrong("published", "a figure without a panel has no cell and is not shown back", span)
        return made.Published(
            id=source.id, measure=source.measure, value=source.value, unit=source.unit, source=source.source, span=span,
            panel=source.panel, cell=source.cell, why_not=source.why_not, shown_back=source.shown_back,
        )  # fmt: skip

    def _cell(self, source: PublishedSource, panel: made.Panel, document: Document, path: Path) -> None:
        """Refuse a cell that the panel does not have."""
        wanted = cell_keys(panel)
        span = document.spans.get((*path, "cell"), document.spans[path])
        if set(source.cell) != set(wanted):
            said = ", ".join(wanted) or "nothing, since it is one number"
            raise wrong("published", f"a cell of panel `{panel.id}` names {said}", span, "name exactly these")
        for name, value in source.cell.items():
            place = document.spans[(*path, "cell", name)]
            if message := self._no_cell(name, value):
                raise wrong("unknown-value", message, place, nearest(value or "", self._values(name)))

    def _no_cell(self, name: str, value: str | None) -> str | None:
        if name == "years":
            return None if value and value.isdecimal() else f"`years` is a whole number, not `{value}`"
        if value is None or value in self._values(name):
            return None
        return f"`{name}` has no value '{value}'"

    def _values(self, name: str) -> tuple[str, ...]:
        if name in BESIDE.values():
            return STATISTICS
        item = self._items[name]
        return ("true", "false") if item.type == "boolean" else tuple(item.values)

    def _condition(self, document: Document, path: Path, null_tests: bool = False) -> model.Expression:
        scalar = document.scalars[path]
        node = compile_condition(parse(scalar.text, scalar.span), self._names)
        if not null_tests and any(isinstance(part, model.IsNull) for part in model.walk(node)):
            message = "nobody is counted or left out because something was not written down"
            raise wrong("null-test", message, scalar.span, "compare the item with a value")
        return node

    def _item(self, name: str, span: Span) -> Item:
        if name not in self._items:
            raise wrong("unknown-item", f"no data item `{name}`", span, nearest(name, self._items))
        return self._items[name]

    def _known_rules(self, names: list[str], document: Document, path: Path) -> None:
        for at, name in enumerate(names):
            if name not in self._rules:
                place = document.spans[(*path, "rules", str(at))]
                raise wrong("unknown-rule", f"no rule `{name}`", place, nearest(name, self._rules))

    def _named(self, names: Iterable[str], what: str, document: Document, path: Path) -> None:
        known = self._found.get(what, {})
        for name in names:
            if name not in known:
                raise wrong(f"unknown-{what}", f"no {what} `{name}`", document.spans[path], nearest(name, known))


def cell_keys(panel: made.Panel) -> tuple[str, ...]:
    """Return what a cell of a panel names."""
    keys = [*panel.by]
    if panel.of is not None and panel.kind in ("shares", "hospital_shares"):
        keys.append(panel.of)
    if panel.kind in BESIDE:
        keys.append(BESIDE[panel.kind])
    return tuple(keys)


def _allowed(word: str, allowed: tuple[str, ...], what: str, span: Span) -> None:
    if word not in allowed:
        hint = nearest(word, allowed) or f"write one of {', '.join(allowed)}"
        raise wrong("wrong-value", f"`{word}` is no {what}", span, hint)
