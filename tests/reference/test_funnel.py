"""Intervals of shares, control limits and overdispersion beside base R."""

import numpy as np
import pytest
from reference.outside import ROOT, columns, near, values

from leidraad.numerics.funnel import limits, outside, overdispersion, ratio_limits
from leidraad.numerics.proportions import METHODS, share_interval

EXPECTED = values("funnel_ci")


def test_nothing_is_left_out():
    """`wilson_cc` (with continuity correction) is not offered; `midp` is empty in R's file too."""
    parts = {"binomial_ci", "funnel_limits_theta0.80", "funnel_limits_theta0.02", "smr_limits", "tcga_sarc_R0"}
    assert set(EXPECTED) == parts | {"source", "versions"}
    for row in EXPECTED["binomial_ci"]:
        assert set(row) == {"x", "n", "p", *METHODS, "wilson_cc", "midp"} and row["midp"] is None


@pytest.mark.parametrize("method", METHODS)
def test_intervals_of_shares(method):
    """R leaves the ends of two methods below 0 and above 1; ours are cut off there."""
    rows = EXPECTED["binomial_ci"]
    counts, sizes = [row["x"] for row in rows], [row["n"] for row in rows]
    low, high = share_interval(counts, sizes, method)
    wanted = np.clip([row[method] for row in rows], 0, 1)
    assert near(np.column_stack([low, high]), wanted.tolist(), 1e-12)
    assert near(np.array(counts) / sizes, [row["p"] for row in rows], 1e-15)


@pytest.mark.parametrize("target", ["0.80", "0.02"])
@pytest.mark.parametrize(("theirs", "ours"), [("exact", "exact"), ("normal", "normal"), ("wilson_type", "wilson")])
def test_limits(target, theirs, ours):
    """R leaves normal limits outside 0 to 1; ours are cut off there."""
    rows = EXPECTED[f"funnel_limits_theta{target}"]
    assert all(set(row) == {"n", "exact", "normal", "wilson_type"} for row in rows)
    found = limits(float(target), [row["n"] for row in rows], method=ours)
    wanted = np.clip([row[theirs] for row in rows], 0, 1).tolist()
    assert near(np.column_stack([found.low998, found.low95, found.high95, found.high998]), wanted, 1e-12)


def test_limits_of_ratios():
    """R goes below 0, where no ratio can lie; ours stop there."""
    rows = EXPECTED["smr_limits"]
    found = ratio_limits([row["E"] for row in rows])
    wanted = np.maximum([row["exact"] for row in rows], 0).tolist()
    assert all(set(row) == {"E", "exact"} for row in rows)
    assert near(np.column_stack([found.low998, found.low95, found.high95, found.high998]), wanted, 1e-12)


@pytest.fixture(scope="module")
def hospitals():
    """Complete resections in each hospital of TCGA-SARC, counted from the patients."""
    data = columns((ROOT / "examples/tcga-sarc/patients.csv").read_text("utf-8"))
    known = np.isin(data["residual_tumor"], ["R0", "R1", "R2"])
    sites, place = np.unique(data["tissue_source_site"][known], return_inverse=True)
    complete = np.bincount(place, weights=data["residual_tumor"][known] == "R0")
    return sites.tolist(), complete, np.bincount(place)


def test_hospitals(hospitals):
    sites, counts, sizes = hospitals
    wanted = EXPECTED["tcga_sarc_R0"]
    assert set(wanted) == {"theta", "hospitals", "z", "z_winsorised", "phi", "phi_raw", "tau2"}
    assert sites == [row["site"] for row in wanted["hospitals"]]
    assert counts.tolist() == [row["x"] for row in wanted["hospitals"]]
    assert sizes.tolist() == [row["n"] for row in wanted["hospitals"]]
    found = limits(wanted["theta"], sizes)
    names = {"low95": "lo95", "high95": "hi95", "low998": "lo998", "high998": "hi998"}
    for ours, theirs in names.items():
        assert near(getattr(found, ours), [row[theirs] for row in wanted["hospitals"]], 1e-12)


def test_overdispersion(hospitals):
    _, counts, sizes = hospitals
    found, wanted = overdispersion(counts, sizes), EXPECTED["tcga_sarc_R0"]
    assert near(found.z, wanted["z"], 1e-12) and near(found.winsorised, wanted["z_winsorised"], 1e-12)
    numbers = [found.target, found.phi, found.phi_raw, found.tau2]
    assert near(numbers, [wanted[name] for name in ("theta", "phi", "phi_raw", "tau2")], 1e-12)


def test_who_lies_outside(hospitals):
    """From R's limits: the hospitals whose share they leave out."""
    sites, counts, sizes = hospitals
    judged = dict(zip(sites, outside(counts, sizes, limits(EXPECTED["tcga_sarc_R0"]["theta"], sizes)), strict=True))
    for row in EXPECTED["tcga_sarc_R0"]["hospitals"]:
        share = row["x"] / row["n"]
        beyond = not row["lo95"] <= share <= row["hi95"]
        far = not row["lo998"] <= share <= row["hi998"]
        side = "above" if share > EXPECTED["tcga_sarc_R0"]["theta"] else "below"
        assert judged[row["site"]] == (f"{side}_{'998' if far else '95'}" if beyond else None)
