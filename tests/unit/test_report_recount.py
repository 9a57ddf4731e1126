"""The report on a synthetic registry counted again: each patient by the reference engine, then groups in pandas."""

import msgspec
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from registry_tables import DAY, made, shipped

from leidraad.actions.synth import synth
from leidraad.engines.reference import Patient, evaluate
from leidraad.records.columns import facts_of_typed
from leidraad.registry.hospitals import VOLUME, years_of
from leidraad.registry.missing import derived_read

PATIENTS = 450


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    out = tmp_path_factory.mktemp("synthetic") / "registry.parquet"
    synth(out, PATIENTS, 11)
    return out


@pytest.fixture(scope="module")
def report(table):
    """Nothing is hidden, so that every number can be compared."""
    return made(table.parent, table, msgspec.structs.replace(shipped(), least_count=1))


@pytest.fixture(scope="module")
def people(table):
    """One row a patient whom no check calls impossible, with what the reference engine makes of it."""
    about, found = shipped(), []
    named = {name for panel in about.panels for name in (*panel.by, panel.of) if name} | set(derived_read(about))
    named |= {"hospital", "registry_period", "follow_up_days", "vital_status", "incidence_year"}
    for row in pd.read_parquet(table, dtype_backend="pyarrow").astype(object).to_dict("records"):
        given = {name: fact for name, fact in row.items() if name in about.items and not _nothing(fact)}
        patient = Patient(about.items, facts_of_typed(given), DAY)
        if any(evaluate(check.when, patient) is True for check in about.checks if check.kind == "impossible"):
            continue
        values = {name: patient.value(name) for name in named}
        values |= {f"panel {panel.id}": evaluate(panel.population, patient) for panel in about.panels}
        found.append(values | {f"step {step.id}": evaluate(step.leave_out, patient) for step in about.steps})
    return pd.DataFrame(found, dtype=object)


def _nothing(fact):
    return fact is None or fact is pd.NA or fact != fact


def population(people, panel):
    steps = [people[f"step {step.id}"] == True for step in shipped().steps if step.id != panel.without_step]  # noqa: E712
    gone = pd.concat(steps, axis=1).any(axis=1)
    return people[~gone & (people[f"panel {panel.id}"] == True)].copy()  # noqa: E712


def key(value):
    if _nothing(value):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def keys(frame, names):
    return list(zip(*(map(key, frame[name]) for name in names), strict=True)) if names else [()] * len(frame)


def with_volume(frame):
    """Work out the volume class of each row of a population, as the definition of the panel says."""
    frame = frame.assign(_period=frame["registry_period"].map(key), _hospital=frame["hospital"].map(key))
    counts = frame.groupby(["_hospital", "_period"]).size()

    def volume(row):
        if row["_hospital"] is None or years_of(row["_period"]) is None:
            return None
        mean = counts[row["_hospital"], row["_period"]] / 2
        return "1-4" if mean < 5 else "5-9" if mean < 10 else "10-19" if mean < 20 else "20+"

    frame[VOLUME] = [volume(row) for _, row in frame.iterrows()]
    return frame


def test_rows_and_flow(report, people):
    assert report.rows - report.apart == len(people) and report.synthetic
    left = people
    for flow, step in zip(report.flow, shipped().steps, strict=True):
        truth = left[f"step {step.id}"].map(lambda value: None if _nothing(value) else bool(value))
        assert (flow.before, flow.left_out, flow.unknown) == (
            len(left), int(sum(t is True for t in truth)), int(sum(t is None for t in truth)),
        )  # fmt: skip
        left = left[[t is not True for t in truth]]
        assert flow.after == len(left)


@pytest.mark.parametrize("kind", ["shares", "per_year", "spread", "survival", "hospital_shares", "per_hospital"])
def test_every_panel_counts_what_pandas_counts(kind, report, people):
    compared = 0
    for panel, result in zip(shipped().panels, report.panels, strict=True):
        frame = population(people, panel)
        if panel.kind != kind or result.empty:
            assert panel.kind != kind or frame.empty or _unknown_of_all(frame, panel, result), panel.id
            continue
        compared += RECOUNTED[kind](panel, result, frame)
    assert compared


def _unknown_of_all(frame, panel, result):
    names = [name for name in (*panel.by, panel.of) if name and name != VOLUME]
    return any(frame[name].map(_nothing).all() for name in names) or not any(
        getattr(result, name) for name in ("shares", "rates", "spreads", "curves")
    )


