"""Shares, rates, norms, funnels, standards and trends at their edges; the usual numbers stand beside R elsewhere."""

import math

import numpy as np
import pytest

from leidraad.numerics.funnel import limits, outside, overdispersion, ratio_limits
from leidraad.numerics.norms import judge_counts, judge_shares
from leidraad.numerics.proportions import METHODS, share_interval
from leidraad.numerics.rates import rate_interval
from leidraad.numerics.standardised import RATE_INTERVALS, STANDARDS, standardised_rate
from leidraad.numerics.trends import cochran_armitage, log_linear_trend, poisson_trend

# Ends of the exact interval of a Poisson count, as printed in tables (Documenta Geigy; Ulm, Am J Epidemiol 1990).
POISSON = {0: (0, 3.689), 1: (0.0253, 5.572), 10: (4.795, 18.390), 40: (28.58, 54.47), 100: (81.36, 121.63)}


def test_exact_interval_of_a_count():
    low, high = rate_interval(list(POISSON))
    assert np.allclose(low, [ends[0] for ends in POISSON.values()], rtol=1e-3)
    assert np.allclose(high, [ends[1] for ends in POISSON.values()], rtol=1e-3)
    assert low[0] == 0 and [float(end[0]) for end in rate_interval([40], [4])] == pytest.approx(
        [7.145, 13.6175], rel=2e-4
    )


@pytest.mark.parametrize(
    ("count", "years", "verdict"),
    [(0, 1, "not_met"), (5, 1, "not_met"), (20, 1, "undecided"), (22, 1, "undecided"), (40, 1, "met"),
     (66, 3, "undecided"), (90, 3, "met"), (40, 3, "not_met")],
)  # fmt: skip
def test_volumes_beside_a_norm_of_20_a_year(count, years, verdict):
    """40 in a year: 28.6 to 54.5. In three years 90: 24.1 a year or more; 66: 17 to 28 a year; 40: at most 18.2."""
    found = judge_counts([count], [years], 20)
    assert found.verdict.tolist() == [verdict] and found.value.tolist() == [count / years]
    assert found.low[0] <= found.value[0] <= found.high[0]


def test_an_interval_that_touches_the_norm():
    """At or above the norm is met; below it is not met; from below up to the norm is undecided."""
    low, high = (float(end[0]) for end in rate_interval([25]))
    verdicts = [judge_counts([25], [1], least).verdict[0] for least in (low, low + 1e-9, high, high + 1e-9)]
    assert verdicts == ["met", "undecided", "undecided", "not_met"]


def test_more_years_decide_what_one_year_cannot():
    one, three = judge_counts([27], [1], 20), judge_counts([81], [3], 20)
    assert one.verdict.tolist() == ["undecided"] and three.verdict.tolist() == ["met"]
    assert three.low[0] > one.low[0] and three.high[0] < one.high[0]


@pytest.mark.parametrize(
    ("count", "of", "least", "verdict"),
    [(95, 100, 0.8, "met"), (60, 100, 0.8, "not_met"), (80, 100, 0.8, "undecided"), (3, 3, 0.8, "undecided"),
     (0, 0, 0.8, "undecided"), (3, 3, 1, "met"), (299, 300, 1, "not_met"), (0, 0, 1, "undecided")],
)  # fmt: skip
def test_shares_beside_a_norm(count, of, least, verdict):
    """A norm of all is met only by all: there is no chance in it."""
    found = judge_shares([count], [of], least)
    assert found.verdict.tolist() == [verdict] and np.isnan(found.value[0]) == (of == 0)


def test_nothing_to_judge():
    assert judge_counts([], [], 20).verdict.size == judge_shares([], [], 0.8).verdict.size == 0
    assert [end.size for end in share_interval([], 0)] == [0, 0] == [end.size for end in rate_interval([])]


@pytest.mark.parametrize("method", METHODS)
def test_shares_of_nobody_and_of_all(method):
    low, high = share_interval([0, 0, 7, 3], [0, 7, 7, 7], method)
    assert np.isnan([low[0], high[0]]).all() and low[1] == 0 and high[2] == 1
    assert (low[1:] <= np.array([0, 1, 3 / 7])).all() and (high[1:] >= np.array([0, 1, 3 / 7])).all()


