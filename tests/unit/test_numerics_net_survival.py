"""Net survival and population tables at their edges; the usual numbers stand beside R in tests/reference."""

import numpy as np
import pytest

from leidraad.numerics.followed import patients_of
from leidraad.numerics.net_survival import METHODS, net_survival
from leidraad.numerics.population_table import YEAR, population_table
from leidraad.numerics.standardised import ICSS, weighted_survival
from leidraad.numerics.survival import at_times, counts_of, kaplan_meier, quantile_time

SEXES, AGES, YEARS = ("female", "male"), range(40, 101), range(2000, 2031)


def made(hazard, sexes=SEXES, ages=AGES, years=YEARS, **others):
    """A population table whose daily hazard is a function of sex, age and year."""
    rows = [(sex, age, year, hazard(sex, age, year)) for sex in sexes for age in ages for year in years]
    return population_table(*zip(*rows, strict=True), **others)


@pytest.fixture(scope="module")
def usual():
    return made(
        lambda sex, age, year: 1e-5 * 1.09 ** (age - 40) * (1.5 if sex == "male" else 1) * 0.99 ** (year - 2000)
    )


def drawn(number, size=300):
    chance = np.random.default_rng(number)
    days = np.ceil(chance.exponential(1000, size)).clip(max=3000)
    ages = chance.integers(45, 95, size) * YEAR + chance.integers(0, 365, size)
    first = np.datetime64("2005-01-01") + chance.integers(0, 3000, size)
    return days, chance.integers(0, 2, size), ages, chance.choice(SEXES, size), first


@pytest.mark.parametrize("step", [None, 30, 365])
@pytest.mark.parametrize("method", METHODS)
def test_in_an_immortal_population_net_survival_is_observed_survival(method, step):
    days, died, *who = drawn(1)
    curve = net_survival(patients_of(days, died, *who), made(lambda *_: 0.0), method=method, step=step)
    observed, net = (at_times(found, curve.times) for found in (kaplan_meier(counts_of(days, died)), curve))
    assert np.allclose(net.survival, observed.survival, rtol=0, atol=1e-12) and not curve.expected.any()
    assert net.at_risk.tolist() == observed.at_risk.tolist()


@pytest.mark.parametrize("method", METHODS)
def test_who_is_alike_has_one_hazard_of_the_population(method):
    """Of ten alike with a hazard of 1 in 1000 a day, four die on day 2: 1.001, then a factor 1 - 0.4 + 0.001."""
    table = made(lambda *_: 0.001)
    patients = patients_of([2, 3], [1, 0], 60 * YEAR, "male", np.datetime64("2010-06-01"), [4, 6])
    curve = net_survival(patients, table, method=method)
    assert curve.times.tolist() == [1, 2, 3] and curve.at_risk.tolist() == [10, 10, 6]
    assert curve.deaths.tolist() == [0, 4, 0]
    assert np.allclose(curve.survival, np.cumprod([1.001, 0.601, 1.001]), rtol=0, atol=1e-14)


def test_weights_by_hand():
    """On day 1 a patient with hazard 0.2 dies beside one with 0.1: each weighs as much as exp(own hazard)."""
    table = made(lambda sex, *_: 0.2 if sex == "male" else 0.1)
    patients = patients_of([1, 1], [1, 0], 60 * YEAR, ["male", "female"], np.datetime64("2010-06-01"))
    of_all = np.exp(0.2) + np.exp(0.1)
    expected = 0.5 * ((0.2 + 0.1) / 2 + (0.2 * np.exp(0.2) + 0.1 * np.exp(0.1)) / of_all)
    pohar_perme, ederer = (net_survival(patients, table, method=method) for method in METHODS)
    assert pohar_perme.observed[0] == pytest.approx(np.exp(0.2) / of_all, abs=1e-15)
    assert pohar_perme.expected[0] == pytest.approx(expected, abs=1e-15)
    assert ederer.observed[0] == 0.5 and ederer.expected[0] == pytest.approx(0.15, abs=1e-15)


def test_hazards_change_on_the_birthday_and_on_new_years_day():
    table = made(lambda _, age, year: age / 1e4 + (year - 2000) / 1e6)
    patients = patients_of([20], [0], 61 * YEAR - 5, "male", np.datetime64("2009-12-22"))
    expected = [0.0060 + 0.000009] * 5 + [0.0061 + 0.000009] * 5 + [0.0061 + 0.000010] * 10
    for method in METHODS:
        assert np.allclose(net_survival(patients, table, method=method).expected, expected, rtol=0, atol=1e-15)


