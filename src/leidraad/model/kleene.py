"""The truth tables of three-valued logic. Null (None) is not known; it is never false."""

from collections.abc import Iterable

Tri = bool | None


def negation(a: Tri) -> Tri:
    """not: true -> false, false -> true, null -> null."""
    return None if a is None else not a


def conjunction(operands: Iterable[Tri]) -> Tri:
    """and: false if any is false; else null if any is null; else true."""
    values = list(operands)
    if any(v is False for v in values):
        return False
    return None if any(v is None for v in values) else True


def disjunction(operands: Iterable[Tri]) -> Tri:
    """or: true if any is true; else null if any is null; else false."""
    values = list(operands)
    if any(v is True for v in values):
        return True
    return None if any(v is None for v in values) else False


def exclusion(a: Tri, b: Tri) -> Tri:
    """xor: null if either is null; else whether they differ."""
    return None if a is None or b is None else a is not b


def implication(a: Tri, b: Tri) -> Tri:
    """implies: not a or b."""
    return disjunction([negation(a), b])
