"""Proportional hazards beside those of R survival 3.5-3, on the Rotterdam data."""

import numpy as np
import pytest
from reference.outside import table, values

from leidraad.numerics.cox import cox

NAMES = {
    "age": "age",
    "I(grade == 3)TRUE": "grade 3",
    "nodes": "nodes",
    "size20-50": "size 20-50",
    "size>50": "size over 50",
    "period1983-1987": "1983-1987",
    "period1988-1993": "1988-1993",
}
MODELS = {"efron": 3, "efron_size_period": 7, "efron_strat_period": 3}


def columns():
    data = table("rotterdam")
    period = np.searchsorted([1982, 1987], data["year"])
    found = {
        "age": data["age"],
        "grade 3": data["grade"] == 3,
        "nodes": data["nodes"],
        "size 20-50": data["size"] == "20-50",
        "size over 50": data["size"] == ">50",
        "1983-1987": period == 1,
        "1988-1993": period == 2,
    }
    return data["dtime"], data["death"], found, period


@pytest.fixture(scope="module", params=MODELS)
def fit(request):
    times, died, found, period = columns()
    chosen = dict(list(found.items())[: MODELS[request.param]])
    strata = period if request.param == "efron_strat_period" else None
    return values("cox_rotterdam")[request.param], cox(times, died, chosen, strata)


def test_what_is_not_compared():
    """Breslow's ties are not offered: lifelines has Efron's, the better of the two. The follow-up stands with the
    Kaplan-Meier tests."""
    told = {"source", "versions", "breslow", "reverse_km_median_followup_days"}
    assert set(values("cox_rotterdam")) == set(MODELS) | told


def test_parts_of_a_model_that_are_not_compared(fit):
    """No library here has R's score test, its standard error of concordance, or its tests of proportionality (zph)
    since version 3; none is offered. `formula` and `ties` are words."""
    expected, _ = fit
    compared = {"n", "nevent", "coef", "se", "hr", "hr_lo", "hr_hi", "loglik", "lrt", "wald", "concordance"}
    assert set(expected) == compared | {"formula", "ties", "score", "zph", "zph_transform"}
    assert set(expected["concordance"]) == {"C", "se(C)"}
    assert expected["ties"] == "efron"


def test_covariates(fit):
    expected, found = fit
    assert (found.patients, found.deaths) == (expected["n"], expected["nevent"])
    assert [ratio.name for ratio in found.ratios] == [NAMES[name] for name in expected["coef"]]
    pairs = {"coef": "coefficient", "se": "error", "hr": "ratio", "hr_lo": "low", "hr_hi": "high"}
    for theirs, ours in pairs.items():
        wanted = list(expected[theirs].values())
        assert np.allclose([getattr(ratio, ours) for ratio in found.ratios], wanted, rtol=0, atol=1e-7), theirs


def test_likelihood_tests_and_concordance(fit):
    """R rounds its Wald statistic to two decimals."""
    expected, found = fit
    assert np.allclose(found.log_likelihood, expected["loglik"], rtol=0, atol=1e-7)
    ratio, wald = expected["lrt"], expected["wald"]
    assert found.likelihood_ratio.statistic == pytest.approx(ratio["test"], abs=1e-7)
    assert found.likelihood_ratio.p == pytest.approx(ratio["pvalue"], rel=1e-7)
    assert found.wald.statistic == pytest.approx(wald["test"], abs=0.005)
    assert found.wald.p == pytest.approx(wald["pvalue"], rel=0.01)
    assert found.likelihood_ratio.degrees == found.wald.degrees == ratio["df"] == wald["df"]
    assert found.concordance == pytest.approx(expected["concordance"]["C"], abs=1e-12)