@pytest.mark.parametrize("step", [None, 91.3])
@pytest.mark.parametrize("method", METHODS)
def test_equal_patients_may_be_counted(usual, method, step):
    days, died, ages, sexes, first = drawn(2)
    ages, first = np.floor(ages / YEAR) * YEAR, first.astype("datetime64[Y]").astype("datetime64[D]")
    rows = [ages, (sexes == "male").astype(float), first.astype(float), days, died]
    distinct, number = np.unique(np.column_stack(rows), axis=0, return_counts=True)
    age, male, day, followed, dead = distinct.T
    counted = patients_of(followed, dead, age, np.where(male == 1, "male", "female"), day, number)
    one, other = (
        net_survival(p, usual, method=method, step=step) for p in (patients_of(days, died, ages, sexes, first), counted)
    )
    assert number.max() > 1 or number.size == days.size
    for name in ("at_risk", "deaths", "survival", "error"):
        assert np.allclose(getattr(one, name), getattr(other, name), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("step", [None, 30])
def test_order_of_rows_and_later_deaths_do_not_matter(usual, step):
    rows = drawn(3)
    shuffled = np.random.default_rng(0).permutation(rows[0].size)
    late = rows[0] > 700
    cut = (np.where(late, 2000, rows[0]), np.where(late, 1, rows[1]), *rows[2:])
    whole = net_survival(patients_of(*rows), usual, step=step, until=700)
    for others in ([column[shuffled] for column in rows], cut):
        found = net_survival(patients_of(*others), usual, step=step, until=690)
        size = found.times.size
        assert np.allclose(found.survival, whole.survival[:size], rtol=1e-12, atol=0)


@pytest.mark.parametrize("step", [None, 30])
def test_of_nobody_nothing_is_said(usual, step):
    nobody = patients_of([], [], [], [], np.array([], "datetime64[D]"))
    curve = net_survival(nobody, usual, step=step)
    points = at_times(curve, [365])
    assert curve.times.size == 0 and points.at_risk.tolist() == [0] and np.isnan(points.survival).all()
    assert quantile_time(curve).estimate is None


@pytest.mark.parametrize("step", [None, 30])
@pytest.mark.parametrize("method", METHODS)
def test_one_patient(usual, method, step):
    def one(died):
        return net_survival(patients_of([50], [died], 70 * YEAR, "male", 14000), usual, method=method, step=step)

    assert one(0).survival[-1] > 1 and one(0).deaths.sum() == 0 and not one(0).error.any()
    assert 0 <= one(1).survival[-1] < 0.01 and one(1).deaths.sum() == 1
    assert at_times(one(1), [30, 200]).at_risk.tolist() == [1, 0]


@pytest.mark.parametrize("step", [None, 30])
def test_a_death_on_the_day_of_diagnosis_counts_on_the_first_day(usual, step):
    who = (70 * YEAR, "male", 14000, 2)
    on_day = [net_survival(patients_of([day, 90], [1, 0], *who), usual, step=step) for day in (0, 1)]
    assert np.array_equal(on_day[0].survival, on_day[1].survival) and on_day[0].deaths[0] == 2


def test_dates_may_be_day_numbers(usual):
    days, died, ages, sexes, first = drawn(4)
    one, other = (patients_of(days, died, ages, sexes, dates) for dates in (first, first.astype(float)))
    assert np.array_equal(net_survival(one, usual).survival, net_survival(other, usual).survival)


def test_hazards_a_year_are_hazards_a_day():
    daily, yearly = made(lambda *_: 0.0001), made(lambda *_: 0.0001 * YEAR, per="year")
    assert np.allclose(daily.hazard, yearly.hazard, rtol=1e-15)


@pytest.mark.parametrize(
    ("column", "value", "code", "said"),
    [
        (0, -4, "negative", "days of follow-up is negative in row 2"),
        (1, 2, "not_a_truth", "died is neither 0 nor 1 in row 2"),
        (2, -1, "negative", "age is negative in row 2"),
        (2, np.nan, "not_a_number", "age is missing or infinite in row 2"),
        (4, np.datetime64("NaT"), "not_a_number", "day of diagnosis is missing in row 2"),
    ],
)
def test_rows_that_cannot_be(mistakes, column, value, code, said):
    rows = [np.array(column[:3]) for column in drawn(5)]
    rows[column][1] = value
    (found,) = mistakes(patients_of, *rows)
    assert found.code == code and found.message == said


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ((30 * YEAR, "male", "2010-06-01"), "no ages below 40, needed for row 1 (30.0 years at diagnosis)"),
        ((60 * YEAR, "male", "1999-06-01"), "no years before 2000, needed for row 1 (diagnosed in 1999)"),
        ((60 * YEAR, "male", "2030-06-01"), "no years after 2030, needed for row 1 (followed into 2031)"),
        ((60 * YEAR, "other", "2010-06-01"), "no sex `other` (row 1); it has female, male"),
    ],
)
def test_what_the_population_table_lacks(mistakes, usual, who, said):
    age, sex, day = who
    patients = patients_of([400], [1], age, sex, np.datetime64(day))
    (found,) = mistakes(net_survival, patients, usual)
    assert found.code == "not_in_population_table" and found.message == f"the population table has {said}"


