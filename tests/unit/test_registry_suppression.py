"""Small counts: what a reader who knows the rule and the totals can work out, found by trying everything."""

import itertools

import pytest

from leidraad.registry.suppression import chain, cover, grid, is_small, shown

LEAST = 5


def vectors(total, length):
    """Yield every list of so many counts with this sum."""
    for cuts in itertools.combinations(range(total + length - 1), length - 1):
        ends = (-1, *cuts, total + length - 1)
        yield [after - before - 1 for before, after in itertools.pairwise(ends)]


def told(counts):
    """Return what a reader sees of counts whose total is shown."""
    found = cover(counts, LEAST)
    return tuple(None if n in found.hidden else count for n, count in enumerate(counts)), found.safe


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_no_hidden_count_follows_from_what_is_shown(length):
    """Everything that would look the same is what may be true: two values at least for each hidden count."""
    hidden_somewhere = 0
    for total in range(26):
        alike = {}
        for counts in vectors(total, length):
            alike.setdefault(told(counts), []).append(counts)
        for (seen, safe), candidates in alike.items():
            for place, count in enumerate(seen):
                if count is None and safe:
                    hidden_somewhere += 1
                    assert len({candidate[place] for candidate in candidates}) > 1, (total, seen)
    assert hidden_somewhere or length == 1


def test_every_small_count_is_hidden_and_nothing_for_nothing():
    for counts in itertools.product(range(8), repeat=3):
        hidden = cover(counts, LEAST).hidden
        assert {n for n, count in enumerate(counts) if 0 < count < LEAST} <= hidden
        assert not hidden or any(0 < count < LEAST for count in counts)
        assert all(counts[n] for n in hidden), "that there is nobody may be known"


def test_by_hand():
    assert cover([100, 30, 3, 50], LEAST) == (frozenset({1, 2}), True), "the next smallest goes too"
    assert cover([100, 2, 3, 50], LEAST) == (frozenset({1, 2}), True), "2 and 3, or 1 and 4, or 3 and 2"
    assert cover([100, 1, 1, 50], LEAST) == (frozenset({1, 2, 3}), True), "a rest of two can only be one and one"
    assert cover([100, 4, 4, 50], LEAST).hidden == {1, 2, 3}
    assert cover([100, 0, 50], LEAST).hidden == frozenset()
    assert cover([3, 0], LEAST) == (frozenset({0}), False), "then the total may not be shown"
    assert cover([100, 30, 50], LEAST, also=[0]).hidden == {0, 1}, "one that is hidden for another reason"


def test_a_group_without_a_safe_cell_goes_whole_with_the_next_smallest_group():
    found = grid([[1, 1, 1, 1, 1], [40, 60], [10, 20]], LEAST)
    assert found.groups == {0, 2} and found.safe
    assert found.cells == (frozenset(range(5)), frozenset(), frozenset({0, 1}))


def test_one_group_that_cannot_be_shown_takes_the_total_along():
    assert not grid([[1, 1, 1, 1, 1]], LEAST).safe


def test_a_small_group_hides_all_its_cells():
    found = grid([[1, 2], [50, 60], [30, 7]], LEAST)
    assert found.groups == {0, 2} and found.cells[0] == {0, 1} and found.cells[2] == {0, 1}
    assert not found.cells[1]


def test_the_numbers_between_two_steps_do_not_tell_who_went():
    assert chain([88, 0, 0], LEAST) == frozenset()
    assert chain([88, 3, 20, 40], LEAST) == {1, 2}, "the smaller neighbour"
    assert chain([88, 3, 1, 40], LEAST) == {1, 2, 3}, "3 and 1 together are still few"
    assert chain([3], LEAST) == {0}
    for left_out in itertools.product(range(8), repeat=4):
        hidden = chain(left_out, LEAST)
        runs = [list(run) for wanted, run in itertools.groupby(range(4), hidden.__contains__) if wanted]
        # What is before and after a run is shown: it is more than one step, of as many as may be shown if there are.
        for run in runs:
            assert len(run) > 1
            assert sum(left_out[n] for n in run) >= LEAST or run == [0, 1, 2, 3]
        assert all(n in hidden for n, count in enumerate(left_out) if is_small(count, LEAST))


def test_a_count_without_a_total():
    assert [shown(count, LEAST) for count in (0, 1, 4, 5)] == [0, None, None, 5]
