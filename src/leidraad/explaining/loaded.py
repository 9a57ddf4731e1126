"""What is loaded, as lists for programs: guidelines, data items, scales. Knows no patient."""

import datetime
from collections.abc import Iterable

import msgspec

from leidraad.explaining.safety import SAFETY
from leidraad.model.content import Content, Guideline, Item, Scale, Wording

SCHEMA = "1"


class GuidelineEntry(msgspec.Struct, frozen=True):
    """One edition of one guideline: its passport, and how much it holds. `sha256` is of its files."""

    id: str
    edition: str
    title: Wording
    status: str
    valid_from: datetime.date
    network: str | None
    sha256: str
    modules: int
    rules: int
    norms: int
    findings: int


class GuidelineList(msgspec.Struct, frozen=True):
    """The guidelines that speak."""

    schema: str
    guidelines: tuple[GuidelineEntry, ...]
    safety: Wording


class ItemEntry(msgspec.Struct, frozen=True):
    """A data item. `unit` is UCUM; a `derived` item follows from others; `values` are those of a choice or set."""

    name: str
    type: str
    group: str
    kind: str
    label: Wording
    definition: str
    derived: bool
    report: str | None
    unit: str | None
    minimum: float | None
    maximum: float | None
    values: dict[str, Wording]
    unclear: str | None


class ItemList(msgspec.Struct, frozen=True):
    """The dictionary: every data item that a case can hold."""

    schema: str
    items: tuple[ItemEntry, ...]


class ScaleEntry(msgspec.Struct, frozen=True):
    """A published scale and the inputs that it takes."""

    id: str
    title: Wording
    inputs: tuple[str, ...]


class ScaleList(msgspec.Struct, frozen=True):
    """Every scale."""

    schema: str
    scales: tuple[ScaleEntry, ...]


def guideline_list(content: Content) -> GuidelineList:
    """Return the loaded guidelines."""
    return GuidelineList(SCHEMA, tuple(map(_guideline, content.guidelines)), SAFETY)


def item_list(content: Content) -> ItemList:
    """Return the dictionary."""
    return ItemList(SCHEMA, tuple(map(_item, content.items.values())))


def scale_list(scales: Iterable[Scale]) -> ScaleList:
    """Return the scales."""
    return ScaleList(SCHEMA, tuple(ScaleEntry(scale.id, scale.title, scale.inputs) for scale in scales))


def _guideline(g: Guideline) -> GuidelineEntry:
    counts = (len(g.modules), len(g.rules), len(g.norms), len(g.findings))
    return GuidelineEntry(g.id, g.edition, g.title, g.status, g.valid_from, g.network, g.sha256, *counts)


def _item(item: Item) -> ItemEntry:
    return ItemEntry(
        name=item.name, type=item.type, group=item.group, kind=item.kind, label=item.label, definition=item.definition,
        derived=item.derivation is not None, report=item.report, unit=item.unit,
        minimum=None if item.low is None else float(item.low), maximum=None if item.high is None else float(item.high),
        values={name: value.label for name, value in item.values.items()}, unclear=item.unclear,
    )  # fmt: skip
