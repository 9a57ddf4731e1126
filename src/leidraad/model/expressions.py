"""The nodes of a compiled expression. Types are settled, names are resolved; evaluators stay dumb."""

import datetime
import functools
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Union

import msgspec

from leidraad.diagnostics import Span


class Node(msgspec.Struct, frozen=True, tag=True, cache_hash=True, gc=False):
    """Every node knows the place in the content file that it came from."""

    span: Span


class Truth(Node, frozen=True):
    value: bool


class Whole(Node, frozen=True):
    value: int


class Exact(Node, frozen=True):
    value: Decimal


class Text(Node, frozen=True):
    value: str


class Day(Node, frozen=True):
    value: datetime.date


class Null(Node, frozen=True):
    pass


class Today(Node, frozen=True):
    """The evaluation date, an explicit input of every evaluation."""


class ItemValue(Node, frozen=True):
    """The value of a data item: raw as given, derived as computed, null when unknown."""

    item: str


class Not(Node, frozen=True):
    operand: "Expression"


class And(Node, frozen=True):
    operands: tuple["Expression", ...]


class Or(Node, frozen=True):
    operands: tuple["Expression", ...]


class Xor(Node, frozen=True):
    left: "Expression"
    right: "Expression"


class Implies(Node, frozen=True):
    left: "Expression"
    right: "Expression"


class Compare(Node, frozen=True):
    """`operator` is one of = != < <= > >=."""

    operator: str
    left: "Expression"
    right: "Expression"


class In(Node, frozen=True):
    """Membership of a literal list: the chain `element = a or element = b`."""

    element: "Expression"
    options: tuple["Expression", ...]


class Contains(Node, frozen=True):
    """Whether a set item holds a value; null while the item is null."""

    element: "Expression"
    item: ItemValue


class NonEmpty(Node, frozen=True):
    """Whether a set item holds any value; null while the item is null."""

    item: ItemValue


class Exists(Node, frozen=True):
    """Whether a list has an element that is not null."""

    operand: "Expression"


class IsNull(Node, frozen=True):
    operand: "Expression"


class ListOf(Node, frozen=True):
    elements: tuple["Expression", ...]


class Branch(msgspec.Struct, frozen=True, cache_hash=True, gc=False):
    condition: "Expression"
    result: "Expression"


class Case(Node, frozen=True):
    """The result of the first branch whose condition is true, else `otherwise`."""

    branches: tuple[Branch, ...]
    otherwise: "Expression"


class Coalesce(Node, frozen=True):
    """The first operand that is not null."""

    operands: tuple["Expression", ...]


class Negate(Node, frozen=True):
    operand: "Expression"


class Arithmetic(Node, frozen=True):
    """`operator` is one of + - * /."""

    operator: str
    left: "Expression"
    right: "Expression"


class Between(Node, frozen=True):
    """Whole years, months or days from `left` to `right`."""

    unit: str
    left: "Expression"
    right: "Expression"


Expression = Union[  # noqa: UP007 - resolved by msgspec at run time
    Truth, Whole, Exact, Text, Day, Null, Today, ItemValue, Not, And, Or, Xor, Implies, Compare, In,
    Contains, NonEmpty, Exists, IsNull, ListOf, Case, Coalesce, Negate, Arithmetic, Between,
]  # fmt: skip


MOST_REMEMBERED = 100_000  # expressions

CONSTANTS = (Truth, Whole, Exact, Text, Day, Null)


def children(node: Expression) -> tuple[Expression, ...]:
    """Return the direct parts of a node, in reading order."""
    return PARTS[type(node)](node)


def _branches(node: Case) -> tuple[Expression, ...]:
    return (*(part for branch in node.branches for part in (branch.condition, branch.result)), node.otherwise)


PARTS: dict[type, Callable[[Any], tuple[Expression, ...]]] = {
    **dict.fromkeys((Truth, Whole, Exact, Text, Day, Null, Today, ItemValue), lambda node: ()),
    **dict.fromkeys((Not, Negate, IsNull, Exists), lambda node: (node.operand,)),
    **dict.fromkeys((And, Or, Coalesce), lambda node: node.operands),
    **dict.fromkeys((Xor, Implies, Compare, Arithmetic, Between), lambda node: (node.left, node.right)),
    ListOf: lambda node: node.elements,
    In: lambda node: (node.element, *node.options),
    Contains: lambda node: (node.element, node.item),
    NonEmpty: lambda node: (node.item,),
    Case: _branches,
}


def walk(node: Expression) -> Iterator[Expression]:
    """Yield the node and everything below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def outcomes(node: Expression) -> Iterator[Expression]:
    """Yield what an expression can come out as: itself, or what its branches and alternatives come out as."""
    match node:
        case Case():
            for part in (*(branch.result for branch in node.branches), node.otherwise):
                yield from outcomes(part)
        case Coalesce():
            for part in node.operands:
                yield from outcomes(part)
        case _:
            yield node


@functools.lru_cache(maxsize=MOST_REMEMBERED)
def items_of(node: Expression) -> tuple[str, ...]:
    """Return the names of the items that an expression reads, in reading order, each once."""
    found: dict[str, None] = {}
    _add_items(node, found)
    return tuple(found)


def _add_items(node: Expression, found: dict[str, None]) -> None:
    if isinstance(node, ItemValue):
        found[node.item] = None
        return
    for part in children(node):
        if not isinstance(part, CONSTANTS):
            _add_items(part, found)


def entangled(
    parts: tuple[Expression, ...], reads: Callable[[Expression], Iterable[str]] = items_of
) -> list[tuple[Expression, ...]]:
    """Group the parts that share items, directly or by way of others; groups vary freely beside each other.

    `reads` says which items a part depends on.
    """
    groups: list[tuple[set[str], tuple[Expression, ...]]] = []
    for part in parts:
        names, members = set(reads(part)), (part,)
        for other in [group for group in groups if group[0] & names]:
            groups.remove(other)
            names, members = names | other[0], other[1] + members
        groups.append((names, members))
    return [members for _, members in groups]
