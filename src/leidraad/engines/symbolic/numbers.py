"""Arithmetic of CQL as terms of the solver: exact to eight places, null for a division by zero and on overflow."""

import z3

from leidraad.engines.symbolic.terms import UNIT, Nothing, Number, Term, both
from leidraad.model.numbers import BOUND, LARGEST, SMALLEST

MOST = int(BOUND) * UNIT


def calculate(operator: str, left: Term, right: Term) -> Term:
    """Return left operator right; null when either is, when dividing by zero, and on overflow."""
    if isinstance(left, Nothing) or isinstance(right, Nothing):
        return Nothing()
    known = both(left.known, right.known)
    if operator == "/":
        return _within(both(known, right.value != 0), _quotient(left.scaled() * UNIT, right.scaled()), True)
    if not left.decimal and not right.decimal:
        return _within(known, SUMS[operator](left.value, right.value), False)
    if operator != "*":
        return _within(known, SUMS[operator](left.scaled(), right.scaled()), True)
    if left.decimal and right.decimal:
        return _within(known, _quotient(left.value * right.value, z3.IntVal(UNIT)), True)
    return _within(known, left.value * right.value, True)


SUMS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}


def _within(known: z3.BoolRef, value: z3.ArithRef, decimal: bool) -> Number:
    low, high = (-MOST + 1, MOST - 1) if decimal else (SMALLEST, LARGEST)
    return Number(both(known, value >= low, value <= high), value, decimal)


def _quotient(left: z3.ArithRef, right: z3.ArithRef) -> z3.ArithRef:
    """Return a quotient rounded to a whole number, halves away from zero."""
    size = (2 * _absolute(left) + _absolute(right)) / (2 * _absolute(right))
    return z3.If((left < 0) == (right < 0), size, -size)


def _absolute(value: z3.ArithRef) -> z3.ArithRef:
    return z3.If(value < 0, -value, value)
