"""Arithmetic and dates as CQL has them: exact decimals of 8 places, null on overflow."""

import datetime
from decimal import Decimal, localcontext

from leidraad.model.numbers import EXACT, Number, within


def calculate(operator: str, left: Number, right: Number) -> Number | None:
    """Return left operator right; None for a division by zero and for overflow."""
    with localcontext(EXACT):
        match operator:
            case "+":
                return within(left + right)
            case "-":
                return within(left - right)
            case "*":
                return within(left * right)
        return None if right == 0 else within(Decimal(left) / Decimal(right))


def whole_units_between(unit: str, left: datetime.date, right: datetime.date) -> int:
    """Return the number of whole years, months or days from left to right; negative when right is earlier."""
    if unit == "days":
        return (right - left).days
    if right < left:
        return -whole_units_between(unit, right, left)
    months = (right.year - left.year) * 12 + right.month - left.month - (right.day < left.day)
    return months // 12 if unit == "years" else months
