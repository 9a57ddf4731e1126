"""Standardised incidence and trends beside R, on the simulated rectal cancers of R package popEpi."""

import numpy as np
import pytest
from reference.outside import near, table, values

from leidraad.numerics.standardised import ICSS, ICSS_AGES, RATE_INTERVALS, STANDARDS, standardised_rate
from leidraad.numerics.trends import log_linear_trend, poisson_trend

EXPECTED = values("incidence_sire")
PERIODS = ["1993-1997", "1998-2002", "2003-2007", "2008-2012"]
GROUPS = 18


def age_groups(age):
    return np.minimum(age // 5, GROUPS - 1).astype(int)


@pytest.fixture(scope="module")
def yearly():
    """Cases and women by calendar year and age group, counted from the rows."""
    cases, women = table("popepi_sire"), table("popepi_meanpop_fi")
    year = np.array([int(day[:4]) for day in cases["dg_date"]])
    years = np.intersect1d(year, women["year"][women["sex"] == 1]).astype(int)
    counted = {name: np.zeros((years.size, GROUPS)) for name in ("cases", "women")}
    known = np.isin(year, years)
    np.add.at(counted["cases"], (year[known] - years[0], age_groups(cases["dg_age"][known])), 1)
    held = (women["sex"] == 1) & np.isin(women["year"], years)
    places = (women["year"][held].astype(int) - years[0], age_groups(women["agegroup"][held]))
    np.add.at(counted["women"], places, women["meanpop"][held])
    return years, counted["cases"], counted["women"]


def of_period(yearly, number):
    years, cases, women = yearly
    held = (years - 1993) // 5 == number
    return cases[held].sum(axis=0), women[held].sum(axis=0)


def test_nothing_is_left_out():
    assert set(EXPECTED) == {"source", "versions", "std", "cells", "incidence", "annual_asr_esp2013", "eapc"}
    assert list(EXPECTED["incidence"]) == PERIODS


def test_standard_populations():
    """The Nordic standard of R is not among ours; it is used below from the file."""
    shares = {name: np.array(weights) / sum(weights) for name, weights in STANDARDS.items()}
    names = {"world1960": "world_1960", "europe1976": "europe_1976", "esp2013_18": "europe_2013"}
    assert set(EXPECTED["std"]) == {*names, "nordic"}
    for theirs, ours in names.items():
        assert near(shares[ours], list(np.array(EXPECTED["std"][theirs]) / sum(EXPECTED["std"][theirs])), 1e-15)


def test_standards_of_popepi():
    standards = table("popepi_stdpop18")
    assert near(np.array(STANDARDS["world_1960"]) * 1000, standards["world"].tolist(), 0)
    assert near(np.array(STANDARDS["europe_1976"]) * 1000, standards["europe"].tolist(), 0)


@pytest.mark.parametrize("number", ICSS)
def test_survival_standards(number):
    """The file splits the same weights into more age groups."""
    finer = table("popepi_icss")
    band = np.searchsorted(ICSS_AGES, finer["age"], side="right") - 1
    sums = [finer[f"ICSS{number}"][band == place].sum() for place in range(len(ICSS_AGES))]
    assert np.allclose(np.array(sums) / sum(sums) * 100, ICSS[number], rtol=0, atol=0.01)


def test_cells(yearly):
    found = [(PERIODS[n], age + 1, *map(float, pair)) for n in range(4)
             for age, pair in enumerate(zip(*of_period(yearly, n), strict=True))]  # fmt: skip
    wanted = [(cell["period"], cell["ag"], cell["n"], cell["pop"]) for cell in EXPECTED["cells"]]
    assert found == wanted


@pytest.mark.parametrize("standard", EXPECTED["std"])
@pytest.mark.parametrize("number", range(4), ids=PERIODS)
def test_standardised_rates(yearly, number, standard):
    wanted = EXPECTED["incidence"][PERIODS[number]][standard]
    assert set(wanted) == {"rate", "se", *RATE_INTERVALS, "crude", "crude_exact", "n", "py"}
    for interval in RATE_INTERVALS:
        found = standardised_rate(*of_period(yearly, number), EXPECTED["std"][standard], interval)
        assert (found.count, found.person_years) == (wanted["n"], wanted["py"])
        numbers = [found.rate, found.error, found.low, found.high, found.crude, found.crude_low, found.crude_high]
        expected = [wanted["rate"], wanted["se"], *wanted[interval], wanted["crude"], *wanted["crude_exact"]]
        assert near(numbers, expected, 1e-11), interval


def test_yearly_rates(yearly):
    years, cases, women = yearly
    wanted = EXPECTED["annual_asr_esp2013"]
    assert years.tolist() == [row["year"] for row in wanted]
    found = [standardised_rate(*row, EXPECTED["std"]["esp2013_18"]) for row in zip(cases, women, strict=True)]
    assert near([rate.rate for rate in found], [row["asr"] for row in wanted], 1e-11)
    assert near([rate.error for rate in found], [row["se"] for row in wanted], 1e-11)


def changes(yearly):
    years, cases, women = yearly
    rates = [standardised_rate(*row, EXPECTED["std"]["esp2013_18"]) for row in zip(cases, women, strict=True)]
    values, errors = [rate.rate for rate in rates], [rate.error for rate in rates]
    year, age = np.repeat(years, GROUPS), np.tile(np.arange(GROUPS), years.size)
    return {
        "lm_log_unweighted": log_linear_trend(values, years),
        "lm_log_weighted_inv_var": log_linear_trend(values, years, errors),
        "poisson_age_adjusted": poisson_trend(cases.ravel(), year, women.ravel(), age),
    }


def test_annual_percent_change(yearly):
    """R stops its Poisson regression at a relative change of 1e-8, hence the tolerance."""
    found = changes(yearly)
    assert set(found) == set(EXPECTED["eapc"])
    for name, wanted in EXPECTED["eapc"].items():
        change = found[name]
        numbers = [change.slope, change.error, change.per_year, change.low, change.high]
        expected = [wanted["slope"], wanted["se"], wanted["eapc"], *wanted["ci"]]
        assert near(numbers, expected, 1e-8 if name == "poisson_age_adjusted" else 1e-12), name
