"""Survival curves and log-rank tests at their edges; the usual numbers stand beside R in tests/reference."""

import math

import numpy as np
import pytest
from lifelines.statistics import multivariate_logrank_test

from leidraad.numerics.cox import cox
from leidraad.numerics.intervals import INTERVALS
from leidraad.numerics.log_rank import log_rank, log_rank_trend
from leidraad.numerics.survival import (
    at_times,
    counts_of,
    kaplan_meier,
    quantile_time,
    restricted_mean,
    summed,
)


@pytest.mark.parametrize("interval", INTERVALS)
def test_of_nobody_nothing_is_said(interval):
    curve = kaplan_meier(counts_of([], []), interval)
    points = at_times(curve, [0, 365])
    assert curve.times.size == 0 and points.at_risk.tolist() == [0, 0] and np.isnan(points.survival).all()
    assert quantile_time(curve).estimate is None and restricted_mean(curve, 365) is None


def test_one_patient_who_died():
    curve = kaplan_meier(counts_of([10], [1]))
    points = at_times(curve, [9, 10, 11])
    assert points.survival.tolist() == [1, 0, 0] and points.at_risk.tolist() == [1, 1, 0]
    assert np.isnan(curve.low).all() and np.isnan(curve.high).all() and np.isnan(points.error[1:]).all()
    assert quantile_time(curve).estimate == 10 and quantile_time(curve).high is None
    assert restricted_mean(curve, 20).estimate == 10 and restricted_mean(curve, 4).estimate == 4


def test_one_patient_who_lives():
    curve = kaplan_meier(counts_of([10], [0]))
    assert curve.survival.tolist() == [1] and quantile_time(curve).estimate is None
    assert at_times(curve, [10, 11]).at_risk.tolist() == [1, 0]
    assert restricted_mean(curve, 10).estimate == 10 and restricted_mean(curve, 11) is None


@pytest.mark.parametrize("interval", INTERVALS)
def test_without_deaths_no_interval_claims_certainty_but_those_of_r(interval):
    """R gives 1 to 1 for plain and log, and nothing for the others; ours are the same, log-log by default."""
    curve = kaplan_meier(counts_of([1, 2, 3], [0, 0, 0]), interval)
    assert curve.survival.tolist() == [1, 1, 1] and curve.error.tolist() == [0, 0, 0]
    assert np.isnan(curve.low).all() == (interval not in ("plain", "log"))
    assert kaplan_meier(counts_of([1], [0])).interval == "log-log"


def test_ties_by_hand():
    """Of five at risk two die on day 3 while one is last seen that day: 3/5; of two at risk one dies on day 5: 3/10."""
    curve = kaplan_meier(counts_of([3, 3, 3, 5, 8], [1, 1, 0, 1, 0]), "plain")
    assert curve.times.tolist() == [3, 5, 8] and curve.at_risk.tolist() == [5, 2, 1]
    assert curve.deaths.tolist() == [2, 1, 0] and curve.censored.tolist() == [1, 0, 1]
    assert np.allclose(curve.survival, [3 / 5, 3 / 10, 3 / 10], rtol=0, atol=1e-15)
    greenwood = [2 / (5 * 3), 2 / (5 * 3) + 1 / (2 * 1)]
    assert np.allclose(curve.error[:2] ** 2, greenwood, rtol=0, atol=1e-15)
    half = 1.959963984540054 * 0.3 * (19 / 30) ** 0.5
    assert curve.low[1] == 0 and curve.high[1] == pytest.approx(0.3 + half, abs=1e-14)


def test_deaths_at_time_nought_count():
    points = at_times(kaplan_meier(counts_of([0, 0, 4, 4], [1, 0, 0, 0])), [0, 4])
    assert points.survival == pytest.approx([0.75, 0.75]) and points.at_risk.tolist() == [4, 2]


def test_counts_are_rows():
    chance = np.random.default_rng(3)
    times, died = chance.integers(0, 40, 500), chance.integers(0, 2, 500)
    rows = counts_of(times, died)
    shuffled = chance.permutation(np.column_stack([times, died, 1 - died]))
    counts = summed(*shuffled.T)
    for name in ("times", "deaths", "censored"):
        assert np.array_equal(getattr(rows, name), getattr(counts, name))
    assert rows.deaths.sum() == died.sum() and rows.censored.sum() == 500 - died.sum()
    assert rows.times.tolist() == sorted(set(times.tolist()))


def test_results_cannot_be_changed():
    curve = kaplan_meier(counts_of([1, 2], [1, 0]))
    with pytest.raises(ValueError, match="read-only"):
        curve.survival[0] = 1


