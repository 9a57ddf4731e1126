"""Time the quality report on a large synthetic registry, beside the same figures by pandas and lifelines alone.

Run by `make bench`. Changes nothing. Both begin with the same file; pandas gets the derived columns ready made, from
Leidraad's own working out, so that only counting and survival are compared, which favours pandas.
"""

import argparse
import datetime
import os
import platform
import tempfile
import time
from pathlib import Path

import pandas as pd
from lifelines import KaplanMeierFitter

from leidraad.actions.load_content import load_all, load_content
from leidraad.actions.load_report import load_report
from leidraad.actions.report import report
from leidraad.actions.synth import synth
from leidraad.actions.typed_people import TypedPeople
from leidraad.model.report import Panel, ReportDefinition
from leidraad.records.columns import WRONG
from leidraad.records.database import database
from leidraad.records.table_file import open_table
from leidraad.registry.hospitals import VOLUME
from leidraad.registry.people import check_column, computed, panel_columns, step_column
from leidraad.registry.results import PanelResult

DAY = datetime.date(2026, 11, 20)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--table", type=Path, help="a synthetic registry that is there already")
    options = parser.parse_args()
    print(f"{DAY}, Python {platform.python_version()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    definition, content = load_report(load_all()), load_content()
    with tempfile.TemporaryDirectory() as name:
        table = options.table or Path(name) / "registry.parquet"
        if options.table is None:
            synth(table, options.patients, 7)
        start = time.perf_counter(), time.process_time()
        made = report(content, definition, table, Path(name) / "report.json", DAY, lambda *told: None)
        print(f"Leidraad: {made.rows:,} rows, {len(made.panels)} panels, norms, funnels, checks and "
              f"{len(made.adherence)} rules in {_since(start)}", flush=True)  # fmt: skip
        ready = _ready(definition, table, Path(name) / "ready.parquet")
        start = time.perf_counter(), time.process_time()
        people = pd.read_parquet(ready)
        same = [
            _same(definition, panel, result, people)
            for panel, result in zip(definition.panels, made.panels, strict=True)
        ]
        known = [found for found in same if found is not None]
        print(f"pandas and lifelines: {len(known)} panels, nothing else, in {_since(start)}")
        print(f"equal numbers in {sum(known)} of {len(known)} panels")


def _since(start: tuple[float, float]) -> str:
    return f"{time.perf_counter() - start[0]:.1f} s ({time.process_time() - start[1]:.1f} s of processor)"


def _ready(definition: ReportDefinition, table: Path, out: Path) -> Path:
    """Write the derived columns of everybody."""
    with database() as connection:
        source = TypedPeople(
            connection, definition.items, DAY, open_table(connection, table, None, definition.items), None
        )
        source.set_apart(lambda: out.with_suffix(".csv"), lambda *told: None)
        found = connection.create_table("ready", computed(source.people.drop(WRONG), definition, DAY))
        people = found.to_pandas()
    for name in people.columns.intersection(list(definition.items)):
        if definition.items[name].type == "choice":
            people[name] = people[name].map(dict(enumerate(definition.items[name].values)))
    people.to_parquet(out)
    return out


def _same(definition: ReportDefinition, panel: Panel, result: PanelResult, people: pd.DataFrame) -> bool | None:
    """Count a panel in pandas and compare what is not hidden; None for kinds that are not compared."""
    if panel.kind not in ("shares", "survival") or VOLUME in (*panel.by, panel.of):
        return None
    frame = people[_within(definition, panel, people)]
    return _same_shares(panel, result, frame) if panel.kind == "shares" else _same_survival(panel, result, frame)


def _within(definition: ReportDefinition, panel: Panel, people: pd.DataFrame) -> pd.Series:
    inside = people[panel_columns(definition)[definition.panels.index(panel)]].eq(True)
    for n, step in enumerate(definition.steps):
        if step.id != panel.without_step:
            inside &= ~people[step_column(n)].eq(True)
    for n, check in enumerate(definition.checks):
        if check.kind == "impossible":
            inside &= ~people[check_column(n)].eq(True)
    return inside


def _words(value: object) -> str | None:
    return None if pd.isna(value) else str(value).lower() if isinstance(value, bool) else str(value)


def _same_shares(panel: Panel, result: PanelResult, frame: pd.DataFrame) -> bool:
    counts = frame.groupby([*panel.by, panel.of], dropna=False, observed=True).size()
    expected = {tuple(map(_words, key if isinstance(key, tuple) else (key,))): count for key, count in counts.items()}
    return all(expected.get((*s.group.values, s.value), 0) == s.count for s in result.shares if not s.hidden)


def _same_survival(panel: Panel, result: PanelResult, frame: pd.DataFrame) -> bool:
    frame = frame.dropna(subset=["follow_up_days", "vital_status"])
    groups = frame.groupby(list(panel.by), dropna=False) if panel.by else [((), frame)]
    curves = {curve.group.values: curve for curve in result.curves}
    same = True
    for key, group in groups:
        curve = curves[tuple(map(_words, key))]
        if not curve.hidden:
            fitter = KaplanMeierFitter().fit(group["follow_up_days"], group["vital_status"] == "dead")
            same &= all(abs(fitter.predict(p.years * 365.25) - p.survival) < 1e-9 for p in curve.points)
    return same


if __name__ == "__main__":
    main()
