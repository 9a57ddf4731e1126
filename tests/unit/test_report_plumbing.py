"""Plumbing: figures that were built into the synthetic registry come out of the report again. No evidence of care.

The registry is made after them and the report counts it, by way of the file, the rules and the panels. A figure that
comes out otherwise was lost on the way. How near it can come: a row of 14,000, what rounds in print, and margins of
the source that do not fit each other.
"""

import pytest
from registry_tables import made, shipped

from leidraad.actions.synth import synth

POINTS, YEARS = 1.0, 0.5
SHARE = 0.05  # of a number of patients, which the source rounds to hundreds
# Ages are drawn by subtype, after the medians of figure 10; those of all together follow from that.
BANDS, POINTS_OF_BANDS = "1", 2.0


@pytest.fixture(scope="module")
def built_in(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plumbing")
    synth(folder / "registry.parquet", 14_000, 7)
    report = made(folder, folder / "registry.parquet", shipped())
    return {figure.id: figure for figure in report.published if figure.shown_back}


def test_at_least_twenty_figures_are_shown_back(built_in):
    assert len(built_in) >= 20
    assert {figure.unit for figure in built_in.values()} == {"percent", "percent_approx", "years", "count_approx"}


def test_each_comes_out_near_what_was_put_in(built_in):
    def near(figure):
        points = POINTS_OF_BANDS if figure.panel == BANDS else POINTS
        return {"years": YEARS, "count_approx": SHARE * figure.published}.get(figure.unit, points)

    far = {f.id: (f.published, f.here) for f in built_in.values() if abs(f.here - f.published) > near(f)}
    assert far == {}