def test_counts_that_cannot_be(mistakes):
    assert mistakes(share_interval, [3, 9], [5, 5])[0].message == "count is above its size in row 2"
    assert mistakes(share_interval, [3, 2.5], [5, 5])[0].message == "count is not a whole number in row 2"
    assert mistakes(share_interval, [3, -2], [5, 5])[0].message == "count is negative in row 2"
    assert mistakes(share_interval, [3], [5], "score")[0].code == "unknown_choice"
    assert mistakes(rate_interval, [3, 4], [1, 0])[0].message == "exposure is 0 in row 2"
    assert mistakes(judge_counts, [3, 4], [1, 0], 10)[0].code == "no_person_years"


def test_wider_with_overdispersion():
    sizes = [5, 50, 500]
    plain, multiplied, added = limits(0.4, sizes), limits(0.4, sizes, phi=4.0), limits(0.4, sizes, tau2=0.01)
    error = np.sqrt(0.4 * 0.6 / 50)
    assert multiplied.high95[1] == pytest.approx(0.4 + 1.959963984540054 * 2 * error, abs=1e-14)
    assert added.high95[1] == pytest.approx(0.4 + 1.959963984540054 * np.sqrt(error**2 + 0.01), abs=1e-14)
    for found in (plain, multiplied, added):
        ends = np.array([found.low998, found.low95, found.high95, found.high998])
        assert (np.diff(ends, axis=0) >= 0).all() and ends.min() >= 0 and ends.max() <= 1
    assert (multiplied.high95[1:] > plain.high95[1:]).all() and (added.high95[1:] > plain.high95[1:]).all()


def test_chance_lies_within_exact_limits():
    """Of draws from one share, some 5 % lie outside the limits of 95 % and some 0.2 % outside those of 99.8 %.

    The limits are interpolated downwards, so that a little more lies above them than below.
    """
    chance = np.random.default_rng(11)
    sizes = chance.integers(200, 400, 40_000)
    said = outside(chance.binomial(sizes, 0.3), sizes, limits(0.3, sizes))
    beyond, far = (np.mean([name is not None and name.endswith(end) for name in said]) for end in ("", "998"))
    assert 0.045 < beyond < 0.055 and 0.0012 < far < 0.003
    above = np.mean([name is not None and name.startswith("above") for name in said])
    assert 0.025 < above < 0.035 and 0.015 < beyond - above < 0.025


@pytest.mark.parametrize("target", [0, 1])
def test_where_all_are_alike_there_is_one_limit(target):
    found = limits(target, [1, 10])
    assert found.low998.tolist() == found.high998.tolist() == [target, target]
    assert outside([target, 10 * target], [1, 10], found) == (None, None)


def test_no_overdispersion_without_hospitals_to_compare():
    assert overdispersion([], []) is None and overdispersion([3], [9]) is None
    assert overdispersion([0, 0], [5, 9]) is None and overdispersion([5, 9], [5, 9]) is None
    assert overdispersion([3, 3], [9, 9]).phi == 0 and overdispersion([3, 3], [9, 9]).tau2 == 0


def test_overdispersion_by_hand():
    """Two hospitals of 25 with 5 and 20: target 0.5, error 0.1, z -3 and 3; both pulled in to 2.4 by a tenth."""
    found = overdispersion([5, 20], [25, 25])
    assert found.z.tolist() == pytest.approx([-3, 3]) and found.winsorised.tolist() == pytest.approx([-2.4, 2.4])
    assert found.phi == pytest.approx(5.76) and found.phi_raw == pytest.approx(9)
    assert found.tau2 == pytest.approx((2 * 5.76 - 1) / (200 - 20000 / 200))


def test_funnels_that_cannot_be(mistakes):
    assert mistakes(limits, 1.2, [5])[0].code == "not_a_share"
    assert mistakes(limits, 0.2, [5, 0])[0].message == "size is below 1 in row 2"
    assert mistakes(limits, 0.2, [5], None, 0.0, "poisson")[0].code == "unknown_choice"
    assert mistakes(overdispersion, [1, 0], [5, 0])[0].message == "size is 0 in row 2"
    assert mistakes(overdispersion, [1, 9], [5, 8])[0].message == "count is above its size in row 2"
    assert mistakes(outside, [1], [6], limits(0.2, [5]))[0].code == "unequal_columns"
    assert mistakes(ratio_limits, [2, 0])[0].message == "expected is 0 in row 2"


@pytest.mark.parametrize("interval", RATE_INTERVALS)
def test_rates_without_cases(interval):
    """The gamma interval then ends where one age group, of the largest weight for its size, may have 3.689 cases."""
    found = standardised_rate([0, 0], [1000, 500], [3, 1], interval)
    assert found.rate == found.error == found.crude == 0 and found.crude_high == pytest.approx(
        100_000 * 3.689 / 1500, rel=2e-4
    )
    if interval == "fay_feuer":
        assert found.low == 0 and found.high == pytest.approx(100_000 * 3.689 * 0.75 / 1000, rel=2e-4)
    elif interval != "normal":
        assert math.isnan(found.low) and math.isnan(found.high)


