"""The cells of one column as ibis expressions: as text, and as values of a data item. Opens nothing.

What a cell means is written in records/facts.py; here the same stands for a whole column. A cell that cannot be read
is marked, never guessed; what is wrong with it the reader of single rows says.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from leidraad.model.content import Item
from leidraad.records.facts import TRUTH

# What a column of each type of data item holds.
TYPES: dict[str, dt.DataType] = {
    "boolean": dt.boolean, "choice": dt.string, "text": dt.string, "set": dt.Array(dt.string),
    "integer": dt.int64, "decimal": dt.Decimal(28, 8), "date": dt.date,
}  # fmt: skip
# The exact number is held with more places than a decimal has, so that one that does not fit is seen.
WIDE, EXACT = dt.Decimal(38, 18), TYPES["decimal"]
# What Python takes for space around a word.
SPACE = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
PLAIN_NUMBER = r"[+-]?([0-9]+\.?[0-9]{0,18}|\.[0-9]{1,18})0*"
WITH_POWER = r"[+-]?([0-9]+\.?[0-9]{0,9}|\.[0-9]{1,9})[eE](\+?[0-9]{1,2}|-[0-9])"
NUMBER = rf"^(({PLAIN_NUMBER})|({WITH_POWER}))\z"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z"


class Read(NamedTuple):
    """The values of a column, null where nothing is known, and where a cell could not be read (never null)."""

    value: ir.Value
    wrong: ir.BooleanValue


class Cell:
    """A column of texts, as a CSV file has it; an empty text says nothing."""

    def __init__(self, text: ir.StringValue) -> None:
        self.text = text

    @property
    def empty(self) -> ir.BooleanValue:
        """Tell where a cell says nothing."""
        return self.text == ""

    def read(self, item: Item) -> Read:
        """Return the cells as values of an item."""
        value = _IN_TEXT[item.type](self.text, item)
        return Read(value, ~self.empty & value.isnull())

    def number(self) -> ir.DecimalValue:
        """Return the cells as exact numbers; null where a cell is none, or has more places than a decimal."""
        wide = ibis.ifelse(self.text.re_search(NUMBER), self.text, None).try_cast(WIDE)
        exact = wide.try_cast(EXACT)
        return ibis.ifelse(exact.cast(WIDE) == wide, exact, None)


class NumberCell(Cell):
    """A column of numbers. Binary fractions are taken to eight places, which is what a decimal has."""

    def __init__(self, column: ir.NumericValue) -> None:
        known = ibis.ifelse(column.isnan(), None, column) if column.type().is_floating() else column
        self._exact = known.try_cast(EXACT)
        self._known = known
        digits = _digits(self._exact).fill_null(known.cast("string"))
        super().__init__(known.isnull().ifelse("", digits))

    @property
    def empty(self) -> ir.BooleanValue:
        """Tell where a cell says nothing."""
        return self._known.isnull()

    def number(self) -> ir.DecimalValue:
        """Return the numbers; null where one is too large."""
        return self._exact

    def read(self, item: Item) -> Read:
        """Return the cells as values of an item."""
        return number_of(self, item, Decimal(1)) if item.type in ("integer", "decimal") else super().read(item)


class _TypedCell(Cell):
    """A column whose type is that of one type of items; for any other it is read as text."""

    TYPE: str

    def __init__(self, column: ir.Value, text: ir.StringValue) -> None:
        super().__init__(text.fill_null(""))
        self._column = column

    @property
    def empty(self) -> ir.BooleanValue:
        """Tell where a cell says nothing."""
        return self._column.isnull()

    def read(self, item: Item) -> Read:
        """Return the cells as values of an item."""
        return self._own(item) if item.type == self.TYPE else super().read(item)

    def _own(self, item: Item) -> Read:
        return Read(self._column, ibis.literal(False))


class TruthCell(_TypedCell):
    """A column of truth values."""

    TYPE = "boolean"

    def __init__(self, column: ir.BooleanValue) -> None:
        super().__init__(column, column.ifelse("true", "false"))


class DayCell(_TypedCell):
    """A column of dates."""

    TYPE = "date"

    def __init__(self, column: ir.DateValue) -> None:
        super().__init__(column, column.strftime("%Y-%m-%d"))


class ListCell(_TypedCell):
    """A column of lists; an empty list is known, and says "none"."""

    TYPE = "set"

    def __init__(self, column: ir.ArrayValue) -> None:
        super().__init__(column, column.map(lambda word: word.fill_null("")).join("|"))

    def _own(self, item: Item) -> Read:
        strange = self._column.map(lambda word: ~word.isin(list(item.values)).fill_null(False))
        wrong = strange.contains(True).fill_null(False)
        return Read(ibis.ifelse(wrong, None, self._column), wrong)


def stripped(table: ir.Table) -> ir.Table:
    """Return a table of a file with its texts as `cell_of` takes them, so that each text is looked at once."""
    texts = [name for name, kind in table.schema().items() if kind.is_string()]
    return table.mutate(**{name: _stripped(table[name]) for name in texts})


def cell_of(column: ir.Value) -> Cell | None:
    """Return the cells of a column of a `stripped` table, or None when no data item has values of that type."""
    kind = column.type()
    if kind.is_boolean():
        return TruthCell(column)
    if kind.is_numeric():
        return NumberCell(column)
    if kind.is_date():
        return DayCell(column)
    if kind.is_timestamp():
        return _moment(column)
    if kind.is_array() and kind.value_type.is_string():
        return ListCell(column)
    return Cell(column) if kind.is_string() else None


def _moment(column: ir.TimestampValue) -> Cell:
    """Read midnight as the day, as programs write a day that have moments only; any other moment is no day."""
    day = column.truncate("D") == column
    return Cell(day.ifelse(column.strftime("%Y-%m-%d"), column.cast("string")).fill_null(""))


def _stripped(text: ir.StringValue) -> ir.StringValue:
    """Return texts without space around them, as the reader of single rows does; null says nothing."""
    return text.re_replace(f"^[{SPACE}]+|[{SPACE}]+$", "").fill_null("")


def _digits(number: ir.DecimalValue) -> ir.StringValue:
    """Return a number as a person writes it: no point without decimals."""
    text = number.cast("string")
    return text.contains(".").ifelse(text.re_replace(r"\.?0+$", ""), text)


def number_of(cell: Cell, item: Item, factor: Decimal) -> Read:
    """Return the cells as numbers of an item, in its unit: `factor` times what stands there."""
    number = cell.number()
    if factor != 1:
        wide = number * ibis.literal(factor, dt.Decimal(4, 1))
        exact = wide.try_cast(EXACT)
        number = ibis.ifelse(exact == wide, exact, None)
    value = _whole(number) if item.type == "integer" else number
    value = ibis.ifelse(_in_range(number, item), value, None)
    return Read(value, ~cell.empty & value.isnull())


def _whole(number: ir.DecimalValue) -> ir.IntegerValue:
    whole = number.try_cast(dt.int64)
    return ibis.ifelse(whole.cast(EXACT) == number, whole, None)


def _in_range(number: ir.DecimalValue, item: Item) -> ir.BooleanValue:
    low, high = (b if b is None else ibis.literal(b, EXACT) for b in (item.low, item.high))
    above = ibis.literal(True) if low is None else number >= low
    return above if high is None else above & (number <= high)


def _truths(text: ir.StringValue, item: Item) -> ir.BooleanValue:
    return ibis.cases(*((text.lower() == word, truth) for word, truth in TRUTH.items()), else_=None)


def _numbers(text: ir.StringValue, item: Item) -> ir.NumericValue:
    return number_of(Cell(text), item, Decimal(1)).value


def _choices(text: ir.StringValue, item: Item) -> ir.StringValue:
    return ibis.ifelse(text.isin(list(item.values)), text, None)


def _sets(text: ir.StringValue, item: Item) -> ir.ArrayValue:
    close = text.re_replace(rf"[{SPACE}]*\|[{SPACE}]*", "|")
    word = f"({'|'.join(map(re.escape, item.values))})"
    known = close.re_search(rf"^{word}(\|{word})*\z")
    return ibis.ifelse(known, close.split("|"), None)


def _days(text: ir.StringValue, item: Item) -> ir.DateValue:
    # The calendar of a database has a year 0; that of people has not.
    form = text.re_search(DAY) & ~text.startswith("0000")
    return ibis.ifelse(form, text, None).try_cast(dt.date)


def _texts(text: ir.StringValue, item: Item) -> ir.StringValue:
    return text.nullif("")


_IN_TEXT: dict[str, Callable[[ir.StringValue, Item], ir.Value]] = {
    "boolean": _truths, "integer": _numbers, "decimal": _numbers, "choice": _choices, "set": _sets, "date": _days,
    "text": _texts,
}  # fmt: skip
