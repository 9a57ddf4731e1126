"""The shapes of scale files as their authors write them. Texts of conditions are not parsed here."""

import msgspec

from leidraad.model.content import Publication, Wording


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source refuses fields that it does not know."""


class InputSource(Sheet, frozen=True):
    type: str
    label: Wording
    unit: str | None = None
    range: tuple[str, str] | None = None
    values: dict[str, Wording] = {}
    instead_of: list[str] = []


class RowSource(Sheet, frozen=True):
    """A row has either `then`, an outcome, or `none`: why there is none."""

    when: str
    then: str | None = None
    none: Wording | None = None
    text: Wording | None = None
    source: list[str] = []
    confidence: str | None = None


class OutcomeSource(Sheet, frozen=True):
    """The item that a table or lookup gives a value."""

    type: str
    label: Wording
    values: dict[str, Wording] = {}


class TableSource(Sheet, frozen=True):
    """A table has `rows`, or a formula `is`. `hit` is unique, or any: rows that agree may hold together."""

    id: str
    type: str
    label: Wording
    values: dict[str, Wording] = {}
    text: Wording | None = None
    rows: list[RowSource] = []
    expression: str | None = msgspec.field(default=None, name="is")
    range: tuple[str, str] | None = None
    hit: str = "unique"
    source: list[str] = []
    confidence: str | None = None


class LookupSource(Sheet, frozen=True):
    """A list by the value of one input: for each of its values, one outcome for each item of `gives`."""

    by: str
    gives: dict[str, OutcomeSource]
    rows: dict[str, list[str]]
    source: list[str]
    confidence: str


class CautionSource(Sheet, frozen=True):
    when: str
    text: Wording
    confidence: str | None = None


class WithheldSource(Sheet, frozen=True):
    text: Wording
    confidence: str | None = None
    inputs: list[str] = []


class RecordedSource(Sheet, frozen=True):
    """In which cases a result that was read elsewhere is judged, by which table, and what it takes."""

    when: str
    about: list[str]
    beside: list[str]
    inputs: dict[str, str]
    table: str
    warns_at: str


class ScaleSource(Sheet, frozen=True):
    id: str
    title: Wording
    about: Wording
    rights: Wording
    read_on: str
    sources: dict[str, Publication]
    inputs: dict[str, InputSource]
    results: list[str]
    lookups: list[LookupSource] = []
    tables: list[TableSource] = []
    cautions: list[CautionSource] = []
    withheld: list[WithheldSource] = []
    recorded: RecordedSource | None = None
