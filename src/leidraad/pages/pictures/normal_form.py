"""Conditions as people read them: `not` stands at single tests only, groups do not repeat. Changes no truth value."""

from collections.abc import Iterable, Iterator
from itertools import product
from math import prod

import msgspec

from leidraad.language.from_model import to_cql
from leidraad.model import expressions as model

ALL, ANY = "all", "any"
MOST_WAYS = 200  # looked at before ways that add nothing are dropped


class Test(msgspec.Struct, frozen=True):
    """One test of a condition; with `holds` false the test must fail."""

    expression: model.Expression
    holds: bool = True


class Group(msgspec.Struct, frozen=True):
    """All or any of the parts; a part of a group never joins in the same way."""

    joins: str
    parts: tuple["Part", ...]


Part = Test | Group
Way = tuple[Test, ...]


def normal(node: model.Expression, holds: bool = True) -> Part:
    """Return the condition with `not` at its tests. Each step keeps the Kleene value, also of what is not known."""
    at = node.span
    match node:
        case model.Not(operand=operand):
            return normal(operand, not holds)
        case model.And(operands=operands) | model.Or(operands=operands):
            return _group(ALL if isinstance(node, model.And) is holds else ANY, [normal(o, holds) for o in operands])
        case model.Implies(left=left, right=right):
            return normal(model.Or(at, (model.Not(at, left), right)), holds)
        case model.Xor(left=a, right=b):
            one, other = model.And(at, (a, model.Not(at, b))), model.And(at, (model.Not(at, a), b))
            return normal(model.Or(at, (one, other)), holds)
    return Test(node, holds)


def _group(joins: str, parts: Iterable[Part]) -> Part:
    flat = [p for part in parts for p in (part.parts if isinstance(part, Group) and part.joins == joins else (part,))]
    return flat[0] if len(flat) == 1 else Group(joins, tuple(flat))


def tests(part: Part) -> Iterator[Test]:
    """Yield the tests of a condition in reading order."""
    if isinstance(part, Test):
        yield part
    else:
        for inside in part.parts:
            yield from tests(inside)


def ways(part: Part) -> tuple[Way, ...] | None:
    """Return the ways in which a condition holds, each a list of tests; None when there are too many to list.

    Ways that ask more than another are left out. Distributing and leaving out keep the Kleene value; a way that
    contradicts itself stays, because with a fact unknown it is unknown and not false.
    """
    return _shortest(_expanded(part)) if _count(part) <= MOST_WAYS else None


def _count(part: Part) -> int:
    if isinstance(part, Test):
        return 1
    counts = [_count(p) for p in part.parts]
    return prod(counts) if part.joins == ALL else sum(counts)


def _expanded(part: Part) -> list[Way]:
    if isinstance(part, Test):
        return [(part,)]
    inside = [_expanded(p) for p in part.parts]
    if part.joins == ANY:
        return [way for found in inside for way in found]
    return [tuple(test for way in chosen for test in way) for chosen in product(*inside)]


def _shortest(found: list[Way]) -> tuple[Way, ...]:
    keyed = list({frozenset(once): tuple(once.values()) for once in map(_once, found)}.items())
    return tuple(way for key, way in keyed if not any(other < key for other, _ in keyed))


def _once(way: Way) -> dict[tuple[str, bool], Test]:
    return {(to_cql(test.expression), test.holds): test for test in way}