def test_only_what_is_followed_must_be_in_the_table(usual):
    patients = patients_of([4000], [1], 60 * YEAR, "male", np.datetime64("2028-06-01"))
    assert net_survival(patients, usual, until=365).times.size == 365
    going_on = made(lambda *_: 1e-4, keeps_last_year=True)
    assert net_survival(patients, going_on, until=3653).times.size == 3653


def test_the_last_age_holds_for_everyone_older(usual):
    old, older = (patients_of([500], [0], age * YEAR, "male", 14000) for age in (100, 115))
    assert np.array_equal(net_survival(old, usual).survival, net_survival(older, usual).survival)


ROWS = [(sex, age, year) for sex in SEXES for age in (60, 61, 62) for year in (2010, 2011)]


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda rows: rows[:-1], "incomplete", "lacks sex male, year 2011, age 62"),
        (lambda rows: rows[1:], "incomplete", "lacks sex female, year 2010, age 60"),
        (lambda rows: [rows[0], *rows[4:]], "incomplete", "year 2010, age 61 and 2 more"),
        (lambda rows: [r for r in rows if r[1] != 61], "gap", "has age 60 and then 62, nothing between"),
        (lambda rows: [(s, a, 2010 + 5 * (y - 2010)) for s, a, y in rows], "gap", "has year 2010 and then 2015"),
        (lambda rows: [*rows, rows[3]], "given_twice", "gives a sex, year and age again in row 13"),
        (lambda rows: [], "no_rows", "the population table has no rows"),
    ],
)  # fmt: skip
def test_population_tables_that_are_refused(mistakes, change, code, said):
    rows = change(ROWS)
    sex, age, year = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    (found,) = mistakes(population_table, sex, age, year, [0.001] * len(rows))
    assert found.code == code and said in found.message


def test_hazards_that_are_refused(mistakes):
    sex, age, year = zip(*ROWS, strict=True)
    assert mistakes(population_table, sex[:5], age, year, 0.001)[0].message == "sex: 5 values, where 12 were expected"
    hazard = np.full(len(ROWS), 0.001)
    hazard[4] = -1
    assert mistakes(population_table, sex, age, year, hazard)[0].message == "hazard is negative in row 5"
    assert mistakes(population_table, sex, age, year, 0.001, "month")[0].code == "unknown_choice"


def test_an_abridged_table_is_taken_as_such():
    table = made(lambda *_: 1e-4, ages=(0, 1, 5, 10), years=(2000, 2005), abridged=True)
    assert table.hazard.shape == (2, 2, 4) and table.ages.tolist() == [0, 1, 5, 10]


def test_choices_that_are_refused(mistakes, usual):
    patients = patients_of([40.5], [1], 60 * YEAR, "male", 14000)
    assert mistakes(net_survival, patients, usual)[0].code == "not_a_count"
    for choice in ({"method": "hakulinen"}, {"step": 0}, {"step": -1}, {"step": 30, "interval": "none"}):
        assert mistakes(lambda chosen: net_survival(patients, usual, **chosen), choice)[0].code in (
            "unknown_choice",
            "negative",
        )


def test_survival_standardised_for_age(mistakes):
    """Of the first standard, by hand: 0.07 of 0.9, 0.12 of 0.8, 0.23 of 0.7, 0.29 of 0.6 and 0.29 of 0.5."""
    found = weighted_survival([[0.9], [0.8], [0.7], [0.6], [0.5]], [[0.01]] * 5, ICSS[1])
    assert found.survival == pytest.approx([0.639], abs=1e-15)
    assert found.error == pytest.approx([0.01 * (0.07**2 + 0.12**2 + 0.23**2 + 2 * 0.29**2) ** 0.5], abs=1e-15)
    gap = weighted_survival([[0.9], [np.nan], [0.7], [0.6], [0.5]], [[0.01]] * 5, ICSS[1])
    assert np.isnan(gap.survival).all() and np.isnan(gap.low).all()
    assert mistakes(weighted_survival, [[0.9]], [[0.01]], ICSS[1])[0].code == "unequal_columns"
