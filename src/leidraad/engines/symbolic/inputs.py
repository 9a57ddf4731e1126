"""The variables that stand for one item: whether it is known, and its value. Knows the types of the dictionary."""

import datetime
from decimal import Decimal

import z3

from leidraad.engines.reference import Fact
from leidraad.engines.symbolic.dates import exists
from leidraad.engines.symbolic.terms import UNIT, YES, Day, Members, Number, Term, Text, Truth, both, no
from leidraad.model.content import Item

Values = list[tuple[z3.ExprRef, z3.ExprRef]]


class Input:
    """The variables of one item, the term that they make, and what the dictionary demands of them."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.known = z3.Bool(f"{item.name}?")
        self.demand: z3.BoolRef = YES
        self.term: Term = self._term()

    def fact(self, model: z3.ModelRef) -> Fact:
        """Return the value in a model of the solver, None when it is unknown there."""
        return self._fact(model) if _holds(model, self.known) else None

    def values(self, fact: Fact) -> Values:
        """Return each variable with what it is for a fact; the value of an unknown item does not matter."""
        known = [(self.known, z3.BoolVal(fact is not None))]
        return known if fact is None else known + self._values(fact)

    def equals(self, fact: Fact) -> z3.BoolRef:
        """Return when the item has this value."""
        return both(*(variable == value for variable, value in self.values(fact)))

    def variables(self) -> list[z3.ExprRef]:
        """Return all its variables."""
        return [self.known, *(variable for variable, _ in self._values(self._any()))]

    def names(self) -> set[str]:
        """Return the names of its variables."""
        return {variable.decl().name() for variable in self.variables()}

    def _bool(self, part: str = "") -> z3.BoolRef:
        return z3.Bool(f"{self.item.name}{part}")

    def _int(self, part: str = "") -> z3.ArithRef:
        return z3.Int(f"{self.item.name}{part}")


class _Boolean(Input):
    def _term(self) -> Truth:
        self._value = self._bool()
        return Truth(both(self.known, self._value), both(self.known, no(self._value)))

    def _fact(self, model: z3.ModelRef) -> bool:
        return _holds(model, self._value)

    def _values(self, fact: bool) -> Values:
        return [(self._value, z3.BoolVal(fact))]

    def _any(self) -> bool:
        return True


class _Choice(Input):
    """Values are numbered, and the number is written in bits: two values never hold together."""

    def _term(self) -> Text:
        self._numbers = {value: number for number, value in enumerate(self.item.values)}
        last = len(self._numbers) - 1
        self._bits = [self._bool(f".{bit}") for bit in range(last.bit_length())]
        spare = range(last + 1, 2 ** len(self._bits))
        self.demand = both(*(no(self._is(number)) for number in spare))
        return Text(self.known, tuple((both(self.known, self._is(n)), value) for value, n in self._numbers.items()))

    def _is(self, number: int) -> z3.BoolRef:
        return both(*(bit if number >> at & 1 else no(bit) for at, bit in enumerate(self._bits)))

    def _fact(self, model: z3.ModelRef) -> str:
        number = sum(_holds(model, bit) << at for at, bit in enumerate(self._bits))
        return list(self._numbers)[number]

    def _values(self, fact: str) -> Values:
        number = self._numbers[fact]
        return [(bit, z3.BoolVal(bool(number >> at & 1))) for at, bit in enumerate(self._bits)]

    def _any(self) -> str:
        return next(iter(self._numbers))


class _Set(Input):
    def _term(self) -> Members:
        self._held = {value: self._bool(f".{value}") for value in self.item.values}
        return Members(self.known, {value: both(self.known, held) for value, held in self._held.items()})

    def _fact(self, model: z3.ModelRef) -> frozenset:
        return frozenset(value for value, held in self._held.items() if _holds(model, held))

    def _values(self, fact: frozenset) -> Values:
        return [(held, z3.BoolVal(value in fact)) for value, held in self._held.items()]

    def _any(self) -> frozenset:
        return frozenset()


class _Number(Input):
    def _term(self) -> Number:
        self._value, self._unit = self._int(), UNIT if self.item.type == "decimal" else 1
        low, high = self.item.low, self.item.high
        bounds = [self._value >= int(low * self._unit)] if low is not None else []
        bounds += [self._value <= int(high * self._unit)] if high is not None else []
        self.demand = both(*bounds)
        return Number(self.known, self._value, self._unit == UNIT)

    def _fact(self, model: z3.ModelRef) -> int | Decimal:
        number = _number(model, self._value)
        return number if self._unit == 1 else Decimal(number) / UNIT

    def _values(self, fact: int | Decimal) -> Values:
        return [(self._value, z3.IntVal(int(fact * self._unit)))]

    def _any(self) -> int:
        return 0


class _Date(Input):
    def _term(self) -> Day:
        self._parts = [self._int(part) for part in (".year", ".month", ".day")]
        day = Day(self.known, *self._parts)
        self.demand = exists(day)
        return day

    def _fact(self, model: z3.ModelRef) -> datetime.date:
        return datetime.date(*(_number(model, part) for part in self._parts))

    def _values(self, fact: datetime.date) -> Values:
        wanted = (fact.year, fact.month, fact.day)
        return [(part, z3.IntVal(value)) for part, value in zip(self._parts, wanted, strict=True)]

    def _any(self) -> datetime.date:
        return datetime.date(2000, 1, 1)


class _Text(Input):
    def _term(self) -> Text:
        self._value = z3.String(self.item.name)
        return Text(self.known, ((self.known, self._value),))

    def _fact(self, model: z3.ModelRef) -> str:
        return model.eval(self._value, model_completion=True).py_value()

    def _values(self, fact: str) -> Values:
        return [(self._value, z3.StringVal(fact))]

    def _any(self) -> str:
        return ""


TYPES = {
    "boolean": _Boolean, "choice": _Choice, "set": _Set, "integer": _Number,
    "decimal": _Number, "date": _Date, "text": _Text,
}  # fmt: skip


def input_of(item: Item) -> Input:
    """Return the variables of an item."""
    return TYPES[item.type](item)


def _holds(model: z3.ModelRef, variable: z3.BoolRef) -> bool:
    return z3.is_true(model.eval(variable, model_completion=True))


def _number(model: z3.ModelRef, variable: z3.ArithRef) -> int:
    return model.eval(variable, model_completion=True).as_long()