def test_the_crude_rate_is_that_of_its_own_population():
    found = standardised_rate([4, 9], [1000, 500], [1000, 500], per=1000)
    assert found.rate == pytest.approx(found.crude) == pytest.approx(1000 * 13 / 1500)


def test_standards_have_18_age_groups():
    for weights in STANDARDS.values():
        assert len(weights) == 18 and sum(weights) == 100


def test_rates_that_cannot_be(mistakes):
    assert mistakes(standardised_rate, [1, 2], [100, 0], [1, 1])[0].message == "person-years are 0 in row 2"
    assert mistakes(standardised_rate, [1, 0], [100, 0], [1, 1])[0].code == "no_person_years"
    assert standardised_rate([1, 0], [100, 0], [1, 0]).rate == 1000
    assert mistakes(standardised_rate, [1, 2], [100, 100], [0, 0])[0].code == "no_rows"
    assert mistakes(standardised_rate, [1, 2], [100, 100], [1, 1], "exact")[0].code == "unknown_choice"
    assert mistakes(standardised_rate, [1, -2], [100, 100], [1, 1])[0].message == "cases is negative in row 2"


def test_cochran_armitage():
    """R's own example of prop.trend.test (smokers in four groups, Fleiss 1981): chi-squared 8.2249, n 397."""
    found = cochran_armitage([83, 90, 129, 70], [86, 93, 136, 82])
    assert found.statistic**2 * 397 / 396 == pytest.approx(8.2249, abs=5e-5) and found.statistic < 0
    assert found.p == pytest.approx(0.0042, abs=5e-5)
    moved = cochran_armitage([83, 90, 129, 70, 0], [86, 93, 136, 82, 0], [2000, 2002, 2004, 2006, 2008])
    assert moved.statistic == pytest.approx(found.statistic, rel=1e-9)


def test_shares_without_a_trend_to_test(mistakes):
    for counts, sizes in (([], []), ([3], [5]), ([0, 0], [5, 6]), ([5, 6], [5, 6]), ([3, 0], [5, 0])):
        assert cochran_armitage(counts, sizes) is None
    assert mistakes(cochran_armitage, [3, 9], [5, 6])[0].code == "more_than_all"


def test_poisson_trend_of_two_years_is_their_ratio():
    """From 100 to 121 in two years: a tenth a year. The variance of the logarithm of their ratio is 1/100 + 1/121."""
    found = poisson_trend([100, 121], [2010, 2012])
    assert found.per_year == pytest.approx(10, abs=1e-9)
    assert found.error == pytest.approx((1 / 100 + 1 / 121) ** 0.5 / 2, rel=1e-9)
    assert found.low < 10 < found.high and found.p == pytest.approx(0.159, abs=0.001)
    steady = poisson_trend([100, 121], [2010, 2012], [1000, 1210])
    assert steady.slope == pytest.approx(0, abs=1e-12) and steady.p == pytest.approx(1)


def test_poisson_trend_leaves_strata_without_events_out():
    with_empty = poisson_trend([10, 12, 0, 0], [2010, 2011] * 2, 1, ["old", "old", "young", "young"])
    assert with_empty == poisson_trend([10, 12], [2010, 2011])


def test_numbers_without_a_trend_to_fit(mistakes):
    for counts, years in (
        ([], []),
        ([5], [2010]),
        ([0, 0], [2010, 2011]),
        ([5, 0], [2010, 2011]),
        ([5, 6], [2010, 2010]),
    ):
        assert poisson_trend(counts, years) is None
    assert log_linear_trend([1.0, 2.0], [2010, 2011]) is None
    assert mistakes(poisson_trend, [5, 6], [2010, 2011], [1, 0])[0].message == "exposure is 0 in row 2"
    assert mistakes(poisson_trend, [5, 6], [2010, 2011], 1, ["a", "b", "c"])[0].code == "unequal_columns"
    assert mistakes(log_linear_trend, [1, 0, 2], [2010, 2011, 2012])[0].message == "rate is 0 in row 2"


def test_log_linear_trend_of_steady_growth():
    found = log_linear_trend([1.0, 1.02, 1.02**2, 1.02**3], [2010, 2011, 2012, 2013])
    assert found.per_year == pytest.approx(2, abs=1e-9) and found.error < 1e-9
