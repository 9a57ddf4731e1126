"""The numbers of CQL: whole numbers of 32 bits, decimals of 20 digits before the point and 8 behind it."""

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

SMALLEST, LARGEST = -(2**31), 2**31 - 1
STEP = Decimal("0.00000001")
# The largest Decimal of CQL is (10^28 - 1) / 10^8.
BOUND = Decimal(10) ** 20
EXACT = Context(prec=60)

Number = int | Decimal


def within(value: Number) -> Number | None:
    """Return the number, rounded to the places of CQL, or None when it is out of range."""
    if isinstance(value, int):
        return value if SMALLEST <= value <= LARGEST else None
    with localcontext(EXACT):
        if abs(value) >= BOUND:
            return None
        rounded = value.quantize(STEP, rounding=ROUND_HALF_UP) if value.as_tuple().exponent < -8 else value
    return rounded if abs(rounded) < BOUND else None
