"""Arithmetic and dates as CQL has them: exact decimals of 8 places, null on overflow. Knows no model."""

import datetime
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

SMALLEST, LARGEST = -(2**31), 2**31 - 1
STEP = Decimal("0.00000001")
BOUND = Decimal(10) ** 28
EXACT = Context(prec=60)

Number = int | Decimal


def within(value: Number) -> Number | None:
    """Return the number, rounded to the places of CQL, or None when it is out of range."""
    if isinstance(value, int):
        return value if SMALLEST <= value <= LARGEST else None
    with localcontext(EXACT):
        rounded = value.quantize(STEP, rounding=ROUND_HALF_UP) if value.as_tuple().exponent < -8 else value
    return rounded if abs(rounded) < BOUND else None


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
