"""Small counts are left out, and with them what would give them away. Knows counts only, no tables and no panels.

The rule: a count of 1 up to `least` - 1 patients is hidden. Where a total of counts is shown, the next smallest is
hidden too as long as the hidden ones can be worked out: when only one is hidden, or when all of them must be 1, or
all of them `least` - 1. Where even that is not enough, the total is hidden as well.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple


class Cover(NamedTuple):
    """The places of the hidden counts; where it is not `safe`, their total must be hidden too."""

    hidden: frozenset[int]
    safe: bool = True


class Grid(NamedTuple):
    """The hidden groups of a table, and the hidden cells within each group; `safe` as in a cover."""

    groups: frozenset[int]
    cells: tuple[frozenset[int], ...]
    safe: bool


def is_small(count: int, least: int) -> bool:
    """Tell whether so few patients may not be shown."""
    return 0 < count < least


def shown(count: int, least: int) -> int | None:
    """Return a count of which no total is shown; None when it is hidden."""
    return None if is_small(count, least) else count


def cover(counts: Sequence[int], least: int, also: Collection[int] = ()) -> Cover:
    """Return what is hidden of counts whose total is shown; those at the places `also` are hidden in any case."""
    hidden = {n for n, count in enumerate(counts) if n in also or is_small(count, least)}
    while hidden and _told([counts[n] for n in hidden], least):
        others = [count for n, count in enumerate(counts) if count and n not in hidden]
        if not others:
            return Cover(frozenset(hidden), False)
        # All that are equally small: which of them is taken would tell where the smallest stands.
        hidden |= {n for n, count in enumerate(counts) if count == min(others)}
    return Cover(frozenset(hidden))


def _told(hidden: Sequence[int], least: int) -> bool:
    """Tell whether hidden counts follow from their sum."""
    return len(hidden) == 1 or sum(hidden) in (len(hidden), len(hidden) * (least - 1))


def grid(groups: Sequence[Sequence[int]], least: int) -> Grid:
    """Return what is hidden of groups whose sizes are shown, and whose sum is shown too."""
    covers = [cover(cells, least) for cells in groups]
    unsafe = [n for n, found in enumerate(covers) if not found.safe]
    sizes = cover([sum(cells) for cells in groups], least, unsafe)
    cells = tuple(
        frozenset(range(len(groups[n]))) if n in sizes.hidden else covers[n].hidden for n in range(len(groups))
    )
    return Grid(sizes.hidden, cells, sizes.safe)


def chain(left_out: Sequence[int], least: int) -> frozenset[int]:
    """Return the steps of a selection whose numbers are hidden.

    What stands before and after each step tells how many went. So a small number is hidden together with its
    neighbours, until as many went in these steps together as may be shown.
    """
    hidden: set[int] = set()
    for n, count in enumerate(left_out):
        if is_small(count, least) and n not in hidden:
            hidden |= _run(left_out, n, least)
    return frozenset(hidden)


def _run(left_out: Sequence[int], start: int, least: int) -> set[int]:
    low = high = start
    while (low == high or sum(left_out[low : high + 1]) < least) and (low > 0 or high < len(left_out) - 1):
        before = left_out[low - 1] if low > 0 else None
        after = left_out[high + 1] if high < len(left_out) - 1 else None
        if after is None or (before is not None and before <= after):
            low -= 1
        else:
            high += 1
    return set(range(low, high + 1))
