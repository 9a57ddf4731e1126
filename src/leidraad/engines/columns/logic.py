"""Three-valued logic in columns of bytes, never null: 0 is false, 1 is not known, -1 (all bits) is true.

So `&` is Kleene's and, `|` is Kleene's or, and a databank computes many rows in one instruction. A byte that is
certain (0 or -1) is also a mask. Knows nothing of the model.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from functools import reduce

import ibis

from leidraad.engines.columns.sharing import Pool, Step

FALSE, UNKNOWN, TRUE = 0, 1, -1


def constant(pool: Pool, byte: int) -> Step:
    """Return one of FALSE, UNKNOWN, TRUE, or another pattern of bits, as a step."""
    return pool.literal(byte, "int8")


def both(pool: Pool, parts: Iterable[Step]) -> Step:
    """Return Kleene's and of the parts; true when there are none."""
    return _joined(pool, parts, TRUE, FALSE, Step.__and__)


def either(pool: Pool, parts: Iterable[Step]) -> Step:
    """Return Kleene's or of the parts; false when there are none."""
    return _joined(pool, parts, FALSE, TRUE, Step.__or__)


def _joined(pool: Pool, parts: Iterable[Step], neutral: int, final: int, join: Callable) -> Step:
    parts = [part for part in dict.fromkeys(parts) if part is not constant(pool, neutral)]
    if not parts or constant(pool, final) in parts:
        return constant(pool, final if parts else neutral)
    while len(parts) > 1:
        # In pairs, so that a long list makes no deep expression.
        parts = [reduce(join, parts[i : i + 2]) for i in range(0, len(parts), 2)]
    return parts[0]


def opposite(byte: Step) -> Step:
    """Return Kleene's not."""
    if byte.function is ibis.literal:
        return constant(byte.pool, -byte.parts[0] - 1 if byte.parts[0] != UNKNOWN else UNKNOWN)
    return byte ^ _known(byte)


def _known(byte: Step) -> Step:
    """Return the mask of what is known: true where a byte is not UNKNOWN."""
    if is_certain(byte):
        return constant(byte.pool, TRUE)
    match byte.function, byte.parts:
        case operator.or_, (value, Step(function=found) as lacking) if found is _is_null and is_certain(value):
            return flipped(spread(lacking))
    return byte.pool.step(_not_unknown, byte)


def holds(byte: Step) -> Step:
    """Return the certain byte that is true where this one is true."""
    if byte.function is ibis.literal:
        return constant(byte.pool, TRUE if byte.parts[0] == TRUE else FALSE)
    return byte if is_certain(byte) else byte.pool.step(_true, byte)


def is_unknown(byte: Step) -> Step:
    """Return the certain byte that is true where this one is not known."""
    if byte.function is ibis.literal:
        return constant(byte.pool, TRUE if byte.parts[0] == UNKNOWN else FALSE)
    return constant(byte.pool, FALSE) if is_certain(byte) else byte.pool.step(_unknown, byte)


def is_certain(byte: Step) -> bool:
    """Return whether it is seen at once that a byte is never UNKNOWN."""
    return byte.function in CERTAIN or (byte.function is ibis.literal and byte.parts[0] != UNKNOWN)


def chosen(pool: Pool, branches: Sequence[tuple[Step, Step]], otherwise: Step) -> Step:
    """Return the result of the first branch whose condition is true, else `otherwise`."""
    for condition, result in reversed(branches):
        taken = holds(condition)
        otherwise = either(pool, [both(pool, [taken, result]), _unless(taken, otherwise, result)])
    return otherwise


def _unless(taken: Step, otherwise: Step, result: Step) -> Step:
    """Return `otherwise` where a branch is not taken; where its result is true, it does not matter."""
    pool = taken.pool
    return otherwise if result is constant(pool, TRUE) else both(pool, [opposite(taken), otherwise])


def certain(flag: Step) -> Step:
    """Return the byte of a boolean column that is never null."""
    return flag.pool.step(_all_bits, flag)


def flipped(byte: Step) -> Step:
    """Return a byte with every bit turned round: Kleene's not of a certain byte."""
    return byte ^ constant(byte.pool, TRUE)


def spread(bit: Step) -> Step:
    """Return the certain byte of a column of 0 and 1."""
    return bit.pool.step(operator.neg, bit)


def missing(value: Step) -> Step:
    """Return 1 where a value is null, else 0."""
    return value.pool.step(_is_null, value)


def to_boolean(byte: Step) -> Step:
    """Return true, false or null."""
    return byte.pool.step(_boolean, byte)


def _is_null(value: ibis.Value) -> ibis.Value:
    return value.isnull().cast("int8")


def _all_bits(flag: ibis.Value) -> ibis.Value:
    return -flag.cast("int8")


def _true(byte: ibis.Value) -> ibis.Value:
    return _all_bits(byte == TRUE)


def _unknown(byte: ibis.Value) -> ibis.Value:
    return _all_bits(byte == UNKNOWN)


def _not_unknown(byte: ibis.Value) -> ibis.Value:
    return _all_bits(byte != UNKNOWN)


def _boolean(byte: ibis.Value) -> ibis.Value:
    return (byte == UNKNOWN).ifelse(ibis.null("boolean"), byte == TRUE)


CERTAIN = frozenset({operator.neg, _all_bits, _true, _unknown, _not_unknown})
