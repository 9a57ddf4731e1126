"""The calendar as terms of the solver: which days exist, and whole years, months and days between two of them."""

import datetime

import z3

from leidraad.engines.symbolic.terms import Day, Nothing, Number, Term, both

SHORT = (4, 6, 9, 11)


def exists(day: Day) -> z3.BoolRef:
    """Return when year, month and day make a date."""
    february = z3.If(_leap(day.year), 29, 28)
    longest = z3.If(day.month == 2, february, z3.If(z3.Or([day.month == m for m in SHORT]), 30, 31))
    year = both(day.year >= datetime.MINYEAR, day.year <= datetime.MAXYEAR)
    return both(year, day.month >= 1, day.month <= 12, day.day >= 1, day.day <= longest)


def _leap(year: z3.ArithRef) -> z3.BoolRef:
    return z3.And(year % 4 == 0, z3.Or(year % 100 != 0, year % 400 == 0))


def whole_units_between(unit: str, left: Term, right: Term) -> Term:
    """Return the whole years, months or days from left to right; negative when right is earlier."""
    if isinstance(left, Nothing) or isinstance(right, Nothing):
        return Nothing()
    known = both(left.known, right.known)
    if unit == "days":
        return Number(known, _count(right) - _count(left), False)
    size = 12 if unit == "years" else 1
    forth, back = _months(left, right) / size, _months(right, left) / size
    return Number(known, z3.If(right.rank() < left.rank(), -back, forth), False)


def _months(left: Day, right: Day) -> z3.ArithRef:
    """Return the whole months from a date to a later one."""
    return (right.year - left.year) * 12 + right.month - left.month - z3.If(right.day < left.day, 1, 0)


def _count(day: Day) -> z3.ArithRef:
    """Return the number of a day, counted from a day long ago, with years that begin in March."""
    late = z3.If(day.month <= 2, 1, 0)
    year, month = day.year - late, day.month + 12 * late - 3
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day.day