@pytest.mark.parametrize(
    ("times", "died", "code", "said"),
    [
        ([5, -1, 3, -2], [1, 1, 0, 0], "negative", "time of follow-up is negative in rows 2, 4"),
        (np.arange(-9, 3), np.ones(12), "negative", "in rows 1, 2, 3, 4, 5 and 4 more"),
        ([5, math.nan], [1, 1], "not_a_number", "time of follow-up is missing or infinite in row 2"),
        ([5, math.inf], [1, 1], "not_a_number", "in row 2"),
        (["a", "b"], [1, 1], "not_a_number", "every value must be a number"),
        ([5, 6], [1, 2], "not_a_truth", "died is neither 0 nor 1 in row 2"),
        ([5, 6], [1, 0.5], "not_a_count", "died is not a whole number in row 2"),
        ([5, 6], [1, 0, 1], "unequal_columns", "died: 3 values, where 2 were expected"),
        ([[5, 6]], [[1, 0]], "unequal_columns", "one column was expected"),
    ],
)
def test_rows_that_cannot_be(mistakes, times, died, code, said):
    (found,) = mistakes(counts_of, times, died)
    assert found.code == code and said in found.message


def test_unknown_interval_and_share(mistakes):
    counts = counts_of([1, 2], [1, 0])
    assert "log-log" in mistakes(kaplan_meier, counts, "loglog")[0].message
    assert mistakes(quantile_time, kaplan_meier(counts), 1.5)[0].code == "not_a_share"
    assert mistakes(at_times, kaplan_meier(counts), [-1])[0].code == "negative"
    assert mistakes(restricted_mean, kaplan_meier(counts), -1)[0].message == "until is negative in row 1"


def drawn(number, groups=3):
    chance = np.random.default_rng(number)
    group, died = chance.integers(0, groups, 200), chance.integers(0, 2, 200)
    times = np.ceil(chance.exponential(20 + 10 * group))
    return times, died, group, [counts_of(times[group == n], died[group == n]) for n in range(groups)]


@pytest.mark.parametrize("number", range(5))
def test_log_rank_as_lifelines_has_it(number):
    times, died, group, counts = drawn(number)
    theirs = multivariate_logrank_test(times, group, died)
    ours = log_rank(counts)
    assert ours.statistic == pytest.approx(theirs.test_statistic, rel=1e-10) and ours.degrees == 2
    assert ours.p == pytest.approx(theirs.p_value, rel=1e-10)
    assert ours.expected.sum() == pytest.approx(ours.observed.sum(), rel=1e-12)


@pytest.mark.parametrize("number", range(5))
def test_trend_of_two_groups_is_their_difference(number):
    *_, counts = drawn(number, 2)
    trend = log_rank_trend(counts)
    assert trend.statistic**2 == pytest.approx(log_rank(counts).statistic, rel=1e-10)
    assert trend.p == pytest.approx(log_rank(counts).p, rel=1e-10)


def test_trend_has_a_direction_and_no_unit():
    worse = [counts_of([1, 2, 3, 4], [1, 1, 1, 1]), counts_of([2, 3, 4, 5], [1, 1, 1, 1]), counts_of([8, 9], [1, 1])]
    down, up = log_rank_trend(worse), log_rank_trend(worse[::-1])
    assert down.statistic < 0 < up.statistic and down.statistic == pytest.approx(-up.statistic, rel=1e-12)
    assert log_rank_trend(worse, [2010, 2012, 2014]).statistic == pytest.approx(down.statistic, rel=1e-12)


def test_groups_that_cannot_be_compared(mistakes):
    nobody, alive, died = counts_of([], []), counts_of([5, 6], [0, 0]), counts_of([3, 4], [1, 1])
    for groups in ([], [died], [nobody, nobody], [alive, alive], [died, nobody]):
        assert log_rank(groups) is None and log_rank_trend(groups) is None
    assert log_rank([died, nobody, alive]).degrees == 1
    assert "3 values for 2 groups" in mistakes(log_rank_trend, [died, alive], [1, 2, 3])[0].message


def test_proportional_hazards_at_the_edges(mistakes):
    times, died, group, _ = drawn(1, 2)
    assert cox(times, np.zeros(200), {"group": group}) is None
    assert "treated has one value" in mistakes(cox, times, died, {"treated": np.ones(200)})[0].message
    assert mistakes(cox, -times, died, {"group": group})[0].code == "negative"
    missing = np.where(np.arange(200) == 6, np.nan, group)
    assert mistakes(cox, times, died, {"group": missing})[0].message == "group is missing or infinite in row 7"
    assert mistakes(cox, times, died, {"group": group}, ["one", "other"])[0].code == "unequal_columns"
    split = {"dead": died}
    assert mistakes(cox, np.arange(200), died, split)[0].code == "does_not_settle"


def test_hazard_ratio_of_two_groups_goes_with_their_difference():
    times, died, group, counts = drawn(2, 2)
    found = cox(times, died, {"time": group})
    assert found.ratios[0].name == "time" and found.ratios[0].ratio < 1 and found.deaths == died.sum()
    assert found.wald.statistic == pytest.approx(log_rank(counts).statistic, rel=0.1)
