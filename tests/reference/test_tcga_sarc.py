"""The real figures of TCGA-SARC beside R survival 3.5-3: all those that need no rules."""

import numpy as np
import pytest
from reference.outside import ROOT, columns, near, values

from leidraad.numerics.survival import at_times, counts_of, kaplan_meier

EXPECTED = values("tcga_sarc_cohort")
TIMES = [365.25 * years for years in (1, 3, 5)]
# Words in the column of the subtype, in the order in which R asks for them.
SUBTYPES = {
    "leiomyo": "LMS",
    "dediff": "DDLPS",
    "undiff": "UPS",
    "myxofib": "MFS",
    "mpnst": "MPNST",
    "synovial": "SS",
}


@pytest.fixture(scope="module")
def patients():
    data = dict(columns((ROOT / "examples/tcga-sarc/patients.csv").read_text("utf-8")))
    year = np.array([float(cell) if cell else np.nan for cell in data["year_dx"].astype(str)])
    data["year"] = year
    period = np.array(["1994-2005", "2006-2009", "2010-2013"])[np.searchsorted([2005, 2009], year).clip(max=2)]
    data["period"] = np.where(np.isnan(year), "", period)
    data["sub"] = np.array([subtype(words) for words in data["histological_type"]])
    data["agegr"] = np.array(["<50", "50-59", "60-69", "70-79", "80+"])[np.digitize(data["age"], [50, 60, 70, 80])]
    return data


def subtype(words):
    return next((name for part, name in SUBTYPES.items() if part in words), "other")


def tally(column):
    names, counts = np.unique(np.where(column == "", "missing", column), return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def test_nothing_is_left_out():
    counts = {"n", "deaths", "by_year", "by_subtype", "by_agegr", "by_period", "radiation", "residual"}
    hospitals = {"volume_class_hospitals", "volume_class_patients", "hhi", "share_top1"}
    curves = {"km_all", "km_sub", "km_resid", "km_period"}
    assert set(EXPECTED) == counts | hospitals | curves | {"source", "versions"}


def test_counts(patients):
    """R leaves the patients without a year out of its counts by year and period."""
    years = patients["year"][~np.isnan(patients["year"])].astype(int).astype(str)
    assert (patients["dead"].size, patients["dead"].sum()) == (EXPECTED["n"], EXPECTED["deaths"])
    assert tally(years) == EXPECTED["by_year"]
    assert tally(patients["period"][patients["period"] != ""]) == EXPECTED["by_period"]
    found = {"by_subtype": "sub", "by_agegr": "agegr", "radiation": "radiation_therapy", "residual": "residual_tumor"}
    for theirs, ours in found.items():
        assert tally(patients[ours]) == EXPECTED[theirs]


def test_hospitals(patients):
    volumes = np.array(list(tally(patients["tissue_source_site"]).values()))
    names = np.array(["1-4", "5-9", "10-19", "20+"])[np.digitize(volumes, [5, 10, 20])]
    assert tally(names) == EXPECTED["volume_class_hospitals"]
    assert {name: int(volumes[names == name].sum()) for name in set(names)} == EXPECTED["volume_class_patients"]
    assert np.sum((volumes / volumes.sum()) ** 2) == pytest.approx(EXPECTED["hhi"], abs=1e-14)
    assert volumes.max() / volumes.sum() == pytest.approx(EXPECTED["share_top1"], abs=1e-14)


@pytest.mark.parametrize(
    ("key", "by"), [("km_all", None), ("km_sub", "sub"), ("km_resid", "residual_tumor"), ("km_period", "period")]
)
def test_survival(patients, key, by):
    """Who has no time of follow-up or no group is in no curve, as in R."""
    time = np.array([float(cell) if cell else np.nan for cell in patients["os_days"].astype(str)])
    group = np.full(time.size, "all") if by is None else np.char.add(f"{by}=", patients[by])
    known = ~np.isnan(time) & (group != f"{by}=")
    assert set(group[known]) == set(EXPECTED[key])
    for name, wanted in EXPECTED[key].items():
        held = known & (group == name)
        points = at_times(kaplan_meier(counts_of(time[held], patients["dead"][held])), TIMES)
        assert set(wanted) == {"t", "surv", "lower", "upper", "n_risk"} and wanted["t"] == TIMES
        assert points.at_risk.tolist() == wanted["n_risk"]
        assert near(points.survival, wanted["surv"], 1e-12)
        assert near(points.low, wanted["lower"], 1e-12) and near(points.high, wanted["upper"], 1e-12)
