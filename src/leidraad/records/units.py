"""Units of length between UCUM codes. Any other pair of units is refused, never assumed."""

from decimal import Decimal

MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10)}


def can_convert(unit: str | None, wanted: str | None) -> bool:
    """Return whether a number in `unit` can be given in `wanted`; None is a bare number."""
    return unit == wanted or (unit in MILLIMETRES and wanted in MILLIMETRES)


def convert(number: Decimal, unit: str | None, wanted: str | None) -> Decimal:
    """Return the number in `wanted`; the units must be convertible."""
    if unit == wanted:
        return number
    return number * MILLIMETRES[unit] / MILLIMETRES[wanted]
