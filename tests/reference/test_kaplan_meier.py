"""Kaplan-Meier, intervals, medians, means and log-rank tests beside those of R survival 3.5-3."""

import numpy as np
import pytest
from reference.outside import near, table, values

from leidraad.numerics.intervals import INTERVALS
from leidraad.numerics.log_rank import log_rank
from leidraad.numerics.survival import at_times, counts_of, kaplan_meier, quantile_time, restricted_mean

YEAR = 365.25
R_NAME = {"arcsine": "arcsin"}


def rotterdam():
    data = dict(table("rotterdam"))
    data["period"] = np.array(["1978-1982", "1983-1987", "1988-1993"])[np.searchsorted([1982, 1987], data["year"])]
    data["rfs"] = np.maximum(data["recur"], data["death"])
    data["rfstime"] = np.where(data["recur"] == 1, data["rtime"], data["dtime"])
    return data


def colon():
    data = table("colon")
    known = (data["etype"] == 2) & (data["differ"] != "")
    return {name: column[known] for name, column in data.items()}


# Where R fitted which curves: file, key, data, time, event and group.
FITS = [
    ("km_rotterdam", "os_by_grade", rotterdam, "dtime", "death", "grade"),
    ("km_rotterdam", "os_by_period", rotterdam, "dtime", "death", "period"),
    ("km_rotterdam", "os_all", rotterdam, "dtime", "death", None),
    ("km_rotterdam", "rfs_by_grade", rotterdam, "rtime", "rfs", "grade"),
    ("km_rotterdam", "rfs2_by_grade", rotterdam, "rfstime", "rfs", "grade"),
    ("km_colon", "os_by_differ", colon, "time", "status", "differ"),
    ("km_gbsg", "rfs_by_grade", lambda: table("gbsg"), "rfstime", "status", "grade"),
]


@pytest.fixture(scope="module", params=FITS, ids=[f"{fit[0]}-{fit[1]}" for fit in FITS])
def fit(request):
    """One fit of R, and the counts of the same groups in the same order."""
    name, key, data, time, event, by = request.param
    expected = values(name)[key]
    return expected.get("r", expected), groups(data(), time, event, by)


def groups(data, time, event, by):
    if by is None:
        return {"all": counts_of(data[time], data[event])}
    found = {}
    for value in np.unique(data[by]):
        label = value if isinstance(value, str) else f"{value:.0f}"
        held = data[by] == value
        found[f"{by}={label}"] = counts_of(data[time][held], data[event][held])
    return found


def test_every_fit_is_compared():
    for name in {fit[0] for fit in FITS}:
        assert set(values(name)) - {"source", "versions"} == {fit[1] for fit in FITS if fit[0] == name}


def test_nothing_but_names_is_left_out(fit):
    """`table_cols` holds names of columns, `time_unit` a word; all else is compared below."""
    expected, _ = fit
    compared = {"times", "n", "groups", "median", "rmst_to_max_time", "logrank"}
    assert set(expected) == compared | {"time_unit", "table_cols"}


def test_curves(fit):
    expected, counted = fit
    assert list(expected["groups"]) == list(counted)
    assert sum(counts.deaths.sum() + counts.censored.sum() for counts in counted.values()) == expected["n"]
    for group, wanted in expected["groups"].items():
        assert set(wanted) == {"t", "n_risk", "surv", "se_greenwood", "ci"} and wanted["t"] == expected["times"]
        points = at_times(kaplan_meier(counted[group]), expected["times"])
        assert points.at_risk.tolist() == wanted["n_risk"]
        assert near(points.survival, wanted["surv"], 1e-12)
        assert near(points.error, wanted["se_greenwood"], 1e-12)


def test_intervals(fit):
    expected, counted = fit
    for group, wanted in expected["groups"].items():
        assert len(wanted["ci"]) == len(INTERVALS)
        for kind in INTERVALS:
            ends = wanted["ci"][R_NAME.get(kind, kind)]
            points = at_times(kaplan_meier(counted[group], kind), expected["times"])
            assert near(points.low, ends["lower"], 1e-12), (group, kind)
            assert near(points.high, ends["upper"], 1e-12), (group, kind)


def test_medians(fit):
    """R takes the middle of a stretch that lies at exactly one half: 2898.5 days in the first period."""
    expected, counted = fit
    assert set(expected["median"]) == {"log", "log-log"}
    for kind, wanted in expected["median"].items():
        found = [quantile_time(kaplan_meier(counts, kind)) for counts in counted.values()]
        assert [median.estimate for median in found] == listed(wanted["median"])
        assert [median.low for median in found] == listed(wanted["lower"])
        assert [median.high for median in found] == listed(wanted["upper"])


def test_means_up_to_the_last_time(fit):
    expected, counted = fit
    means = np.reshape(expected["rmst_to_max_time"], (-1, 2))
    for counts, (mean, error) in zip(counted.values(), means, strict=True):
        found = restricted_mean(kaplan_meier(counts), max(expected["times"]))
        assert found.estimate == pytest.approx(mean, rel=1e-12) and found.error == pytest.approx(error, rel=1e-12)


def test_log_rank(fit):
    expected, counted = fit
    found = log_rank(list(counted.values()))
    if expected["logrank"] is None:
        assert found is None
        return
    assert set(expected["logrank"]) == {"chisq", "df", "p", "obs", "exp"}
    assert found.statistic == pytest.approx(expected["logrank"]["chisq"], rel=1e-12)
    assert found.degrees == expected["logrank"]["df"]
    assert found.p == pytest.approx(expected["logrank"]["p"], rel=1e-10)
    assert found.observed.tolist() == expected["logrank"]["obs"]
    assert np.allclose(found.expected, expected["logrank"]["exp"], rtol=1e-12, atol=0)


def test_median_follow_up():
    """The median of the curve on which death ends the observation, and being alive is the event."""
    wanted = values("cox_rotterdam")["reverse_km_median_followup_days"]
    data = rotterdam()
    found = quantile_time(kaplan_meier(counts_of(data["dtime"], 1 - data["death"]), "log"))
    assert (found.estimate, found.low, found.high) == (wanted["all"], wanted["lo"], wanted["hi"])


def listed(value):
    return value if isinstance(value, list) else [value]