def _shares(panel, result, frame):
    if VOLUME in (*panel.by, panel.of):
        frame = with_volume(frame)
    expected = pd.Series(keys(frame, [*panel.by, panel.of])).value_counts().to_dict()
    sizes = pd.Series(keys(frame, panel.by)).value_counts().to_dict()
    found = {(*s.group.values, s.value): s.count for s in result.shares}
    assert {cell: n for cell, n in found.items() if n} == expected, panel.id
    assert {s.group.values: s.group.size for s in result.shares} == sizes, panel.id
    assert result.population == len(frame)
    assert all(s.share == pytest.approx(s.count / sizes[s.group.values]) for s in result.shares)
    return len(found)


def _per_year(panel, result, frame):
    expected = pd.Series(keys(frame, panel.by)).value_counts().to_dict()
    assert {r.group.values: r.count for r in result.rates} == expected, panel.id
    assert all(r.per_year == r.count / 2 for r in result.rates if r.group.values[-1] not in (None, "other"))
    return len(expected)


def _spread(panel, result, frame):
    frame = frame.assign(_key=keys(frame, panel.by), _of=pd.to_numeric(frame[panel.of]))
    for name, group in frame.groupby("_key"):
        (found,) = [s for s in result.spreads if s.group.values == name]
        quartiles = group["_of"].quantile([0.25, 0.5, 0.75]).to_list()
        assert [found.quartile1, found.median, found.quartile3] == pytest.approx(quartiles, nan_ok=True), panel.id
        assert found.mean == pytest.approx(group["_of"].mean()) and found.known == group["_of"].notna().sum()
    return len(result.spreads)


def _survival(panel, result, frame):
    frame = frame[~frame["follow_up_days"].map(_nothing) & ~frame["vital_status"].map(_nothing)]
    frame = frame.assign(_key=keys(frame, panel.by))
    assert result.population == len(frame), panel.id
    assert {c.group.values: c.group.size for c in result.curves} == frame["_key"].value_counts().to_dict(), panel.id
    for name, group in frame.groupby("_key"):
        (curve,) = [c for c in result.curves if c.group.values == name]
        died = group["vital_status"] == "dead"
        fitter = KaplanMeierFitter().fit(group["follow_up_days"].astype(float), died)
        assert curve.deaths == died.sum()
        for point in curve.points:
            assert point.survival == pytest.approx(fitter.predict(point.years * 365.25), abs=1e-12), (panel.id, name)
            assert point.at_risk == (group["follow_up_days"].astype(float) >= point.years * 365.25).sum()
    return len(result.curves)


def _hospital_shares(panel, result, frame):
    frame = with_volume(frame[~frame["hospital"].map(_nothing) & ~frame["registry_period"].map(_nothing)])
    once = frame.assign(_by=keys(frame, panel.by)).drop_duplicates(["_hospital", "_period", "_by"])
    expected = pd.Series(keys(once, [*panel.by, VOLUME])).value_counts().to_dict()
    assert {(*s.group.values, s.value): s.count for s in result.shares if s.count} == expected
    assert result.population == len(frame.drop_duplicates(["_hospital", "_period"]))
    return len(expected)


def _per_hospital(panel, result, frame):
    frame = frame[
        frame["registry_period"].map(key) == max(k for k in frame["registry_period"].map(key) if k != "other")
    ]
    expected = frame["hospital"].map(key).value_counts(dropna=False).to_dict()
    assert {r.group.values[0]: r.count for r in result.rates} == {key(k): n for k, n in expected.items()}
    return len(expected)


RECOUNTED = {
    "shares": _shares, "per_year": _per_year, "spread": _spread, "survival": _survival,
    "hospital_shares": _hospital_shares, "per_hospital": _per_hospital,
}  # fmt: skip


def test_missing_is_counted(report, people):
    chosen = people[~pd.concat([people[f"step {s.id}"] == True for s in shipped().steps], axis=1).any(axis=1)]  # noqa: E712
    found = {one.item: (one.missing, one.of) for one in report.missing}
    for name in set(chosen.columns) & set(found):
        assert found[name] == (int(chosen[name].map(_nothing).sum()), len(chosen)), name


def test_published_figures_are_those_of_the_panels(report):
    panels = {one.id: one for one in report.panels}
    shown = [one for one in report.published if one.panel and one.here is not None]
    assert len(shown) > 60
    for figure, about in zip(report.published, shipped().published, strict=True):
        if figure.here is None or not panels[figure.panel].shares or figure.unit != "percent":
            continue
        panel = next(p for p in shipped().panels if p.id == figure.panel)
        group = tuple(about.cell[name] for name in panel.by)
        (cell,) = [
            s for s in panels[figure.panel].shares if s.group.values == group and s.value == about.cell[panel.of]
        ]
        assert figure.here == pytest.approx(100 * cell.count / cell.group.size)
